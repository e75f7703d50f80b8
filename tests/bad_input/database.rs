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
    let version = |db: &Connection| db.query_row("PRAGMA user_version", [], |row| row.get::<_, i32>(0)).unwrap();
    let known = version(&Connection::open(place.path("goldsmith.db")).unwrap());
    sql(&place.path("goldsmith.db"), "PRAGMA user_version = 99");
    let said = format!("was written by a newer Goldsmith (schema version 99; this one knows {known})");
    all_refused(&place, &[&said, "hint: use the newer program"]);
    sql(&place.path("goldsmith.db"), "PRAGMA user_version = -1");
    all_refused(&place, &["is not a Goldsmith database"]);
    sql(&place.path("goldsmith.db"), &format!("PRAGMA user_version = {known}"));
    assert_eq!(state(&place), before);
}

/// Whoever means to, gets around triggers as well.
fn alter(place: &Place, change: &str) {
    let connection = Connection::open(place.path("goldsmith.db")).unwrap();
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
        alter(&place, change);
        let verification = place.run(&["verify", "--json"]).json(3);
        assert_eq!(verification["ok"], false);
        let wrong: Vec<_> = verification["checks"].as_array().unwrap().iter().filter(|c| c["ok"] == false).collect();
        let found = wrong.iter().find(|one| one["name"] == check).unwrap_or_else(|| panic!("{check}: {wrong:?}"));
        let position = found["detail"].as_str().unwrap();
        assert!(check != "journal" || position.starts_with("number 1: "), "{position}");
    }
}

#[test]
fn a_change_of_any_column_of_the_journal_is_found_with_its_place() {
    let place = worked();
    place.run(&["backup", "sound.db"]).ok();
    for change in [
        "assertion SET id = randomblob(32)",
        "assertion SET writer = replace(hex(zeroblob(16)), '0', 'e')",
        "assertion SET writer_seq = 77",
        "assertion SET previous = randomblob(32)",
        "assertion SET time_us = time_us - 1",
        "assertion SET seen = 'ffffffffffffffffffffffffffffffff=1'",
        "assertion SET kind = 'same'",
        "assertion SET author = author || ' '",
        "assertion SET authority = 'rule'",
        "assertion SET request = request || '0'",
        "assertion SET run = run + 1",
        "assertion SET commitment = randomblob(32)",
        "assertion SET target = id",
        "payload SET nonce = randomblob(16)",
        "payload SET nonce = x''",
        "payload SET body = body || ' '",
    ] {
        for file in ["goldsmith.db-wal", "goldsmith.db-shm"] {
            let _ = fs::remove_file(place.path(file));
        }
        fs::copy(place.path("sound.db"), place.path("goldsmith.db")).unwrap();
        alter(&place, &format!("UPDATE {change} WHERE seq = 1"));
        let ran = place.run(&["verify"]);
        let told = format!("{}{}", ran.stdout, ran.stderr);
        // What cannot even be read is an error that names the place.
        assert!([1, 3].contains(&ran.status), "{change}: {told}");
        assert!(told.contains("number 1: ") || told.contains("assertion 1 "), "{change}: {told}");
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
