//! Blocking: which pairs are worth comparing.
//!
//! Records that share a *key* are compared. A key is one feature of a record (its e-mail, the sound of its surname)
//! or two together; which keys are used is worked out from the data (`choose.rs`).

mod choose;
mod feature;
mod found;
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
use found::Found;
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

/// Records are sorted by hash in so many parts (a power of two), each of which is near while it is worked on.
const PARTS: u32 = 8;

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
    let of = |room: &mut Blocks, key: &Key| match key.rare_words().map(|column| (column, tokens[column].as_ref())) {
        Some((column, Some(tokens))) => (Found::of(table, &rare::pairs(table, column, tokens)), Vec::new()),
        Some((_, None)) => (Found::of(table, &[]), Vec::new()),
        None => of_key(table, key, room),
    };
    let found = parallel::map_in(keys, 1, || vec![Vec::new(); 1 << PARTS], of);
    let parts: Vec<usize> = (0..Found::parts(table)).collect();
    let merge = |room: &mut Vec<u64>, part: &usize| found::merge(found.iter().map(|(found, _)| found), *part, room);
    let merged = parallel::map_in(&parts, 1, Vec::new, merge);
    let (mut all, mut new) =
        (Vec::with_capacity(merged.iter().map(|(pairs, _)| pairs.len()).sum()), vec![0; keys.len()]);
    for (pairs, of_keys) in merged {
        all.extend(pairs);
        new.iter_mut().zip(of_keys).for_each(|(sum, new)| *sum += new);
    }
    let reports = keys.iter().zip(found).zip(new).map(|((key, (found, mut common)), new)| {
        let oversized = common.len() as u64;
        common.sort_unstable_by_key(|common: &Common| (Reverse(common.records), common.record));
        common.truncate(TOLD);
        KeyReport { key: key.clone(), pairs: found.len(), new, oversized, most_common: common }
    });
    (all, reports.collect())
}

/// Hash and number of records, in parts by hash.
type Blocks = Vec<Vec<(u64, u32)>>;

/// The pairs of a key, and the values that too many records share.
fn of_key(table: &Table, key: &Key, parts: &mut Blocks) -> (Found, Vec<Common>) {
    parts.iter_mut().for_each(Vec::clear);
    for (hash, record) in hashes(table, key) {
        parts[(hash >> (u64::BITS - PARTS)) as usize].push((hash, record));
    }
    for part in parts.iter_mut() {
        part.sort_unstable();
    }
    let all = || parts.iter().flat_map(|part| part.chunk_by(|a, b| a.0 == b.0));
    let (few, many): (Vec<_>, Vec<_>) = all().filter(|block| block.len() > 1).partition(|block| block.len() <= LARGEST);
    let with_others =
        || few.iter().flat_map(|block| block.iter().enumerate().map(|(i, &(_, record))| (record, &block[i + 1..])));
    let mut found = Found::with_room(table, with_others().map(|(record, others)| (record, others.len())));
    for (a, others) in with_others() {
        for &(_, b) in others {
            found.add(a, b);
        }
    }
    let common = many.iter().map(|block| Common { records: block.len() as u64, record: block[0].1 });
    (found, common.collect())
}

/// Hash and number of every record that has the key.
fn hashes(table: &Table, key: &Key) -> impl Iterator<Item = (u64, u32)> {
    let features = key.0.iter().map(|feature| {
        let column = &table.columns[feature.column];
        (column, feature::of_forms(column, feature.part))
    });
    let features: Vec<_> = features.collect();
    let of = move |record: u32| {
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
    (0..table.len() as u32).filter_map(of)
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
}
