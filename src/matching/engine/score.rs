//! Scoring pairs on all cores. Each thread takes a run of pairs; together they are in the order that they came in.

use std::num::NonZero;
use std::thread;

use super::cluster::Scored;
use super::compare::Comparison;
use super::trained::Mixed;

/// Pairs that are worth a thread.
const WORTH_A_THREAD: usize = 20_000;

/// The probability of every pair.
pub fn all(comparison: &Comparison, mixed: Mixed, pairs: &[(u32, u32)]) -> Vec<Scored> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(pairs.len() / WORTH_A_THREAD).max(1);
    let share = pairs.len().div_ceil(threads).max(1);
    let some = |pairs: &[(u32, u32)]| -> Vec<Scored> {
        let mut common = vec![1.0; mixed.model.same.len()];
        let one = |&(a, b): &(u32, u32)| {
            let pattern = comparison.pattern(a, b);
            mixed.model.commonness(comparison, a, pattern, &mut common);
            Scored { a, b, probability: mixed.probability(pattern, &common) }
        };
        pairs.iter().map(one).collect()
    };
    if threads == 1 {
        return some(pairs);
    }
    thread::scope(|scope| {
        let parts: Vec<_> = pairs.chunks(share).map(|pairs| scope.spawn(|| some(pairs))).collect();
        // A thread that panicked has its panic go on here.
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// The probability of one pair.
pub fn one(comparison: &Comparison, mixed: Mixed, a: u32, b: u32) -> f64 {
    let (pattern, common) = mixed.look(comparison, a, b);
    mixed.probability(pattern, &common)
}
