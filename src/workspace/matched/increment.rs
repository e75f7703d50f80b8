//! The own matcher over what is new, changed or gone, by the model that is kept.

use std::sync::Arc;

use serde::Serialize;

use super::clock::Clock;
use super::groups::Part;
use super::records::{Forms, key_hash, pack, unpack};
use super::{Made, MatchReport, kept, told};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::matching::Comparer;
use crate::matching::engine::table::Table;
use crate::matching::engine::{self, Row};
use crate::model::Hash;
use crate::store::Db;
use crate::workspace::Progress;
use crate::workspace::desk::Desk;

/// What an increment found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IncrementNote {
    /// Records that the run before did not know.
    pub new: u64,
    /// Records that are compared as something else than then.
    pub changed: u64,
    /// Records that are not in their sources any more.
    pub gone: u64,
    /// Records that were looked at, these among them: their clusters may have changed.
    pub touched: u64,
}

/// All records, with what has become of them since the latest run: the one that changed stands there twice.
struct Seen {
    table: Table,
    rows: Vec<Row>,
    rids: Vec<i64>,
    /// Hash of each key.
    keys: Vec<Hash>,
    /// Records of which something else is to be remembered from now on, with their forms.
    fresh: Vec<(i64, Vec<u8>)>,
    note: IncrementNote,
}

impl Seen {
    fn read(db: &Db, config: &Config) -> Result<Self> {
        let forms = Forms::new(config);
        let mut builder = forms.builder();
        let (mut rows, mut rids, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        let (mut fresh, mut note) = (Vec::new(), IncrementNote::default());
        db.for_each_compared(|name, record| {
            let source = forms.source(name);
            let mut push = |packed: &[u8], row: Row| {
                let forms = unpack(packed).ok_or_else(unreadable)?;
                builder.push(source, forms);
                rows.push(row);
                rids.push(record.rid);
                keys.push(key_hash(name, &record.id));
                Ok(())
            };
            let then = record.then.as_ref();
            if let Some((_, packed)) = then.filter(|(hash, _)| !record.gone && *hash == record.hash) {
                return push(packed, Row::Stays);
            }
            let now = if record.gone { None } else { Some(pack(forms.of(&db.record(record.rid)?.record.values))) };
            match (then, &now) {
                // Something else of it changed than what is compared.
                (Some((_, packed)), Some(now)) if packed == now => push(now, Row::Stays)?,
                (then, now) => {
                    let (was, is) = (then.is_some(), now.is_some());
                    note.new += u64::from(!was && is);
                    note.changed += u64::from(was && is);
                    note.gone += u64::from(was && !is);
                    if let Some((_, packed)) = then {
                        push(packed, Row::Goes)?;
                    }
                    if let Some(now) = now {
                        push(now, Row::Comes)?;
                    }
                }
            }
            fresh.extend(now.map(|now| (record.rid, now)));
            Ok(())
        })?;
        Ok(Self { table: builder.finish(), rows, rids, keys, fresh, note })
    }
}

/// Every pair that the latest run compared, by the numbers of the records, with the probability that it gave them.
/// `None` where that is not known any more, or another matcher made the groups.
pub fn compared(db: &Db, config: &Config) -> Result<Option<Vec<(i64, i64, f64)>>> {
    if db.latest_run()?.is_none_or(|run| run.basis.is_none()) {
        return Ok(None);
    }
    let Ok(learned) = kept::model(db, config) else { return Ok(None) };
    let forms = Forms::new(config);
    let (mut builder, mut rids) = (forms.builder(), Vec::new());
    db.for_each_compared(|name, record| {
        if let Some((_, packed)) = &record.then {
            builder.push(forms.source(name), unpack(packed).ok_or_else(unreadable)?);
            rids.push(record.rid);
        }
        Ok(())
    })?;
    let scored = engine::scores(builder.finish(), &learned).unwrap_or_default();
    Ok(Some(scored.iter().map(|pair| (rids[pair.a as usize], rids[pair.b as usize], pair.probability)).collect()))
}

fn unreadable() -> Error {
    Error::data("what the latest run compared cannot be read")
        .hint("`goldsmith match --keep-model` matches all records by the kept model")
}

/// Matches what is new, changed or gone.
pub fn run(db: &Db, desk: &Desk, progress: &mut dyn FnMut(Progress)) -> Result<Made> {
    let mut clock = Clock::start(progress);
    let config = &desk.config;
    let learned = kept::model(db, config)?;
    let run = kept::run_to_add_to(db, config)?;
    let Seen { table, rows, rids, keys, fresh, mut note } = Seen::read(db, config)?;
    let told = told(config, &table, Vec::new())?;
    let mut stopped = Ok(());
    let found = engine::increment(table, &rows, &learned, &told, &mut |phase| {
        clock.begin(phase, progress);
        stopped = desk.stop.check();
        stopped.is_ok()
    });
    stopped?;
    let found = found.ok_or_else(|| Error::internal("the match run ended early"))?;
    let seconds = clock.seconds();
    note.touched = found.touched.len() as u64;
    let gone: Vec<u32> = (0..rows.len() as u32).filter(|row| rows[*row as usize] == Row::Goes).collect();
    let records = (rows.len() - gone.len()) as u64;
    let (mut id, mut groups) = (run.id, run.groups);
    if rows.iter().any(|row| *row != Row::Stays) {
        let (touched, clustered) = (&found.touched[..], &found.clustered);
        let part = Part { rids: &rids, keys: &keys, touched, clustered, gone: &gone };
        (id, groups) = part.write(db, run.basis)?;
        gone.iter().try_for_each(|row| db.drop_compared(rids[*row as usize]))?;
    }
    fresh.iter().try_for_each(|(rid, forms)| db.keep_compared(*rid, forms))?;
    let around = gone.iter().chain(&found.touched).map(|row| rids[*row as usize]).collect();
    let since = kept::count_since(db, note.new + note.changed)?;
    let grouped = db.count_grouped()?;
    let report = MatchReport {
        run: id,
        candidate_pairs: found.candidates,
        // Those of erased records are none of the run.
        pairs: db.count_edges()? - db.edges_of_redacted()?.len() as u64,
        clusters: records - grouped + groups,
        seconds,
        records,
        groups,
        possible: db.count_near()?,
        model: Some("kept"),
        advice: kept::advice(&learned, records, since),
        increment: Some(note),
        ..MatchReport::default()
    };
    let comparer = Comparer::new(&config.domain).with(Some(Arc::new(learned)));
    Ok(Made { report, comparer: Some(comparer), around: Some(around) })
}
