//! What an older release wrote is read by this one, and comes to what that release said of it.
//!
//! `replay/version_1.sql` is a workspace of the first release; `crosswalk.csv` and `golden.csv` beside it are that
//! release's own exports of it. No later release may give other golden ids, other links, other values or statuses for
//! the same sources, run and journal.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::path::Path;

use goldsmith::export::{Destination, Format};
use goldsmith::workspace::export::{Artefact, Order};
use goldsmith::workspace::{Change, Request, Workspace};
use rusqlite::Connection;
use tempfile::TempDir;

fn place() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let connection = Connection::open(dir.path().join("goldsmith.db")).unwrap();
    connection.execute_batch(include_str!("replay/version_1.sql")).unwrap();
    std::fs::write(dir.path().join("goldsmith.toml"), include_str!("replay/goldsmith.toml")).unwrap();
    dir
}

fn export(workspace: &mut Workspace, dir: &Path, artefact: Artefact) -> String {
    let out = dir.join("out.csv");
    let order = Order {
        artefact,
        format: Format::Csv,
        role: None,
        approved_only: false,
        spreadsheet_safe: false,
        destination: Destination::File(out.clone()),
    };
    workspace.export(&order).unwrap();
    std::fs::read_to_string(out).unwrap()
}

/// Every cell that the older release wrote, by column name: later ones may add columns.
#[track_caller]
fn same_cells(then: &str, now: &str) {
    let mut then = csv::Reader::from_reader(then.as_bytes());
    let mut now = csv::Reader::from_reader(now.as_bytes());
    let (was, is) = (then.headers().unwrap().clone(), now.headers().unwrap().clone());
    let (then, now): (Vec<_>, Vec<_>) =
        (then.records().map(Result::unwrap).collect(), now.records().map(Result::unwrap).collect());
    for (name, old) in was.iter().zip(0..) {
        let new = is.iter().position(|other| other == name).unwrap_or_else(|| panic!("no column {name}"));
        let cells = |rows: &[csv::StringRecord], at: usize| -> Vec<String> {
            rows.iter().map(|row| row[at].to_owned()).collect()
        };
        assert_eq!(cells(&then, old), cells(&now, new), "column {name}");
    }
}

#[track_caller]
fn as_it_was(workspace: &mut Workspace, dir: &Path) {
    same_cells(include_str!("replay/crosswalk.csv"), &export(workspace, dir, Artefact::Crosswalk));
    same_cells(include_str!("replay/golden.csv"), &export(workspace, dir, Artefact::Golden));
    let verified = workspace.verify().unwrap();
    assert!(verified.ok, "{:#?}", verified.checks);
}

#[test]
fn a_workspace_of_the_first_release_comes_to_what_it_came_to_then() {
    let dir = place();
    let mut workspace = Workspace::open(dir.path(), "ada").unwrap();
    as_it_was(&mut workspace, dir.path());
    workspace.rebuild(&mut |_| {}).unwrap();
    as_it_was(&mut workspace, dir.path());
    assert!(dir.path().join("goldsmith.db.version-1").exists(), "the old file was not kept");
    let mut again = Workspace::open(dir.path(), "ben").unwrap();
    as_it_was(&mut again, dir.path());
}

#[test]
fn its_journal_goes_on() {
    let dir = place();
    let mut workspace = Workspace::open(dir.path(), "ben").unwrap();
    let said = workspace.assertions().unwrap();
    let kinds: Vec<&str> = said[..23].iter().map(|said| said.statement.kind()).collect();
    let all = "confirm approve split same different unsure merge retract retract retract retract retract override \
               override override approve send_back comment publish same confirm retract split";
    assert_eq!(kinds.join(" "), all);
    let proposal = workspace.propose(&[Request::from(Change::Undo)]).unwrap();
    workspace.commit(proposal).unwrap();
    assert_eq!(workspace.cluster("crm:0005").unwrap().members.len(), 1, "the last word of the older release is undone");
    let proposal = workspace.propose(&[Request::from(Change::Redo)]).unwrap();
    workspace.commit(proposal).unwrap();
    same_cells(include_str!("replay/crosswalk.csv"), &export(&mut workspace, dir.path(), Artefact::Crosswalk));
    assert!(workspace.verify().unwrap().ok);
}
