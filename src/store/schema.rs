//! The tables, and the steps from one version of them to the next.
//!
//! `record`, `run`, `grouped`, `edge` come from files; `assertion`, `payload`, `mention` and `published` are the
//! journal; `cluster`, `member` and `search` are derived and can be made again from the others.

use std::path::Path;

use rusqlite::Connection;

use super::from_sqlite;
use crate::error::{Error, Result};

/// "GLDS": tells our files from other `SQLite` files.
const APPLICATION_ID: i32 = 0x474c_4453;

/// Each step brings the schema from the version before (its position) to the next. Only ever add a step.
const STEPS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
];

/// Refuses a file that is not ours or that a newer program wrote, before anything is touched.
pub fn check(connection: &Connection, path: &Path) -> Result<()> {
    let application: i32 = pragma(connection, "application_id")?;
    let version: i32 = pragma(connection, "user_version")?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(from_sqlite)?;
    // A file without tables is a new one; with them, it has our mark and a version of ours, or is somebody else's.
    let ours = application == APPLICATION_ID && version > 0;
    if version < 0 || !ours && (application != 0 || tables > 0) {
        return Err(Error::store(format!("{} is not a Goldsmith database", path.display()))
            .hint("nothing was changed; move it away, or use another workspace"));
    }
    if version > STEPS.len() as i32 {
        return Err(Error::store(format!(
            "{} was written by a newer Goldsmith (schema version {version}; this one knows {})",
            path.display(),
            STEPS.len()
        ))
        .hint("use the newer program; nothing was changed"));
    }
    Ok(())
}

/// Takes the missing steps, each in one transaction. Before a file with data is changed it is copied beside itself.
pub fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    let version: i32 = pragma(connection, "user_version")?;
    if version > 0 && (version as usize) < STEPS.len() {
        let backup = path.with_extension(format!("db.version-{version}"));
        if !backup.exists() {
            super::copy(connection, &backup)?;
        }
    }
    for (step, sql) in STEPS.iter().enumerate().skip(version as usize) {
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(from_sqlite)?;
        let now: i32 = pragma(&transaction, "user_version")?;
        if now as usize > step {
            continue; // Another program took it while we waited.
        }
        transaction.execute_batch(sql).map_err(from_sqlite)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(from_sqlite)?;
        transaction.pragma_update(None, "user_version", step as i32 + 1).map_err(from_sqlite)?;
        transaction.commit().map_err(from_sqlite)?;
    }
    Ok(())
}

fn pragma(connection: &Connection, name: &str) -> Result<i32> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(from_sqlite)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::Store;

    #[test]
    fn a_new_file_gets_every_step_and_an_open_one_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("goldsmith.db");
        for _ in 0..2 {
            Store::open(&path).unwrap().write(|db| db.set_meta("kept", "yes")).unwrap();
            let connection = Connection::open(&path).unwrap();
            assert_eq!(pragma(&connection, "user_version").unwrap(), STEPS.len() as i32);
            assert_eq!(pragma(&connection, "application_id").unwrap(), APPLICATION_ID);
        }
        assert_eq!(Store::open(&path).unwrap().read(|db| db.meta("kept")).unwrap().as_deref(), Some("yes"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no copy was made, the log is folded in");
    }

    #[test]
    fn a_file_of_another_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
        let before = std::fs::read(&path).unwrap();
        assert!(Store::open(&path).unwrap_err().message.ends_with("is not a Goldsmith database"));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_of_a_newer_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("goldsmith.db");
        drop(Store::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(error.message.contains("newer Goldsmith (schema version 99"), "{}", error.message);
    }

    #[test]
    fn the_journal_refuses_to_be_edited() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("goldsmith.db");
        drop(Store::open(&path).unwrap());
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch(
                "INSERT INTO assertion VALUES (1, zeroblob(32), 'w', 1, zeroblob(32), 0, '', 'same', 'ana', 'human', 'r',
                                               NULL, zeroblob(32), NULL);
                 INSERT INTO payload VALUES (1, zeroblob(16), '{}');",
            )
            .unwrap();
        for sql in [
            "DELETE FROM payload",
            "DELETE FROM assertion",
            "UPDATE assertion SET author = 'ben'",
            "UPDATE payload SET body = '[]'",
        ] {
            let error = connection.execute_batch(sql).unwrap_err();
            assert!(error.to_string().contains("append-only"), "{sql}: {error}");
        }
    }
}
