//! Kin: whether what lies at a place is about the records of this workspace, before the two become one.
//!
//! Journals that became one never part again. Two organisations may well call their domain alike, and meet at a shared
//! server: whoever comes to a place for the first time is told when nothing there is about what they have.
//!
//! ```text
//! a writer of theirs is known here ──────────────────► kin
//! not one of their sources is here ──────────────────┐
//! hardly a record that they speak of is here ────────┤
//! the same keys, and no record as they had it ───────┴► strangers, unless a steward says otherwise
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::model::{Entry, Hash, RecordKey};
use crate::store::Db;

/// So many records that are not here may be new ones: few say little.
const NEW: usize = 2;
/// Of so many records that are spoken of, one at least must be here.
const ONE_IN: usize = 20;
/// Of so many that may have changed since, one at least must not have.
const CHANGED: usize = 5;

/// What entries that lie at a place say of records.
#[derive(Debug, Default, PartialEq, Eq)]
struct Acquaintance {
    /// Records that they speak of.
    spoken: usize,
    /// Those of them whose source is here.
    familiar: usize,
    /// Those of them that are here.
    here: usize,
    /// Those of them whose content they name.
    compared: usize,
    /// Those of them that are, or were, what they name.
    alike: usize,
}

/// Refuses to exchange with a place where no writer is known here, and that is about something else.
///
/// # Errors
/// [`crate::error::ErrorKind::User`]: strangers, in words for a steward who may know better.
pub fn check(db: &Db, place: &str, heads: &BTreeMap<String, (u64, Hash)>, entries: &[Entry]) -> Result<()> {
    let known = db.version_vector()?;
    if heads.keys().any(|writer| known.contains_key(writer)) {
        return Ok(());
    }
    let Some(why) = acquaintance(db, entries)?.strangers() else { return Ok(()) };
    Err(Error::user(format!("{place} holds decisions of others, and {why}"))
        .hint("nothing was exchanged: journals that have become one cannot be parted again")
        .hint("is it your own team's? then `goldsmith sync TARGET --join`, once; is it not? then use another target"))
}

fn acquaintance(db: &Db, entries: &[Entry]) -> Result<Acquaintance> {
    let mut spoken: BTreeSet<RecordKey> = BTreeSet::new();
    let mut contents: BTreeMap<RecordKey, BTreeSet<Hash>> = BTreeMap::new();
    // What cannot be read says nothing; whether it may be taken is not asked here.
    for said in entries.iter().filter_map(|entry| entry.assertion().ok()) {
        spoken.extend(said.statement.records().into_iter().cloned());
        for (key, hash) in said.content {
            contents.entry(key).or_default().insert(hash);
        }
    }
    spoken.extend(contents.keys().cloned());
    let sources: BTreeSet<String> = db.records_by_source()?.into_iter().map(|(name, _)| name).collect();
    let familiar = spoken.iter().filter(|key| sources.contains(&key.source)).count();
    let mut found = Acquaintance { spoken: spoken.len(), familiar, ..Acquaintance::default() };
    for key in &spoken {
        let Some(rid) = db.rid(key)? else { continue };
        found.here += 1;
        let Some(hashes) = contents.get(key).filter(|_| !db.is_redacted(rid).unwrap_or(true)) else { continue };
        found.compared += 1;
        let now = db.record(rid)?.record.hash;
        let mut alike = hashes.contains(&now);
        for &hash in hashes {
            alike = alike || db.past(rid, hash)?.is_some();
        }
        found.alike += usize::from(alike);
    }
    Ok(found)
}

impl Acquaintance {
    /// Why they are strangers; `None` where they are not, or where too little was said to tell.
    fn strangers(&self) -> Option<String> {
        let Self { spoken, familiar, here, compared, alike } = *self;
        if spoken > 0 && familiar == 0 {
            return Some("none of the sources that they speak of is one of this workspace's".to_owned());
        }
        if spoken > NEW && here * ONE_IN < spoken {
            return Some(match here {
                0 => format!("none of the {spoken} records that they speak of is in this workspace"),
                _ => format!("only {here} of the {spoken} records that they speak of are in this workspace"),
            });
        }
        (compared >= CHANGED && alike == 0).then(|| {
            format!("though {compared} records that they speak of have the same keys here, none has the same content")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_records_say_little_and_many_much() {
        let found = |spoken, familiar, here, compared, alike| {
            Acquaintance { spoken, familiar, here, compared, alike }.strangers().is_some()
        };
        assert!(!found(0, 0, 0, 0, 0), "nobody has said anything");
        assert!(found(1, 0, 0, 0, 0) && !found(1, 1, 0, 0, 0), "other sources altogether");
        assert!(!found(2, 2, 0, 0, 0) && found(3, 3, 0, 0, 0), "a new pair is nothing strange");
        assert!(!found(5, 3, 1, 1, 0));
        assert!(found(21, 21, 1, 1, 1) && !found(20, 20, 1, 1, 1), "a slice of what others have is enough");
        assert!(found(5, 5, 5, 5, 0) && !found(5, 5, 5, 5, 1), "the same keys are not the same records");
        assert!(!found(9, 9, 9, 4, 0));
    }
}
