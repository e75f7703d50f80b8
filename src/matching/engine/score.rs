//! Scoring pairs.

use super::cluster::Scored;
use super::compare::{Comparison, Pattern};
use super::model::Model;
use super::parallel;

/// Pairs that are worth a thread.
const SHARE: usize = 10_000;

/// The comparison vector of every pair.
pub fn patterns(comparison: &Comparison, pairs: &[(u32, u32)]) -> Vec<Pattern> {
    parallel::map(pairs, SHARE, |&(a, b)| comparison.pattern(a, b))
}

/// The probability of every pair.
pub fn all(comparison: &Comparison, model: &Model, pairs: &[(u32, u32)]) -> Vec<Scored> {
    parallel::map(pairs, SHARE, |&(a, b)| Scored { a, b, probability: one(comparison, model, a, b) })
}

/// The probability of one pair.
pub fn one(comparison: &Comparison, model: &Model, a: u32, b: u32) -> f64 {
    let mut common = [1.0; super::compare::MOST];
    let common = &mut common[..model.same.len()];
    let pattern = comparison.pattern(a, b);
    model.commonness(comparison, a, pattern, common);
    model.probability(pattern, common)
}
