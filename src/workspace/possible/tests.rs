//! What opens, closes and reopens the question whether two clusters are one.

use crate::model::{Status, Task, TaskKind};
use crate::workspace::tests_support::{Place, decide, key, load, members, merge, near, split, typed};
use crate::workspace::{Change, Fate, Page, PossibleView, Query, Sides, Workspace};

const REVIEW: &str = "band = [0.0, 0.0]\naudit = 0\nask_again = 0\nsecond_opinion = \"off\"\n";

/// Nothing else is asked here: everything is above the band.
fn place(review: &str, pairs: &[(&str, &str, f64, f64)]) -> (Place, Workspace) {
    let place = Place::reviewed(&format!("{REVIEW}{review}"));
    let mut ana = place.steward("ana");
    load(&mut ana);
    near(&mut ana, pairs);
    (place, ana)
}

fn queue(workspace: &Workspace) -> Vec<Task> {
    workspace.queue(&Query::default(), &Page::first(100)).unwrap()
}

fn asked(workspace: &Workspace) -> Vec<(TaskKind, String)> {
    queue(workspace).into_iter().map(|task| (task.kind, task.reason)).collect()
}

fn possible(workspace: &Workspace, id: &str) -> Vec<PossibleView> {
    workspace.cluster(id).unwrap().possible
}

fn id(workspace: &Workspace, record: &str) -> String {
    workspace.cluster(record).unwrap().golden_id
}

fn pair(a: &str, b: &str) -> (crate::model::RecordKey, crate::model::RecordKey) {
    (key(a), key(b))
}

fn same(a: &str, b: &str) -> Change {
    let (a, b) = pair(a, b);
    Change::Same { a, b }
}

fn different(a: &str, b: &str) -> Change {
    let (a, b) = pair(a, b);
    Change::Different { a, b }
}

fn unsure(a: &str, b: &str) -> Change {
    let (a, b) = pair(a, b);
    Change::Unsure { a, b }
}

#[test]
fn two_clusters_that_may_be_one_are_one_task_and_shown_with_both() {
    let (_place, ana) = place("", &[("web:09", "crm:02", 0.9, 0.4)]);
    let (here, there) = (id(&ana, "crm:02"), id(&ana, "web:09"));
    let [task] = queue(&ana).try_into().unwrap();
    assert_eq!((task.kind, &task.golden_id), (TaskKind::Possible, &here));
    assert_eq!(task.reason, format!("crm:02 may be web:09 in {there} (0.90, all pairs across 0.40)"));
    assert_eq!(task.status, Status::Accepted, "it is right as it stands, and may go out");
    let [seen] = possible(&ana, "erp:02").try_into().unwrap();
    let expected = PossibleView {
        record: key("crm:02"),
        other: key("web:09"),
        probability: 0.9,
        mean: 0.4,
        golden_id: there,
        unsure: false,
    };
    assert_eq!(seen, expected);
    let [back] = possible(&ana, "web:09").try_into().unwrap();
    let turned = PossibleView { record: expected.other, other: expected.record, golden_id: here, ..expected };
    assert_eq!(back, turned);
    assert_eq!(members(&ana, "web:09"), ["web:09"], "a near pair joins nothing");
    assert!(ana.verify().unwrap().ok);
}

#[test]
fn a_word_on_the_two_closes_it_and_undo_reopens_it() {
    let words = [same("crm:02", "web:09"), different("crm:02", "web:09"), merge("erp:02", "web:09")];
    for word in words {
        let (place, mut ana) = place("", &[("web:09", "crm:02", 0.4, 0.4)]);
        let before = asked(&ana);
        assert!(before[0].1.ends_with("(0.40)"), "{before:?}");
        decide(&mut ana, word).unwrap();
        assert_eq!(asked(&ana), []);
        assert!(possible(&ana, "crm:02").is_empty() && ana.verify().unwrap().ok);
        decide(&mut ana, Change::Undo).unwrap();
        assert_eq!(asked(&ana), before);
        drop(place);
    }
}

