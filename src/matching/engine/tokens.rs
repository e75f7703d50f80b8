//! Words of longer values, weighted by how rare they are: soft TF-IDF.
//!
//! After Cohen, Ravikumar & Fienberg, "A comparison of string distance metrics for name-matching tasks", 2003: words
//! that are alike count as common, as far as they are alike.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::hash::Quick;
use super::table::Column;

/// Words that have no like in the other text and are compared letter by letter; beyond that many it is not worth it.
const FEW: usize = 12;

/// Words of every form of a column, each with its weight; a form's weights make a vector of length one.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// For each word, in how many records it occurs.
    pub records: Vec<u32>,
    words: Vec<Box<str>>,
    index: HashMap<Box<str>, u32, BuildHasherDefault<Quick>>,
    /// Word numbers of each form, sorted, one form after the other.
    numbers: Vec<u32>,
    weights: Vec<f32>,
    starts: Vec<u32>,
    /// Records that have a form.
    filled: f64,
}

/// The words of one form.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Their numbers, ascending.
    pub numbers: &'a [u32],
    /// Their weights.
    pub weights: &'a [f32],
}

/// What two forms have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Common {
    /// How alike they are, 0..=1.
    pub similarity: f64,
    /// How much of one has no like in the other, 0..=1.
    pub only: (f64, f64),
}

impl Tokens {
    /// Takes the forms of a column apart.
    pub fn of(column: &Column) -> Self {
        let mut tokens = Self { starts: vec![0], filled: column.filled().max(1) as f64, ..Self::default() };
        let mut own: Vec<u32> = Vec::new();
        for id in 0..column.forms() as u32 {
            own.clear();
            own.extend(column.form(id).split(' ').filter(|word| !word.is_empty()).map(|word| tokens.number(word)));
            own.sort_unstable();
            own.dedup();
            for &number in &own {
                tokens.records[number as usize] += column.counts[id as usize];
            }
            tokens.numbers.extend_from_slice(&own);
            tokens.starts.push(tokens.numbers.len() as u32);
        }
        tokens.order();
        tokens.weigh();
        tokens
    }

    /// Numbers the words in the order of their letters: what is summed over the words of two forms is then the same to
    /// the last bit in every table that holds them.
    fn order(&mut self) {
        let mut order: Vec<u32> = (0..self.words.len() as u32).collect();
        order.sort_unstable_by(|a, b| self.words[*a as usize].cmp(&self.words[*b as usize]));
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new as u32;
        }
        self.words = order.iter().map(|&old| std::mem::take(&mut self.words[old as usize])).collect();
        self.records = order.iter().map(|&old| self.records[old as usize]).collect();
        self.index.values_mut().for_each(|number| *number = place[*number as usize]);
        self.numbers.iter_mut().for_each(|number| *number = place[*number as usize]);
        for form in 0..self.starts.len() - 1 {
            self.numbers[self.starts[form] as usize..self.starts[form + 1] as usize].sort_unstable();
        }
    }

    /// Has them stand for more: `counts` says in how many of `filled` records a word occurs.
    pub fn stand_for(&mut self, filled: usize, counts: impl Fn(&str) -> u32) {
        self.filled = filled.max(1) as f64;
        self.records = self.words.iter().map(|word| counts(word)).collect();
        self.weigh();
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.index.get(word) {
            return number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.into());
        self.records.push(0);
        self.index.insert(word.into(), number);
        number
    }

    fn weigh(&mut self) {
        let idf: Vec<f32> = self.records.iter().map(|&records| self.rarity(records) as f32).collect();
        self.weights = self.numbers.iter().map(|&number| idf[number as usize]).collect();
        for form in 0..self.starts.len() - 1 {
            let range = self.starts[form] as usize..self.starts[form + 1] as usize;
            let length = self.weights[range.clone()].iter().map(|w| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            self.weights[range].iter_mut().for_each(|w| *w /= length);
        }
    }

    fn rarity(&self, records: u32) -> f64 {
        (1.0 + self.filled / f64::from(records.max(1))).ln()
    }

    /// The words of the form with a number.
    pub fn words(&self, id: u32) -> Words<'_> {
        let range = self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize;
        Words { numbers: &self.numbers[range.clone()], weights: &self.weights[range] }
    }

    /// A word.
    pub fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// Distinct words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How much of what a text says a form says too, 0..=1: its words, weighted by how rare they are here.
    pub fn covers(&self, id: u32, text: &str) -> f64 {
        let own = self.words(id).numbers;
        let (mut found, mut all) = (0.0, 0.0);
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let number = self.index.get(word).copied();
            let weight = self.rarity(number.map_or(1, |number| self.records[number as usize]));
            all += weight;
            if number.is_some_and(|number| own.binary_search(&number).is_ok()) {
                found += weight;
            }
        }
        if all > 0.0 { found / all } else { 0.0 }
    }

    /// What two forms have in common; `alike` says how alike two words are, 0..=1.
    pub fn common(&self, a: u32, b: u32, alike: impl Fn(&str, &str) -> f64) -> Common {
        let (a, b) = (self.words(a), self.words(b));
        let (mut rest_a, mut rest_b) = (Rest::default(), Rest::default());
        let mut shared = 0.0_f64;
        let (mut i, mut j) = (0, 0);
        loop {
            match (a.numbers.get(i), b.numbers.get(j)) {
                (Some(x), Some(y)) if x == y => {
                    shared += f64::from(a.weights[i]) * f64::from(b.weights[j]);
                    (i, j) = (i + 1, j + 1);
                }
                (Some(x), y) if y.is_none_or(|y| x < y) => {
                    rest_a.push(*x, a.weights[i]);
                    i += 1;
                }
                (_, Some(y)) => {
                    rest_b.push(*y, b.weights[j]);
                    j += 1;
                }
                _ => break,
            }
        }
        if rest_a.count > FEW || rest_b.count > FEW {
            return Common { similarity: shared.min(1.0), only: (rest_a.left(), rest_b.left()) };
        }
        // Greedy: each word takes the best that is left.
        for x in 0..rest_a.count {
            let (word, weight) = rest_a.words[x];
            let mut best = (0.0, None);
            for y in 0..rest_b.count {
                let (other, theirs) = rest_b.words[y];
                if !rest_b.found[y] {
                    let gain = alike(self.word(word), self.word(other)) * f64::from(theirs);
                    if gain > best.0 {
                        best = (gain, Some(y));
                    }
                }
            }
            if let (gain, Some(y)) = best {
                rest_b.found[y] = true;
                rest_a.found[x] = true;
                shared += gain * f64::from(weight);
            }
        }
        Common { similarity: shared.min(1.0), only: (rest_a.left(), rest_b.left()) }
    }
}

/// Words of one text that the other lacks.
#[derive(Default)]
struct Rest {
    words: [(u32, f32); FEW],
    found: [bool; FEW],
    count: usize,
    /// How much of the text those make that have no room.
    more: f64,
}

impl Rest {
    fn push(&mut self, word: u32, weight: f32) {
        match self.words.get_mut(self.count) {
            Some(place) => *place = (word, weight),
            None => self.more += f64::from(weight * weight),
        }
        self.count += 1;
    }

    /// How much of the text they make that nothing was found for.
    fn left(&self) -> f64 {
        let left = self.words.iter().zip(&self.found).take(self.count).filter(|(_, found)| !**found);
        left.map(|((_, weight), _)| f64::from(weight * weight)).sum::<f64>() + self.more
    }
}
