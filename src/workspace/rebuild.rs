//! Rebuild: derived state is thrown away and made again from sources, run and journal.

use std::collections::{BTreeMap, BTreeSet};

use super::Progress;
use super::commit::store;
use super::desk::Desk;
use super::island::Material;
use super::overlay::rids_of;
use super::passage::{Cause, Watch};
use super::view::BridgeView;
use crate::error::Result;
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
}

/// Derives every island. Also lists assertions with their records anew, so that nothing but the journal itself is
/// believed.
pub fn rebuild(db: &Db, desk: &Desk, progress: &mut dyn FnMut(Progress)) -> Result<Rebuilt> {
    db.clear_derived()?;
    count_rebuild(db)?;
    relist(db, desk)?;
    let islands = islands(db)?;
    let total = islands.len() as u64;
    let mut rebuilt = Rebuilt { standing: db.standing_decisions(0)?, ..Rebuilt::default() };
    for (done, (island, rids)) in islands.into_iter().enumerate() {
        desk.stop.check()?;
        if done % 2_000 == 0 {
            progress(Progress { phase: "clusters", done: done as u64, total });
        }
        rebuilt.island(db, desk, island, rids)?;
    }
    progress(Progress { phase: "clusters", done: total, total });
    Ok(rebuilt)
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
    let islands = islands_of(db, &all)?;
    let total = islands.len() as u64;
    watch.follow(islands.keys().copied().collect());
    for (done, (island, rids)) in islands.into_iter().enumerate() {
        desk.stop.check()?;
        if done % 2_000 == 0 {
            progress(Progress { phase: "clusters", done: done as u64, total });
        }
        rebuilt.island(db, desk, island, rids)?;
    }
    progress(Progress { phase: "clusters", done: total, total });
    watch.end(db, cause)?;
    Ok(rebuilt)
}

impl Rebuilt {
    /// Derives an island, and keeps and counts what follows.
    fn island(&mut self, db: &Db, desk: &Desk, island: i64, rids: Vec<i64>) -> Result<()> {
        let material = Material::of(db, rids)?;
        let derived = store(db, desk, island, &material)?;
        self.over_model += derived.over_model;
        let bridges = derived.bridges.iter();
        self.bridges.extend(bridges.filter_map(|bridge| bridge.seen_from(&bridge.here, &material.island)));
        for (&rid, _) in material.rids.iter().zip(&material.island.nodes).filter(|(_, node)| node.gone) {
            db.set_island(rid, island)?;
        }
        Ok(())
    }
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

/// All islands, each by the smallest number of its records, its records by number. Records that are gone count only
/// where assertions speak of them.
pub fn islands(db: &Db) -> Result<BTreeMap<i64, Vec<i64>>> {
    let present = db.rids(false)?;
    let mut said = Vec::new();
    db.for_each_mention(|seq, rid| said.push((seq, rid)))?;
    let mut links = Vec::new();
    db.for_each_edge(|a, b| links.push((a, b)))?;
    Ok(joined(present, &said, &links))
}

/// The islands of these records, which no link and no assertion ties to any other.
fn islands_of(db: &Db, rids: &BTreeSet<i64>) -> Result<BTreeMap<i64, Vec<i64>>> {
    let (mut present, mut said, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for &rid in rids {
        if db.is_present(rid)? {
            present.push(rid);
        }
        said.extend(db.mentions_of(rid)?.into_iter().map(|seq| (seq, rid)));
        links.extend(db.edges_from(rid)?.into_iter().map(|(other, _)| (rid, other)));
    }
    said.sort_unstable();
    Ok(joined(present, &said, &links))
}

/// Joins records by what is said of them, in the order of assertions, and by links.
fn joined(present: Vec<i64>, said: &[(i64, i64)], links: &[(i64, i64)]) -> BTreeMap<i64, Vec<i64>> {
    let mut parent: BTreeMap<i64, i64> = present.into_iter().map(|rid| (rid, rid)).collect();
    for of_one in said.chunk_by(|(one, _), (other, _)| one == other) {
        for &(_, rid) in of_one {
            parent.entry(rid).or_insert(rid);
            union(&mut parent, of_one[0].1, rid);
        }
    }
    for &(a, b) in links {
        union(&mut parent, a, b);
    }
    let mut islands: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let rids: Vec<i64> = parent.keys().copied().collect();
    for rid in rids {
        let island = root(&mut parent, rid);
        islands.entry(island).or_default().push(rid);
    }
    islands
}

fn root(parent: &mut BTreeMap<i64, i64>, rid: i64) -> i64 {
    let (mut root, mut at) = (rid, rid);
    while let Some(&up) = parent.get(&root).filter(|&&up| up != root) {
        root = up;
    }
    while at != root {
        let Some(up) = parent.insert(at, root) else { break };
        at = up;
    }
    root
}

fn union(parent: &mut BTreeMap<i64, i64>, a: i64, b: i64) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent.insert(a.max(b), a.min(b));
}
