//! Assertions: what people and rules said, about records, for ever.
//!
//! An assertion is never edited and never removed. Taking one back is an assertion too ([`Statement::Retract`]).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::hash::Hash;
use super::record::RecordKey;
use super::statement::Statement;

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

impl Authority {
    /// The word for it, as the journal stores and hashes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Rule => "rule",
            Self::Human => "human",
        }
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

impl Assertion {
    /// Whether its writer had `earlier` before them. Causality, and never a clock, says which of two statements
    /// answers the other; statements of which neither had seen the other stand side by side.
    pub fn had_seen(&self, earlier: &Self) -> bool {
        if self.writer == earlier.writer {
            earlier.writer_seq < self.writer_seq
        } else {
            self.seen.get(&earlier.writer).is_some_and(|&last| last >= earlier.writer_seq)
        }
    }

    /// The order in which statements are heard where nothing else decides. It contains causality: what had been seen
    /// comes before what was said by those who had seen it.
    pub fn order(&self) -> (i64, Hash) {
        (self.time_us, self.id)
    }
}
