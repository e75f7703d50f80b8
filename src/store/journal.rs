//! The journal: appended to, read, never changed.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Row, params};

use super::pages::at_most;
use super::{Db, from_sqlite};
use crate::error::{Error, Result};
use crate::model::seal::{self, Payload};
use crate::model::{Assertion, Authority, Entry, Hash, Statement};

/// Kinds that decide nothing: remarks, and notes of what happened.
const NO_DECISIONS: [&str; 5] = ["publish", "comment", "load", "accept", "redact"];

/// An assertion with what seals it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAssertion {
    /// The assertion.
    pub assertion: Assertion,
    /// The random bytes that its commitment is salted with; none where the payload was emptied by an erasure.
    pub nonce: Vec<u8>,
    /// Its payload as stored.
    pub body: String,
    /// What its header commits to.
    pub commitment: Hash,
    /// What a retraction takes back, as the look-up column has it.
    pub target: Option<Hash>,
    /// Its kind, as the look-up column has it.
    pub kind: String,
}

impl StoredAssertion {
    /// As it goes to other copies of the workspace.
    pub fn entry(self) -> Entry {
        Entry::new(&self.assertion, self.commitment, self.nonce, self.body)
    }
}

/// The outline of an assertion, without its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its number in the local log.
    pub seq: i64,
    /// Its content address.
    pub id: Hash,
    /// The kind of statement.
    pub kind: String,
    /// What a retraction takes back.
    pub target: Option<Hash>,
}

const COLUMNS: &str = "seq, id, writer, writer_seq, previous, time_us, seen, author, authority, request, run, \
                       commitment, target, nonce, body, kind FROM assertion JOIN payload USING (seq)";

