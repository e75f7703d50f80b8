//! Statements: the kinds of things that can be said about records.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::hash::Hash;
use super::record::RecordKey;

/// What an override sets a golden value to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The value of this record, whatever the rules say; the override is anchored to it.
    From(RecordKey),
    /// A typed value.
    Value(String),
    /// No value at all.
    Null,
    /// A typed value that was erased with the person whom it was about: says nothing any more.
    Erased,
}

/// What an override waits for before it stops to hold. Without one it holds until it is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum Until {
    /// The value that the anchor's own source gives is no longer this one.
    SourceChanges {
        /// Hash of the value as it was; [`Hash::ZERO`] for none.
        value: Hash,
    },
    /// The rules alone would no longer choose this value of this record.
    WinnerChanges {
        /// The record that the rules chose; `None` for none.
        record: Option<RecordKey>,
        /// Hash of the value; [`Hash::ZERO`] for none.
        value: Hash,
    },
    /// A moment has come: microseconds since 1970 (UTC).
    Date {
        /// The first microsecond at which it no longer holds.
        us: i64,
    },
}

/// A payload that an erasure emptied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emptied {
    /// The assertion's content address.
    pub id: Hash,
    /// Hash of the body that stands in place of the old one.
    pub body: Hash,
    /// Its typed value went as well, not its words alone.
    pub value: bool,
}

/// What is said. Every statement speaks of source records, never of clusters or golden ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Statement {
    /// The two are one entity.
    Same {
        /// One record.
        a: RecordKey,
        /// The other.
        b: RecordKey,
    },
    /// The two are not one entity.
    Different {
        /// One record.
        a: RecordKey,
        /// The other.
        b: RecordKey,
    },
    /// Looked at, and could not be told. Binds nothing.
    Unsure {
        /// Two records, or all members of a cluster.
        members: Vec<RecordKey>,
    },
    /// Every two of these are one entity, and this golden content is right.
    Confirm {
        /// The cluster as it stood, sorted.
        members: Vec<RecordKey>,
        /// What its golden record was.
        content: Hash,
    },
    /// Records of different parts are different entities.
    Split {
        /// The parts, each sorted; disjoint, at least two.
        parts: Vec<Vec<RecordKey>>,
        /// The steward also says: within each part, every two are one entity.
        confirm_parts: bool,
    },
    /// All parts together are one entity.
    Merge {
        /// The clusters as they stood, each sorted; at least two.
        parts: Vec<Vec<RecordKey>>,
    },
    /// The golden value of an attribute, wherever the anchor record goes.
    Override {
        /// The record that supplies the value, or the one in focus for a typed value.
        anchor: RecordKey,
        /// The attribute's name.
        attribute: String,
        /// What it is set to.
        choice: Choice,
        /// What ends it; `None`: nothing but a retraction.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Until>,
    },
    /// Exactly this golden content may be released.
    Approve {
        /// The cluster as it stood, sorted.
        members: Vec<RecordKey>,
        /// What its golden record was.
        content: Hash,
    },
    /// This golden content may not be released yet; the comment says why.
    SendBack {
        /// The cluster as it stood, sorted.
        members: Vec<RecordKey>,
        /// What its golden record was.
        content: Hash,
    },
    /// A remark; binds nothing.
    Comment {
        /// What it is about.
        members: Vec<RecordKey>,
        /// Asks for a second look: the cluster is flagged in the queue until this is retracted.
        #[serde(default)]
        flag: bool,
    },
    /// These golden ids were exported as approved, and are older than any that were not.
    Publish {
        /// The records whose golden ids were handed out, sorted.
        anchors: Vec<RecordKey>,
    },
    /// Takes back another assertion: undo. Taking back a retraction is redo.
    Retract {
        /// The content address of the assertion that no longer stands.
        target: Hash,
    },
    /// These decisions were looked at again, with the records as they are now, and still hold. By somebody else than
    /// their author it is the second opinion.
    Reaffirm {
        /// Content addresses of the decisions.
        targets: Vec<Hash>,
        /// The records that they speak of, sorted.
        members: Vec<RecordKey>,
    },
    /// The golden ids that two records were born with change places, with their age and whether they were handed out.
    SwapIds {
        /// One record.
        a: RecordKey,
        /// The other.
        b: RecordKey,
    },
    /// A load brought records that were not here before, or other match groups.
    Load {
        /// Number of the match run, here.
        run: i64,
        /// Hash of its groups.
        digest: Hash,
        /// How many groups.
        groups: u64,
        /// Records that were new: younger than all that no load names. Sorted.
        added: Vec<RecordKey>,
    },
    /// A rule accepted clusters whose links leave no doubt.
    Accept {
        /// Number of the match run, here.
        run: i64,
        /// Probability at and above which the weakest link leaves no doubt, as the configuration wrote it.
        above: String,
        /// How many clusters of two or more.
        clusters: u64,
        /// Hash of their golden ids and contents.
        digest: Hash,
    },
    /// The content of a record was erased, here and in what was said of it. Key, constraints and chain stay.
    Redact {
        /// The record.
        subject: RecordKey,
        /// The payloads that were emptied, by content address.
        emptied: Vec<Emptied>,
    },
    /// Something that a newer version says: kept, passed on and shown, and of no effect here.
    #[serde(skip)]
    Unknown {
        /// Its kind, as the journal names it.
        kind: String,
    },
}

