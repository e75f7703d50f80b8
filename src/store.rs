//! The workspace's database: the only room that knows SQL.
//!
//! `schema.rs` makes and migrates it, `open.rs` opens it safely. A [`Db`] is a connection inside a transaction;
//! its methods live beside the tables they serve: `records`, `run`, `journal`, `derived`, `exported`, `passage`, `pages`,
//! `search`, `tally`, `measured`, `claim`, `compared`, `erase`; `past` keeps what loads replace. `shelf` keeps, beside the
//! database, what waits to be written to it.

mod bulk;
mod claim;
mod compared;
mod derived;
mod erase;
mod exported;
mod journal;
mod measured;
mod open;
mod pages;
mod passage;
mod past;
mod records;
mod run;
mod schema;
mod search;
mod shelf;
mod tally;

pub use claim::{Lease, StoredClaim};
pub use compared::Compared;
pub use derived::{Ask, StoredCluster};
pub use exported::{MadeExport, WrittenRow};
pub use journal::{Said, StoredAssertion};
pub use measured::Measured;
pub use pages::{Asked, Filter};
pub use passage::{Event, Passage};
pub use past::PastRecord;
pub use records::StoredRecord;
pub use run::{Grouped, Neighbour, Run};
pub use shelf::{Copied, Shelf, shelves};

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, ErrorKind, Result};

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// The database's own files, opened to read their bytes; dropped after the connection.
    held_open: Vec<(&'static str, File)>,
}

/// The database inside a transaction: everything read through it is of one moment.
pub struct Db<'a> {
    connection: &'a Connection,
}

impl Store {
    /// Opens the database at `path`, making it where there is none.
    ///
    /// # Errors
    /// A file that is not ours, corrupt, read-only, or of a newer version of the program.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = open::open(path)?;
        Ok(Self { connection, path: path.to_owned(), held_open: Vec::new() })
    }

    /// Whether nobody else is writing, or lets go within so long.
    ///
    /// # Errors
    /// It cannot be written to at all.
    pub fn is_free(&self, patience: Duration) -> Result<bool> {
        self.connection.busy_timeout(patience).map_err(from_sqlite)?;
        let tried = self.connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK;").map_err(from_sqlite);
        self.connection.busy_timeout(open::PATIENCE).map_err(from_sqlite)?;
        match tried {
            Ok(()) => Ok(true),
            Err(error) if error.kind == ErrorKind::Busy => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads: all of `work` sees one moment.
    pub fn read<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let transaction = self.connection.unchecked_transaction().map_err(from_sqlite)?;
        let result = work(&Db { connection: &transaction })?;
        transaction.commit().map_err(from_sqlite)?;
        Ok(result)
    }

    /// Writes: all of `work` happens durably, or nothing of it.
    pub fn write<T>(&mut self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        // Immediate: a deferred transaction that turns from reading to writing would fail under concurrency.
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(from_sqlite)?;
        let result = work(&Db { connection: &transaction })?;
        transaction.commit().map_err(from_sqlite)?;
        Ok(result)
    }

    /// A number that is another one whenever somebody else has written to the database since it was asked for last.
    pub fn version(&self) -> Result<i64> {
        self.connection.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(from_sqlite)
    }

    /// Lets `SQLite` look after its statistics and the size of its log, after a large job.
    pub fn tidy(&self) -> Result<()> {
        self.connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);").map_err(from_sqlite)
    }

    /// Copies the database to a new file, also while others use it.
    pub fn backup(&self, to: &Path) -> Result<()> {
        copy(&self.connection, to)
    }

    /// What `SQLite` itself finds wrong with the file: broken pages, broken references; empty when all is well.
    pub fn damage(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut check = self.connection.prepare("PRAGMA integrity_check(20)").map_err(from_sqlite)?;
        let lines = check.query_map([], |row| row.get::<_, String>(0)).map_err(from_sqlite)?;
        for line in lines {
            let line = line.map_err(from_sqlite)?;
            if line != "ok" {
                found.push(line);
            }
        }
        let mut check = self.connection.prepare("PRAGMA foreign_key_check").map_err(from_sqlite)?;
        let lines = check.query_map([], |row| row.get::<_, String>(0)).map_err(from_sqlite)?;
        for table in lines {
            found.push(format!("a row of {} refers to nothing", table.map_err(from_sqlite)?));
        }
        Ok(found)
    }
}

/// Copies a database whole to a new file, which nobody but its owner can read at any time; nothing is left of a copy
/// that fails.
fn copy(connection: &Connection, to: &Path) -> Result<()> {
    let name = to.to_str().ok_or_else(|| Error::user(format!("{} is no path in UTF-8", to.display())))?;
    open::create_private(to)?;
    let copied = connection.execute("VACUUM INTO ?1", [name]).map_err(from_sqlite).and_then(|_| {
        let synced = File::open(to).and_then(|file| file.sync_all());
        synced.map_err(|error| Error::store(format!("cannot write {name}: {error}")))
    });
    if copied.is_err() {
        // Best effort on the way out of a failure that is already being reported.
        let _ = std::fs::remove_file(to);
    }
    copied
}

/// What messages call the database where its path is not at hand.
const UNNAMED: &str = "the workspace's database";

/// An error of `SQLite` in words for a person.
#[allow(clippy::needless_pass_by_value)] // What `map_err` hands over.
fn from_sqlite(error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode as Code;
    let message = format!("{UNNAMED}: {error}");
    match error.sqlite_error_code() {
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
            Error::new(ErrorKind::Busy, "another program is writing to this workspace")
                .hint("wait a moment and try again")
        }
        Some(Code::DiskFull) => Error::store("not saved: the disk is full").hint("nothing was changed"),
        Some(Code::ReadOnly) => Error::store("the workspace is read-only: nothing can be saved in it")
            .hint("check the permissions of the directory, and of goldsmith.db, -wal and -shm in it"),
        Some(Code::SystemIoFailure) => {
            Error::store(message).hint("nothing was changed; the disk is full, over a limit, or failing")
        }
        Some(Code::CannotOpen) => Error::store(message).hint("check the permissions of the directory"),
        Some(Code::NotADatabase | Code::DatabaseCorrupt) => Error::store(message)
            .hint("the file is damaged: restore a backup, which has the decisions as well; no load has them"),
        _ => Error::new(ErrorKind::Store, message),
    }
}
