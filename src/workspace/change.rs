//! Changes: what a face asks for, what would follow, and what was done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dependants::Dependant;
use super::exits::Exits;
use super::redact::Proof;
use crate::model::{Choice, Golden, Hash, RecordKey, Shown, Statement};

/// What a steward wants to say, in the words of the faces: `id` is a golden id, a prefix of one, or a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The fields are named after what they are.
pub enum Change {
    /// Two records are one entity.
    Same { a: RecordKey, b: RecordKey },
    /// Two records are different entities.
    Different { a: RecordKey, b: RecordKey },
    /// Two records: cannot tell.
    Unsure { a: RecordKey, b: RecordKey },
    /// A whole cluster: cannot tell.
    UnsureCluster { id: String },
    /// The cluster is right as it stands.
    Confirm { id: String },
    /// Each of these clusters is right as it stands: one stroke, which one undo takes back.
    ConfirmAll { ids: Vec<String> },
    /// Exactly each of these golden records may be released: one stroke.
    ApproveAll { ids: Vec<String> },
    /// The parts are different entities. One part alone: it leaves the others. Members in no part (of several) are not
    /// spoken of and follow their strongest link.
    Split { id: String, parts: Vec<Vec<RecordKey>>, confirm_parts: bool },
    /// The clusters are one entity.
    Merge { ids: Vec<String> },
    /// The golden value of an attribute; `until`: what ends it, `None` for nothing but taking it back.
    Override { id: String, attribute: String, choice: Choice, until: Option<Lifetime> },
    /// Exactly this golden record may be released.
    Approve { id: String },
    /// It may not, yet.
    SendBack { id: String },
    /// A remark, or (with `flag`) a request for a second look.
    Comment { id: String, flag: bool },
    /// The content of a record goes, everywhere and for good. Needs a reason, and goes alone.
    Redact { record: RecordKey },
    /// What was decided of the cluster's records was looked at again and is right still: decisions about records that
    /// have changed since, and those that wait for a second opinion.
    Reaffirm { id: String },
    /// It is not, or not sure: all of it is taken back, and the cluster is open again.
    Reopen { id: String },
    /// Two golden records exchange their golden ids, with their age and whether they were handed out.
    SwapIds { id: String, other: String },
    /// Take back assertion `seq`, whoever made it.
    Retract { seq: i64 },
    /// Take back the last standing decision of this steward.
    Undo,
    /// Restore what this steward took back last.
    Redo,
}

/// How long an override holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// Until the source changes the value of the record that the override is anchored to.
    SourceChanges,
    /// Until the rules alone would choose another value, or that of another record.
    WinnerChanges,
    /// Up to the end of this day (UTC), written `YYYY-MM-DD`, or `+30` for the thirtieth from the day of the decision.
    Date(String),
}

impl Lifetime {
    /// As [`Lifetime::read`] reads it.
    pub fn word(&self) -> &str {
        match self {
            Self::SourceChanges => "source_changes",
            Self::WinnerChanges => "winner_changes",
            Self::Date(day) => day,
        }
    }

    /// What `never`, `source_changes`, `winner_changes` or a day means; `Ok(None)` is *never*.
    ///
    /// # Errors
    /// Anything else, in words for a person.
    pub fn read(text: &str) -> Result<Option<Self>, String> {
        match text {
            "never" => Ok(None),
            "source_changes" => Ok(Some(Self::SourceChanges)),
            "winner_changes" => Ok(Some(Self::WinnerChanges)),
            day if super::lifetime::days_on(day).is_some() || super::lifetime::end_of_day(day).is_ok() => {
                Ok(Some(Self::Date(day.to_owned())))
            }
            other => Err(format!(
                "{other:?} is not one of never, source_changes, winner_changes, or a day (YYYY-MM-DD, or +30: in 30 days)"
            )),
        }
    }
}

/// A change with why and what was on the screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked for.
    pub change: Change,
    /// Why, in the steward's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What the steward had before them.
    pub shown: Shown,
}

impl From<Change> for Request {
    fn from(change: Change) -> Self {
        Self { change, comment: None, shown: Shown::default() }
    }
}