impl Db<'_> {
    /// Number of the last assertion; 0 where there is none.
    pub fn head(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(seq), 0) FROM assertion", [], |row| row.get(0))
    }

    /// Number and address of a writer's last assertion, and the latest time in the whole journal.
    pub fn chain_end(&self, writer: &str) -> Result<(u64, Hash, i64)> {
        let last = self.maybe(
            "SELECT writer_seq, id FROM assertion WHERE writer = ?1 ORDER BY writer_seq DESC LIMIT 1",
            [writer],
            |row| Ok((row.get(0)?, Hash(row.get(1)?))),
        )?;
        let time = self.one("SELECT coalesce(max(time_us), 0) FROM assertion", [], |row| row.get(0))?;
        let (number, id) = last.unwrap_or((0, Hash::ZERO));
        Ok((number, id, time))
    }

    /// What this copy of the journal holds: the last number of every writer.
    pub fn version_vector(&self) -> Result<BTreeMap<String, u64>> {
        let last = self.all("SELECT writer, max(writer_seq) FROM assertion GROUP BY writer", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(last.into_iter().collect())
    }

    /// The address and time of a writer's assertion, by its number there.
    pub fn link(&self, writer: &str, writer_seq: u64) -> Result<Option<(Hash, i64)>> {
        self.maybe(
            "SELECT id, time_us FROM assertion WHERE writer = ?1 AND writer_seq = ?2",
            params![writer, writer_seq as i64],
            |row| Ok((Hash(row.get(0)?), row.get(1)?)),
        )
    }

    /// A writer's assertions after number `after`, in order.
    pub fn said_after(&self, writer: &str, after: u64) -> Result<Vec<StoredAssertion>> {
        self.all(
            &format!("SELECT {COLUMNS} WHERE writer = ?1 AND writer_seq > ?2 ORDER BY writer_seq"),
            params![writer, i64::try_from(after).unwrap_or(i64::MAX)],
            stored_assertion,
        )
    }

    /// Assertions whose payload an erasure emptied, by writer and number.
    pub fn emptied(&self) -> Result<Vec<StoredAssertion>> {
        self.all(&format!("SELECT {COLUMNS} WHERE length(nonce) = 0 ORDER BY writer, writer_seq"), [], stored_assertion)
    }

    /// Assertions of some kinds, in order of arrival.
    pub fn said_of_kinds(&self, kinds: [&str; 2]) -> Result<Vec<StoredAssertion>> {
        self.all(&format!("SELECT {COLUMNS} WHERE kind IN (?1, ?2) ORDER BY seq"), kinds, stored_assertion)
    }

    /// What the last assertion of each writer had seen.
    pub fn last_seen(&self) -> Result<Vec<BTreeMap<String, u64>>> {
        let last: Vec<String> = self.all(
            "SELECT seen FROM assertion JOIN (SELECT writer, max(writer_seq) AS writer_seq FROM assertion GROUP BY writer)
             USING (writer, writer_seq)",
            [],
            |row| row.get(0),
        )?;
        let unreadable = || Error::store("an assertion has an unreadable version vector");
        last.iter().map(|text| seal::seen_from_text(text).ok_or_else(unreadable)).collect()
    }

    /// The number of the assertion that carried a request out.
    pub fn seq_of_request(&self, request: &str) -> Result<Option<i64>> {
        self.maybe("SELECT seq FROM assertion WHERE request = ?1", [request], |row| row.get(0))
    }

    /// Appends a sealed assertion; gives its number in the local log.
    pub fn append(&self, assertion: &Assertion, nonce: &[u8], body: &str, commitment: Hash) -> Result<i64> {
        let target = match &assertion.statement {
            Statement::Retract { target } => Some(target.0),
            _ => None,
        };
        self.execute(
            "INSERT INTO assertion (id, writer, writer_seq, previous, time_us, seen, kind, author, authority, request,
                                    run, commitment, target)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                assertion.id.0,
                assertion.writer,
                assertion.writer_seq as i64,
                assertion.previous.0,
                assertion.time_us,
                seal::seen_text(&assertion.seen),
                assertion.statement.kind(),
                assertion.author,
                assertion.authority.word(),
                assertion.request,
                assertion.run,
                commitment.0,
                target
            ],
        )?;
        let seq = self.connection.last_insert_rowid();
        self.execute("INSERT INTO payload (seq, nonce, body) VALUES (?1, ?2, ?3)", params![seq, nonce, body])?;
        self.note_lapse(seq, &assertion.statement)?;
        Ok(seq)
    }

    /// Notes that an assertion speaks of a record.
    pub fn mention(&self, rid: i64, seq: i64) -> Result<()> {
        self.execute("INSERT OR IGNORE INTO mention (rid, seq) VALUES (?1, ?2)", [rid, seq])
    }

    /// Notes that a record's golden id was handed out.
    pub fn publish(&self, rid: i64, seq: i64) -> Result<()> {
        self.execute("INSERT OR IGNORE INTO published (rid, seq) VALUES (?1, ?2)", [rid, seq])
    }

    /// Notes that a record was new at a time: the earliest that any load says.
    pub fn first_seen(&self, rid: i64, time_us: i64) -> Result<()> {
        self.execute(
            "UPDATE record SET first_seen = ?2 WHERE rid = ?1 AND (first_seen = 0 OR first_seen > ?2)",
            [rid, time_us],
        )
    }

    /// Forgets which records assertions speak of, before that is worked out again.
    pub fn clear_mentions(&self) -> Result<()> {
        self.connection
            .execute_batch(
                "DELETE FROM mention; DELETE FROM published; DELETE FROM lapse; UPDATE record SET first_seen = 0 WHERE first_seen <> 0;",
            )
            .map_err(from_sqlite)
    }

    /// One assertion.
    pub fn assertion(&self, seq: i64) -> Result<Option<StoredAssertion>> {
        self.maybe(&format!("SELECT {COLUMNS} WHERE seq = ?1"), [seq], stored_assertion)
    }

    /// The assertion with a content address.
    pub fn assertion_by_id(&self, id: Hash) -> Result<Option<StoredAssertion>> {
        self.maybe(&format!("SELECT {COLUMNS} WHERE id = ?1"), [id.0], stored_assertion)
    }

    /// Numbers of the assertions that speak of a record, in order.
    pub fn mentions_of(&self, rid: i64) -> Result<Vec<i64>> {
        self.all("SELECT seq FROM mention WHERE rid = ?1 ORDER BY seq", [rid], |row| row.get(0))
    }

    /// Records that an assertion is listed with (a retraction: those of what it takes back).
    pub fn mentioned_by(&self, seq: i64) -> Result<Vec<i64>> {
        self.all("SELECT rid FROM mention WHERE seq = ?1 ORDER BY rid", [seq], |row| row.get(0))
    }

    /// Calls `each` for every record and assertion that are listed together.
    pub fn for_each_mention(&self, mut each: impl FnMut(i64, i64)) -> Result<()> {
        let mut statement =
            self.connection.prepare_cached("SELECT seq, rid FROM mention ORDER BY seq, rid").map_err(from_sqlite)?;
        let mut rows = statement.query([]).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            each(row.get(0).map_err(from_sqlite)?, row.get(1).map_err(from_sqlite)?);
        }
        Ok(())
    }

    /// The records of which assertions speak.
    pub fn spoken_of_at_all(&self) -> Result<HashSet<i64>> {
        Ok(self.all("SELECT DISTINCT rid FROM mention", [], |row| row.get(0))?.into_iter().collect())
    }

    /// Calls `each` for every assertion in order of arrival.
    pub fn for_each_assertion(&self, mut each: impl FnMut(StoredAssertion) -> Result<()>) -> Result<()> {
        let sql = format!("SELECT {COLUMNS} ORDER BY seq");
        let mut statement = self.connection.prepare_cached(&sql).map_err(from_sqlite)?;
        let mut rows = statement.query([]).map_err(from_sqlite)?;
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            each(stored_assertion(row).map_err(from_sqlite)?)?;
        }
        Ok(())
    }

    /// A page of the journal, newest first, before number `before`.
    pub fn log(&self, before: i64, limit: usize) -> Result<Vec<StoredAssertion>> {
        self.all(
            &format!("SELECT {COLUMNS} WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2"),
            params![before, at_most(limit)],
            stored_assertion,
        )
    }

    /// Numbers of the retractions of an assertion, newest first.
    pub fn retractions_of(&self, id: Hash) -> Result<Vec<(i64, Hash)>> {
        self.all("SELECT seq, id FROM assertion WHERE target = ?1 ORDER BY seq DESC", [id.0], |row| {
            Ok((row.get(0)?, Hash(row.get(1)?)))
        })
    }

    /// The next older assertion by `author` before number `before`.
    pub fn said_before(&self, author: &str, before: i64) -> Result<Option<Said>> {
        self.maybe(
            "SELECT seq, id, kind, target FROM assertion WHERE author = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1",
            params![author, before],
            |row| {
                let target: Option<[u8; 32]> = row.get(3)?;
                Ok(Said { seq: row.get(0)?, id: Hash(row.get(1)?), kind: row.get(2)?, target: target.map(Hash) })
            },
        )
    }

    /// When a steward made the last decision but `n`; `None` where they have not made as many.
    pub fn decided_before_last(&self, author: &str, n: usize) -> Result<Option<i64>> {
        self.maybe(
            "SELECT time_us FROM assertion
             WHERE author = ?1 AND authority = 'human'
               AND kind IN ('same', 'different', 'unsure', 'confirm', 'split', 'merge', 'override', 'approve', 'send_back')
             ORDER BY seq DESC LIMIT 1 OFFSET ?2",
            params![author, at_most(n)],
            |row| row.get(0),
        )
    }

    /// Standing decisions made at or after a time; notes and remarks are none.
    ///
    /// A retraction is later than what it takes back, so walking from late to early each is settled when it is met.
    pub fn standing_decisions(&self, since_us: i64) -> Result<u64> {
        Ok(self.decided_since(since_us)?.len() as u64)
    }

    /// When they were made and by whom, newest first.
    pub fn decided_since(&self, since_us: i64) -> Result<Vec<(i64, String)>> {
        let sql = "SELECT id, target, kind, time_us, author FROM assertion WHERE time_us >= ?1 ORDER BY time_us DESC, id DESC";
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        let mut rows = statement.query([since_us]).map_err(from_sqlite)?;
        let mut taken_back: HashSet<[u8; 32]> = HashSet::new();
        let mut decisions = Vec::new();
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            let id: [u8; 32] = row.get(0).map_err(from_sqlite)?;
            if taken_back.contains(&id) {
                continue;
            }
            if let Some(target) = row.get(1).map_err(from_sqlite)? {
                taken_back.insert(target);
            } else {
                let kind: String = row.get(2).map_err(from_sqlite)?;
                if !NO_DECISIONS.contains(&kind.as_str()) {
                    decisions.push((row.get(3).map_err(from_sqlite)?, row.get(4).map_err(from_sqlite)?));
                }
            }
        }
        Ok(decisions)
    }
}

