//! Tables of clusters and entities, and the pairs that follow from them.

use std::collections::HashMap;

use super::truth::{Index, Truth};
use super::{Clusters, Measures, Predicted};

/// What the tables come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Pairs in one cluster that are one entity.
    pub correct: u64,
    /// Pairs in one cluster.
    pub predicted: u64,
    /// Pairs that are one entity.
    pub actual: u64,
    /// Over records.
    pub bcubed: Measures,
    /// Over clusters.
    pub clusters: Clusters,
}

/// Pairs among `n`.
pub fn pairs(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Counts everything once.
pub fn count(predicted: Predicted, index: &Index) -> Counts {
    match index.truth {
        Truth::Entities(_) => entities(predicted, index),
        Truth::Links(_) => links(predicted, index),
        Truth::Labels(_) => labels(predicted, index),
    }
}

/// How many records lie in both a cluster and an entity.
pub fn cells(predicted: Predicted, index: &Index) -> HashMap<(u32, u32), u64> {
    let mut cells: HashMap<(u32, u32), u64> = HashMap::new();
    for (record, cluster) in predicted.clusters.iter().enumerate() {
        if let Some(entity) = index.entity(record as u32) {
            *cells.entry((*cluster, entity)).or_default() += 1;
        }
    }
    cells
}

fn entities(predicted: Predicted, index: &Index) -> Counts {
    let cells = cells(predicted, index);
    let (mut by_cluster, mut by_entity): (HashMap<u32, u64>, HashMap<u32, u64>) = (HashMap::new(), HashMap::new());
    for ((cluster, entity), n) in &cells {
        *by_cluster.entry(*cluster).or_default() += n;
        *by_entity.entry(*entity).or_default() += n;
    }
    let size = |table: &HashMap<u32, u64>, key: &u32| table.get(key).copied().unwrap_or(1);
    // Summed in a fixed order: the same bytes out, whatever the order of a hash map.
    let mut sorted: Vec<_> = cells.iter().collect();
    sorted.sort_unstable();
    let (mut precise, mut recalled, mut exact) = (0.0, 0.0, 0);
    for ((cluster, entity), n) in sorted {
        let (c, e) = (size(&by_cluster, cluster), size(&by_entity, entity));
        let square = (*n * *n) as f64;
        precise += square / c as f64;
        recalled += square / e as f64;
        exact += u64::from(*n == c && *n == e);
    }
    let records = by_cluster.values().sum::<u64>();
    let mean = |sum: f64| (records > 0).then(|| sum / records as f64);
    let (precision, recall) = (mean(precise), mean(recalled));
    let f1 = precision.zip(recall).map(|(p, r)| if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 });
    Counts {
        correct: cells.values().map(|n| pairs(*n)).sum(),
        predicted: by_cluster.values().map(|n| pairs(*n)).sum(),
        actual: by_entity.values().map(|n| pairs(*n)).sum(),
        bcubed: Measures { precision, recall, f1 },
        clusters: Clusters {
            exact: Some(exact),
            total: Some(by_entity.len() as u64),
            predicted: Some(by_cluster.len() as u64),
        },
    }
}

/// For each cluster, how many pairs of joined sources it holds.
pub fn joined_pairs(predicted: Predicted, index: &Index) -> HashMap<u32, u64> {
    let mut sizes: HashMap<(u32, u32), u64> = HashMap::new();
    for (cluster, source) in predicted.clusters.iter().zip(predicted.sources) {
        *sizes.entry((*cluster, *source)).or_default() += 1;
    }
    let mut found: HashMap<u32, u64> = HashMap::new();
    for ((cluster, source), n) in &sizes {
        for other in index.joined.get(source).into_iter().flatten() {
            let pairs = match other.cmp(source) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => pairs(*n),
                std::cmp::Ordering::Greater => n * sizes.get(&(*cluster, *other)).copied().unwrap_or_default(),
            };
            *found.entry(*cluster).or_default() += pairs;
        }
    }
    found
}

fn links(predicted: Predicted, index: &Index) -> Counts {
    let correct = index.pairs.keys().filter(|(a, b)| together(predicted, *a, *b)).count() as u64;
    let predicted = joined_pairs(predicted, index).values().sum();
    Counts { correct, predicted, actual: index.pairs.len() as u64, ..Counts::default() }
}

fn labels(predicted: Predicted, index: &Index) -> Counts {
    let mut counts = Counts::default();
    for ((a, b), same) in &index.pairs {
        let found = together(predicted, *a, *b);
        counts.actual += u64::from(*same);
        counts.predicted += u64::from(found);
        counts.correct += u64::from(*same && found);
    }
    counts
}

/// Whether two records lie in one cluster.
pub fn together(predicted: Predicted, a: u32, b: u32) -> bool {
    let cluster = |record: u32| predicted.clusters.get(record as usize);
    cluster(a).is_some() && cluster(a) == cluster(b)
}
