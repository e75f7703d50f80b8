//! Reports of the jobs: load, verify.

use std::collections::BTreeMap;

use serde::Serialize;

pub use crate::health::Report as HealthReport;
pub use crate::ingest::Rejected;

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LoadReport {
    /// Records now present.
    pub records: u64,
    /// Records now present, by source.
    pub sources: BTreeMap<String, u64>,
    /// Match groups of the run.
    pub groups: u64,
    /// Records that were not there before.
    pub added: u64,
    /// Records whose content changed.
    pub changed: u64,
    /// Records as they were.
    pub unchanged: u64,
    /// Records that are gone from their source.
    pub removed: u64,
    /// Records whose content was erased, and that stand in their source still: their values were left out.
    pub suppressed: u64,
    /// Rows that could not be taken.
    pub rejected: Vec<Rejected>,
    /// What a person should know, and what did not stand in the way.
    pub warnings: Vec<String>,
    /// Number of the match run; 0 where there was none.
    pub run: i64,
    /// Standing decisions that hold as before.
    pub decisions_kept: u64,
    /// Links of the run that decisions refuse, and links that decisions add to it.
    pub decisions_over_model: u64,
}

/// The outcome of `verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Every check holds.
    pub ok: bool,
    /// The checks.
    pub checks: Vec<Check>,
}

/// One invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// It holds.
    pub ok: bool,
    /// What was counted, or what is wrong and where.
    pub detail: String,
}
