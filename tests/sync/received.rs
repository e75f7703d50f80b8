//! What `receive` takes, refuses and reports.

use std::collections::BTreeMap;

use goldsmith::model::seal::{self, Payload};
use goldsmith::model::{Authority, Entry, Hash, Shown, Statement};
use goldsmith::workspace::{Change, Why, Workspace};

use crate::place::{Place, because, confirm, decide, hand_over, key, load, merge, news, reasons, split, state, typed};

/// Seals an entry anew after something in it was changed: what a writer could have written.
fn sealed(mut entry: Entry) -> Entry {
    entry.commitment = seal::commitment(&entry.nonce, &entry.body);
    let mut said = entry.assertion().unwrap();
    said.id = Hash::ZERO;
    entry.id = seal::address(&said, entry.commitment);
    entry
}

/// The first of a writer that never was.
fn stranger(writer: char, statement: &str, time_us: i64) -> Entry {
    let kind = serde_json::from_str::<serde_json::Value>(statement).unwrap()["kind"].as_str().unwrap().to_owned();
    sealed(Entry {
        writer: writer.to_string().repeat(32),
        writer_seq: 1,
        id: Hash::ZERO,
        previous: Hash::ZERO,
        time_us,
        seen: BTreeMap::new(),
        kind,
        author: "zoe".into(),
        authority: Authority::Human,
        request: format!("request of {writer}"),
        run: None,
        commitment: Hash::ZERO,
        nonce: vec![1; 16],
        body: format!("{{\"statement\":{statement},\"comment\":\"so it is\",\"shown\":{{\"blind\":false}}}}"),
    })
}

fn untouched(workspace: &mut Workspace, entries: Vec<Entry>) -> String {
    let before = (workspace.heads().unwrap(), state(workspace));
    let error = workspace.receive(entries).unwrap_err();
    assert_eq!((workspace.heads().unwrap(), state(workspace)), before);
    error.message
}

#[test]
fn two_journals_become_one_in_either_order() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    decide(&mut ana, split("crm:01", "web:01"));
    decide(&mut ana, typed("crm:02", "Goole"));
    decide(&mut ben, merge("crm:02", "web:09"));
    decide(&mut ben, confirm("crm:01"));
    let (from_ana, from_ben) = (news(&ana, &ben), news(&ben, &ana));
    let at_ben = ben.receive(from_ana.clone()).unwrap();
    let mut backwards = from_ben.clone();
    backwards.reverse();
    let at_ana = ana.receive(backwards).unwrap();
    assert_eq!((at_ana.received, at_ben.received), (from_ben.len() as u64, from_ana.len() as u64));
    assert_eq!(state(&ana), state(&ben));
    assert_eq!(ana.heads().unwrap(), ben.heads().unwrap());
    let again = ana.receive([from_ben, from_ana].concat()).unwrap();
    assert_eq!((again.received, again.conflicts.len()), (0, 0));
}

#[test]
fn a_contradiction_names_both_sides() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    because(&mut ana, split("crm:01", "web:01"), "another company");
    because(&mut ben, confirm("crm:01"), "one and the same");
    let received = hand_over(&ana, &mut ben);
    assert_eq!(received.conflicts.len(), 1, "{received:#?}");
    let conflict = &received.conflicts[0];
    let said: Vec<_> =
        conflict.sides.iter().map(|side| (&*side.author, &*side.kind, side.comment.as_deref())).collect();
    assert_eq!(said, [("ana", "split", Some("another company")), ("ben", "confirm", Some("one and the same"))]);
    let reasons = reasons(&ben, "conflict");
    assert!(!reasons.is_empty());
    assert_eq!(reasons[0], "crm:01 and web:01 are different (split by ana), but crm:01 is web:01 (confirm by ben)");
    let back = hand_over(&ben, &mut ana);
    assert_eq!(back.conflicts.len(), 1);
    assert_eq!(state(&ana), state(&ben));
    assert_eq!(hand_over(&ben, &mut ana).conflicts, []);
}

