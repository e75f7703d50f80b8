//! What time does to decisions: records as they were before a load, and overrides that end on a day.

use rusqlite::params;

use super::Db;
use crate::error::{Error, Result};
use crate::model::{Hash, Statement, Until};

/// A record as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRecord {
    /// One value an attribute, in the order of the domain as it is now.
    pub values: Vec<Option<String>>,
    /// When the source had last changed it, as the source wrote it.
    pub updated_at: Option<String>,
}

impl Db<'_> {
    /// Keeps what a record holds, before it is replaced by content with another hash, if an assertion speaks of it.
    pub(super) fn keep_past(&self, rid: i64, replaced_by: Hash, until_us: i64) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO record_past (rid, hash, shape, updated_at, attrs, until_us)
             SELECT rid, hash, coalesce((SELECT value FROM meta WHERE key = 'shape'), ''), updated_at, attrs, ?3
             FROM record
             WHERE rid = ?1 AND hash <> ?2 AND redacted = 0
               AND EXISTS (SELECT 1 FROM mention WHERE mention.rid = record.rid)",
            params![rid, replaced_by.0, until_us],
        )
    }

    /// A record as it was when its content had this hash; `None` where it was never here, or was read by another
    /// mapping of columns than the present one.
    pub fn past(&self, rid: i64, hash: Hash) -> Result<Option<PastRecord>> {
        let found = self.maybe(
            "SELECT attrs, updated_at FROM record_past
             WHERE rid = ?1 AND hash = ?2 AND shape = (SELECT value FROM meta WHERE key = 'shape')",
            params![rid, hash.0],
            |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
        )?;
        found.map(|(attrs, updated_at)| past_record(&attrs, updated_at)).transpose()
    }

    /// A record as it was before each load that changed it, newest first; as far as it is known.
    pub fn pasts(&self, rid: i64) -> Result<Vec<PastRecord>> {
        let found: Vec<(String, Option<String>)> = self.all(
            "SELECT attrs, updated_at FROM record_past
             WHERE rid = ?1 AND shape = (SELECT value FROM meta WHERE key = 'shape') ORDER BY until_us DESC, hash",
            [rid],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        found.into_iter().map(|(attrs, updated_at)| past_record(&attrs, updated_at)).collect()
    }

    /// Notes on which day an override ends, if it does.
    pub fn note_lapse(&self, seq: i64, said: &Statement) -> Result<()> {
        let Statement::Override { until: Some(Until::Date { us }), .. } = said else { return Ok(()) };
        self.execute("INSERT OR REPLACE INTO lapse (seq, us) VALUES (?1, ?2)", [seq, *us])
    }

    /// Overrides that end after one moment and not after another, with their ends, earliest first.
    pub fn lapses(&self, after_us: i64, until_us: i64) -> Result<Vec<(i64, i64)>> {
        self.all("SELECT seq, us FROM lapse WHERE us > ?1 AND us <= ?2 ORDER BY us, seq", [after_us, until_us], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }
}

fn past_record(attrs: &str, updated_at: Option<String>) -> Result<PastRecord> {
    let values = serde_json::from_str(attrs)
        .map_err(|error| Error::store(format!("a record as it was cannot be read: {error}")))?;
    Ok(PastRecord { values, updated_at })
}
