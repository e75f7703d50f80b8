//! Labelled pairs: what the journal teaches a matcher.
//!
//! Pure. `label.rs` has the words of a labelled pair, `claim.rs` says what one statement labels, `pairs.rs` draws each
//! pair once from all that stand. May use `model` only.

mod claim;
mod label;
mod pairs;

pub use label::{Label, LabelledPair, Origin};
pub use pairs::{Labels, MAX_DERIVED, labelled_pairs};
