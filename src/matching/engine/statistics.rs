//! How common values are, kept for pairs that are scored one by one once the records are out of sight.

use std::hash::{DefaultHasher, Hasher};

use super::compare::{Comparison, Words};
use super::parallel;
use super::table::{Column, Table};
use super::tokens::Tokens;

/// Values and words that are remembered one by one, for each column: the most common ones.
const KEPT: usize = 32_768;

/// How many records hold each of many things: the common ones one by one, the rest by their mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Sorted by hash.
    kept: Vec<(u64, u32)>,
    rest: u32,
}

/// What is known of one column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnStatistics {
    /// Records that have a value.
    pub filled: u64,
    /// By value.
    pub values: Counts,
    /// By word; empty where words do not count.
    pub words: Counts,
}

/// What is known of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Of each column.
    pub columns: Vec<ColumnStatistics>,
    /// Records by mail domain.
    pub domains: Counts,
}

impl Counts {
    fn of<'a>(all: impl Iterator<Item = (&'a str, u32)>) -> Self {
        // What one record alone holds is nothing to remember: neither common, nor anybody else's.
        let mut alone = 0;
        let mut several: Vec<(u32, u64)> = Vec::new();
        for (text, count) in all {
            if count > 1 { several.push((count, hash(text))) } else { alone += 1 }
        }
        if several.len() > KEPT {
            several.select_nth_unstable_by(KEPT, |x, y| y.cmp(x));
        } else {
            alone -= alone.min(KEPT - several.len());
        }
        let rest = several.get(KEPT..).unwrap_or_default();
        let records = rest.iter().map(|(count, _)| f64::from(*count)).sum::<f64>() + alone as f64;
        let mean = records / (rest.len() + alone).max(1) as f64;
        let mut kept: Vec<(u64, u32)> = several.iter().take(KEPT).map(|&(count, hash)| (hash, count)).collect();
        kept.sort_unstable();
        Self { kept, rest: (mean.round() as u32).max(1) }
    }

    fn get(&self, text: &str) -> u32 {
        let found = self.kept.binary_search_by_key(&hash(text), |(hash, _)| *hash);
        found.ok().and_then(|at| self.kept.get(at)).map_or(self.rest, |(_, count)| *count)
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.kept.len() as u32).to_le_bytes());
        out.extend(self.rest.to_le_bytes());
        for (hash, count) in &self.kept {
            out.extend(hash.to_le_bytes());
            out.extend(count.to_le_bytes());
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (count, rest) = (number(bytes)?, number(bytes)?);
        let mut kept = Vec::new();
        for _ in 0..count {
            let (low, high) = (number(bytes)?, number(bytes)?);
            kept.push((u64::from(high) << 32 | u64::from(low), number(bytes)?));
        }
        Some(Self { kept, rest })
    }
}

impl Statistics {
    /// Of a table.
    pub fn of(table: &Table, words: &Words) -> Self {
        let columns: Vec<_> = table.columns.iter().zip(&words.tokens).collect();
        let least = parallel::columns_worth_it(table.len());
        let columns = parallel::map(&columns, least, |(column, tokens)| ColumnStatistics {
            filled: column.filled() as u64,
            values: Counts::of(values(column)),
            words: tokens.as_ref().map_or_else(Counts::default, |tokens| Counts::of(in_words(tokens))),
        });
        let domains = words.domains.iter().map(|(domain, count)| (domain.as_str(), *count));
        Self { columns, domains: Counts::of(domains) }
    }

    /// Has a table of few records stand for the one that this is of.
    pub fn apply(&self, table: &mut Table) {
        let columns: Vec<_> = table.columns.iter().zip(&self.columns).collect();
        let least = parallel::columns_worth_it(table.len());
        let counts = parallel::map(&columns, least, |(column, known)| column.counted(|form| known.values.get(form)));
        for ((column, known), counts) in table.columns.iter_mut().zip(&self.columns).zip(counts) {
            column.stand_for(known.filled as usize, counts);
        }
    }

    /// The comparison of such a table, [`Statistics::apply`] done, by its words.
    pub fn comparison<'t>(&self, table: &'t Table, mut words: Words) -> Comparison<'t> {
        for (tokens, known) in words.tokens.iter_mut().zip(&self.columns) {
            if let Some(tokens) = tokens {
                tokens.stand_for(known.filled as usize, |word| known.words.get(word));
            }
        }
        for (domain, records) in &mut words.domains {
            *records = self.domains.get(domain);
        }
        Comparison::by(table, words)
    }

    /// As bytes, the same for the same statistics.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend((self.columns.len() as u32).to_le_bytes());
        for column in &self.columns {
            out.extend((column.filled as u32).to_le_bytes());
            column.values.write(&mut out);
            column.words.write(&mut out);
        }
        self.domains.write(&mut out);
        out
    }

    /// Out of such bytes; `None` where they are not whole.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let count = number(bytes)?;
        let mut columns = Vec::new();
        for _ in 0..count {
            let filled = u64::from(number(bytes)?);
            columns.push(ColumnStatistics { filled, values: Counts::read(bytes)?, words: Counts::read(bytes)? });
        }
        let domains = Counts::read(bytes)?;
        bytes.is_empty().then_some(Self { columns, domains })
    }
}

/// The forms of a column, with how many records have each.
fn values(column: &Column) -> impl Iterator<Item = (&str, u32)> {
    (1..column.forms() as u32).map(|id| (column.form(id), column.counts[id as usize]))
}

/// Words, with in how many records each is.
fn in_words(tokens: &Tokens) -> impl Iterator<Item = (&str, u32)> {
    (0..tokens.len() as u32).map(|word| (tokens.word(word), tokens.records[word as usize]))
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*first))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let words = ["metall", "nord", "sud"];
        let values = Counts::of(words.iter().map(|word| (*word, 3)));
        let column = ColumnStatistics { filled: 9, values: values.clone(), words: Counts::default() };
        let statistics = Statistics { columns: vec![column], domains: values };
        let bytes = statistics.to_bytes();
        assert_eq!(Statistics::from_bytes(&bytes).as_ref(), Some(&statistics));
        assert_eq!(Statistics::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!((statistics.domains.get("nord"), statistics.domains.get("west")), (3, 1));
    }
}
