//! The types that every room speaks: records, scores, clusters, assertions, golden records.
//!
//! Plain data with its invariants, no behaviour of any room, no file, no SQL, no screen. A word here means
//! what the README's list of words says it means.

pub mod assertion;
pub mod cluster;
pub mod entry;
pub mod golden;
pub mod hash;
pub mod record;
pub mod redact;
pub mod score;
pub mod seal;
pub mod statement;

pub use assertion::{Assertion, Authority, Shown};
pub use cluster::{Status, Task, TaskKind};
pub use entry::{Entry, Fault, Seal};
pub use golden::{Golden, GoldenValue, OverrideNote};
pub use hash::Hash;
pub use record::{Record, RecordKey};
pub use score::{AttributeScore, Edge, Level, PairScore, signed, two_digits};
pub use statement::{Choice, Emptied, Statement, Until};
