//! A journey through clusters that may be one: side by side, one key each.

use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::reviewing::{another, pairs};
use crate::terminal::Terminal;
use crate::{ENTER, golden_id, goldsmith, kinds};

/// Eight clusters of two, which nobody doubts but for what may be the same: each is near to the next.
fn chain() -> TempDir {
    let place = pairs(8);
    let dir = place.path();
    let file = dir.join("goldsmith.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, config.replace("[review] ", "[review]\nband = [0.0, 0.0]\nsecond_opinion = \"off\"\n"))
        .unwrap();
    let open = Connection::open(dir.join("goldsmith.db")).unwrap();
    let near = open.execute(
        "INSERT INTO edge (a, b, probability, near)
         SELECT min(one.rid, other.rid), max(one.rid, other.rid), 0.4, 0.3 + 0.01 * one.record_id
         FROM record AS one JOIN record AS other ON printf('%03d', one.record_id + 1) = other.record_id
         WHERE one.source = 1 AND other.source = 2 AND one.record_id % 2 = 0",
        [],
    );
    assert_eq!(near.unwrap(), 4);
    drop(open);
    goldsmith(dir, &["rebuild"]);
    place
}

fn size(dir: &Path, record: &str) -> usize {
    goldsmith(dir, &["show", record, "--json"])["members"].as_array().unwrap().len()
}

#[test]
fn clusters_that_may_be_one_take_one_key_each() {
    let place = chain();
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (120, 40), &["review"]);
    let screen = terminal.wait_for("task 1 of 4");
    for part in ["∪ possible", "crm:006 may be erp:007", "┃∪ crm:007", "golden, if one", "likeliest pair"] {
        assert!(screen.contains(part), "{part}: {screen}");
    }
    // Alone and back, and nothing is done to one of two.
    terminal.press("e");
    terminal.wait_for("these are two clusters");
    terminal.press("o");
    terminal.wait_until("the cluster alone", |screen| !screen.contains("┃∪") && screen.contains("may be  "));
    terminal.press("o");
    terminal.wait_for("┃∪ crm:007");
    let mut id = golden_id(&screen);
    for key in ["y", "n", "u"] {
        terminal.press(key);
        let screen = terminal.wait_until("the next two", |screen| {
            another(screen, &id) && screen.contains("┃∪") && !screen.contains("saving")
        });
        id = golden_id(&screen);
    }
    assert_eq!(kinds(dir), ["unsure", "different", "same"]);
    assert_eq!((size(dir, "crm:006"), size(dir, "erp:007"), size(dir, "crm:004")), (4, 4, 2));
    // Undo leads back to the two.
    terminal.press("z");
    terminal.wait_for("crm:002 may be erp:003");
    terminal.press("n");
    terminal.wait_for("crm:000 may be erp:001");
    terminal.press("U");
    terminal.press("who knows");
    terminal.press(ENTER);
    // What is one now has values to choose between.
    terminal.wait_for("⇄ tie");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let left = goldsmith(dir, &["queue", "--json"]);
    let left: Vec<&str> = left.as_array().unwrap().iter().map(|task| task["kind"].as_str().unwrap()).collect();
    assert_eq!(left, ["tie", "unsure"]);
    assert_eq!(goldsmith(dir, &["verify", "--json"])["ok"], true);
}
