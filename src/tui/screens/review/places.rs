//! Where what can be focused stands in the table: for the terminal's cursor, and for the mouse.

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its first cell, from the left.
    pub start: usize,
    /// Its cells.
    pub width: usize,
    /// The record, or in the turned table the attribute's line, that it is of.
    pub of: usize,
}

/// The table's rows and columns; which of them are records and which attributes depends on how it is turned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The row that the focus is on.
    pub cursor: usize,
    /// What each row is of; none for headings and the like.
    pub rows: Vec<Option<usize>>,
    /// The columns.
    pub columns: Vec<Column>,
}

impl Places {
    /// Where the column of this record or line begins.
    pub fn start(&self, of: usize) -> usize {
        self.columns.iter().find(|column| column.of == of).map_or(0, |column| column.start)
    }

    /// What the row and the column of a cell are of.
    pub fn at(&self, x: usize, y: usize) -> (Option<usize>, Option<usize>) {
        let column = self.columns.iter().find(|column| (column.start..column.start + column.width).contains(&x));
        (self.rows.get(y).copied().flatten(), column.map(|column| column.of))
    }
}
