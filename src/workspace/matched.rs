//! The own matcher: its groups become a match run like any other.

mod ruled;
mod weighed;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use super::Progress;
use super::desk::{Desk, now_us};
use super::load::{Before, settle};
use super::redact;
use super::report::{ChangedCluster, IdCounts, LoadReport};
use super::trained::{self, TrainReport};
use super::view::BridgeView;
use crate::config::{Config, Domain};
use crate::error::{Error, Result};
use crate::matching::Comparer;
use crate::matching::engine::apart::Apart;
use crate::matching::engine::blocking::Key;
use crate::matching::engine::cluster::Scored;
use crate::matching::engine::table::{Builder, Table};
use crate::matching::engine::{self, Labelled, Learned, Options, Phase, Statistics};
use crate::model::Hash;
use crate::normalise;
use crate::store::{Db, Grouped, Run};

pub use ruled::RuleNote;

/// What the format of a run of the own matcher is called.
pub const FORMAT: &str = "goldsmith";

/// How to match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchOptions {
    /// The engine, in place of the configured one.
    pub engine: Option<String>,
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
}

/// The comparer of a workspace: by what its latest run learnt, where that fits the domain as it is.
pub fn comparer(db: &Db, domain: &Domain) -> Result<Comparer> {
    let comparer = Comparer::new(domain);
    let Some((model, counts)) = db.learned()? else { return Ok(comparer) };
    let broken = || Error::data("what the matcher learnt cannot be read").hint("`goldsmith match` learns it anew");
    let learned: Learned = serde_json::from_str(&model).map_err(|_| broken())?;
    let learned = Learned { statistics: Statistics::from_bytes(&counts).ok_or_else(broken)?, ..learned };
    Ok(comparer.with(learned.fits(domain).then(|| Arc::new(learned))))
}

/// Records as the engine takes them.
pub(super) struct Records {
    pub(super) table: Table,
    /// Their numbers here, in the order of their keys.
    rids: Vec<i64>,
    /// Hash of each key.
    pub(super) keys: Vec<Hash>,
}

impl Records {
    pub(super) fn read(db: &Db, config: &Config) -> Result<Self> {
        let evidence = engine::evidence(&config.domain);
        let kinds: Vec<_> = evidence.iter().map(|(_, kind)| *kind).collect();
        let sources: HashMap<&str, u16> =
            config.sources.iter().enumerate().map(|(i, source)| (source.name.as_str(), i as u16)).collect();
        let mut builder = Builder::new(&kinds);
        let (mut rids, mut keys) = (Vec::new(), Vec::new());
        db.for_each_present(|rid, source, id, values| {
            let form = |&(position, kind): &(usize, _)| {
                let how =
                    config.domain.attributes.get(position).map(|attribute| attribute.normalising).unwrap_or_default();
                values
                    .get(position)
                    .and_then(Option::as_deref)
                    .map_or_else(String::new, |value| normalise::comparable(kind, how, value))
            };
            builder.push(sources.get(source).copied().unwrap_or(u16::MAX), evidence.iter().map(form));
            rids.push(rid);
            keys.push(Hash::of([source.as_bytes(), id.as_bytes()]));
            Ok(())
        })?;
        Ok(Self { table: builder.finish(), rids, keys })
    }
}

