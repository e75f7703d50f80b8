//! Aligned columns of text.

use crate::text::width;

/// Blanks between two columns.
const GAP: usize = 2;
/// The narrowest that a column is cut to.
const NARROWEST: usize = 6;

/// Rows of cells, aligned. Cells are ready for the output they go to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table that begins with these headings.
    pub(crate) fn new<const N: usize>(headings: [&str; N]) -> Self {
        Self { rows: vec![headings.map(str::to_owned).to_vec()] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines. With a `limit` of columns, the widest columns are cut (and marked) until a line fits.
    pub(crate) fn lines(&self, limit: Option<usize>) -> Vec<String> {
        let widths = self.widths(limit);
        self.rows
            .iter()
            .map(|row| {
                let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| width::pad(cell, *width)).collect();
                cells.join(&" ".repeat(GAP)).trim_end().to_owned()
            })
            .collect()
    }

    fn widths(&self, limit: Option<usize>) -> Vec<usize> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..count)
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(|c| width::columns(c)).max().unwrap_or(0)
            })
            .collect();
        let room = limit.map(|limit| limit.saturating_sub(GAP * count.saturating_sub(1)));
        while room.is_some_and(|room| widths.iter().sum::<usize>() > room) {
            match widths.iter_mut().max().filter(|widest| **widest > NARROWEST) {
                Some(widest) => *widest -= 1,
                None => break,
            }
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let mut grid = Grid::new(["id", "value"]);
        grid.row(["G-1".to_owned(), "a rather long value".to_owned()]);
        grid
    }

    #[test]
    fn columns_are_aligned_and_nothing_trails() {
        assert_eq!(grid().lines(None), ["id   value", "G-1  a rather long value"]);
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        assert_eq!(grid().lines(Some(15))[1], "G-1  a rather …");
        assert!(grid().lines(Some(1)).iter().all(|line| width::columns(line) <= 3 + 2 + NARROWEST));
    }
}
