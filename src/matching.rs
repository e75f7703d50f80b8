//! How alike two records are, and why.
//!
//! `compare.rs` compares records, with one file a family of kinds (`names.rs`, `contact.rs`, `places.rs`,
//! `measures.rs`) over `similarity.rs`; `weights.rs` says what each level is worth; `explain.rs` puts it in words.
//! `rules.rs` applies rules that somebody wrote; `splink.rs` weighs evidence as a model of Splink does.
//! Pure: may use `normalise` and the words (`model`, `config`), nothing else.

pub mod compare;
mod contact;
pub mod engine;
pub mod explain;
mod measures;
mod names;
pub mod overlap;
mod places;
pub mod rules;
pub mod similarity;
pub mod splink;
pub mod weights;

pub use compare::{Comparer, Prepared};
pub use explain::sentence;
