//! The matching engine: records in, links and clusters out. Pure.
//!
//! ```text
//! records ─ table ─► columns ─ derive ─► + what texts are made of
//!                      │ blocking
//!                      ▼
//!               candidate pairs ─ compare, grade ─► patterns ─ model or things ─► probabilities
//!                                                                                     │ cluster
//!                      learned (kept, to score and explain later)          clusters ◄─┘
//! ```
//!
//! Deterministic: the same records give the same bytes, whatever their order of reading and the number of threads.

// Formulas are easier to hold against their sources with the letters and positions that they have there.
#![allow(clippy::many_single_char_names, clippy::needless_range_loop)]

pub mod apart;
pub mod blocking;
mod bound;
mod builder;
pub mod cluster;
pub mod compare;
mod derive;
mod grade;
pub(crate) mod hash;
pub mod increment;
pub(crate) mod interned;
pub mod learned;
pub mod likely;
mod linear;
pub mod model;
mod name;
pub mod near;
pub mod parallel;
mod rows;
mod run;
mod score;
mod statistics;
pub mod table;
mod things;
mod tokens;
pub mod trained;
mod union;

pub use cluster::Clustered;
pub use increment::{Increment, Row, increment};
pub use learned::{Explained, Learned, Scorer, evidence, literal};
pub use likely::{clustered, likely};
pub use run::{Options, Outcome, Phase, again, run, scores, train};
pub use statistics::Statistics;
pub use trained::{LEAST, Labelled, Quality, Training, are_enough};
