use super::*;
use crate::workspace::Workspace;
use crate::workspace::tests_support::{Place, decide, key, members, merge};

fn same(a: &str, b: &str) -> Change {
    Change::Same { a: key(a), b: key(b) }
}

fn different(a: &str, b: &str) -> Change {
    Change::Different { a: key(a), b: key(b) }
}

fn refused(workspace: &Workspace, change: &Change) -> (Vec<Request>, Exits) {
    let requests = vec![Request::from(change.clone())];
    let proposal = workspace.propose(&requests).unwrap();
    assert_eq!((proposal.conflicts.len(), proposal.exits.len()), (1, 1));
    (requests, proposal.exits[0].clone())
}

fn actions(exits: &Exits) -> Vec<(Action, Option<i64>, Option<String>)> {
    exits.ways.iter().map(|exit| (exit.action, exit.seq, exit.record.as_ref().map(ToString::to_string))).collect()
}

/// crm:01, erp:01 and web:01 confirmed; web:01 and web:09 different: now crm:01 shall be web:09.
fn confirmed() -> (Place, Workspace, Change) {
    let (place, mut workspace) = Place::loaded("single");
    decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
    decide(&mut workspace, different("web:01", "web:09")).unwrap();
    (place, workspace, same("crm:01", "web:09"))
}

#[test]
fn the_ways_out_are_to_retract_to_move_and_to_give_up() {
    let (_place, workspace, change) = confirmed();
    let (_, exits) = refused(&workspace, &change);
    assert_eq!(exits.requests, [0]);
    let found = actions(&exits);
    let retracts: Vec<_> =
        found.iter().filter_map(|(action, seq, _)| seq.filter(|_| *action == Action::Retract)).collect();
    assert_eq!(retracts, [2, 1], "what stands on the other side comes first");
    let mut moved: Vec<_> = found.iter().filter_map(|(_, _, record)| record.clone()).collect();
    moved.sort();
    assert_eq!(moved, ["crm:01", "web:01"]);
    assert_eq!(found.last().unwrap().0, Action::GiveUp);
    assert_eq!(exits.ways[0].commands, ["goldsmith undo 2"]);
    assert_eq!(exits.ways[0].again, ["goldsmith decide same crm:01 web:09"]);
}

#[test]
fn a_record_that_is_moved_leaves_the_others_as_they_were_decided() {
    let (_place, mut workspace, change) = confirmed();
    let (asked, exits) = refused(&workspace, &change);
    let exit = exits.ways.iter().find(|exit| exit.record == Some(key("web:01"))).unwrap();
    let id = workspace.cluster("crm:01").unwrap().golden_id;
    let expected = format!("goldsmith decide split {id} --parts web:01 --confirm-parts --retract 1");
    assert_eq!(exit.commands, [expected]);
    let proposal = workspace.propose(&exit.requests(&asked)).unwrap();
    assert_eq!(proposal.conflicts, []);
    workspace.commit(proposal).unwrap();
    assert_eq!(members(&workspace, "web:01"), ["web:01"]);
    assert_eq!(members(&workspace, "crm:01"), ["crm:01", "erp:01", "web:09"]);
    assert!(workspace.verify().unwrap().ok);
    // That crm:01 and erp:01 are the same is still a person's word.
    assert_eq!(workspace.propose(&[different("crm:01", "erp:01").into()]).unwrap().conflicts.len(), 1);
}

#[test]
fn a_move_is_one_stroke_to_undo_and_to_redo() {
    let (_place, mut workspace, change) = confirmed();
    let (asked, exits) = refused(&workspace, &change);
    let exit = exits.ways.iter().find(|exit| exit.record == Some(key("web:01"))).unwrap();
    let before = workspace.cluster("crm:01").unwrap();
    let stood = |workspace: &Workspace| {
        let log = workspace.log(None, None, 100).unwrap();
        let mut seqs: Vec<i64> =
            log.iter().filter(|entry| entry.retracted_by.is_none()).map(|entry| entry.seq).collect();
        seqs.retain(|seq| *seq <= 2);
        seqs
    };
    let standing = stood(&workspace);
    let committed = workspace.propose(&exit.requests(&asked)).unwrap();
    let committed = workspace.commit(committed).unwrap();
    assert!(committed.seqs.len() > 2, "a split, what it takes back, and what was asked for");
    let moved = (members(&workspace, "crm:01"), members(&workspace, "web:01"));
    let undone = decide(&mut workspace, Change::Undo).unwrap();
    assert_eq!(undone.seqs.len(), committed.seqs.len());
    assert!(undone.proposal.summary.starts_with("took back number "), "{}", undone.proposal.summary);
    assert!(undone.proposal.summary.ends_with("; with it 2 more"), "{}", undone.proposal.summary);
    let back = workspace.cluster("crm:01").unwrap();
    assert_eq!((back.golden_id, back.status, back.golden), (before.golden_id, before.status, before.golden));
    assert_eq!((members(&workspace, "crm:01").len(), members(&workspace, "web:09").len()), (3, 1));
    assert_eq!(stood(&workspace), standing, "what was decided before stands as it did");
    let redone = decide(&mut workspace, Change::Redo).unwrap();
    assert_eq!(redone.seqs.len(), committed.seqs.len());
    assert!(redone.proposal.summary.starts_with("restored number "), "{}", redone.proposal.summary);
    assert_eq!((members(&workspace, "crm:01"), members(&workspace, "web:01")), moved);
    // And once more, as often as somebody likes.
    let again = decide(&mut workspace, Change::Undo).unwrap();
    assert_eq!(again.proposal.summary, undone.proposal.summary);
    assert_eq!(members(&workspace, "crm:01").len(), 3);
    assert!(workspace.verify().unwrap().ok);
}

