//! What each load came to, for trends; and filters of the queue under a name.

use rusqlite::params;

use super::Db;
use super::pages::at_most;
use crate::error::Result;

/// What a load came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Its number.
    pub load: i64,
    /// When, microseconds since 1970 (UTC).
    pub time_us: i64,
    /// The match run that was the latest one then.
    pub run: Option<i64>,
    /// Present records.
    pub records: u64,
    /// Records in clusters of two or more.
    pub grouped: u64,
    /// Clusters.
    pub clusters: u64,
    /// Clusters of one.
    pub singletons: u64,
    /// Open tasks.
    pub tasks: u64,
    /// Decisions that stood.
    pub decisions: u64,
    /// Links that these refuse or add against the run.
    pub over_model: u64,
}

impl Db<'_> {
    /// Notes what a load came to.
    pub fn note_measured(&self, measured: &Measured) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO measured (load, time_us, run, records, grouped, clusters, singletons, tasks,
                                              decisions, over_model)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                measured.load,
                measured.time_us,
                measured.run,
                measured.records as i64,
                measured.grouped as i64,
                measured.clusters as i64,
                measured.singletons as i64,
                measured.tasks as i64,
                measured.decisions as i64,
                measured.over_model as i64
            ],
        )
    }

    /// What the last loads came to, oldest first.
    pub fn measured(&self, limit: usize) -> Result<Vec<Measured>> {
        let mut found = self.all(
            "SELECT load, time_us, run, records, grouped, clusters, singletons, tasks, decisions, over_model
             FROM measured ORDER BY load DESC LIMIT ?1",
            [at_most(limit)],
            |row| {
                Ok(Measured {
                    load: row.get(0)?,
                    time_us: row.get(1)?,
                    run: row.get(2)?,
                    records: row.get(3)?,
                    grouped: row.get(4)?,
                    clusters: row.get(5)?,
                    singletons: row.get(6)?,
                    tasks: row.get(7)?,
                    decisions: row.get(8)?,
                    over_model: row.get(9)?,
                })
            },
        )?;
        found.reverse();
        Ok(found)
    }

    /// Everybody of whom a decision is in the journal, by name.
    pub fn authors(&self) -> Result<Vec<String>> {
        // From one author to the next along their index: there are few of them, and perhaps millions of entries.
        self.all(
            "WITH RECURSIVE known (author) AS (
               SELECT min(author) FROM assertion
               UNION ALL
               SELECT (SELECT min(author) FROM assertion WHERE author > known.author) FROM known
               WHERE known.author IS NOT NULL)
             SELECT author FROM known WHERE author IS NOT NULL AND author <> 'rule'",
            [],
            |row| row.get(0),
        )
    }

    /// The filters that were kept, by name: each as JSON.
    pub fn filters(&self) -> Result<Vec<(String, String)>> {
        self.all("SELECT name, query FROM filter ORDER BY name", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Keeps a filter under a name, in place of one that had it.
    pub fn keep_filter(&self, name: &str, query: &str) -> Result<()> {
        self.execute("INSERT OR REPLACE INTO filter (name, query) VALUES (?1, ?2)", [name, query])
    }

    /// Forgets a filter.
    pub fn forget_filter(&self, name: &str) -> Result<()> {
        self.execute("DELETE FROM filter WHERE name = ?1", [name])
    }
}
