//! The latest match run: its groups and links.

use rusqlite::{Row, params};

use super::{Db, from_sqlite};
use crate::error::Result;
use crate::model::{Hash, RecordKey};

/// A match run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number: 1, 2, 3 …
    pub id: i64,
    /// When it was loaded, microseconds since 1970 (UTC).
    pub time_us: i64,
    /// The format that it was read in.
    pub format: String,
    /// Hash of its groups.
    pub digest: Hash,
    /// Groups in it.
    pub groups: u64,
    /// Hash of the settings that they follow from, where the own matcher made them by what it learnt and all that it
    /// compared is known still.
    pub basis: Option<Hash>,
}

/// What the run says of one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouped {
    /// The matcher's name for the group.
    pub match_id: String,
    /// The rule that formed it.
    pub rule: Option<String>,
    /// The matcher's confidence in it, 0..=1.
    pub confidence: Option<f64>,
}

/// What ties a record to another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// The other one.
    pub other: i64,
    /// Probability that they are one.
    pub probability: f64,
    /// Of a near pair: how likely the pairs across the two clusters are on average. `None`: a link.
    pub near: Option<f64>,
}

impl Db<'_> {
    /// The latest run.
    pub fn latest_run(&self) -> Result<Option<Run>> {
        self.maybe("SELECT id, time_us, format, digest, groups, basis FROM run ORDER BY id DESC LIMIT 1", [], |row| {
            Ok(Run {
                id: row.get(0)?,
                time_us: row.get(1)?,
                format: row.get(2)?,
                digest: Hash(row.get(3)?),
                groups: row.get(4)?,
                basis: row.get::<_, Option<[u8; 32]>>(5)?.map(Hash),
            })
        })
    }

    /// Notes a run.
    pub fn note_run(&self, run: &Run, files: &str) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO run (id, time_us, format, digest, files, groups, basis)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![run.id, run.time_us, run.format, run.digest.0, files, run.groups, run.basis.map(|hash| hash.0)],
        )
    }

    /// Forgets all groups and links, and what was compared for them.
    pub fn clear_groups(&self) -> Result<()> {
        self.connection.execute_batch("DELETE FROM edge; DELETE FROM grouped;").map_err(from_sqlite)?;
        self.forget_compared()
    }

    /// Takes a record out of its group.
    pub fn ungroup(&self, rid: i64) -> Result<()> {
        self.execute("DELETE FROM grouped WHERE rid = ?1", [rid])
    }

    /// How many records are in a group.
    pub fn count_grouped(&self) -> Result<u64> {
        self.one("SELECT count(*) FROM grouped", [], |row| row.get(0))
    }

    /// Forgets a link.
    pub fn clear_edge(&self, a: i64, b: i64) -> Result<()> {
        self.execute("DELETE FROM edge WHERE a = ?1 AND b = ?2", [a, b])
    }

    /// How many links there are, near pairs apart.
    pub fn count_edges(&self) -> Result<u64> {
        self.one("SELECT count(*) FROM edge WHERE near IS NULL", [], |row| row.get(0))
    }

    /// How many near pairs there are.
    pub fn count_near(&self) -> Result<u64> {
        self.one("SELECT count(*) FROM edge WHERE near IS NOT NULL", [], |row| row.get(0))
    }

    /// Keeps what the matcher learnt: the model as JSON, and how common values are.
    pub fn keep_learned(&self, model: &str, counts: &[u8]) -> Result<()> {
        self.execute("INSERT OR REPLACE INTO learned (id, model, counts) VALUES (1, ?1, ?2)", params![model, counts])
    }

    /// What the matcher learnt last.
    pub fn learned(&self) -> Result<Option<(String, Vec<u8>)>> {
        self.maybe("SELECT model, counts FROM learned", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Forgets the links and near pairs from a record to records with a larger number.
    pub fn clear_edges_from(&self, rid: i64) -> Result<()> {
        self.execute("DELETE FROM edge WHERE a = ?1", [rid])
    }

    /// Every record that is in a group, with the matcher's name for the group, by number.
    pub fn match_ids(&self) -> Result<Vec<(i64, String)>> {
        self.all("SELECT rid, match_id FROM grouped ORDER BY rid", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Every record that is in a group: the matcher's name for the group and the record's key, in their order.
    pub fn grouped_keys(&self) -> Result<Vec<(String, RecordKey)>> {
        self.all(
            "SELECT match_id, source.name, record_id FROM grouped JOIN record USING (rid)
             JOIN source ON source.id = record.source ORDER BY match_id, source.name, record_id",
            [],
            |row| Ok((row.get(0)?, RecordKey { source: row.get(1)?, id: row.get(2)? })),
        )
    }

    /// Puts a record into a group of the run; it leaves the one that it was in.
    pub fn insert_grouped(&self, rid: i64, group: &Grouped) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO grouped (rid, match_id, rule, confidence) VALUES (?1, ?2, ?3, ?4)",
            params![rid, group.match_id, group.rule, group.confidence],
        )
    }

    /// Sets how sure the matcher is of the group that a record is in.
    pub fn set_confidence(&self, rid: i64, confidence: f64) -> Result<()> {
        self.execute("UPDATE grouped SET confidence = ?2 WHERE rid = ?1", params![rid, confidence])
    }

    /// The group that the run put a record in.
    pub fn grouped(&self, rid: i64) -> Result<Option<Grouped>> {
        self.maybe("SELECT match_id, rule, confidence FROM grouped WHERE rid = ?1", [rid], grouped)
    }

    /// Adds a link of the run.
    pub fn insert_edge(&self, a: i64, b: i64, probability: f64) -> Result<()> {
        self.execute(
            "INSERT INTO edge (a, b, probability) VALUES (?1, ?2, ?3)",
            params![a.min(b), a.max(b), probability],
        )
    }

    /// Adds a near pair of the run: one across two clusters, whose pairs are so likely on average.
    pub fn insert_near(&self, a: i64, b: i64, probability: f64, mean: f64) -> Result<()> {
        self.execute(
            "INSERT INTO edge (a, b, probability, near) VALUES (?1, ?2, ?3, ?4)",
            params![a.min(b), a.max(b), probability, mean],
        )
    }

    /// The links and near pairs from a record to records with a larger number.
    pub fn edges_from(&self, rid: i64) -> Result<Vec<Neighbour>> {
        self.all("SELECT b, probability, near FROM edge WHERE a = ?1 ORDER BY b", [rid], |row| {
            Ok(Neighbour { other: row.get(0)?, probability: row.get(1)?, near: row.get(2)? })
        })
    }

    /// Calls `each` for every link, with its probability; near pairs are none.
    pub fn for_each_link(&self, mut each: impl FnMut(i64, i64, f64)) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT a, b, probability FROM edge WHERE near IS NULL")
            .map_err(from_sqlite)?;
        let mut rows = statement.query([]).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            let column = |at| row.get(at).map_err(from_sqlite);
            each(column(0)?, column(1)?, row.get(2).map_err(from_sqlite)?);
        }
        Ok(())
    }

    /// Calls `each` for every link and near pair.
    pub fn for_each_edge(&self, mut each: impl FnMut(i64, i64)) -> Result<()> {
        let mut statement = self.connection.prepare_cached("SELECT a, b FROM edge").map_err(from_sqlite)?;
        let mut rows = statement.query([]).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            each(row.get(0).map_err(from_sqlite)?, row.get(1).map_err(from_sqlite)?);
        }
        Ok(())
    }
}

/// `match_id`, `rule` and `confidence`, the first columns of a row.
pub(super) fn grouped(row: &Row) -> rusqlite::Result<Grouped> {
    Ok(Grouped { match_id: row.get(0)?, rule: row.get(1)?, confidence: row.get(2)? })
}
