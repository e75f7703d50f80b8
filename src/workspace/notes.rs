//! Notes in the journal of what no single decision says: that a load brought new records or groups, and that a rule
//! accepted clusters which leave no doubt.

use std::collections::BTreeMap;

use super::commit::{Author, append, seen};
use super::desk::{Desk, random_id};
use crate::error::Result;
use crate::model::seal::Payload;
use crate::model::{Hash, RecordKey, Shown, Statement};
use crate::store::Db;

/// Where the digest of the groups that were noted last is kept.
const NOTED_RUN: &str = "noted_run";
/// Where the digest of the acceptance that was noted last is kept.
const NOTED_ACCEPTANCE: &str = "noted_acceptance";

/// Where it is noted that the journal says how old records are.
const NOTED_AGES: &str = "noted_ages";

/// Whether the journal says how old records are.
pub fn has_ages(db: &Db) -> Result<bool> {
    Ok(db.meta(NOTED_AGES)?.is_some())
}

/// The first release kept in a table of its own which load had brought a record, and golden ids hang on it. Says so in
/// the journal, once, load by load: from now on age comes from there alone.
pub fn ages(db: &Db, desk: &Desk) -> Result<()> {
    if has_ages(db)? {
        return Ok(());
    }
    db.set_meta(NOTED_AGES, "yes")?;
    let mut loads: BTreeMap<i64, Vec<RecordKey>> = BTreeMap::new();
    for (load, key) in db.brought_by_load()? {
        loads.entry(load).or_default().push(key);
    }
    let run = db.latest_run()?;
    let (run, digest, groups) = run.map_or((0, Hash::ZERO, 0), |run| (run.id, run.digest, run.groups));
    for added in loads.into_values() {
        note(db, desk, Author::steward(desk), Statement::Load { run, digest, groups, added })?;
    }
    Ok(())
}

/// Notes a load, if it brought new records, or other groups than the load before.
pub fn load(db: &Db, desk: &Desk, mut added: Vec<RecordKey>) -> Result<()> {
    let run = db.latest_run()?;
    let digest = run.as_ref().map_or(Hash::ZERO, |run| run.digest);
    let before = db.meta(NOTED_RUN)?;
    db.set_meta(NOTED_RUN, &digest.to_string())?;
    if added.is_empty() && before.is_none_or(|before| before == digest.to_string()) {
        return Ok(());
    }
    added.sort();
    let (run, groups) = run.map_or((0, 0), |run| (run.id, run.groups));
    note(db, desk, Author::steward(desk), Statement::Load { run, digest, groups, added })
}

/// Notes which clusters the rule accepts now, if they are not those of the last time.
pub fn accept(db: &Db, desk: &Desk) -> Result<()> {
    let (clusters, digest) = db.accepted_by_rule()?;
    let noted = digest.to_string();
    if clusters == 0 || db.meta(NOTED_ACCEPTANCE)?.as_ref() == Some(&noted) {
        return Ok(());
    }
    db.set_meta(NOTED_ACCEPTANCE, &noted)?;
    let run = db.latest_run()?.map_or(0, |run| run.id);
    let above = desk.config.review.band.high.to_string();
    note(db, desk, Author::RULE, Statement::Accept { run, above, clusters, digest })
}

fn note(db: &Db, desk: &Desk, author: Author, statement: Statement) -> Result<()> {
    let run = db.latest_run()?.map(|run| run.id);
    let body = Payload { statement, comment: None, content: BTreeMap::new(), shown: Shown::default() };
    append(db, desk, &seen(db, desk)?, author, body, run, random_id()?).map(drop)
}
