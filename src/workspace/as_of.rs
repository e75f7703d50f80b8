//! The moment up to which ends of overrides are heeded: derived state knows no clock, so it is kept in the database.
//!
//! It moves on when a workspace is opened, loaded or decided upon, and only where an override has ended since.

use std::collections::BTreeSet;

use super::commit::refresh;
use super::desk::Desk;
use super::rebuild::count_rebuild;
use crate::error::Result;
use crate::store::Db;

/// Where it is kept, microseconds since 1970 (UTC).
const AS_OF: &str = "as_of";

/// The moment, microseconds since 1970 (UTC); 0 where no override has ended yet.
pub fn as_of(db: &Db) -> Result<i64> {
    Ok(db.meta(AS_OF)?.and_then(|us| us.parse().ok()).unwrap_or(0))
}

/// Whether an override has ended since that moment.
pub fn is_due(db: &Db, now_us: i64) -> Result<bool> {
    Ok(!db.lapses(as_of(db)?, now_us)?.is_empty())
}

/// Moves the moment on, if an override has ended since, to its end; gives the overrides that did.
pub fn move_on(db: &Db, now_us: i64) -> Result<Vec<i64>> {
    let due = db.lapses(as_of(db)?, now_us)?;
    if let Some((_, last)) = due.last() {
        // To the end itself, not to now: then copies of a workspace agree, whenever each of them was opened.
        db.set_meta(AS_OF, &last.to_string())?;
    }
    Ok(due.into_iter().map(|(seq, _)| seq).collect())
}

/// Moves the moment on and derives anew what that touches. Proposals that were made before it look again.
pub fn advance(db: &Db, desk: &Desk, now_us: i64) -> Result<()> {
    let mut islands = BTreeSet::new();
    let due = move_on(db, now_us)?;
    for &seq in &due {
        for rid in db.mentioned_by(seq)? {
            islands.extend(db.island_of(rid)?);
        }
    }
    islands.into_iter().try_for_each(|island| refresh(db, desk, island))?;
    if due.is_empty() { Ok(()) } else { count_rebuild(db) }
}
