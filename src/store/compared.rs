//! What the latest run of the own matcher compared, record by record.

use rusqlite::params;

use super::{Db, from_sqlite};
use crate::error::Result;
use crate::model::Hash;

/// A record, and how the latest run knew it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Its number.
    pub rid: i64,
    /// Its id in its source.
    pub id: String,
    /// Hash of its content.
    pub hash: Hash,
    /// It is no longer in its source.
    pub gone: bool,
    /// Hash of its content then, and its comparable forms as they were kept; `None` where the run did not know it.
    pub then: Option<(Hash, Vec<u8>)>,
}

impl Db<'_> {
    /// Keeps the comparable forms of a record as it is now.
    pub fn keep_compared(&self, rid: i64, forms: &[u8]) -> Result<()> {
        self.execute(
            "INSERT OR REPLACE INTO compared (rid, hash, forms) SELECT rid, hash, ?2 FROM record WHERE rid = ?1",
            params![rid, forms],
        )
    }

    /// Forgets those of a record.
    pub fn drop_compared(&self, rid: i64) -> Result<()> {
        self.execute("DELETE FROM compared WHERE rid = ?1", [rid])
    }

    /// Forgets all that was compared: from here on nobody can tell what is new to the latest run.
    pub fn forget_compared(&self) -> Result<()> {
        self.connection
            .execute_batch("DELETE FROM compared; UPDATE run SET basis = NULL WHERE basis IS NOT NULL;")
            .map_err(from_sqlite)
    }

    /// Calls `each` for every record that is in its source or was compared, in the order of keys, with the name of its
    /// source.
    pub fn for_each_compared(&self, mut each: impl FnMut(&str, Compared) -> Result<()>) -> Result<()> {
        let sources: Vec<(i64, String)> =
            self.all("SELECT id, name FROM source ORDER BY name", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let sql = "SELECT record.rid, record_id, record.hash, gone, compared.hash, forms
                   FROM record LEFT JOIN compared USING (rid)
                   WHERE source = ?1 AND (gone = 0 OR compared.rid IS NOT NULL) ORDER BY record_id";
        for (source, name) in sources {
            let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
            let mut rows = statement.query([source]).map_err(from_sqlite)?;
            while let Some(row) = rows.next().map_err(from_sqlite)? {
                let read = |row: &rusqlite::Row| -> rusqlite::Result<Compared> {
                    let then: Option<[u8; 32]> = row.get(4)?;
                    Ok(Compared {
                        rid: row.get(0)?,
                        id: row.get(1)?,
                        hash: Hash(row.get(2)?),
                        gone: row.get(3)?,
                        then: match then {
                            Some(hash) => Some((Hash(hash), row.get(5)?)),
                            None => None,
                        },
                    })
                };
                each(&name, read(row).map_err(from_sqlite)?)?;
            }
        }
        Ok(())
    }
}
