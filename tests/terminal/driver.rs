//! The real program in a pseudo-terminal: keys in, screens out.

// Each test file uses its own part of this.
#![allow(dead_code)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to show what is waited for. Generous: it bounds a hang and measures nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts the program with these arguments in `dir`, in a terminal of that size, with these variables and no others but
/// what a terminal sets. Gives the other end of its line.
pub fn spawn(
    dir: &Path,
    (columns, rows): (u16, u16),
    arguments: &[&str],
    env: &[(&str, &str)],
) -> (Box<dyn MasterPty + Send>, Box<dyn Child + Send + Sync>) {
    let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_goldsmith"));
    command.args(arguments);
    command.cwd(dir);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env("HOME", dir);
    command.env("GOLDSMITH_STEWARD", "steward");
    for (name, value) in env {
        command.env(name, value);
    }
    let child = pair.slave.spawn_command(command).unwrap();
    (pair.master, child)
}

/// A terminal with the program in it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    parser: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
}

/// How much of what was written may be shown: no half of a frame, as on a terminal that knows synchronised updates.
fn whole_frames(written: &[u8]) -> usize {
    const BEGIN: &[u8] = b"\x1b[?2026h";
    const END: &[u8] = b"\x1b[?2026l";
    let last = |mark: &[u8]| written.windows(mark.len()).rposition(|part| part == mark);
    if let Some(begun) = last(BEGIN).filter(|begun| last(END).is_none_or(|end| end < *begun)) {
        return begun;
    }
    // A mark may have been cut in two.
    let cut = (1..BEGIN.len()).rev().find(|n| written.ends_with(&BEGIN[..*n]));
    written.len() - cut.unwrap_or(0)
}

impl Terminal {
    /// Starts the program with these arguments in `dir`, on a screen of that size in true colour.
    pub fn start(dir: &Path, (columns, rows): (u16, u16), arguments: &[&str]) -> Self {
        Self::start_with(dir, (columns, rows), arguments, &[("COLORTERM", "truecolor")])
    }

    /// The same with these variables and no others but what a terminal sets.
    pub fn start_with(dir: &Path, (columns, rows): (u16, u16), arguments: &[&str], env: &[(&str, &str)]) -> Self {
        let (master, child) = spawn(dir, (columns, rows), arguments, env);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut reader = master.try_clone_reader().unwrap();
        let (to_parser, to_raw) = (Arc::clone(&parser), Arc::clone(&raw));
        thread::spawn(move || {
            let mut buffer = [0; 8192];
            let mut unseen = Vec::new();
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                unseen.extend_from_slice(&buffer[..n]);
                let whole: Vec<u8> = unseen.drain(..whole_frames(&unseen)).collect();
                to_parser.lock().unwrap().process(&whole);
                to_raw.lock().unwrap().extend_from_slice(&buffer[..n]);
            }
            to_parser.lock().unwrap().process(&unseen);
        });
        let writer = master.take_writer().unwrap();
        Self { master, writer, child, parser, raw }
    }

    /// Types text, or the bytes of a key.
    pub fn press(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// What is on the screen now.
    pub fn screen(&self) -> String {
        self.parser.lock().unwrap().screen().contents()
    }

    /// The screen with its colours.
    pub fn cells(&self) -> vt100::Screen {
        self.parser.lock().unwrap().screen().clone()
    }

    /// Every byte that the program has written.
    pub fn raw(&self) -> Vec<u8> {
        self.raw.lock().unwrap().clone()
    }

    /// Waits until the screen holds `text`.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?}"), |screen| screen.contains(text))
    }

    /// Waits until the screen is as asked.
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < PATIENCE, "never saw {what}; the screen is:\n{screen}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the program has written these bytes, after its first `from`.
    pub fn wait_for_bytes(&self, from: usize, bytes: &[u8]) {
        self.wait_until(&format!("{bytes:?}"), |_| {
            self.raw().get(from..).is_some_and(|new| new.windows(bytes.len()).any(|part| part == bytes))
        });
    }

    /// Gives the screen another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.parser.lock().unwrap().screen_mut().set_size(rows, columns);
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The program's process id.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits until the program ends; gives its exit status as a shell would: 128 + the signal that ended it, if one did.
    pub fn end(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return match status.signal() {
                    Some("Terminated") => 143,
                    Some("Hangup") => 129,
                    Some(other) => panic!("ended by {other}"),
                    None => status.exit_code(),
                };
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end; the screen is:\n{}", self.screen());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed must not leave its program behind; one that has ended is not there to be killed.
        let _ = self.child.kill();
    }
}