#[test]
fn what_is_said_of_other_records_of_the_two_closes_it_as_well() {
    let (_place, mut ana) = place("", &[("web:09", "crm:02", 0.4, 0.4)]);
    decide(&mut ana, different("erp:02", "web:09")).unwrap();
    assert_eq!(asked(&ana), []);
    decide(&mut ana, Change::Undo).unwrap();
    // Through a third: what is one with web:09 is not one with erp:02.
    decide(&mut ana, same("crm:01", "web:09")).unwrap();
    assert_eq!(asked(&ana).len(), 1);
    decide(&mut ana, different("erp:01", "erp:02")).unwrap();
    assert_eq!(asked(&ana), []);
    // And a split that leaves it open for one part alone.
    decide(&mut ana, split("crm:02", &[&["erp:02"]])).unwrap();
    assert_eq!(asked(&ana).len(), 1, "{:?}", asked(&ana));
}

#[test]
fn confirming_or_approving_what_stands_answers_nothing() {
    let (_place, mut ana) = place("", &[("web:09", "crm:02", 0.4, 0.4)]);
    decide(&mut ana, Change::Confirm { id: "crm:02".into() }).unwrap();
    decide(&mut ana, Change::Approve { id: "web:09".into() }).unwrap();
    assert_eq!(asked(&ana)[0].0, TaskKind::Possible);
    assert_eq!(ana.cluster("crm:02").unwrap().status, Status::Approved);
}

#[test]
fn what_could_not_be_told_waits_behind_the_rest_until_a_record_changes() {
    let pairs = [("web:09", "crm:02", 0.4, 0.4), ("crm:01", "erp:02", 0.3, 0.3)];
    let (place, mut ana) = place("", &pairs);
    decide(&mut ana, unsure("crm:02", "web:09")).unwrap();
    let now = queue(&ana);
    assert_eq!(now.iter().map(|task| task.kind).collect::<Vec<_>>(), [TaskKind::Possible, TaskKind::Unsure]);
    assert!(now[1].reason.starts_with("could not be told whether crm:02 may be web:09 in G-"), "{}", now[1].reason);
    assert_eq!(now[1].status, Status::Accepted);
    let seen = possible(&ana, "crm:02");
    assert_eq!(seen.iter().map(|seen| seen.unsure).collect::<Vec<_>>(), [true, false], "its own first");
    place.write("web.csv", "id,name,city,changed\n01,amberley,York,2026-03-01\n09,Corvid Press,Ely,2026-04-01\n");
    // The same groups are loaded anew, so the run has no near pairs but those that a test gives it.
    load(&mut ana);
    near(&mut ana, &pairs);
    assert_eq!(queue(&ana).iter().filter(|task| task.kind == TaskKind::Possible).count(), 2);
    decide(&mut ana, different("crm:02", "web:09")).unwrap();
    assert_eq!(asked(&ana).len(), 1);
    assert!(ana.verify().unwrap().ok);
}

#[test]
fn a_record_that_is_gone_is_no_match_for_anybody() {
    let (place, mut ana) = place("", &[("web:09", "crm:02", 0.4, 0.4)]);
    place.write("web.csv", "id,name,city,changed\n01,amberley,York,2026-03-01\n");
    place.write("matches.csv", "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\ncrm,01,m1,r,0.9\n");
    load(&mut ana);
    near(&mut ana, &[("web:09", "crm:02", 0.4, 0.4)]);
    assert_eq!(asked(&ana), []);
    assert!(ana.verify().unwrap().ok);
}

#[test]
fn a_source_without_duplicates_has_no_record_in_both() {
    let pairs = [("crm:01", "crm:02", 0.4, 0.4), ("web:09", "web:01", 0.3, 0.3)];
    let (_place, ana) = place("unique_sources = [\"erp\"]\n", &pairs);
    let told = asked(&ana);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.starts_with("web:01 may be web:09"), "{told:?}");
}

