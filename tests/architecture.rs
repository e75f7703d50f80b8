//! The house rules that a compiler does not know: arrows between rooms point down, SQL stays in the store, the
//! terminal in the workbench, files stay small.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the ground up. A room may use the rooms below its own floor, and itself.
const FLOORS: [&[&str]; 9] = [
    &["error", "text"],
    &["model"],
    &["config"],
    &["normalise"],
    &["matching", "resolve", "survivorship"],
    &["queue", "learning", "governance", "health", "sample"],
    &["ingest", "export", "sync", "store"],
    &["commands", "workspace"],
    &["cli", "tui"],
];

/// The one arrow within a floor: the command line opens the workbench.
const WITHIN: [(&str, &str); 1] = [("cli", "tui")];

/// Libraries that one room alone may know.
const KEPT: [(&str, &str); 3] = [("rusqlite", "store"), ("ratatui", "tui"), ("crossterm", "tui")];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that some code names as `crate::room`. A grouped import names a room without a name, which no floor has.
fn rooms_named(code: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.split("crate::").skip(1).map(move |after| after.split(|c| !is_name(c)).next().unwrap_or_default())
}

#[test]
fn arrows_point_down_and_rooms_keep_to_themselves() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&source, &mut all);
    all.sort();
    let mut wrong = Vec::new();
    for path in &all {
        let text = fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(&source).unwrap();
        let here = name.display();
        if name.ends_with("mod.rs") {
            wrong.push(format!("{here}: a room is named by room.rs beside room/"));
        }
        if text.lines().count() > 500 {
            wrong.push(format!("{here}: {} lines", text.lines().count()));
        }
        let first = name.iter().next().unwrap().to_string_lossy();
        let room = first.trim_end_matches(".rs");
        if ["lib", "main"].contains(&room) {
            continue;
        }
        let Some(own) = floor(room) else {
            wrong.push(format!("{here}: a room that no floor has"));
            continue;
        };
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for other in rooms_named(&code) {
            let allowed =
                other == room || WITHIN.contains(&(room, other)) || floor(other).is_some_and(|below| below < own);
            if !allowed {
                wrong.push(format!("{here}: {room} may not use {other}"));
            }
        }
        for (library, keeper) in KEPT {
            if room != keeper && code.contains(&format!("{library}::")) {
                wrong.push(format!("{here}: only {keeper} knows {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
