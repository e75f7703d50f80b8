//! From standing assertions to labelled pairs, each pair once.
//!
//! ```text
//! same a b ──────────────► match       confirm {a b c} ─────► match of every two
//! different a b ─────────► non_match   split {a b} {c} ─────► non_match across; match within, where said
//! unsure a b ────────────► unsure      merge {a b} {c} ─────► match across
//! ```

use std::collections::BTreeMap;

use crate::model::{Assertion, Authority, Hash, RecordKey, Statement};

use super::label::{Label, LabelledPair, Origin};

/// The most pairs that one statement about clusters may give: all those of a cluster of two hundred.
///
/// A confirmed cluster of ten thousand records would give fifty million, which teach a matcher no more than some
/// thousands of them. Of larger sets every n-th pair is taken, in the order of keys.
pub const MAX_DERIVED: usize = 19_900;

/// Labelled pairs, sorted by both keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// The pairs.
    pub pairs: Vec<LabelledPair>,
    /// Pairs left out because a statement gave more than [`MAX_DERIVED`].
    pub left_out: usize,
}

/// The labels that `standing` assertions (those not retracted) give, in whatever order they come.
///
/// Where several speak of one pair, a person outranks a rule and a rule a matcher; then a statement about the pair
/// itself outranks one about clusters; then the latest counts, by the journal's time, so that every copy of the
/// journal gives the same labels. This holds for contradictions too: clustering is careful and lets *different* win,
/// but a label is what was said last. An *unsure* about a cluster of more than two says nothing of any one pair.
pub fn labelled_pairs(standing: &[&Assertion]) -> Labels {
    let mut strongest: BTreeMap<(&RecordKey, &RecordKey), Said> = BTreeMap::new();
    let mut left_out = 0;
    for &assertion in standing {
        for Claim { label, origin, pairs } in claims(&assertion.statement) {
            let said = Said { assertion, label, origin };
            let step = pairs.len().div_ceil(MAX_DERIVED).max(1);
            left_out += pairs.len() - pairs.len().div_ceil(step);
            for index in (0..pairs.len()).step_by(step) {
                let Some((a, b)) = pairs.get(index).filter(|(a, b)| a != b) else { continue };
                let held = strongest.entry((a.min(b), a.max(b))).or_insert(said);
                if held.rank() < said.rank() {
                    *held = said;
                }
            }
        }
    }
    let pairs = strongest.into_iter().map(|((left, right), said)| said.of(left, right)).collect();
    Labels { pairs, left_out }
}

/// One thing that an assertion says of a pair.
#[derive(Clone, Copy)]
struct Said<'a> {
    assertion: &'a Assertion,
    label: Label,
    origin: Origin,
}
