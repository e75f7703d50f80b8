//! Labelled pairs: what the journal teaches a matcher.
//!
//! Pure. `label.rs` has the words of a labelled pair, `pairs.rs` draws pairs from standing assertions. May use `model`
//! only.

mod label;
mod pairs;

pub use label::{Label, LabelledPair, Origin};
pub use pairs::{Labels, MAX_DERIVED, labelled_pairs};
