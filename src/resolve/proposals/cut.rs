//! The minimum cut: the two parts across which least evidence lies.
//!
//! Stoer and Wagner, "A simple min-cut algorithm" (1997): again and again the units are put in the order in which they
//! are most tightly bound to those before them; the last one alone is a minimum cut between it and the one before it,
//! and these two are then one.

use super::Table;

/// The two parts of a minimum cut; of equal ones the more even, then the one found first.
pub(super) fn minimum_cut(weights: &Table) -> Vec<Vec<usize>> {
    let n = weights.n;
    let mut weights = weights.clone();
    let mut merged: Vec<Vec<usize>> = (0..n).map(|unit| vec![unit]).collect();
    let mut left: Vec<usize> = (0..n).collect();
    let mut best: Option<(f64, Vec<usize>)> = None;
    while left.len() > 1 {
        let (before, last, bound) = phase(&left, &weights);
        let side = &merged[last];
        let evenness = |side: &[usize]| side.len().min(n - side.len());
        let better = best.as_ref().is_none_or(|(least, known)| {
            bound < least - 1e-12 || (bound <= least + 1e-12 && evenness(side) > evenness(known))
        });
        if better {
            best = Some((bound, side.clone()));
        }
        for &other in left.iter().filter(|&&other| other != before && other != last) {
            let sum = weights.at(before, other) + weights.at(last, other);
            weights.set(before, other, sum);
        }
        let moved = std::mem::take(&mut merged[last]);
        merged[before].extend(moved);
        left.retain(|&unit| unit != last);
    }
    let side = best.map_or_else(Vec::new, |(_, side)| side);
    super::sides(n, &side)
}

/// One ordering: the last two, and how tightly the last one is bound to all others.
fn phase(left: &[usize], weights: &Table) -> (usize, usize, f64) {
    let mut bound = vec![0.0; weights.n];
    let mut waiting = left.to_vec();
    let (mut before, mut last) = (waiting[0], waiting[0]);
    while !waiting.is_empty() {
        let mut at = 0;
        for i in 1..waiting.len() {
            if bound[waiting[i]] > bound[waiting[at]] {
                at = i;
            }
        }
        let next = waiting.remove(at);
        for &other in &waiting {
            bound[other] += weights.at(next, other);
        }
        (before, last) = (last, next);
    }
    (before, last, bound[last])
}
