//! Opening: the right file, the right settings, the right permissions.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{UNNAMED, from_sqlite, schema};
use crate::error::{Error, Result};

/// How long writing waits for others that write.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// `SQLite` before 3.51.3 can corrupt a WAL database when two connections reset the log at once.
const OLDEST_SQLITE: i32 = 3_051_003;

pub fn open(path: &Path) -> Result<Connection> {
    open_here(path)
        .map_err(|error| Error { message: error.message.replace(UNNAMED, &path.display().to_string()), ..error })
}

fn open_here(path: &Path) -> Result<Connection> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(Error::store(format!("SQLite {} is too old; 3.51.3 is needed", rusqlite::version())));
    }
    if path.is_dir() {
        return Err(Error::store(format!("{} is a directory; a database was expected", path.display())));
    }
    if !path.exists() {
        create_private(path)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|error| {
        Error::store(format!("cannot open {}: {error}", path.display()))
            .hint("check the permissions of the directory and of the file")
    })?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.busy_timeout(PATIENCE).map_err(from_sqlite)?;
    // Plans do not depend on bound values: else every look-up with another value would be planned anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(from_sqlite)?;
    schema::check(&connection, path)?;
    // FULL: a decision is on the disk before it is acknowledged; in WAL mode NORMAL would not promise that.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = OFF;
             PRAGMA cell_size_check = ON;
             PRAGMA cache_size = -65536;
             PRAGMA journal_size_limit = 67108864;",
        )
        .map_err(from_sqlite)?;
    schema::migrate(&mut connection, path)?;
    Ok(connection)
}

/// Makes an empty file that only its owner can read; WAL and shared memory inherit its permissions.
pub fn create_private(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::user(format!("{} exists", path.display())),
        ErrorKind::NotFound => Error::user(format!("{}: its folder does not exist", path.display())),
        _ => Error::store(format!("cannot create {}: {error}", path.display())),
    })
}
