//! The probabilistic model: a mixture of kinds of pairs.
//!
//! Fellegi & Sunter ("A theory for record linkage", 1969) know matches and non-matches. Here non-matches are several
//! classes: pairs that agree by chance, as random pairs show them (two of one town), and *related* pairs, which share
//! more than chance for another reason than being one (a household, branches of one company; cf. Larsen & Rubin,
//! "Iterative automated record linkage using mixture models", 2001). Within a class attributes are independent, so
//! evidence that belongs together is not counted twice.

mod learn;
mod prior;
mod random;
mod seeds;

pub use learn::{Learnt, learn};
pub use prior::{Entity, entity};

use super::compare::{Comparison, GRADES, Pattern, SAME};
use super::table::Table;

/// What a kind of pairs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Two records of one entity.
    Match,
    /// Two entities that have to do with each other.
    Related,
    /// Two entities that agree by chance, if at all.
    Chance,
}

/// A kind of pairs.
#[derive(Clone, Debug)]
pub struct Class {
    /// What it is.
    pub nature: Nature,
    /// Share of all pairs of each sort ([`Model::sort`]).
    pub share: Vec<f64>,
    /// For each attribute, how often each grade is seen where both have a value.
    pub grades: Vec<[f64; GRADES]>,
    /// Attributes that are as in random pairs, and stay so: what tells the class from a match.
    pub apart: Vec<usize>,
    /// Whether it is learnt from candidate pairs; else from random ones.
    pub learnt: bool,
}

/// The model of a table.
#[derive(Clone, Debug)]
pub struct Model {
    /// The kinds of pairs.
    pub classes: Vec<Class>,
    /// For each attribute, how often two random records have the same value.
    pub same: Vec<f64>,
}

/// A pair as the model sees it.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its grades.
    pub pattern: Pattern,
    /// For each attribute on which it agrees, how common the value is: its share of all values ÷ `same`.
    pub common: Vec<f64>,
}

impl Model {
    /// The evidence of a pair.
    pub fn evidence(&self, comparison: &Comparison, a: u32, b: u32) -> Evidence {
        let pattern = comparison.pattern(a, b);
        let mut evidence = Evidence { pattern, common: vec![1.0; self.same.len()] };
        self.commonness(comparison, a, b, pattern, &mut evidence.common);
        evidence
    }

    /// How common the values are that a pair agrees on.
    pub fn commonness(&self, comparison: &Comparison, a: u32, b: u32, pattern: Pattern, common: &mut [f64]) {
        for (position, column) in comparison.table.columns.iter().enumerate() {
            let grade = pattern.grade(position);
            common[position] = if grade == SAME {
                let id = column.ids[a as usize] as usize;
                let share = f64::from(column.counts[id]) / column.filled().max(1) as f64;
                share / self.same[position]
            } else {
                let _ = b;
                1.0
            };
        }
    }

    /// How likely a class makes a pair, without its share.
    pub fn likelihood(&self, class: &Class, pattern: Pattern, common: &[f64]) -> f64 {
        let mut likelihood = 1.0;
        for (position, grades) in class.grades.iter().enumerate() {
            let grade = pattern.grade(position) as usize;
            if grade == 0 {
                continue;
            }
            let p = grades[grade];
            likelihood *= if grade == SAME as usize {
                match class.nature {
                    Nature::Chance => p * common[position],
                    // What is shared for a reason is as likely for a rare value as for a common one.
                    _ => {
                        let chance = p.min(self.same[position]);
                        p - chance + chance * common[position]
                    }
                }
            } else {
                p
            };
        }
        likelihood
    }

    /// The sort of a pair: across sources, or within one of them.
    pub fn sort(table: &Table, a: u32, b: u32) -> usize {
        let (a, b) = (table.sources[a as usize], table.sources[b as usize]);
        if a == b { 1 + usize::from(a) } else { 0 }
    }

    /// Probability that a pair is a match.
    pub fn probability(&self, sort: usize, pattern: Pattern, common: &[f64]) -> f64 {
        let (mut matched, mut all) = (0.0, 0.0);
        for class in &self.classes {
            let likelihood = class.share[sort] * self.likelihood(class, pattern, common);
            all += likelihood;
            if class.nature == Nature::Match {
                matched += likelihood;
            }
        }
        if all > 0.0 { matched / all } else { 0.0 }
    }
}
