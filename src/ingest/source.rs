//! Sources: one file each, its columns mapped to the domain's attributes.
//!
//! Values are taken as they are. An empty field, JSON `null`, JSON `""` and a missing member are all the same: no
//! value. A row that cannot be taken is rejected with its line; what makes the whole file doubtful is an error.

use std::path::Path;

use super::table::{Row, Table, missing_column, quoted};
use super::{Progress, ROWS_A_TELL, Rejected};
use crate::config::{Domain, Source, suggest};
use crate::error::{Error, Result};
use crate::matching::engine::hash;
use crate::matching::engine::interned::Interning;
use crate::model::{Record, RecordKey};
use crate::normalise::time;

/// What was read of a file, besides its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Records taken.
    pub records: u64,
    /// Rows that could not be taken, in the order of their lines.
    pub rejected: Vec<Rejected>,
    /// What a person should know, and what does not stand in the way.
    pub warnings: Vec<String>,
}

/// A whole source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its records, in the order of the file.
    pub records: Vec<Record>,
    /// What else was read.
    pub summary: Summary,
}

/// Reads a whole source into memory. See [`for_each`].
pub fn read(path: &Path, source: &Source, domain: &Domain, progress: &mut dyn FnMut(Progress)) -> Result<Batch> {
    let mut records = Vec::new();
    let summary = for_each(path, source, domain, progress, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(Batch { records, summary })
}

/// Reads a source and hands over its records one by one, in the order of the file.
///
/// # Errors
/// The file cannot be read; a column is missing; quotes do not match; the bytes are no UTF-8; two rows have the
/// same id and different values; or whatever `each` returns. Records may have been handed over before.
pub fn for_each(
    path: &Path,
    source: &Source,
    domain: &Domain,
    progress: &mut dyn FnMut(Progress),
    each: &mut dyn FnMut(Record) -> Result<()>,
) -> Result<Summary> {
    let mut unread_times = 0;
    let mut summary = for_each_row(path, source, domain, Ids::Unknown, progress, &mut |taken| {
        let record = taken.record(&source.name);
        unread_times += u64::from(record.updated_at.is_some() && record.updated_us.is_none());
        each(record)
    })?;
    if unread_times > 0 {
        let (file, column) = (path.display(), source.updated_at.as_deref().unwrap_or_default());
        let warning = format!("{file}: {unread_times} times in column {column:?} could not be read; kept as text");
        summary.warnings.insert(0, warning);
    }
    Ok(summary)
}

/// A row that holds a record.
pub struct Taken<'r> {
    /// The record's id.
    pub id: &'r str,
    row: &'r Row,
    mapping: &'r Mapping,
}

impl<'r> Taken<'r> {
    /// The values of the record, in the domain's order; empty where it has none.
    pub fn values(&self) -> impl Iterator<Item = &'r str> {
        let Self { row, mapping, .. } = *self;
        mapping.attributes.iter().map(|position| position.map_or("", |position| row.get(position)))
    }

    /// The record of a source.
    fn record(&self, source: &str) -> Record {
        self.mapping.record(RecordKey::new(source, self.id), self.row)
    }

    /// A hash of what the record says besides its id.
    fn content(&self) -> u64 {
        let updated_at = self.mapping.updated_at.map(|position| self.row.get(position));
        self.values().chain(updated_at).fold(0, |all, value| hash::mix(all ^ hash::of(value)))
    }
}

/// What is known of the ids of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// Nothing: whether two rows have the same one is watched.
    Unknown,
    /// They are all different, as a scan has found.
    Different,
}