/// Matches, and makes derived state anew. Gives the comparer that goes with what was learnt.
pub fn run(
    db: &Db,
    desk: &Desk,
    dir: &Path,
    options: &MatchOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(MatchReport, Comparer)> {
    let asked = options.engine.as_deref().or(desk.config.matching.engine.as_deref()).unwrap_or("probabilistic");
    if asked == "rules" {
        return Ok((ruled::run(db, desk, progress)?, desk.comparer.clone()));
    }
    if let Some(model) = &desk.config.matching.model
        && asked == "probabilistic"
    {
        return Ok((weighed::run(db, desk, &dir.join(model), progress)?, desk.comparer.clone()));
    }
    if !matches!(asked, "probabilistic" | "trained") {
        let error = Error::user(format!("there is no engine {asked:?}"));
        return Err(error.hint("use `rules`, `probabilistic` or `trained`"));
    }
    let started = Instant::now();
    progress(Progress { phase: "records", done: 0, total: 0 });
    let before = Before::of(db)?;
    let mut records = Records::read(db, &desk.config)?;
    let found = if asked == "trained" { Some(trained::labels(db, &records)?) } else { None };
    let lack = found.as_ref().and_then(trained::Found::lack);
    let (labels, counts) = found.map(|found| (found.labels, found.counts)).unwrap_or_default();
    let told = told(&desk.config, &records, labels)?;
    let mut begun = Vec::new();
    let mut stopped = Ok(());
    // The engine keeps the table: at a million records a second one would be felt.
    let outcome = engine::run(std::mem::take(&mut records.table), &told, &mut |phase| {
        begun.push(started.elapsed().as_secs_f64());
        progress(Progress { phase: word(phase), done: 0, total: 0 });
        stopped = desk.stop.check();
        stopped.is_ok()
    })
    .ok_or_else(|| Error::internal("the match run ended early"));
    stopped?;
    let outcome = outcome?;
    let ended = started.elapsed().as_secs_f64();
    let at = |phase: usize| begun.get(phase).copied().unwrap_or(ended);
    let seconds = Seconds { block: at(1), score: at(2) - at(1), cluster: ended - at(2) };
    let groups = write(db, &records, &outcome.clusters, &outcome.links)?;
    keep(db, &outcome.learned)?;
    let mut report = LoadReport::default();
    let comparer = Comparer::new(&desk.config.domain).with(Some(Arc::new(outcome.learned.clone())));
    settle(db, &Desk { comparer: comparer.clone(), ..desk.clone() }, &before, Vec::new(), &mut report, progress)?;
    let clusters = outcome.clusters.iter().enumerate().filter(|(record, cluster)| *record == **cluster as usize);
    let report = MatchReport {
        run: db.latest_run()?.map_or(0, |run| run.id),
        candidate_pairs: outcome.candidates,
        pairs: outcome.links.len() as u64,
        clusters: clusters.count() as u64,
        seconds,
        records: records.rids.len() as u64,
        groups,
        rules: Vec::new(),
        keys: outcome.keys.iter().map(|key| note(key, &desk.config.domain, &told)).collect(),
        decisions_kept: report.decisions_kept,
        decisions_over_model: report.decisions_over_model,
        changed_under_decision: report.changed_under_decision,
        bridges: report.bridges,
        ids: report.ids,
        training: lack.map(|lack| Taught::Lacking { lack }).or_else(|| {
            outcome.training.map(|training| Taught::Learned(TrainReport::of(training, counts, Vec::new())))
        }),
    };
    Ok((report, comparer))
}

/// What the engine is told.
pub(super) fn told(config: &Config, records: &Records, labels: Vec<Labelled>) -> Result<Options> {
    let unique = config.sources.iter().map(|source| source.duplicate_free).collect();
    Ok(Options {
        evidence: engine::evidence(&config.domain),
        keys: keys(config)?,
        threshold: config.matching.threshold,
        // Decisions are heeded where run and journal meet: a link that one refuses is to be seen, and an undone one to
        // leave no trace in the run.
        apart: Apart::new(unique, &records.table.sources),
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

/// Puts the clusters in place of the groups before. Gives how many there are.
fn write(db: &Db, records: &Records, clusters: &[u32], links: &[Scored]) -> Result<u64> {
    let mut members: HashMap<u32, Vec<usize>> = HashMap::new();
    for (record, &cluster) in clusters.iter().enumerate() {
        members.entry(cluster).or_default().push(record);
    }
    members.retain(|_, members| members.len() > 1);
    let mut groups: Vec<(u32, Vec<usize>)> = members.into_iter().collect();
    groups.sort_unstable();
    let digest = Hash::of(groups.iter().map(|(_, group)| Hash::of(group.iter().map(|&i| records.keys[i].0)).0));
    let count = groups.len() as u64;
    let kept = redact::links_to_keep(db)?;
    db.clear_groups()?;
    let last = db.latest_run()?;
    let id = last.map_or(1, |run| if run.digest == digest { run.id } else { run.id + 1 });
    db.note_run(&Run { id, time_us: now_us(), format: FORMAT.to_owned(), digest, groups: count }, "[]")?;
    let mut confidence = vec![0.0_f64; records.rids.len()];
    for link in links {
        for record in [link.a as usize, link.b as usize] {
            confidence[record] = confidence[record].max(link.probability);
        }
    }
    for (number, (_, group)) in groups.iter().enumerate() {
        for &record in group {
            let match_id = format!("{}-{}", id, number + 1);
            let grouped = Grouped { match_id, rule: None, confidence: Some(confidence[record]) };
            db.insert_grouped(records.rids[record], &grouped)?;
        }
    }
    for link in links {
        db.insert_edge(records.rids[link.a as usize], records.rids[link.b as usize], link.probability)?;
    }
    redact::keep_links(db, &kept)?;
    Ok(count)
}

fn keep(db: &Db, learned: &Learned) -> Result<()> {
    let model = serde_json::to_string(learned).map_err(|error| Error::internal(error.to_string()))?;
    db.keep_learned(&model, &learned.statistics.to_bytes())
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

fn note(report: &engine::blocking::KeyReport, domain: &Domain, told: &Options) -> KeyNote {
    let name = |column: usize| {
        let attribute = told.evidence.get(column).and_then(|(position, _)| domain.attributes.get(*position));
        attribute.map_or("texts", |attribute| attribute.name.as_str())
    };
    KeyNote { key: report.key.words(&name), pairs: report.pairs, new: report.new, oversized: report.oversized }
}
