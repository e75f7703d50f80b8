//! Scoring pairs.

use super::cluster::Scored;
use super::compare::{Comparison, MOST, Pattern};
use super::parallel;
use super::trained::Mixed;

/// Pairs that one core scores at a time.
const SHARE: usize = 100_000;
/// Records are fetched from memory so many pairs ahead: that takes longer than to compare two.
const AHEAD: usize = 16;

/// The comparison vector of every pair.
pub fn patterns(comparison: &Comparison, pairs: &[(u32, u32)]) -> Vec<Pattern> {
    each(comparison, pairs, |_, _, pattern| pattern)
}

/// The probability of every pair.
pub fn all(comparison: &Comparison, mixed: Mixed, pairs: &[(u32, u32)]) -> Vec<Scored> {
    each(comparison, pairs, |a, b, pattern| Scored { a, b, probability: probability(comparison, mixed, a, pattern) })
}

/// What becomes of every pair, on all cores.
fn each<R: Send>(
    comparison: &Comparison,
    pairs: &[(u32, u32)],
    make: impl Fn(u32, u32, Pattern) -> R + Sync,
) -> Vec<R> {
    let shares: Vec<&[(u32, u32)]> = pairs.chunks(SHARE).collect();
    let done = parallel::map(&shares, 1, |share| {
        let mut made = Vec::with_capacity(share.len());
        for near in share.chunks(AHEAD) {
            for &(_, b) in near {
                comparison.fetch(b);
            }
            made.extend(near.iter().map(|&(a, b)| make(a, b, comparison.pattern(a, b))));
        }
        made
    });
    let mut all = Vec::with_capacity(pairs.len());
    all.extend(done.into_iter().flatten());
    all
}

/// The probability of one pair.
pub fn one(comparison: &Comparison, mixed: Mixed, a: u32, b: u32) -> f64 {
    probability(comparison, mixed, a, comparison.pattern(a, b))
}

fn probability(comparison: &Comparison, mixed: Mixed, a: u32, pattern: Pattern) -> f64 {
    let mut common = [1.0; MOST];
    let common = &mut common[..mixed.model.same.len()];
    mixed.model.commonness(comparison, a, pattern, common);
    mixed.probability(pattern, common)
}
