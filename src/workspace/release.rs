//! What is out: approved exports are registered, and a golden record that is out as it is now says so.

use std::collections::BTreeMap;

use super::desk::now_us;
use super::{Entity, Workspace};
use crate::config::Domain;
use crate::error::{Error, Result};
use crate::model::Status;
use crate::normalise::time;
use crate::store::{Db, MadeExport, StoredCluster};

/// Exports that a message lists.
const LISTED: usize = 8;

/// A cluster as it is kept: released and out with exactly this content, it is exported.
///
/// Exports are no part of what state is derived from, so this comes after it, wherever derived state is kept or held
/// against what was kept.
pub fn as_kept(db: &Db, mut cluster: StoredCluster) -> Result<StoredCluster> {
    if cluster.status.is_released() && db.exported_content(&cluster.golden_id)? == Some(cluster.content) {
        cluster.status = Status::Exported;
    }
    Ok(cluster)
}

/// Begins to collect what an approved export writes.
pub fn begin(db: &Db) -> Result<()> {
    db.begin_outgoing()
}

/// Adds a golden record to the export that is being collected.
pub fn collect(db: &Db, domain: &Domain, entity: &Entity) -> Result<()> {
    let names = domain.attributes.iter().map(|attribute| attribute.name.as_str());
    let values: BTreeMap<&str, Option<&str>> =
        names.zip(entity.golden.values.iter().map(|value| value.value.as_deref())).collect();
    let golden = serde_json::to_string(&values).map_err(|error| Error::internal(error.to_string()))?;
    db.add_outgoing(&entity.golden_id, &golden)
}

/// Registers the export that was collected; gives its number.
pub fn register(db: &Db, out: &str) -> Result<i64> {
    db.register_export(now_us(), out)
}

impl Workspace {
    /// The number of the export that `since` names: a number, `last`, or a date, for the last one made before it.
    ///
    /// # Errors
    /// There is no such export; the message lists those there are.
    pub fn export_since(&self, since: &str) -> Result<i64> {
        let exports = self.read(exports)?;
        let found = match (since.parse::<i64>(), time::micros(since)) {
            _ if since == "last" => exports.last(),
            (Ok(id), _) => exports.iter().find(|export| export.id == id),
            (_, Some(moment)) => exports.iter().rev().find(|export| export.time_us < moment),
            _ => None,
        };
        found.map(|export| export.id).ok_or_else(|| unknown(since, &exports))
    }
}

fn exports(db: &Db) -> Result<Vec<MadeExport>> {
    db.exports()
}

fn unknown(since: &str, exports: &[MadeExport]) -> Error {
    let Some(last) = exports.last() else {
        return Error::user("no approved golden records were exported from here yet").hint(
            "`goldsmith export golden --approved-only --out FILE` makes the export that changes are counted from",
        );
    };
    let named = |export: &MadeExport| {
        let time = time::rfc3339(export.time_us);
        format!("{} ({} to {})", export.id, time.get(..19).unwrap_or(&time), export.out)
    };
    let listed: Vec<String> = exports.iter().rev().take(LISTED).map(named).collect();
    let more = if exports.len() > LISTED { ", …" } else { "" };
    Error::user(format!("no export {since:?}"))
        .hint(format!("the exports are {}{more}", listed.join(", ")))
        .hint(format!("`--since {}`, `--since last`, or a date after the first", last.id))
}
