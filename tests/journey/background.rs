//! Work beside the review: journals exchanged, labels learnt from, and decisions made while somebody else writes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::reviewing::{another, pairs};
use crate::terminal::Terminal;
use crate::{ENTER, golden_id, goldsmith, kinds};

/// Finds a command by its name and gives it.
fn command(terminal: &mut Terminal, name: &str) {
    terminal.press(":");
    terminal.wait_for("Commands");
    terminal.press(name);
    terminal.wait_until("the command", |screen| screen.lines().any(|line| line.contains("▸") || line.contains(name)));
    terminal.press(ENTER);
}

/// Holds the workspace as a load does.
fn hold(dir: &Path) -> Connection {
    let connection = Connection::open(dir.join("goldsmith.db")).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

#[test]
fn decisions_wait_in_sight_while_somebody_else_writes_and_are_written_after() {
    let place = pairs(6);
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (120, 36), &["review"]);
    let first = golden_id(&terminal.wait_for("task 1 of 6"));
    let writing = hold(dir);
    terminal.press("y");
    let second = golden_id(
        &terminal.wait_until("the next task", |screen| screen.contains("1 decision waits") && another(screen, &first)),
    );
    terminal.press("y");
    let third = golden_id(
        &terminal.wait_until("the one after", |screen| screen.contains("2 decisions wait") && another(screen, &second)),
    );
    // Everything can be looked at, and what was decided on says so.
    terminal.press("w");
    terminal.wait_for("probability");
    terminal.press("q");
    terminal.press("p");
    // While it is read, no id stands there yet.
    let again = |screen: &str| screen.lines().nth(1).is_some_and(|head| head.starts_with(&second));
    terminal.wait_until("the second again", again);
    terminal.press("n");
    terminal.wait_for("still to be written");
    assert!(kinds(dir).is_empty(), "nothing is said to be written that is not");
    writing.execute_batch("COMMIT").unwrap();
    terminal.wait_for("2 decisions that waited are written, the last: Confirmed 2 records");
    terminal.wait_until("both", |screen| !screen.contains("decision waits") && !screen.contains("decisions wait"));
    assert_eq!(kinds(dir), ["confirm", "confirm"]);
    assert_ne!(third, first);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(goldsmith(dir, &["verify", "--json"])["ok"], true);
}

#[test]
fn whoever_leaves_leaves_no_decision_behind() {
    let place = pairs(2);
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (100, 30), &["review"]);
    terminal.wait_for("task 1 of 2");
    let writing = hold(dir);
    terminal.press("y");
    terminal.wait_for("1 decision waits");
    terminal.press("q");
    terminal.wait_for("Ctrl-C leaves it for the next time");
    writing.execute_batch("COMMIT").unwrap();
    assert_eq!(terminal.end(), 0);
    assert_eq!(kinds(dir), ["confirm"]);

    // Whoever does not wait finds it written when they come back.
    let mut terminal = Terminal::start(dir, (100, 30), &["review"]);
    terminal.wait_for("task 1 of 1");
    let writing = hold(dir);
    terminal.press("y");
    terminal.wait_for("1 decision waits");
    terminal.press("q");
    terminal.wait_for("Ctrl-C leaves it for the next time");
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
    terminal.wait_for("kept, and written when you open this workspace next");
    drop(writing);
    assert_eq!(kinds(dir), ["confirm"]);
    let mut terminal = Terminal::start(dir, (100, 30), &[]);
    terminal.wait_for("Written, as it waited when the workbench ended: Confirmed 2 records");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(kinds(dir), ["confirm", "confirm"]);
}

/// Files beside the database in which decisions wait.
fn shelves(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_string_lossy().contains("goldsmith.db-waiting-")).collect()
}

/// Ends a program as a power cut would.
fn kill(terminal: Terminal) {
    assert!(Command::new("kill").args(["-9", &terminal.pid().to_string()]).status().unwrap().success());
    drop(terminal);
}

