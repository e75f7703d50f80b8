//! A window on a list: which rows are visible when one of them must be.

use std::ops::Range;

/// The rows to draw on `height` lines: `cursor` is among them, in the middle where there is enough on both sides.
pub fn visible(cursor: usize, rows: usize, height: usize) -> Range<usize> {
    let last_start = rows.saturating_sub(height);
    let start = cursor.saturating_sub(height / 2).min(last_start);
    start..(start + height).min(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_always_visible() {
        for rows in 0..12 {
            for height in 1..8 {
                for cursor in 0..rows {
                    let range = visible(cursor, rows, height);
                    assert!(range.contains(&cursor) && range.len() <= height && range.end <= rows);
                }
            }
        }
        assert_eq!(visible(0, 0, 5), 0..0);
    }
}