#[test]
fn values_that_differ_name_their_authors() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    because(&mut ana, typed("crm:01", "Ripon"), "by letter");
    because(&mut ben, typed("crm:01", "Selby"), "by phone");
    let received = hand_over(&ana, &mut ben);
    assert_eq!(received.conflicts.len(), 1);
    let conflict = &received.conflicts[0];
    assert_eq!(conflict.attribute.as_deref(), Some("city"));
    let mut said: Vec<_> = conflict.sides.iter().map(|side| (&*side.author, side.value.as_deref())).collect();
    said.sort_unstable();
    assert_eq!(said, [("ana", Some("Ripon")), ("ben", Some("Selby"))]);
    assert_eq!(reasons(&ben, "conflict"), ["overrides of city disagree: set in different ways by ana and ben"]);
}

#[test]
fn a_retraction_may_come_before_what_it_takes_back() {
    let ((_a, mut ana), (_b, mut ben), (_c, mut cem)) =
        (Place::loaded("ana"), Place::loaded("ben"), Place::loaded("cem"));
    let seq = decide(&mut ana, split("crm:01", "web:01")).seqs[0];
    assert_eq!(seq, 1);
    hand_over(&ana, &mut ben);
    let undone = decide(&mut ben, Change::Retract { seq }).seqs[0];
    decide(&mut ben, Change::Retract { seq: undone });
    decide(&mut ben, Change::Retract { seq });
    let (by_ana, by_ben): (Vec<Entry>, Vec<Entry>) =
        news(&ben, &cem).into_iter().partition(|entry| entry.writer == ana.writer());
    cem.receive(by_ben).unwrap();
    assert_eq!(cem.cluster("crm:01").unwrap().members.len(), 3);
    cem.receive(by_ana).unwrap();
    assert_eq!(state(&cem), state(&ben));
    cem.rebuild(&mut |_| {}).unwrap();
    assert_eq!(state(&cem), state(&ben));
}

#[test]
fn what_is_said_of_records_that_were_never_here_binds_when_they_come() {
    let (_a, mut ana) = Place::loaded("ana");
    let bare = Place::new();
    bare.write("web.csv", "id,name,city,changed\n09,Corvid Press,Bath,2026-03-01\n");
    bare.write(
        "matches.csv",
        "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\ncrm,01,m1,r,0.9\nerp,01,m1,r,0.9\ncrm,02,m2,r,0.9\nerp,02,m2,r,0.9\nweb,09,m3,r,\n",
    );
    let mut ben = bare.open("ben");
    load(&mut ben);
    decide(&mut ana, merge("crm:01", "web:09"));
    hand_over(&ana, &mut ben);
    assert_eq!(ben.cluster("web:09").unwrap().members.len(), 4, "the record that is not here counts as gone");
    assert!(ben.verify().unwrap().ok);
    let full = Place::new();
    for file in ["web.csv", "matches.csv"] {
        bare.write(file, &std::fs::read_to_string(full.path().join(file)).unwrap());
    }
    load(&mut ben);
    hand_over(&ben, &mut ana);
    assert_eq!(state(&ana), state(&ben));
}

#[test]
fn a_gap_is_waited_for() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    for value in ["Ripon", "Selby", "Goole"] {
        decide(&mut ana, typed("crm:01", value));
    }
    let mut entries = news(&ana, &ben);
    let missing = entries.remove(1);
    let received = ben.receive(entries.clone()).unwrap();
    assert_eq!(received.received, 1);
    assert_eq!(received.left_out.len(), 1);
    assert_eq!((received.left_out[0].number, &received.left_out[0].why), (3, &Why::Gap { missing: 2 }));
    entries.push(missing);
    assert_eq!(ben.receive(entries).unwrap().received, 2);
    assert_eq!(state(&ana), state(&ben));
}

