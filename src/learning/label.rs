//! A labelled pair, with how the label came about.

use crate::model::{Hash, RecordKey};

/// What was said of two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// They are one entity.
    Match,
    /// They are two.
    NonMatch,
    /// Somebody looked at both and could not tell.
    Unsure,
}

impl Label {
    /// The word for it, as exports write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::NonMatch => "non_match",
            Self::Unsure => "unsure",
        }
    }
}

/// The statement that a label comes from: the first three speak of the pair itself, the others of whole clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// *Same*, of the two.
    Same,
    /// *Different*, of the two.
    Different,
    /// *Unsure*, of the two.
    Unsure,
    /// Both were in a cluster that was confirmed.
    Confirm,
    /// They were in one part, or in two, when a cluster was split.
    Split,
    /// They were in two clusters that were merged.
    Merge,
}

impl Origin {
    /// The word for it, as exports write it: the kind of the statement.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
            Self::Confirm => "confirm",
            Self::Split => "split",
            Self::Merge => "merge",
        }
    }

    /// Whether somebody spoke of this very pair.
    pub fn is_explicit(self) -> bool {
        matches!(self, Self::Same | Self::Different | Self::Unsure)
    }
}

/// Two records, what was said of them, and how that came about.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledPair {
    /// The smaller key.
    pub left: RecordKey,
    /// The larger key.
    pub right: RecordKey,
    /// What was said of them.
    pub label: Label,
    /// By which statement.
    pub origin: Origin,
    /// Who said it.
    pub author: String,
    /// When: microseconds since 1970 (UTC).
    pub decided_at_us: i64,
    /// The assertion's number in the local log.
    pub seq: i64,
    /// Scores were hidden.
    pub blind: bool,
    /// The pair's probability when it was decided; `None` where it was not spoken of alone, since what a decision
    /// about a cluster records is the score of one of its links.
    pub probability: Option<f64>,
    /// The pair's match weight when it was decided, as with `probability`.
    pub weight: Option<f64>,
    /// Which part of the queue it was drawn from.
    pub stratum: Option<String>,
    /// The chance that the pair, or its cluster, had of being drawn, 0..=1.
    pub inclusion_probability: Option<f64>,
    /// The match run that was current.
    pub run: Option<i64>,
}

impl LabelledPair {
    /// Sixteen hexadecimal digits made of both keys: the same in every export of every copy of the workspace.
    pub fn pair_id(&self) -> String {
        let hash = Hash::of([self.left.to_string(), self.right.to_string()]);
        hash.to_string().chars().take(16).collect()
    }
}
