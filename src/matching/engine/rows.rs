//! The same records row by row: what a comparison needs of a record lies together, since fetching it from memory costs
//! more than comparing it.

use super::table::{MISSING, Table};

/// All records, row by row.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    columns: usize,
    /// For each record and column, the number of the form.
    ids: Vec<u32>,
    /// For each record and column, how many records have that form.
    counts: Vec<u32>,
    /// For each record and column, where the form ends in the record's text.
    ends: Vec<u32>,
    /// Where each record's text begins.
    starts: Vec<usize>,
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
        let columns = table.columns.len();
        let mut rows = Self { columns, ..Self::default() };
        rows.ids.reserve_exact(columns * table.len());
        for record in 0..table.len() {
            let start = rows.text.len();
            rows.starts.push(start);
            for column in &table.columns {
                let id = column.ids[record];
                rows.ids.push(id);
                rows.counts.push(column.counts[id as usize]);
                if id != MISSING {
                    rows.text.push_str(column.form(id));
                }
                rows.ends.push((rows.text.len() - start) as u32);
            }
        }
        rows
    }

    /// One record.
    pub fn row(&self, record: u32) -> Row<'_> {
        let range = record as usize * self.columns..(record as usize + 1) * self.columns;
        let start = self.starts[record as usize];
        let ends = &self.ends[range.clone()];
        let length = ends.last().map_or(0, |end| *end as usize);
        Row {
            ids: &self.ids[range.clone()],
            counts: &self.counts[range],
            ends,
            text: &self.text[start..start + length],
        }
    }
}

impl<'r> Row<'r> {
    /// The form in a column.
    pub fn form(&self, column: usize) -> &'r str {
        let start = if column == 0 { 0 } else { self.ends[column - 1] as usize };
        &self.text[start..self.ends[column] as usize]
    }
}
