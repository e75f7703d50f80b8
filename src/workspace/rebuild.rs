//! Rebuild: derived state is thrown away and made again from sources, run and journal.

use std::collections::BTreeSet;
use std::sync::mpsc;
use std::thread;

use super::Progress;
use super::archipelago::Islands;
use super::commit::keep;
use super::derive::{Derived, derive};
use super::desk::Desk;
use super::island::{Material, Shelf};
use super::overlay::rids_of;
use super::passage::{Cause, Watch};
use super::report::IdCounts;
use super::view::BridgeView;
use crate::error::{Error, Result};
use crate::model::{Assertion, Record, RecordKey, Statement};
use crate::resolve::identity;
use crate::store::Db;

const REBUILDS: &str = "rebuilds";

/// What a rebuild found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rebuilt {
    /// Links that decisions refuse or add against the run.
    pub over_model: u64,
    /// Decisions that stand.
    pub standing: u64,
    /// Open bridges between clusters that a person set apart, each as seen from the bridging record.
    pub bridges: Vec<BridgeView>,
    /// What became of golden ids, where only a part was derived.
    pub ids: IdCounts,
}

/// Derives every island. Also lists assertions with their records anew, so that nothing but the journal itself is
/// believed.
pub fn rebuild(db: &Db, desk: &Desk, progress: &mut dyn FnMut(Progress)) -> Result<Rebuilt> {
    count_rebuild(db)?;
    relist(db, desk)?;
    let islands = Islands::of(db)?;
    let mut rebuilt = Rebuilt { standing: db.standing_decisions(0)?, ..Rebuilt::default() };
    db.fill_derived(|| {
        let shelf = Shelf::knowing(db.spoken_of_at_all()?);
        afresh(db, desk, &islands, shelf, progress, &mut |island, material, derived| {
            rebuilt.add(db, island, material, derived)
        })
    })?;
    Ok(rebuilt)
}

impl Rebuilt {
    /// Keeps and counts what was derived of an island.
    fn add(&mut self, db: &Db, island: i64, material: &Material, derived: &Derived) -> Result<()> {
        self.over_model += derived.over_model;
        let bridges = derived.bridges.iter();
        self.bridges.extend(bridges.filter_map(|bridge| bridge.seen_from(&bridge.here, &material.island)));
        keep(db, island, material, derived)?;
        for (&rid, _) in material.rids.iter().zip(&material.island.nodes).filter(|(_, node)| node.gone) {
            db.set_island(rid, island)?;
        }
        Ok(())
    }
}

/// Records of islands that are read, derived and kept together.
const BATCH: usize = 1_000;
/// Records are fetched by a range of numbers where it holds no more than this for each that is wanted.
const DENSE: i64 = 4;

/// Derives all islands, in their order: one core reads and gives to `keep`, another derives meanwhile.
fn afresh(
    db: &Db,
    desk: &Desk,
    islands: &Islands,
    mut shelf: Shelf,
    progress: &mut dyn FnMut(Progress),
    keep: &mut dyn FnMut(i64, &Material, &Derived) -> Result<()>,
) -> Result<()> {
    let total = islands.len() as u64;
    let mut done = 0;
    let (give, given) = mpsc::sync_channel::<Vec<(i64, Material)>>(1);
    let (bring, brought) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for batch in given {
                let derived = batch.into_iter().map(|(island, material)| {
                    let derived = derive(&desk.config, &desk.comparer, &material);
                    (island, material, derived)
                });
                // Whoever does not listen any more has failed, and says so.
                if bring.send(derived.collect::<Vec<_>>()).is_err() {
                    return;
                }
            }
        });
        let lost = || Error::internal("what was derived did not arrive");
        let mut take = |done: &mut u64| {
            progress(Progress { phase: "clusters", done: *done, total });
            for (island, material, derived) in brought.recv().map_err(|_| lost())? {
                keep(island, &material, &derived)?;
                *done += 1;
            }
            Ok(())
        };
        let mut out = 0;
        for batch in islands.batches(BATCH) {
            desk.stop.check()?;
            if let (Some((first, _)), Some((last, _))) = (batch.first(), batch.last())
                && last - first < DENSE * batch.len() as i64
            {
                shelf.fetch(db, *first..=*last)?;
            }
            let read = |island: &[(i64, i64)]| {
                Ok((island[0].0, Material::out_of(&mut shelf, db, island.iter().map(|(_, rid)| *rid))?))
            };
            give.send(Islands::each(batch).map(read).collect::<Result<_>>()?).map_err(|_| lost())?;
            out += 1;
            if out > 1 {
                take(&mut done)?;
                out -= 1;
            }
        }
        drop(give);
        (0..out).try_for_each(|_| take(&mut done))
    })?;
    progress(Progress { phase: "clusters", done: total, total });
    Ok(())
}

