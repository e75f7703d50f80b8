//! What waits, whatever happens to the programs.

use std::fs;

use super::*;
use crate::model::Choice;
use crate::store::shelves;
use crate::workspace::tests_support::Place;
use crate::workspace::{LoadOptions, Page};

fn remark(id: &str, text: &str) -> Request {
    let change = Change::Comment { id: id.to_owned(), flag: false };
    Request { comment: Some(text.to_owned()), ..Request::from(change) }
}

fn remarks(workspace: &Workspace) -> Vec<String> {
    let log = workspace.log(None, None, 100).unwrap();
    log.into_iter().rev().filter_map(|entry| entry.comment).collect()
}

/// The text of all that waits beside the database.
fn lying(place: &Place) -> String {
    let paths = shelves(&place.path().join("goldsmith.db")).unwrap();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn held(workspace: &mut Workspace, requests: &[Request]) -> Waiting {
    workspace.hold(requests, None).unwrap().unwrap()
}

#[test]
fn whenever_the_program_dies_a_decision_is_written_once_and_in_its_order() {
    let (place, mut first) = Place::loaded("single");
    let one = held(&mut first, &[remark("crm:01", "one")]);
    held(&mut first, &[remark("crm:01", "two"), remark("crm:02", "three")]);
    held(&mut first, &[Request::from(Change::Undo)]);
    // Dies after the first is in the journal and before it is off the shelf.
    first.write_waiting(&one).unwrap();
    assert!(place.steward("ana").take_up().unwrap().is_empty(), "its program runs");
    drop(first);
    assert!(place.steward("ben").take_up().unwrap().is_empty(), "not in the name of another");
    let mut second = place.steward("ana");
    let due = second.take_up().unwrap();
    assert_eq!(due.len(), 2, "{due:?}");
    assert!(second.take_up().unwrap().is_empty(), "nothing is taken up twice");
    for waiting in &due {
        assert!(matches!(second.write_waiting(waiting).unwrap(), Fate::Committed(_)));
        second.settle(waiting).unwrap();
    }
    assert_eq!(remarks(&second), ["one", "two", "three"]);
    let last = second.log(None, None, 1).unwrap().remove(0);
    assert_eq!(last.kind, "retract", "undo speaks of what was written just before");
    assert!(shelves(second.store.path()).unwrap().is_empty());
    assert!(second.verify().unwrap().ok);
}

#[test]
fn what_a_load_has_changed_meanwhile_is_not_written() {
    let (place, mut first) = Place::loaded("single");
    held(&mut first, &[Change::Confirm { id: "crm:01".into() }.into()]);
    held(&mut first, &[Change::Confirm { id: "crm:02".into() }.into()]);
    drop(first);
    place.write(
        "web.csv",
        "id,name,city,changed\n01,Renamed Over Night,York,2026-03-01\n09,Corvid Press,Bath,2026-03-01\n",
    );
    let mut loading = place.steward("ben");
    loading.load(&LoadOptions::default(), &mut |_| {}).unwrap();
    let mut second = place.steward("ana");
    let due = second.take_up().unwrap();
    let refused = second.write_waiting(&due[0]).unwrap_err();
    assert!(refused.message.starts_with("not saved: these records have changed"), "{refused:?}");
    assert!(!Waiting::waits_on(&refused));
    assert!(matches!(second.write_waiting(&due[1]).unwrap(), Fate::Committed(_)));
}

#[test]
fn every_kind_of_decision_comes_back_as_it_was() {
    let (place, mut first) = Place::loaded("single");
    let query = Query { kinds: vec![crate::model::TaskKind::Borderline], ..Query::default() };
    let bulk = first.bulk(&query, crate::workspace::Verdict::Confirm).unwrap();
    let mut laid = Vec::new();
    if !bulk.takes.is_empty() {
        laid.push(first.hold_bulk(&query, &bulk).unwrap());
    }
    let key = |text: &str| text.parse().unwrap();
    let changes = [
        Change::Same { a: key("crm:01"), b: key("erp:01") },
        Change::Unsure { a: key("crm:01"), b: key("erp:01") },
        Change::Split { id: "crm:01".into(), parts: vec![vec![key("crm:01")]], confirm_parts: true },
        Change::Merge { ids: vec!["crm:01".into(), "web:09".into()] },
        Change::Override {
            id: "crm:01".into(),
            attribute: "name".into(),
            choice: Choice::Value("Ä \"quoted\"\nname".into()),
            until: Some(crate::workspace::Lifetime::Date("2031-12-31".into())),
        },
        Change::SendBack { id: "crm:01".into() },
        Change::Redact { record: key("web:09") },
    ];
    for change in changes {
        let request = Request { comment: Some("because".into()), ..Request::from(change) };
        laid.push(held(&mut first, &[request]));
    }
    drop(first);
    assert_eq!(place.steward("ana").take_up().unwrap(), laid);
}

#[test]
fn an_erasure_takes_the_words_of_what_waits() {
    let (place, mut gone) = Place::loaded("single");
    held(&mut gone, &[remark("web:09", "rang Corvid Press"), remark("crm:01", "nothing of it")]);
    drop(gone);
    let mut own = place.steward("ben");
    held(&mut own, &[remark("crm:02", "asked Corvid Press"), remark("crm:02", "and others")]);
    assert_eq!(lying(&place).matches("Corvid Press").count(), 2);
    let erase =
        Request { comment: Some("ticket 7".into()), ..Change::Redact { record: "web:09".parse().unwrap() }.into() };
    let Fate::Committed(committed) = own.decide(&[erase], None).unwrap() else { panic!("refused") };
    assert!(committed.proof.unwrap().holds());
    assert!(!lying(&place).contains("Corvid Press"));
    drop(own);
    for steward in ["ana", "ben"] {
        assert_eq!(place.steward(steward).take_up().unwrap().len(), 1, "{steward}");
    }
}

#[test]
fn what_cannot_be_read_is_left_and_told() {
    let (place, mut first) = Place::loaded("single");
    held(&mut first, &[remark("crm:01", "one")]);
    drop(first);
    let path = shelves(&place.path().join("goldsmith.db")).unwrap().remove(0);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{{\"from\":\"a newer version\"}}\n{text}")).unwrap();
    let mut second = place.steward("ana");
    assert!(second.take_up().unwrap().is_empty());
    let check = second.verify().unwrap().checks.into_iter().find(|check| check.name == "waiting").unwrap();
    assert!(!check.ok && check.detail.contains("cannot be read"), "{check:?}");
    assert!(second.queue(&Query::default(), &Page::first(1)).is_ok());
    assert!(path.exists());
}

#[test]
fn a_backup_takes_along_what_waits() {
    let (place, mut first) = Place::loaded("single");
    let written = held(&mut first, &[remark("crm:01", "written")]);
    held(&mut first, &[remark("crm:01", "waits")]);
    first.write_waiting(&written).unwrap();
    first.settle(&written).unwrap();
    // Its program runs, and what it holds is copied all the same.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let backup = place.steward("ben").backup(&copy).unwrap();
    assert_eq!((backup.waiting, backup.files.len()), (1, 1));
    assert!(first.backup(&copy).is_err());
    let text = fs::read_to_string(&backup.files[0]).unwrap();
    assert!(text.contains("waits") && !text.contains("written"), "{text}");
    drop(first);
    let database = place.path().join("goldsmith.db");
    shelves(&database).unwrap().iter().for_each(|path| fs::remove_file(path).unwrap());
    let restored = backup.files[0].to_str().unwrap().replace(copy.to_str().unwrap(), database.to_str().unwrap());
    fs::rename(&copy, &database).unwrap();
    fs::rename(&backup.files[0], restored).unwrap();
    let mut second = place.steward("ana");
    let due = second.take_up().unwrap();
    assert!(matches!(second.write_waiting(&due[0]).unwrap(), Fate::Committed(_)));
    assert_eq!(remarks(&second), ["written", "waits"]);
    second.settle(&due[0]).unwrap();
    assert_eq!(second.backup(&folder.path().join("other.db")).unwrap(), crate::workspace::Backup::default());
}
