//! The own matcher: its groups become a match run like any other.
//!
//! `own.rs` matches all records, `increment.rs` those that are new, changed or gone; `ruled.rs` goes by rules,
//! `weighed.rs` by a model of Splink; `files.rs` needs no workspace. `records.rs` reads, `groups.rs` writes, `kept.rs` keeps
//! what later runs need, `common.rs` tells values that carry nothing, `clock.rs` how long it took.

mod clock;
mod common;
mod files;
mod filling;
mod groups;
mod increment;
mod kept;
mod own;
mod records;
mod ruled;
mod weighed;

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::Progress;
use super::desk::{Desk, now_us};
use super::load::{Before, settle, settle_around};
use super::measures;
use super::report::{ChangedCluster, IdCounts, LoadReport};
use super::trained::TrainReport;
use super::view::BridgeView;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::matching::Comparer;
use crate::matching::engine::apart::Apart;
use crate::matching::engine::blocking::Key;
use crate::matching::engine::table::Table;
use crate::matching::engine::{self, Labelled, Options, Phase};
use crate::model::RecordKey;
use crate::store::Db;

pub use common::CommonNote;
pub use files::{FilesReport, match_files};
pub use increment::{IncrementNote, compared};
pub use kept::comparer;
pub(super) use records::{Records, hash_of};
pub use ruled::RuleNote;

/// What the format of a run of the own matcher is called.
pub const FORMAT: &str = "goldsmith";

/// How to match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchOptions {
    /// The engine, in place of the configured one.
    pub engine: Option<String>,
    /// Which records are matched, and by what.
    pub mode: Mode,
}

/// Which records are matched, and by what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// All, by a model that is learnt from them (or by rules, or by a model of Splink).
    #[default]
    Anew,
    /// All, by the model that is kept.
    KeepModel,
    /// Those that are new, changed or gone since the latest run, by the model that is kept.
    Increment,
}

/// What the labels did to a run of the trained engine.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Taught {
    /// They were learnt from.
    Learned(TrainReport),
    /// They are not enough: the run is that of the probabilistic engine.
    Lacking {
        /// What is missing.
        lack: String,
    },
}

/// What a match run did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MatchReport {
    /// Number of the match run.
    pub run: i64,
    /// Pairs that were compared.
    pub candidate_pairs: u64,
    /// Links within clusters.
    pub pairs: u64,
    /// Clusters, records alone among them.
    pub clusters: u64,
    /// How long the parts took.
    pub seconds: Seconds,
    /// Records that were matched.
    pub records: u64,
    /// Clusters of two records or more.
    pub groups: u64,
    /// Pairs of clusters that may be one.
    pub possible: u64,
    /// What each rule did, where rules matched.
    pub rules: Vec<RuleNote>,
    /// Which keys brought candidates together, in their order.
    pub keys: Vec<KeyNote>,
    /// Standing decisions that hold as before.
    pub decisions_kept: u64,
    /// Links of the run that decisions refuse, and links that decisions add to it.
    pub decisions_over_model: u64,
    /// Clusters of which a standing decision speaks and which hold other records now.
    pub changed_under_decision: Vec<ChangedCluster>,
    /// Links between clusters that a person set apart, which were not there before.
    pub bridges: Vec<BridgeView>,
    /// What became of golden ids.
    pub ids: IdCounts,
    /// With the trained engine: what the labels did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<Taught>,
    /// Whether the model was `learned` in this run or `kept` from one before; `None` where none was learnt at all.
    pub model: Option<&'static str>,
    /// What an increment found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increment: Option<IncrementNote>,
    /// Why a new model would be better than the kept one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl MatchReport {
    /// With what came of it for decisions and golden ids.
    pub(super) fn settled(self, loaded: &LoadReport) -> Self {
        Self {
            decisions_kept: loaded.decisions_kept,
            decisions_over_model: loaded.decisions_over_model,
            changed_under_decision: loaded.changed_under_decision.clone(),
            bridges: loaded.bridges.clone(),
            ids: loaded.ids,
            ..self
        }
    }
}

/// A run that is written, of which nothing derived is known yet.
pub(super) struct Made {
    /// What is known of it by then.
    pub report: MatchReport,
    /// Compares records as the run did, from now on; `None`: as before.
    pub comparer: Option<Comparer>,
    /// The only records that may be in other clusters than before; `None`: any.
    around: Option<BTreeSet<i64>>,
}

impl Made {
    /// A run over all records.
    fn of_all(report: MatchReport) -> Self {
        Self { report, comparer: None, around: None }
    }
}

/// Seconds by part of a match run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Seconds {
    /// Reading records and finding candidates.
    pub block: f64,
    /// Learning, and scoring candidates.
    pub score: f64,
    /// Making clusters.
    pub cluster: f64,
}

/// What a blocking key did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyNote {
    /// The key, as `block_on` writes it.
    pub key: Vec<String>,
    /// Pairs that share it.
    pub pairs: u64,
    /// Pairs that no key before it had.
    pub new: u64,
    /// Values that too many records share to compare them all.
    pub oversized: u64,
    /// The most common of these.
    pub most_common: Vec<CommonNote>,
}

