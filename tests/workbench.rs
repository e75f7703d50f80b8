//! The real program in a pseudo-terminal: it starts, decides, gives the terminal back, and ends as it should.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const PROGRAM: &str = env!("CARGO_BIN_EXE_goldsmith");
const PATIENCE: Duration = Duration::from_secs(20);

struct Workbench {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Arc<Mutex<Vec<u8>>>,
    master: Box<dyn MasterPty + Send>,
}

impl Workbench {
    fn open(workspace: &Path, environment: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 30, cols: 110, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(["--as", "robin", "-w"]);
        command.arg(workspace);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let output = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pty.master.try_clone_reader().unwrap();
        let sink = Arc::clone(&output);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                sink.lock().unwrap().extend_from_slice(&buffer[..n]);
            }
        });
        let keys = pty.master.take_writer().unwrap();
        Self { child, keys, output, master: pty.master }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn written(&self) -> Vec<u8> {
        self.output.lock().unwrap().clone()
    }

    fn screen(&self) -> String {
        let size = self.master.get_size().unwrap();
        let mut terminal = vt100::Parser::new(size.rows, size.cols, 0);
        terminal.process(&self.written());
        terminal.screen().contents()
    }

    /// Waits until the screen shows `text`.
    fn see(&self, text: &str) {
        let began = Instant::now();
        while !self.screen().contains(text) {
            assert!(began.elapsed() < PATIENCE, "{text:?} never came:\n{}", self.screen());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for the end; the exit status, and whether the terminal was given back.
    fn end(mut self) -> (u32, bool) {
        let status = self.child.wait().unwrap();
        thread::sleep(Duration::from_millis(50));
        let written = self.written();
        let left = written.windows(8).any(|bytes| bytes == b"\x1b[?1049l");
        (status.exit_code(), left)
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }
}

fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new(PROGRAM).args(["demo", "--no-tui", "--dir"]).arg(folder.path().join("demo")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

fn log(workspace: &Path) -> String {
    let shown = Command::new(PROGRAM).args(["log", "--json", "-w"]).arg(workspace).output().unwrap();
    String::from_utf8_lossy(&shown.stdout).into_owned()
}

#[test]
fn a_key_decides_a_key_undoes_and_q_leaves() {
    let folder = demo();
    let workspace = folder.path().join("demo");
    let mut workbench = Workbench::open(&workspace, &[]);
    workbench.see("open");
    workbench.see("weakest link");
    workbench.press("\r");
    workbench.see("golden record");
    workbench.press("y");
    workbench.see("z undoes");
    workbench.press("z");
    workbench.see("Z restores");
    workbench.press("q");
    assert_eq!(workbench.end(), (0, true));
    let log = log(&workspace);
    assert!(log.contains("\"confirm\"") && log.contains("\"retract\"") && log.contains("robin"), "{log}");
}

#[test]
fn every_screen_opens_on_real_data() {
    let folder = demo();
    let mut workbench = Workbench::open(&folder.path().join("demo"), &[]);
    workbench.see("weakest link");
    for (keys, text) in [
        ("\x1bOR", "golden records"),
        ("\x1bOS", "Nothing was decided yet"),
        ("\x1bOQ", "weakest link"),
        ("w", "probability"),
        ("\x1b", "golden record"),
        ("v", "no value (null)"),
        ("\x1b", "golden record"),
        ("?", "Split and merge"),
        ("\x1b", "golden record"),
        ("e", "What would follow"),
        ("\x1b", "golden record"),
    ] {
        workbench.press(keys);
        workbench.see(text);
        // A lone escape must not run into the next key.
        thread::sleep(Duration::from_millis(60));
    }
    workbench.press("\x03");
    assert_eq!(workbench.end(), (0, true));
}

#[cfg(unix)]
#[test]
fn a_signal_gives_the_terminal_back() {
    let folder = demo();
    for name in ["-TERM", "-HUP"] {
        let workbench = Workbench::open(&folder.path().join("demo"), &[]);
        workbench.see("weakest link");
        workbench.signal(name);
        let (status, given_back) = workbench.end();
        assert!(given_back && status != 0, "{name}: {status}");
    }
}

#[cfg(unix)]
#[test]
fn it_stops_and_goes_on_as_a_shell_expects() {
    let folder = demo();
    let mut workbench = Workbench::open(&folder.path().join("demo"), &[]);
    workbench.see("weakest link");
    workbench.press("\x1a");
    let began = Instant::now();
    while !workbench.written().windows(8).any(|bytes| bytes == b"\x1b[?1049l") {
        assert!(began.elapsed() < PATIENCE, "the terminal was not given back");
        thread::sleep(Duration::from_millis(10));
    }
    let before = workbench.written().len();
    workbench.signal("-CONT");
    let began = Instant::now();
    while !workbench.written()[before..].windows(8).any(|bytes| bytes == b"\x1b[?1049h") {
        assert!(began.elapsed() < PATIENCE, "the terminal was not taken again");
        thread::sleep(Duration::from_millis(10));
    }
    workbench.see("weakest link");
    workbench.press("q");
    assert_eq!(workbench.end().0, 0);
}

#[test]
fn no_color_means_none() {
    let folder = demo();
    let mut workbench = Workbench::open(&folder.path().join("demo"), &[("NO_COLOR", "1")]);
    workbench.see("weakest link");
    workbench.press("\r");
    workbench.see("golden record");
    workbench.press("q");
    let written = Arc::clone(&workbench.output);
    workbench.end();
    let text = String::from_utf8_lossy(&written.lock().unwrap()).into_owned();
    for colour in ["[38;", "[48;", "[31m", "[32m", "[33m", "[34m", "[35m", "[36m"] {
        assert!(!text.contains(colour), "{colour}");
    }
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let folder = demo();
    let run = Command::new(PROGRAM).arg("-w").arg(folder.path().join("demo")).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("needs a terminal") && said.contains("hint"), "{said}");
}
