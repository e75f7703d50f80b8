//! Scripts: what stewards ask for and what happens around them, by numbers that always mean something.

use goldsmith::model::Choice;
use goldsmith::workspace::Change;
use proptest::prelude::*;

use crate::files::{ATTRIBUTES, Files, RECORDS, Row, key};
use crate::oracle::Oracle;

/// What a steward asks for. The first number is a record, which also stands for its cluster.
#[derive(Clone, Copy, Debug)]
pub enum Ask {
    Same(u8, u8),
    Different(u8, u8),
    Unsure(u8, u8),
    UnsureCluster(u8),
    Confirm(u8),
    Approve(u8),
    SendBack(u8),
    Comment(u8, bool),
    /// Which members go; whether the others are named as a part; whether the parts are confirmed.
    Split(u8, u16, bool, bool),
    Merge(u8, u8),
    /// The clusters of the two records exchange their golden ids.
    SwapIds(u8, u8),
    /// The value of the record, for an attribute.
    Pick(u8, u8),
    Type(u8, u8, u8),
    Null(u8, u8),
    Retract(u8),
    Undo,
    Redo,
}

/// One thing that happens. The first number is the steward, where there is one.
#[derive(Clone, Debug)]
pub enum Step {
    /// One or more changes in one proposal.
    Decide(u8, Vec<Ask>),
    /// Decided, taken back by number, restored by number: and left so, or taken back once more.
    ThereAndBack(u8, Ask, bool),
    /// Several decisions, as many undos, as many redos.
    Unwind(u8, Vec<Ask>),
    /// A proposal waits while the other steward decides.
    Overtaken(u8, Ask, Ask),
    /// A proposal waits while new files are loaded.
    LoadedUnder(u8, Ask, Vec<Edit>),
    /// Other rows, other groups.
    Load(Vec<Edit>),
    /// An approved export of the clusters of these records.
    Publish(u16),
    /// The same, where the export had read the golden ids that these records were born with some time before.
    PublishLate(u16),
    Rebuild,
    Reopen,
}

/// A change in the files.
#[derive(Clone, Copy, Debug)]
pub enum Edit {
    Put(u8, Row),
    Remove(u8),
    Regroup(u8, u8),
}

fn row() -> impl Strategy<Value = Row> {
    (prop::array::uniform5(0..5_u8), 0..5_u8).prop_map(|(values, day)| Row { values, day })
}

fn record() -> impl Strategy<Value = u8> {
    0..RECORDS as u8
}

/// Files to begin with: 8 to 12 records, five groups at most.
pub fn files() -> impl Strategy<Value = Files> {
    let rows = prop::array::uniform12((row(), prop::bool::weighted(0.85)));
    (rows, prop::array::uniform12(0..5_u8))
        .prop_map(|(rows, groups)| Files { rows: rows.map(|(row, there)| there.then_some(row)), groups })
}

