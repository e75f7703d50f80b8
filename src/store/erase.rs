//! Erasing: what goes from the tables with a record, and then from the file itself.
//!
//! A row that was deleted can be read in the file until its page is overwritten: in the log until a checkpoint, in free
//! pages until a vacuum, in the search index until its parts are merged. [`Store::scrub`] does all of these.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use rusqlite::params;

use super::{Db, Store, from_sqlite, shelves};
use crate::error::{Error, Result};
use crate::model::{Hash, Record};
use crate::text::Needles;

/// Set while something was erased from the tables and not yet from the file.
const SCRUB_DUE: &str = "scrub_due";

impl Db<'_> {
    /// Whether the content of a record was erased.
    pub fn is_redacted(&self, rid: i64) -> Result<bool> {
        self.one("SELECT redacted FROM record WHERE rid = ?1", [rid], |row| row.get(0))
    }

    /// The numbers of records whose content was erased.
    pub fn redacted(&self) -> Result<Vec<i64>> {
        self.all("SELECT rid FROM record WHERE redacted = 1 ORDER BY rid", [], |row| row.get(0))
    }

    /// Takes a record's content out of the tables, `empty` in its place: it counts as gone from its source from now on.
    /// The file still holds it until it is scrubbed.
    pub fn redact_record(&self, rid: i64, empty: &Record) -> Result<()> {
        self.update_record(rid, empty, 0)?;
        self.execute("UPDATE record SET redacted = 1, gone = 1 WHERE rid = ?1", [rid])?;
        self.execute("DELETE FROM record_past WHERE rid = ?1", [rid])?;
        // What it was compared as goes too, and with it the knowledge of what the latest run knew.
        self.forget_compared()?;
        if self.is_indexed(rid)? {
            self.unindex_text(rid)?;
        }
        self.execute(
            "UPDATE exported SET content = zeroblob(32),
                    golden = (SELECT json_group_object(key, NULL) FROM json_each(exported.golden))
             WHERE EXISTS (SELECT 1 FROM json_each(exported.members) WHERE value = ?1)",
            [rid],
        )?;
        self.set_meta(SCRUB_DUE, "1")
    }

    /// What a record held before, as far as that was kept: JSON arrays of values.
    pub fn past_values(&self, rid: i64) -> Result<Vec<String>> {
        self.all("SELECT attrs FROM record_past WHERE rid = ?1 ORDER BY hash", [rid], |row| row.get(0))
    }

    /// Whether a record can be found by its text.
    pub fn is_indexed(&self, rid: i64) -> Result<bool> {
        self.maybe("SELECT 1 FROM search_docsize WHERE id = ?1", [rid], |_| Ok(())).map(|found| found.is_some())
    }

    /// Puts an emptied body in the place of a payload, and deletes its nonce.
    pub fn empty_payload(&self, seq: i64, body: &str) -> Result<()> {
        self.execute("UPDATE payload SET nonce = x'', body = ?2 WHERE seq = ?1", params![seq, body])
    }

    /// How many kept versions of exported golden records still hold values of a record.
    pub fn exported_with(&self, rid: i64) -> Result<u64> {
        self.one(
            "SELECT count(*) FROM exported
             WHERE EXISTS (SELECT 1 FROM json_each(exported.members) WHERE value = ?1)
               AND EXISTS (SELECT 1 FROM json_each(exported.golden) WHERE type <> 'null')",
            [rid],
            |row| row.get(0),
        )
    }

    /// When and where to approved exports went that held a record, as far as they are noted.
    pub fn exports_with(&self, rid: i64) -> Result<Vec<(i64, String)>> {
        self.all(
            "SELECT DISTINCT export.time_us, export.out FROM export JOIN exported
               ON exported.since <= export.id AND (exported.until IS NULL OR exported.until > export.id)
             WHERE EXISTS (SELECT 1 FROM json_each(exported.members) WHERE value = ?1) ORDER BY export.id",
            [rid],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// Something was erased, and the file still has to be scrubbed.
    pub fn scrub_is_due(&self) -> Result<bool> {
        Ok(self.meta(SCRUB_DUE)?.is_some())
    }

    /// Calls `each` with the values of every record but one, and of what it was before, as JSON arrays.
    pub fn for_each_other_values(&self, rid: i64, mut each: impl FnMut(&str)) -> Result<()> {
        self.texts(
            "SELECT attrs FROM record WHERE rid <> ?1
             UNION ALL SELECT updated_at FROM record WHERE rid <> ?1 AND updated_at IS NOT NULL
             UNION ALL SELECT attrs FROM record_past WHERE rid <> ?1",
            [rid],
            &mut each,
        )
    }

    /// Calls `each` with every other text that stays when a record is erased, payloads apart: keys, names, the schema.
    pub fn for_each_fixed_text(&self, rid: i64, mut each: impl FnMut(&str)) -> Result<()> {
        self.texts(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL
             UNION ALL SELECT key || ' ' || value FROM meta
             UNION ALL SELECT name FROM source
             UNION ALL SELECT record_id || ' ' || golden_id FROM record
             UNION ALL SELECT format || ' ' || files FROM run
             UNION ALL SELECT match_id || ' ' || coalesce(rule, '') FROM grouped
             UNION ALL SELECT DISTINCT author || ' ' || kind FROM assertion
             UNION ALL SELECT out FROM export
             UNION ALL SELECT golden FROM exported
               WHERE NOT EXISTS (SELECT 1 FROM json_each(exported.members) WHERE value = ?1)",
            [rid],
            &mut each,
        )
    }

    fn texts(&self, sql: &str, values: impl rusqlite::Params, each: &mut dyn FnMut(&str)) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        let mut rows = statement.query(values).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            each(row.get_ref(0).map_err(from_sqlite)?.as_str().map_err(|error| Error::store(error.to_string()))?);
        }
        Ok(())
    }

    /// Links of the run from or to records that were erased: both ends, smaller number first, and the probability.
    pub fn edges_of_redacted(&self) -> Result<Vec<(i64, i64, f64)>> {
        self.all(
            "SELECT a, b, probability FROM edge WHERE near IS NULL AND (a IN (SELECT rid FROM record WHERE redacted = 1)
                OR b IN (SELECT rid FROM record WHERE redacted = 1)) ORDER BY a, b",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }

    /// Gives a link of the run another probability, where there is such a link.
    pub fn update_edge(&self, a: i64, b: i64, probability: f64) -> Result<()> {
        self.execute("UPDATE edge SET probability = ?3 WHERE a = ?1 AND b = ?2", params![a, b, probability])
    }

    /// Whether a record is present in its source.
    pub fn is_present(&self, rid: i64) -> Result<bool> {
        self.one("SELECT gone = 0 FROM record WHERE rid = ?1", [rid], |row| row.get(0))
    }

    /// The content of a cluster that holds a record, hashed.
    pub fn content_around(&self, rid: i64) -> Result<Option<Hash>> {
        self.maybe("SELECT content FROM member JOIN cluster USING (cid) WHERE rid = ?1", [rid], |row| {
            row.get(0).map(Hash)
        })
    }
}