impl Statement {
    /// The words for the kinds that this version knows.
    pub const KINDS: [&'static str; 17] = [
        "same",
        "different",
        "unsure",
        "confirm",
        "split",
        "merge",
        "override",
        "approve",
        "send_back",
        "comment",
        "publish",
        "retract",
        "reaffirm",
        "swap_ids",
        "load",
        "accept",
        "redact",
    ];

    /// The word for its kind, as the journal stores it.
    pub fn kind(&self) -> &str {
        match self {
            Self::Same { .. } => "same",
            Self::Different { .. } => "different",
            Self::Unsure { .. } => "unsure",
            Self::Confirm { .. } => "confirm",
            Self::Split { .. } => "split",
            Self::Merge { .. } => "merge",
            Self::Override { .. } => "override",
            Self::Approve { .. } => "approve",
            Self::SendBack { .. } => "send_back",
            Self::Comment { .. } => "comment",
            Self::Publish { .. } => "publish",
            Self::Retract { .. } => "retract",
            Self::Reaffirm { .. } => "reaffirm",
            Self::SwapIds { .. } => "swap_ids",
            Self::Load { .. } => "load",
            Self::Accept { .. } => "accept",
            Self::Redact { .. } => "redact",
            Self::Unknown { kind } => kind,
        }
    }

    /// Notes what happened to many records, and is not listed with each of them.
    pub fn is_note(&self) -> bool {
        matches!(self, Self::Publish { .. } | Self::Load { .. } | Self::Accept { .. } | Self::Unknown { .. })
    }

    /// Can be taken back. What was handed out, loaded, accepted by rule or erased cannot.
    pub fn is_retractable(&self) -> bool {
        !self.is_note() && !matches!(self, Self::Redact { .. })
    }

    /// Every record it speaks of, sorted, each once. A retraction speaks of none itself.
    pub fn records(&self) -> Vec<&RecordKey> {
        let mut keys: Vec<&RecordKey> = match self {
            Self::Same { a, b } | Self::Different { a, b } | Self::SwapIds { a, b } => vec![a, b],
            Self::Unsure { members }
            | Self::Confirm { members, .. }
            | Self::Approve { members, .. }
            | Self::SendBack { members, .. }
            | Self::Reaffirm { members, .. }
            | Self::Comment { members, .. } => members.iter().collect(),
            Self::Publish { anchors: many } | Self::Load { added: many, .. } => many.iter().collect(),
            Self::Redact { subject, .. } => vec![subject],
            Self::Split { parts, .. } | Self::Merge { parts } => parts.iter().flatten().collect(),
            Self::Override { anchor, choice, .. } => match choice {
                Choice::From(key) => vec![anchor, key],
                Choice::Value(_) | Choice::Null | Choice::Erased => vec![anchor],
            },
            Self::Retract { .. } | Self::Accept { .. } | Self::Unknown { .. } => Vec::new(),
        };
        keys.sort();
        keys.dedup();
        keys
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}
