//! Assertions: what people and rules said, about records, for ever.
//!
//! An assertion is never edited and never removed. Taking one back is an assertion too ([`Statement::Retract`]).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::hash::Hash;
use super::record::RecordKey;

/// How much an assertion's author may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// A matcher's opinion.
    Model,
    /// A rule that somebody approved.
    Rule,
    /// A person.
    Human,
}

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
}

impl Statement {
    /// The word for its kind, as the journal stores it.
    pub fn kind(&self) -> &'static str {
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
        }
    }

    /// Every record it speaks of, sorted, each once. A retraction speaks of none itself.
    pub fn records(&self) -> Vec<&RecordKey> {
        let mut keys: Vec<&RecordKey> = match self {
            Self::Same { a, b } | Self::Different { a, b } => vec![a, b],
            Self::Unsure { members }
            | Self::Confirm { members, .. }
            | Self::Approve { members, .. }
            | Self::SendBack { members, .. }
            | Self::Comment { members, .. } => members.iter().collect(),
            Self::Publish { anchors } => anchors.iter().collect(),
            Self::Split { parts, .. } | Self::Merge { parts } => parts.iter().flatten().collect(),
            Self::Override { anchor, choice, .. } => match choice {
                Choice::From(key) => vec![anchor, key],
                Choice::Value(_) | Choice::Null => vec![anchor],
            },
            Self::Retract { .. } => Vec::new(),
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

/// What the author had before them when they decided: the provenance of a label.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Scores were hidden.
    #[serde(default)]
    pub blind: bool,
    /// Probability of the pair, or of the cluster's weakest link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Match weight of the pair, or of the cluster's weakest link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// The comparison vector of that pair: attribute name and level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vector: Vec<(String, String)>,
    /// How long it was on the screen, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
    /// Which part of the queue it was drawn from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratum: Option<String>,
    /// The chance it had of being drawn, 0..=1; `None` where nobody drew it by chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inclusion_probability: Option<f64>,
}

/// A link of the journal's chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Assertion {
    /// Its number in the local log: 1, 2, 3 … in order of arrival here. Not part of the shared journal.
    pub seq: i64,
    /// Content address: the hash of its header.
    pub id: Hash,
    /// The copy of the workspace that wrote it: 32 hexadecimal digits.
    pub writer: String,
    /// Its number among that writer's, gapless from 1.
    pub writer_seq: u64,
    /// Content address of the same writer's one before; [`Hash::ZERO`] for the first.
    pub previous: Hash,
    /// Who said it.
    pub author: String,
    /// How much they may say.
    pub authority: Authority,
    /// Hybrid logical time: microseconds since 1970 (UTC), never going back within a journal.
    pub time_us: i64,
    /// What the writer had seen: the last number of every other writer.
    pub seen: BTreeMap<String, u64>,
    /// Chosen before the write, so that a retry is a no-op: 32 hexadecimal digits.
    pub request: String,
    /// The match run that was current.
    pub run: Option<i64>,
    /// What is said.
    pub statement: Statement,
    /// Why, in the author's words.
    pub comment: Option<String>,
    /// Content hashes of the records it speaks of, as they were.
    pub content: BTreeMap<RecordKey, Hash>,
    /// What the author had before them.
    pub shown: Shown,
}
