//! Scripts that chance alone would seldom play.

use goldsmith::model::TaskKind;

use crate::files::{Files, RECORDS, Row, key};
use crate::script::{Ask, Edit};
use crate::step::{ALL, Part, Step};
use crate::world::World;

const ADA: u8 = 0;
const BEN: u8 = 1;
/// Ada again, at another copy.
const AWAY: u8 = 2;

fn row(day: u8) -> Row {
    Row { values: [day % 5; 5], day }
}

/// Twelve records: four groups of three.
fn world(four_eyes: bool) -> World {
    let mut rows = [None; RECORDS];
    let mut groups = [0; RECORDS];
    for record in 0..RECORDS {
        rows[record] = Some(row(record as u8 % 4));
        groups[record] = record as u8 / 3;
    }
    World::new(Files { rows, groups }, four_eyes)
}

fn play(four_eyes: bool, steps: &[Step]) {
    let mut world = world(four_eyes);
    world.play_all(steps);
    world.end();
}

/// What the first copy is asked to look at, of the cluster of the first record.
fn task_of_first(steps: &[Step]) -> Option<TaskKind> {
    let mut world = world(false);
    world.play_all(steps);
    let oracle = world.oracle(0);
    let id = oracle.golden_id(&oracle.cluster_of(&key(0))).to_owned();
    let task = world.see(0).queue.into_iter().find(|task| task.golden_id == id).map(|task| task.kind);
    world.end();
    task
}

fn hear(to: u8, from: u8) -> Step {
    Step::Hear(to, from, ALL)
}

#[test]
fn contradicting_statements_of_two_who_had_not_seen_each_other_both_stand() {
    for (one, other) in [
        (Ask::Same(0, 3), Ask::Different(0, 3)),
        (Ask::Merge(0, 3), Ask::Different(1, 4)),
        (Ask::Confirm(0), Ask::Split(0, 1, false, false)),
    ] {
        let mut world = world(false);
        world.play(&Step::Decide(ADA, one));
        world.play(&Step::Decide(BEN, other));
        world.play(&hear(ADA, BEN));
        world.play(&hear(BEN, ADA));
        for copy in [0, 1] {
            let oracle = world.oracle(copy);
            assert!(oracle.contradicted(), "the test needs a contradiction");
            assert_eq!(oracle.standing().len(), oracle.journal.len(), "one of them gave way");
            let seen = world.see(copy);
            let told: Vec<_> = seen.queue.iter().filter(|task| task.kind == TaskKind::Conflict).collect();
            assert!(!told.is_empty());
            assert!(told.iter().all(|task| task.reason.contains("ada") && task.reason.contains("ben")), "{told:?}");
        }
        world.end();
    }
}

#[test]
fn of_links_that_cannot_all_hold_the_newest_does() {
    // Three copies say a = b, b = c, a ≠ c, in every order; whoever spoke last of the two links is heard.
    let (one, other, apart) = (Ask::Same(0, 3), Ask::Same(3, 6), Ask::Different(0, 6));
    for asks in [[one, other, apart], [other, one, apart], [apart, one, other], [apart, other, one]] {
        let mut world = world(false);
        for (copy, ask) in asks.into_iter().enumerate() {
            world.play(&Step::Decide(copy as u8, ask));
        }
        for (to, from) in [(ADA, BEN), (ADA, AWAY), (BEN, ADA), (AWAY, ADA)] {
            world.play(&hear(to, from));
        }
        let newest_is_one = asks.iter().position(|ask| matches!(ask, Ask::Same(0, 3)))
            > asks.iter().position(|ask| matches!(ask, Ask::Same(3, 6)));
        let with = world.oracle(0).cluster_of(&key(3));
        assert_eq!((with.contains(&key(0)), with.contains(&key(6))), (newest_is_one, !newest_is_one));
        world.end();
    }
}

