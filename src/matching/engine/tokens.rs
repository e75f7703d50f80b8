//! Words of longer values, weighted by how rare they are: soft TF-IDF.
//!
//! After Cohen, Ravikumar & Fienberg, "A comparison of string distance metrics for name-matching tasks", 2003: words
//! that are alike count as common, as far as they are alike.

use std::collections::HashMap;

use super::table::Column;

/// Words of every form of a column, each with its weight; a form's weights make a vector of length one.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// For each word, in how many records it occurs.
    pub records: Vec<u32>,
    words: Vec<Box<str>>,
    index: HashMap<Box<str>, u32>,
    /// Word numbers of each form, sorted, one form after the other.
    numbers: Vec<u32>,
    weights: Vec<f32>,
    starts: Vec<u32>,
}

/// The words of one form.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Their numbers, ascending.
    pub numbers: &'a [u32],
    /// Their weights.
    pub weights: &'a [f32],
}

impl Tokens {
    /// Takes the forms of a column apart.
    pub fn of(column: &Column) -> Self {
        let mut tokens = Self::default();
        tokens.starts.push(0);
        let mut own: Vec<u32> = Vec::new();
        for id in 0..column.forms() as u32 {
            own.clear();
            for word in column.form(id).split(' ').filter(|word| !word.is_empty()) {
                let number = match tokens.index.get(word) {
                    Some(&number) => number,
                    None => {
                        let number = tokens.words.len() as u32;
                        tokens.words.push(word.into());
                        tokens.records.push(0);
                        tokens.index.insert(word.into(), number);
                        number
                    }
                };
                own.push(number);
            }
            own.sort_unstable();
            own.dedup();
            let count = column.counts.get(id as usize).copied().unwrap_or(0);
            for &number in &own {
                if let Some(records) = tokens.records.get_mut(number as usize) {
                    *records += count;
                }
            }
            tokens.numbers.extend_from_slice(&own);
            tokens.starts.push(tokens.numbers.len() as u32);
        }
        tokens.weigh(column.filled().max(1) as f32);
        tokens
    }

    fn weigh(&mut self, records: f32) {
        let idf: Vec<f32> = self.records.iter().map(|&count| (1.0 + records / count.max(1) as f32).ln()).collect();
        self.weights = self.numbers.iter().map(|&number| idf[number as usize]).collect();
        for form in 0..self.starts.len() - 1 {
            let range = self.starts[form] as usize..self.starts[form + 1] as usize;
            let length = self.weights[range.clone()].iter().map(|w| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            self.weights[range].iter_mut().for_each(|w| *w /= length);
        }
    }

    /// The words of the form with a number.
    pub fn words(&self, id: u32) -> Words<'_> {
        let range = self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize;
        Words { numbers: &self.numbers[range.clone()], weights: &self.weights[range] }
    }

    /// A word.
    pub fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", |word| word)
    }

    /// How much of what a text says a form says too, 0..=1: its words, weighted by how rare they are here.
    pub fn covers(&self, id: u32, text: &str, filled: f64) -> f64 {
        let own = self.words(id).numbers;
        let (mut found, mut all) = (0.0, 0.0);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let number = self.index.get(word).copied();
            let records = number.map_or(1, |number| self.records[number as usize]).max(1);
            let weight = (1.0 + filled / f64::from(records)).ln();
            all += weight;
            if number.is_some_and(|number| own.binary_search(&number).is_ok()) {
                found += weight;
            }
        }
        if all > 0.0 { found / all } else { 0.0 }
    }

    /// Distinct words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// How alike two forms are, 0..=1; `alike` says so of two words.
    pub fn similarity(&self, a: u32, b: u32, alike: impl Fn(&str, &str) -> f64) -> f64 {
        self.overlap(a, b, alike).0
    }

    /// How alike two forms are, 0..=1, and how much of each has no like in the other.
    pub fn overlap(&self, a: u32, b: u32, alike: impl Fn(&str, &str) -> f64) -> (f64, f64, f64) {
        const FEW: usize = 12;
        let (a, b) = (self.words(a), self.words(b));
        let mut common = 0.0_f64;
        let (mut rest_a, mut rest_b) = ([(0_u32, 0.0_f32); FEW], [(0_u32, 0.0_f32); FEW]);
        let (mut left_a, mut left_b) = (0, 0);
        let (mut i, mut j) = (0, 0);
        let mut keep = |rest: &mut [(u32, f32); FEW], left: &mut usize, word: u32, weight: f32| {
            if *left < FEW {
                rest[*left] = (word, weight);
            }
            *left += 1;
        };
        while i < a.numbers.len() || j < b.numbers.len() {
            match (a.numbers.get(i), b.numbers.get(j)) {
                (Some(x), Some(y)) if x == y => {
                    common += f64::from(a.weights[i]) * f64::from(b.weights[j]);
                    i += 1;
                    j += 1;
                }
                (Some(x), y) if y.is_none_or(|y| x < y) => {
                    keep(&mut rest_a, &mut left_a, *x, a.weights[i]);
                    i += 1;
                }
                (_, Some(y)) => {
                    keep(&mut rest_b, &mut left_b, *y, b.weights[j]);
                    j += 1;
                }
                _ => break,
            }
        }
        if left_a <= FEW && left_b <= FEW {
            let (mut used, mut found) = ([false; FEW], [false; FEW]);
            for (k_a, &(x, weight)) in rest_a[..left_a].iter().enumerate() {
                let mut best = (0.0, FEW);
                for (k, &(y, other)) in rest_b[..left_b].iter().enumerate() {
                    if !used[k] {
                        let similarity = alike(self.word(x), self.word(y));
                        let gain = similarity * f64::from(other);
                        if similarity > 0.0 && gain > best.0 {
                            best = (gain, k);
                        }
                    }
                }
                if best.1 < FEW {
                    used[best.1] = true;
                    found[k_a] = true;
                    common += best.0 * f64::from(weight);
                }
            }
            let only = |rest: &[(u32, f32)], found: &[bool; FEW]| -> f64 {
                rest.iter().zip(found).filter(|(_, found)| !**found).map(|((_, w), _)| f64::from(w * w)).sum()
            };
            return (common.min(1.0), only(&rest_a[..left_a], &found), only(&rest_b[..left_b], &used));
        }
        (common.min(1.0), 1.0 - common.min(1.0), 1.0 - common.min(1.0))
    }
}
