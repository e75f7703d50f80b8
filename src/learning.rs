//! Labelled pairs: what the journal teaches a matcher, and how far those who made them can be believed.
//!
//! Pure. `label.rs` has the words of a labelled pair, `claim.rs` says what one statement labels, `pairs.rs` draws each
//! pair once from all that stand. `agreement.rs` holds stewards against each other and themselves, by `kappa.rs` and
//! `share.rs`; `calibration.rs` holds scores against labels, `evaluate.rs` clusters against a truth. May use `model`,
//! `config` and `resolve`.

mod agreement;
mod calibration;
mod claim;
pub mod evaluate;
mod kappa;
mod label;
mod pairs;
mod share;

pub use agreement::{ASKED_AGAIN, AUDIT, Agreement, Opinions, Steward, Stewards, stewards};
pub use calibration::{Calibration, calibration};
pub use kappa::Table;
pub use label::{Label, LabelledPair, Origin};
pub use pairs::{Labels, MAX_DERIVED, labelled_pairs};
pub use share::Share;
