//! Scripts that once found the journal lying, and some that chance alone would seldom play.

use crate::files::{Files, RECORDS, Row};
use crate::script::{Ask, Edit, Step};
use crate::world::World;

const ADA: u8 = 0;
const BEN: u8 = 1;

fn row(day: u8) -> Row {
    Row { values: [day % 5; 5], day }
}

/// Plays steps on twelve records: four groups of three.
fn play(four_eyes: bool, steps: &[Step]) {
    let mut rows = [None; RECORDS];
    let mut groups = [0; RECORDS];
    for record in 0..RECORDS {
        rows[record] = Some(row(record as u8 % 4));
        groups[record] = record as u8 / 3;
    }
    let mut world = World::new(Files { rows, groups }, four_eyes);
    for step in steps {
        world.play(step);
    }
    world.end(7);
}

fn ada(asks: &[Ask]) -> Step {
    Step::Decide(ADA, asks.to_vec())
}

fn ben(asks: &[Ask]) -> Step {
    Step::Decide(BEN, asks.to_vec())
}

#[test]
fn one_proposal_takes_nothing_back_twice() {
    play(false, &[ada(&[Ask::Same(0, 3)]), ada(&[Ask::Retract(0), Ask::Retract(0)]), ada(&[Ask::Undo, Ask::Undo])]);
    // Taking back a retraction and then what it had taken back goes, in this order alone.
    let undone = [ada(&[Ask::Same(0, 3)]), ada(&[Ask::Undo])];
    play(false, &[undone.as_slice(), &[ada(&[Ask::Retract(1), Ask::Retract(0)])]].concat());
    play(false, &[undone.as_slice(), &[ada(&[Ask::Retract(0), Ask::Retract(1)])]].concat());
}

#[test]
fn a_stroke_goes_and_comes_back_whole() {
    // What the second stroke says takes the place of what the first said.
    let said = [ada(&[Ask::Type(0, 0, 0)]), ada(&[Ask::Pick(0, 0)]), ada(&[Ask::Retract(0), Ask::Pick(0, 0)])];
    let joined = [ada(&[Ask::Different(0, 3)]), ada(&[Ask::Retract(0), Ask::Same(0, 3), Ask::Confirm(0)])];
    for strokes in [said.as_slice(), joined.as_slice()] {
        for stay in [false, true] {
            let back = Step::ThereAndBack(ADA, Ask::Undo, stay);
            play(false, &[strokes, &[back.clone(), ada(&[Ask::Undo]), ada(&[Ask::Redo])]].concat());
            play(true, &[strokes, &[ada(&[Ask::Undo]), Step::ThereAndBack(ADA, Ask::Redo, stay), back]].concat());
        }
    }
}

#[test]
fn a_load_counts_decisions_as_they_stand() {
    play(false, &[Step::ThereAndBack(ADA, Ask::Merge(0, 3), false), Step::Load(vec![Edit::Remove(0)])]);
    play(false, &[Step::ThereAndBack(ADA, Ask::Merge(0, 3), true), Step::Load(vec![Edit::Regroup(0, 2)])]);
}

#[test]
fn a_load_does_not_slip_under_a_proposal() {
    for (ask, edit) in [
        (Ask::Different(0, 1), Edit::Remove(0)),
        (Ask::Same(0, 3), Edit::Remove(3)),
        (Ask::Split(0, 1, false, false), Edit::Regroup(0, 4)),
        (Ask::Confirm(0), Edit::Put(0, row(3))),
        (Ask::Approve(0), Edit::Put(0, row(3))),
        (Ask::Pick(0, 0), Edit::Remove(0)),
    ] {
        play(false, &[Step::LoadedUnder(ADA, ask, vec![edit])]);
    }
}

#[test]
fn a_record_that_is_gone_holds_no_override() {
    let gone = [ada(&[Ask::Same(0, 3)]), Step::Load(vec![Edit::Remove(0)])];
    for ask in [Ask::Type(0, 0, 1), Ask::Type(1, 0, 1), Ask::Null(3, 1), Ask::Pick(0, 0)] {
        play(false, &[gone.as_slice(), &[ada(&[ask])]].concat());
    }
}

#[test]
fn an_approval_lapses_with_every_change_and_comes_back_with_every_undo() {
    let approved = [ada(&[Ask::Confirm(0)]), ben(&[Ask::Approve(0)])];
    for change in [
        ben(&[Ask::Type(1, 0, 2)]),
        ada(&[Ask::Split(0, 1, false, false)]),
        ben(&[Ask::Merge(0, 3)]),
        ada(&[Ask::Null(2, 1)]),
        ada(&[Ask::SendBack(1)]),
        Step::Load(vec![Edit::Put(0, row(3))]),
        Step::Load(vec![Edit::Remove(1)]),
        Step::Load(vec![Edit::Regroup(3, 0)]),
    ] {
        for four_eyes in [false, true] {
            let steps = [approved.as_slice(), &[change.clone(), Step::ThereAndBack(ADA, Ask::Undo, true)]].concat();
            play(four_eyes, &steps);
        }
    }
}

