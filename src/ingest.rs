//! Readers: sources and match output become records and groups, and a list of the rows that could not be taken.
//!
//! From files to plain types in one crossing; may use `normalise`, `config` and `model`, never the store.

mod delimited;
mod jsonl;
mod lines;
pub mod matches;
pub mod source;
mod table;

use serde::Serialize;

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
