//! Records as columns of interned comparable forms: what the engine works on.
//!
//! Every distinct form of an attribute has a number, so that equality is one comparison of numbers and how often a
//! form occurs is one look-up. Number 0 is "nothing to compare".

use std::collections::HashMap;

use crate::config::AttributeKind;

/// The number of a form that is missing.
pub const MISSING: u32 = 0;

/// What of an attribute a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Its values.
    Value,
    /// The model numbers in it.
    Codes,
    /// The numbers in it: versions, sizes, years.
    Numbers,
    /// The words of all texts of a record.
    Words,
}

/// One attribute of all records.
#[derive(Clone, Debug)]
pub struct Column {
    /// What the attribute holds.
    pub kind: AttributeKind,
    /// What of it is here.
    pub aspect: Aspect,
    /// The attribute that it belongs to, by the position of that attribute's own column.
    pub attribute: usize,
    /// For each record the number of its form.
    pub ids: Vec<u32>,
    /// For each form, how many records have it.
    pub counts: Vec<u32>,
    /// All forms, one after the other.
    arena: String,
    /// Where each form ends.
    ends: Vec<u32>,
}

impl Column {
    /// The form with a number; empty for [`MISSING`].
    pub fn form(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends.get(id - 1).copied().unwrap_or(0) };
        let end = self.ends.get(id).copied().unwrap_or(start);
        self.arena.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Distinct forms, with the missing one.
    pub fn forms(&self) -> usize {
        self.ends.len()
    }

    /// Records that have one.
    pub fn filled(&self) -> usize {
        self.ids.len() - self.counts.first().copied().unwrap_or(0) as usize
    }
}

/// All records, attribute by attribute.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The attributes that are evidence.
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
}

impl Table {
    /// Adds a column that is made of the others: the form of every record.
    pub fn add(&mut self, like: usize, aspect: Aspect, forms: impl Iterator<Item = String>) {
        let kind = self.columns[like].kind;
        let mut builder = Builder::new(&[kind]);
        for form in forms {
            builder.push(0, [form]);
        }
        self.columns.extend(builder.finish().columns.into_iter().map(|column| Column { aspect, attribute: like, ..column }));
    }
}

/// Takes records one by one and makes a [`Table`] of them.
pub struct Builder {
    table: Table,
    numbers: Vec<HashMap<Box<str>, u32>>,
}

impl Builder {
    /// For attributes of these kinds.
    pub fn new(kinds: &[AttributeKind]) -> Self {
        let column = |(attribute, &kind)| Column { kind, aspect: Aspect::Value, attribute, ids: Vec::new(), counts: vec![0], arena: String::new(), ends: vec![0] };
        let table = Table { columns: kinds.iter().enumerate().map(column).collect(), sources: Vec::new() };
        Self { table, numbers: vec![HashMap::new(); kinds.len()] }
    }

    /// Adds a record of a source: one comparable form an attribute, empty where it has none.
    pub fn push<S: AsRef<str>>(&mut self, source: u16, forms: impl IntoIterator<Item = S>) {
        let mut forms = forms.into_iter();
        for (column, numbers) in self.table.columns.iter_mut().zip(&mut self.numbers) {
            let form = forms.next();
            let form = form.as_ref().map_or("", AsRef::as_ref);
            let id = if form.is_empty() {
                MISSING
            } else if let Some(&id) = numbers.get(form) {
                id
            } else {
                let id = column.ends.len() as u32;
                column.arena.push_str(form);
                column.ends.push(column.arena.len() as u32);
                column.counts.push(0);
                numbers.insert(form.into(), id);
                id
            };
            column.ids.push(id);
            if let Some(count) = column.counts.get_mut(id as usize) {
                *count += 1;
            }
        }
        self.table.sources.push(source);
    }

    /// The table.
    pub fn finish(self) -> Table {
        self.table
    }
}
