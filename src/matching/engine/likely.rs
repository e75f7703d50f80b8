//! The engine's candidates and clusters, for those who score pairs otherwise.

use super::apart::Apart;
use super::blocking::{self, Key, KeyReport};
use super::cluster::{self, Clustered, Scored};
use super::compare::Words;
use super::derive::Made;
use super::run;
use super::table::Table;

/// Every pair that shares a key, each once, and what each key added. Without `keys`, the data suggest them.
pub fn likely(mut table: Table, keys: Option<&[Key]>) -> (Vec<(u32, u32)>, Vec<KeyReport>) {
    Made::of(&mut table);
    let Words { tokens, .. } = Words::of(&table);
    let keys = blocking::keys(&table, &tokens, keys);
    blocking::pairs(&table, &tokens, &keys)
}

/// Clusters of `n` records.
pub fn clustered(
    n: usize,
    scored: &[Scored],
    threshold: Option<f64>,
    score: &(impl Fn(u32, u32) -> f64 + Sync),
    apart: &Apart,
) -> Clustered {
    let clusters = cluster::average(n, scored, threshold.unwrap_or(run::THRESHOLD), score, apart);
    run::held(clusters, scored, score, apart)
}
