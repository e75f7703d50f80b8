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
    for step in steps {
        world.play(step);
    }
    world.end();
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
fn who_had_heard_it_answers_it() {
    // Ben hears of ada's value and sets another: no contest. The third copy had not heard.
    let steps = [Step::Decide(ADA, Ask::Type(0, 0, 1)), hear(BEN, ADA), Step::Decide(BEN, Ask::Type(1, 0, 2))];
    play(false, &steps);
    let mut world = world(false);
    steps.iter().for_each(|step| world.play(step));
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
    steps.iter().for_each(|step| world.play(step));
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
        steps.iter().for_each(|step| world.play(step));
        world.end();
    }
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
