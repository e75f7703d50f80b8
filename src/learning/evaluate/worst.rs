//! The mistakes that cost most: clusters that mix entities, entities that lie in several clusters.

use std::collections::HashMap;

use super::Predicted;
use super::count::{cells, joined_pairs, pairs, together};
use super::truth::{Index, Truth};

/// A mistake, and two records that show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mistake {
    /// Position of one record.
    pub a: u32,
    /// Position of the other.
    pub b: u32,
    /// Pairs that are wrong because of it.
    pub pairs: u64,
    /// What the run said of the two; `None`: it has no link between them.
    pub probability: Option<f64>,
}

/// Clusters that mix entities, those with most false pairs first; shown by their strongest false link.
pub fn false_merges(predicted: Predicted, index: &Index, listed: usize) -> Vec<Mistake> {
    let mut costs: HashMap<u32, u64> = HashMap::new();
    match index.truth {
        Truth::Entities(_) => {
            costs = apart(cells(predicted, index).into_iter().map(|((cluster, _), n)| (cluster, n)));
        }
        Truth::Links(_) => {
            costs = joined_pairs(predicted, index);
            for (a, _) in index.pairs.keys().filter(|(a, b)| together(predicted, *a, *b)) {
                if let Some(cost) = cluster(predicted, *a).and_then(|cluster| costs.get_mut(&cluster)) {
                    *cost -= 1;
                }
            }
        }
        Truth::Labels(_) => {
            let wrong = index.pairs.iter().filter(|((a, b), same)| !**same && together(predicted, *a, *b));
            for ((a, _), _) in wrong {
                *costs.entry(cluster(predicted, *a).unwrap_or_default()).or_default() += 1;
            }
        }
    }
    let kept = dearest(costs, listed);
    let wrong = |a: u32, b: u32| together(predicted, a, b) && index.same(a, b) == Some(false);
    let strongest = shown_by(
        predicted,
        &kept,
        |a, b| wrong(a, b).then(|| cluster(predicted, a)).flatten(),
        |a| cluster(predicted, a),
    );
    listing(kept, &strongest)
}

/// Entities that lie in several clusters, those with most missed pairs first; shown by their strongest link, or by two
/// of their records that the run did not link at all.
pub fn misses(predicted: Predicted, index: &Index, listed: usize) -> Vec<Mistake> {
    if let Truth::Links(_) | Truth::Labels(_) = index.truth {
        return missed_pairs(predicted, index, listed);
    }
    let costs = apart(cells(predicted, index).into_iter().map(|((_, entity), n)| (entity, n)));
    let kept = dearest(costs, listed);
    let missed = |a: u32, b: u32| !together(predicted, a, b) && index.same(a, b) == Some(true);
    let strongest =
        shown_by(predicted, &kept, |a, b| missed(a, b).then(|| index.entity(a)).flatten(), |a| index.entity(a));
    listing(kept, &strongest)
}

/// For each group that comes in parts of so many records: its pairs that lie in two parts.
fn apart(parts: impl Iterator<Item = (u32, u64)>) -> HashMap<u32, u64> {
    let mut sums: HashMap<u32, (u64, u64)> = HashMap::new();
    for (group, n) in parts {
        let (size, within) = sums.entry(group).or_default();
        *size += n;
        *within += pairs(n);
    }
    sums.into_iter().map(|(group, (size, within))| (group, pairs(size) - within)).collect()
}

/// True pairs apart: those that were never compared first, then the least probable.
fn missed_pairs(predicted: Predicted, index: &Index, listed: usize) -> Vec<Mistake> {
    let probability: HashMap<(u32, u32), f64> =
        predicted.edges.iter().map(|edge| ((edge.a as u32, edge.b as u32), edge.probability)).collect();
    let apart = index.pairs.iter().filter(|((a, b), same)| **same && !together(predicted, *a, *b));
    let mut missed: Vec<Mistake> = apart
        .map(|((a, b), _)| Mistake { a: *a, b: *b, pairs: 1, probability: probability.get(&(*a, *b)).copied() })
        .collect();
    let order = |mistake: &Mistake| mistake.probability.unwrap_or(-1.0);
    missed.sort_by(|x, y| order(x).total_cmp(&order(y)).then((x.a, x.b).cmp(&(y.a, y.b))));
    missed.truncate(listed);
    missed
}

fn cluster(predicted: Predicted, record: u32) -> Option<u32> {
    predicted.clusters.get(record as usize).copied()
}

/// Groups by what they cost, dearest first; of equal ones the smaller number.
fn dearest(costs: HashMap<u32, u64>, listed: usize) -> Vec<(u32, u64)> {
    let mut costs: Vec<(u32, u64)> = costs.into_iter().filter(|(_, cost)| *cost > 0).collect();
    costs.sort_by(|x, y| y.1.cmp(&x.1).then(x.0.cmp(&y.0)));
    costs.truncate(listed);
    costs
}

type Shown = HashMap<u32, (u32, u32, Option<f64>)>;

/// For each group that is kept, two records that show its mistake: joined by the strongest link that `mistaken` takes
/// for one, else any two.
fn shown_by(
    predicted: Predicted,
    kept: &[(u32, u64)],
    mistaken: impl Fn(u32, u32) -> Option<u32>,
    group_of: impl Fn(u32) -> Option<u32>,
) -> Shown {
    let mut shown: Shown = HashMap::new();
    for edge in predicted.edges {
        let (a, b) = (edge.a as u32, edge.b as u32);
        let Some(group) = mistaken(a, b) else { continue };
        let better = shown.get(&group).is_none_or(|(_, _, other)| other.is_none_or(|other| edge.probability > other));
        if better && kept.iter().any(|(kept, _)| *kept == group) {
            shown.insert(group, (a, b, Some(edge.probability)));
        }
    }
    // Two records without a link: the first of the group, and the first that it is mistaken with.
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    for record in 0..predicted.clusters.len() as u32 {
        if let Some(group) = group_of(record)
            && !shown.contains_key(&group)
            && kept.iter().any(|(kept, _)| *kept == group)
        {
            members.entry(group).or_default().push(record);
        }
    }
    for (group, records) in members {
        let found = records.iter().enumerate().take(100).find_map(|(at, a)| {
            let b = records.iter().skip(at + 1).find(|b| mistaken(*a, **b).is_some())?;
            Some((*a, *b, None))
        });
        if let Some(pair) = found {
            shown.insert(group, pair);
        }
    }
    shown
}

fn listing(kept: Vec<(u32, u64)>, shown: &Shown) -> Vec<Mistake> {
    let of = |(group, pairs): (u32, u64)| {
        let (a, b, probability) = *shown.get(&group)?;
        Some(Mistake { a, b, pairs, probability })
    };
    kept.into_iter().filter_map(of).collect()
}
