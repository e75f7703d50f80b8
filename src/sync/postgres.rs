//! A PostgreSQL server: two tables that all who exchange can read and add to.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use ::postgres::error::SqlState;
use ::postgres::{Client, IsolationLevel, Row, Transaction};

use super::target::{PATIENCE, Server as Address};
use super::{Exchange, FORMAT, Fetched, Pushed, password, tls};
use crate::error::{Error, Result};
use crate::model::{Authority, Entry, Hash, seal};

/// Made where they are missing.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS goldsmith_domain (
  domain text PRIMARY KEY,
  format bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS goldsmith_assertion (
  domain     text NOT NULL REFERENCES goldsmith_domain (domain),
  writer     text NOT NULL,
  writer_seq bigint NOT NULL,
  id         bytea NOT NULL UNIQUE,
  previous   bytea NOT NULL,
  time_us    bigint NOT NULL,
  seen       text NOT NULL,
  kind       text NOT NULL,
  author     text NOT NULL,
  authority  text NOT NULL,
  request    text NOT NULL,
  run        bigint,
  commitment bytea NOT NULL,
  nonce      bytea NOT NULL,
  body       text NOT NULL,
  PRIMARY KEY (domain, writer, writer_seq)
);";

const COLUMNS: &str = "writer, writer_seq, id, previous, time_us, seen, kind, author, authority, request, run, \
                       commitment, nonce, body";

/// Keeps two who make the tables at once from each other: "goldsmit" as a number.
const LOCK: i64 = 0x676f_6c64_736d_6974;

/// Entries that go over the line at once.
const BATCH: usize = 1_000;

/// A server that was reached.
pub struct Server {
    client: Client,
    name: String,
    domain: String,
}

impl Server {
    /// Connects, and makes the tables where they are missing.
    pub fn connect(address: &Address, domain: &str) -> Result<Self> {
        let name = address.name();
        let line = tls::line(&address.trust)?;
        let mut config = address.config.clone();
        if config.get_password().is_none()
            && let Some(password) = password::find(address)
        {
            config.password(password);
        }
        let without_password = config.get_password().is_none();
        let (sender, receiver) = channel();
        // A server that takes the call and says nothing would keep us for ever: after a while nobody waits any more.
        thread::spawn(move || {
            // Nobody listens any more where it took too long.
            let _ = sender.send(config.connect(line));
        });
        let limit = 2 * address.config.get_connect_timeout().copied().unwrap_or(PATIENCE);
        let client = match receiver.recv_timeout(limit) {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => return Err(refused(&name, &error, without_password)),
            Err(RecvTimeoutError::Timeout) => {
                return Err(Error::data(format!("cannot reach {name}: it does not answer")).hint("nothing was changed"));
            }
            Err(RecvTimeoutError::Disconnected) => return Err(Error::internal("connecting broke off")),
        };
        let mut server = Self { client, name, domain: domain.to_owned() };
        server.prepare()?;
        Ok(server)
    }

    fn prepare(&mut self) -> Result<()> {
        let Self { client, name, domain } = self;
        let failed = |error: ::postgres::Error| broke(name, &error);
        client.batch_execute("SET statement_timeout = '60s'; SET lock_timeout = '30s'").map_err(failed)?;
        let mut transaction = client.transaction().map_err(failed)?;
        // Looked for first: whoever may use the tables need not be allowed to make any.
        let row = transaction
            .query_one(
                "SELECT to_regclass('goldsmith_domain') IS NOT NULL AND to_regclass('goldsmith_assertion') IS NOT NULL",
                &[],
            )
            .map_err(failed)?;
        if !row.get::<_, bool>(0) {
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(failed)?;
            transaction.batch_execute(TABLES).map_err(failed)?;
        }
        let format = transaction
            .query_opt("SELECT format FROM goldsmith_domain WHERE domain = $1", &[domain])
            .map_err(failed)?
            .map(|row| row.get::<_, i64>(0));
        match format {
            Some(format) if format > FORMAT => {
                return Err(Error::data(format!("domain {domain:?} at {name} belongs to a newer Goldsmith"))
                    .hint("use the newer program; nothing was exchanged"));
            }
            Some(_) => {}
            None => {
                let new = "INSERT INTO goldsmith_domain (domain, format) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                transaction.execute(new, &[domain, &FORMAT]).map_err(failed)?;
            }
        }
        transaction.commit().map_err(failed)
    }
}

