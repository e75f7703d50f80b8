//! Through a folder: any order, duplicates, files that are not whole, files that somebody changed.

use std::fs;
use std::path::{Path, PathBuf};

use goldsmith::model::Entry;
use goldsmith::workspace::Change;

use crate::place::{Place, because, confirm, decide, files, hand_over, merge, split, state, sync, typed};

fn shared() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn segments(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_iter().map(|(path, _)| path).filter(|path| path.extension().unwrap() == "jsonl").collect()
}

#[test]
fn three_workspaces_come_to_one_state_in_any_order() {
    let orders: [[usize; 6]; 4] = [[0, 1, 2, 0, 1, 2], [2, 1, 0, 2, 1, 0], [1, 1, 0, 2, 0, 1], [0, 2, 1, 1, 2, 0]];
    for order in orders {
        let folder = shared();
        let places = ["ana", "ben", "cem"].map(Place::loaded);
        let (kept, mut desks): (Vec<Place>, Vec<_>) = places.into_iter().unzip();
        because(&mut desks[0], split("crm:01", "web:01"), "another company");
        decide(&mut desks[1], confirm("crm:01"));
        decide(&mut desks[1], merge("crm:02", "web:09"));
        decide(&mut desks[2], typed("crm:02", "Goole"));
        for who in order {
            sync(&mut desks[who], folder.path()).unwrap();
        }
        decide(&mut desks[1], Change::Undo);
        for who in [1, 0, 2, 1, 0] {
            sync(&mut desks[who], folder.path()).unwrap();
        }
        let states: Vec<_> = desks.iter().map(state).collect();
        assert!(states.iter().all(|state| *state == states[0]), "{order:?}: {states:#?}");
        // Nothing is left to do, and nothing is done.
        let before = files(folder.path());
        let again = sync(&mut desks[0], folder.path()).unwrap();
        assert_eq!((again.received, again.sent, again.conflicts.len(), again.warnings.len()), (0, 0, 0, 0));
        assert_eq!(files(folder.path()), before);
        drop(kept);
    }
}

#[test]
fn what_others_said_is_passed_on() {
    let (one, other) = (shared(), shared());
    let ((_a, mut ana), (_b, mut ben), (_c, mut cem)) =
        (Place::loaded("ana"), Place::loaded("ben"), Place::loaded("cem"));
    decide(&mut ana, typed("crm:02", "Goole"));
    sync(&mut ana, one.path()).unwrap();
    assert_eq!(sync(&mut ben, one.path()).unwrap().received, 1);
    assert_eq!(sync(&mut ben, other.path()).unwrap().sent, 1);
    assert_eq!(sync(&mut cem, other.path()).unwrap().received, 1);
    assert_eq!(state(&cem), state(&ana));
    // The same entries in segments of other cuts, put together by hand.
    decide(&mut ana, typed("crm:01", "Ripon"));
    sync(&mut ana, one.path()).unwrap();
    let whole: String = segments(one.path()).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let dir = segments(one.path())[0].parent().unwrap().to_owned();
    fs::write(dir.join("1-2.jsonl"), whole).unwrap();
    assert_eq!(sync(&mut ben, one.path()).unwrap().received, 1);
    assert_eq!(state(&ben), state(&ana));
}

#[test]
fn nothing_is_taken_of_a_file_that_is_not_whole() {
    let folder = shared();
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    for value in ["Ripon", "Selby", "Goole"] {
        decide(&mut ana, typed("crm:01", value));
    }
    sync(&mut ana, folder.path()).unwrap();
    let path = segments(folder.path()).remove(0);
    assert!(path.ends_with("1-3.jsonl"));
    let whole = fs::read(&path).unwrap();
    let lines: Vec<&str> = std::str::from_utf8(&whole).unwrap().lines().collect();
    let two = format!("{}\n{}\n", lines[0], lines[1]);
    let swapped = format!("{}\n{}\n{}\n", lines[1], lines[0], lines[2]);
    let four = format!("{}\n{}\n{}\n{}\n", lines[0], lines[1], lines[2], lines[2]);
    let tampered = String::from_utf8(whole.clone()).unwrap().replace("Selby", "Leeds");
    let before = state(&ben);
    for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..cut]).unwrap();
        let report = sync(&mut ben, folder.path()).unwrap();
        assert_eq!((report.received, report.warnings.len()), (0, 1), "{cut}");
        assert!(report.warnings[0].contains("1-3.jsonl is not whole yet"), "{}", report.warnings[0]);
    }
    let (empty, holes) = ("\n\n\n".to_owned(), "\u{0}".repeat(2_000));
    for (wrong, altered) in
        [(two, false), (swapped, true), (four, true), (tampered, true), (empty, false), (holes, false)]
    {
        fs::write(&path, wrong).unwrap();
        let report = sync(&mut ben, folder.path()).unwrap();
        assert_eq!((report.received, report.warnings.len()), (0, 1), "{report:#?}");
        assert_eq!((report.needs_eyes(), !report.altered.is_empty()), (altered, altered), "{report:#?}");
    }
    assert_eq!(state(&ben), before);
    assert!(ben.heads().unwrap().is_empty());
    fs::write(&path, &whole).unwrap();
    let report = sync(&mut ben, folder.path()).unwrap();
    assert_eq!((report.received, report.warnings.len()), (3, 0));
    assert_eq!(state(&ben), state(&ana));
}

