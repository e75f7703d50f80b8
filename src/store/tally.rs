//! How many clusters there are of each kind, status, size and strength: kept as they come and go, never counted while
//! somebody waits.

use std::collections::BTreeMap;

use rusqlite::types::FromSql;

use super::Db;
use crate::error::Result;
use crate::model::{Status, TaskKind};
use crate::queue::Strength;

/// What is counted: columns of clusters.
const WHAT: [&str; 4] = ["kind", "status", "size", "strength"];

/// How many clusters there are by the values of a column, as the end of a query.
fn counted(what: &str) -> String {
    format!("{what}, count(*) FROM cluster WHERE {what} IS NOT NULL GROUP BY {what}")
}

impl Db<'_> {
    /// Open tasks of each kind.
    pub fn task_counts(&self) -> Result<Vec<(TaskKind, u64)>> {
        let counts: Vec<(String, u64)> = self.tally("kind")?;
        let mut counts: Vec<_> =
            counts.into_iter().filter_map(|(word, n)| Some((TaskKind::from_word(&word)?, n))).collect();
        counts.sort();
        Ok(counts)
    }

    /// Clusters of each status.
    pub fn status_counts(&self) -> Result<Vec<(Status, u64)>> {
        let counts: Vec<(String, u64)> = self.tally("status")?;
        let mut counts: Vec<_> =
            counts.into_iter().filter_map(|(word, n)| Some((Status::from_word(&word)?, n))).collect();
        counts.sort();
        Ok(counts)
    }

    /// Clusters of each size, in present records.
    pub fn size_counts(&self) -> Result<Vec<(u64, u64)>> {
        self.tally("size")
    }

    /// Clusters of each strength, of those that the review band judges.
    pub fn strength_counts(&self) -> Result<Vec<(Strength, u64)>> {
        let counts: Vec<(i64, u64)> = self.tally("strength")?;
        Ok(counts.into_iter().filter_map(|(code, n)| Some((Strength::from_code(code)?, n))).collect())
    }

    /// Counts all clusters, where triggers did not see them come. The tallies are empty before.
    pub(super) fn count_tallies(&self) -> Result<()> {
        WHAT.iter().try_for_each(|what| {
            let sql = format!("INSERT INTO tally SELECT '{what}', {}", counted(what));
            self.execute(&sql, [])
        })
    }

    fn tally<T: FromSql>(&self, what: &str) -> Result<Vec<(T, u64)>> {
        self.all("SELECT bucket, n FROM tally WHERE what = ?1 AND n > 0 ORDER BY bucket", [what], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    /// What the tallies say that a count of the clusters does not; empty when all is well.
    pub fn wrong_tallies(&self) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        for what in WHAT {
            let read = |row: &rusqlite::Row| Ok((row.get::<_, rusqlite::types::Value>(0)?, row.get::<_, u64>(1)?));
            let kept = self.all("SELECT bucket, n FROM tally WHERE what = ?1 AND n <> 0", [what], read)?;
            let counted = self.all(&format!("SELECT {}", counted(what)), [], read)?;
            let sorted = |rows: Vec<(rusqlite::types::Value, u64)>| -> BTreeMap<String, u64> {
                rows.into_iter().map(|(bucket, n)| (format!("{bucket:?}"), n)).collect()
            };
            if sorted(kept) != sorted(counted) {
                wrong.push(format!("how many clusters there are of each {what} is out of date"));
            }
        }
        Ok(wrong)
    }
}
