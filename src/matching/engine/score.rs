//! Scoring pairs.

use super::cluster::Scored;
use super::compare::{Comparison, MOST, Pattern};
use super::parallel;
use super::trained::Mixed;

/// Pairs that are worth a thread.
const SHARE: usize = 10_000;

/// The comparison vector of every pair.
pub fn patterns(comparison: &Comparison, pairs: &[(u32, u32)]) -> Vec<Pattern> {
    parallel::map(pairs, SHARE, |&(a, b)| comparison.pattern(a, b))
}

/// The probability of every pair.
pub fn all(comparison: &Comparison, mixed: Mixed, pairs: &[(u32, u32)]) -> Vec<Scored> {
    parallel::map(pairs, SHARE, |&(a, b)| Scored { a, b, probability: one(comparison, mixed, a, b) })
}

/// The probability of one pair.
pub fn one(comparison: &Comparison, mixed: Mixed, a: u32, b: u32) -> f64 {
    let mut common = [1.0; MOST];
    let common = &mut common[..mixed.model.same.len()];
    let pattern = comparison.pattern(a, b);
    mixed.model.commonness(comparison, a, pattern, common);
    mixed.probability(pattern, common)
}