#[test]
fn a_gap_between_files_waits() {
    let folder = shared();
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    for value in ["Ripon", "Selby", "Goole"] {
        decide(&mut ana, typed("crm:01", value));
        sync(&mut ana, folder.path()).unwrap();
    }
    let path = segments(folder.path()).into_iter().find(|path| path.ends_with("2-2.jsonl")).unwrap();
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let report = sync(&mut ben, folder.path()).unwrap();
    assert_eq!(report.received, 1);
    assert!(report.warnings[0].contains("from number 3: not taken, since number 2 has not come yet"), "{report:?}");
    // Its writer leaves it there once more.
    assert_eq!(sync(&mut ana, folder.path()).unwrap().sent, 2);
    assert_eq!(fs::read(path.with_file_name("2-3.jsonl")).unwrap()[..kept.len()], kept);
    assert_eq!(sync(&mut ben, folder.path()).unwrap().received, 2);
    assert_eq!(state(&ben), state(&ana));
}

#[test]
fn a_file_of_ones_own_that_broke_off_is_written_again_and_one_of_others_is_not() {
    let folder = shared();
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    decide(&mut ana, typed("crm:01", "Ripon"));
    decide(&mut ana, typed("crm:01", "Selby"));
    sync(&mut ana, folder.path()).unwrap();
    hand_over(&ana, &mut ben);
    let path = segments(folder.path()).remove(0);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    let report = sync(&mut ben, folder.path()).unwrap();
    assert_eq!((report.sent, report.warnings.len()), (0, 2));
    assert!(report.warnings[1].ends_with("is left for its writer to complete"), "{report:?}");
    assert_eq!(fs::read(&path).unwrap().len(), whole.len() - 9);
    assert_eq!(sync(&mut ana, folder.path()).unwrap().sent, 2);
    assert_eq!(fs::read(&path).unwrap(), whole);
}

#[test]
fn strays_are_passed_over_and_another_domain_is_refused() {
    let folder = shared();
    let (_a, mut ana) = Place::loaded("ana");
    decide(&mut ana, typed("crm:01", "Ripon"));
    sync(&mut ana, folder.path()).unwrap();
    let dir = folder.path().join("goldsmith-customer");
    fs::write(dir.join("notes.txt"), "hello").unwrap();
    fs::write(dir.join(ana.writer()).join("1-1 (conflicted copy).jsonl"), "hello").unwrap();
    fs::write(dir.join(ana.writer()).join(".1-1.jsonl.77.tmp"), "hel").unwrap();
    fs::create_dir(dir.join("..hidden")).unwrap();
    let report = sync(&mut ana, folder.path()).unwrap();
    assert_eq!(report.warnings.len(), 2, "{report:#?}");
    assert!(report.warnings.iter().all(|warning| warning.ends_with("is no part of the exchange, and was passed over")));

    let supplier = Place::of_domain("supplier");
    let mut sue = supplier.open("sue");
    crate::place::load(&mut sue);
    fs::rename(&dir, folder.path().join("goldsmith-supplier")).unwrap();
    let error = sync(&mut sue, folder.path()).unwrap_err();
    assert!(error.message.contains("holds the journal of domain \"customer\""), "{error}");
    let error = sync(&mut sue, &folder.path().join("goldsmith-supplier")).unwrap_err();
    assert!(error.message.ends_with("is the directory of one domain"), "{error}");
    fs::write(folder.path().join("goldsmith-supplier/domain.json"), "{\"format\":9,\"domain\":\"supplier\"}").unwrap();
    assert!(sync(&mut sue, folder.path()).unwrap_err().message.ends_with("belongs to a newer Goldsmith"));
    assert!(sync(&mut sue, &folder.path().join("nowhere")).unwrap_err().message.starts_with("no folder"));
}

#[test]
fn a_payload_that_was_emptied_here_is_emptied_there() {
    use goldsmith::model::{Choice, Hash, Shown, Statement, seal};
    let folder = shared();
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    because(&mut ana, typed("crm:01", "Ripon"), "she told me so");
    sync(&mut ana, folder.path()).unwrap();
    let mut emptied: Entry = ana.entries_after(&std::collections::BTreeMap::new()).unwrap().remove(0);
    let Statement::Override { anchor, attribute, .. } = emptied.assertion().unwrap().statement else { panic!() };
    let statement = Statement::Override { anchor, attribute, choice: Choice::Erased, until: None };
    let payload =
        seal::Payload { statement, comment: None, content: std::collections::BTreeMap::new(), shown: Shown::default() };
    emptied.body = payload.text().unwrap();
    emptied.nonce.clear();
    // Somebody erases it: the note of it, sealed as a writer would.
    let mut redact = emptied.clone();
    redact.writer = "b".repeat(32);
    redact.kind = "redact".into();
    redact.request = "erase".into();
    redact.time_us += 1;
    redact.nonce = vec![1; 16];
    redact.body = serde_json::json!({
        "statement": {"kind": "redact", "subject": "crm:01",
                      "emptied": [{"id": emptied.id, "body": seal::body_hash(&emptied.body), "value": true}]},
        "shown": {"blind": false},
    })
    .to_string();
    redact.commitment = seal::commitment(&redact.nonce, &redact.body);
    let mut said = redact.assertion().unwrap();
    said.id = Hash::ZERO;
    redact.id = seal::address(&said, redact.commitment);
    ben.receive(vec![emptied, redact]).unwrap();
    let report = sync(&mut ben, folder.path()).unwrap();
    assert!(report.warnings[0].starts_with("1 erased payloads were emptied"), "{report:?}");
    let all = files(folder.path());
    assert!(all.iter().all(|(_, text)| !String::from_utf8_lossy(text).contains("Ripon")));
    let (_c, mut cem) = Place::loaded("cem");
    assert_eq!(sync(&mut cem, folder.path()).unwrap().received, 2);
    assert_eq!(state(&cem), state(&ben));
}
