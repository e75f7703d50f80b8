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

/// What happens, or would happen, in a sentence.
pub fn sentence(db: &Db, said: &Statement) -> Result<String> {
    Ok(words::statement(said, target(db, said)?.map(|(_, words)| words).as_deref()))
}

/// The number of what a statement takes back, and that in words.
fn target(db: &Db, said: &Statement) -> Result<Option<(i64, String)>> {
    let Statement::Retract { target } = said else { return Ok(None) };
    let found = db.assertion_by_id(*target)?.map(|stored| stored.assertion);
    Ok(found.map(|what| (what.seq, format!("number {}, {}", what.seq, words::statement(&what.statement, None)))))
}

fn entry(db: &Db, stored: StoredAssertion) -> Result<LogEntry> {
    let said = stored.assertion;
    let mut records = said.statement.records().into_iter().cloned().collect();
    let target = target(db, &said.statement)?;
    if target.is_some() {
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
        summary: words::statement(&said.statement, target.as_ref().map(|(_, words)| words.as_str())),
        author: said.author,
        kind: said.statement.kind().to_owned(),
        records,
        comment: said.comment,
        retracted_by: standing_retraction(db, said.id)?,
        target: target.map(|(seq, _)| seq),
        flag: matches!(said.statement, Statement::Comment { flag: true, .. }),
    })
}