/// Matches, and makes derived state anew. Gives the comparer that goes with the model.
pub fn run(
    db: &Db,
    desk: &Desk,
    dir: &Path,
    options: &MatchOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(MatchReport, Comparer)> {
    let before = Before::of(db)?;
    let Made { report, comparer, around } = make(db, desk, dir, options, progress)?;
    let comparer = comparer.unwrap_or_else(|| desk.comparer.clone());
    let desk = Desk { comparer: comparer.clone(), ..desk.clone() };
    let mut loaded = LoadReport::default();
    match around {
        Some(rids) => settle_around(db, &desk, &before, rids, &mut loaded, progress)?,
        None => settle(db, &desk, &before, Vec::new(), &mut loaded, progress)?,
    }
    measures::note(db, now_us(), loaded.decisions_kept, loaded.decisions_over_model)?;
    Ok((report.settled(&loaded), comparer))
}

/// Matches and writes the run; what follows from it is for the caller to make.
pub(super) fn make(
    db: &Db,
    desk: &Desk,
    dir: &Path,
    options: &MatchOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Made> {
    let asked = options.engine.as_deref().or(desk.config.matching.engine.as_deref()).unwrap_or("probabilistic");
    match options.mode {
        Mode::Increment => return increment::run(db, desk, progress),
        Mode::KeepModel => return own::run(db, desk, options, false, progress),
        Mode::Anew => {}
    }
    if asked == "rules" {
        return Ok(Made::of_all(ruled::run(db, desk, progress)?));
    }
    if let Some(model) = &desk.config.matching.model
        && asked == "probabilistic"
    {
        return Ok(Made::of_all(weighed::run(db, desk, &dir.join(model), progress)?));
    }
    if !matches!(asked, "probabilistic" | "trained") {
        let error = Error::user(format!("there is no engine {asked:?}"));
        return Err(error.hint("use `rules`, `probabilistic` or `trained`"));
    }
    own::run(db, desk, options, asked == "trained", progress)
}

/// What the engine is told.
pub(super) fn told(config: &Config, table: &Table, labels: Vec<Labelled>) -> Result<Options> {
    let unique = config.sources.iter().map(|source| source.duplicate_free).collect();
    Ok(Options {
        evidence: engine::evidence(&config.domain),
        literal: engine::literal(&config.domain),
        keys: keys(config)?,
        threshold: config.matching.threshold,
        // Decisions are heeded where run and journal meet: a link that one refuses is to be seen, and an undone one to
        // leave no trace in the run.
        apart: Apart::new(unique, &table.sources),
        labels,
    })
}

/// The word for a phase.
pub(super) fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Block => "blocking",
        Phase::Score => "comparing",
        Phase::Cluster => "clustering",
    }
}

/// The configured blocking keys; `None`: the data suggest them.
fn keys(config: &Config) -> Result<Option<Vec<Key>>> {
    if config.matching.block_on.is_empty() {
        return Ok(None);
    }
    let evidence = engine::evidence(&config.domain);
    let column = |name: &str| {
        let position = config.domain.position(name)?;
        evidence.iter().position(|(own, _)| *own == position)
    };
    let parse = |parts: &Vec<String>| {
        Key::parse(parts, &column).map_err(|problem| Error::config(format!("[matching] block_on: {problem}")))
    };
    config.matching.block_on.iter().map(parse).collect::<Result<_>>().map(Some)
}

/// What a key did; `table` and `rids` are the records that it is of.
/// What a key did, in words; `named` knows the keys of the table's records.
fn note(
    config: &Config,
    report: &engine::blocking::KeyReport,
    table: &Table,
    named: &dyn Fn(u32) -> Result<RecordKey>,
) -> Result<KeyNote> {
    let evidence = engine::evidence(&config.domain);
    let attribute = |column: usize| {
        // What is made of an attribute is of it.
        let of = table.columns.get(column).map_or(column, |column| column.of);
        evidence.get(of).and_then(|(position, _)| config.domain.attributes.get(*position))
    };
    let name = |column: usize| match attribute(column) {
        Some(attribute) if column < evidence.len() => attribute.name.as_str(),
        _ => "texts",
    };
    let words = report.key.words(&name);
    let mut most_common = Vec::new();
    for common in &report.most_common {
        let form = |column: usize| table.columns.get(column).map_or("", |column| column.form_of(common.record));
        let texts = report.key.texts(&form).into_iter().zip(&report.key.0);
        let shown = texts.map(|(text, feature)| common::shown(config, attribute(feature.column), text));
        most_common.push(CommonNote {
            values: words.iter().cloned().zip(shown).collect(),
            records: common.records,
            example: named(common.record)?,
        });
    }
    Ok(KeyNote { key: words, pairs: report.pairs, new: report.new, oversized: report.oversized, most_common })
}
