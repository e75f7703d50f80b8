//! Longer values by their rare words: for each record the few that share the most.

use std::collections::HashMap;

use super::super::model::{Entity, entity};
use super::super::table::{MISSING, Table};
use super::super::tokens::Tokens;
use crate::config::AttributeKind;

/// Partners that a record gets.
const PARTNERS: usize = 10;

/// Whether a column says what a record is about, so that its rare words bring records together.
pub fn names_records(table: &Table, position: usize) -> bool {
    match entity(table) {
        Entity::Person => names_no_person(table, position),
        Entity::Organisation => table.columns[position].kind == AttributeKind::Organisation,
        Entity::Thing => true,
    }
}

/// Records that are named by a column are so many of all at least, or it names none.
const CUSTOM: f64 = 0.05;

/// Whether a column of organisations names records that are no people.
fn names_no_person(table: &Table, position: usize) -> bool {
    let organisation = &table.columns[position];
    if organisation.kind != AttributeKind::Organisation {
        return false;
    }
    let people: Vec<_> = table.columns.iter().filter(|column| column.kind == AttributeKind::PersonName).collect();
    let named = |record: &usize| {
        organisation.ids[*record] != MISSING && people.iter().all(|column| column.ids[*record] == MISSING)
    };
    (0..table.len()).filter(named).count() as f64 > CUSTOM * table.len() as f64
}

/// The records that hold each word of a column, unless too many do.
pub struct Holders<'t> {
    ids: &'t [u32],
    tokens: &'t Tokens,
    /// By word.
    records: Vec<Vec<u32>>,
}

impl<'t> Holders<'t> {
    /// Of the records of a table that count.
    pub fn of(table: &'t Table, position: usize, tokens: &'t Tokens, counts: impl Fn(usize) -> bool) -> Self {
        let column = &table.columns[position];
        // A word in more records than this tells little and costs much.
        let most = ((column.filled() as f64).sqrt() * 3.0).clamp(20.0, 300.0) as u32;
        let words = || {
            let ids = column.ids.iter().enumerate().filter(|(record, id)| **id != MISSING && counts(*record));
            ids.flat_map(|(record, &id)| tokens.words(id).numbers.iter().map(move |&word| (word as usize, record)))
        };
        let mut times = vec![0_u32; tokens.len()];
        words().for_each(|(word, _)| times[word] += 1);
        let mut records: Vec<Vec<u32>> = vec![Vec::new(); tokens.len()];
        for (word, record) in words().filter(|(word, _)| times[*word] <= most) {
            records[word].push(record as u32);
        }
        Self { ids: &column.ids, tokens, records }
    }

    /// The records that hold any of the words of one, some of them more than once; itself too, if it counts.
    pub fn sharing(&self, record: u32) -> impl Iterator<Item = u32> {
        let words = self.tokens.words(self.ids[record as usize]).numbers;
        words.iter().flat_map(|&word| self.records[word as usize].iter().copied())
    }

    /// The partners of a record, those first that share the most with it. `shared` is room to work in.
    pub fn partners(&self, record: u32, shared: &mut HashMap<u32, f32>) -> impl Iterator<Item = u32> {
        shared.clear();
        let words = self.tokens.words(self.ids[record as usize]);
        for (&word, &weight) in words.numbers.iter().zip(words.weights) {
            for &other in self.records[word as usize].iter().filter(|other| **other != record) {
                *shared.entry(other).or_default() += weight * weight;
            }
        }
        let mut best: Vec<(f32, u32)> = shared.iter().map(|(&other, &score)| (score, other)).collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.into_iter().take(PARTNERS).map(|(_, other)| other)
    }
}

/// Pairs of records that share rare words of a column.
pub fn pairs(table: &Table, position: usize, tokens: &Tokens) -> Vec<(u32, u32)> {
    let holders = Holders::of(table, position, tokens, |_| true);
    let (mut found, mut shared) = (Vec::new(), HashMap::new());
    for record in 0..table.len() as u32 {
        for other in holders.partners(record, &mut shared) {
            found.push((record.min(other), record.max(other)));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
