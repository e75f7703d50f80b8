//! The probabilistic model: a mixture of kinds of pairs.
//!
//! Fellegi & Sunter ("A theory for record linkage", 1969) know matches and non-matches. Here matches are several
//! classes (the whole address may have changed at once), and so are non-matches: pairs that agree by chance, as random
//! pairs show them (two of one town), and *related* pairs, which share more than chance for another reason than being
//! one (a household, branches of one company; cf. Larsen & Rubin, "Iterative automated record linkage using mixture
//! models", 2001). Within a class attributes are independent; across classes they are not, so evidence that belongs
//! together is not counted twice.
//!
//! `prior.rs` is what is known before any data is seen, `random.rs` learns chance from random pairs, `kinds.rs` says
//! which classes there are, `regions.rs` which columns belong to the address, `learn.rs` learns them from candidate pairs,
//! `laid.rs` scores many of these at once, `explain.rs` takes a score apart.

mod explain;
mod kinds;
mod laid;
mod learn;
mod prior;
mod random;
mod regions;

pub use explain::{Part, keep_signs};
pub use laid::Laid;
pub use learn::{Learnt, learn};
pub use prior::{Entity, entity};

use serde::{Deserialize, Serialize};

use super::compare::{Comparison, GRADES, Pattern, SAME};
use crate::config::AttributeKind;

/// Identifiers that a file does not show count as so many records: they are drawn from many more than there are in it,
/// so that two of a few that agree are seldom two by chance.
const UNSEEN: f64 = 500.0;

/// What a kind of pairs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Two records of one entity.
    Match,
    /// Two entities that have to do with each other.
    Related,
    /// Two entities that agree by chance, if at all.
    Chance,
}

/// A kind of pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// What it is.
    pub nature: Nature,
    /// Share of all pairs.
    pub share: f64,
    /// For each column, how often each grade is seen where both records have a value.
    pub grades: Vec<[f64; GRADES]>,
    /// Columns that are as in random pairs, and stay so while it is learnt: what sets the class apart.
    pub apart: Vec<usize>,
    /// Whether it is learnt from candidate pairs; else from random ones.
    pub learnt: bool,
}

/// The model of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The kinds of pairs.
    pub classes: Vec<Class>,
    /// For each column, how often two random records have the same value.
    pub same: Vec<f64>,
}

impl Model {
    /// For each column on which a pair agrees, how common the value is: its share of all values ÷ `same`; else 1.
    pub fn commonness(&self, comparison: &Comparison, a: u32, pattern: Pattern, common: &mut [f64]) {
        for (position, (&id, column)) in comparison.ids(a).iter().zip(&comparison.table.columns).enumerate() {
            common[position] = if pattern.grade(position) == SAME {
                let unseen = if column.kind == AttributeKind::Identifier { UNSEEN } else { 0.0 };
                let values = column.filled().max(1) as f64 + unseen;
                f64::from(column.counts[id as usize]) / values / self.same[position]
            } else {
                1.0
            };
        }
    }

    /// How likely a class makes a pair, without its share.
    pub fn likelihood(&self, class: &Class, pattern: Pattern, common: &[f64]) -> f64 {
        let mut likelihood = 1.0;
        for (position, grades) in class.grades.iter().enumerate() {
            let grade = pattern.grade(position);
            if grade == 0 {
                continue;
            }
            likelihood *= if grade == SAME {
                let (rest, chance) = class.same_value(position, self.same[position]);
                rest + chance * common[position]
            } else {
                grades[grade as usize]
            };
        }
        likelihood
    }

    /// How likely a pair is as a match, and as anything else.
    pub fn odds(&self, pattern: Pattern, common: &[f64]) -> Odds {
        let mut odds = Odds { matched: 0.0, other: 0.0 };
        for class in &self.classes {
            let likelihood = class.share * self.likelihood(class, pattern, common);
            *(if class.nature == Nature::Match { &mut odds.matched } else { &mut odds.other }) += likelihood;
        }
        odds
    }

    /// The match weight of a pair.
    pub fn weight(&self, pattern: Pattern, common: &[f64]) -> f64 {
        self.odds(pattern, common).weight()
    }

    /// Its classes of matches, and all others.
    pub fn parted(&self) -> (Vec<&Class>, Vec<&Class>) {
        self.classes.iter().partition(|class| class.nature == Nature::Match)
    }
}

/// How likely a pair is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Odds {
    /// As a match.
    pub matched: f64,
    /// As anything else.
    pub other: f64,
}

impl Odds {
    /// Probability that it is a match.
    pub fn probability(self) -> f64 {
        let Self { matched, other } = self;
        if matched + other > 0.0 { matched / (matched + other) } else { 0.0 }
    }

    /// The match weight: log2 of the odds.
    pub fn weight(self) -> f64 {
        (self.matched.max(f64::MIN_POSITIVE) / self.other.max(f64::MIN_POSITIVE)).log2()
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Builder;
    use super::*;

    #[test]
    fn two_of_few_with_one_identifier_are_seldom_two() {
        let mut builder = Builder::new(&[AttributeKind::Identifier, AttributeKind::City]);
        for record in 0..8 {
            let shared = if record < 2 { "4711".to_owned() } else { format!("900{record}") };
            builder.push(0, [shared.clone(), shared]);
        }
        let table = builder.finish();
        let comparison = Comparison::new(&table);
        let model = Model { classes: Vec::new(), same: vec![0.1, 0.1] };
        let mut common = [0.0; 2];
        model.commonness(&comparison, 0, comparison.pattern(0, 1), &mut common);
        let share = common.map(|common| common * 0.1);
        assert!(share[0] < 0.005 && (share[1] - 2.0 / 8.0).abs() < 1e-12, "{share:?}");
    }
}
