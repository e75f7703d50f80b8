//! A score taken apart: what each column adds.
//!
//! Where evidence belongs together, what a column adds depends on what is known already: the second agreement on an
//! address adds little. So columns are added one by one, the most telling first, and again from the other end, and
//! each gets the mean of the two (a Shapley value over two orders): the parts add up to the whole.

use super::super::compare::{DIFFERENT, Pattern, SAME};
use super::Model;

/// What one column adds to the match weight, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// By how well the values agree.
    pub weight: f64,
    /// By how rare the value is that both have.
    pub term_frequency: f64,
}

/// Has nothing that is plainly different count for a match. It may say that two records are no household, which is
/// something; but it says so only of what they have in common, and there it is counted. The sum stays.
///
/// This is done where a score is taken apart, not where the model is learnt. Held to falling weights, level by level, a
/// mixture loses what it is for: of a household, a plainly different mailbox is the less likely the more else its members
/// share, so that between a match and a household it rightly speaks for the match. The order of levels holds within a
/// class, and there the data keep it by themselves.
pub fn keep_signs(pattern: Pattern, prior: &mut f64, parts: &mut [Part]) {
    let mut excess = 0.0;
    for (column, part) in parts.iter_mut().enumerate() {
        if pattern.grade(column) == DIFFERENT && part.weight > 0.0 {
            excess += std::mem::take(&mut part.weight);
        }
    }
    if excess == 0.0 {
        return;
    }
    let speaking: f64 = parts.iter().map(|part| part.weight.max(0.0)).sum();
    if speaking == 0.0 {
        *prior += excess;
    }
    for part in parts.iter_mut().filter(|part| part.weight > 0.0) {
        part.weight *= 1.0 + excess / speaking;
    }
}

impl Model {
    /// The match weight before anything is compared, and what each column adds: together [`Model::weight`].
    pub fn parts(&self, pattern: Pattern, common: &[f64]) -> (f64, Vec<Part>) {
        let columns = self.same.len();
        let nothing = Pattern::default();
        let prior = self.weight(nothing, common);
        let mut told: Vec<(usize, f64)> = (0..columns)
            .filter(|&column| pattern.grade(column) > 0)
            .map(|column| {
                let mut alone = nothing;
                alone.set(column, pattern.grade(column));
                (column, self.weight(alone, common) - prior)
            })
            .collect();
        told.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()).then(x.0.cmp(&y.0)));
        let mut parts = vec![Part::default(); columns];
        for backwards in [false, true] {
            let (mut known, mut weight) = (nothing, prior);
            for at in 0..told.len() {
                let column = told[if backwards { told.len() - 1 - at } else { at }].0;
                known.set(column, pattern.grade(column));
                let with = self.weight(known, common);
                parts[column].weight += 0.5 * (with - weight);
                weight = with;
            }
        }
        for (column, part) in parts.iter_mut().enumerate() {
            if pattern.grade(column) == SAME {
                let mut usual = common.to_vec();
                usual[column] = 1.0;
                part.term_frequency = self.weight(pattern, common) - self.weight(pattern, &usual);
                part.weight -= part.term_frequency;
            }
        }
        (prior, parts)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Class, Nature};
    use super::*;

    proptest! {
        #[test]
        fn what_differs_never_speaks_for_a_match(
            grades in proptest::collection::vec(0_u8..8, 5),
            weights in proptest::collection::vec(-9.0..9.0_f64, 5),
        ) {
            let mut pattern = Pattern::default();
            grades.iter().enumerate().for_each(|(column, grade)| pattern.set(column, *grade));
            let part = |weight: &f64| Part { weight: *weight, term_frequency: 0.5 };
            let mut parts: Vec<Part> = weights.iter().map(part).collect();
            let mut prior = -7.0;
            keep_signs(pattern, &mut prior, &mut parts);
            let sum = prior + parts.iter().map(|part| part.weight).sum::<f64>();
            prop_assert!((sum - (weights.iter().sum::<f64>() - 7.0)).abs() < 1e-9);
            for (column, part) in parts.iter().enumerate() {
                prop_assert!(grades[column] != DIFFERENT || part.weight <= 0.0);
                prop_assert!(part.weight * weights[column] >= 0.0, "none changes sides");
            }
        }
    }

    #[test]
    fn parts_add_up() {
        let class = |nature, share, same: f64| Class {
            nature,
            share,
            grades: vec![[0.0, 0.9 - same, 0.0, 0.0, 0.0, 0.0, 0.1, same]; 3],
            apart: Vec::new(),
            learnt: false,
        };
        let classes =
            vec![class(Nature::Match, 0.01, 0.8), class(Nature::Related, 0.02, 0.3), class(Nature::Chance, 0.97, 0.02)];
        let model = Model { classes, same: vec![0.02; 3] };
        let mut pattern = Pattern::default();
        pattern.set(0, SAME);
        pattern.set(1, 1);
        let common = [0.1, 1.0, 1.0];
        let (prior, parts) = model.parts(pattern, &common);
        let sum: f64 = prior + parts.iter().map(|part| part.weight + part.term_frequency).sum::<f64>();
        assert!((sum - model.weight(pattern, &common)).abs() < 1e-9);
        assert!(parts[0].weight > 0.0 && parts[0].term_frequency > 0.0 && parts[1].weight < 0.0);
        assert_eq!(parts[2], Part::default());
    }
}
