//! From what a person types to a record: a golden id, the beginning of one, or `source:record_id`.

use crate::error::{Error, Result};
use crate::model::RecordKey;
use crate::store::Db;

/// A record of the cluster that `id` names. A golden id that was given up leads to the cluster of its record.
pub fn record_of(db: &Db, id: &str) -> Result<i64> {
    if let Some(rid) = db.rid_of_golden_id(id)? {
        return Ok(rid);
    }
    if let Ok(key) = id.parse::<RecordKey>() {
        return present_record(db, &key);
    }
    if id.len() >= 3 && id.starts_with("G-") {
        let found = db.golden_ids_from(id, 4)?;
        if let [only] = found.as_slice()
            && let Some(rid) = db.rid_of_golden_id(only)?
        {
            return Ok(rid);
        }
        if found.len() > 1 {
            return Err(Error::user(format!("{id} begins several golden ids: {}, …", found.join(", "))));
        }
    }
    Err(Error::user(format!("no golden record or record {id:?} here"))
        .hint("an id is a golden id (G-…) or a record, written source:record_id"))
}

/// The number of a record that is still in its source, or of which decisions speak.
pub fn present_record(db: &Db, key: &RecordKey) -> Result<i64> {
    let missing = || {
        Error::user(format!("no record {key} in this workspace"))
            .hint("records are written source:record_id; `goldsmith show` takes golden ids as well")
    };
    let rid = db.rid(key)?.ok_or_else(missing)?;
    match db.island_of(rid)? {
        Some(_) => Ok(rid),
        None => Err(Error::user(format!("record {key} is no longer in its source"))),
    }
}
