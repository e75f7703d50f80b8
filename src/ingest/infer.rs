//! What a stranger's files hold, guessed from their headers and values: ids, times, kinds, which columns are the same.
//!
//! `scan.rs` reads a file into a sample; everything behind it is pure, values in and guesses out: `header.rs` what names
//! of columns mean, `shape.rs` and `checks.rs` what values look like, `profile.rs` sums that up for a column, `keys.rs`
//! finds ids and times, `judge.rs` the kind of a column, `mapping.rs` the columns of all files that are one attribute,
//! `evidence.rs` what says nothing of identity. `guess.rs` ties them together, `correct.rs` is what a person sets right in it,
//! `write.rs` puts it into words.

mod checks;
mod correct;
mod evidence;
pub mod guess;
mod header;
mod judge;
mod keys;
mod mapping;
mod profile;
mod scan;
mod shape;
mod write;

pub use guess::{AttributeGuess, Guess, SourceGuess, Sure, guess};
pub use scan::{Scan, scan};

#[cfg(test)]
mod tests;
