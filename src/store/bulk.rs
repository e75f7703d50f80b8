//! Filling: many rows at once go into tables without indexes and triggers, which are made again afterwards.
//!
//! An index that is made of a finished table is sorted once; one that grows row by row is searched a million times.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::records::{COLUMNS, stored_record};
use super::run::grouped;
use super::{Db, Grouped, StoredRecord, from_sqlite};
use crate::error::Result;

/// What the tables of derived state are told apart by, in the schema's own table.
const BESIDE: &str = "sql IS NOT NULL AND type IN ('index', 'trigger') AND tbl_name IN ('cluster', 'member')";

/// Kilobytes of pages that are held in memory while tables are filled, and otherwise.
const CACHE: (i64, i64) = (262_144, 65_536);
/// Bytes of words that the search collects before it writes them, while many records come in, and otherwise.
const COLLECTED: (i64, i64) = (33_554_432, 1_048_576);

impl Db<'_> {
    /// Fills the tables of derived state anew: they are emptied, and `fill` works on them without indexes and tallies.
    pub fn fill_derived<T>(&self, fill: impl FnOnce() -> Result<T>) -> Result<T> {
        let beside: Vec<(String, String, String)> = self.all(
            &format!("SELECT type, name, sql FROM sqlite_schema WHERE {BESIDE} ORDER BY type, name"),
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let run = |sql: &str| self.connection.execute_batch(sql).map_err(from_sqlite);
        for (kind, name, _) in &beside {
            run(&format!("DROP {kind} {name}"))?;
        }
        self.hold(CACHE.0)?;
        // Members first: a cluster that goes is looked for among them.
        run("DELETE FROM member; DELETE FROM cluster; DELETE FROM borne; DELETE FROM tally;")?;
        let filled = fill();
        if filled.is_ok() {
            for (_, _, sql) in &beside {
                run(sql)?;
            }
            self.count_tallies()?;
        }
        self.hold(CACHE.1)?;
        filled
    }

    /// Takes many records in: the search writes what it collected in large pieces.
    pub fn take_many<T>(&self, take: impl FnOnce() -> Result<T>) -> Result<T> {
        self.collect(COLLECTED.0)?;
        self.hold(CACHE.0)?;
        let taken = take();
        self.collect(COLLECTED.1)?;
        // Pages that are to be written would stay in memory to the end of the transaction.
        self.connection.cache_flush().map_err(from_sqlite)?;
        self.hold(CACHE.1)?;
        taken
    }

    /// Records with numbers in this range, by number.
    pub fn records_within(&self, rids: &RangeInclusive<i64>) -> Result<HashMap<i64, StoredRecord>> {
        let sql = format!("SELECT {COLUMNS} WHERE record.rid BETWEEN ?1 AND ?2");
        let found = self.all(&sql, [rids.start(), rids.end()], stored_record)?;
        Ok(found.into_iter().map(|stored| (stored.rid, stored)).collect())
    }

    /// What the run says of records with numbers in this range, by number.
    pub fn grouped_within(&self, rids: &RangeInclusive<i64>) -> Result<HashMap<i64, Grouped>> {
        let found = self.all(
            "SELECT match_id, rule, confidence, rid FROM grouped WHERE rid BETWEEN ?1 AND ?2",
            [rids.start(), rids.end()],
            |row| Ok((row.get(3)?, grouped(row)?)),
        )?;
        Ok(found.into_iter().collect())
    }

    fn hold(&self, kilobytes: i64) -> Result<()> {
        self.connection.pragma_update(None, "cache_size", -kilobytes).map_err(from_sqlite)
    }

    fn collect(&self, bytes: i64) -> Result<()> {
        self.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?1)", [bytes])
    }
}