/// Derives the islands of these records anew, which links may have joined or parted, and notes what becomes of golden
/// ids. The journal is as it was. What a decision adds or refuses is counted on these islands alone.
pub fn rebuild_around(
    db: &Db,
    desk: &Desk,
    rids: &BTreeSet<i64>,
    cause: Cause,
    progress: &mut dyn FnMut(Progress),
) -> Result<Rebuilt> {
    let mut rebuilt = Rebuilt { standing: db.standing_decisions(0)?, ..Rebuilt::default() };
    let mut before = BTreeSet::new();
    for &rid in rids {
        before.extend(db.island_of(rid)?);
    }
    if before.is_empty() {
        return Ok(rebuilt);
    }
    count_rebuild(db)?;
    let mut watch = Watch::begin(db, Some(before.iter().copied().collect()))?;
    let mut all = rids.clone();
    for &island in &before {
        all.extend(db.rids_of_island(island)?);
        db.drop_island(island)?;
    }
    let islands = Islands::around(db, &all)?;
    watch.follow(islands.numbers().collect());
    let shelf = Shelf::default();
    afresh(db, desk, &islands, shelf, progress, &mut |island, material, derived| {
        rebuilt.add(db, island, material, derived)
    })?;
    rebuilt.ids = watch.end(db, cause)?;
    Ok(rebuilt)
}

/// Notes that derived state was made anew, or a part of it for another reason than a decision.
pub fn count_rebuild(db: &Db) -> Result<()> {
    db.set_meta(REBUILDS, &(rebuilds(db)? + 1).to_string())
}

/// How often derived state was made anew: what was seen before the last time may be no more.
pub fn rebuilds(db: &Db) -> Result<i64> {
    Ok(db.meta(REBUILDS)?.and_then(|count| count.parse().ok()).unwrap_or(0))
}

/// Works out anew which assertions speak of which records.
fn relist(db: &Db, desk: &Desk) -> Result<()> {
    db.clear_mentions()?;
    let mut said = Vec::new();
    db.for_each_assertion(|stored| {
        said.push(stored.assertion);
        Ok(())
    })?;
    // All ghosts first: a retraction may have come here before what it takes back.
    said.iter().try_for_each(|said| ghosts(db, desk, &said.statement).map(drop))?;
    said.iter().try_for_each(|said| list(db, said))
}

/// Lists an assertion with its records, which must be here ([`ghosts`]); a note of what happened to many passes over
/// those that are not.
pub fn list(db: &Db, said: &Assertion) -> Result<()> {
    db.note_lapse(said.seq, &said.statement)?;
    match &said.statement {
        Statement::Publish { anchors: keys } | Statement::Load { added: keys, .. } => {
            for key in keys {
                let Some(rid) = db.rid(key)? else { continue };
                note(db, said, rid)?;
            }
        }
        statement => {
            for rid in rids_of(db, statement)? {
                db.mention(rid, said.seq)?;
            }
        }
    }
    Ok(())
}

/// What a note of what happened to many says of one of them.
pub fn note(db: &Db, said: &Assertion, rid: i64) -> Result<()> {
    match said.statement {
        Statement::Load { .. } => db.first_seen(rid, said.time_us),
        Statement::Publish { .. } => db.publish(rid, said.seq),
        _ => Ok(()),
    }
}

/// Makes ghosts of the records that a statement is about and this workspace never held, so that what is said across
/// them holds here as it does where they are. Of a ghost nothing is known but its key. Gives their numbers.
pub fn ghosts(db: &Db, desk: &Desk, statement: &Statement) -> Result<Vec<(RecordKey, i64)>> {
    let mut made = Vec::new();
    if statement.is_note() {
        return Ok(made);
    }
    for key in statement.records() {
        if db.rid(key)?.is_none() {
            let empty = vec![None; desk.config.domain.attributes.len()];
            let rid = insert_record(db, desk, db.source(&key.source)?, &Record::new(key.clone(), empty, None, None))?;
            db.mark_gone(rid)?;
            made.push((key.clone(), rid));
        }
    }
    Ok(made)
}

/// Adds a record that is new here, under the first golden id of its own that is free.
pub fn insert_record(db: &Db, desk: &Desk, source: i64, record: &Record) -> Result<i64> {
    let mut attempt = 0;
    loop {
        let id = identity::birth_id(&desk.config.domain.name, &record.key, attempt);
        if let Some(rid) = db.insert_record(source, record, &id)? {
            return Ok(rid);
        }
        attempt += 1;
    }
}
