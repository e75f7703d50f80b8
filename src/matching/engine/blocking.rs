//! Blocking: which pairs are worth comparing.
//!
//! Records that share a *key* are compared. A key is one feature of a record (its e-mail, the sound of its surname)
//! or two together; which keys are used is worked out from the data (`choose.rs`).

mod choose;
mod feature;
mod key;
mod neighbours;
mod rare;

use std::cmp::Reverse;

use super::hash::mix;
use super::parallel;
use super::table::Table;
use super::tokens::Tokens;
pub use choose::choose;
pub use feature::{Feature, Part, text};
pub use key::Key;
pub use neighbours::Neighbours;

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
    /// The most common of these.
    pub most_common: Vec<Common>,
}

/// A value of a key that too many records share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common {
    /// How many.
    pub records: u64,
    /// One of them.
    pub record: u32,
}

/// So many of the most common values of a key are told.
const TOLD: usize = 5;

/// Largest block whose records are all compared with each other.
pub const LARGEST: usize = 120;

/// The keys of a table: those that are given, or that the data suggest, and the rare words of what names its records.
pub fn keys(table: &Table, tokens: &[Option<Tokens>], given: Option<&[Key]>) -> Vec<Key> {
    let mut keys = given.map_or_else(|| choose(table), <[Key]>::to_vec);
    let worded = (0..tokens.len()).filter(|&column| tokens[column].is_some() && rare::names_records(table, column));
    keys.extend(worded.map(|column| Key(vec![Feature { column, part: Part::RareWords }])));
    keys
}

/// Every pair that shares a key, each once, sorted: the smaller record first.
pub fn pairs(table: &Table, tokens: &[Option<Tokens>], keys: &[Key]) -> (Vec<(u32, u32)>, Vec<KeyReport>) {
    let mut all: Vec<u64> = Vec::new();
    let mut reports = Vec::new();
    let of = |key: &Key| match key.rare_words().map(|column| (column, tokens[column].as_ref())) {
        Some((column, Some(tokens))) => (rare::pairs(table, column, tokens), Vec::new()),
        Some((_, None)) => (Vec::new(), Vec::new()),
        None => of_key(table, key),
    };
    for (key, (found, mut common)) in keys.iter().zip(parallel::map(keys, 1, of)) {
        let (before, pairs, oversized) = (all.len(), found.len() as u64, common.len() as u64);
        all = union(&all, found);
        common.sort_unstable_by_key(|common| (Reverse(common.records), common.record));
        common.truncate(TOLD);
        let new = (all.len() - before) as u64;
        reports.push(KeyReport { key: key.clone(), pairs, new, oversized, most_common: common });
    }
    (all.into_iter().map(|pair| ((pair >> 32) as u32, pair as u32)).collect(), reports)
}

/// The pairs of a key, sorted, and the values that too many records share.
fn of_key(table: &Table, key: &Key) -> (Vec<u64>, Vec<Common>) {
    let mut hashes = hashes(table, key);
    hashes.sort_unstable();
    let mut found: Vec<u64> = Vec::new();
    let mut common = Vec::new();
    for block in hashes.chunk_by(|a, b| a.0 == b.0) {
        if block.len() > LARGEST {
            common.push(Common { records: block.len() as u64, record: block[0].1 });
            continue;
        }
        for (i, &(_, a)) in block.iter().enumerate() {
            found.extend(block[i + 1..].iter().map(|&(_, b)| u64::from(a) << 32 | u64::from(b)));
        }
    }
    found.sort_unstable();
    (found, common)
}

/// Hash and number of every record that has the key.
fn hashes(table: &Table, key: &Key) -> Vec<(u64, u32)> {
    let features = key.0.iter().map(|feature| {
        let column = &table.columns[feature.column];
        (column, feature::of_forms(column, feature.part))
    });
    let features: Vec<_> = features.collect();
    let of = |record: u32| {
        let mut all = 0;
        for (column, hashes) in &features {
            let hash = hashes[column.ids[record as usize] as usize];
            if hash == 0 {
                return None;
            }
            all = mix(all ^ hash);
        }
        Some((all, record))
    };
    let mut all = Vec::with_capacity(table.len());
    all.extend((0..table.len() as u32).filter_map(of));
    all
}

/// Two sorted lists as one, without what is in both.
fn union(one: &[u64], other: Vec<u64>) -> Vec<u64> {
    if one.is_empty() {
        return other;
    }
    let mut all = Vec::with_capacity(one.len() + other.len());
    let (mut i, mut j) = (0, 0);
    while let (Some(&x), Some(&y)) = (one.get(i), other.get(j)) {
        all.push(x.min(y));
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    all.extend_from_slice(&one[i..]);
    all.extend_from_slice(&other[j..]);
    all
}

#[cfg(test)]
mod tests {
    use super::super::table::Builder;
    use super::*;
    use crate::config::AttributeKind;

    #[test]
    fn pairs_share_a_key_and_come_once() {
        let mut builder = Builder::new(&[AttributeKind::City, AttributeKind::Email]);
        for forms in [["york", "a"], ["york", "a"], ["bath", "a"], ["bath", ""]] {
            builder.push(0, forms);
        }
        let table = builder.finish();
        let whole = |column| Feature { column, part: Part::Whole };
        let keys = [Key(vec![whole(0)]), Key(vec![whole(1)]), Key(vec![whole(0), whole(1)])];
        let (pairs, reports) = pairs(&table, &[None, None], &keys);
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 2), (2, 3)]);
        let told: Vec<(u64, u64)> = reports.iter().map(|report| (report.pairs, report.new)).collect();
        assert_eq!(told, [(2, 2), (3, 2), (1, 0)]);
    }

    #[test]
    fn what_too_many_share_is_told_and_not_compared() {
        let mut builder = Builder::new(&[AttributeKind::Email]);
        for number in 0..LARGEST + 5 {
            builder.push(0, [format!("info@{number}.example"), String::new()]);
        }
        builder.push(0, ["kari@one.example"]);
        let table = builder.finish();
        let key = Key(vec![Feature { column: 0, part: Part::User }]);
        let (pairs, reports) = pairs(&table, &[None], &[key]);
        assert!(pairs.is_empty());
        assert_eq!(reports[0].oversized, 1);
        assert_eq!(reports[0].most_common, [Common { records: LARGEST as u64 + 5, record: 0 }]);
        assert_eq!(text(table.columns[0].form_of(0), Part::User), "info");
    }

    #[test]
    fn a_union_is_sorted_and_without_doubles() {
        assert_eq!(union(&[1, 3, 5], vec![2, 3, 9]), [1, 2, 3, 5, 9]);
        assert_eq!(union(&[], vec![4]), [4]);
    }
}