#[test]
fn what_was_altered_changes_nothing() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    decide(&mut ana, split("crm:01", "web:01"));
    decide(&mut ana, typed("crm:02", "Goole"));
    let good = news(&ana, &ben);
    let altered = |change: fn(&mut Vec<Entry>)| {
        let mut entries = good.clone();
        change(&mut entries);
        entries
    };
    let message = untouched(&mut ben, altered(|all| all[1].body = all[1].body.replace("Goole", "Hull")));
    assert!(message.starts_with(&format!("number 2 of writer {} (ana)", ana.writer())), "{message}");
    let message = untouched(&mut ben, altered(|all| all[0].author = "eve".into()));
    assert!(message.ends_with("its header was altered"), "{message}");
    // Sealed anew, it no longer follows from the one before.
    let message = untouched(
        &mut ben,
        altered(|all| {
            all[0].author = "eve".into();
            all[0] = sealed(all[0].clone());
        }),
    );
    assert!(message.ends_with("it does not follow from the one before"), "{message}");
    assert_eq!(ben.receive(good).unwrap().received, 2);
}

#[test]
fn along_a_chain_time_goes_forward() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    decide(&mut ana, typed("crm:01", "Ripon"));
    decide(&mut ana, typed("crm:02", "Goole"));
    let good = news(&ana, &ben);
    for time_us in [good[0].time_us, good[0].time_us - 1] {
        let back = sealed(Entry { time_us, ..good[1].clone() });
        let message = untouched(&mut ben, vec![good[0].clone(), back]);
        assert!(message.ends_with("it is not later than the one before"), "{message}");
    }
    assert_eq!(ben.receive(good).unwrap().received, 2);
}

#[test]
fn time_contains_causality_or_nothing_is_taken() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    decide(&mut ana, typed("crm:01", "Ripon"));
    let first = news(&ana, &ben);
    let mut late = stranger('c', r#"{"kind":"comment","members":["crm:01"],"flag":false}"#, first[0].time_us);
    late.seen = BTreeMap::from([(ana.writer().to_owned(), 1)]);
    let late = sealed(late);
    assert!(
        untouched(&mut ben, vec![first[0].clone(), late.clone()]).ends_with("it is not later than what it had seen")
    );
    // What had been seen comes afterwards.
    assert_eq!(ben.receive(vec![late]).unwrap().received, 1);
    assert!(untouched(&mut ben, first).contains("is not earlier than what zoe said after it"));
}

#[test]
fn a_name_that_two_copies_write_under_is_found_out() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    decide(&mut ana, typed("crm:01", "Ripon"));
    decide(&mut ana, typed("crm:01", "Selby"));
    hand_over(&ana, &mut ben);
    let all = ana.entries_after(&BTreeMap::new()).unwrap();
    let mut other = all[1].clone();
    other.author = "eve".into();
    other.request = "another".into();
    let other = sealed(other);
    let mut after = all[1].clone();
    (after.writer_seq, after.previous, after.request) = (3, other.id, "third".into());
    after.time_us += 1;
    let after = sealed(after);
    let received = ben.receive(vec![other.clone(), after.clone()]).unwrap();
    assert_eq!((received.received, received.is_forked(), received.left_out[0].number), (0, true, 2));
    // Also where only the continuation comes.
    let received = ben.receive(vec![after]).unwrap();
    assert_eq!((received.received, received.is_forked(), received.left_out[0].number), (0, true, 3));
    // Others are not held up by it.
    let remark = stranger('d', r#"{"kind":"comment","members":["crm:01"],"flag":false}"#, 5);
    assert_eq!(ben.receive(vec![other, remark]).unwrap().received, 1);
}

