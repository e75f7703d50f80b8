//! Reports of the jobs: load, verify.

use std::collections::BTreeMap;

use serde::Serialize;

use super::matched::MatchReport;
use super::view::{BridgeView, DecisionRef};
use crate::model::RecordKey;

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
    /// The match output and the sources held only what was new and changed.
    pub incremental: bool,
    /// Match groups that the match output named.
    pub groups_read: u64,
    /// Clusters of which a standing decision speaks and which hold other records now.
    pub changed_under_decision: Vec<ChangedCluster>,
    /// Links between clusters that a person set apart, which were not there before.
    pub bridges: Vec<BridgeView>,
    /// What became of golden ids.
    pub ids: IdCounts,
    /// What the own matcher did, where it ran with the load.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<Box<MatchReport>>,
}

impl LoadReport {
    /// What it did, in one sentence.
    pub fn summary(&self) -> String {
        let number = |n: u64, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
        let mut parts =
            vec![format!("loaded {}, {}", number(self.records, "record"), number(self.groups, "match group"))];
        let counts = [(self.added, "added"), (self.changed, "changed"), (self.removed, "removed")];
        let some = counts.into_iter().filter(|(n, _)| *n > 0 && *n < self.records);
        parts.extend(some.map(|(n, what)| format!("{n} {what}")));
        if !self.rejected.is_empty() {
            let rows = number(self.rejected.len() as u64, "row");
            parts.push(format!("{rows} could not be taken: `goldsmith load` lists them"));
        }
        if !self.changed_under_decision.is_empty() {
            let clusters = number(self.changed_under_decision.len() as u64, "decided cluster");
            parts.push(format!("{clusters} with other records now"));
        }
        parts.join(" · ")
    }
}

/// A cluster that a load changed under a standing decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ChangedCluster {
    /// Its golden id now; `None` where none of its records is in its source any more.
    pub golden_id: Option<String>,
    /// Its golden id before; `None` where none of its records was in its source.
    pub before: Option<String>,
    /// Records that are in it now and were not before.
    pub joined: Vec<RecordKey>,
    /// Records that were in it before and are not now.
    pub left: Vec<RecordKey>,
    /// The standing decisions about it, oldest first.
    pub decisions: Vec<DecisionRef>,
}

/// Golden ids before and after a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct IdCounts {
    /// Ids that name a cluster now and named none before.
    pub created: u64,
    /// Ids that lead to another one's cluster now.
    pub merged_into: u64,
    /// Ids whose record is no longer in its source, and that lead nowhere.
    pub retired: u64,
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