pub fn ask() -> impl Strategy<Value = Ask> {
    let attribute = || 0..ATTRIBUTES.len() as u8;
    prop_oneof![
        4 => (record(), record()).prop_map(|(a, b)| Ask::Same(a, b)),
        4 => (record(), record()).prop_map(|(a, b)| Ask::Different(a, b)),
        1 => (record(), record()).prop_map(|(a, b)| Ask::Unsure(a, b)),
        1 => record().prop_map(Ask::UnsureCluster),
        3 => record().prop_map(Ask::Confirm),
        4 => record().prop_map(Ask::Approve),
        1 => record().prop_map(Ask::SendBack),
        1 => (record(), any::<bool>()).prop_map(|(a, flag)| Ask::Comment(a, flag)),
        3 => (record(), 1..1_u16 << RECORDS, any::<bool>(), any::<bool>())
            .prop_map(|(a, mask, both, confirm)| Ask::Split(a, mask, both, confirm)),
        2 => (record(), record()).prop_map(|(a, b)| Ask::Merge(a, b)),
        1 => (record(), record()).prop_map(|(a, b)| Ask::SwapIds(a, b)),
        2 => (record(), attribute()).prop_map(|(a, attribute)| Ask::Pick(a, attribute)),
        2 => (record(), attribute(), 0..3_u8).prop_map(|(a, attribute, value)| Ask::Type(a, attribute, value)),
        1 => (record(), attribute()).prop_map(|(a, attribute)| Ask::Null(a, attribute)),
        3 => any::<u8>().prop_map(Ask::Retract),
        1 => Just(Ask::Undo),
        1 => Just(Ask::Redo),
    ]
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (record(), row()).prop_map(|(record, row)| Edit::Put(record, row)),
        record().prop_map(Edit::Remove),
        (record(), 0..5_u8).prop_map(|(record, group)| Edit::Regroup(record, group)),
    ];
    prop::collection::vec(edit, 1..5)
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..2_u8;
    prop_oneof![
        10 => (who(), ask()).prop_map(|(who, ask)| Step::Decide(who, vec![ask])),
        2 => (who(), prop::collection::vec(ask(), 2..4)).prop_map(|(who, asks)| Step::Decide(who, asks)),
        3 => (who(), ask(), any::<bool>()).prop_map(|(who, ask, stay)| Step::ThereAndBack(who, ask, stay)),
        1 => (who(), prop::collection::vec(ask(), 1..4)).prop_map(|(who, asks)| Step::Unwind(who, asks)),
        2 => (who(), ask(), ask()).prop_map(|(who, first, second)| Step::Overtaken(who, first, second)),
        1 => (who(), ask(), edits()).prop_map(|(who, ask, edits)| Step::LoadedUnder(who, ask, edits)),
        2 => edits().prop_map(Step::Load),
        1 => (1..1_u16 << RECORDS).prop_map(Step::Publish),
        1 => (1..1_u16 << RECORDS).prop_map(Step::PublishLate),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Reopen),
    ]
}

pub fn script() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..14)
}

impl Ask {
    /// The change in the words of the faces. Clusters are named by a record, or by the golden id that it was born
    /// with, whether or not its cluster bears that now.
    pub fn change(self, oracle: &Oracle) -> Change {
        let k = |record: u8| key(record as usize);
        let id =
            |record: u8| if record.is_multiple_of(2) { k(record).to_string() } else { oracle.born[&k(record)].clone() };
        let attribute = |attribute: u8| ATTRIBUTES[attribute as usize].to_owned();
        match self {
            Self::Same(a, b) => Change::Same { a: k(a), b: k(b) },
            Self::Different(a, b) => Change::Different { a: k(a), b: k(b) },
            Self::Unsure(a, b) => Change::Unsure { a: k(a), b: k(b) },
            Self::UnsureCluster(a) => Change::UnsureCluster { id: id(a) },
            Self::Confirm(a) => Change::Confirm { id: id(a) },
            Self::Approve(a) => Change::Approve { id: id(a) },
            Self::SendBack(a) => Change::SendBack { id: id(a) },
            Self::Comment(a, flag) => Change::Comment { id: id(a), flag },
            Self::Split(a, mask, both, confirm_parts) => {
                let (go, stay) = oracle
                    .cluster_of(&k(a))
                    .into_iter()
                    .partition(|member| (0..RECORDS).any(|r| mask >> r & 1 == 1 && key(r) == *member));
                let parts = if both { vec![go, stay] } else { vec![go] };
                Change::Split { id: id(a), parts, confirm_parts }
            }
            Self::Merge(a, b) => Change::Merge { ids: vec![id(a), id(b)] },
            Self::SwapIds(a, b) => Change::SwapIds { id: id(a), other: id(b) },
            Self::Pick(a, at) => {
                Change::Override { id: id(a), attribute: attribute(at), choice: Choice::From(k(a)), until: None }
            }
            Self::Type(a, at, value) => {
                let choice = Choice::Value(format!("typed {value}"));
                Change::Override { id: id(a), attribute: attribute(at), choice, until: None }
            }
            Self::Null(a, at) => {
                Change::Override { id: id(a), attribute: attribute(at), choice: Choice::Null, until: None }
            }
            Self::Retract(n) => Change::Retract { seq: 1 + i64::from(n) % (oracle.journal.len() as i64 + 1) },
            Self::Undo => Change::Undo,
            Self::Redo => Change::Redo,
        }
    }
}
