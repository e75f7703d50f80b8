//! Approved exports of golden records, and what each golden record was in them.

use rusqlite::{Row, params};

use super::pages::at_most;
use super::{Db, from_sqlite};
use crate::error::Result;
use crate::model::Hash;

/// An approved export of all golden records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeExport {
    /// Its number: 1, 2, 3 …
    pub id: i64,
    /// When, microseconds since 1970 (UTC).
    pub time_us: i64,
    /// Where to.
    pub out: String,
}

/// A golden record as an export wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRow {
    /// Golden id.
    pub golden_id: String,
    /// Its values: a JSON object, by attribute.
    pub golden: String,
}

impl Db<'_> {
    /// Begins to collect what an export writes.
    pub fn begin_outgoing(&self) -> Result<()> {
        self.connection
            .execute_batch(
                "CREATE TEMP TABLE IF NOT EXISTS outgoing (
                   golden_id TEXT PRIMARY KEY, content BLOB NOT NULL, members TEXT NOT NULL, golden TEXT NOT NULL
                 ) WITHOUT ROWID;
                 DELETE FROM temp.outgoing;",
            )
            .map_err(from_sqlite)
    }

    /// Adds a golden record that the export writes, with its values as a JSON object.
    pub fn add_outgoing(&self, golden_id: &str, golden: &str) -> Result<()> {
        self.execute(
            "INSERT INTO temp.outgoing (golden_id, content, members, golden)
             SELECT golden_id, content,
                    (SELECT json_group_array(rid) FROM (
                       SELECT rid FROM member JOIN record USING (rid)
                       WHERE member.cid = cluster.cid AND gone = 0 ORDER BY rid)), ?2
             FROM cluster WHERE golden_id = ?1",
            [golden_id, golden],
        )
    }

    /// Registers the export that was collected, and gives its number. Only what it changed takes room.
    pub fn register_export(&self, time_us: i64, out: &str) -> Result<i64> {
        let head = self.head()?;
        self.execute("INSERT INTO export (time_us, seq, out) VALUES (?1, ?2, ?3)", params![time_us, head, out])?;
        let export = self.connection.last_insert_rowid();
        self.execute(
            "UPDATE exported SET until = ?1 WHERE until IS NULL AND NOT EXISTS (
               SELECT 1 FROM temp.outgoing AS o WHERE o.golden_id = exported.golden_id AND o.content = exported.content)",
            [export],
        )?;
        self.execute(
            "INSERT INTO exported (golden_id, since, until, content, members, golden)
             SELECT golden_id, ?1, NULL, content, members, golden FROM temp.outgoing AS o WHERE NOT EXISTS (
               SELECT 1 FROM exported WHERE exported.golden_id = o.golden_id AND until IS NULL)",
            [export],
        )?;
        // What holds for one cluster when it is derived, for all of them at once.
        self.execute(
            "UPDATE cluster SET status = 'exported' WHERE status IN ('approved', 'accepted') AND EXISTS (
               SELECT 1 FROM exported AS e
               WHERE e.golden_id = cluster.golden_id AND e.until IS NULL AND e.content = cluster.content)",
            [],
        )?;
        self.execute("DELETE FROM temp.outgoing", [])?;
        Ok(export)
    }

    /// The content under which a golden id is out now.
    pub fn exported_content(&self, golden_id: &str) -> Result<Option<Hash>> {
        self.maybe("SELECT content FROM exported WHERE golden_id = ?1 AND until IS NULL", [golden_id], |row| {
            row.get(0).map(Hash)
        })
    }

    /// All exports, oldest first.
    pub fn exports(&self) -> Result<Vec<MadeExport>> {
        self.all("SELECT id, time_us, out FROM export ORDER BY id", [], |row| {
            Ok(MadeExport { id: row.get(0)?, time_us: row.get(1)?, out: row.get(2)? })
        })
    }

    /// A page of what an export wrote, by golden id.
    pub fn written_after(&self, export: i64, after: &str, limit: usize) -> Result<Vec<WrittenRow>> {
        let read = |row: &Row| Ok(WrittenRow { golden_id: row.get(0)?, golden: row.get(1)? });
        self.all(
            "SELECT golden_id, golden FROM exported
             WHERE golden_id > ?2 AND since <= ?1 AND (until IS NULL OR until > ?1) ORDER BY golden_id LIMIT ?3",
            params![export, after, at_most(limit)],
            read,
        )
    }

    /// Whether an export before this one wrote a golden record of that id.
    pub fn was_out_before(&self, golden_id: &str, export: i64) -> Result<bool> {
        self.one(
            "SELECT EXISTS (SELECT 1 FROM exported WHERE golden_id = ?1 AND since < ?2)",
            params![golden_id, export],
            |row| row.get(0),
        )
    }

    /// Works out which golden record of an export each record was in, for [`Db::written_with`].
    pub fn begin_written(&self, export: i64) -> Result<()> {
        self.connection
            .execute_batch(
                "CREATE TEMP TABLE IF NOT EXISTS written (rid INTEGER PRIMARY KEY, golden_id TEXT NOT NULL);
                 DELETE FROM temp.written;",
            )
            .map_err(from_sqlite)?;
        self.execute(
            "INSERT OR IGNORE INTO temp.written SELECT value, golden_id FROM exported, json_each(members)
             WHERE since <= ?1 AND (until IS NULL OR until > ?1)",
            [export],
        )
    }

    /// The golden record that a record was in.
    pub fn written_with(&self, rid: i64) -> Result<Option<String>> {
        self.maybe("SELECT golden_id FROM temp.written WHERE rid = ?1", [rid], |row| row.get(0))
    }
}
