//! An increment: what records that come, go and change do to clusters, by what was learnt before.
//!
//! ```text
//! what moves, and who is unsettled by it ─► their candidates ─ score ─► likely ones ─► their candidates … ─► all touched
//!                                                                        touched ─ cluster ─► clusters and links of them
//! ```
//!
//! Clusters form among records that likely pairs tie together. Whoever is tied to nothing that moves, neither before nor
//! now, has the same candidates, scores and company as before: nothing of it is looked at. The others are clustered
//! again from their candidates, so that what comes out is what a run over everything would make
//! ([`super::run::again`]), to the last bit.

use super::blocking::Neighbours;
use super::cluster::{Clustered, FLOOR, Scored};
use super::learned::{Learned, Way};
use super::near::Near;
use super::run::{Options, Phase, clustered};
use super::score;
use super::table::Table;
use super::trained::Mixed;

/// What becomes of a row of a table. A record that changed has two: what it was goes, what it is comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// It was there in the run before, and is.
    Stays,
    /// It was not, and is.
    Comes,
    /// It was, and is not.
    Goes,
}

impl Row {
    /// Whether it was there in the run before.
    pub fn was(self) -> bool {
        self != Self::Comes
    }

    /// Whether it is there now.
    pub fn is(self) -> bool {
        self != Self::Goes
    }
}

/// What an increment came to.
#[derive(Clone, Debug, Default)]
pub struct Increment {
    /// Rows that are there and were looked at, in order.
    pub touched: Vec<u32>,
    /// For each of them the smallest row of its cluster; pairs within and across clusters, by rows.
    pub clustered: Clustered,
    /// Pairs that were compared.
    pub candidates: u64,
}

/// Matches what moves, by what was learnt. `rows` says of each row of the table what becomes of it; they stand in the
/// order of their records' keys. `None`: `begin` ended it, or what was learnt does not hold for pairs.
pub fn increment(
    mut table: Table,
    rows: &[Row],
    learned: &Learned,
    options: &Options,
    begin: &mut dyn FnMut(Phase) -> bool,
) -> Option<Increment> {
    let Way::Mixed(mixed) = learned.scorer.way() else { return None };
    if !begin(Phase::Block) {
        return None;
    }
    if rows.iter().all(|row| *row == Row::Stays) {
        return Some(Increment::default());
    }
    let neighbours = neighbours(&mut table, rows, learned, options);
    if !begin(Phase::Score) {
        return None;
    }
    let mut frontier: Vec<u32> = (0..rows.len() as u32).filter(|row| rows[*row as usize] != Row::Stays).collect();
    frontier.extend(neighbours.unsettled());
    let (mut seen, mut done) = (vec![false; rows.len()], vec![false; rows.len()]);
    frontier.retain(|row| !std::mem::replace(&mut seen[*row as usize], true));
    let (mut scored, mut candidates, mut found) = (Vec::new(), 0, Vec::new());
    while !frontier.is_empty() {
        let mut pairs = Vec::new();
        for row in std::mem::take(&mut frontier) {
            found.clear();
            neighbours.candidates(row, &mut found);
            found.sort_unstable();
            found.dedup();
            // Of two that are looked at, the first has compared them.
            pairs.extend(
                found.iter().filter(|other| !done[**other as usize]).map(|&other| (row.min(other), row.max(other))),
            );
            done[row as usize] = true;
        }
        candidates += pairs.len() as u64;
        for pair in scored_among(&table, learned, mixed, &pairs) {
            let ends = [pair.a, pair.b];
            if pair.probability >= FLOOR {
                frontier.extend(ends.into_iter().filter(|row| !std::mem::replace(&mut seen[*row as usize], true)));
            }
            if ends.iter().all(|row| rows[*row as usize].is()) {
                scored.push(pair);
            }
        }
    }
    if !begin(Phase::Cluster) {
        return None;
    }
    let touched: Vec<u32> =
        (0..rows.len() as u32).filter(|row| seen[*row as usize] && rows[*row as usize].is()).collect();
    scored.retain(|pair| seen[pair.a as usize] && seen[pair.b as usize]);
    let clustered = clustered_among(&table, &touched, learned, &scored, options);
    Some(Increment { touched, clustered, candidates })
}

fn neighbours<'r>(table: &mut Table, rows: &'r [Row], learned: &Learned, options: &Options) -> Neighbours<'r> {
    let keys = learned.keys(options.keys.as_deref());
    if keys.iter().any(|key| key.rare_words().is_some()) {
        let comparison = learned.comparison(table);
        return Neighbours::of(comparison.table, &comparison.words.tokens, &keys, rows);
    }
    // Who shares a key shows without anything being made ready to be compared.
    if let Some(texts) = &learned.texts {
        texts.add_to(table);
    }
    Neighbours::of(table, &[], &keys, rows)
}

/// Scores pairs with only their own records at hand: what is common is known without the others.
fn scored_among(table: &Table, learned: &Learned, mixed: Mixed, pairs: &[(u32, u32)]) -> Vec<Scored> {
    let mut rows: Vec<u32> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    rows.sort_unstable();
    rows.dedup();
    let mut few = table.of_rows(&rows, learned.evidence.len());
    let comparison = learned.comparison(&mut few);
    let placed: Vec<(u32, u32)> = pairs.iter().map(|&(a, b)| (place(&rows, a), place(&rows, b))).collect();
    let mut scored = score::all(&comparison, mixed, &placed);
    for pair in &mut scored {
        (pair.a, pair.b) = (rows[pair.a as usize], rows[pair.b as usize]);
    }
    scored
}

/// Clusters some rows by their scored pairs; for each of them the smallest of its cluster, and pairs by rows. Near pairs
/// are likely ones: who is near to any of these rows is one of them.
fn clustered_among(table: &Table, rows: &[u32], learned: &Learned, scored: &[Scored], options: &Options) -> Clustered {
    let mut few = table.of_rows(rows, learned.evidence.len());
    let comparison = learned.comparison(&mut few);
    let here = |pair: &Scored| Scored { a: place(rows, pair.a), b: place(rows, pair.b), ..*pair };
    let scored: Vec<Scored> = scored.iter().map(here).collect();
    let options = Options { apart: options.apart.of_rows(rows), threshold: options.threshold, ..Options::default() };
    let found = clustered(&comparison, &learned.scorer, &scored, &options);
    let row = |place: u32| rows[place as usize];
    let pair = |pair: Scored| Scored { a: row(pair.a), b: row(pair.b), ..pair };
    Clustered {
        clusters: found.clusters.into_iter().map(row).collect(),
        links: found.links.into_iter().map(pair).collect(),
        near: found.near.into_iter().map(|near| Near { pair: pair(near.pair), ..near }).collect(),
    }
}

/// Where a row stands among some.
fn place(rows: &[u32], row: u32) -> u32 {
    rows.binary_search(&row).unwrap_or_default() as u32
}

#[cfg(test)]
mod tests;
