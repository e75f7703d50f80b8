//! The links of an erased record over later loads: what its content once said is in them, and can be said no more.
//!
//! A load scores the links of its run anew. Those of an erased record keep the score that it had; where no group of the
//! new run names it, its strongest link stays, one alone: so the golden id that it lent its cluster does not move, and
//! it ties no two others together.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::store::Db;

/// The links of erased records, before a load forgets all of its run.
pub fn kept(db: &Db) -> Result<Vec<(i64, i64, f64)>> {
    db.edges_of_redacted()
}

/// Puts them back, as far as they still hold.
pub fn keep(db: &Db, kept: &[(i64, i64, f64)]) -> Result<()> {
    for &(a, b, probability) in kept {
        db.update_edge(a, b, probability)?;
    }
    let named: Vec<(i64, i64, f64)> = db.edges_of_redacted()?;
    for rid in db.redacted()? {
        if named.iter().any(|&(a, b, _)| a == rid || b == rid) {
            continue;
        }
        // By the key of the other end, and not by its number here, where two are as strong.
        let mut own = BTreeMap::new();
        for &(a, b, probability) in kept.iter().filter(|&&(a, b, _)| a == rid || b == rid) {
            let other = if a == rid { b } else { a };
            if db.is_present(other)? {
                own.insert(db.record(other)?.record.key, (other, probability));
            }
        }
        let mut strongest: Option<(i64, f64)> = None;
        for (other, probability) in own.into_values() {
            if strongest.is_none_or(|(_, best)| probability > best) {
                strongest = Some((other, probability));
            }
        }
        if let Some((other, probability)) = strongest {
            db.insert_edge(rid, other, probability)?;
        }
    }
    Ok(())
}
