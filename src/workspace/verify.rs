//! Verify: every invariant, checked against the file as it lies there.

use std::collections::{BTreeMap, BTreeSet};

use super::admit::erasures;
use super::archipelago::Islands;
use super::commit::bears;
use super::derive::derive;
use super::desk::Desk;
use super::island::Material;
use super::overlay::rids_of;
use super::redact;
use super::release::as_kept;
use super::report::{Check, Verification};
use super::waiting::{LeftBehind, left_behind};
use crate::error::{ErrorKind, Result};
use crate::model::{Hash, Record, Seal, Statement};
use crate::store::{Db, Store};

/// Runs all checks. `damage` is what `SQLite` finds wrong with the file.
pub fn verify(db: &Db, store: &Store, desk: &Desk, damage: &[String]) -> Result<Verification> {
    let (unerased, erased) = redact::check(db, store)?;
    let checks = vec![
        check("file", "no damage found", damage),
        chain(db)?,
        mentions(db)?,
        records(db)?,
        check("redactions", &erased, &unerased),
        derived(db, desk)?,
        waiting(store)?,
    ];
    Ok(Verification { ok: checks.iter().all(|check| check.ok), checks })
}

/// A check that holds when nothing is wrong; it names the first few things that are.
fn check(name: &str, fine: &str, wrong: &[String]) -> Check {
    let detail = match wrong.len() {
        0 => fine.to_owned(),
        n if n > 3 => format!("{}; and {} more", wrong[..3].join("; "), n - 3),
        _ => wrong.join("; "),
    };
    Check { name: name.to_owned(), ok: wrong.is_empty(), detail }
}

/// What waits to be written can be read; it says whose it is.
fn waiting(store: &Store) -> Result<Check> {
    let LeftBehind { stewards, unreadable } = left_behind(store.path())?;
    let theirs: Vec<String> = stewards.iter().map(|(steward, count)| format!("{count} of {steward}")).collect();
    let fine = if theirs.is_empty() {
        "no decision was left behind by a program that was killed".to_owned()
    } else {
        format!("decisions left behind, written when their steward opens the workspace: {}", theirs.join(", "))
    };
    let wrong: Vec<String> =
        unreadable.iter().map(|name| format!("{name} holds decisions that cannot be read")).collect();
    Ok(check("waiting", &fine, &wrong))
}

/// Every writer's chain is whole, and every payload is what its header commits to.
fn chain(db: &Db) -> Result<Check> {
    let mut ends: BTreeMap<String, (u64, Hash)> = BTreeMap::new();
    let erasures = erasures(db)?;
    let mut wrong = Vec::new();
    let mut count = 0_u64;
    db.for_each_assertion(|stored| {
        let said = &stored.assertion;
        count += 1;
        let (last, end) = ends.get(&said.writer).copied().unwrap_or((0, Hash::ZERO));
        let mut fault = |what: &str| wrong.push(format!("number {}: {what}", said.seq));
        if said.writer_seq != last + 1 {
            fault("the chain has a gap before it");
        } else if said.previous != end {
            fault("it does not follow from the one before");
        }
        match stored.clone().entry().verify() {
            Ok(Seal::Whole) => {}
            Ok(Seal::Emptied { body }) => {
                if !erasures.contains(&(said.id, body)) {
                    fault("its payload is empty, and no erasure says so");
                }
            }
            Err(what) => fault(&what.to_string()),
        }
        if said.statement.kind() != stored.kind {
            fault("the look-up of its kind was altered");
        }
        let target = match said.statement {
            Statement::Retract { target } => Some(target),
            _ => None,
        };
        if target != stored.target {
            fault("the look-up of what it takes back was altered");
        }
        ends.insert(said.writer.clone(), (said.writer_seq, said.id));
        Ok(())
    })?;
    // A cut tail leaves a valid chain: the head is named so that it can be held against one noted elsewhere.
    let heads: Vec<String> = ends.values().map(|(n, id)| format!("{n} {}", id.short())).collect();
    let heads = if heads.is_empty() { "empty".to_owned() } else { heads.join(", ") };
    Ok(check("journal", &format!("{count} assertions, head {heads}"), &wrong))
}