#[test]
fn between_two_clusters_there_is_one_question_and_a_cluster_asks_the_most_pressing() {
    let pairs = [("web:09", "crm:02", 0.4, 0.4), ("crm:01", "erp:02", 0.9, 0.3), ("web:01", "web:09", 0.5, 0.39)];
    let (_place, mut ana) = place("", &pairs);
    // Six pairs at 0.3 come before three at 0.39, and these before two at 0.4.
    let first = asked(&ana);
    assert!(first[0].1.starts_with("crm:01 may be erp:02"), "{first:?}");
    assert_eq!(first.len(), 2);
    decide(&mut ana, merge("crm:01", "crm:02")).unwrap();
    let [only] = asked(&ana).try_into().unwrap();
    assert!(only.1.starts_with("crm:02 may be web:09") && only.1.ends_with("(0.40)"), "{only:?}");
    assert_eq!(possible(&ana, "crm:01").len(), 1);
}

#[test]
fn doubt_about_the_cluster_itself_comes_first_and_the_rest_of_the_queue_is_one_scale() {
    let (_place, mut ana) = place("", &[("web:09", "crm:02", 0.4, 0.4)]);
    decide(&mut ana, unsure("crm:02", "erp:02")).unwrap();
    let [only] = asked(&ana).try_into().unwrap();
    assert_eq!(only, (TaskKind::Unsure, "could not be told".to_owned()));
}

#[test]
fn the_audit_of_what_a_rule_accepted_is_no_smaller_for_it() {
    let place = Place::reviewed("band = [0.0, 0.0]\naudit = 1.0\nask_again = 0\n");
    let mut ana = place.steward("ana");
    load(&mut ana);
    near(&mut ana, &[("web:09", "crm:02", 0.4, 0.4)]);
    assert!(queue(&ana).iter().all(|task| task.kind == TaskKind::Audit));
    decide(&mut ana, Change::Confirm { id: "crm:02".into() }).unwrap();
    assert!(queue(&ana).iter().any(|task| task.kind == TaskKind::Possible));
}

#[test]
fn side_by_side_both_are_shown_with_the_golden_record_that_they_would_have() {
    let (place, mut ana) = place("", &[("web:09", "crm:02", 0.4, 0.4)]);
    let alone = ana.cluster("crm:02").unwrap();
    let view = ana.reviewed("crm:02", Sides::Asked).unwrap();
    let keys: Vec<String> = view.members.iter().map(|member| member.record.key.to_string()).collect();
    assert_eq!(keys, ["crm:02", "erp:02", "web:09"]);
    assert_eq!((view.size(), view.weakest, view.asked_pair()), (2, Some((0, 2)), Some(pair("crm:02", "web:09"))));
    assert_eq!((view.pairs.len(), &view.golden_id, view.status), (3, &alone.golden_id, alone.status));
    assert_eq!(view.clusters()[0].1, &alone.golden);
    assert_eq!(view.clusters()[1].1, &ana.cluster("web:09").unwrap().golden);
    assert_eq!(ana.reviewed("crm:02", Sides::One).unwrap(), alone);
    // From the other side, and where nothing is asked, only on demand.
    assert_eq!(ana.reviewed("web:09", Sides::Asked).unwrap().beside, None);
    assert_eq!(ana.reviewed("web:09", Sides::Both).unwrap().size(), 1);
    assert_eq!(ana.reviewed("crm:01", Sides::Both).unwrap().beside, None);

    // Who decides on what is no longer so hears of it, whichever of the two has changed.
    for other in ["crm:02", "web:09"] {
        let mut ben = place.steward("ben");
        decide(&mut ben, typed(other, "city", "Ripon")).unwrap();
        let late = ana.decide(&[same("crm:02", "web:09").into()], Some(&view)).unwrap_err();
        assert!(late.message.contains("have changed meanwhile"), "{}", late.message);
        decide(&mut ben, Change::Undo).unwrap();
    }
    let view = ana.reviewed("crm:02", Sides::Asked).unwrap();
    assert_eq!(view.beside.as_ref().unwrap().stays, view.golden_id);
    let fate = ana.decide(&[same("crm:02", "web:09").into()], Some(&view)).unwrap();
    assert!(matches!(fate, Fate::Committed(_)));
    assert_eq!(ana.cluster("web:09").unwrap().golden, view.golden, "it is what was foreseen");
    decide(&mut ana, Change::Undo).unwrap();
    decide(&mut ana, unsure("crm:02", "web:09")).unwrap();
    assert!(ana.reviewed("crm:02", Sides::Asked).unwrap().beside.is_some(), "it is still the question");
}
