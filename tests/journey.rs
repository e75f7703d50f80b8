//! From demo to export, as a steward would: the real program in a pseudo-terminal.

mod terminal;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use terminal::Terminal;

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";

fn goldsmith(dir: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_goldsmith"))
        .current_dir(dir)
        .env("HOME", dir)
        .env("GOLDSMITH_STEWARD", "steward")
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

fn kinds(dir: &Path) -> Vec<String> {
    let log = goldsmith(dir, &["log", "--json"]);
    log.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

/// The golden id that the Review screen is about.
fn golden_id(screen: &str) -> String {
    let start = screen.find("G-").expect("a golden id on the screen");
    screen[start..].split_whitespace().next().unwrap_or_default().to_owned()
}

#[test]
fn from_demo_to_export() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::start(home.path(), (120, 40), &["demo", "--dir", "demo"]);
    let dir = home.path().join("demo");
    let queue = terminal.wait_for("suspicious");
    assert!(queue.contains("Queue") && queue.contains("? help"), "{queue}");

    // Confirm the first, and come to the second by itself.
    terminal.press(ENTER);
    let first = golden_id(&terminal.wait_for("task 1 of"));
    terminal.press("y");
    terminal.wait_until("the next task", |screen| screen.contains("confirmed") && golden_id(screen) != first);
    assert_eq!(kinds(&dir), ["confirm"]);

    // Undo and redo.
    terminal.press("z");
    terminal.wait_for("Z restores");
    assert_eq!(kinds(&dir), ["retract", "confirm"]);
    terminal.press("Z");
    terminal.wait_until("a redo", |_| kinds(&dir).len() == 3);

    // Take the focused record out of the next one: both golden records are shown before it is done.
    terminal.press("J");
    terminal.wait_until("another task", |screen| golden_id(screen) != first);
    terminal.press("e");
    let preview = terminal.wait_for("What would follow");
    assert!(preview.matches("G-").count() >= 2, "{preview}");
    terminal.press(ENTER);
    terminal.wait_until("a split", |_| kinds(&dir).first().is_some_and(|kind| kind == "split"));

    // Help is there, and leaving is always safe.
    terminal.press("?");
    terminal.wait_for("elp");
    terminal.press(ESCAPE);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let out = dir.join("golden.csv");
    goldsmith(&dir, &["export", "golden", "--approved-only", "--out", out.to_str().unwrap()]);
    let golden = fs::read_to_string(&out).unwrap();
    assert!(golden.starts_with("golden_id,company_name,"), "{golden}");
    assert!(golden.contains(",approved,"), "the confirmed one is released");
    goldsmith(&dir, &["export", "pairs", "--out", dir.join("pairs.csv").to_str().unwrap()]);
    let pairs = fs::read_to_string(dir.join("pairs.csv")).unwrap();
    assert!(pairs.contains(",match,") && pairs.contains(",non_match,"), "{pairs}");
    goldsmith(&dir, &["export", "crosswalk", "--out", dir.join("crosswalk.csv").to_str().unwrap()]);
    assert_eq!(fs::read_to_string(dir.join("crosswalk.csv")).unwrap().lines().count(), 1 + 1200);
    assert_eq!(goldsmith(&dir, &["verify", "--json"])["ok"], true);
}

#[test]
fn the_terminal_is_given_back() {
    let home = TempDir::new().unwrap();
    goldsmith(home.path(), &["demo", "--no-tui", "--dir", "demo"]);
    for (signal, status) in [("TERM", 143), ("HUP", 129)] {
        let mut terminal = Terminal::start(&home.path().join("demo"), (80, 24), &[]);
        terminal.wait_for("suspicious");
        let pid = terminal.pid().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        assert_eq!(terminal.end(), status, "{signal}");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        assert!(raw.ends_with_restored(), "{signal}: {:?}", &raw[raw.len().saturating_sub(80)..]);
    }
}

#[test]
fn any_size_will_do() {
    let home = TempDir::new().unwrap();
    goldsmith(home.path(), &["demo", "--no-tui", "--dir", "demo"]);
    let mut terminal = Terminal::start(&home.path().join("demo"), (80, 24), &["review"]);
    terminal.wait_for("golden");
    for (columns, rows) in [(200, 60), (40, 10), (60, 16), (160, 45), (20, 5), (80, 24)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for("golden");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

trait Restored {
    fn ends_with_restored(&self) -> bool;
}

impl Restored for String {
    /// The alternate screen is left and the cursor shown, after the last drawing.
    fn ends_with_restored(&self) -> bool {
        let left = self.rfind("\x1b[?1049l");
        let shown = self.rfind("\x1b[?25h");
        left.is_some() && shown.is_some() && self.rfind("\x1b[?1049h") < left
    }
}
