//! Records become a [`Table`], one after the other, column by column.

use super::interned::Interning;
use super::table::{Aspect, Column, MISSING, Table};
use crate::config::AttributeKind;

/// After so many values it is seen whether it pays to remember them.
const TRIAL: u32 = 16_384;

/// Takes records one by one and makes a [`Table`] of them.
pub struct Builder {
    columns: Vec<ColumnBuilder>,
    sources: Vec<u16>,
}

/// Takes one attribute of the records.
pub struct ColumnBuilder {
    column: Column,
    forms: Interning,
    known: Option<Known>,
    /// Records that there will be, as far as that is known.
    expected: usize,
}

/// Values that came before, as they are written, with the numbers of their forms.
#[derive(Default)]
struct Known {
    values: Interning,
    forms: Vec<u32>,
    asked: u32,
    found: u32,
}

impl Builder {
    /// For attributes of these kinds.
    pub fn new(kinds: &[AttributeKind]) -> Self {
        let columns = kinds.iter().enumerate().map(|(of, &kind)| ColumnBuilder::new(of, kind)).collect();
        Self { columns, sources: Vec::new() }
    }

    /// Adds a record of a source: one comparable form an attribute, empty where it has none.
    pub fn push<S: AsRef<str>>(&mut self, source: u16, forms: impl IntoIterator<Item = S>) {
        let mut forms = forms.into_iter();
        for column in &mut self.columns {
            column.push(forms.next().as_ref().map_or("", AsRef::as_ref));
        }
        self.sources.push(source);
    }

    /// Makes room for so many records at once: to grow by and by takes twice the memory.
    pub fn expect(&mut self, records: usize) {
        for column in &mut self.columns {
            column.column.ids.reserve(records);
            column.expected = records;
        }
    }

    /// Its columns, to be filled one by one: each with as many values as [`Builder::finish_with`] is given sources.
    pub fn columns(&mut self) -> &mut [ColumnBuilder] {
        &mut self.columns
    }

    /// The table.
    pub fn finish(self) -> Table {
        Table { columns: self.columns.into_iter().map(ColumnBuilder::finish).collect(), sources: self.sources }
    }

    /// The same, where the columns were filled one by one with records of these sources.
    pub fn finish_with(self, sources: Vec<u16>) -> Table {
        Self { sources, ..self }.finish()
    }
}

impl ColumnBuilder {
    fn new(of: usize, kind: AttributeKind) -> Self {
        let mut forms = Interning::default();
        forms.number("");
        let column = Column {
            kind,
            aspect: Aspect::Value,
            of,
            literal: false,
            ids: Vec::new(),
            counts: vec![0],
            filled: 0,
            all: forms.clone().finish(),
        };
        Self { column, forms, known: Some(Known::default()), expected: 0 }
    }

    /// Adds a comparable form; empty: the record has none.
    pub fn push(&mut self, form: &str) {
        let id = self.id(form);
        self.count(id);
    }

    /// Adds values, empty where a record has none; `comparable` makes the form of one. Where values come again and again,
    /// each is made one of once.
    pub fn push_values(&mut self, values: &[&str], comparable: impl Fn(&str) -> String) {
        let known = self.known.as_mut().map_or_else(|| vec![None; values.len()], |known| known.forms(values));
        let unknown = values.iter().zip(&known).filter(|(value, known)| known.is_none() && !value.is_empty());
        let made: Vec<String> = unknown.map(|(value, _)| comparable(value)).collect();
        let mut made = self.forms.all(&made).into_iter();
        for (value, known) in values.iter().zip(known) {
            let id = match known {
                Some(form) => form,
                None if value.is_empty() => MISSING,
                None => {
                    let form = made.next().unwrap_or(MISSING);
                    if let Some(known) = &mut self.known {
                        known.remember(value, form);
                    }
                    form
                }
            };
            self.count(id);
        }
        if self.known.take_if(|known| !known.pays()).is_some() {
            self.forms.expect(self.expected);
        }
    }

    fn id(&mut self, form: &str) -> u32 {
        if form.is_empty() { MISSING } else { self.forms.number(form).0 }
    }

    fn count(&mut self, id: u32) {
        let column = &mut self.column;
        column.ids.push(id);
        match column.counts.get_mut(id as usize) {
            Some(count) => *count += 1,
            // Numbers are given one after the other.
            None => column.counts.push(1),
        }
        column.filled += usize::from(id != MISSING);
    }

    fn finish(self) -> Column {
        Column { all: self.forms.finish(), ..self.column }
    }
}

impl Known {
    fn forms(&mut self, values: &[&str]) -> Vec<Option<u32>> {
        let mut found = self.values.known(values);
        for value in &mut found {
            *value = value.and_then(|value| self.forms.get(value as usize)).copied();
        }
        self.asked += values.iter().filter(|value| !value.is_empty()).count() as u32;
        self.found += found.iter().flatten().count() as u32;
        found
    }

    fn remember(&mut self, value: &str, form: u32) {
        // Of two that came together, the first is remembered.
        if self.values.number(value).1 {
            self.forms.push(form);
        }
    }

    /// Whether half of the values came before.
    fn pays(&self) -> bool {
        self.asked < TRIAL || 2 * self.found >= self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_forms_have_one_number() {
        let mut builder = Builder::new(&[AttributeKind::City, AttributeKind::Email]);
        builder.push(0, ["york", "a@x.example"]);
        builder.push(1, ["york", ""]);
        builder.push(1, ["bath", ""]);
        let table = builder.finish();
        let city = &table.columns[0];
        assert_eq!((city.ids.as_slice(), city.filled(), city.form_of(2)), (&[1, 1, 2][..], 3, "bath"));
        assert_eq!(city.counts, [0, 2, 1]);
        assert_eq!((table.columns[1].filled(), table.columns[1].form(MISSING)), (1, ""));
        assert!(table.has_sources());
    }

    #[test]
    fn values_are_what_their_forms_are_however_often_they_come() {
        let comparable = |value: &str| value.trim().to_lowercase();
        let many = (0..2 * TRIAL).map(|n| if n % 3 == 0 { "York".to_owned() } else { format!(" {n} ") });
        let values: Vec<String> = many.chain(["", " "].map(str::to_owned)).collect();
        let (mut by_value, mut by_form) =
            (ColumnBuilder::new(0, AttributeKind::City), Builder::new(&[AttributeKind::City]));
        let made = std::cell::Cell::new(0);
        for values in values.chunks(100) {
            let together: Vec<&str> = values.iter().map(String::as_str).collect();
            by_value.push_values(&together, |value| {
                made.set(made.get() + 1);
                comparable(value)
            });
            for value in values {
                by_form.push(0, [comparable(value)]);
            }
        }
        assert!(by_value.known.is_none() && made.get() < values.len(), "it is given up, and paid before");
        let (one, other) = (by_value.finish(), by_form.finish().columns.remove(0));
        assert_eq!((&one.ids, &one.counts, one.filled), (&other.ids, &other.counts, other.filled));
        assert!((0..one.forms() as u32).all(|id| one.form(id) == other.form(id)));
    }
}