/// What would follow from some requests; `commit` takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// In one sentence, for a toast or a prompt.
    pub summary: String,
    /// The same, a sentence for each statement.
    pub sentences: Vec<String>,
    /// What was asked for; undo and redo as the retractions that they come to.
    pub requests: Vec<Request>,
    /// What would be appended to the journal: the statement, and the request it came from.
    pub statements: Vec<(Statement, Request)>,
    /// Standing decisions that it contradicts; with any, it cannot be committed.
    pub conflicts: Vec<Conflict>,
    /// The clusters concerned as they stand, by golden id.
    pub before: Vec<ClusterRef>,
    /// The clusters concerned as they would stand, by golden id.
    pub clusters: Vec<ClusterRef>,
    /// What decisions that go against strong evidence come to, in a sentence each.
    pub second_opinions: Vec<String>,
    /// Golden values that would change.
    pub golden_changes: Vec<GoldenChange>,
    /// What happens to golden ids.
    pub ids: IdEffects,
    /// Standing later decisions that rest on what is taken back, in the order of the log.
    pub dependants: Vec<Dependant>,
    /// The ways out of each of `conflicts`.
    pub exits: Vec<Exits>,
    /// An exchange of ids that would leave a handed-out one with most of its records.
    pub swap: Option<SwapOffer>,
    /// Number of the last assertion that it was made after.
    pub base: i64,
    /// How often derived state had been made anew by then: by loads, or for other rules.
    pub rebuilds: i64,
    /// For each statement: an id chosen before the write, so that committing a proposal again is a no-op.
    pub request_ids: Vec<String>,
    /// For each statement: the records as they were, by content hash.
    pub contents: Vec<BTreeMap<RecordKey, Hash>>,
}

/// A cluster: its golden id, its members in order, its golden record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterRef {
    /// Golden id.
    pub golden_id: String,
    /// Keys, sorted.
    pub members: Vec<RecordKey>,
    /// The golden record.
    #[serde(skip)]
    pub golden: Golden,
}

/// A golden value that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GoldenChange {
    /// Of which golden record.
    pub golden_id: String,
    /// Of which attribute.
    pub attribute: String,
    /// Before; `None` also where that golden id had no cluster of its own.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

/// What happens to golden ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IdEffects {
    /// Ids that name a cluster before and after.
    pub kept: Vec<String>,
    /// Ids that name a cluster only after.
    pub created: Vec<String>,
    /// Ids that named a cluster before, and which id they lead to now.
    pub redirected: BTreeMap<String, String>,
}

/// A golden id that was handed out would leave most of the records that its cluster had. [`Change::SwapIds`] with these
/// two, as the last request of the same proposal, lets it stay with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SwapOffer {
    /// The id that was handed out.
    pub id: String,
    /// The id that most of its records would have instead.
    pub other: String,
    /// Records that its cluster had.
    pub members: usize,
    /// How many of them it would leave.
    pub majority: usize,
}

impl SwapOffer {
    /// The exchange that is offered.
    pub fn change(&self) -> Change {
        Change::SwapIds { id: self.id.clone(), other: self.other.clone() }
    }
}

/// Two things that cannot both hold: `a` and `b` were tied together by `chain`, and kept apart by `against`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Conflict {
    /// One record.
    pub a: RecordKey,
    /// The other.
    pub b: RecordKey,
    /// The shortest chain of *same* evidence from `a` to `b`.
    pub chain: Vec<Link>,
    /// The *different* decision that it crosses.
    pub against: Link,
    /// In one sentence.
    pub message: String,
}

/// One step of evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Link {
    /// The assertion's number in the log; `None` for the one that is being proposed.
    pub seq: Option<i64>,
    /// Its kind.
    pub kind: String,
    /// Who said it.
    pub author: String,
    /// Why, in their words.
    pub comment: Option<String>,
    /// From this record.
    pub a: RecordKey,
    /// To this one.
    pub b: RecordKey,
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Committed {
    /// Numbers of the appended assertions.
    pub seqs: Vec<i64>,
    /// The proposal as it was carried out.
    pub proposal: Proposal,
    /// Of an erasure: what the search of the file for the erased values came to.
    pub proof: Option<Proof>,
}
