//! A real PostgreSQL server, in a folder of its own, on the loopback only.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use tempfile::TempDir;

pub const USER: &str = "gold";
pub const PASSWORD: &str = "s3cret-of-the-test";

pub struct Server {
    folder: TempDir,
    bin: PathBuf,
    pub port: u16,
}

impl Server {
    /// Starts one; with `tls`, under a certificate that it signed itself.
    pub fn start(tls: bool) -> Self {
        let bin = binaries();
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { folder, bin, port };
        fs::write(server.path("password"), PASSWORD).unwrap();
        if is_root() {
            // The server will not run as root; Debian's package brings a user for it.
            run(Command::new("chown").arg("-R").arg("postgres:").arg(server.folder.path()));
        }
        let data = server.path("data");
        run(server
            .command("initdb")
            .arg("-D")
            .arg(&data)
            .args(["-U", USER, "-A", "scram-sha-256", "-E", "UTF8"])
            .args(["--no-sync", "--locale=C", &format!("--pwfile={}", server.path("password").display())]));
        let mut options = format!(
            "port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\n",
            server.folder.path().display()
        );
        if tls {
            let key = server.path("data/server.key");
            let certificate = server.path("data/server.crt");
            run(server.as_owner("openssl").args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]).args(
                [
                    "-subj",
                    "/CN=localhost",
                    "-addext",
                    "subjectAltName=DNS:localhost",
                    "-addext",
                    "basicConstraints=critical,CA:FALSE",
                    "-keyout",
                    key.to_str().unwrap(),
                    "-out",
                    certificate.to_str().unwrap(),
                ],
            ));
            options.push_str("ssl = on\n");
            fs::copy(certificate, server.path("root.crt")).unwrap();
        }
        let mut settings = fs::OpenOptions::new().append(true).open(server.path("data/postgresql.conf")).unwrap();
        settings.write_all(options.as_bytes()).unwrap();
        run(server.command("pg_ctl").arg("-D").arg(&data).arg("-l").arg(server.path("log")).args(["-w", "start"]));
        server
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The address of a database, made where it is missing.
    pub fn database(&self, name: &str) -> String {
        let url = |name: &str| format!("postgres://{USER}:{PASSWORD}@localhost:{}/{name}", self.port);
        let mut client = postgres::Client::connect(&url("postgres"), postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        url(name)
    }

    fn command(&self, program: &str) -> Command {
        self.as_owner(self.bin.join(program))
    }

    /// A program that runs as the user who owns the server's files.
    fn as_owner(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stopped =
            self.command("pg_ctl").arg("-D").arg(self.path("data")).args(["-m", "immediate", "stop"]).output();
        drop(stopped);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

/// Where the server's programs lie: Debian keeps them out of the search path.
fn binaries() -> PathBuf {
    let debian = Path::new("/usr/lib/postgresql");
    let mut found: Vec<PathBuf> = fs::read_dir(debian)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path).find(|bin| bin.join("initdb").exists()));
    found.pop().expect("these tests start a real PostgreSQL server: `apt-get install postgresql` installs it")
}

#[track_caller]
fn run(command: &mut Command) {
    // Into files, not pipes: the server would keep a pipe open.
    let out = tempfile::tempfile().unwrap();
    let mut told = out.try_clone().unwrap();
    command.stdout(out.try_clone().unwrap()).stderr(out);
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut text = String::new();
    std::io::Seek::rewind(&mut told).unwrap();
    told.read_to_string(&mut text).unwrap();
    assert!(status.success(), "{command:?}: {text}");
}

/// Passes connections on to `port`, and hangs up after so many bytes have come from the client; gives its own port.
pub fn hanging_up(port: u16, after: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
            let (mut back, mut from) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut from, &mut back));
            thread::spawn(move || {
                let (mut passed, mut buffer) = (0, [0; 512]);
                while let Ok(n @ 1..) = client.read(&mut buffer) {
                    let rest = after.saturating_sub(passed).min(n);
                    if server.write_all(&buffer[..rest]).is_err() || rest < n {
                        break;
                    }
                    passed += n;
                }
                drop(client.shutdown(Shutdown::Both));
                drop(server.shutdown(Shutdown::Both));
            });
        }
    });
    own
}
