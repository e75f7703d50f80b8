//! What undo and redo speak of: the steward's last decision, and all that was said in one stroke with it.
//!
//! ```text
//! request ids   d            one statement
//!               d+1 d+2 …    a stroke of several: a split, what it takes back, what is said anew
//!               d.1 d.2+1 …  each by itself, as the lines of a file
//! ```

use super::change::{Change, Request};
use super::statement::standing_retraction;
use crate::error::{Error, Result};
use crate::model::{Assertion, Statement};
use crate::store::{Db, Said};

/// Parts the number of a stroke from what all those of one commit share.
const PART: char = '.';

/// Parts the number of a statement from what all those of one stroke share.
const STROKE: char = '+';

/// The kind of a statement that nobody can take back.
const ERASURE: &str = "redact";

/// How requests that are carried out together are undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strokes {
    /// All of them together: they are what one key or one command does.
    One,
    /// Each by itself: they have nothing to do with each other.
    Each,
}

impl Strokes {
    /// How many statements each stroke has, from how many each request came to.
    pub fn counts(self, of_requests: Vec<usize>) -> Vec<usize> {
        match self {
            Self::One => vec![of_requests.iter().sum()],
            Self::Each => of_requests,
        }
    }
}

/// Request ids for statements that are written together, from one that was drawn for all: so many for each stroke.
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

/// The steward's last standing decision, for undo; their last standing retraction of a decision, for redo. Undo does not
/// reach behind an erasure: who asks for it means what they did last, and that is gone for good.
pub fn last(db: &Db, steward: &str, redo: bool) -> Result<Said> {
    let mut before = i64::MAX;
    while let Some(said) = db.said_before(steward, before)? {
        before = said.seq;
        if !redo && said.kind == ERASURE {
            return Err(Error::user(format!("nothing to undo: number {}, an erasure, cannot be taken back", said.seq))
                .hint("an earlier decision is taken back by its number: `goldsmith undo SEQ`, or z in the History"));
        }
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

/// What else stands of the stroke that an entry belongs to, newest first. A decision that took an earlier one's place is
/// undone with that one's return, and one that several others were said for with all of them. What redo restores is
/// what a stroke took back, and never what it said beside.
fn companions(db: &Db, said: &Said) -> Result<Vec<i64>> {
    let Some(own) = db.assertion(said.seq)?.map(|stored| stored.assertion) else { return Ok(Vec::new()) };
    let Some((stroke, _)) = own.request.rsplit_once(STROKE) else { return Ok(Vec::new()) };
    let together = |other: &Assertion| {
        other.writer == own.writer && other.request.rsplit_once(STROKE).is_some_and(|(shared, _)| shared == stroke)
    };
    let mut found = Vec::new();
    for step in [1, -1] {
        let mut seq = own.seq + step;
        while let Some(other) = db.assertion(seq)?.map(|stored| stored.assertion).filter(together) {
            let reached = said.target.is_none() || matches!(other.statement, Statement::Retract { .. });
            if reached && standing_retraction(db, other.id)?.is_none() {
                found.push(seq);
            }
            seq += step;
        }
    }
    found.sort_by_key(|seq| std::cmp::Reverse(*seq));
    Ok(found)
}