/// The same, without making records of the rows.
///
/// # Errors
/// As those of [`for_each`].
pub fn for_each_row(
    path: &Path,
    source: &Source,
    domain: &Domain,
    known: Ids,
    progress: &mut dyn FnMut(Progress),
    each: &mut dyn FnMut(Taken) -> Result<()>,
) -> Result<Summary> {
    let mut table = Table::open(path, wanted(source))?;
    let file = table.lines().file().to_owned();
    let find = |name: &str, header: &[String]| header.iter().position(|column| column == name);
    let id = find(&source.id, table.header()).ok_or_else(|| {
        missing_column(&file, &source.id, &format!("the id of source {:?}", source.name), table.header())
    })?;
    let mapping = Mapping::new(source, domain, table.header(), &file, find)?;

    let (mut records, mut rows) = (0, 0_u64);
    let mut rejected = Vec::new();
    let mut seen = Seen::default();
    while let Some(row) = table.next(&mut rejected)? {
        rows += 1;
        let mut reject = |reason: String| rejected.push(Rejected { file: file.clone(), line: row.line, reason });
        let key = row.get(id);
        if key.trim().is_empty() {
            reject(format!("the record id is empty (column {:?})", source.id));
        } else {
            let taken = Taken { id: key, row, mapping: &mapping };
            match (known == Ids::Unknown).then(|| seen.before(&taken)).flatten() {
                None => {
                    records += 1;
                    each(taken)?;
                }
                Some(Before { line, same: true }) => {
                    reject(format!("the same record stands in line {line} already: id {key:?}"));
                }
                Some(Before { line, same: false }) => {
                    let message = format!("record id {key:?} stands in line {line} already, with other values");
                    return Err(Error::data(format!("{file}:{}: {message}", row.line))
                        .hint(format!("is {:?} the column that holds the record id?", source.id)));
                }
            }
        }
        if rows.is_multiple_of(ROWS_A_TELL) {
            progress(table.progress(rows));
        }
    }
    progress(table.progress(rows));

    let mut warnings = Vec::new();
    if rows == 0 && rejected.is_empty() {
        warnings.push(format!("{file} holds no records"));
    }
    warnings.extend(never_seen(&table, rows));
    Ok(Summary { records, rejected, warnings })
}

/// The records of a file so far: a million of them have to fit.
#[derive(Default)]
struct Seen {
    ids: Interning,
    /// For each id its line and its content's hash.
    rows: Vec<(u64, u64)>,
}

/// A record that came before with the same id.
struct Before {
    line: u64,
    /// Whether it says the same.
    same: bool,
}

impl Seen {
    /// The record before with the id of this one, which is remembered if there is none.
    fn before(&mut self, taken: &Taken) -> Option<Before> {
        let content = taken.content();
        let (number, _) = self.ids.number(taken.id);
        let Some(&(line, earlier)) = self.rows.get(number as usize) else {
            self.rows.push((taken.row.line, content));
            return None;
        };
        Some(Before { line, same: earlier == content })
    }
}

/// Every column that a source needs, each once.
fn wanted(source: &Source) -> Vec<String> {
    let mut wanted = Vec::new();
    for name in [&source.id].into_iter().chain(&source.updated_at).chain(source.columns.iter().flatten()) {
        if !wanted.contains(name) {
            wanted.push(name.clone());
        }
    }
    wanted
}

/// JSON Lines have no header: a column may be misspelt where not one object has it.
fn never_seen(table: &Table, rows: u64) -> Vec<String> {
    let Table::JsonLines(json) = table else { return Vec::new() };
    let missing = json.header().iter().filter(|name| rows > 0 && !json.keys().contains(*name));
    let keys = || json.keys().iter().map(String::as_str);
    let tell = |name: &String| {
        let near = suggest::closest(name, keys()).map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
        format!("{}: no object has {name:?}; found: {}{near}", json.lines().file(), quoted(keys()))
    };
    missing.map(tell).collect()
}

/// Where in a row the values of a record stand.
pub(super) struct Mapping {
    updated_at: Option<usize>,
    attributes: Vec<Option<usize>>,
}

impl Mapping {
    /// The columns of `source` in a file with this header; `find` says what equal names are.
    ///
    /// # Errors
    /// A column is missing.
    pub fn new(
        source: &Source,
        domain: &Domain,
        header: &[String],
        file: &str,
        find: impl Fn(&str, &[String]) -> Option<usize>,
    ) -> Result<Self> {
        let column = |name: &String, purpose: &str| {
            let error = || missing_column(file, name, &format!("{purpose} of source {:?}", source.name), header);
            find(name, header).ok_or_else(error)
        };
        let updated_at = source.updated_at.as_ref().map(|name| column(name, "updated_at")).transpose()?;
        let named = domain.attributes.iter().zip(&source.columns);
        let attributes = named.map(|(attribute, name)| {
            name.as_ref().map(|name| column(name, &format!("attribute {:?}", attribute.name))).transpose()
        });
        Ok(Self { updated_at, attributes: attributes.collect::<Result<_>>()? })
    }

    /// The record called `key` that `row` holds.
    pub fn record(&self, key: RecordKey, row: &Row) -> Record {
        let values = self.attributes.iter().map(|position| position.and_then(|position| row.value(position)));
        let updated_at = self.updated_at.and_then(|position| row.value(position));
        let updated_us = updated_at.as_deref().and_then(time::micros);
        Record::new(key, values.collect(), updated_at, updated_us)
    }
}

#[cfg(test)]
mod tests;