#[test]
fn who_had_heard_it_answers_it() {
    // Ben hears of ada's value and sets another: no contest. The third copy had not heard.
    let steps = [Step::Decide(ADA, Ask::Type(0, 0, 1)), hear(BEN, ADA), Step::Decide(BEN, Ask::Type(1, 0, 2))];
    play(false, &steps);
    let mut world = world(false);
    world.play_all(&steps);
    world.play(&hear(ADA, BEN));
    assert!(!world.see(0).entity(&world.oracle(0).born[&key(0)]).golden.is_contested());
    world.play(&Step::Decide(AWAY, Ask::Type(0, 0, 0)));
    world.play(&hear(ADA, AWAY));
    assert!(world.see(0).entity(&world.oracle(0).born[&key(0)]).golden.is_contested());
    world.end();
}

#[test]
fn a_retraction_reaches_what_its_author_had_seen_and_nothing_else() {
    // Ada takes her link back; the same link that ben made meanwhile stands.
    let steps = [
        Step::Decide(ADA, Ask::Same(0, 3)),
        Step::Decide(BEN, Ask::Same(0, 3)),
        Step::Decide(ADA, Ask::Undo),
        hear(ADA, BEN),
        hear(BEN, ADA),
    ];
    play(false, &steps);
    let mut world = world(false);
    world.play_all(&steps);
    assert!(world.oracle(0).cluster_of(&key(0)).contains(&key(3)));
    world.end();
}

#[test]
fn an_undo_that_comes_before_what_it_undoes_waits_for_it() {
    let retraction_first = Part { writers: 1 << BEN, ..ALL };
    let steps = [
        Step::Decide(ADA, Ask::Same(0, 3)),
        hear(BEN, ADA),
        Step::Decide(BEN, Ask::Retract(0)),
        Step::Hear(AWAY, BEN, retraction_first),
        Step::Rebuild(AWAY),
        Step::Decide(AWAY, Ask::Different(0, 3)),
        hear(AWAY, ADA),
        hear(ADA, AWAY),
    ];
    play(false, &steps);
    play(true, &steps);
}

#[test]
fn records_that_came_to_one_copy_first_have_one_age() {
    let comes = Step::Change(vec![Edit::Put(11, row(1)), Edit::Regroup(11, 0)]);
    let goes = Step::Change(vec![Edit::Remove(11)]);
    let steps = [
        goes,
        Step::Load(BEN, false),
        comes,
        Step::Load(BEN, false),
        Step::Decide(BEN, Ask::Merge(11, 6)),
        hear(ADA, BEN),
        Step::Publish(ADA, 1 << 6),
        Step::Load(AWAY, false),
        hear(AWAY, BEN),
    ];
    play(false, &steps);
    play(true, &steps);
}

#[test]
fn the_earliest_that_any_copy_says_is_the_age_of_a_record() {
    // Two are gone and come back one after the other; whoever loads both at once has seen neither before the other.
    let gone = Step::Change(vec![Edit::Remove(11), Edit::Remove(8)]);
    let one = Step::Change(vec![Edit::Put(11, row(1)), Edit::Regroup(11, 4)]);
    let other = Step::Change(vec![Edit::Put(8, row(1)), Edit::Regroup(8, 4)]);
    let mut rows = [None; RECORDS];
    let mut groups = [0; RECORDS];
    for record in (0..RECORDS).filter(|record| ![8, 11].contains(record)) {
        rows[record] = Some(row(record as u8 % 4));
        groups[record] = record as u8 / 3;
    }
    for skips in [BEN, ADA] {
        let mut world = World::new(Files { rows, groups }, false);
        let steps = [
            gone.clone(),
            one.clone(),
            Step::Load(ADA, false),
            other.clone(),
            Step::Load(skips, true),
            Step::Load(AWAY, true),
            Step::Load(BEN, true),
            Step::Load(ADA, false),
            Step::Decide(BEN, Ask::Merge(11, 8)),
            hear(ADA, BEN),
            hear(BEN, ADA),
        ];
        world.play_all(&steps);
        world.end();
    }
}