/// The list of which assertions speak of which records is complete.
fn mentions(db: &Db) -> Result<Check> {
    let mut wrong = Vec::new();
    let mut said = Vec::new();
    db.for_each_assertion(|stored| {
        if !stored.assertion.statement.is_note() {
            said.push((stored.assertion.seq, stored.assertion.statement));
        }
        Ok(())
    })?;
    for (seq, statement) in said {
        // A statement that was altered may name what is not here: that is a finding, and no reason to stop.
        let expected = match rids_of(db, &statement) {
            Ok(rids) => rids.into_iter().collect::<BTreeSet<i64>>(),
            Err(error) if error.kind == ErrorKind::User => {
                wrong.push(format!("number {seq}: {}", error.message));
                continue;
            }
            Err(error) => return Err(error),
        };
        if db.mentioned_by(seq)?.into_iter().collect::<BTreeSet<_>>() != expected {
            wrong.push(format!("number {seq} is not listed with its records"));
        }
    }
    Ok(check("look-ups", "every assertion is listed with its records", &wrong))
}

/// Every record is what its hash says.
fn records(db: &Db) -> Result<Check> {
    let mut wrong = Vec::new();
    let mut count = 0_u64;
    db.for_each_record(|stored| {
        count += 1;
        let Record { key, values, updated_at, updated_us, hash } = stored.record;
        if Record::new(key.clone(), values, updated_at, updated_us).hash != hash {
            wrong.push(format!("record {key} was altered"));
        }
        Ok(())
    })?;
    Ok(check("records", &format!("{count} records are as they were loaded"), &wrong))
}

/// Clusters, golden records and tasks are what sources, run and journal say; every record is in exactly one cluster.
fn derived(db: &Db, desk: &Desk) -> Result<Check> {
    let mut wrong = Vec::new();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    let mut borne: BTreeMap<i64, String> = BTreeMap::new();
    for rids in Islands::of(db)?.all() {
        let material = Material::of(db, rids)?;
        let derived = derive(&desk.config, &desk.comparer, &material);
        borne.extend(bears(&material, &derived).map(|(rid, golden_id)| (rid, golden_id.to_owned())));
        for cluster in derived.clusters {
            let members: BTreeSet<i64> = cluster.nodes.iter().map(|&node| material.rids[node]).collect();
            let golden_id = &cluster.stored.golden_id;
            if !expected.insert(golden_id.clone()) {
                wrong.push(format!("golden id {golden_id} names two clusters"));
            }
            match db.cluster(golden_id)? {
                None => wrong.push(format!("{golden_id} is missing")),
                Some(stored) if stored != as_kept(db, cluster.stored.clone())? => {
                    wrong.push(format!("{golden_id} is out of date"));
                }
                Some(_) => {}
            }
            if db.rids_of_cluster(golden_id)?.into_iter().collect::<BTreeSet<_>>() != members {
                wrong.push(format!("{golden_id} has other members"));
            }
        }
    }
    if db.borne()?.into_iter().collect::<BTreeMap<_, _>>() != borne {
        wrong.push("which records bear another golden id than their own is out of date".to_owned());
    }
    let mut after = String::new();
    while let Some(last) = {
        let ids = db.golden_ids_after(&after, 1_000)?;
        wrong.extend(ids.iter().filter(|id| !expected.contains(*id)).map(|id| format!("{id} should not be there")));
        ids.last().cloned()
    } {
        after = last;
    }
    wrong.extend(db.wrong_tallies()?);
    Ok(check("derived state", &format!("{} golden records follow from the journal", expected.len()), &wrong))
}
