//! Scoring pairs.

use super::bound::Bound;
use super::cluster::Scored;
use super::compare::{Comparison, MOST, Pattern};
use super::parallel;
use super::trained::Mixed;

/// Pairs that one core scores at a time: few enough that no core waits long for another.
const SHARE: usize = 1 << 14;
/// Records are fetched from memory so many pairs ahead: that takes longer than to compare two.
const AHEAD: usize = 32;

/// The comparison vector of every pair.
pub fn patterns(comparison: &Comparison, pairs: &[(u32, u32)]) -> Vec<Pattern> {
    let made = |share: &[(u32, u32)]| each(comparison, share, |a, b| comparison.pattern(a, b));
    shared(pairs, made).concat()
}

/// The probability of every pair.
pub fn all(comparison: &Comparison, mixed: Mixed, pairs: &[(u32, u32)]) -> Vec<Scored> {
    let scored = |a, b| Scored { a, b, probability: one(comparison, mixed, a, b) };
    shared(pairs, |share| each(comparison, share, scored)).concat()
}

/// What became of some pairs.
pub struct Parted {
    /// Those that may be as likely as [`super::cluster::FLOOR`].
    pub likely: Vec<Scored>,
    /// The others, which are less likely, whatever else there is to compare.
    pub unlikely: Vec<(u32, u32)>,
}

/// The probability of every pair that may be as likely as [`super::cluster::FLOOR`], and the other pairs, share by
/// share.
pub fn likely(comparison: &Comparison, mixed: Mixed, pairs: &[(u32, u32)]) -> Vec<Parted> {
    let bound = Bound::of(mixed);
    let scored = |a, b, room: &mut Vec<f64>| {
        let mut sketch = comparison.sketch(a, b);
        let mut common = [1.0; MOST];
        let common = &mut common[..mixed.model.same.len()];
        mixed.model.commonness(comparison, a, sketch.pattern, common);
        // What is costly is compared column by column, as long as it may matter.
        while let Some(column) = sketch.open.first() {
            if !bound.may_be_likely(sketch.pattern, sketch.open, common, room) {
                return None;
            }
            comparison.look_closely(column, &mut sketch);
        }
        Some(bound.probability(sketch.pattern, common, room))
    };
    let parted = |share: &[(u32, u32)]| {
        let mut room = Vec::new();
        let scored = |a, b| scored(a, b, &mut room);
        let (mut likely, mut unlikely) = (Vec::new(), Vec::new());
        for (&(a, b), probability) in share.iter().zip(each(comparison, share, scored)) {
            match probability {
                Some(probability) => likely.push(Scored { a, b, probability }),
                None => unlikely.push((a, b)),
            }
        }
        Parted { likely, unlikely }
    };
    shared(pairs, parted)
}

/// What becomes of all pairs, on all cores.
fn shared<R: Send>(pairs: &[(u32, u32)], make: impl Fn(&[(u32, u32)]) -> R + Sync) -> Vec<R> {
    let shares: Vec<&[(u32, u32)]> = pairs.chunks(SHARE).collect();
    parallel::map(&shares, 1, |share| make(share))
}

/// What becomes of every pair of a share.
fn each<R>(comparison: &Comparison, share: &[(u32, u32)], mut make: impl FnMut(u32, u32) -> R) -> Vec<R> {
    let mut made = Vec::with_capacity(share.len());
    for near in share.chunks(AHEAD) {
        let mut last = None;
        for &(a, b) in near {
            // Often it is the same for many.
            if last.replace(a) != Some(a) {
                comparison.fetch(a);
            }
            comparison.fetch(b);
        }
        made.extend(near.iter().map(|&(a, b)| make(a, b)));
    }
    made
}

/// The probability of one pair.
pub fn one(comparison: &Comparison, mixed: Mixed, a: u32, b: u32) -> f64 {
    let pattern = comparison.pattern(a, b);
    let mut common = [1.0; MOST];
    let common = &mut common[..mixed.model.same.len()];
    mixed.model.commonness(comparison, a, pattern, common);
    mixed.probability(pattern, common)
}
