//! Derived state: clusters and who is in them. Made from the rest, thrown away and made again at any time.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Row, params};

use super::pages::at_most;
use super::{Db, from_sqlite};
use crate::error::{Error, Result};
use crate::model::{Hash, RecordKey, Status, Task, TaskKind};
use crate::queue::Strength;

/// A cluster as the database keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCluster {
    /// Golden id.
    pub golden_id: String,
    /// Members that are still in their sources.
    pub size: usize,
    /// Sources, sorted.
    pub sources: Vec<String>,
    /// A name for people.
    pub label: String,
    /// How far its golden record has come.
    pub status: Status,
    /// Probability of its weakest link.
    pub score: Option<f64>,
    /// The kind of its task.
    pub kind: Option<TaskKind>,
    /// Why, in a sentence; empty without a task.
    pub reason: String,
    /// Its place in the queue.
    pub priority: f64,
    /// Somebody asked for a second look.
    pub flagged: bool,
    /// 1 + assertions that speak of its records.
    pub version: u64,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_us: Option<i64>,
    /// Hash of its members and golden values.
    pub content: Hash,
    /// What a steward is asked again about it.
    pub ask: Option<Ask>,
    /// Attributes that its records do not agree on, in the order of the domain.
    pub differs: Vec<String>,
    /// Whose decisions stand in it, sorted.
    pub deciders: Vec<String>,
    /// How strong its links are, where the review band has a say.
    pub strength: Option<Strength>,
}

/// A doubt that a steward settled and is asked again, once they have decided other things.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Whom.
    pub steward: String,
    /// When they settled it, microseconds since 1970 (UTC).
    pub decided_us: i64,
    /// The kind of the task that it was.
    pub kind: TaskKind,
    /// Why it was one.
    pub reason: String,
    /// Its place in the queue.
    pub priority: f64,
}

impl StoredCluster {
    /// The same as it looked before the doubt that is asked again was settled.
    #[must_use]
    pub fn as_asked(self) -> Self {
        match self.ask.clone() {
            Some(Ask { kind, reason, priority, .. }) => {
                Self { kind: Some(kind), reason, priority, status: Status::Proposed, ..self }
            }
            None => self,
        }
    }

    /// The task, where there is one.
    pub fn task(&self) -> Option<Task> {
        self.kind.map(|kind| Task {
            golden_id: self.golden_id.clone(),
            kind,
            reason: self.reason.clone(),
            label: self.label.clone(),
            size: self.size,
            sources: self.sources.clone(),
            score: self.score,
            status: self.status,
            priority: self.priority,
            flagged: self.flagged,
            differs: self.differs.clone(),
        })
    }
}

/// A member of a cluster that decisions are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenOf {
    /// The cluster's golden id.
    pub golden_id: String,
    /// The record's number.
    pub rid: i64,
    /// It is no longer in its source.
    pub gone: bool,
    /// Assertions speak of this very record.
    pub itself: bool,
}

pub(super) const CLUSTER: &str = "golden_id, size, sources, label, status, score, kind, reason, priority, flagged, \
                                  version, approved_by, approved_us, content, ask, ask_us, ask_kind, ask_reason, \
                                  ask_priority, differs, deciders, strength FROM cluster";

