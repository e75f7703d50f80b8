//! How alike two records are: the comparison vector, its weights, and the probability of a match.

use serde::{Deserialize, Serialize};

use super::record::RecordKey;

/// How well two values of one attribute agree, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The same, character for character.
    Exact,
    /// The same once brought to a comparable form (`ACME Corp.` and `acme corporation`).
    Equivalent,
    /// Nearly the same: a typo, an abbreviation, a swapped word.
    Close,
    /// Something in common, not enough to tell.
    Distant,
    /// Plainly different.
    Different,
    /// One or both are missing: says nothing either way.
    Missing,
}

impl Level {
    /// The word for it, as JSON and the screen write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Equivalent => "equivalent",
            Self::Close => "close",
            Self::Distant => "distant",
            Self::Different => "different",
            Self::Missing => "missing",
        }
    }
}

/// A probability with two digits. What is not certain is never shown as 1.00, nor as 0.00: `>0.99`, `<0.01`.
pub fn two_digits(probability: f64) -> String {
    let rounded = format!("{probability:.2}");
    match rounded.as_str() {
        "1.00" if probability < 1.0 => ">0.99".to_owned(),
        "0.00" if probability > 0.0 => "<0.01".to_owned(),
        _ => rounded,
    }
}

/// A match weight with its sign, to a tenth: what is less than half of one is nothing, for or against.
pub fn signed(weight: f64) -> String {
    let rounded = format!("{weight:+.1}");
    if matches!(rounded.as_str(), "+0.0" | "-0.0") { "0.0".to_owned() } else { rounded }
}

/// One entry of a comparison vector.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeScore {
    /// Position of the attribute in the domain.
    pub attribute: usize,
    /// How well the two values agree.
    pub level: Level,
    /// Similarity in 0..=1, for the screen; `None` where a value is missing.
    pub similarity: Option<f64>,
    /// What it adds to the match weight: log2 of the Bayes factor.
    pub weight: f64,
    /// What the rarity of the value adds on top; 0 where the matcher does not count values.
    pub term_frequency_weight: f64,
}

/// The comparison of two records: prior + attributes = weight; probability = 2^w / (1 + 2^w).
#[derive(Clone, Debug, PartialEq)]
pub struct PairScore {
    /// The smaller key.
    pub a: RecordKey,
    /// The larger key.
    pub b: RecordKey,
    /// Match weight (log2 odds) before anything was compared.
    pub prior: f64,
    /// The comparison vector, one entry an attribute, in the domain's order.
    pub attributes: Vec<AttributeScore>,
    /// Total match weight: log2 of the odds.
    pub weight: f64,
    /// Probability that the two are the same entity.
    pub probability: f64,
}

/// A link that a match run proposes, between records at positions of a list that the holder knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Position of one record; smaller than `b`.
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// Probability that the two are the same entity.
    pub probability: f64,
}
