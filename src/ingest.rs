//! Readers: sources and match output become records and groups, and a list of the rows that could not be taken.
//!
//! From files to plain types in one crossing; may use `normalise`, `config` and `model`, never the store.

mod delimited;
pub mod infer;
mod jsonl;
mod lines;
pub mod matches;
pub mod source;
mod table;
pub mod truth;

use serde::Serialize;

use crate::error::Error;

/// A row that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The file.
    pub file: String,
    /// The line where the row begins; 1 is the header.
    pub line: u64,
    /// Why. It names columns and ids, never other values; what an engine says of its own failures is passed on.
    pub reason: String,
}

/// `error` with the first rows that could not be taken as hints: what is missing may have stood in one of them.
pub fn with_rejected(error: Error, rejected: &[Rejected]) -> Error {
    const NAMED: usize = 3;
    let named = rejected.iter().take(NAMED).fold(error, |error, Rejected { file, line, reason }| {
        error.hint(format!("a row could not be taken, {file}:{line}: {reason}"))
    });
    match rejected.len().saturating_sub(NAMED) {
        0 => named,
        more => named.hint(format!("and {more} more rows could not be taken")),
    }
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read, as they lie on the disk.
    pub done_bytes: u64,
    /// Bytes in all.
    pub total_bytes: u64,
    /// Rows read.
    pub rows: u64,
}

/// Progress is told every so many rows, and at the end.
const ROWS_A_TELL: u64 = 4_096;
