//! Erasure: a record's content goes, everywhere, and nothing else moves.
//!
//! `values.rs` gathers what a record said of somebody, `reach.rs` which payloads of the journal repeat it; `erase.rs`
//! empties them and the record, here and after another copy of the journal did so; `proof.rs` searches the file for
//! what is gone, `links.rs` keeps clusters together over later loads, `check.rs` is what `verify` asks. Keys, constraints
//! and the chain stay. Only this room empties payloads.

mod check;
pub mod erase;
mod links;
mod proof;
mod reach;
mod values;

#[cfg(test)]
mod tests;

use serde::Serialize;

pub use check::check;
pub use erase::{apply_standing, carry_out, concerned, foresee, statement};
pub use links::{keep as keep_links, kept as links_to_keep};
pub use proof::{Evidence, gather, prove};
pub use reach::{Export, OutOfReach, Scope, scope};

use super::change::Proposal;
use super::report::LoadReport;
use crate::error::{Error, Result};
use crate::model::{RecordKey, Statement};
use crate::store::{Db, Store};

/// What the search of the file for erased values came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Distinct values that only this record held, and that were searched for.
    pub values: u64,
    /// How often any of them was found; 0 is the proof.
    pub found: u64,
    /// Values that another record, a key or the configuration holds as well: they stay there, and prove nothing.
    pub shared: u64,
    /// Values of less than four bytes: too short to tell from chance.
    pub short: u64,
    /// Files in which something was found; never what.
    #[serde(rename = "in")]
    pub files: Vec<String>,
    /// The file was overwritten where something was deleted.
    pub scrubbed: bool,
    /// Why not, where it was not; it is made up for when the workspace is opened next.
    pub problem: Option<String>,
}

impl Proof {
    /// The values are gone, and proven to be.
    pub fn holds(&self) -> bool {
        self.scrubbed && self.found == 0
    }
}

/// The record that a proposal erases.
pub fn subject(proposal: &Proposal) -> Option<&RecordKey> {
    proposal.statements.iter().find_map(|(said, _)| match said {
        Statement::Redact { subject, .. } => Some(subject),
        _ => None,
    })
}

/// Scrubs the file and searches it. The record is erased by now: what goes wrong here is told, and made up for later.
/// `unquoted`: whether what waits to be written was rid of quotations.
pub fn finish(store: &mut Store, evidence: &Evidence, unquoted: Result<()>) -> Proof {
    let scrubbed = store.scrub();
    let mut proof = match prove(store, evidence) {
        Ok(proof) => proof,
        Err(error) => Proof { problem: Some(error.message), ..Proof::default() },
    };
    match unquoted.and(scrubbed) {
        Ok(true) => proof.scrubbed = proof.problem.is_none(),
        Ok(false) => proof.problem = Some("another program reads this workspace, so its log could not be cut".into()),
        Err(error) => proof.problem = Some(error.message),
    }
    proof
}

/// Scrubs the file if a program that erased something did not come to it.
pub fn make_up(store: &Store) {
    if store.scrub_is_due() {
        // Somebody else may be at work: then it stays due, `verify` says so, and the next one to open tries again.
        let _ = store.scrub();
    }
}

/// Says in the report of a load that erased records were left out.
pub fn warn(report: &mut LoadReport) {
    let n = report.suppressed;
    if n > 0 {
        let (records, stand) =
            if n == 1 { ("1 record", "stands in its source") } else { ("records", "stand in their sources") };
        let records = if n == 1 { records.to_owned() } else { format!("{n} {records}") };
        report.warnings.push(format!("{records} that was erased {stand} still; the values were left out"));
    }
}

/// The number of a record whose content can be erased.
fn erasable(db: &Db, key: &RecordKey) -> Result<i64> {
    let rid = db.rid(key)?.ok_or_else(|| {
        Error::user(format!("no record {key} in this workspace")).hint("records are written source:record_id")
    })?;
    if db.is_redacted(rid)? {
        return Err(Error::user(format!("the content of {key} was erased already"))
            .hint(format!("`goldsmith log {key}` says when and why; `goldsmith verify` checks that it is gone")));
    }
    Ok(rid)
}
