//! Source records.

use rusqlite::{OptionalExtension, Row, params};

use super::pages::at_most;
use super::{Db, from_sqlite};
use crate::error::{Error, Result};
use crate::model::{Hash, Record, RecordKey};

/// A record as the database keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// Its number here.
    pub rid: i64,
    /// The record.
    pub record: Record,
    /// The golden id that it was born with.
    pub golden_id: String,
    /// When a load first named it as new, microseconds since 1970 (UTC); 0 where none did.
    pub first_seen: i64,
    /// It is no longer in its source.
    pub gone: bool,
    /// Its golden id was handed out in an approved export.
    pub published: bool,
}

pub(super) const COLUMNS: &str =
    "record.rid, source.name, record_id, golden_id, first_seen, gone, hash, updated_at, updated_us, \
                       attrs, published.rid IS NOT NULL
                       FROM record CROSS JOIN source ON source.id = record.source LEFT JOIN published USING (rid)";

impl Db<'_> {
    /// The number of a source; it gets one if it has none.
    pub fn source(&self, name: &str) -> Result<i64> {
        self.execute("INSERT OR IGNORE INTO source (name) VALUES (?1)", [name])?;
        self.one("SELECT id FROM source WHERE name = ?1", [name], |row| row.get(0))
    }

    /// The number, content hash and presence of a record.
    pub fn find(&self, source: i64, record_id: &str) -> Result<Option<(i64, Hash, bool)>> {
        self.maybe(
            "SELECT rid, hash, gone FROM record WHERE source = ?1 AND record_id = ?2",
            params![source, record_id],
            |row| Ok((row.get(0)?, Hash(row.get(1)?), row.get(2)?)),
        )
    }

    /// The number of a record.
    pub fn rid(&self, key: &RecordKey) -> Result<Option<i64>> {
        self.maybe(
            "SELECT rid FROM record JOIN source ON source.id = record.source WHERE name = ?1 AND record_id = ?2",
            [&key.source, &key.id],
            |row| row.get(0),
        )
    }

    /// Records that the first release counted as brought by its second load or a later one, with the number of that
    /// load, oldest first. That column has held times since, which are far larger.
    pub fn brought_by_load(&self) -> Result<Vec<(i64, RecordKey)>> {
        self.all(
            "SELECT first_seen, name, record_id FROM record JOIN source ON source.id = record.source
             WHERE first_seen BETWEEN 2 AND 1000000000 ORDER BY first_seen, name, record_id",
            [],
            |row| Ok((row.get(0)?, RecordKey { source: row.get(1)?, id: row.get(2)? })),
        )
    }

    /// The number of the record born with a golden id.
    pub fn rid_born_with(&self, golden_id: &str) -> Result<Option<i64>> {
        self.maybe("SELECT rid FROM record WHERE golden_id = ?1", [golden_id], |row| row.get(0))
    }

    /// The number of the record that bears a golden id.
    pub fn rid_of_golden_id(&self, golden_id: &str) -> Result<Option<i64>> {
        // Ids are exchanged: where somebody else bears it, the one born with it does not.
        self.maybe(
            "SELECT coalesce((SELECT rid FROM borne WHERE golden_id = ?1), rid) FROM record WHERE golden_id = ?1",
            [golden_id],
            |row| row.get(0),
        )
    }

    /// Up to `limit` golden ids that begin with `prefix`, sorted.
    pub fn golden_ids_from(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.all(
            "SELECT golden_id FROM cluster WHERE golden_id >= ?1 AND golden_id < ?1 || char(1114111)
             ORDER BY golden_id LIMIT ?2",
            params![prefix, at_most(limit)],
            |row| row.get(0),
        )
    }

    /// Adds a record and gives its number; `None`, and nothing added, where another was born with that golden id.
    pub fn insert_record(&self, source: i64, record: &Record, golden_id: &str) -> Result<Option<i64>> {
        self.execute(
            "INSERT INTO record (source, record_id, golden_id, first_seen, gone, hash, updated_at, updated_us, attrs)
             VALUES (?1, ?2, ?3, 0, 0, ?4, ?5, ?6, ?7) ON CONFLICT (golden_id) DO NOTHING",
            params![
                source,
                record.key.id,
                golden_id,
                record.hash.0,
                record.updated_at,
                record.updated_us,
                attrs(record)?
            ],
        )?;
        Ok((self.connection.changes() > 0).then(|| self.connection.last_insert_rowid()))
    }

    /// Gives a record new content; it is present again if it was gone. What it held until now, and decisions speak of,
    /// is kept.
    pub fn update_record(&self, rid: i64, record: &Record, now_us: i64) -> Result<()> {
        self.keep_past(rid, record.hash, now_us)?;
        self.execute(
            "UPDATE record SET hash = ?2, updated_at = ?3, updated_us = ?4, attrs = ?5, gone = 0 WHERE rid = ?1",
            params![rid, record.hash.0, record.updated_at, record.updated_us, attrs(record)?],
        )
    }

    /// Marks a record as gone from its source.
    pub fn mark_gone(&self, rid: i64) -> Result<()> {
        self.execute("UPDATE record SET gone = 1 WHERE rid = ?1", [rid])
    }

    /// A record by number.
    pub fn record(&self, rid: i64) -> Result<StoredRecord> {
        self.one(&format!("SELECT {COLUMNS} WHERE record.rid = ?1"), [rid], stored_record)
    }

    /// The numbers of all records, present ones only or also those that are gone.
    pub fn rids(&self, also_gone: bool) -> Result<Vec<i64>> {
        self.all("SELECT rid FROM record WHERE gone <= ?1 ORDER BY rid", [also_gone], |row| row.get(0))
    }

    /// Calls `each` for every record by number.
    pub fn for_each_record(&self, mut each: impl FnMut(StoredRecord) -> Result<()>) -> Result<()> {
        let sql = format!("SELECT {COLUMNS} ORDER BY record.rid");
        let mut statement = self.connection.prepare_cached(&sql).map_err(from_sqlite)?;
        let mut rows = statement.query([]).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            each(stored_record(row).map_err(from_sqlite)?)?;
        }
        Ok(())
    }

    /// Calls `each` for every record that is in its source, in the order of keys: its number, the name of its source, its
    /// id there, and its values.
    pub fn for_each_present(
        &self,
        mut each: impl FnMut(i64, &str, &str, Vec<Option<String>>) -> Result<()>,
    ) -> Result<()> {
        let sources: Vec<(i64, String)> =
            self.all("SELECT id, name FROM source ORDER BY name", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let sql = "SELECT rid, record_id, attrs FROM record WHERE source = ?1 AND gone = 0 ORDER BY record_id";
        for (source, name) in sources {
            let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
            let mut rows = statement.query([source]).map_err(from_sqlite)?;
            while let Some(row) = rows.next().map_err(from_sqlite)? {
                let (rid, id, attrs): (i64, String, String) = row.try_into().map_err(from_sqlite)?;
                let values = serde_json::from_str(&attrs)
                    .map_err(|error| Error::data(format!("record {name}:{id} cannot be read: {error}")))?;
                each(rid, &name, &id, values)?;
            }
        }
        Ok(())
    }

    /// How many records are present, by source.
    pub fn records_by_source(&self) -> Result<Vec<(String, u64)>> {
        self.all(
            "SELECT name, count(record.rid) FROM source LEFT JOIN record ON record.source = source.id AND gone = 0
             GROUP BY name ORDER BY name",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// A setting of the database itself.
    pub fn meta(&self, key: &str) -> Result<Option<String>> {
        self.maybe("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
    }

    /// Sets one.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        self.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", [key, value])
    }

    // How all rooms of the store talk to SQLite: prepared once, errors in words.

    pub(super) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        statement.execute(values).map(drop).map_err(from_sqlite)
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        statement.query_row(values, read).map_err(from_sqlite)
    }

    pub(super) fn maybe<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        statement.query_row(values, read).optional().map_err(from_sqlite)
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        let rows = statement.query_map(values, read).map_err(from_sqlite)?;
        rows.collect::<rusqlite::Result<_>>().map_err(from_sqlite)
    }
}

fn attrs(record: &Record) -> Result<String> {
    serde_json::to_string(&record.values).map_err(|error| Error::internal(error.to_string()))
}

pub(super) fn stored_record(row: &Row) -> rusqlite::Result<StoredRecord> {
    let attrs: String = row.get(9)?;
    let values = serde_json::from_str(&attrs)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(9, rusqlite::types::Type::Text, Box::new(error)))?;
    // The hash is the stored one, not a new one: `verify` compares the two.
    let record = Record {
        key: RecordKey { source: row.get(1)?, id: row.get(2)? },
        values,
        updated_at: row.get(7)?,
        updated_us: row.get(8)?,
        hash: Hash(row.get(6)?),
    };
    Ok(StoredRecord {
        rid: row.get(0)?,
        record,
        golden_id: row.get(3)?,
        first_seen: row.get(4)?,
        gone: row.get(5)?,
        published: row.get(10)?,
    })
}
