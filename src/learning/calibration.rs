//! How far scores can be believed: of the pairs that scored so much, how many people said are matches.

use serde::Serialize;

use super::{Label, LabelledPair, Share};

/// Parts that the range of scores is divided in.
const BINS: usize = 10;

/// Labelled pairs whose score lay in a range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Where the range begins; it ends a tenth later, the last one with 1 itself.
    pub from: f64,
    /// Their mean score; `None` without any.
    pub mean: Option<f64>,
    /// How many of them are matches.
    pub share: Share,
}

/// Ten ranges of scores, each with the labelled pairs whose score was recorded with the label. Pairs that nobody could
/// tell count nowhere.
pub fn calibration(pairs: &[LabelledPair]) -> Vec<Calibration> {
    let mut bins = [(0.0, 0_u64, 0_u64); BINS];
    for pair in pairs.iter().filter(|pair| pair.label != Label::Unsure) {
        let Some(probability) = pair.probability.filter(|p| (0.0..=1.0).contains(p)) else { continue };
        let at = ((probability * BINS as f64) as usize).min(BINS - 1);
        if let Some((sum, matches, n)) = bins.get_mut(at) {
            *sum += probability;
            *matches += u64::from(pair.label == Label::Match);
            *n += 1;
        }
    }
    let bin = |(at, (sum, matches, n)): (usize, &(f64, u64, u64))| Calibration {
        from: at as f64 / BINS as f64,
        mean: (*n > 0).then(|| sum / *n as f64),
        share: Share::of(*matches, *n),
    };
    bins.iter().enumerate().map(bin).collect()
}
