//! From demo to export, as a steward would: the real program in a pseudo-terminal.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on says so by panicking.

#[path = "journey/background.rs"]
mod background;
#[path = "journey/clearing.rs"]
mod clearing;
#[path = "journey/possible.rs"]
mod possible;
#[path = "journey/reviewing.rs"]
mod reviewing;
#[path = "terminal/driver.rs"]
mod terminal;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use terminal::Terminal;

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";

fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goldsmith"));
    command.current_dir(dir).env("HOME", dir).env("GOLDSMITH_STEWARD", "steward").args(arguments);
    command
}

/// A demo workspace in `demo` below a directory of its own.
fn demo() -> TempDir {
    let home = TempDir::new().unwrap();
    goldsmith(home.path(), &["demo", "--no-tui", "--dir", "demo"]);
    home
}

fn goldsmith(dir: &Path, arguments: &[&str]) -> Value {
    let output = command(dir, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
}

fn kinds(dir: &Path) -> Vec<String> {
    let log = goldsmith(dir, &["log", "--json"]);
    let kinds = log.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned());
    // What the rule accepted stands at the beginning of every journal.
    kinds.filter(|kind| kind != "accept").collect()
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
    terminal.wait_until("the next task", |screen| screen.contains("z undoes") && golden_id(screen) != first);
    assert_eq!(kinds(&dir), ["confirm"]);

    // Undo and redo.
    terminal.press("z");
    terminal.wait_for("Z restores");
    assert_eq!(kinds(&dir), ["retract", "confirm"]);
    terminal.press("Z");
    // What is said on the screen comes after what is written: only then is the next key taken.
    terminal.wait_for("Restored number 2");
    assert_eq!(kinds(&dir).len(), 3);

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
    terminal.wait_for("Split and merge");
    terminal.press(ESCAPE);
    terminal.wait_until("no help", |screen| !screen.contains("Split and merge"));
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
fn a_decision_that_took_anothers_place_is_undone_with_its_return() {
    let home = demo();
    let dir = home.path().join("demo");
    let mut terminal = Terminal::start(&dir, (120, 40), &["review"]);
    let first = golden_id(&terminal.wait_for("task 1 of"));
    terminal.press("y");
    terminal.wait_until("the next task", |screen| screen.contains("z undoes") && golden_id(screen) != first);
    terminal.press("p");
    terminal.wait_until("the first one again", |screen| golden_id(screen) == first && screen.contains("✔ approved"));
    terminal.press(" l n");
    terminal.wait_for("This contradicts an earlier decision");
    terminal.press("r");
    terminal.wait_for("Took back #2 and different");
    assert_eq!(kinds(&dir), ["different", "retract", "confirm"]);

    let status = |dir: &Path| goldsmith(dir, &["show", &first, "--json"])["status"].as_str().unwrap().to_owned();
    assert_ne!(status(&dir), "approved");
    terminal.press("z");
    terminal.wait_for("restored what it had replaced");
    assert_eq!(kinds(&dir), ["retract", "retract", "different", "retract", "confirm"]);
    let undone = status(&dir);
    terminal.press("Z");
    terminal.wait_for("took back what it had replaced");
    assert_eq!(kinds(&dir).len(), 7);
    assert_ne!(status(&dir), undone, "the different is back, the confirmation is not");
    terminal.press("z");
    terminal.wait_for("restored what it had replaced");
    assert_eq!(kinds(&dir).len(), 9);
    assert_eq!(status(&dir), undone);
    // One undo further back, nothing stands.
    terminal.press("z");
    terminal.wait_for("Took back number 2");
    terminal.press("z");
    terminal.wait_for("nothing to undo");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_changed_over_night_is_right_still_or_open_again_by_one_key() {
    let home = demo();
    let dir = home.path().join("demo");
    let tasks = goldsmith(&dir, &["queue", "--limit", "50", "--json"]);
    let holds_crm = |task: &&Value| task["sources"].as_array().unwrap().iter().any(|source| source == "crm");
    let task = tasks.as_array().unwrap().iter().find(holds_crm).expect("a task with a record of crm");
    let record = task["golden_id"].as_str().unwrap().to_owned();
    let shown = goldsmith(&dir, &["show", &record, "--json"]);
    let crm = shown["members"].as_array().unwrap().iter().find(|m| m["record"].as_str().unwrap().starts_with("crm:"));
    let crm = crm.expect("its record of crm");
    goldsmith(&dir, &["decide", "confirm", &record]);
    let name = crm["values"]["company_name"].as_str().unwrap();
    let (_, id) = crm["record"].as_str().unwrap().split_once(':').unwrap();
    let file = dir.join("crm_customers.csv");
    let rows = fs::read_to_string(&file).unwrap();
    let renamed = rows.lines().map(|row| match row.strip_prefix(&format!("{id},")) {
        Some(rest) => format!("{id},{}\n", rest.replacen(name, "Renamed Over Night", 1)),
        None => format!("{row}\n"),
    });
    fs::write(&file, renamed.collect::<String>()).unwrap();
    goldsmith(&dir, &["load"]);

    let mut terminal = Terminal::start(&dir, (80, 24), &["review"]);
    let screen = terminal.wait_for("changed since it was decided");
    assert!(screen.contains(&record) && screen.contains("→ Renamed Over Night"), "{screen}");
    terminal.press("y");
    terminal.wait_for("Still right");
    terminal.wait_until("the next task", |screen| screen.contains("task 1 of") && golden_id(screen) != record);
    assert_eq!(goldsmith(&dir, &["show", &record, "--json"])["status"], "approved");
    terminal.press("z");
    terminal.wait_for("changed since it was decided");
    terminal.press("r");
    let screen = terminal.wait_until("open again", |screen| screen.contains("Z restores") && !screen.contains("↻"));
    assert_eq!(golden_id(&screen), record, "it stays on the screen, to be decided");
    assert_eq!(goldsmith(&dir, &["show", &record, "--json"])["status"], "proposed");
    assert_eq!(goldsmith(&dir, &["verify", "--json"])["ok"], true);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_terminal_without_utf8_gets_ascii() {
    let home = demo();
    let mut terminal = Terminal::start_with(&home.path().join("demo"), (80, 24), &["review"], &[("LC_ALL", "C")]);
    terminal.wait_for("task 1 of");
    terminal.press("w");
    terminal.wait_for("probability");
    terminal.press("q");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.raw().is_ascii());
}

#[test]
fn the_terminal_is_given_back() {
    let home = demo();
    for (name, status) in [("TERM", 143), ("HUP", 129)] {
        let mut terminal = Terminal::start(&home.path().join("demo"), (80, 24), &[]);
        terminal.wait_for("suspicious");
        signal(name, &terminal);
        assert_eq!(terminal.end(), status, "{name}");
        // Its last words may still be on their way here.
        terminal.wait_for_bytes(0, b"\x1b[?1049l");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        assert!(raw.ends_with_restored(), "{name}: {:?}", &raw[raw.len().saturating_sub(80)..]);
    }
}

#[test]
fn any_size_will_do() {
    let home = demo();
    let mut terminal = Terminal::start(&home.path().join("demo"), (80, 24), &["review"]);
    terminal.wait_for("task 1 of");
    for (columns, rows) in [(200, 60), (40, 10), (60, 16), (160, 45), (20, 5), (80, 24)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for("golden");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn every_screen_opens_on_real_data() {
    let home = demo();
    let mut terminal = Terminal::start(&home.path().join("demo"), (110, 30), &[]);
    terminal.wait_for("weakest link");
    for (keys, text) in [
        ("\x1bOR", "golden records"),
        ("\x1bOS", "accepted"),
        ("\x1bOQ", "golden record"),
        ("w", "probability"),
        (ESCAPE, "golden record"),
        ("v", "no value (null)"),
        (ESCAPE, "golden record"),
        ("?", "Split and merge"),
        (ESCAPE, "golden record"),
        ("e", "What would follow"),
        (ESCAPE, "golden record"),
    ] {
        terminal.press(keys);
        terminal.wait_for(text);
        // A lone escape must not run into the next key.
        thread::sleep(Duration::from_millis(60));
    }
    terminal.press("\x03");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn it_stops_and_goes_on_as_a_shell_expects() {
    let home = demo();
    let mut terminal = Terminal::start(&home.path().join("demo"), (80, 24), &[]);
    terminal.wait_for("suspicious");
    terminal.press("\x1a");
    terminal.wait_for_bytes(0, b"\x1b[?1049l");
    let before = terminal.raw().len();
    signal("CONT", &terminal);
    terminal.wait_for_bytes(before, b"\x1b[?1049h");
    terminal.wait_for("suspicious");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn no_color_means_none() {
    let home = demo();
    let dir = home.path().join("demo");
    let mut terminal = Terminal::start_with(&dir, (110, 30), &["review"], &[("NO_COLOR", "1")]);
    terminal.wait_for("task 1 of");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let written = String::from_utf8_lossy(&terminal.raw()).into_owned();
    for colour in ["[38;", "[48;", "[31m", "[32m", "[33m", "[34m", "[35m", "[36m"] {
        assert!(!written.contains(colour), "{colour}");
    }
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let home = demo();
    let run = command(&home.path().join("demo"), &[]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("needs a terminal") && said.contains("hint"), "{said}");
}

fn signal(name: &str, terminal: &Terminal) {
    let pid = terminal.pid().to_string();
    assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
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
