//! Erasing a record: what is proposed, what is done, and what another copy's erasure means here.

use std::collections::{BTreeMap, BTreeSet};

use super::erasable;
use super::reach::touched_by;
use super::values::{folded, values};
use crate::error::{Error, Result};
use crate::model::redact::{emptied, empty};
use crate::model::seal::{Payload, body_hash};
use crate::model::{Assertion, Emptied, Hash, Record, RecordKey, Shown, Statement};
use crate::store::Db;
use crate::text::needles::LEAST;
use crate::workspace::admit::erasures;
use crate::workspace::commit::{Author, append, refresh, seen, tie};
use crate::workspace::desk::{Desk, random_id};
use crate::workspace::island::Material;
use crate::workspace::rebuild::list;

/// The statement that erases a record, for this reason; the reason stays, so it must not quote what goes.
///
/// # Errors
/// An unknown record, one that was erased before, no reason or one that quotes the record.
pub fn statement(db: &Db, key: &RecordKey, reason: Option<&str>) -> Result<Statement> {
    let rid = erasable(db, key)?;
    let reason = reason.map(folded).filter(|reason| !reason.is_empty()).ok_or_else(|| {
        Error::user("an erasure needs a reason").hint("a ticket or a legal ground; it stays in the journal")
    })?;
    let values = values(db, rid, key)?;
    if values.own.iter().any(|value| value.len() >= LEAST && reason.contains(&folded(value))) {
        return Err(Error::user("the reason quotes a value of the record, and would keep it")
            .hint("name a ticket or a legal ground instead"));
    }
    let emptied = touched_by(db, rid, key, &values)?.into_iter().map(|payload| payload.listed).collect();
    Ok(Statement::Redact { subject: key.clone(), emptied })
}

/// Numbers of the records that an erasure's emptied payloads speak of, the subject included, as far as they lie on
/// islands: their state may change.
pub fn concerned(db: &Db, said: &Statement) -> Result<Vec<i64>> {
    let Statement::Redact { subject, emptied } = said else { return Ok(Vec::new()) };
    let mut rids: BTreeSet<i64> = db.rid(subject)?.into_iter().collect();
    for payload in emptied {
        if let Some(stored) = db.assertion_by_id(payload.id)? {
            rids.extend(db.mentioned_by(stored.assertion.seq)?);
        }
    }
    let mut afloat = Vec::with_capacity(rids.len());
    for rid in rids {
        if db.island_of(rid)?.is_some() {
            afloat.push(rid);
        }
    }
    Ok(afloat)
}

/// Makes of the material what it will be once the drafts' erasures are carried out.
pub fn foresee<'a>(material: &mut Material, drafts: impl IntoIterator<Item = &'a Assertion>) {
    for draft in drafts {
        let Statement::Redact { subject, emptied } = &draft.statement else { continue };
        if let Some(node) = material.island.position(subject) {
            material.island.nodes[node].gone = true;
            material.records[node] = blank(&material.records[node]);
        }
        let listed: BTreeMap<Hash, bool> = emptied.iter().map(|payload| (payload.id, payload.value)).collect();
        for said in &mut material.island.assertions {
            if let Some(&value) = listed.get(&said.id) {
                let mut payload = Payload::of(said);
                empty(&mut payload, subject, value);
                let Payload { statement, comment, content, .. } = payload;
                *said = Assertion { statement, comment, content, ..said.clone() };
            }
        }
    }
}

/// A record of which nothing is left but its key. Its hash is that of nothing: a hash of little content can be guessed.
pub(super) fn blank(record: &Record) -> Record {
    Record::new(record.key.clone(), vec![None; record.values.len()], None, None)
}

/// Erases what a statement says, exactly as it lists it; gives the islands to be derived anew. The file is to be
/// scrubbed once the transaction is durable.
///
/// # Errors
/// A payload that does not come to what the statement lists.
pub fn carry_out(db: &Db, said: &Statement) -> Result<BTreeSet<i64>> {
    let Statement::Redact { subject, emptied } = said else { return Ok(BTreeSet::new()) };
    let mut islands = islands(db, concerned(db, said)?)?;
    for listed in emptied {
        if empty_listed(db, subject, listed)? != Some(listed.body) {
            return Err(Error::internal("an erasure lists a payload that is not what it was"));
        }
    }
    islands.insert(empty_record(db, erasable(db, subject)?)?);
    Ok(islands)
}

/// Empties one payload as an erasure lists it; gives the hash of what stands there now, `None` where it is not here.
fn empty_listed(db: &Db, subject: &RecordKey, listed: &Emptied) -> Result<Option<Hash>> {
    let Some(stored) = db.assertion_by_id(listed.id)? else { return Ok(None) };
    let kind = stored.assertion.statement.kind();
    let mut body = emptied(&stored.body, kind, subject, listed.value).map_err(unreadable)?;
    let outline = crate::model::seal::outline(kind);
    if body_hash(&outline) == listed.body {
        // Whoever erased did not know the kind.
        body = outline;
    }
    if body != stored.body || !stored.nonce.is_empty() {
        db.empty_payload(stored.assertion.seq, &body)?;
    }
    Ok(Some(body_hash(&body)))
}

