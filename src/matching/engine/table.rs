//! Records as columns of interned comparable forms: what the engine works on.
//!
//! Every distinct form of an attribute has a number, so that equality is one comparison of numbers and how often a
//! form occurs is one look-up. Number 0 is "nothing to compare".

use serde::{Deserialize, Serialize};

pub use super::builder::{Builder, ColumnBuilder};
use super::interned::Interned;
use crate::config::AttributeKind;

/// The number of a form that is missing.
pub const MISSING: u32 = 0;

/// What of an attribute a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Its values.
    Value,
    /// The model numbers in it.
    Codes,
    /// The numbers in it: versions, sizes, years.
    Numbers,
    /// The words in it that tell variants of one product apart.
    Variants,
    /// What it is called, with who makes it.
    Name,
    /// The words of all texts of a record.
    Words,
    /// What some records say in full and others in parts: compared where two fill no column of it both.
    Whole,
}

/// One attribute of all records.
#[derive(Clone, Debug)]
pub struct Column {
    /// What the attribute holds.
    pub kind: AttributeKind,
    /// What of it is here.
    pub aspect: Aspect,
    /// The column of the attribute's own values: itself, or the one that it is made of.
    pub of: usize,
    /// Whether names of people are compared letter by letter alone: the step `nicknames` is switched off.
    pub literal: bool,
    /// For each record the number of its form.
    pub ids: Vec<u32>,
    /// For each form, how many records have it.
    pub counts: Vec<u32>,
    /// Records that have one.
    pub(super) filled: usize,
    /// Each of them once; the missing one first.
    pub(super) all: Interned,
}

impl Column {
    /// The form with a number; empty for [`MISSING`].
    pub fn form(&self, id: u32) -> &str {
        self.all.text(id)
    }

    /// The form of a record.
    pub fn form_of(&self, record: u32) -> &str {
        self.form(self.ids[record as usize])
    }

    /// Distinct forms, with the missing one.
    pub fn forms(&self) -> usize {
        self.all.len()
    }

    /// Records that have one.
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// For each form, what is counted of it; of the missing one nothing.
    pub fn counted(&self, count: impl Fn(&str) -> u32) -> Vec<u32> {
        (0..self.forms() as u32).map(|id| if id == MISSING { 0 } else { count(self.form(id)) }).collect()
    }

    /// Has these records stand for more: `counts` says how many of `filled` have each form.
    pub fn stand_for(&mut self, filled: usize, counts: Vec<u32>) {
        self.counts = counts;
        self.filled = filled;
    }
}

/// All records, attribute by attribute.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The attributes that are evidence, and what is made of them.
    pub columns: Vec<Column>,
    /// For each record, the number of its source.
    pub sources: Vec<u16>,
}

impl Table {
    /// Records.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Whether they come from more than one source.
    pub fn has_sources(&self) -> bool {
        self.sources.iter().any(|source| *source != self.sources[0])
    }

    /// Puts the records in another order: their numbers, each once.
    pub fn arrange(&mut self, order: &[u32]) {
        self.sources = order.iter().map(|&record| self.sources[record as usize]).collect();
        for column in &mut self.columns {
            column.ids = order.iter().map(|&record| column.ids[record as usize]).collect();
        }
    }

    /// Has other forms of a name count for nothing in these columns, nor in what is made of them.
    pub fn take_literally(&mut self, columns: &[usize]) {
        for column in &mut self.columns {
            column.literal = columns.contains(&column.of);
        }
    }

    /// Some of its rows, with the first columns, as a table of their own.
    #[must_use]
    pub fn of_rows(&self, rows: &[u32], columns: usize) -> Self {
        let columns = self.columns.get(..columns).unwrap_or(&self.columns);
        let mut builder = Builder::new(&columns.iter().map(|column| column.kind).collect::<Vec<_>>());
        for &row in rows {
            builder.push(self.sources[row as usize], columns.iter().map(|column| column.form_of(row)));
        }
        builder.finish()
    }

    /// Adds a column that is made of others: the form of every record.
    pub fn add(&mut self, of: usize, aspect: Aspect, forms: impl Iterator<Item = String>) {
        let mut builder = Builder::new(&[self.columns[of].kind]);
        forms.for_each(|form| builder.push(0, [form]));
        self.columns.extend(builder.finish().columns.into_iter().map(|column| Column { aspect, of, ..column }));
    }
}
