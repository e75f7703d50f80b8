//! From data to a screen: safe text, widths, differences.
//!
//! `safe.rs` is the one door between data and a terminal, `width.rs` counts and cuts columns, `diff.rs` says where
//! two values differ, `needles.rs` looks for many texts in many bytes. Pure; knows text only, no model and no terminal.

pub mod diff;
pub mod needles;
pub mod safe;
pub mod width;

pub use diff::{Mark, Piece, difference};
pub use needles::Needles;
pub use safe::{SafeText, is_unseen};
