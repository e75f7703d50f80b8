//! Receive: admitted entries become part of the journal, and of what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use super::admit::admit;
use super::commit::refresh_all;
use super::desk::{Desk, now_us};
use super::dispute::{self, Dispute};
use super::exchange::Received;
use super::island::Material;
use super::overlay::rids_of;
use super::passage::{self, Cause, Spoken};
use super::rebuild::{ghosts, list, note};
use super::redact;
use crate::error::Result;
use crate::model::{Assertion, Entry, RecordKey, Statement};
use crate::store::Db;

/// How far ahead of the clock here a peer's may be before somebody should be told, microseconds.
const FAR_AHEAD_US: i64 = 24 * 3_600_000_000;

/// Takes entries of others into the journal. Runs inside one durable transaction.
pub fn receive(db: &Db, desk: &Desk, entries: Vec<Entry>) -> Result<Received> {
    let admitted = admit(db, entries)?;
    let mut received = Received {
        received: admitted.taken.len() as u64,
        known: admitted.known,
        left_out: admitted.left_out,
        ..Received::default()
    };
    let mut said = Vec::with_capacity(admitted.taken.len());
    for (entry, mut assertion) in admitted.taken {
        if let Statement::Unknown { kind } = &assertion.statement {
            *received.unknown.entry(kind.clone()).or_default() += 1;
        }
        assertion.seq = db.append(&assertion, &entry.nonce, &entry.body, entry.commitment)?;
        said.push(assertion);
    }
    received.warnings = clocks(&said);
    received.conflicts = follow(db, desk, &said)?;
    // Erasures that came, and those that were here before the payloads that should have fallen to them.
    redact::apply_standing(db, desk)?;
    Ok(received)
}

/// Lists what was appended with its records, and derives anew what it speaks of; gives the contradictions that were
/// not there before.
fn follow(db: &Db, desk: &Desk, said: &[Assertion]) -> Result<Vec<Dispute>> {
    let mut made: Vec<(RecordKey, i64)> = Vec::new();
    for said in said {
        made.extend(ghosts(db, desk, &said.statement)?);
    }
    let spoken = spoken(db, said)?;
    let rids: BTreeSet<i64> = spoken.iter().flat_map(|(_, rids)| rids.iter().copied()).collect();
    let before = disputes(db, desk, &islands(db, rids.iter().copied())?)?;

    for (seq, rids) in &spoken {
        join(db, rids)?;
        rids.iter().try_for_each(|&rid| db.mention(rid, *seq))?;
    }
    said.iter().try_for_each(|said| db.note_lapse(said.seq, &said.statement))?;
    let mut touched = rids;
    for said in said.iter().filter(|said| said.statement.is_note()) {
        list(db, said)?;
        for key in said.statement.records() {
            touched.extend(db.rid(key)?);
        }
    }
    remember_ghosts(db, &made)?;

    let islands = islands(db, touched)?;
    let mut causes = Vec::with_capacity(said.len());
    for said in said {
        let mut rids = Vec::new();
        if said.statement.is_note() {
            for key in said.statement.records() {
                rids.extend(db.rid(key)?);
            }
        } else {
            rids = rids_of(db, &said.statement)?;
        }
        causes.push(Spoken { seq: said.seq, swaps: passage::swaps(db, &said.statement)?, rids });
    }
    refresh_all(db, desk, islands.clone(), Cause::Said(&causes))?;
    let known: BTreeSet<_> = before.iter().map(Dispute::about).collect();
    let mut now = disputes(db, desk, &islands)?;
    now.retain(|dispute| !known.contains(&dispute.about()));
    now.sort();
    Ok(now)
}

/// Which records each of some assertions is to be listed with; and so the retractions that came before what they take
/// back, and waited for it.
fn spoken(db: &Db, said: &[Assertion]) -> Result<Vec<(i64, Vec<i64>)>> {
    let mut spoken = Vec::new();
    for said in said.iter().filter(|said| !said.statement.is_note()) {
        let rids = rids_of(db, &said.statement)?;
        let mut targets = vec![said.id];
        while let Some(target) = targets.pop() {
            for (seq, retraction) in db.retractions_of(target)? {
                spoken.push((seq, rids.clone()));
                targets.push(retraction);
            }
        }
        spoken.push((said.seq, rids));
    }
    spoken.sort();
    spoken.dedup();
    Ok(spoken)
}

/// Makes one island of the records that an assertion speaks of. Those on none, gone or never here, come ashore.
fn join(db: &Db, rids: &[i64]) -> Result<()> {
    let mut islands = BTreeSet::new();
    for &rid in rids {
        if let Some(island) = db.island_of(rid)? {
            islands.insert(island);
        } else {
            db.set_island(rid, rid)?;
            islands.insert(rid);
        }
    }
    let Some(first) = islands.pop_first() else { return Ok(()) };
    islands.into_iter().try_for_each(|other| db.join_islands(first, other))
}

/// Notes that named a record before anything was said of it passed it over: what they say of it counts from now on.
fn remember_ghosts(db: &Db, made: &[(RecordKey, i64)]) -> Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    let made: BTreeMap<&RecordKey, i64> = made.iter().map(|(key, rid)| (key, *rid)).collect();
    for stored in db.said_of_kinds(["publish", "load"])? {
        for key in stored.assertion.statement.records() {
            if let Some(&rid) = made.get(key) {
                note(db, &stored.assertion, rid)?;
            }
        }
    }
    Ok(())
}

/// The islands that some records lie on.
fn islands(db: &Db, rids: impl IntoIterator<Item = i64>) -> Result<BTreeSet<i64>> {
    let mut islands = BTreeSet::new();
    for rid in rids {
        islands.extend(db.island_of(rid)?);
    }
    Ok(islands)
}

fn disputes(db: &Db, desk: &Desk, islands: &BTreeSet<i64>) -> Result<Vec<Dispute>> {
    let mut found = Vec::new();
    for &island in islands {
        let material = Material::of(db, db.rids_of_island(island)?)?;
        // It takes two to contradict each other.
        if material.island.assertions.len() > 1 {
            found.extend(dispute::disputes(&desk.config, &desk.comparer, &material));
        }
    }
    Ok(found)
}

/// Warns of writers whose clock is far ahead of the one here. Nothing depends on it but the order of display.
fn clocks(said: &[Assertion]) -> Vec<String> {
    let mut latest: BTreeMap<&str, &Assertion> = BTreeMap::new();
    for said in said {
        latest.insert(&said.writer, said); // They come in the order of time.
    }
    let now = now_us();
    let far = latest.into_values().filter(|said| said.time_us - now > FAR_AHEAD_US);
    far.map(|said| {
        let hours = (said.time_us - now) / 3_600_000_000;
        format!(
            "what {} said is dated {hours} hours ahead of the clock here: the clock of writer {} is wrong, or this one",
            said.author,
            said.writer.get(..8).unwrap_or(&said.writer)
        )
    })
    .collect()
}
