//! `goldsmith.toml`: what a domain is, where its data comes from, and how it is reviewed.
//!
//! `domain.rs`, `normalising.rs`, `policy.rs`, `rule.rs` and `quality.rs` hold the typed, validated
//! configuration; `parse.rs` makes it from text, with messages that name the file, the line, the key and what was expected, and `edit.rs` changes one value
//! in that text. Only the command line and the workspace read files; everything below takes a [`Config`] as it is.

pub mod domain;
pub mod edit;
pub mod normalising;
mod parse;
pub mod policy;
pub mod quality;
pub mod rule;
pub mod settings;
pub mod suggest;

use std::path::PathBuf;

pub use domain::{Attribute, AttributeKind, Domain, Sensitivity, Source, naming};
pub use normalising::{Normalising, Step, Steps};
pub use policy::{
    Approval, AttributeRule, Band, Columns, Group, HealthLimits, Matching, Review, Role, Strategy, Survivorship,
};
pub use quality::{Quality, SecondOpinion, SecondedBy};
pub use rule::Rule;
pub use settings::Settings;

/// A whole, validated configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The domain: its name and attributes.
    pub domain: Domain,
    /// The sources, most trusted first.
    pub sources: Vec<Source>,
    /// The match groups to review; `None` until there are any.
    pub matches: Option<Matches>,
    /// How records are compared.
    pub matching: Matching,
    /// How golden values are chosen.
    pub survivorship: Survivorship,
    /// What is reviewed, and who may release it.
    pub review: Review,
    /// Who may see what in an export, by name.
    pub roles: Vec<Role>,
    /// Limits of the health measures.
    pub health: HealthLimits,
    /// With what `sync` exchanges journals, unless it is told otherwise: a folder or the address of a server.
    pub sync_target: Option<String>,
}

impl Config {
    /// The source called `name`, with its rank (0 is the most trusted).
    pub fn source(&self, name: &str) -> Option<(usize, &Source)> {
        self.sources.iter().enumerate().find(|(_, source)| source.name == name)
    }

    /// The rank of the source called `name`; sources that are no longer configured come last.
    pub fn source_rank(&self, name: &str) -> usize {
        self.source(name).map_or(self.sources.len(), |(rank, _)| rank)
    }
}

/// Where the match groups lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matches {
    /// A file, or a folder of part files; relative paths start at the workspace.
    pub file: PathBuf,
    /// `auto`, or the name of a format that `ingest` knows.
    pub format: String,
    /// It holds only new and changed groups, and so do the sources, and adds to what was loaded before.
    pub incremental: bool,
}

impl Matches {
    /// The words that `format` can be.
    pub const FORMATS: [&str; 2] = ["auto", "aws_entity_resolution"];
}
