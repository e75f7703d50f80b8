//! What the values of a column have in common.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::shape::{Look, look};
use crate::config::AttributeKind;
use crate::normalise::placeholder::is_placeholder;

/// So many different values show what a column looks like.
const EXAMPLES: usize = 3;

/// A column's values, summed up. Placeholders such as `n/a` do not count as values.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Rows of the file, and those that have a value.
    pub rows: u64,
    /// Rows that have a value, over the whole file.
    pub filled: u64,
    /// Values looked at.
    pub sampled: usize,
    /// Different values among them.
    pub distinct: usize,
    /// Words a value, on average.
    pub words: f64,
    /// All rows that have a value have this one.
    pub constant: Option<String>,
    /// No value stands twice, and every row has one.
    pub unique: bool,
    /// The first different values.
    pub examples: Vec<String>,
    /// Hashes of the folded values, to find columns that hold the same.
    pub values: HashSet<u64>,
    looks: [u32; Look::COUNT],
    all_words: usize,
}

impl Profile {
    /// Looks at the sampled values of a column.
    pub fn of<'v>(values: impl Iterator<Item = &'v str>) -> Self {
        let mut profile = Self::default();
        for value in values.filter(|value| !value.trim().is_empty()) {
            if is_placeholder(AttributeKind::Text, value) {
                continue;
            }
            let (looks, folded) = look(value);
            profile.sampled += 1;
            for position in looks.each() {
                if let Some(count) = profile.looks.get_mut(position) {
                    *count += 1;
                }
            }
            profile.all_words += folded.split(' ').count();
            if profile.values.insert(hash(&folded)) && profile.examples.len() < EXAMPLES {
                profile.examples.push(value.trim().to_owned());
            }
        }
        profile.settle();
        profile
    }

    /// Several columns as one.
    pub fn merged<'p>(profiles: impl IntoIterator<Item = &'p Self>) -> Self {
        let mut all = Self { unique: true, ..Self::default() };
        let mut constants: Vec<&Option<String>> = Vec::new();
        for one in profiles {
            all.rows += one.rows;
            all.filled += one.filled;
            all.sampled += one.sampled;
            all.all_words += one.all_words;
            for (sum, count) in all.looks.iter_mut().zip(one.looks) {
                *sum += count;
            }
            all.values.extend(&one.values);
            let room = EXAMPLES - all.examples.len();
            all.examples.extend(one.examples.iter().take(room).cloned());
            if one.filled > 0 {
                constants.push(&one.constant);
                all.unique &= one.unique;
            }
        }
        all.constant = match constants.split_first() {
            Some((first, rest)) if rest.iter().all(|other| other == first) => (*first).clone(),
            _ => None,
        };
        all.settle();
        all
    }

    fn settle(&mut self) {
        self.distinct = self.values.len();
        self.words = self.all_words as f64 / self.sampled.max(1) as f64;
    }

    /// The share of values that have a look; 0 where there are no values.
    pub fn share(&self, look: Look) -> f64 {
        let count = self.looks.get(look as usize).copied().unwrap_or_default();
        f64::from(count) / self.sampled.max(1) as f64
    }

    /// Whether no value was looked at.
    pub fn is_empty(&self) -> bool {
        self.sampled == 0
    }

    /// Whether few different values stand in many rows.
    pub fn is_category(&self) -> bool {
        let few = if self.sampled >= 30 { 12.max(self.sampled / 50) } else { 3 };
        self.sampled >= 6 && self.distinct <= few && self.distinct * 2 <= self.sampled && self.words <= 6.0
    }

    /// The share of the smaller column's values that the other holds too.
    pub fn overlap(&self, other: &Self) -> f64 {
        let (small, large) =
            if self.distinct <= other.distinct { (&self.values, &other.values) } else { (&other.values, &self.values) };
        small.iter().filter(|value| large.contains(value)).count() as f64 / small.len().max(1) as f64
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