#[test]
fn ids_that_were_handed_out_are_older_than_any() {
    let published = Step::Publish(1 << 11);
    play(false, &[published.clone(), ada(&[Ask::Merge(0, 11)]), ada(&[Ask::Split(11, 1 << 11, false, true)])]);
    play(false, &[published, Step::ThereAndBack(BEN, Ask::Same(2, 9), true), Step::Reopen]);
}

#[test]
fn overrides_that_meet_are_contested_until_somebody_decides_again() {
    let apart = [ada(&[Ask::Type(0, 0, 1)]), ben(&[Ask::Type(3, 0, 2)])];
    let steps = [
        apart.as_slice(),
        &[ada(&[Ask::Merge(0, 3)]), ben(&[Ask::Approve(0)]), ben(&[Ask::Type(0, 0, 0)]), ada(&[Ask::Undo])],
    ];
    play(false, &steps.concat());
    play(true, &steps.concat());
}

#[test]
fn the_chain_of_a_conflict_is_real_and_short() {
    let steps = [
        ada(&[Ask::Split(0, 1, false, false)]),
        ben(&[Ask::Same(1, 3)]),
        ada(&[Ask::Confirm(3)]),
        ben(&[Ask::Same(5, 6)]),
        ada(&[Ask::Same(0, 7)]),
        ben(&[Ask::Same(6, 7)]),
        ada(&[Ask::Retract(0)]),
        ben(&[Ask::Same(6, 7)]),
        ada(&[Ask::Retract(5)]),
    ];
    play(false, &steps);
    play(true, &steps);
}

#[test]
fn of_two_chains_the_shorter_is_shown() {
    let links = [(0, 2), (2, 5), (5, 3), (0, 1), (1, 3)].map(|(a, b)| ada(&[Ask::Same(a, b)]));
    let steps = [links.as_slice(), &[ben(&[Ask::Different(0, 4)]), ada(&[Ask::Same(3, 4)])]].concat();
    play(false, &steps);
}

#[test]
fn an_export_may_name_what_was_merged_while_it_was_written() {
    play(false, &[ada(&[Ask::Merge(0, 3)]), Step::PublishLate(1 << 3), Step::Rebuild, ada(&[Ask::Undo])]);
    play(true, &[ada(&[Ask::Merge(0, 3)]), Step::Publish(1), Step::PublishLate(1 << 3 | 1 << 10)]);
}

#[test]
fn what_every_steward_does_on_the_first_day() {
    for four_eyes in [false, true] {
        play(
            four_eyes,
            &[ada(&[Ask::Confirm(0)]), ada(&[Ask::Approve(0)]), ben(&[Ask::Approve(1)]), ben(&[Ask::Undo])],
        );
        play(four_eyes, &[ben(&[Ask::Approve(0)]), ben(&[Ask::Undo]), ben(&[Ask::Redo]), ada(&[Ask::Retract(0)])]);
        play(four_eyes, &[ada(&[Ask::SendBack(0)]), ada(&[Ask::Confirm(0)]), ben(&[Ask::SendBack(0)])]);
        play(four_eyes, &[ada(&[Ask::Split(0, 1, true, true)]), ben(&[Ask::Confirm(1)])]);
        for (a, b) in [(0, 1), (1, 2), (0, 2)] {
            play(four_eyes, &[ada(&[Ask::Different(a, b)]), ben(&[Ask::Same(a, b)]), ben(&[Ask::Merge(a, 3)])]);
        }
    }
}

#[test]
fn whoever_joins_brings_along_whom_it_is_kept_apart_from() {
    // Of each group one is kept apart from a stranger and the other two from each other.
    for (alone, one, other) in [(0, 1, 2), (1, 0, 2), (2, 0, 1)] {
        let apart = [ada(&[Ask::Different(one, other)]), ben(&[Ask::Different(alone, 3)])];
        play(false, &apart);
        play(false, &[apart.as_slice(), &[ada(&[Ask::Same(alone, one)]), ben(&[Ask::Same(alone, other)])]].concat());
        play(true, &[apart.as_slice(), &[ada(&[Ask::Merge(alone, 6)]), ben(&[Ask::Same(other, 6)])]].concat());
    }
}
