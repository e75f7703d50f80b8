//! Whether a probability of 0.8 is right in eight cases of ten.

use serde::Serialize;

use super::truth::Index;
use crate::learning::share::Share;
use crate::model::Edge;

/// Bins of equal width.
const BINS: usize = 10;

/// Links of about one probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// The range of probabilities; the last one holds 1 too.
    pub from: f64,
    /// Its upper end.
    pub to: f64,
    /// Their mean.
    pub predicted: Option<f64>,
    /// How many of them are right.
    pub observed: Share,
}

/// What the probabilities of a run are worth: over the pairs that it compared where they are known, else over its links;
/// and of which the truth speaks.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// Links that could be judged.
    pub links: u64,
    /// Mean squared distance of the probability from what is true (Brier): 0 is perfect, 0.25 is guessing.
    pub brier: Option<f64>,
    /// Mean distance of predicted and observed over the bins, weighted by their links.
    pub error: Option<f64>,
    /// The reliability table.
    pub bins: Vec<Bin>,
}

/// Holds the links against the truth.
pub fn calibrate(edges: &[Edge], index: &Index) -> Calibration {
    let (mut n, mut right, mut sums) = ([0_u64; BINS], [0_u64; BINS], [0.0_f64; BINS]);
    let mut squares = 0.0;
    for edge in edges {
        let Some(same) = index.same(edge.a as u32, edge.b as u32) else { continue };
        let bin = ((edge.probability * BINS as f64) as usize).min(BINS - 1);
        if let (Some(n), Some(right), Some(sum)) = (n.get_mut(bin), right.get_mut(bin), sums.get_mut(bin)) {
            *n += 1;
            *right += u64::from(same);
            *sum += edge.probability;
        }
        let distance = edge.probability - f64::from(u8::from(same));
        squares += distance * distance;
    }
    let links: u64 = n.iter().sum();
    let bins: Vec<Bin> = n
        .iter()
        .zip(right)
        .zip(sums)
        .enumerate()
        .map(|(bin, ((n, right), sum))| Bin {
            from: bin as f64 / BINS as f64,
            to: (bin + 1) as f64 / BINS as f64,
            predicted: (*n > 0).then(|| sum / *n as f64),
            observed: Share::of(right, *n),
        })
        .collect();
    let apart = |bin: &Bin| Some((bin.predicted? - bin.observed.share?).abs() * bin.observed.n as f64);
    let mean = |sum: f64| (links > 0).then(|| sum / links as f64);
    Calibration { links, brier: mean(squares), error: mean(bins.iter().filter_map(apart).sum()), bins }
}