impl Exchange for Server {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn heads(&mut self) -> Result<BTreeMap<String, (u64, Hash)>> {
        let last = "SELECT DISTINCT ON (writer) writer, writer_seq, id FROM goldsmith_assertion WHERE domain = $1
                    ORDER BY writer, writer_seq DESC";
        let rows = self.client.query(last, &[&self.domain]).map_err(|error| broke(&self.name, &error))?;
        rows.iter().map(|row| Ok((text(row, 0)?, (number(row, 1)?, hash(row, 2)?)))).collect()
    }

    fn fetch(&mut self, after: &BTreeMap<String, u64>) -> Result<Fetched> {
        let heads = self.heads()?;
        let failed = |error: ::postgres::Error| broke(&self.name, &error);
        // Of one moment: what a writer adds meanwhile comes the next time, whole.
        let mut transaction = self
            .client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .map_err(failed)?;
        let page = format!(
            "SELECT {COLUMNS} FROM goldsmith_assertion WHERE domain = $1 AND writer = $2 AND writer_seq > $3
             ORDER BY writer_seq LIMIT {BATCH}"
        );
        let page = transaction.prepare(&page).map_err(failed)?;
        let mut fetched = Fetched::default();
        for (writer, (head, _)) in heads {
            let mut held = after.get(&writer).copied().unwrap_or(0);
            while held < head {
                let rows = transaction.query(&page, &[&self.domain, &writer, &(held as i64)]).map_err(failed)?;
                if rows.is_empty() {
                    break;
                }
                for row in &rows {
                    let entry = entry(row)?;
                    held = entry.writer_seq;
                    fetched.entries.push(entry);
                }
            }
        }
        transaction.commit().map_err(failed)?;
        Ok(fetched)
    }

    fn push(&mut self, entries: &[Entry]) -> Result<Pushed> {
        let Self { client, name, domain } = self;
        let failed = |error: ::postgres::Error| broke(name, &error);
        let mut pushed = Pushed::default();
        let mut transaction = client.transaction().map_err(failed)?;
        for of_writer in entries.chunk_by(|a, b| a.writer == b.writer) {
            // Of a writer of whom something else lies there, nothing is left.
            let mut point = transaction.transaction().map_err(failed)?;
            let mut sent = 0;
            let mut forked = None;
            for batch in of_writer.chunks(BATCH) {
                sent += insert(&mut point, domain, batch).map_err(failed)?;
                forked = other_than(&mut point, domain, batch).map_err(failed)?;
                if forked.is_some() {
                    break;
                }
            }
            if let (Some(number), Some(first)) = (forked, of_writer.first()) {
                point.rollback().map_err(failed)?;
                pushed.forked.insert(first.writer.clone(), number);
            } else {
                point.commit().map_err(failed)?;
                pushed.sent += sent;
            }
        }
        transaction.commit().map_err(failed)?;
        Ok(pushed)
    }

    fn empty(&mut self, emptied: &[Entry]) -> Result<u64> {
        let failed = |error: ::postgres::Error| broke(&self.name, &error);
        let mut count = 0;
        let mut transaction = self.client.transaction().map_err(failed)?;
        for entry in emptied {
            let sql = "UPDATE goldsmith_assertion SET nonce = '', body = $3
                       WHERE domain = $1 AND id = $2 AND length(nonce) > 0";
            let id = &entry.id.0[..];
            count += transaction.execute(sql, &[&self.domain, &id, &entry.body]).map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(count)
    }
}

/// Adds what is not there yet; gives how many.
fn insert(transaction: &mut Transaction, domain: &str, batch: &[Entry]) -> Result<u64, ::postgres::Error> {
    let sql = format!(
        "INSERT INTO goldsmith_assertion (domain, {COLUMNS})
         SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bigint[], $7::text[],
                                  $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bytea[],
                                  $14::bytea[], $15::text[])
         ON CONFLICT DO NOTHING"
    );
    let texts = |of: fn(&Entry) -> &str| batch.iter().map(of).collect::<Vec<&str>>();
    let bytes = |of: fn(&Entry) -> &[u8]| batch.iter().map(of).collect::<Vec<&[u8]>>();
    let numbers: Vec<i64> = batch.iter().map(|entry| entry.writer_seq as i64).collect();
    let times: Vec<i64> = batch.iter().map(|entry| entry.time_us).collect();
    let runs: Vec<Option<i64>> = batch.iter().map(|entry| entry.run).collect();
    let seen: Vec<String> = batch.iter().map(|entry| seal::seen_text(&entry.seen)).collect();
    transaction.execute(
        &sql,
        &[
            &domain,
            &texts(|entry| &entry.writer),
            &numbers,
            &bytes(|entry| &entry.id.0),
            &bytes(|entry| &entry.previous.0),
            &times,
            &seen,
            &texts(|entry| &entry.kind),
            &texts(|entry| &entry.author),
            &texts(|entry| entry.authority.word()),
            &texts(|entry| &entry.request),
            &runs,
            &bytes(|entry| &entry.commitment.0),
            &bytes(|entry| &entry.nonce),
            &texts(|entry| &entry.body),
        ],
    )
}

