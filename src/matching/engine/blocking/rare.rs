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
        Entity::Person => false,
        Entity::Organisation => table.columns[position].kind == AttributeKind::Organisation,
        Entity::Thing => true,
    }
}

/// Pairs of records that share rare words of a column.
pub fn pairs(table: &Table, position: usize, tokens: &Tokens) -> Vec<u64> {
    let column = &table.columns[position];
    let filled = column.filled();
    if filled == 0 {
        return Vec::new();
    }
    // A word in more records than this tells little and costs much.
    let most = ((filled as f64).sqrt() * 3.0).clamp(20.0, 300.0) as u32;
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); tokens.len()];
    for (record, &id) in column.ids.iter().enumerate() {
        if id != MISSING {
            for &word in tokens.words(id).numbers {
                if tokens.records[word as usize] <= most {
                    holders[word as usize].push(record as u32);
                }
            }
        }
    }
    let mut found = Vec::new();
    let mut shared: HashMap<u32, f32> = HashMap::new();
    for (record, &id) in column.ids.iter().enumerate() {
        if id == MISSING {
            continue;
        }
        shared.clear();
        let words = tokens.words(id);
        for (&word, &weight) in words.numbers.iter().zip(words.weights) {
            for &other in &holders[word as usize] {
                if other as usize != record {
                    *shared.entry(other).or_default() += weight * weight;
                }
            }
        }
        let mut best: Vec<(f32, u32)> = shared.iter().map(|(&other, &score)| (score, other)).collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, other) in best.iter().take(PARTNERS) {
            let (a, b) = (record.min(other as usize) as u64, record.max(other as usize) as u64);
            found.push(a << 32 | b);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
