//! What became of golden ids, as it was seen here: events, and what names each record before and after a change.

use rusqlite::{Row, params};

use super::{Db, from_sqlite};
use crate::error::Result;

/// What happened to a golden id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// It names a golden record for the first time, of records that were in none.
    Created,
    /// It named a golden record, and leads to another one now.
    MergedInto,
    /// It names a golden record for the first time, whose oldest record was in another one.
    SplitFrom,
    /// None of its records is left.
    Retired,
    /// It names a golden record again.
    Reinstated,
    /// It changed places with another one.
    Swapped,
}

impl Event {
    const ALL: [Self; 6] =
        [Self::Created, Self::MergedInto, Self::SplitFrom, Self::Retired, Self::Reinstated, Self::Swapped];

    /// The word for it, as files, JSON and the screen write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::MergedInto => "merged_into",
            Self::SplitFrom => "split_from",
            Self::Retired => "retired",
            Self::Reinstated => "reinstated",
            Self::Swapped => "swapped",
        }
    }
}

/// An event in the life of a golden id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Its number: later is larger.
    pub n: i64,
    /// When it was seen here, microseconds since 1970 (UTC).
    pub time_us: i64,
    /// Of which id.
    pub golden_id: String,
    /// What.
    pub event: Event,
    /// The id that it went into, came from, or changed places with.
    pub other: Option<String>,
    /// The decision that caused it.
    pub seq: Option<i64>,
    /// Or the match run.
    pub run: Option<i64>,
}

/// What names each record now: the id that it bears itself, and that of its cluster.
const NAMED: &str = "SELECT record.rid, coalesce(borne.golden_id, record.golden_id), cluster.golden_id
                     FROM record LEFT JOIN borne USING (rid) LEFT JOIN member USING (rid) LEFT JOIN cluster USING (cid)";

const COLUMNS: &str = "n, time_us, golden_id, event, other, seq, run FROM passage";

impl Db<'_> {
    /// Remembers what names each record: of these islands, or of all of them.
    pub fn remember_names(&self, islands: Option<&[i64]>) -> Result<()> {
        let run = |sql: &str| self.connection.execute_batch(sql).map_err(from_sqlite);
        let index = "CREATE INDEX IF NOT EXISTS temp.was_named ON was (named);";
        run("CREATE TEMP TABLE IF NOT EXISTS was (rid INTEGER PRIMARY KEY, bears TEXT NOT NULL, named TEXT);
             DELETE FROM temp.was;")?;
        let Some(islands) = islands else {
            // Of a million names the index is sorted once, afterwards.
            run("DROP INDEX IF EXISTS temp.was_named;")?;
            self.execute(&format!("INSERT INTO temp.was {NAMED}"), [])?;
            return run(index);
        };
        run(index)?;
        let sql = format!("INSERT INTO temp.was {NAMED} WHERE member.island = ?1");
        islands.iter().try_for_each(|island| self.execute(&sql, [island]))
    }

    /// Whether there is any cluster.
    pub fn any_cluster(&self) -> Result<bool> {
        self.one("SELECT EXISTS (SELECT 1 FROM cluster)", [], |row| row.get(0))
    }

    /// Ids that named a cluster then and name none now, each with the id that its record's cluster has now.
    pub fn names_lost(&self) -> Result<Vec<(String, Option<String>)>> {
        self.all(
            "SELECT DISTINCT was.named, cluster.golden_id FROM temp.was AS was
               LEFT JOIN borne ON borne.golden_id = was.named
               LEFT JOIN record ON record.golden_id = was.named
               LEFT JOIN member ON member.rid = coalesce(borne.rid, record.rid)
               LEFT JOIN cluster ON cluster.cid = member.cid
             WHERE was.named IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cluster WHERE golden_id = was.named)
             ORDER BY was.named",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// Ids of clusters on an island, or on all, that named none then, each with the id that its record's cluster had.
    pub fn names_gained(&self, island: Option<i64>) -> Result<Vec<(String, Option<String>)>> {
        let sql = |here: &str| {
            format!(
                "SELECT cluster.golden_id, was.named FROM cluster
                   LEFT JOIN borne ON borne.golden_id = cluster.golden_id
                   LEFT JOIN record ON record.golden_id = cluster.golden_id
                   LEFT JOIN temp.was AS was ON was.rid = coalesce(borne.rid, record.rid)
                 WHERE {here} NOT EXISTS (SELECT 1 FROM temp.was AS w WHERE w.named = cluster.golden_id)
                 ORDER BY cluster.golden_id"
            )
        };
        let read = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        match island {
            None => self.all(&sql(""), [], read),
            Some(island) => self.all(&sql("cluster.island = ?1 AND"), [island], read),
        }
    }

    /// For each record that bears another id than then: that one, and the present one.
    pub fn names_exchanged(&self) -> Result<Vec<(String, String)>> {
        self.all(
            // CROSS: from the few that are remembered to their records, never through all records there are.
            "SELECT was.bears, coalesce(borne.golden_id, record.golden_id) FROM temp.was AS was
               CROSS JOIN record USING (rid) LEFT JOIN borne USING (rid)
             WHERE was.bears <> coalesce(borne.golden_id, record.golden_id) ORDER BY was.bears",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// Records that were in the cluster of this id then.
    pub fn was_named(&self, golden_id: &str) -> Result<Vec<i64>> {
        self.all("SELECT rid FROM temp.was WHERE named = ?1", [golden_id], |row| row.get(0))
    }

    /// Adds an event; `n` is given here.
    pub fn add_passage(&self, passage: &Passage) -> Result<()> {
        self.execute(
            "INSERT INTO passage (time_us, golden_id, event, other, seq, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![passage.time_us, passage.golden_id, passage.event.word(), passage.other, passage.seq, passage.run],
        )
    }

    /// The events of an id, oldest first; with `others` also those of other ids that went into it or came from it.
    pub fn passages_of(&self, golden_id: &str, others: bool) -> Result<Vec<Passage>> {
        let of_others = if others { "OR other = ?1" } else { "" };
        let sql = format!("SELECT {COLUMNS} WHERE golden_id = ?1 {of_others} ORDER BY n");
        self.all(&sql, [golden_id], passage)
    }
}

fn passage(row: &Row) -> rusqlite::Result<Passage> {
    let word: String = row.get(3)?;
    let event = Event::ALL.into_iter().find(|event| event.word() == word).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, "unknown event of a golden id".into())
    })?;
    Ok(Passage {
        n: row.get(0)?,
        time_us: row.get(1)?,
        golden_id: row.get(2)?,
        event,
        other: row.get(4)?,
        seq: row.get(5)?,
        run: row.get(6)?,
    })
}
