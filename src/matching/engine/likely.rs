//! Pairs that are worth a look, for those who score them otherwise.

use super::blocking::{self, Key, KeyReport};
use super::compare::Comparison;
use super::derive::Texts;
use super::table::Table;

/// Every pair that shares a key, each once, and what each key added. Without `keys`, the data suggest them.
pub fn likely(mut table: Table, keys: Option<Vec<Key>>) -> (Vec<(u32, u32)>, Vec<KeyReport>) {
    if let Some(texts) = Texts::of(&table) {
        texts.add_to(&mut table);
    }
    let comparison = Comparison::new(&table);
    let keys = keys.unwrap_or_else(|| blocking::choose(&table));
    blocking::pairs(&table, &comparison.tokens, &keys)
}
