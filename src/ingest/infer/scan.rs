//! A file as its columns: a sample of rows spread over the whole of it, and what only all rows can tell.

use std::path::Path;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::error::{Error, Result};
use crate::ingest::table::Table;
use crate::ingest::{Progress, ROWS_A_TELL, Rejected};
use crate::matching::engine::hash;

/// So many rows are kept at most, and so many values in all.
const SAMPLE_ROWS: usize = 8_192;
const SAMPLE_VALUES: usize = 600_000;
/// More columns than that are no table that anybody maps by hand.
const COLUMNS: usize = 1_000;

/// What was read of a file.
#[derive(Clone, Debug)]
pub struct Scan {
    /// What messages call the file.
    pub file: String,
    /// Its columns, in its order.
    pub columns: Vec<Column>,
    /// Rows that could be read.
    pub rows: u64,
    /// Rows that could not.
    pub rejected: Vec<Rejected>,
    /// Every column's values in the sampled rows, row by row.
    pub sample: Vec<Vec<String>>,
}

/// A column, over all rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// Rows that have a value.
    pub filled: u64,
    /// Whether the values are all different, and the first that is not.
    pub repeated: Option<Repeated>,
    /// The one value of all rows that have any.
    pub constant: Option<String>,
}

/// A value that stands in two rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The value.
    pub value: String,
    /// The lines of the two rows.
    pub lines: (u64, u64),
}

impl Column {
    /// Whether every one of `rows` rows has a value of its own.
    pub fn is_unique(&self, rows: u64) -> bool {
        self.repeated.is_none() && self.filled == rows && rows > 0
    }
}

/// Reads a file from end to end.
///
/// # Errors
/// The file cannot be read as a table, has more columns than anybody maps, or holds no record.
pub fn scan(path: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Scan> {
    let mut table = Table::open(path, Vec::new())?;
    if let Table::JsonLines(_) = table {
        table = Table::open(path, keys(table)?)?;
    }
    let file = table.lines().file().to_owned();
    let names = table.header().to_vec();
    if names.len() > COLUMNS {
        let message = format!("{file} has {} columns; more than {COLUMNS} cannot be mapped", names.len());
        return Err(Error::data(message).hint("write a file with the columns that say who or what a record is"));
    }
    let mut columns: Vec<Watched> = names.iter().map(|_| Watched::default()).collect();
    let mut sample = Sample::new(names.len());
    let (mut rows, mut rejected) = (0, Vec::new());
    while let Some(row) = table.next(&mut rejected)? {
        for (position, column) in columns.iter_mut().enumerate() {
            column.see(row.get(position), row.line);
        }
        if sample.wants(rows) {
            sample.take(rows, (0..names.len()).map(|position| row.get(position).to_owned()).collect());
        }
        rows += 1;
        if rows.is_multiple_of(ROWS_A_TELL) {
            progress(table.progress(rows));
        }
    }
    progress(table.progress(rows));
    if rows == 0 {
        let error = Error::data(match rejected.len() {
            0 => format!("{file} has a header and no records"),
            _ => format!("{file} has no row that can be read"),
        });
        return Err(crate::ingest::with_rejected(error, &rejected));
    }
    let columns = names.into_iter().zip(columns).map(|(name, watched)| watched.column(name)).collect();
    Ok(Scan { file, columns, rows, rejected, sample: sample.rows })
}

/// The keys of all objects of a JSON Lines file.
fn keys(mut table: Table) -> Result<Vec<String>> {
    let mut rejected = Vec::new();
    while table.next(&mut rejected)?.is_some() {}
    match &table {
        Table::JsonLines(json) if !json.keys().is_empty() => Ok(json.keys().iter().cloned().collect()),
        _ => {
            let error = Error::data(format!("{} has no object with a member", table.lines().file()));
            Err(crate::ingest::with_rejected(error, &rejected))
        }
    }
}

/// Every so many rows, so that the sample is spread evenly however long the file is.
struct Sample {
    rows: Vec<Vec<String>>,
    most: usize,
    stride: u64,
}

impl Sample {
    fn new(columns: usize) -> Self {
        Self { rows: Vec::new(), most: SAMPLE_ROWS.min(SAMPLE_VALUES / columns.max(1)).max(64), stride: 1 }
    }

    fn wants(&self, row: u64) -> bool {
        row.is_multiple_of(self.stride)
    }

    fn take(&mut self, row: u64, values: Vec<String>) {
        if self.rows.len() == self.most {
            let mut position = 0;
            self.rows.retain(|_| {
                position += 1;
                position % 2 == 1
            });
            self.stride *= 2;
            if !self.wants(row) {
                return;
            }
        }
        self.rows.push(values);
    }
}

/// What is noted of a column while rows go by.
struct Watched {
    filled: u64,
    /// Hash of each value, with its line, until one repeats.
    seen: Option<HashTable<(u64, u64)>>,
    repeated: Option<Repeated>,
    first: Option<String>,
    differs: bool,
}

impl Default for Watched {
    fn default() -> Self {
        Self { filled: 0, seen: Some(HashTable::new()), repeated: None, first: None, differs: false }
    }
}

impl Watched {
    fn see(&mut self, value: &str, line: u64) {
        if value.trim().is_empty() {
            return;
        }
        self.filled += 1;
        if !self.differs {
            let first = self.first.get_or_insert_with(|| value.to_owned());
            self.differs = first != value;
        }
        if let Some(seen) = &mut self.seen {
            let hash = hash::of(value);
            match seen.entry(hash, |(own, _)| *own == hash, |(own, _)| *own) {
                Entry::Vacant(free) => {
                    free.insert((hash, line));
                }
                Entry::Occupied(earlier) => {
                    self.repeated = Some(Repeated { value: value.to_owned(), lines: (earlier.get().1, line) });
                    self.seen = None;
                }
            }
        }
    }

    fn column(self, name: String) -> Column {
        let constant = self.first.filter(|_| !self.differs);
        Column { name, filled: self.filled, repeated: self.repeated, constant }
    }
}
