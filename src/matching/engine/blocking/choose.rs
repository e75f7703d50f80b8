//! Which keys: those that together reach the most matching pairs for what they cost.

use std::collections::HashMap;

use super::super::hash::mix;
use super::super::table::Table;
use super::Key;
use super::feature::{self, Feature};

/// Records that costs are estimated from.
const SAMPLE: usize = 20_000;
/// Matching pairs that are imagined to see what keys reach.
const IMAGINED: usize = 4_000;
/// Most keys.
const MOST_KEYS: usize = 20;

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
    let hashes: Vec<Vec<u64>> = features
        .iter()
        .map(|(feature, _)| {
            let column = &table.columns[feature.column];
            sample.iter().map(|&i| feature::of_form(column, column.ids[i], feature.part)).collect()
        })
        .collect();
    let imagined = imagine(table, &features);
    let budget = per_record * n as f64;
    let mut candidates = Vec::new();
    let mut costs = Vec::new();
    for (i, (feature, _)) in features.iter().enumerate() {
        let cost = cost(&hashes[i..=i].iter().collect::<Vec<_>>()) * scale;
        costs.push(cost);
        if cost <= budget {
            candidates.push(Candidate { key: Key(vec![*feature]), pairs: cost, reach: imagined[i].clone() });
        }
    }
    let mut join = |parts: &[usize]| {
        let chosen: Vec<&Vec<u64>> = parts.iter().map(|&i| &hashes[i]).collect();
        let cost = cost(&chosen) * scale;
        if cost <= budget {
            let reach = (0..IMAGINED).map(|k| parts.iter().all(|&i| imagined[i][k])).collect();
            candidates.push(Candidate { key: Key(parts.iter().map(|&i| features[i].0).collect()), pairs: cost, reach });
        }
        cost <= budget
    };
    for i in 0..features.len() {
        for j in i + 1..features.len() {
            if features[i].0.column != features[j].0.column && costs[i] > budget && costs[j] > budget && !join(&[i, j])
            {
                for k in j + 1..features.len() {
                    if features[k].0.column != features[i].0.column
                        && features[k].0.column != features[j].0.column
                        && costs[k] > budget
                    {
                        join(&[i, j, k]);
                    }
                }
            }
        }
    }
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
fn cost(hashes: &[&Vec<u64>]) -> f64 {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let len = hashes.first().map_or(0, |first| first.len());
    for i in 0..len {
        let mut all = 0x9e37_79b9_7f4a_7c15_u64;
        let mut has = true;
        for hash in hashes {
            has &= hash[i] != 0;
            all = mix(all ^ hash[i]);
        }
        if has {
            *counts.entry(all).or_default() += 1;
        }
    }
    counts.values().map(|&count| f64::from(count) * f64::from(count - 1) / 2.0).sum()
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
        let worth = |candidate: &Candidate| gain(candidate) / (0.15 + candidate.pairs / n);
        let best = (0..left.len())
            .filter(|&i| gain(&left[i]) >= 0.001 && spent + left[i].pairs <= budget)
            .max_by(|&a, &b| worth(&left[a]).total_cmp(&worth(&left[b])).then(b.cmp(&a)));
        let Some(best) = best else { break };
        let chosen = left.swap_remove(best);
        for (count, reach) in reached.iter_mut().zip(&chosen.reach) {
            *count += u8::from(*reach);
        }
        spent += chosen.pairs;
        keys.push(chosen.key);
    }
    keys
}