impl Db<'_> {
    /// The island of a record; `None` for a record that no derived state knows.
    pub fn island_of(&self, rid: i64) -> Result<Option<i64>> {
        self.maybe("SELECT island FROM member WHERE rid = ?1", [rid], |row| row.get(0))
    }

    /// The records of an island, by number.
    pub fn rids_of_island(&self, island: i64) -> Result<Vec<i64>> {
        self.all("SELECT rid FROM member WHERE island = ?1 ORDER BY rid", [island], |row| row.get(0))
    }

    /// The records of the cluster that a record is in, by number.
    pub fn rids_of_cluster(&self, golden_id: &str) -> Result<Vec<i64>> {
        self.all(
            "SELECT rid FROM member WHERE cid = (SELECT cid FROM cluster WHERE golden_id = ?1) ORDER BY rid",
            [golden_id],
            |row| row.get(0),
        )
    }

    /// Calls `each` for every record that is in a cluster: its number, its key, and the cluster's number.
    pub fn for_each_membership(&self, mut each: impl FnMut(i64, RecordKey, i64)) -> Result<()> {
        let sources: HashMap<i64, String> =
            self.all("SELECT id, name FROM source", [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let mut statement = self
            .connection
            .prepare_cached("SELECT rid, source, record_id, cid FROM record JOIN member USING (rid) WHERE gone = 0 AND cid NOT NULL")
            .map_err(from_sqlite)?;
        let mut rows = statement.query([]).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            let source: i64 = row.get(1).map_err(from_sqlite)?;
            let id: String = row.get(2).map_err(from_sqlite)?;
            let source = sources.get(&source).cloned().unwrap_or_default();
            each(row.get(0).map_err(from_sqlite)?, RecordKey { source, id }, row.get(3).map_err(from_sqlite)?);
        }
        Ok(())
    }

    /// The golden id of the cluster that a record is in.
    pub fn cluster_of(&self, rid: i64) -> Result<Option<String>> {
        self.maybe("SELECT cluster.golden_id FROM member JOIN cluster USING (cid) WHERE rid = ?1", [rid], |row| {
            row.get(0)
        })
    }

    /// The members of every cluster that holds a record of which assertions speak.
    pub fn spoken_of(&self) -> Result<Vec<SpokenOf>> {
        self.all(
            "SELECT cluster.golden_id, rid, gone, EXISTS (SELECT 1 FROM mention WHERE mention.rid = member.rid)
             FROM member JOIN cluster USING (cid) JOIN record USING (rid)
             WHERE cid IN (SELECT cid FROM member WHERE rid IN (SELECT rid FROM mention))",
            [],
            |row| Ok(SpokenOf { golden_id: row.get(0)?, rid: row.get(1)?, gone: row.get(2)?, itself: row.get(3)? }),
        )
    }

    /// Islands on which somebody set records apart, whether or not that still stands.
    pub fn islands_set_apart(&self) -> Result<BTreeSet<i64>> {
        // Two walks and look-ups by number rather than a join: what `SQLite` knows of the sizes of these tables is from
        // the load before, when there may have been no decision at all, and it would choose a plan for that.
        let said: HashSet<i64> = self
            .all("SELECT seq FROM assertion WHERE kind IN ('different', 'split')", [], |row| row.get(0))?
            .into_iter()
            .collect();
        let mut rids = BTreeSet::new();
        if !said.is_empty() {
            self.for_each_mention(|seq, rid| {
                if said.contains(&seq) {
                    rids.insert(rid);
                }
            })?;
        }
        let mut islands = BTreeSet::new();
        for rid in rids {
            islands.extend(self.island_of(rid)?);
        }
        Ok(islands)
    }

    /// Takes the clusters of an island away, before new ones are put in their place.
    pub fn clear_island(&self, island: i64) -> Result<()> {
        self.execute("DELETE FROM borne WHERE rid IN (SELECT rid FROM member WHERE island = ?1)", [island])?;
        self.execute("UPDATE member SET cid = NULL WHERE island = ?1", [island])?;
        self.execute("DELETE FROM cluster WHERE island = ?1", [island])
    }

    /// Takes an island away with its clusters: its records are on none.
    pub fn drop_island(&self, island: i64) -> Result<()> {
        self.execute("DELETE FROM borne WHERE rid IN (SELECT rid FROM member WHERE island = ?1)", [island])?;
        self.execute("DELETE FROM member WHERE island = ?1", [island])?;
        self.execute("DELETE FROM cluster WHERE island = ?1", [island])
    }

    /// Puts a record that is in no cluster on an island.
    pub fn set_island(&self, rid: i64, island: i64) -> Result<()> {
        self.execute("INSERT OR IGNORE INTO member (rid, island, cid) VALUES (?1, ?2, NULL)", [rid, island])
    }

    /// Makes two islands one.
    pub fn join_islands(&self, into: i64, from: i64) -> Result<()> {
        self.execute("UPDATE member SET island = ?1 WHERE island = ?2", [into, from])?;
        self.execute("UPDATE cluster SET island = ?1 WHERE island = ?2", [into, from])
    }

    /// How many clusters of two or more a rule accepted, and a hash of which and what they are.
    pub fn accepted_by_rule(&self) -> Result<(u64, Hash)> {
        let mut accepted: Vec<(String, [u8; 32])> = self.all(
            // Most are no more than one record, so that a look at each is quicker than the way through an index.
            "SELECT golden_id, content FROM cluster NOT INDEXED WHERE approved_by = 'rule' AND approved_us IS NULL
               AND status IN ('accepted', 'exported') AND size > 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        accepted.sort();
        let parts = accepted.iter().flat_map(|(id, content)| [id.as_bytes(), content.as_slice()]);
        Ok((accepted.len() as u64, Hash::of(parts)))
    }

    /// Puts a cluster and its members in place.
    pub fn insert_cluster(&self, island: i64, cluster: &StoredCluster, rids: &[i64]) -> Result<()> {
        let list = |names: &[String]| serde_json::to_string(names).map_err(|error| Error::internal(error.to_string()));
        self.execute(
            "INSERT INTO cluster (golden_id, island, size, sources, label, status, score, kind, reason, priority,
                                  flagged, version, approved_by, approved_us, content, ask, ask_us, ask_kind,
                                  ask_reason, ask_priority, differs, deciders, strength)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23)",
            params![
                cluster.golden_id,
                island,
                cluster.size as i64,
                list(&cluster.sources)?,
                cluster.label,
                cluster.status.word(),
                cluster.score,
                cluster.kind.map(TaskKind::word),
                cluster.reason,
                cluster.priority,
                cluster.flagged,
                cluster.version as i64,
                cluster.approved_by,
                cluster.approved_us,
                cluster.content.0,
                cluster.ask.as_ref().map(|ask| &ask.steward),
                cluster.ask.as_ref().map(|ask| ask.decided_us),
                cluster.ask.as_ref().map(|ask| ask.kind.word()),
                cluster.ask.as_ref().map(|ask| &ask.reason),
                cluster.ask.as_ref().map(|ask| ask.priority),
                list(&cluster.differs)?,
                list(&cluster.deciders)?,
                cluster.strength.map(Strength::code)
            ],
        )?;
        let cid = self.connection.last_insert_rowid();
        for rid in rids {
            self.execute("INSERT OR REPLACE INTO member (rid, island, cid) VALUES (?1, ?2, ?3)", [*rid, island, cid])?;
        }
        Ok(())
    }

    /// A cluster by its present golden id.
    pub fn cluster(&self, golden_id: &str) -> Result<Option<StoredCluster>> {
        self.maybe(&format!("SELECT {CLUSTER} WHERE golden_id = ?1"), [golden_id], stored_cluster)
    }

    /// Present golden ids after `after`, at most `limit`, in order.
    pub fn golden_ids_after(&self, after: &str, limit: usize) -> Result<Vec<String>> {
        self.all(
            "SELECT golden_id FROM cluster WHERE golden_id > ?1 ORDER BY golden_id LIMIT ?2",
            params![after, at_most(limit)],
            |row| row.get(0),
        )
    }

    /// Notes that a record bears another golden id than the one it was born with.
    pub fn bear(&self, rid: i64, golden_id: &str) -> Result<()> {
        self.execute("INSERT INTO borne (rid, golden_id) VALUES (?1, ?2)", params![rid, golden_id])
    }

    /// Records that bear another golden id than the one they were born with, by number.
    pub fn borne(&self) -> Result<Vec<(i64, String)>> {
        self.all("SELECT rid, golden_id FROM borne ORDER BY rid", [], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}

pub(super) fn stored_cluster(row: &Row) -> rusqlite::Result<StoredCluster> {
    let wrong = |column: usize, what: &str| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
    };
    let list = |column: usize| -> rusqlite::Result<Vec<String>> {
        let text: String = row.get(column)?;
        serde_json::from_str(&text).map_err(|_| wrong(column, "unreadable list of names"))
    };
    let status: String = row.get(4)?;
    let kind: Option<String> = row.get(6)?;
    let size: i64 = row.get(1)?;
    Ok(StoredCluster {
        golden_id: row.get(0)?,
        size: size as usize,
        sources: list(2)?,
        label: row.get(3)?,
        status: Status::from_word(&status).ok_or_else(|| wrong(4, "unknown status"))?,
        score: row.get(5)?,
        kind: kind.map(|k| TaskKind::from_word(&k).ok_or_else(|| wrong(6, "unknown kind of task"))).transpose()?,
        reason: row.get(7)?,
        priority: row.get(8)?,
        flagged: row.get(9)?,
        version: row.get(10)?,
        approved_by: row.get(11)?,
        approved_us: row.get(12)?,
        content: Hash(row.get(13)?),
        ask: match row.get(14)? {
            None => None,
            Some(steward) => {
                let kind: String = row.get(16)?;
                Some(Ask {
                    steward,
                    decided_us: row.get(15)?,
                    kind: TaskKind::from_word(&kind).ok_or_else(|| wrong(16, "unknown kind of task"))?,
                    reason: row.get(17)?,
                    priority: row.get(18)?,
                })
            }
        },
        differs: list(19)?,
        deciders: list(20)?,
        strength: row.get::<_, Option<i64>>(21)?.and_then(Strength::from_code),
    })
}