#[test]
fn an_id_that_one_copy_handed_out_is_older_at_all() {
    let steps = [
        Step::Publish(ADA, 1 << 3),
        hear(BEN, ADA),
        Step::Decide(BEN, Ask::Merge(0, 3)),
        Step::Decide(AWAY, Ask::Merge(0, 3)),
        hear(AWAY, ADA),
        hear(ADA, BEN),
    ];
    let mut world = world(false);
    world.play_all(&steps);
    for copy in 0..3 {
        let oracle = world.oracle(copy);
        assert_eq!(oracle.golden_id(&oracle.cluster_of(&key(0))), oracle.born[&key(3)], "copy {copy}");
    }
    world.end();
}

#[test]
fn what_was_handed_out_or_new_elsewhere_is_so_when_its_record_is_first_heard_of() {
    // Record 11 comes to ada alone, who hands its id out; ben hears that first, and of the record itself later. So do
    // records 8 and 5, which came one after the other.
    let come = |record: u8| Step::Change(vec![Edit::Put(record, row(1)), Edit::Regroup(record, 4)]);
    let mut rows = [None; RECORDS];
    for record in (0..RECORDS).filter(|record| ![5, 8, 11].contains(record)) {
        rows[record] = Some(row(record as u8 % 4));
    }
    let mut world = World::new(Files { rows, groups: std::array::from_fn(|record| record as u8 % 4) }, false);
    let steps = [
        come(11),
        Step::Load(ADA, true),
        Step::Publish(ADA, 1 << 11),
        come(8),
        Step::Load(ADA, true),
        come(5),
        Step::Load(ADA, true),
        hear(BEN, ADA),
        Step::Decide(ADA, Ask::Merge(0, 11)),
        hear(BEN, ADA),
        Step::Rebuild(BEN),
        Step::Decide(ADA, Ask::Merge(8, 5)),
        hear(BEN, ADA),
        Step::Load(BEN, true),
    ];
    world.play_all(&steps);
    let oracle = world.oracle(1);
    assert_eq!(oracle.golden_id(&oracle.cluster_of(&key(0))), oracle.born[&key(11)]);
    world.end();
}

#[test]
fn who_is_refused_by_one_joins_the_next_who_will_have_him() {
    // One statement says that three are one; two others that the first is neither of the others. Those stay together.
    let mut rows = [None; RECORDS];
    rows[..3].fill(Some(row(1)));
    let mut world = World::new(Files { rows, groups: std::array::from_fn(|record| record as u8 % 5) }, false);
    let steps = [
        Step::Decide(ADA, Ask::Merge(0, 1)),
        Step::Decide(ADA, Ask::Merge(0, 2)),
        Step::Decide(BEN, Ask::Different(0, 1)),
        Step::Decide(BEN, Ask::Different(0, 2)),
        hear(BEN, ADA),
    ];
    world.play_all(&steps);
    assert_eq!(world.oracle(1).cluster_of(&key(1)).len(), 2);
    world.end();
}

#[test]
fn a_link_of_somebody_who_had_not_heard_of_a_confirmation_makes_it_stale() {
    // Who knew it and links on has said anew what the cluster is; who did not know it has not.
    let (confirm, link) = (Step::Decide(ADA, Ask::Confirm(0)), Step::Decide(BEN, Ask::Same(0, 3)));
    let apart = task_of_first(&[confirm.clone(), link.clone(), hear(ADA, BEN)]);
    let knowing = task_of_first(&[confirm, hear(BEN, ADA), link, hear(ADA, BEN)]);
    assert_eq!(apart, Some(TaskKind::Stale));
    assert_ne!(knowing, Some(TaskKind::Stale));
}

#[test]
fn an_approval_does_not_answer_what_was_sent_back_elsewhere() {
    let steps = [
        Step::Decide(BEN, Ask::SendBack(0)),
        Step::Decide(AWAY, Ask::Approve(0)),
        hear(ADA, BEN),
        hear(ADA, AWAY),
        Step::Decide(ADA, Ask::Approve(0)),
    ];
    play(false, &steps);
    play(true, &steps);
}

