//! Blocking: which pairs are worth comparing.
//!
//! Records that share a *key* are compared. A key is one feature of a record (its e-mail, the sound of its surname)
//! or two together; which keys are used is worked out from the data (`choose.rs`).

mod choose;
mod feature;
mod key;
mod rare;

use super::table::Table;
use super::tokens::Tokens;
pub use choose::choose;
pub use feature::{Feature, Part, mix};
pub use key::Key;

/// What a key adds.
#[derive(Clone, Debug)]
pub struct KeyReport {
    /// The key.
    pub key: Key,
    /// Pairs that share it.
    pub pairs: u64,
    /// Pairs that no key before it had.
    pub new: u64,
    /// Values shared by more records than are compared.
    pub oversized: u64,
}

/// Largest block whose records are all compared with each other.
pub const LARGEST: usize = 120;

/// Every pair that shares a key, each once, sorted: the smaller record first.
pub fn pairs(table: &Table, tokens: &[Option<Tokens>], keys: &[Key]) -> (Vec<(u32, u32)>, Vec<KeyReport>) {
    let mut all: Vec<u64> = Vec::new();
    let mut reports = Vec::new();
    for key in keys {
        let mut hashes = feature::hashes(table, tokens, key);
        hashes.sort_unstable();
        let mut found: Vec<u64> = Vec::new();
        let mut oversized = 0;
        for block in hashes.chunk_by(|a, b| a.0 == b.0) {
            if block.len() > LARGEST {
                oversized += 1;
                // Neighbours in the order of another attribute would be the next best; the other keys serve them.
                continue;
            }
            for (i, &(_, a)) in block.iter().enumerate() {
                for &(_, b) in &block[i + 1..] {
                    if a != b {
                        found.push(u64::from(a.min(b)) << 32 | u64::from(a.max(b)));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let before = all.len();
        let pairs = found.len() as u64;
        all.append(&mut found);
        all.sort_unstable();
        all.dedup();
        reports.push(KeyReport { key: key.clone(), pairs, new: (all.len() - before) as u64, oversized });
    }
    for (position, tokens) in tokens.iter().enumerate() {
        if let Some(tokens) = tokens.as_ref().filter(|_| rare::names_records(table, position)) {
            let mut found = rare::pairs(table, position, tokens);
            let before = all.len();
            let pairs = found.len() as u64;
            all.append(&mut found);
            all.sort_unstable();
            all.dedup();
            let key = Key(vec![Feature { column: position, part: Part::RareWords }]);
            reports.push(KeyReport { key, pairs, new: (all.len() - before) as u64, oversized: 0 });
        }
    }
    (all.into_iter().map(|pair| ((pair >> 32) as u32, pair as u32)).collect(), reports)
}