#[test]
fn what_waits_outlives_a_kill_and_is_written_once_by_the_next_workbench_of_its_steward() {
    let place = pairs(5);
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (120, 36), &["review"]);
    terminal.wait_for("task 1 of 5");
    let writing = hold(dir);
    terminal.press("y");
    terminal.wait_for("1 decision waits");
    terminal.press("n");
    terminal.wait_for("2 decisions wait");
    terminal.press("u");
    terminal.wait_for("3 decisions wait");
    let [shelf] = shelves(dir).try_into().unwrap();
    assert_eq!(fs::metadata(&shelf).unwrap().permissions().mode() & 0o777, 0o600);
    kill(terminal);

    // They are still writing: what was taken up waits on, and a second kill changes nothing.
    let terminal = Terminal::start(dir, (120, 36), &[]);
    terminal.wait_for("3 decisions wait");
    kill(terminal);
    assert_eq!(shelves(dir), std::slice::from_ref(&shelf));
    writing.execute_batch("COMMIT").unwrap();
    assert!(kinds(dir).is_empty(), "looking writes nothing");

    // Somebody else does not decide in their name.
    let mut other = Terminal::start(dir, (120, 36), &["--as", "robin"]);
    other.wait_for("Queue");
    other.wait_for("F5");
    other.press("q");
    assert_eq!(other.end(), 0);
    assert!(kinds(dir).is_empty());
    let waiting = &goldsmith(dir, &["verify", "--json"])["checks"][6];
    assert!(waiting["detail"].as_str().unwrap().ends_with("3 of steward"), "{waiting}");

    let mut terminal = Terminal::start(dir, (120, 36), &[]);
    terminal.wait_for("3 decisions that waited since an earlier session are written");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(kinds(dir), ["unsure", "different", "confirm"]);
    assert!(shelves(dir).is_empty());
    let mut terminal = Terminal::start(dir, (120, 36), &[]);
    terminal.wait_for("F5");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(kinds(dir).len(), 3, "once");
    assert_eq!(goldsmith(dir, &["verify", "--json"])["ok"], true);
}

#[test]
fn journals_are_exchanged_beside_the_review() {
    let place = pairs(4);
    let dir = place.path();
    let team = TempDir::new().unwrap();
    let mut terminal = Terminal::start(dir, (120, 36), &["review"]);
    let first = golden_id(&terminal.wait_for("task 1 of 4"));
    terminal.press("y");
    terminal.wait_until("the next task", |screen| screen.contains("z undoes") && another(screen, &first));
    // Nobody has said with whom.
    command(&mut terminal, "sync");
    terminal.wait_for("Exchange with which folder");
    terminal.press(team.path().to_str().unwrap());
    terminal.press(ENTER);
    terminal.wait_for("0 received, 1 sent");
    assert!(fs::read_dir(team.path()).unwrap().count() > 0);
    // What came of it is heard again after the next decision.
    let second = golden_id(&terminal.screen());
    terminal.press("y");
    terminal.wait_until("the next task", |screen| screen.contains("z undoes") && another(screen, &second));
    command(&mut terminal, "last job");
    terminal.wait_for("0 received, 1 sent");
    // A place that is not there is said to be none.
    fs::write(
        dir.join("goldsmith.toml"),
        fs::read_to_string(dir.join("goldsmith.toml")).unwrap() + "\n[sync]\ntarget = \"nowhere\"\n",
    )
    .unwrap();
    command(&mut terminal, "train");
    terminal.wait_for("too few to learn from");
    command(&mut terminal, "sync");
    terminal.wait_for("no folder");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_goal_that_waits_is_written_on_leaving_or_said_to_be_as_it_was() {
    let place = pairs(2);
    let dir = place.path();
    let goal = || {
        let connection = Connection::open(dir.join("goldsmith.db")).unwrap();
        let found = connection
            .query_row("SELECT count(*) FROM meta WHERE key LIKE 'goal of %'", [], |row| row.get::<_, i64>(0));
        found.unwrap()
    };
    for waits in [false, true] {
        let mut terminal = Terminal::start(dir, (120, 36), &[]);
        terminal.wait_for("2 open");
        let writing = hold(dir);
        terminal.press("#");
        terminal.wait_for("How many decisions a day?");
        terminal.press("25\r");
        terminal.wait_for("it is done once another program");
        terminal.press("q");
        terminal.wait_for("what you set last waits for another program");
        if waits {
            drop(writing);
            assert_eq!(terminal.end(), 0);
        } else {
            terminal.press("\u{3}");
            assert_eq!(terminal.end(), 0);
            terminal.wait_for("left: what you set last is as it was");
            drop(writing);
        }
        assert_eq!(goal(), i64::from(waits));
    }
}
