//! How common values are, kept for pairs that are scored one by one once the records are out of sight.

use std::hash::{DefaultHasher, Hasher};

use super::compare::Comparison;
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
        let mut all: Vec<(u32, u64)> = all.map(|(text, count)| (count, hash(text))).collect();
        all.sort_unstable_by(|x, y| y.cmp(x));
        let rest = all.get(KEPT..).unwrap_or_default();
        let mean = rest.iter().map(|(count, _)| f64::from(*count)).sum::<f64>() / rest.len().max(1) as f64;
        // What one record alone holds is nothing to remember: neither common, nor anybody else's.
        let told = all.iter().take(KEPT).filter(|(count, _)| *count > 1);
        let mut kept: Vec<(u64, u32)> = told.map(|&(count, hash)| (hash, count)).collect();
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
    /// Of the records of a comparison.
    pub fn of(comparison: &Comparison) -> Self {
        let columns =
            comparison.table.columns.iter().zip(&comparison.tokens).map(|(column, tokens)| ColumnStatistics {
                filled: column.filled() as u64,
                values: Counts::of(values(column)),
                words: tokens.as_ref().map_or_else(Counts::default, |tokens| Counts::of(words(tokens))),
            });
        let domains = comparison.domains.iter().map(|(domain, count)| (domain.as_str(), *count));
        Self { columns: columns.collect(), domains: Counts::of(domains) }
    }

    /// Has a table of few records stand for the one that this is of.
    pub fn apply(&self, table: &mut Table) {
        for (column, known) in table.columns.iter_mut().zip(&self.columns) {
            column.stand_for(known.filled as usize, |form| known.values.get(form));
        }
    }

    /// The comparison of such a table, [`Statistics::apply`] done.
    pub fn comparison<'t>(&self, table: &'t Table) -> Comparison<'t> {
        let mut comparison = Comparison::new(table);
        for (tokens, known) in comparison.tokens.iter_mut().zip(&self.columns) {
            if let Some(tokens) = tokens {
                tokens.stand_for(|word| known.words.get(word));
            }
        }
        for (domain, records) in &mut comparison.domains {
            *records = self.domains.get(domain);
        }
        comparison
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
fn words(tokens: &Tokens) -> impl Iterator<Item = (&str, u32)> {
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