#[test]
fn what_has_nothing_to_do_with_each_other_is_undone_one_by_one() {
    let (_place, mut workspace) = Place::loaded("single");
    let requests = [merge("crm:01", "crm:02"), same("crm:01", "web:09")].map(Request::from);
    let proposal = workspace.propose_each(&requests).unwrap();
    workspace.commit(proposal).unwrap();
    assert_eq!(decide(&mut workspace, Change::Undo).unwrap().seqs.len(), 1);
    assert_eq!(members(&workspace, "crm:01").len(), 5);
    let proposal = workspace.propose(&[Change::Retract { seq: 1 }.into(), same("crm:01", "web:09").into()]).unwrap();
    workspace.commit(proposal).unwrap();
    assert_eq!(members(&workspace, "crm:01").len(), 4);
    // One stroke: the merge that made room comes back.
    decide(&mut workspace, Change::Undo).unwrap();
    assert_eq!((members(&workspace, "crm:01").len(), members(&workspace, "web:09").len()), (5, 1));
}

#[test]
fn different_across_same_has_the_same_ways_out() {
    let (_place, mut workspace, _) = confirmed();
    let (asked, exits) = refused(&workspace, &different("crm:01", "web:01"));
    assert_eq!(exits.ways[0].seq, Some(1));
    for exit in &exits.ways {
        let left = workspace.propose(&exit.requests(&asked)).unwrap().conflicts.len();
        assert_eq!(left, usize::from(exit.action == Action::GiveUp), "{exit:?}");
    }
    let exit = exits.ways.iter().find(|exit| exit.record == Some(key("crm:01"))).unwrap();
    let proposal = workspace.propose(&exit.requests(&asked)).unwrap();
    workspace.commit(proposal).unwrap();
    assert_eq!(members(&workspace, "crm:01"), ["crm:01"]);
    assert_eq!(members(&workspace, "erp:01"), ["erp:01", "web:01"]);
}

#[test]
fn a_merge_means_the_others_once_a_record_has_been_moved() {
    let (_place, mut workspace, _) = confirmed();
    let (asked, exits) = refused(&workspace, &merge("web:01", "web:09"));
    let exit = exits.ways.iter().find(|exit| exit.record == Some(key("web:01"))).unwrap();
    let proposal = workspace.propose(&exit.requests(&asked)).unwrap();
    assert_eq!(proposal.conflicts, []);
    workspace.commit(proposal).unwrap();
    assert_eq!(members(&workspace, "web:09"), ["crm:01", "erp:01", "web:09"]);
}

#[test]
fn what_contradicts_already_shows_both_sides_and_either_resolves_it() {
    let contradicted = || {
        let (place, _) = Place::loaded("single");
        // Neither had seen what the other said, though both were asked here.
        place.hears("ben", different("crm:01", "web:09"), "not the same shop");
        place.hears("cleo", same("crm:01", "web:09"), "they told me");
        let workspace = place.steward("ana");
        (place, workspace)
    };
    let (_place, workspace) = contradicted();
    let view = workspace.cluster("crm:01").unwrap();
    assert_eq!(view.task.as_ref().unwrap().kind, crate::model::TaskKind::Conflict);
    assert_eq!((view.conflicts.len(), view.exits.len()), (1, 1));
    let conflict = &view.conflicts[0];
    let said = |link: &crate::workspace::Link| (link.author.clone(), link.comment.clone().unwrap());
    assert_eq!(said(&conflict.against), ("ben".to_owned(), "not the same shop".to_owned()));
    assert_eq!(said(&conflict.chain[0]), ("cleo".to_owned(), "they told me".to_owned()));
    assert!(view.exits[0].requests.is_empty());
    let ways: Vec<&Exit> = view.exits[0].ways.iter().filter(|way| way.action != Action::GiveUp).collect();
    assert_eq!(ways.iter().filter(|way| way.action == Action::Retract).count(), 2);
    for way in ways {
        assert!(way.again.is_empty());
        let (_place, mut workspace) = contradicted();
        let proposal = workspace.propose(&way.requests(&[])).unwrap();
        workspace.commit(proposal).unwrap();
        assert_eq!(workspace.cluster("crm:01").unwrap().conflicts, [], "{way:?}");
        assert!(workspace.verify().unwrap().ok);
    }
}
