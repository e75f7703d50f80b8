//! The same records row by row: what a comparison needs of a record lies together, since fetching it from memory costs
//! more than comparing it.

use super::parallel;
use super::table::{MISSING, Table};

/// Records of a part.
const PART: usize = 1 << 14;

/// All records, row by row.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    columns: usize,
    parts: Vec<Part>,
}

/// Some of the records, one after the other.
#[derive(Clone, Debug)]
struct Part {
    /// For each record its numbers: of each column the number of the form, how many records have that, and where it
    /// ends in the record's text; last, where that text begins.
    numbers: Vec<u32>,
    text: String,
}

/// One record.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    /// The number of each form.
    pub ids: &'r [u32],
    /// How many records have it.
    pub counts: &'r [u32],
    ends: &'r [u32],
    text: &'r str,
}

impl Rows {
    /// Of a table.
    pub fn of(table: &Table) -> Self {
        let starts: Vec<usize> = (0..table.len()).step_by(PART).collect();
        let parts = parallel::map(&starts, 1, |&start| Part::of(table, start..table.len().min(start + PART)));
        Self { columns: table.columns.len(), parts }
    }

    /// One record.
    pub fn row(&self, record: u32) -> Row<'_> {
        let (part, record) = (&self.parts[record as usize / PART], record as usize % PART);
        let each = 3 * self.columns + 1;
        let numbers = &part.numbers[record * each..(record + 1) * each];
        let (ids, rest) = numbers.split_at(self.columns);
        let (counts, rest) = rest.split_at(self.columns);
        let (ends, start) = rest.split_at(self.columns);
        let start = start.first().map_or(0, |start| *start as usize);
        let length = ends.last().map_or(0, |end| *end as usize);
        Row { ids, counts, ends, text: &part.text[start..start + length] }
    }
}

impl Part {
    fn of(table: &Table, records: std::ops::Range<usize>) -> Self {
        let mut numbers = Vec::with_capacity(records.len() * (3 * table.columns.len() + 1));
        let mut text = String::new();
        for record in records {
            let start = text.len();
            let ids = || table.columns.iter().map(|column| (column, column.ids[record]));
            numbers.extend(ids().map(|(_, id)| id));
            numbers.extend(ids().map(|(column, id)| column.counts[id as usize]));
            for (column, id) in ids() {
                if id != MISSING {
                    text.push_str(column.form(id));
                }
                numbers.push((text.len() - start) as u32);
            }
            numbers.push(start as u32);
        }
        Self { numbers, text }
    }
}

impl<'r> Row<'r> {
    /// The form in a column.
    pub fn form(&self, column: usize) -> &'r str {
        let start = if column == 0 { 0 } else { self.ends[column - 1] as usize };
        &self.text[start..self.ends[column] as usize]
    }
}
