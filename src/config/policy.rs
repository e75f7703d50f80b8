//! The policies: matching, survivorship, review, roles, health.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::domain::Sensitivity;
use super::quality::{Quality, SecondedBy};
use super::rule::Rule;

/// The own matcher's settings. The first comparison needs none; the engine reads them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    /// `rules`, `probabilistic` or `trained`.
    pub engine: Option<String>,
    /// Blocking keys: records that agree on all parts of any one are compared.
    pub block_on: Vec<Vec<String>>,
    /// Rules over attributes, tried in this order: the first that holds for two records names their link.
    pub rules: Vec<Rule>,
    /// A Splink model that weighs evidence instead of one learnt from the data; a relative path starts at the workspace.
    pub model: Option<PathBuf>,
    /// Pairs at least this probable are linked.
    pub threshold: Option<f64>,
}

/// How golden values are chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survivorship {
    /// One rule an attribute, in the domain's order; an attribute without a rule of its own has the default.
    pub rules: Vec<AttributeRule>,
    /// Attributes that survive together, from one record.
    pub groups: Vec<Group>,
}

/// The declared rules of one attribute, tried in this order: preferred sources, then the strategy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeRule {
    /// Sources in the order of preference for this attribute; sources not named follow in the order of trust.
    /// Empty: no preference is declared.
    pub prefer: Vec<String>,
    /// What decides between values of equally preferred sources; without one, and with `prefer`, the most recent.
    pub strategy: Option<Strategy>,
}

/// How one of several values is chosen. Empty values never win.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// The most trusted source, by the order of the sources.
    SourcePriority,
    /// The record that its source changed last; records without a time come last.
    MostRecent,
    /// The value that most records hold.
    MostFrequent,
    /// The value with the most characters.
    Longest,
    /// The value of the record with the most filled attributes (of the group, where it is a group's).
    MostComplete,
}

impl Strategy {
    /// All strategies with the words that `goldsmith.toml` uses for them.
    pub const WORDS: [(Self, &'static str); 5] = [
        (Self::SourcePriority, "source_priority"),
        (Self::MostRecent, "most_recent"),
        (Self::MostFrequent, "most_frequent"),
        (Self::Longest, "longest"),
        (Self::MostComplete, "most_complete"),
    ];

    /// The word that `goldsmith.toml` uses for it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(strategy, _)| *strategy == self).map_or("", |(_, word)| word)
    }
}

/// Attributes that survive together: all from the one record that the rule chooses, its gaps included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Positions of its attributes in the domain.
    pub attributes: Vec<usize>,
    /// How the record is chosen.
    pub rule: AttributeRule,
}

/// What is reviewed, and who may release it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Clusters whose weakest link lies here are reviewed.
    pub band: Band,
    /// Who may release a golden record.
    pub approval: Approval,
    /// Clusters larger than this are suspicious.
    pub max_cluster_size: usize,
    /// Sources that hold no duplicates: two of their records in one cluster are suspicious.
    pub unique_sources: Vec<String>,
    /// How decisions are checked.
    pub quality: Quality,
}

impl Review {
    /// The author of a decision against strong evidence may second it.
    pub fn author_may_second(&self) -> bool {
        match self.quality.second_opinion_by {
            Some(by) => by == SecondedBy::Anyone,
            None => self.approval == Approval::Single,
        }
    }
}

impl Default for Review {
    fn default() -> Self {
        Self {
            band: Band::default(),
            approval: Approval::Single,
            max_cluster_size: 50,
            unique_sources: Vec::new(),
            quality: Quality::default(),
        }
    }
}

/// A range of probabilities. Below `low` a link is doubtful in itself; at `high` and above it is accepted by rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lower end, 0..=1.
    pub low: f64,
    /// Upper end, `low`..=1.
    pub high: f64,
}

impl Default for Band {
    fn default() -> Self {
        Self { low: 0.50, high: 0.95 }
    }
}

/// Who may release a golden record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Confirming approves.
    #[default]
    Single,
    /// Somebody other than those whose decisions stand in it.
    FourEyes,
}

/// Who may see what in an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name, as `--role` takes it.
    pub name: String,
    /// What it sees.
    pub columns: Columns,
    /// Sensitivities whose values it sees masked.
    pub mask: Vec<Sensitivity>,
    /// It may have counts only, never rows.
    pub aggregate_only: bool,
    /// Exports that name no role use this one.
    pub default: bool,
}

/// The columns that a role sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Every attribute.
    All,
    /// Attributes of these sensitivities only; the others are absent from the file.
    Of(Vec<Sensitivity>),
}

/// Limits of the health measures; `None`: not checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HealthLimits {
    /// Least share of records in clusters of two or more, 0..=1.
    pub match_rate_min: Option<f64>,
    /// Largest share of clusters of one, 0..=1.
    pub singleton_rate_max: Option<f64>,
    /// Longest time that a source change may wait for an approved export.
    pub staleness_max: Option<Duration>,
}