#[test]
fn what_is_lost_on_the_way_is_missed_and_comes_later() {
    let said = [Ask::Same(0, 3), Ask::Type(0, 0, 1), Ask::Same(6, 9), Ask::Different(1, 9), Ask::Comment(2, true)];
    for lost in 1..5 {
        let mut steps: Vec<Step> = said.iter().map(|ask| Step::Decide(ADA, *ask)).collect();
        steps.extend([3, 0, 7].map(|shuffle| Step::Hear(BEN, ADA, Part { shuffle, lost, ..ALL })));
        steps.push(Step::Decide(BEN, Ask::Undo));
        play(false, &steps);
    }
}

#[test]
fn of_several_links_that_one_separation_refuses_each_is_told() {
    // One says by rows, the other by columns.
    let steps = [
        Step::Change(vec![Edit::Regroup(3, 0)]),
        Step::Load(ADA, false),
        Step::Load(BEN, false),
        Step::Decide(BEN, Ask::Split(0, 0b0011, true, false)),
        Step::Decide(ADA, Ask::Split(0, 0b0101, true, true)),
        hear(BEN, ADA),
        hear(ADA, BEN),
    ];
    play(false, &steps);
    play(true, &steps);
}

#[test]
fn golden_ids_change_places_once_for_all_who_meant_it() {
    let swap = |copy| Step::Decide(copy, Ask::SwapIds(0, 3));
    let steps = [
        Step::Publish(ADA, 1),
        swap(ADA),
        swap(BEN),
        hear(BEN, ADA),
        hear(ADA, BEN),
        // Whoever knows of it and asks again means the way back.
        swap(AWAY),
        hear(AWAY, ADA),
        swap(AWAY),
        Step::Decide(ADA, Ask::Merge(0, 3)),
        hear(BEN, AWAY),
        Step::Decide(BEN, Ask::SwapIds(3, 6)),
        Step::Rebuild(BEN),
    ];
    play(false, &steps);
    play(true, &steps);
}

#[test]
fn what_a_record_was_before_it_went_settles_no_doubt() {
    // Records alike: nothing else is doubtful. The second copy never sees what the third was in between.
    let alike = Row { values: [0; 5], day: 0 };
    let moved = Row { values: [0, 0, 0, 0, 1], day: 0 };
    for four_eyes in [false, true] {
        let groups = std::array::from_fn(|record| record as u8 / 3);
        let mut world = World::new(Files { rows: [Some(alike); RECORDS], groups }, four_eyes);
        world.play_all(&[
            // The link keeps the record in its cluster when it has gone.
            Step::Decide(AWAY, Ask::Same(1, 2)),
            Step::Decide(AWAY, Ask::UnsureCluster(0)),
            Step::Change(vec![Edit::Put(2, moved)]),
            Step::Change(vec![Edit::Remove(2)]),
        ]);
        world.end();
    }
}

#[test]
fn a_doubt_is_settled_by_who_knew_of_it() {
    let (doubt, same) = (Step::Decide(ADA, Ask::Unsure(0, 1)), Step::Decide(BEN, Ask::Same(0, 1)));
    let apart = task_of_first(&[doubt.clone(), same.clone(), hear(ADA, BEN)]);
    let knowing = task_of_first(&[doubt, hear(BEN, ADA), same, hear(ADA, BEN)]);
    assert_eq!(apart, Some(TaskKind::Unsure));
    assert_ne!(knowing, Some(TaskKind::Unsure));
}

#[test]
fn approvals_of_one_content_made_apart_both_count_and_lapse_together() {
    for four_eyes in [false, true] {
        let steps = [
            Step::Decide(ADA, Ask::Confirm(0)),
            hear(BEN, ADA),
            hear(AWAY, ADA),
            Step::Decide(BEN, Ask::Approve(0)),
            Step::Decide(AWAY, Ask::Type(1, 0, 2)),
            hear(ADA, BEN),
            hear(ADA, AWAY),
            Step::Decide(ADA, Ask::Undo),
            hear(BEN, ADA),
        ];
        play(four_eyes, &steps);
    }
}
