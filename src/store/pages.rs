//! Pages by key: the queue, the list of golden records. No offsets, so the last page costs what the first does.

use rusqlite::types::Value;

use super::derived::{CLUSTER, stored_cluster};
use super::{Db, StoredCluster, search};
use crate::error::{Error, Result};
use crate::model::{Status, TaskKind};

/// Which clusters a page holds: those that every facet admits, and of a facet any of its values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Only with a task of these kinds; empty: all.
    pub kinds: &'a [TaskKind],
    /// Only of these statuses; empty: all.
    pub statuses: &'a [Status],
    /// Only with a record of one of these sources; empty: all.
    pub sources: &'a [String],
    /// Only where the records do not agree on one of these attributes; empty: all.
    pub differs: &'a [String],
    /// Only where a decision of one of these stewards stands; empty: all.
    pub by: &'a [String],
    /// Only where the weakest link is at least so probable.
    pub min_score: Option<f64>,
    /// Only where it is at most so probable.
    pub max_score: Option<f64>,
    /// Only with a record that holds all these words.
    pub text: Option<&'a str>,
    /// Only this one.
    pub golden_id: Option<&'a str>,
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
        let Some((priority, golden_id)) = after else { return self.tasks(filter, "", Vec::new(), limit) };
        // First those of the same priority, then the others: each is one step down the index and a walk along it, where
        // both conditions in one would walk from the top.
        let same: Vec<Value> = vec![priority.into(), golden_id.to_owned().into()];
        let mut found = self.tasks(filter, " AND priority = ? AND golden_id > ?", same, limit)?;
        let left = limit.saturating_sub(found.len());
        if left > 0 {
            found.extend(self.tasks(filter, " AND priority < ?", vec![priority.into()], left)?);
        }
        Ok(found)
    }

    fn tasks(&self, filter: Filter, place: &str, at: Vec<Value>, limit: usize) -> Result<Vec<StoredCluster>> {
        let mut sql = format!("SELECT {CLUSTER} WHERE kind IS NOT NULL");
        let mut values = narrow(&mut sql, filter)?;
        if let Some(Asked { steward, before_us }) = filter.asked {
            sql.push_str(" AND NOT (ask IS NOT NULL AND ask = ? AND ask_us < ?)");
            values.extend([steward.to_owned().into(), before_us.into()]);
        }
        sql.push_str(place);
        values.extend(at);
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
        values.extend(narrow(&mut sql, Filter { kinds: &[], statuses: &[], ..filter })?);
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
        values.extend(narrow(&mut sql, filter)?);
        sql.push_str(" ORDER BY golden_id LIMIT ?");
        values.push(at_most(limit).into());
        self.all(&sql, rusqlite::params_from_iter(values), stored_cluster)
    }
}

/// A limit as `SQLite` counts, which takes a negative one for none.
pub(super) fn at_most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Adds the filter's conditions to a statement and gives their values. No text of the filter enters the SQL itself.
fn narrow(sql: &mut String, filter: Filter) -> Result<Vec<Value>> {
    let mut values = Vec::new();
    let mut one_of = |column: &str, words: Vec<&'static str>| match words.as_slice() {
        [] => {}
        // One value alone keeps the order of an index that begins with the column.
        [word] => {
            sql.extend([" AND ", column, " = ?"]);
            values.push(Value::from((*word).to_owned()));
        }
        words => {
            let marks = vec!["?"; words.len()].join(", ");
            sql.extend([" AND ", column, " IN (", &marks, ")"]);
            values.extend(words.iter().map(|word| Value::from((*word).to_owned())));
        }
    };
    one_of("kind", filter.kinds.iter().map(|kind| kind.word()).collect());
    one_of("status", filter.statuses.iter().map(|status| status.word()).collect());
    holds(sql, &mut values, "sources", filter.sources)?;
    holds(sql, &mut values, "differs", filter.differs)?;
    holds(sql, &mut values, "deciders", filter.by)?;
    for (condition, bound) in [(" AND score >= ?", filter.min_score), (" AND score <= ?", filter.max_score)] {
        if let Some(bound) = bound {
            sql.push_str(condition);
            values.push(bound.into());
        }
    }
    if let Some(golden_id) = filter.golden_id {
        sql.push_str(" AND golden_id = ?");
        values.push(golden_id.to_owned().into());
    }
    if let Some(query) = filter.text.and_then(search::query) {
        sql.push_str(
            " AND cid IN (SELECT cid FROM member WHERE rid IN (SELECT rowid FROM search WHERE search MATCH ?))",
        );
        values.push(query.into());
    }
    Ok(values)
}

/// Adds that a column, which is a JSON array of names, holds one of these.
fn holds(sql: &mut String, values: &mut Vec<Value>, column: &str, names: &[String]) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let text = |name: &String| serde_json::to_string(name).map_err(|error| Error::internal(error.to_string()));
    // The text is looked at first: it is cheap, and only a name that quotes another one passes wrongly.
    let one = format!("(instr({column}, ?) > 0 AND EXISTS (SELECT 1 FROM json_each({column}) WHERE value = ?))");
    sql.extend([" AND (", &vec![one.as_str(); names.len()].join(" OR "), ")"]);
    for name in names {
        values.extend([Value::from(text(name)?), Value::from(name.clone())]);
    }
    Ok(())
}
