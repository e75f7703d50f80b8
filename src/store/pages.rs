//! Pages by key: the queue, the list of golden records. No offsets, so the last page costs what the first does.

use rusqlite::types::Value;

use super::derived::{CLUSTER, stored_cluster};
use super::{Db, StoredCluster, search};
use crate::error::Result;
use crate::model::{Status, TaskKind};

/// Which clusters a page holds.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    /// Only with a task of these kinds; empty: all.
    pub kinds: &'a [TaskKind],
    /// Only of these statuses; empty: all.
    pub statuses: &'a [Status],
    /// Only with a record that holds all these words.
    pub text: Option<&'a str>,
    /// What is asked again counts with the queue of this steward.
    pub asked: Option<Asked<'a>>,
}

/// What a steward is asked again: what they settled before a time.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Who.
    pub steward: &'a str,
    /// Microseconds since 1970 (UTC).
    pub before_us: i64,
}

impl Db<'_> {
    /// A page of the queue: by priority, then golden id, after the given ones.
    pub fn queue_page(&self, filter: Filter, after: Option<(f64, &str)>, limit: usize) -> Result<Vec<StoredCluster>> {
        let mut sql = format!("SELECT {CLUSTER} WHERE kind IS NOT NULL");
        let mut values = narrow(&mut sql, filter);
        if let Some(Asked { steward, before_us }) = filter.asked {
            sql.push_str(" AND NOT (ask IS NOT NULL AND ask = ? AND ask_us < ?)");
            values.extend([steward.to_owned().into(), before_us.into()]);
        }
        if let Some((priority, golden_id)) = after {
            sql.push_str(" AND (priority < ? OR (priority = ? AND golden_id > ?))");
            values.extend([priority.into(), priority.into(), golden_id.to_owned().into()]);
        }
        sql.push_str(" ORDER BY priority DESC, golden_id LIMIT ?");
        values.push(at_most(limit).into());
        self.all(&sql, rusqlite::params_from_iter(values), stored_cluster)
    }

    /// Everything that a steward is asked again, as it looked when it was first asked, in no order; at most a few
    /// thousand. Statuses are not filtered: it shows the one that it had.
    pub fn asked_again(&self, filter: Filter) -> Result<Vec<StoredCluster>> {
        const MOST: i64 = 5_000;
        let Some(Asked { steward, before_us }) = filter.asked else { return Ok(Vec::new()) };
        let mut sql = format!("SELECT {CLUSTER} WHERE ask = ? AND ask_us < ?");
        let mut values: Vec<Value> = vec![steward.to_owned().into(), before_us.into()];
        values.extend(narrow(&mut sql, Filter { kinds: &[], statuses: &[], ..filter }));
        sql.push_str(" ORDER BY ask_us LIMIT ?");
        values.push(MOST.into());
        let found = self.all(&sql, rusqlite::params_from_iter(values), stored_cluster)?;
        let wanted = |cluster: &StoredCluster| {
            (filter.kinds.is_empty() || cluster.kind.is_some_and(|kind| filter.kinds.contains(&kind)))
                && (filter.statuses.is_empty() || filter.statuses.contains(&cluster.status))
        };
        Ok(found.into_iter().map(StoredCluster::as_asked).filter(wanted).collect())
    }

    /// A page of all clusters by golden id.
    pub fn cluster_page(&self, filter: Filter, after: Option<&str>, limit: usize) -> Result<Vec<StoredCluster>> {
        let mut sql = format!("SELECT {CLUSTER} WHERE golden_id > ?");
        let mut values = vec![after.unwrap_or_default().to_owned().into()];
        values.extend(narrow(&mut sql, filter));
        sql.push_str(" ORDER BY golden_id LIMIT ?");
        values.push(at_most(limit).into());
        self.all(&sql, rusqlite::params_from_iter(values), stored_cluster)
    }

    /// Open tasks of each kind.
    pub fn task_counts(&self) -> Result<Vec<(TaskKind, u64)>> {
        let counts: Vec<(String, u64)> =
            self.all("SELECT kind, count(*) FROM cluster WHERE kind IS NOT NULL GROUP BY kind", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let mut counts: Vec<_> =
            counts.into_iter().filter_map(|(word, n)| Some((TaskKind::from_word(&word)?, n))).collect();
        counts.sort();
        Ok(counts)
    }

    /// Clusters of each status.
    pub fn status_counts(&self) -> Result<Vec<(Status, u64)>> {
        let counts: Vec<(String, u64)> =
            self.all("SELECT status, count(*) FROM cluster GROUP BY status", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts: Vec<_> =
            counts.into_iter().filter_map(|(word, n)| Some((Status::from_word(&word)?, n))).collect();
        counts.sort();
        Ok(counts)
    }

    /// Present records, clusters that hold any, and clusters of just one.
    pub fn sizes(&self) -> Result<(u64, u64, u64)> {
        let records = self.one("SELECT count(*) FROM record WHERE gone = 0", [], |row| row.get(0))?;
        let (clusters, singles) = self.one(
            "SELECT count(*), coalesce(sum(n = 1), 0) FROM (
               SELECT count(*) AS n FROM member JOIN record USING (rid) WHERE gone = 0 GROUP BY cid)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok((records, clusters, singles))
    }
}

/// A limit as `SQLite` counts, which takes a negative one for none.
pub(super) fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Adds the filter's conditions to a statement and gives their values. No text of the filter enters the SQL itself.
fn narrow(sql: &mut String, filter: Filter) -> Vec<Value> {
    let mut values = Vec::new();
    let mut one_of = |column: &str, words: Vec<&'static str>| {
        if !words.is_empty() {
            let marks = vec!["?"; words.len()].join(", ");
            sql.extend([" AND ", column, " IN (", &marks, ")"]);
            values.extend(words.into_iter().map(|word| Value::from(word.to_owned())));
        }
    };
    one_of("kind", filter.kinds.iter().map(|kind| kind.word()).collect());
    one_of("status", filter.statuses.iter().map(|status| status.word()).collect());
    if let Some(query) = filter.text.and_then(search::query) {
        sql.push_str(
            " AND cid IN (SELECT cid FROM member WHERE rid IN (SELECT rowid FROM search WHERE search MATCH ?))",
        );
        values.push(query.into());
    }
    values
}
