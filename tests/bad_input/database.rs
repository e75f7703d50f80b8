//! `goldsmith.db`: not a database, not ours, damaged, newer, out of reach.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::support::Place;
use crate::trial::{state, worked};

/// Every command must fail with `said`, and leave the file alone.
#[track_caller]
fn all_refused(place: &Place, said: &[&str]) {
    let before = fs::read(place.path("goldsmith.db")).unwrap();
    for arguments in [
        &["queue"][..],
        &["load"],
        &["decide", "confirm", "crm:1"],
        &["verify"],
        &["rebuild"],
        &["backup", "copy.db"],
        &["export", "golden", "--out", "golden.csv"],
    ] {
        let ran = place.run(arguments);
        let stderr = ran.failed(1);
        for part in said {
            assert!(stderr.contains(part), "{arguments:?} should say {part:?}: {stderr}");
        }
        assert!(!place.path("golden.csv").exists() && !place.path("copy.db").exists());
    }
    assert!(fs::read(place.path("goldsmith.db")).unwrap() == before, "the file was changed");
}

fn sql(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn what_is_no_database_of_ours_is_refused_and_left_alone() {
    let place = worked();
    let db = place.path("goldsmith.db");
    let sound = fs::read(&db).unwrap();
    for garbage in [&[b'x'; 8192][..], b"hello", &sound[1..]] {
        fs::write(&db, garbage).unwrap();
        all_refused(&place, &["goldsmith.db: file is not a database", "hint: the file is damaged: restore a backup"]);
    }
    fs::remove_file(&db).unwrap();
    sql(&db, "CREATE TABLE theirs (a)");
    all_refused(&place, &["goldsmith.db is not a Goldsmith database", "nothing was changed"]);
    sql(&db, "PRAGMA user_version = 1");
    all_refused(&place, &["goldsmith.db is not a Goldsmith database"]);
    sql(&db, "DROP TABLE theirs; PRAGMA application_id = 77");
    all_refused(&place, &["goldsmith.db is not a Goldsmith database"]);
    fs::write(&db, sound).unwrap();
    place.run(&["verify"]).ok();
}

#[test]
fn a_database_cut_off_is_told() {
    let place = worked();
    let sound = fs::read(place.path("goldsmith.db")).unwrap();
    for keep in [sound.len() / 10, sound.len() / 2, sound.len() - 4096] {
        fs::write(place.path("goldsmith.db"), &sound[..keep]).unwrap();
        let verify = place.run(&["verify"]);
        assert!(verify.status == 1 || verify.status == 3, "{}{}", verify.stdout, verify.stderr);
        let all = verify.stdout + &verify.stderr;
        assert!(all.contains("malformed") || all.contains("WRONG"), "{all}");
    }
}

#[test]
fn a_newer_schema_is_left_to_the_newer_program() {
    let place = worked();
    let before = state(&place);
    sql(&place.path("goldsmith.db"), "PRAGMA user_version = 99");
    let said =
        ["was written by a newer Goldsmith (schema version 99; this one knows 2)", "hint: use the newer program"];
    all_refused(&place, &said);
    sql(&place.path("goldsmith.db"), "PRAGMA user_version = -1");
    all_refused(&place, &["is not a Goldsmith database"]);
    sql(&place.path("goldsmith.db"), "PRAGMA user_version = 2");
    assert_eq!(state(&place), before);
}

#[test]
fn what_was_altered_behind_our_back_is_found() {
    for (change, check) in [
        ("UPDATE payload SET body = replace(body, 'clear', 'dirty')", "journal"),
        ("UPDATE payload SET body = replace(body, 'crm:', 'crm:x')", "journal"),
        ("UPDATE payload SET body = replace(body, 'crm:', 'crm:x')", "look-ups"),
        ("UPDATE assertion SET author = 'mallory' WHERE seq = 1", "journal"),
        ("UPDATE assertion SET time_us = time_us + 1 WHERE seq = 1", "journal"),
        ("UPDATE record SET attrs = replace(attrs, 'Acme', 'Acne')", "records"),
        ("DELETE FROM mention", "look-ups"),
        ("UPDATE cluster SET status = 'approved' WHERE status <> 'approved'", "derived state"),
    ] {
        let place = worked();
        let connection = Connection::open(place.path("goldsmith.db")).unwrap();
        // Whoever means to, gets around triggers as well.
        let triggers: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for trigger in triggers {
            connection.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
        }
        connection.execute_batch(change).unwrap();
        drop(connection);
        let verification = place.run(&["verify", "--json"]).json(3);
        assert_eq!(verification["ok"], false);
        let wrong: Vec<_> = verification["checks"].as_array().unwrap().iter().filter(|c| c["ok"] == false).collect();
        let found = wrong.iter().find(|one| one["name"] == check).unwrap_or_else(|| panic!("{check}: {wrong:?}"));
        let position = found["detail"].as_str().unwrap();
        assert!(check != "journal" || position.starts_with("number 1: "), "{position}");
    }
}

#[test]
fn a_directory_in_its_place_is_refused() {
    let place = Place::unloaded();
    fs::create_dir(place.path("goldsmith.db")).unwrap();
    for arguments in [&["queue"][..], &["load"]] {
        assert!(place.run(arguments).failed(1).contains("goldsmith.db is a directory; a database was expected"));
    }
}
