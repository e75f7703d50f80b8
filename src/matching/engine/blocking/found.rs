//! Pairs that keys find, in parts by their first record: each part is sorted where it is near, and by one core.

use super::super::table::Table;

/// First records of a part, as a power of two.
const SHARE: u32 = 14;
/// Bits that are left for the number of a key, behind a first record within its part and a second one.
const KEY: u32 = u64::BITS - SHARE - u32::BITS;

/// The pairs that one key finds, each once.
pub struct Found {
    /// Part by part: first record within the part, second record.
    parts: Vec<Vec<u64>>,
}

impl Found {
    /// Room for so many pairs of each first record, and no more: new memory costs more than to count first.
    pub fn with_room(table: &Table, pairs: impl Iterator<Item = (u32, usize)>) -> Self {
        let mut room = vec![0; Self::parts(table)];
        pairs.for_each(|(record, count)| room[(record >> SHARE) as usize] += count);
        Self { parts: room.into_iter().map(Vec::with_capacity).collect() }
    }

    /// These pairs.
    pub fn of(table: &Table, pairs: &[(u32, u32)]) -> Self {
        let mut found = Self::with_room(table, pairs.iter().map(|(a, _)| (*a, 1)));
        for &(a, b) in pairs {
            found.add(a, b);
        }
        found
    }

    /// How many parts the pairs of a table have.
    pub fn parts(table: &Table) -> usize {
        table.len().div_ceil(1 << SHARE)
    }

    /// Adds a pair, the smaller record first.
    pub fn add(&mut self, a: u32, b: u32) {
        let within = u64::from(a & ((1 << SHARE) - 1));
        self.parts[(a >> SHARE) as usize].push(within << u32::BITS | u64::from(b));
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.parts.iter().map(|part| part.len() as u64).sum()
    }
}

/// A part of the pairs of all keys, each once, sorted; and for each key how many pairs of it no key before it has.
/// `room` is room to work in.
pub fn merge<'f>(
    all: impl Iterator<Item = &'f Found>,
    part: usize,
    room: &mut Vec<u64>,
) -> (Vec<(u32, u32)>, Vec<u64>) {
    room.clear();
    let mut new = Vec::new();
    for (key, found) in all.enumerate() {
        room.extend(found.parts[part].iter().map(|pair| pair << KEY | key as u64));
        new.push(0);
    }
    room.sort_unstable();
    room.dedup_by_key(|pair| *pair >> KEY);
    let start = (part as u32) << SHARE;
    let pair = |pair: &u64| {
        new[(pair & ((1 << KEY) - 1)) as usize] += 1;
        (start + (pair >> (KEY + u32::BITS)) as u32, (pair >> KEY) as u32)
    };
    let pairs = room.iter().map(pair).collect();
    (pairs, new)
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Builder;
    use super::*;
    use crate::config::AttributeKind;

    #[test]
    fn a_pair_comes_once_and_counts_for_the_first_key_that_finds_it() {
        const NEXT: u32 = 1 << SHARE;
        let mut builder = Builder::new(&[AttributeKind::City]);
        for record in 0..NEXT + 10 {
            builder.push(0, [format!("town {}", record % 50)]);
        }
        let table = builder.finish();
        let one = Found::of(&table, &[(1, NEXT + 5), (NEXT, NEXT + 3)]);
        let other = Found::of(&table, &[(2, 3), (1, NEXT + 5), (1, 4)]);
        let mut room = Vec::new();
        let mut merged = |part| merge([&one, &other].into_iter(), part, &mut room);
        assert_eq!(merged(0), (vec![(1, 4), (1, NEXT + 5), (2, 3)], vec![1, 2]));
        assert_eq!(merged(1), (vec![(NEXT, NEXT + 3)], vec![1, 0]));
        assert_eq!((Found::parts(&table), one.len(), other.len()), (2, 2, 3));
    }
}