#[test]
fn what_only_a_newer_version_knows_is_kept_and_passed_on() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    let before = state(&ana);
    let newer = stranger('e', r#"{"kind":"pledge","of":["crm:01"],"until":"spring"}"#, 7);
    let received = ana.receive(vec![newer.clone()]).unwrap();
    assert_eq!(received.unknown, BTreeMap::from([("pledge".to_owned(), 1)]));
    assert_eq!(state(&ana), before);
    let log = ana.log(None, None, 10).unwrap();
    assert_eq!((log[0].kind.as_str(), log[0].comment.as_deref()), ("pledge", Some("so it is")));
    assert_eq!(news(&ana, &ben), std::slice::from_ref(&newer));
    hand_over(&ana, &mut ben);
    assert_eq!(news(&ben, &Place::loaded("cem").1), [newer]);
    // A known kind that says something new.
    let odd = r#"{"kind":"override","anchor":"crm:01","attribute":"city","choice":{"blend":["crm:01","erp:01"]}}"#;
    let mut odd_entry = stranger('f', r#"{"kind":"override2"}"#, 8);
    odd_entry.kind = "override".into();
    odd_entry.body = format!("{{\"statement\":{odd},\"shown\":{{\"blind\":false}}}}");
    odd_entry.commitment = seal::commitment(&odd_entry.nonce, &odd_entry.body);
    let mut header = stranger('f', r#"{"kind":"override2"}"#, 8).assertion().unwrap();
    header.statement = Statement::Unknown { kind: "override".into() };
    odd_entry.id = seal::address(&header, odd_entry.commitment);
    let received = ben.receive(vec![odd_entry]).unwrap();
    assert!(matches!(received.left_out[0].why, Why::Newer(_)), "{received:?}");
}

#[test]
fn a_clock_far_ahead_is_told_and_what_follows_is_later_still() {
    let (_a, mut ana) = Place::loaded("ana");
    let ahead = 4_102_444_800_000_000; // The year 2100.
    let remark = stranger('a', r#"{"kind":"comment","members":["crm:01"],"flag":true}"#, ahead);
    let received = ana.receive(vec![remark]).unwrap();
    assert!(received.warnings[0].contains("hours ahead of the clock here"), "{received:?}");
    decide(&mut ana, typed("crm:01", "Ripon"));
    let said = ana.assertions().unwrap().pop().unwrap();
    assert_eq!(said.time_us, ahead + 1, "the clock here goes back, what is said does not");
    assert_eq!(said.seen.get(&"a".repeat(32)), Some(&1));
    state(&ana);
}

#[test]
fn an_emptied_payload_counts_when_an_erasure_vouches_for_it() {
    let ((_a, mut ana), (_b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    because(&mut ana, typed("crm:01", "Ripon"), "she told me so");
    let mut emptied = news(&ana, &ben);
    let Statement::Override { anchor, attribute, .. } = emptied[0].assertion().unwrap().statement else { panic!() };
    let statement = Statement::Override { anchor, attribute, choice: goldsmith::model::Choice::Erased, until: None };
    let payload = Payload { statement, comment: None, content: BTreeMap::new(), shown: Shown::default() };
    emptied[0].body = payload.text().unwrap();
    emptied[0].nonce.clear();
    let received = ben.receive(emptied.clone()).unwrap();
    assert_eq!((received.received, &received.left_out[0].why), (0, &Why::Erased));
    let redact = serde_json::json!({
        "kind": "redact",
        "subject": "crm:01",
        "emptied": [{"id": emptied[0].id, "body": seal::body_hash(&emptied[0].body), "value": true}],
    });
    let redact = stranger('b', &redact.to_string(), emptied[0].time_us + 1);
    emptied.push(redact);
    assert_eq!(ben.receive(emptied).unwrap().received, 2);
    assert_eq!(ben.emptied_entries().unwrap().len(), 1);
    state(&ben);
}

#[test]
fn nothing_is_taken_before_anything_is_loaded() {
    let place = Place::new();
    let error = place.open("ana").receive(Vec::new()).unwrap_err();
    assert_eq!(error.message, "nothing is loaded yet");
    assert_eq!(key("crm:01").source, "crm");
}
