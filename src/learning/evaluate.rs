//! Clusters and probabilities against a truth: pairwise, per record, per cluster, by threshold.
//!
//! Pairs are counted in contingency tables of clusters and entities and never listed, so that a million records take
//! seconds. `truth.rs` has what can be true, `count.rs` the tables, `sweep.rs` all thresholds in one pass,
//! `calibrate.rs` what probabilities are worth, `worst.rs` the errors that are listed.

mod calibrate;
mod count;
mod sweep;
mod truth;
mod worst;

use serde::Serialize;

pub use calibrate::{Bin, Calibration};
pub use sweep::AtThreshold;
pub use truth::Truth;
pub use worst::Mistake;

use super::share::Share;
use crate::model::Edge;

/// What was predicted, over records at positions 0, 1, 2 …
#[derive(Clone, Copy, Debug)]
pub struct Predicted<'p> {
    /// The cluster of each record: any numbers.
    pub clusters: &'p [u32],
    /// The source of each record: any numbers.
    pub sources: &'p [u32],
    /// The links of the match run.
    pub edges: &'p [Edge],
    /// Every pair that the run compared, where that is known: the links within its clusters are a choice of the likely
    /// ones, and of the unlikely ones that others made likely.
    pub compared: Option<&'p [Edge]>,
}

impl<'p> Predicted<'p> {
    /// The pairs whose probabilities are known.
    fn scored(&self) -> &'p [Edge] {
        self.compared.unwrap_or(self.edges)
    }
}

/// Of which pairs probabilities are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// `compared`: of all that the run compared; `links`: of those within its groups.
    pub of: &'static str,
    /// How many they are.
    pub pairs: u64,
    /// Below this probability nothing is known of what other thresholds would have made: no link is left that joins
    /// anything. `None`: all thresholds are known.
    pub from: Option<f64>,
}

/// Precision, recall and their harmonic mean; `None` where there is nothing to measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Share of what was predicted that is true.
    pub precision: Option<f64>,
    /// Share of what is true that was predicted.
    pub recall: Option<f64>,
    /// Their harmonic mean.
    pub f1: Option<f64>,
}

impl Measures {
    /// From counts of pairs.
    pub fn of(correct: u64, predicted: u64, actual: u64) -> Self {
        let share = |n: u64| (n > 0).then(|| correct as f64 / n as f64);
        let all = predicted + actual;
        let f1 = (all > 0).then(|| 2.0 * correct as f64 / all as f64);
        Self { precision: share(predicted), recall: share(actual), f1 }
    }
}

/// Measures over pairs, with intervals at 95 %.
///
/// Wilson intervals, as if pairs were drawn one by one. Pairs of one cluster stand and fall together, so the truth may
/// lie a little further out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Pairwise {
    /// The measures.
    #[serde(flatten)]
    pub measures: Measures,
    /// Of precision.
    pub precision_interval: Option<(f64, f64)>,
    /// Of recall.
    pub recall_interval: Option<(f64, f64)>,
    /// Of F1: that of the share correct ÷ (correct + false + missed), carried over.
    pub f1_interval: Option<(f64, f64)>,
}

impl Pairwise {
    fn of(correct: u64, predicted: u64, actual: u64) -> Self {
        let f = |share: f64| 2.0 * share / (1.0 + share);
        let either = predicted + actual - correct;
        Self {
            measures: Measures::of(correct, predicted, actual),
            precision_interval: Share::of(correct, predicted).interval,
            recall_interval: Share::of(correct, actual).interval,
            f1_interval: Share::of(correct, either).interval.map(|(low, high)| (f(low), f(high))),
        }
    }
}

/// Whole clusters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Clusters {
    /// Entities whose records are exactly those of a cluster; `None` where the truth is of pairs.
    pub exact: Option<u64>,
    /// Entities.
    pub total: Option<u64>,
    /// Clusters.
    pub predicted: Option<u64>,
}

/// How good clusters are.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Evaluation {
    /// Over pairs of records.
    pub pairwise: Pairwise,
    /// Over records: how much of each one's cluster and entity is the other (B-cubed).
    pub bcubed: Measures,
    /// Over whole clusters.
    pub clusters: Clusters,
    /// Pairs that are one entity.
    pub true_pairs: u64,
    /// Pairs in one cluster.
    pub predicted_pairs: u64,
    /// Pairs that are both.
    pub correct_pairs: u64,
    /// Of which pairs thresholds and calibration speak.
    pub scores: Scores,
    /// What pairs at least this probable would have made, closed without any decision.
    pub thresholds: Vec<AtThreshold>,
    /// The threshold of the best F1 among all.
    pub best_threshold: Option<AtThreshold>,
    /// What the probabilities of the links are worth.
    pub calibration: Calibration,
    /// Clusters that mix entities, the worst first.
    #[serde(skip)]
    pub false_merges: Vec<Mistake>,
    /// Entities that lie in several clusters, the worst first.
    #[serde(skip)]
    pub misses: Vec<Mistake>,
}

/// Holds what was predicted against the truth. At most `listed` mistakes of either sort are named.
pub fn evaluate(predicted: Predicted, truth: &Truth, listed: usize) -> Evaluation {
    let index = truth::Index::new(truth, predicted.sources);
    let counts = count::count(predicted, &index);
    let sweep::Swept { rows, best, lowest } = sweep::thresholds(predicted, &index, counts.actual);
    let from = if predicted.compared.is_some() { None } else { lowest };
    let of = if predicted.compared.is_some() { "compared" } else { "links" };
    Evaluation {
        pairwise: Pairwise::of(counts.correct, counts.predicted, counts.actual),
        bcubed: counts.bcubed,
        clusters: counts.clusters,
        true_pairs: counts.actual,
        predicted_pairs: counts.predicted,
        correct_pairs: counts.correct,
        scores: Scores { of, pairs: predicted.scored().len() as u64, from },
        thresholds: rows.into_iter().filter(|row| from.is_none_or(|from| row.threshold >= from)).collect(),
        best_threshold: best,
        calibration: calibrate::calibrate(predicted.scored(), &index),
        false_merges: worst::false_merges(predicted, &index, listed),
        misses: worst::misses(predicted, &index, listed),
    }
}

#[cfg(test)]
mod tests;
