//! The journal as people read it.

use std::collections::BTreeSet;

use super::statement::standing_retraction;
use super::view::LogEntry;
use super::words;
use crate::error::Result;
use crate::model::Statement;
use crate::normalise::time;
use crate::store::{Db, StoredAssertion};

/// A page of the whole journal, newest first.
pub fn all(db: &Db, before: i64, limit: usize) -> Result<Vec<LogEntry>> {
    db.log(before, limit)?.into_iter().map(|stored| entry(db, stored)).collect()
}

/// What was said about some records, newest first.
pub fn of_records(db: &Db, rids: &[i64], before: i64, limit: usize) -> Result<Vec<LogEntry>> {
    let mut seqs = BTreeSet::new();
    for &rid in rids {
        seqs.extend(db.mentions_of(rid)?);
    }
    let mut entries = Vec::new();
    for seq in seqs.into_iter().rev().filter(|&seq| seq < before).take(limit) {
        if let Some(stored) = db.assertion(seq)? {
            entries.push(entry(db, stored)?);
        }
    }
    Ok(entries)
}

/// A statement in a sentence; of a retraction, with what it took back or restored.
pub fn sentence(db: &Db, said: &Statement) -> Result<String> {
    let (mut statement, mut about, mut verb) = (said.clone(), None, "restored");
    while let Statement::Retract { target } = &statement {
        let Some(stored) = db.assertion_by_id(*target)? else { break };
        // Undo of undo restores, and undo of that takes back once more.
        verb = if verb == "restored" { "took back" } else { "restored" };
        about = Some(stored.assertion.seq);
        statement = stored.assertion.statement;
    }
    let what = words::statement(&statement);
    Ok(about.map_or(what.clone(), |seq| format!("{verb} number {seq}: {what}")))
}

fn entry(db: &Db, stored: StoredAssertion) -> Result<LogEntry> {
    let said = stored.assertion;
    let mut records = said.statement.records().into_iter().cloned().collect();
    let mut target = None;
    if let Statement::Retract { target: id } = &said.statement
        && let Some(taken_back) = db.assertion_by_id(*id)?
    {
        target = Some(taken_back.assertion.seq);
        let mut keys = Vec::new();
        for rid in db.mentioned_by(said.seq)? {
            keys.push(db.record(rid)?.record.key);
        }
        keys.sort();
        records = keys;
    }
    Ok(LogEntry {
        seq: said.seq,
        time: time::rfc3339(said.time_us),
        summary: sentence(db, &said.statement)?,
        author: said.author,
        kind: said.statement.kind().to_owned(),
        records,
        comment: said.comment,
        retracted_by: standing_retraction(db, said.id)?,
        target,
        flag: matches!(said.statement, Statement::Comment { flag: true, .. }),
    })
}
