//! Where to exchange: a folder, or a server with the options that its address carries.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ::postgres::Config;
use ::postgres::config::{Host, SslMode};

use crate::error::{Error, ErrorKind, Result};

/// How long a server may take to answer a knock; and as long again to let us in.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Where to exchange.
#[derive(Clone, Debug)]
pub enum Target {
    /// A folder; a relative one starts where the caller says.
    Folder(PathBuf),
    /// A PostgreSQL server.
    Server(Box<Server>),
}

/// A PostgreSQL server and how to reach it.
#[derive(Clone)]
pub struct Server {
    /// What the library needs.
    pub config: Config,
    /// What is asked of its certificate.
    pub trust: Trust,
}

/// What is asked of a server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Nothing: whoever answers is believed, the line is encrypted where the mode says so.
    Anybody,
    /// That somebody signed it who stands in this file.
    Signed(PathBuf),
    /// That, and that it is made out to the host of the address.
    Named(PathBuf),
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl Server {
    /// Its address, without a password.
    pub fn name(&self) -> String {
        let user = self.config.get_user().map_or_else(String::new, |user| format!("{user}@"));
        let database = self.config.get_dbname().map_or_else(String::new, |name| format!("/{name}"));
        format!("postgres://{user}{}:{}{database}", self.host(), self.port())
    }

    /// The first host.
    pub fn host(&self) -> String {
        match self.config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            _ => "localhost".to_owned(),
        }
    }

    /// The first port.
    pub fn port(&self) -> u16 {
        self.config.get_ports().first().copied().unwrap_or(5432)
    }
}

impl Target {
    /// Its address carries a password.
    pub fn has_password(&self) -> bool {
        matches!(self, Self::Server(server) if server.config.get_password().is_some())
    }
}

impl FromStr for Target {
    type Err = Error;

    /// Messages never repeat the address: it may carry a password.
    fn from_str(text: &str) -> Result<Self> {
        let wrong = |what: String| Error::new(ErrorKind::Usage, what);
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            if let Some((scheme, _)) = text.split_once("://") {
                return Err(wrong(format!("cannot exchange through {scheme}://"))
                    .hint("a target is a folder, or postgres://USER@HOST/DATABASE"));
            }
            return if text.is_empty() {
                Err(wrong("the target is empty".to_owned()))
            } else {
                Ok(Self::Folder(text.into()))
            };
        }
        let (address, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut mode, mut roots, mut kept) = (None, None, Vec::new());
        for option in query.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value.to_owned()),
                Some(("sslrootcert", value)) => roots = Some(PathBuf::from(decoded(value))),
                _ => kept.push(option),
            }
        }
        let address = if kept.is_empty() { address.to_owned() } else { format!("{address}?{}", kept.join("&")) };
        let mut config: Config = address.parse().map_err(|error: ::postgres::Error| {
            let why = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            wrong(format!("cannot read the server's address: {why}")).hint("it is postgres://USER@HOST:PORT/DATABASE")
        })?;
        let (ssl, trust) = trust(mode.as_deref().unwrap_or("prefer"), roots)?;
        config.ssl_mode(ssl);
        if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        // A line that went dead is noticed, and not waited on for hours.
        config.keepalives_idle(PATIENCE).keepalives_interval(PATIENCE).keepalives_retries(3);
        config.tcp_user_timeout(3 * PATIENCE).application_name("goldsmith");
        Ok(Self::Server(Box::new(Server { config, trust })))
    }
}

/// What the modes of `libpq` mean.
fn trust(mode: &str, roots: Option<PathBuf>) -> Result<(SslMode, Trust)> {
    let needs_roots = |roots: Option<PathBuf>| {
        let usual = || directories::BaseDirs::new().map(|dirs| dirs.home_dir().join(".postgresql/root.crt"));
        roots.or_else(usual).ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("sslmode={mode} takes sslrootcert=FILE: whose signature is good"))
        })
    };
    Ok(match mode {
        "disable" => (SslMode::Disable, Trust::Anybody),
        "prefer" | "allow" => (SslMode::Prefer, Trust::Anybody),
        // As libpq has it: a file of roots asks for more than encryption.
        "require" => (SslMode::Require, roots.map_or(Trust::Anybody, Trust::Signed)),
        "verify-ca" => (SslMode::Require, Trust::Signed(needs_roots(roots)?)),
        "verify-full" => (SslMode::Require, Trust::Named(needs_roots(roots)?)),
        other => {
            return Err(Error::new(ErrorKind::Usage, format!("no sslmode {other:?}"))
                .hint("it is one of disable, prefer, require, verify-ca, verify-full"));
        }
    })
}

/// Undoes percent-encoding; what is none stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> Server {
        match text.parse().unwrap() {
            Target::Server(server) => *server,
            Target::Folder(folder) => panic!("{}", folder.display()),
        }
    }

    #[test]
    fn a_target_is_a_folder_or_a_server() {
        assert!(matches!("share/x".parse().unwrap(), Target::Folder(folder) if folder.ends_with("share/x")));
        assert!("s3://bucket".parse::<Target>().unwrap_err().message.contains("s3://"));
        assert_eq!("".parse::<Target>().unwrap_err().exit_status(), 2);
        let here = server("postgres://ada:secret@db.example:6000/mdm?connect_timeout=3&sslmode=require");
        assert_eq!(here.name(), "postgres://ada@db.example:6000/mdm");
        assert_eq!(format!("{here:?}"), here.name());
        assert_eq!(here.config.get_connect_timeout(), Some(&Duration::from_secs(3)));
        assert_eq!((here.config.get_ssl_mode(), here.trust), (SslMode::Require, Trust::Anybody));
    }

    #[test]
    fn modes_are_those_of_other_programs() {
        let full = server("postgresql://h/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem");
        assert_eq!(full.trust, Trust::Named("/etc/ca.pem".into()));
        assert_eq!(server("postgres://h/d?sslmode=require&sslrootcert=ca.pem").trust, Trust::Signed("ca.pem".into()));
        assert_eq!(server("postgres://h/d").config.get_ssl_mode(), SslMode::Prefer);
        assert!("postgres://h/d?sslmode=always".parse::<Target>().unwrap_err().message.contains("always"));
    }

    #[test]
    fn a_wrong_address_is_not_repeated() {
        for wrong in ["postgres://ada:secret@h:port/d", "postgres://ada:secret@h/d?colour=red"] {
            let error = wrong.parse::<Target>().unwrap_err();
            assert!(!error.message.contains("secret") && !error.hints.concat().contains("secret"), "{error}");
        }
    }
}
