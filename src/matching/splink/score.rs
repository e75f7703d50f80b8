//! Prior plus comparisons is the match weight.

use std::collections::HashMap;

use super::{Level, Model, Rarity};

/// What a model says of two records.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Match weight before anything was compared.
    pub prior: f64,
    /// One for each comparison.
    pub parts: Vec<Part>,
    /// Total: log2 of the odds.
    pub weight: f64,
    /// Probability that the two are the same entity.
    pub probability: f64,
}

/// What one comparison adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Which of its levels holds.
    pub level: usize,
    /// log2 of the level's Bayes factor.
    pub weight: f64,
    /// What the rarity of the value adds.
    pub term_frequency_weight: f64,
}

/// How often values occur among all records, for the columns where a model asks for it.
#[derive(Clone, Debug)]
pub struct Frequencies {
    /// One for each column of the model; `None` where it does not matter.
    columns: Vec<Option<Counts>>,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    /// Records that have a value.
    all: u64,
    /// Records that have this one.
    each: HashMap<Box<str>, u64>,
}

impl Frequencies {
    /// Before any record was seen.
    pub fn new(model: &Model) -> Self {
        let mut columns = vec![None; model.columns.len()];
        for column in model.counted() {
            if let Some(slot) = columns.get_mut(column) {
                *slot = Some(Counts::default());
            }
        }
        Self { columns }
    }

    /// Counts a record: a value for each column of the model.
    pub fn add(&mut self, values: &[Option<&str>]) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            let (Some(counts), Some(value)) = (column, value) else { continue };
            counts.all += 1;
            if let Some(count) = counts.each.get_mut(*value) {
                *count += 1;
            } else {
                counts.each.insert((*value).into(), 1);
            }
        }
    }

    /// The share of the records that have a value which have this one.
    fn share(&self, column: usize, value: Option<&str>) -> Option<f64> {
        let counts = self.columns.get(column)?.as_ref()?;
        Some(*counts.each.get(value?)? as f64 / counts.all as f64)
    }
}

impl Model {
    /// Compares two records, each a value for each of the model's columns. Where the model's SQL tells left from right,
    /// `a` is left.
    pub fn score(&self, a: &[Option<&str>], b: &[Option<&str>], frequencies: &Frequencies) -> Score {
        let holds = |level: &Level| level.condition.as_ref().is_none_or(|condition| condition.holds(a, b));
        let mut parts = Vec::with_capacity(self.comparisons.len());
        for comparison in &self.comparisons {
            let found = comparison.levels.iter().enumerate().find(|(_, level)| holds(level));
            // The last level always holds.
            let Some((place, level)) = found else { continue };
            let rarity = level.rarity.map_or(0.0, |rarity| rarity.weight_of(a, b, frequencies));
            parts.push(Part { level: place, weight: level.weight, term_frequency_weight: rarity });
        }
        let each = parts.iter().map(|part| part.weight + part.term_frequency_weight);
        // A level that is impossible for two different entities settles it, whatever else there is.
        let settled = parts.iter().any(|part| part.weight == f64::INFINITY);
        let weight = if settled { f64::INFINITY } else { self.prior + each.sum::<f64>() };
        Score { prior: self.prior, parts, weight, probability: probability(weight) }
    }
}

/// 2^w / (1 + 2^w)
fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

impl Rarity {
    fn weight_of(self, a: &[Option<&str>], b: &[Option<&str>], frequencies: &Frequencies) -> f64 {
        let share = |side: &[Option<&str>]| frequencies.share(self.column, side.get(self.column).copied().flatten());
        // The value of the side that is commoner, where they differ.
        let Some(common) = [share(a), share(b)].into_iter().flatten().reduce(f64::max) else { return 0.0 };
        self.weight * (self.exact_u / common.max(self.least)).log2()
    }
}
