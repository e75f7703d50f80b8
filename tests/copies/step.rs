//! What happens at three copies. The first number is the copy.

use proptest::prelude::*;

use crate::files::RECORDS;
use crate::script::{Ask, Edit, ask, edits};

#[derive(Clone, Debug)]
pub enum Step {
    Decide(u8, Ask),
    /// Decided, taken back, restored; and left so, or taken back once more.
    ThereAndBack(u8, Ask, bool),
    /// The sources and the match output change, for all.
    Change(Vec<Edit>),
    /// The copy loads all that has changed: version by version, or the latest alone.
    Load(u8, bool),
    Publish(u8, u16),
    /// The first copy hears what the second holds, or a part of it.
    Hear(u8, u8, Part),
    Rebuild(u8),
    Reopen(u8),
}

/// How much of what a copy holds is handed over, and how.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Which writers' entries; a bit a copy.
    pub writers: u8,
    /// How many entries of a writer at most are new to the one who hears.
    pub most: u8,
    /// The order in which they come.
    pub shuffle: u64,
    /// Some come twice, and some that are known already.
    pub again: bool,
    /// Every so manieth is lost on the way; 0 for none.
    pub lost: u8,
}

/// Everything, in the order in which it is held.
pub const ALL: Part = Part { writers: 7, most: u8::MAX, shuffle: 0, again: false, lost: 0 };

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        1 => Just(ALL),
        1 => (1..8_u8, 1..9_u8, any::<u64>(), any::<bool>(), 0..5_u8)
            .prop_map(|(writers, most, shuffle, again, lost)| Part { writers, most, shuffle, again, lost }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let copy = || 0..3_u8;
    prop_oneof![
        12 => (copy(), ask()).prop_map(|(copy, ask)| Step::Decide(copy, ask)),
        1 => (copy(), ask(), any::<bool>()).prop_map(|(copy, ask, stay)| Step::ThereAndBack(copy, ask, stay)),
        2 => edits().prop_map(Step::Change),
        2 => (copy(), any::<bool>()).prop_map(|(copy, skip)| Step::Load(copy, skip)),
        1 => (copy(), 1..1_u16 << RECORDS).prop_map(|(copy, which)| Step::Publish(copy, which)),
        5 => (copy(), copy(), part()).prop_map(|(to, from, part)| Step::Hear(to, from, part)),
        1 => copy().prop_map(Step::Rebuild),
        1 => copy().prop_map(Step::Reopen),
    ]
}

pub fn script() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 8..30)
}
