//! What `verify` asks of erasures: that what they took is gone, and stays so.

use std::collections::BTreeSet;

use super::proof::is_blank;
use crate::error::Result;
use crate::model::seal::body_hash;
use crate::model::{Choice, RecordKey, Statement};
use crate::store::{Db, Store};
use crate::workspace::admit::erasures;

/// What is wrong, and what was counted. Emptied payloads are held against what erasures list by the chain's own check.
pub fn check(db: &Db, store: &Store) -> Result<(Vec<String>, String)> {
    let mut wrong = Vec::new();
    let mut subjects: BTreeSet<RecordKey> = BTreeSet::new();
    let mut typed: BTreeSet<(RecordKey, i64)> = BTreeSet::new();
    let (mut redactions, mut payloads) = (0_u64, 0_u64);
    let listed = erasures(db)?;
    let mut unemptied = Vec::new();
    db.for_each_assertion(|stored| {
        let seq = stored.assertion.seq;
        payloads +=
            u64::from(stored.nonce.is_empty() && listed.contains(&(stored.assertion.id, body_hash(&stored.body))));
        match stored.assertion.statement {
            Statement::Redact { subject, emptied } => {
                redactions += 1;
                unemptied.extend(emptied.into_iter().map(|payload| (seq, payload.id)));
                subjects.insert(subject);
            }
            Statement::Override { anchor, choice: Choice::Value(_), .. } => {
                typed.insert((anchor, seq));
            }
            _ => {}
        }
        Ok(())
    })?;
    for (seq, id) in unemptied {
        if let Some(stored) = db.assertion_by_id(id)?
            && !stored.nonce.is_empty()
        {
            wrong.push(format!(
                "number {}: number {seq} erased its payload, and it is still there",
                stored.assertion.seq
            ));
        }
    }
    for key in &subjects {
        let Some(rid) = db.rid(key)? else { continue };
        let record = db.record(rid)?;
        if !is_blank(&record.record) || !record.gone || !db.is_redacted(rid)? {
            wrong.push(format!("record {key} was erased and holds values"));
        }
        if !db.past_values(rid)?.is_empty() {
            wrong.push(format!("record {key} was erased, and what it held before was not"));
        }
        if db.is_indexed(rid)? {
            wrong.push(format!("record {key} was erased and can be searched for"));
        }
        if db.exported_with(rid)? > 0 {
            wrong.push(format!("record {key} was erased, and kept exports hold its values"));
        }
        for (anchor, seq) in typed.iter().filter(|(anchor, _)| anchor == key) {
            wrong.push(format!("number {seq}: a value that was typed for {anchor} outlived its erasure"));
        }
    }
    for rid in db.redacted()? {
        let key = db.record(rid)?.record.key;
        if !subjects.contains(&key) {
            wrong.push(format!("record {key} counts as erased, and no erasure says so"));
        }
    }
    if db.scrub_is_due()? {
        wrong.push("the file was not scrubbed after an erasure: open it again while no other program does".to_owned());
    }
    let detail = if redactions == 0 {
        "nothing was erased".to_owned()
    } else {
        // Free pages and the log are of later work: the scrub left neither behind.
        format!(
            "records erased: {}, erasures: {redactions}; {payloads} payloads emptied as listed, file scrubbed since \
             ({} free pages, {} bytes of log, all later)",
            subjects.len(),
            store.free_pages()?,
            store.log_bytes()
        )
    };
    Ok((wrong, detail))
}
