//! What undo and redo speak of: the steward's last decision, and what was taken back to make room for it.

use super::change::{Change, Request};
use super::statement::standing_retraction;
use crate::error::{Error, Result};
use crate::model::{Assertion, Statement};
use crate::store::{Db, Said};

/// Parts the number of a statement from what all those of one commit share.
const PART: char = '.';

/// Parts the number of a statement from what all those of one request share.
const STROKE: char = '+';

/// Request ids for statements that are written together, from one that was drawn for all: so many for each request.
pub fn request_ids(drawn: &str, counts: &[usize]) -> Vec<String> {
    let mut ids = Vec::new();
    for (part, &count) in (1..).zip(counts) {
        let own = if counts.len() == 1 { drawn.to_owned() } else { format!("{drawn}{PART}{part}") };
        match count {
            1 => ids.push(own),
            _ => ids.extend((1..=count).map(|n| format!("{own}{STROKE}{n}"))),
        }
    }
    ids
}

/// The requests with undo and redo replaced by the retractions that they come to.
pub fn resolved(db: &Db, steward: &str, requests: &[Request]) -> Result<Vec<Request>> {
    if requests.len() > 1 && requests.iter().any(|request| matches!(request.change, Change::Undo | Change::Redo)) {
        // What is proposed has no place in the journal yet, so there is no last of it.
        return Err(Error::user("undo and redo go alone, not together with other changes"));
    }
    let mut all = Vec::with_capacity(requests.len());
    for request in requests {
        let redo = match request.change {
            Change::Undo => false,
            Change::Redo => true,
            _ => {
                all.push(request.clone());
                continue;
            }
        };
        let said = last(db, steward, redo)?;
        let seqs = std::iter::once(said.seq).chain(companions(db, &said)?);
        all.extend(seqs.map(|seq| Request { change: Change::Retract { seq }, ..request.clone() }));
    }
    Ok(all)
}

/// The steward's last standing decision, for undo; their last standing retraction of a decision, for redo.
pub fn last(db: &Db, steward: &str, redo: bool) -> Result<Said> {
    let mut before = i64::MAX;
    while let Some(said) = db.said_before(steward, before)? {
        before = said.seq;
        let wanted = match (redo, said.target) {
            (false, None) => db.assertion(said.seq)?.is_some_and(|said| said.assertion.statement.is_retractable()),
            (true, Some(target)) => db.assertion_by_id(target)?.is_some_and(|stored| stored.target.is_none()),
            _ => false,
        };
        if wanted && standing_retraction(db, said.id)?.is_none() {
            return Ok(said);
        }
    }
    let what = if redo { "to redo: you took nothing back" } else { "to undo: no decision of yours stands" };
    Err(Error::user(format!("nothing {what}")).hint(format!("you are {steward}; `goldsmith log` lists all decisions")))
}

/// The other standing retractions of the stroke that an entry belongs to, newest first. A decision that took an earlier
/// one's place is undone with that one's return; restoring it takes that one back again. An exchange of golden ids
/// goes with the decision that it was made for. A commit of several decisions is no stroke: its parts have nothing to
/// do with each other.
fn companions(db: &Db, said: &Said) -> Result<Vec<i64>> {
    let Some(own) = db.assertion(said.seq)?.map(|stored| stored.assertion) else { return Ok(Vec::new()) };
    // What one request came to belongs together, however many decisions it is.
    let of_one_request = own.request.contains(STROKE);
    let part = if of_one_request { STROKE } else { PART };
    let Some((commit, _)) = own.request.rsplit_once(part) else { return Ok(Vec::new()) };
    let together = |other: &Assertion| {
        other.writer == own.writer && other.request.rsplit_once(part).is_some_and(|(shared, _)| shared == commit)
    };
    let swaps = |other: &Assertion| matches!(other.statement, Statement::SwapIds { .. });
    let mut decisions = usize::from(said.target.is_none() && !of_one_request && !swaps(&own));
    let mut found = Vec::new();
    for step in [1, -1] {
        let mut seq = own.seq + step;
        while let Some(other) = db.assertion(seq)?.map(|stored| stored.assertion).filter(together) {
            let decides = !of_one_request && !swaps(&other) && !matches!(other.statement, Statement::Retract { .. });
            decisions += usize::from(decides);
            if (!decides || swaps(&own)) && standing_retraction(db, other.id)?.is_none() {
                found.push(seq);
            }
            seq += step;
        }
    }
    if decisions > 1 {
        return Ok(Vec::new());
    }
    found.sort_by_key(|seq| std::cmp::Reverse(*seq));
    Ok(found)
}
