//! The own matcher over all records: by a model that it learns from them, or by the one that is kept.

use std::sync::Arc;

use super::clock::Clock;
use super::records::Records;
use super::{Made, MatchOptions, MatchReport, Mode, Taught, groups, kept, note, told};
use crate::error::{Error, Result};
use crate::matching::Comparer;
use crate::matching::engine;
use crate::store::Db;
use crate::workspace::Progress;
use crate::workspace::desk::Desk;
use crate::workspace::trained::{self, TrainReport};

/// Matches all records.
pub fn run(
    db: &Db,
    desk: &Desk,
    options: &MatchOptions,
    trained: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Made> {
    let mut clock = Clock::start(progress);
    let model = if options.mode == Mode::KeepModel { Some(kept::model(db, &desk.config)?) } else { None };
    let learns = model.is_none();
    let mut records = Records::read(db, &desk.config)?;
    let found = if trained && learns { Some(trained::labels(db, &records)?) } else { None };
    let lack = found.as_ref().and_then(trained::Found::lack);
    let (labels, counts) = found.map(|found| (found.labels, found.counts)).unwrap_or_default();
    let told = told(&desk.config, &records.table, labels)?;
    let mut stopped = Ok(());
    let mut begin = |phase| {
        clock.begin(phase, progress);
        stopped = desk.stop.check();
        stopped.is_ok()
    };
    // The engine keeps the table: at a million records a second one would be felt.
    let table = std::mem::take(&mut records.table);
    let outcome = match model {
        Some(learned) => engine::again(table, learned, &told, &mut begin),
        None => engine::run(table, &told, &mut begin),
    };
    stopped?;
    let outcome = outcome.ok_or_else(|| Error::internal("the match run ended early"))?;
    let seconds = clock.seconds();
    let basis = outcome.learned.holds_for_pairs().then(|| kept::basis(&desk.config)).transpose()?;
    let groups = groups::write(db, &records, &outcome.clustered, basis)?;
    if basis.is_some() {
        kept::keep_compared(db, &desk.config, &outcome.table, &records.rids)?;
    }
    if learns {
        kept::keep(db, &desk.config, &outcome.learned)?;
    } else {
        kept::keep_model(db, &outcome.learned)?;
    }
    let named = |record: u32| records.key(db, record);
    let note = |key| note(&desk.config, key, &outcome.table, &named);
    let notes = outcome.keys.iter().map(note).collect::<Result<_>>()?;
    let present = records.rids.len() as u64;
    let advice = if learns { None } else { kept::advice(&outcome.learned, present, kept::count_since(db, 0)?) };
    let comparer = Comparer::new(&desk.config.domain).with(Some(Arc::new(outcome.learned)));
    let clusters =
        outcome.clustered.clusters.iter().enumerate().filter(|(record, cluster)| *record == **cluster as usize);
    let report = MatchReport {
        run: db.latest_run()?.map_or(0, |run| run.id),
        candidate_pairs: outcome.candidates,
        pairs: outcome.clustered.links.len() as u64,
        clusters: clusters.count() as u64,
        seconds,
        records: present,
        groups,
        possible: outcome.clustered.near.len() as u64,
        model: Some(if learns { "learned" } else { "kept" }),
        keys: notes,
        training: lack.map(|lack| Taught::Lacking { lack }).or_else(|| {
            outcome.training.map(|training| Taught::Learned(TrainReport::of(training, counts, Vec::new())))
        }),
        advice,
        ..MatchReport::default()
    };
    Ok(Made { comparer: Some(comparer), ..Made::of_all(report) })
}