fn stored_assertion(row: &Row) -> rusqlite::Result<StoredAssertion> {
    let wrong = |column: usize, what: String| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Error::store(what).into())
    };
    let seq: i64 = row.get(0)?;
    let kind: String = row.get(15)?;
    let body: String = row.get(14)?;
    let payload: Payload =
        Payload::read(&body, &kind).map_err(|error| wrong(14, format!("assertion {seq} cannot be read: {error}")))?;
    let seen: String = row.get(6)?;
    let authority: String = row.get(8)?;
    let target: Option<[u8; 32]> = row.get(12)?;
    let assertion = Assertion {
        seq,
        id: Hash(row.get(1)?),
        writer: row.get(2)?,
        writer_seq: row.get(3)?,
        previous: Hash(row.get(4)?),
        time_us: row.get(5)?,
        seen: seal::seen_from_text(&seen)
            .ok_or_else(|| wrong(6, format!("assertion {seq}: unreadable version vector")))?,
        author: row.get(7)?,
        authority: match authority.as_str() {
            "model" => Authority::Model,
            "rule" => Authority::Rule,
            "human" => Authority::Human,
            other => return Err(wrong(8, format!("assertion {seq}: unknown authority {other}"))),
        },
        request: row.get(9)?,
        run: row.get(10)?,
        statement: payload.statement,
        comment: payload.comment,
        content: payload.content,
        shown: payload.shown,
    };
    Ok(StoredAssertion {
        assertion,
        commitment: Hash(row.get(11)?),
        target: target.map(Hash),
        kind,
        nonce: row.get(13)?,
        body,
    })
}
