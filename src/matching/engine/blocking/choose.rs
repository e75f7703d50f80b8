//! Which keys: those that together reach the most matching pairs for what they cost.

use super::super::hash::mix;
use super::super::parallel;
use super::super::table::Table;
use super::Key;
use super::feature::{self, Feature};

/// Records that costs are estimated from.
const SAMPLE: usize = 20_000;
/// Matching pairs that are imagined to see what keys reach.
const IMAGINED: usize = 4_000;
/// Most keys.
const MOST_KEYS: usize = 20;

/// What it costs to use features together.
struct Cost {
    /// Pairs that they are expected to bring together.
    pairs: f64,
    /// The key that they make, if that is not too many.
    candidate: Option<Candidate>,
}

struct Candidate {
    key: Key,
    /// Pairs that it is expected to compare.
    pairs: f64,
    /// Which imagined pairs it reaches.
    reach: Vec<bool>,
}

/// Chooses keys for a table.
pub fn choose(table: &Table) -> Vec<Key> {
    let n = table.len();
    // Of few records more pairs can be had.
    let per_record = (200_000.0 / n.max(1) as f64).clamp(3.0, 60.0);
    let features = features(table);
    let step = (n / SAMPLE).max(1);
    let sample: Vec<usize> = (0..n).filter(|i| mix(*i as u64).is_multiple_of(step as u64)).collect();
    let scale = (n as f64 / sample.len().max(1) as f64).powi(2);
    let least = parallel::columns_worth_it(n);
    let hashes = parallel::map(&features, least, |(feature, _)| {
        let column = &table.columns[feature.column];
        sample.iter().map(|&i| feature::of_form(column, column.ids[i], feature.part)).collect::<Vec<u64>>()
    });
    let imagined = imagine(table, &features);
    let budget = per_record * n as f64;
    let joined = |parts: &[usize]| {
        let chosen: Vec<&[u64]> = parts.iter().map(|&i| hashes[i].as_slice()).collect();
        let pairs = cost(&chosen) * scale;
        let reach = || (0..IMAGINED).map(|k| parts.iter().all(|&i| imagined[i][k])).collect();
        let key = || Key(parts.iter().map(|&i| features[i].0).collect());
        Cost { pairs, candidate: (pairs <= budget).then(|| Candidate { key: key(), pairs, reach: reach() }) }
    };
    let all: Vec<usize> = (0..features.len()).collect();
    let alone = parallel::map(&all, least, |&i| joined(&[i]));
    // Two features together where neither is enough by itself; three where two are not.
    let goes_with = |i: usize, j: usize| features[i].0.column != features[j].0.column;
    let dear = |from: usize| all.iter().copied().skip(from).filter(|&i| alone[i].pairs > budget);
    let together = parallel::map(&all, least, |&i| {
        let mut found = Vec::new();
        if alone[i].pairs <= budget {
            return found;
        }
        for j in dear(i + 1).filter(|&j| goes_with(i, j)) {
            let two = joined(&[i, j]);
            if two.candidate.is_none() {
                let third = dear(j + 1).filter(|&k| goes_with(k, i) && goes_with(k, j));
                found.extend(third.filter_map(|k| joined(&[i, j, k]).candidate));
            }
            found.extend(two.candidate);
        }
        found
    });
    let candidates =
        alone.into_iter().filter_map(|cost| cost.candidate).chain(together.into_iter().flatten()).collect();
    greedy(candidates, n as f64, 4.0 * budget)
}

fn features(table: &Table) -> Vec<(Feature, f64)> {
    let mut all = Vec::new();
    for (column, values) in table.columns.iter().enumerate() {
        if values.forms() < 3 {
            continue;
        }
        for &(part, agree) in feature::parts(values.kind) {
            all.push((Feature { column, part }, agree));
        }
    }
    all
}

/// Pairs of a sample that agree on all of these.
fn cost(hashes: &[&[u64]]) -> f64 {
    let of = |record: usize| {
        let mut own = hashes.iter().map(|hashes| hashes[record]);
        own.try_fold(0x9e37_79b9_7f4a_7c15, |all, hash| (hash != 0).then(|| mix(all ^ hash)))
    };
    let records = hashes.first().map_or(0, |first| first.len());
    let mut shared: Vec<u64> = (0..records).filter_map(of).collect();
    shared.sort_unstable();
    shared.chunk_by(|one, other| one == other).map(|same| same.len() as f64 * (same.len() - 1) as f64 / 2.0).sum()
}

/// For each feature, whether imagined matching pairs agree on it: whether both have the attribute, whether it is the
/// same in both, whether this part of it is.
fn imagine(table: &Table, features: &[(Feature, f64)]) -> Vec<Vec<bool>> {
    let n = table.len().max(1) as f64;
    features
        .iter()
        .map(|(feature, agree)| {
            let filled = table.columns[feature.column].filled() as f64 / n;
            (0..IMAGINED)
                .map(|pair| {
                    // One draw an attribute: a part agrees wherever the whole does.
                    let draw = |salt: u64| {
                        mix(mix(pair as u64 + 1) ^ mix(feature.column as u64 * 7 + salt)) as f64 / u64::MAX as f64
                    };
                    draw(1) < filled * filled && draw(3) < *agree
                })
                .collect()
        })
        .collect()
}

fn greedy(candidates: Vec<Candidate>, n: f64, budget: f64) -> Vec<Key> {
    let mut reached = vec![0_u8; IMAGINED];
    let mut keys = Vec::new();
    let mut left = candidates;
    let mut spent = 0.0;
    // Every pair is to be reached more than once: what one key misses by an unforeseen slip, another finds.
    while keys.len() < MOST_KEYS {
        let gain = |candidate: &Candidate| {
            let new = candidate.reach.iter().zip(&reached).filter(|(reach, _)| **reach);
            new.map(|(_, reached)| [1.0, 0.3, 0.1].get(usize::from(*reached)).unwrap_or(&0.0)).sum::<f64>()
                / IMAGINED as f64
        };
        let worth = |(i, candidate): (usize, &Candidate)| {
            let gain = gain(candidate);
            let fits = gain >= 0.001 && spent + candidate.pairs <= budget;
            fits.then(|| (gain / (0.15 + candidate.pairs / n), i))
        };
        let worths = left.iter().enumerate().filter_map(worth);
        let best = worths.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((_, best)) = best else { break };
        let chosen = left.swap_remove(best);
        for (count, reach) in reached.iter_mut().zip(&chosen.reach) {
            *count += u8::from(*reach);
        }
        spent += chosen.pairs;
        keys.push(chosen.key);
    }
    keys
}