/// Empties a record; gives the island that it lies on.
fn empty_record(db: &Db, rid: i64) -> Result<i64> {
    let stored = db.record(rid)?;
    if !stored.gone {
        let records = db.meta("records")?.and_then(|records| records.parse::<u64>().ok());
        if let Some(records) = records {
            db.set_meta("records", &records.saturating_sub(1).to_string())?;
        }
    }
    db.redact_record(rid, &blank(&stored.record))?;
    if let Some(island) = db.island_of(rid)? {
        return Ok(island);
    }
    // Gone, and nobody ever spoke of it: the erasure itself does now.
    db.set_island(rid, rid)?;
    Ok(rid)
}

fn islands(db: &Db, rids: Vec<i64>) -> Result<BTreeSet<i64>> {
    let mut islands = BTreeSet::new();
    for rid in rids {
        islands.extend(db.island_of(rid)?);
    }
    Ok(islands)
}

/// What an erasure that came from another copy of the journal did here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Payloads that were emptied here.
    pub payloads: u64,
    /// Number of the erasure that was appended, because something had to be emptied here that no erasure lists.
    pub follow_up: Option<i64>,
}

/// Does here what an erasure of another copy did there: `said` is in the journal already. Content, past and search
/// go, listed payloads become what they became there, and what only this copy says of the subject is emptied as well
/// and listed by an erasure of its own. Doing it again changes nothing. The file is to be scrubbed once the transaction
/// is durable.
///
/// # Errors
/// A damaged payload.
pub fn apply_redaction(db: &Db, desk: &Desk, said: &Assertion) -> Result<Appended> {
    let Statement::Redact { subject, emptied } = &said.statement else { return Ok(Appended::default()) };
    list(db, said)?;
    let Some(rid) = db.rid(subject)? else { return Ok(Appended::default()) };
    let mut touched_islands = islands(db, concerned(db, &said.statement)?)?;
    // Before anything is emptied: what is emptied says no more which values to look for.
    let values = values(db, rid, subject)?;
    let mut bodies: BTreeMap<Hash, Emptied> = BTreeMap::new();
    let mut report = Appended::default();
    for listed in emptied {
        let before = db.assertion_by_id(listed.id)?.map(|stored| (stored.nonce, body_hash(&stored.body)));
        if let Some(body) = empty_listed(db, subject, listed)? {
            report.payloads += u64::from(before.is_some_and(|(nonce, old)| !nonce.is_empty() || old != body));
            bodies.insert(listed.id, Emptied { body, ..listed.clone() });
        }
    }
    for payload in touched_by(db, rid, subject, &values)? {
        db.empty_payload(payload.seq, &payload.body)?;
        touched_islands.extend(islands(db, db.mentioned_by(payload.seq)?)?);
        report.payloads += 1;
        let value = payload.listed.value || bodies.get(&payload.listed.id).is_some_and(|listed| listed.value);
        bodies.insert(payload.listed.id, Emptied { value, ..payload.listed });
    }
    if !db.is_redacted(rid)? {
        touched_islands.insert(empty_record(db, rid)?);
    } else if db.island_of(rid)?.is_none() {
        db.set_island(rid, rid)?;
        touched_islands.insert(rid);
    }
    let known = erasures(db)?;
    let mut unlisted = Vec::new();
    for payload in bodies.into_values() {
        if let Some(stored) = db.assertion_by_id(payload.id)?
            && !known.contains(&(payload.id, body_hash(&stored.body)))
        {
            unlisted.push(payload);
        }
    }
    if !unlisted.is_empty() {
        let statement = Statement::Redact { subject: subject.clone(), emptied: unlisted };
        let comment = said.comment.clone();
        let body = Payload { statement, comment, content: BTreeMap::new(), shown: Shown::default() };
        let run = db.latest_run()?.map(|run| run.id);
        let seq = append(db, desk, &seen(db, desk)?, Author::steward(desk), body, run, random_id()?)?;
        touched_islands.insert(tie(db, &[rid], seq)?);
        report.follow_up = Some(seq);
    }
    touched_islands.into_iter().try_for_each(|island| refresh(db, desk, island))?;
    Ok(report)
}

/// Applies every erasure of the journal once more: after others were received, in whatever order, nothing is left that
/// one of them should have taken. Gives how many payloads were emptied.
///
/// # Errors
/// A damaged payload.
pub fn apply_standing(db: &Db, desk: &Desk) -> Result<u64> {
    let redactions = db.said_of_kinds(["redact", "redact"])?;
    let mut payloads = 0;
    for stored in &redactions {
        payloads += apply_redaction(db, desk, &stored.assertion)?.payloads;
    }
    Ok(payloads)
}

#[allow(clippy::needless_pass_by_value)] // What `map_err` hands over.
fn unreadable(error: serde_json::Error) -> Error {
    Error::internal(format!("a payload cannot be emptied: {error}"))
}
