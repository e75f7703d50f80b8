//! How strong a cluster's links are, in whole per cent: enough to say for any review band what it would ask about.

use super::Shape;
use crate::config::{Band, Review};

/// What links of a cluster a band judges, in whole per cent, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strength {
    /// Its weakest link, or the engine's confidence where that is less.
    pub weakest: u8,
    /// The two of its records that agree least.
    pub least: u8,
}

/// What a band makes of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// A link lies below the band.
    Suspicious,
    /// One lies in it.
    Borderline,
    /// All lie above it.
    Accepted,
}

impl Strength {
    /// As one number, for keeping.
    pub fn code(self) -> i64 {
        i64::from(self.weakest) * 1_000 + i64::from(self.least)
    }

    /// From such a number; `None` for one that is none.
    pub fn from_code(code: i64) -> Option<Self> {
        let part = |n: i64| u8::try_from(n).ok().filter(|n| *n <= 100);
        Some(Self { weakest: part(code.div_euclid(1_000))?, least: part(code.rem_euclid(1_000))? })
    }

    /// What a band of these ends, in whole per cent, makes of it: what [`super::doubt`] says of the same cluster.
    pub fn judged(self, low: u8, high: u8) -> Judged {
        if self.weakest < low || self.least < low {
            Judged::Suspicious
        } else if self.weakest < high {
            Judged::Borderline
        } else {
            Judged::Accepted
        }
    }
}

/// The strength of a cluster's links; `None` where no band has a say: for a record alone, and where size or sources alone
/// are suspicious.
pub fn strength(shape: Shape, review: &Review) -> Option<Strength> {
    let links = shape.links?;
    if super::by_shape(shape, review).is_some() {
        return None;
    }
    let sure = shape.confidence.map_or(links.weakest_probability, |sure| sure.min(links.weakest_probability));
    Some(Strength { weakest: per_cent(sure), least: per_cent(links.least_probability) })
}

/// The nearest whole per cent of a band's ends.
pub fn ends(band: Band) -> (u8, u8) {
    let end = |share: f64| (share * 100.0).round().clamp(0.0, 100.0) as u8;
    (end(band.low), end(band.high))
}

/// The largest whole per cent that is not more than a probability.
fn per_cent(probability: f64) -> u8 {
    // What is written as 0.95 is compared with 95 / 100, so the division decides, not the product's rounding.
    let near = (probability * 100.0).floor().clamp(0.0, 100.0) as u8;
    let at_most = |n: &u8| f64::from(*n) / 100.0 <= probability;
    [near + 1, near, near.saturating_sub(1)].into_iter().filter(|n| *n <= 100).find(at_most).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{RecordKey, TaskKind};
    use crate::resolve::Links;

    #[test]
    fn per_cents_are_rounded_down_as_the_band_compares() {
        for n in 0..=100_u8 {
            let exact = f64::from(n) / 100.0;
            assert_eq!(per_cent(exact), n);
            assert_eq!(per_cent(exact.next_down()), n.saturating_sub(1));
        }
    }

    proptest! {
        #[test]
        fn a_band_judges_strengths_as_it_judges_clusters(
            weakest in 0.0..=1.0_f64, below in 0.0..=1.0_f64, confidence in prop::option::of(0.0..=1.0_f64),
            low in 0..=100_u8, width in 0..=100_u8,
        ) {
            let high = (low + width).min(100);
            let band = Band { low: f64::from(low) / 100.0, high: f64::from(high) / 100.0 };
            let review = Review { band, ..Review::default() };
            let keys: Vec<RecordKey> = ["crm:1", "crm:2", "web:3"].iter().map(|key| key.parse().unwrap()).collect();
            let members: Vec<&RecordKey> = keys.iter().collect();
            let links = Links {
                weakest: (0, 1), weakest_probability: weakest, breaks_off: 1,
                least: (1, 2), least_probability: weakest * below, cohesion: 0.5,
            };
            let shape = Shape { members: &members, links: Some(links), confidence };
            let strength = strength(shape, &review).unwrap();
            let said = super::super::doubt(shape, None, &review).map(|doubt| doubt.kind);
            let judged = match strength.judged(low, high) {
                Judged::Suspicious => Some(TaskKind::Suspicious),
                Judged::Borderline => Some(TaskKind::Borderline),
                Judged::Accepted => None,
            };
            prop_assert_eq!(said, judged);
            prop_assert_eq!(Strength::from_code(strength.code()), Some(strength));
        }
    }
}
