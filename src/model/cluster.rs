//! Clusters as the queue sees them: their status, and the task a person should look at.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far a golden record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Derived, doubtful, waiting for a person.
    Proposed,
    /// Nothing doubtful: accepted by rule, since its weakest link lies above the review band.
    Accepted,
    /// A steward confirmed it; under four eyes somebody else must still approve it.
    Confirmed,
    /// Released: exactly this content was approved.
    Approved,
    /// Released, and out: the latest approved export holds exactly this content.
    Exported,
}

impl Status {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Proposed, Self::Accepted, Self::Confirmed, Self::Approved, Self::Exported];

    /// The word for it, as files, JSON and the screen write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
            Self::Confirmed => "confirmed",
            Self::Approved => "approved",
            Self::Exported => "exported",
        }
    }

    /// It may be handed out: approved, or accepted by rule; perhaps it is out already.
    pub fn is_released(self) -> bool {
        matches!(self, Self::Accepted | Self::Approved | Self::Exported)
    }

    /// The status that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a person should look at a cluster. The order is the order of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Decisions that cannot all hold, or overrides that disagree.
    Conflict,
    /// It was confirmed or approved, and has changed since.
    Stale,
    /// A decision goes against strong evidence; somebody else should look.
    SecondOpinion,
    /// It looks wrong: a weak link, two records that hardly agree, too many records, a bridge to what was set apart.
    Suspicious,
    /// Its weakest link lies in the review band.
    Borderline,
    /// Another cluster may be the same: a pair across the two is likely, and not likely enough to have joined them.
    Possible,
    /// A golden value that somebody set holds no longer: what it waited for has happened.
    Lapsing,
    /// Survivorship could not choose by the declared rules.
    Tie,
    /// Confirmed, waiting for a second pair of eyes.
    SecondReview,
    /// Drawn by chance from what a rule accepted, to see how often the rule errs.
    Audit,
    /// Somebody looked and could not tell.
    Unsure,
}

impl TaskKind {
    /// All of them, in the order of the queue.
    pub const ALL: [Self; 11] = [
        Self::Conflict,
        Self::Stale,
        Self::SecondOpinion,
        Self::Suspicious,
        Self::Borderline,
        Self::Possible,
        Self::Lapsing,
        Self::Tie,
        Self::SecondReview,
        Self::Audit,
        Self::Unsure,
    ];

    /// The word for it, as JSON, `--kind` and the screen write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::Suspicious => "suspicious",
            Self::Borderline => "borderline",
            Self::Possible => "possible",
            Self::Tie => "tie",
            Self::SecondReview => "second_review",
            Self::Unsure => "unsure",
            Self::Lapsing => "lapsing",
            Self::SecondOpinion => "second_opinion",
            Self::Audit => "audit",
        }
    }

    /// The kind that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for TaskKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// An item of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Which cluster to look at.
    pub golden_id: String,
    /// Why, in one word.
    pub kind: TaskKind,
    /// Why, in a sentence.
    pub reason: String,
    /// A name for people: the golden value of the domain's first attribute.
    pub label: String,
    /// Records in the cluster.
    pub size: usize,
    /// Its sources, each once, sorted.
    pub sources: Vec<String>,
    /// Probability of its weakest link; `None` for a record alone.
    pub score: Option<f64>,
    /// How far its golden record has come.
    pub status: Status,
    /// Where it stands in the queue: larger comes first, the golden id breaks ties.
    pub priority: f64,
    /// Somebody flagged it for a second look.
    pub flagged: bool,
    /// Attributes that its records do not agree on, in the order of the domain.
    pub differs: Vec<String>,
}
