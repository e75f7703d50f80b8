//! The own matcher by a Splink model: candidates and clusters are the engine's, weights and probabilities the model's.

use std::path::Path;

use super::clock::Clock;
use super::{MatchReport, Records, groups, keys, note};
use crate::error::{Error, Result};
use crate::matching::engine::apart::Apart;
use crate::matching::engine::cluster::Scored;
use crate::matching::engine::{self, Phase};
use crate::matching::splink::Frequencies;
use crate::store::Db;
use crate::workspace::Progress;
use crate::workspace::desk::Desk;
use crate::workspace::modelled;

/// Matches by the model in `file`.
pub fn run(db: &Db, desk: &Desk, file: &Path, progress: &mut dyn FnMut(Progress)) -> Result<MatchReport> {
    let config = &desk.config;
    let (model, attributes) = modelled::fitting(file, &config.domain)?;
    let mut clock = Clock::start(progress);
    let records = Records::read(db, config)?;
    let mut values: Vec<Vec<Option<String>>> = Vec::with_capacity(records.rids.len());
    let mut frequencies = Frequencies::new(&model);
    db.for_each_present(|_, _, _, mut own| {
        let taken = |position: &usize| own.get(*position).cloned().flatten();
        let kept: Vec<Option<String>> = attributes.iter().map(taken).collect();
        own.clear();
        frequencies.add(&texts(&kept));
        values.push(kept);
        Ok(())
    })?;
    if values.len() != records.rids.len() {
        return Err(Error::internal("records changed while they were read"));
    }
    clock.begin(Phase::Block, progress);
    let (pairs, reports) = engine::likely(records.table.clone(), keys(config)?.as_deref());
    clock.begin(Phase::Score, progress);
    let score = |a: u32, b: u32| {
        let (left, right) = (&values[a as usize], &values[b as usize]);
        model.score(&texts(left), &texts(right), &frequencies).probability
    };
    let each = pairs.iter().map(|&(a, b)| Scored { a, b, probability: score(a, b) });
    let scored: Vec<Scored> = each.collect();
    clock.begin(Phase::Cluster, progress);
    let unique = config.sources.iter().map(|source| source.duplicate_free).collect();
    let apart = Apart::new(unique, &records.table.sources);
    let threshold = config.matching.threshold;
    let clustered = engine::clustered(records.rids.len(), &scored, threshold, &score, &apart);
    let groups = groups::write(db, &records, &clustered, None)?;
    let seconds = clock.seconds();
    let named = |record: u32| records.key(db, record);
    let note = |report| note(config, report, &records.table, &named);
    let firsts = clustered.clusters.iter().enumerate().filter(|(record, cluster)| *record == **cluster as usize);
    Ok(MatchReport {
        run: db.latest_run()?.map_or(0, |run| run.id),
        candidate_pairs: pairs.len() as u64,
        pairs: clustered.links.len() as u64,
        clusters: firsts.count() as u64,
        seconds,
        records: records.rids.len() as u64,
        groups,
        possible: clustered.near.len() as u64,
        keys: reports.iter().map(note).collect::<Result<_>>()?,
        ..MatchReport::default()
    })
}

fn texts(values: &[Option<String>]) -> Vec<Option<&str>> {
    values.iter().map(Option::as_deref).collect()
}