impl Store {
    /// From now on `SQLite` overwrites with zeros what it deletes.
    ///
    /// # Errors
    /// A `SQLite` that does not do so.
    pub fn delete_securely(&self) -> Result<()> {
        let on: i64 = self
            .connection
            .pragma_update_and_check(None, "secure_delete", true, |row| row.get(0))
            .map_err(from_sqlite)?;
        let kept: i64 =
            self.connection.pragma_query_value(None, "secure_delete", |row| row.get(0)).map_err(from_sqlite)?;
        if on == 1 && kept == 1 {
            return Ok(());
        }
        Err(Error::store("this SQLite does not overwrite what it deletes; nothing was erased"))
    }

    /// Something was erased, and the file still has to be scrubbed. A database that cannot be read says so elsewhere.
    pub fn scrub_is_due(&self) -> bool {
        self.read(|db| Ok(db.meta(SCRUB_DUE)?.is_some())).unwrap_or(false)
    }

    /// Overwrites what was deleted, wherever it still lies: in the log, in free pages, in the search index. Says
    /// whether all of it could be done; while another program reads, the log cannot be cut, and it stays due.
    pub fn scrub(&self) -> Result<bool> {
        self.delete_securely()?;
        self.connection
            .execute_batch("INSERT INTO search (search) VALUES ('optimize'); VACUUM;")
            .map_err(from_sqlite)?;
        if !self.cut_log()? {
            return Ok(false);
        }
        self.connection.execute("DELETE FROM meta WHERE key = ?1", [SCRUB_DUE]).map_err(from_sqlite)?;
        self.cut_log()?;
        Ok(true)
    }

    fn cut_log(&self) -> Result<bool> {
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(from_sqlite)?;
        Ok(busy == 0 && self.log_bytes() == 0)
    }

    /// Bytes in the log beside the database.
    pub fn log_bytes(&self) -> u64 {
        fs::metadata(self.beside("-wal")).map_or(0, |file| file.len())
    }

    /// Free pages of the file.
    pub fn free_pages(&self) -> Result<i64> {
        self.connection.pragma_query_value(None, "freelist_count", |row| row.get(0)).map_err(from_sqlite)
    }

    /// How often any needle occurs in the bytes of the database, of the files that `SQLite` keeps beside it, and of what
    /// waits to be written, by name of the file; those without any are left out.
    pub fn search_files(&mut self, needles: &Needles) -> Result<Vec<(String, u64)>> {
        let mut found = Vec::new();
        for suffix in ["", "-wal", "-shm"] {
            let path = self.beside(suffix);
            let failed = |error| Error::store(format!("cannot read {}: {error}", path.display()));
            if !path.exists() {
                continue;
            }
            // Closing any handle of a file gives up all locks that this process has on it, SQLite's among them: so it
            // stays open as long as the connection.
            let held = self.held_open.iter().position(|(name, _)| *name == suffix);
            let at = if let Some(at) = held {
                at
            } else {
                self.held_open.push((suffix, File::open(&path).map_err(failed)?));
                self.held_open.len() - 1
            };
            let (_, file) = &mut self.held_open[at];
            file.seek(SeekFrom::Start(0)).map_err(failed)?;
            let count = needles.count_in(file).map_err(failed)?;
            if count > 0 {
                found.push((path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into()), count));
            }
        }
        for path in shelves(&self.path)? {
            let failed = |error| Error::store(format!("cannot read {}: {error}", path.display()));
            let count = needles.count_in(&mut File::open(&path).map_err(failed)?).map_err(failed)?;
            if count > 0 {
                found.push((path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into()), count));
            }
        }
        Ok(found)
    }

    /// Other databases of ours in the same folder: backups, and copies that were made before a migration.
    pub fn copies(&self) -> Vec<PathBuf> {
        let Some(folder) = self.path.parent() else { return Vec::new() };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let own = self.path.file_name();
        let mut copies: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.file_name() != own && path.is_file())
            .filter(|path| {
                let mut head = [0; 72];
                let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
                read.is_ok() && head.starts_with(b"SQLite format 3\0") && &head[68..72] == b"GLDS"
            })
            .collect();
        copies.sort();
        copies
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(suffix);
        name.into()
    }
}