/// The first number of a batch under which something else lies there.
fn other_than(transaction: &mut Transaction, domain: &str, batch: &[Entry]) -> Result<Option<u64>, ::postgres::Error> {
    let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(None) };
    let rows = transaction.query(
        "SELECT writer_seq, id FROM goldsmith_assertion
         WHERE domain = $1 AND writer = $2 AND writer_seq BETWEEN $3 AND $4",
        &[&domain, &first.writer, &(first.writer_seq as i64), &(last.writer_seq as i64)],
    )?;
    let mut there: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
    for row in &rows {
        there.insert(row.try_get(0)?, row.try_get(1)?);
    }
    let other = |entry: &&Entry| there.get(&(entry.writer_seq as i64)).is_none_or(|id| id[..] != entry.id.0);
    Ok(batch.iter().find(other).map(|entry| entry.writer_seq))
}

fn entry(row: &Row) -> Result<Entry> {
    let authority = match text(row, 8)?.as_str() {
        "model" => Authority::Model,
        "rule" => Authority::Rule,
        "human" => Authority::Human,
        _ => return Err(unreadable("the authority")),
    };
    Ok(Entry {
        writer: text(row, 0)?,
        writer_seq: number(row, 1)?,
        id: hash(row, 2)?,
        previous: hash(row, 3)?,
        time_us: row.try_get(4).map_err(|_| unreadable("the time"))?,
        seen: seal::seen_from_text(&text(row, 5)?).ok_or_else(|| unreadable("what was seen"))?,
        kind: text(row, 6)?,
        author: text(row, 7)?,
        authority,
        request: text(row, 9)?,
        run: row.try_get(10).map_err(|_| unreadable("the run"))?,
        commitment: hash(row, 11)?,
        nonce: row.try_get(12).map_err(|_| unreadable("the nonce"))?,
        body: text(row, 13)?,
    })
}

fn text(row: &Row, column: usize) -> Result<String> {
    row.try_get(column).map_err(|_| unreadable("a text"))
}

fn number(row: &Row, column: usize) -> Result<u64> {
    let number: i64 = row.try_get(column).map_err(|_| unreadable("a number"))?;
    u64::try_from(number).map_err(|_| unreadable("a number"))
}

fn hash(row: &Row, column: usize) -> Result<Hash> {
    let bytes: Vec<u8> = row.try_get(column).map_err(|_| unreadable("a hash"))?;
    bytes.try_into().map(Hash).map_err(|_| unreadable("a hash"))
}

fn unreadable(what: &str) -> Error {
    Error::data(format!("{what} of an assertion in table goldsmith_assertion cannot be read"))
        .hint("nothing was taken; the table was altered by something else than Goldsmith")
}

/// Why a server did not let us in. The library's errors never hold the password.
fn refused(name: &str, error: &::postgres::Error, without_password: bool) -> Error {
    let hint = match error.code() {
        // The server answered: it is the library that had nothing to answer with.
        None if without_password && error.to_string().contains("configuration") => {
            "the server asks for a password: in the address, PGPASSWORD or ~/.pgpass (only its owner may read it)"
        }
        Some(code) if *code == SqlState::INVALID_PASSWORD || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            "check the user and the password: in the address, PGPASSWORD or ~/.pgpass (only its owner may read it)"
        }
        Some(_) => "the server answered, and said no",
        None => "check that the server runs, its address, and the sslmode; nothing was changed",
    };
    Error::data(format!("cannot reach {name}: {}", Words(error))).hint(hint)
}

/// What went wrong on the way.
fn broke(name: &str, error: &::postgres::Error) -> Error {
    let failed = Error::data(format!("{name}: {}", Words(error)));
    match error.code() {
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => failed.hint(
            "the user must be allowed to read and add to goldsmith_domain and goldsmith_assertion, or to make them",
        ),
        _ => failed.hint("nothing was changed here; the server kept all of it or nothing"),
    }
}

/// An error of the library with what lies behind it, in one line.
struct Words<'a>(&'a ::postgres::Error);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(said) = self.0.as_db_error() {
            return write!(f, "{}", said.message());
        }
        write!(f, "{}", self.0)?;
        let mut below = std::error::Error::source(self.0);
        while let Some(error) = below {
            write!(f, ": {error}")?;
            below = error.source();
        }
        Ok(())
    }
}
