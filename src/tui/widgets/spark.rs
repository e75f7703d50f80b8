//! Numbers as bars: columns and lines of eighths of a cell.

use ratatui::style::Style;

use super::row::Row;

const UP: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ACROSS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// Eighths of `cells` cells that a share of the largest value takes; what is there at all takes one at least.
fn eighths(value: f64, most: f64, cells: usize) -> usize {
    if value <= 0.0 || most <= 0.0 || !value.is_finite() || cells == 0 {
        return 0;
    }
    ((value / most * (cells * 8) as f64).round() as usize).clamp(1, cells * 8)
}

/// Appends counts as bars, one letter each; none leaves only the ground.
#[must_use]
pub fn counts(row: Row, counts: &[u64], style: Style, ground: Style) -> Row {
    let most = counts.iter().copied().max().unwrap_or(0) as f64;
    counts.iter().fold(row, |row, &n| match n {
        0 => row.text("▁", ground),
        _ => row.text(&level(n as f64, 0.0, most, 1, 0).to_string(), style),
    })
}

/// The letter of a value between `low` and `high` in the row `row` (0 is the lowest) of `rows`. Something shows of the
/// lowest, and an eighth stays free above the highest, so that what stands above stays apart.
pub fn level(value: f64, low: f64, high: f64, rows: usize, row: usize) -> char {
    let share = if high > low { (value - low) / (high - low) } else { 0.5 };
    let eighths = 1 + (share.clamp(0.0, 1.0) * (rows * 8).saturating_sub(2) as f64).round() as usize;
    UP.get(eighths.saturating_sub(row * 8).min(8)).copied().unwrap_or(' ')
}

/// The letter of a column of `rows` cells in the row `row` (0 is the lowest).
pub fn column(value: f64, most: f64, rows: usize, row: usize) -> char {
    let filled = eighths(value, most, rows).saturating_sub(row * 8).min(8);
    UP.get(filled).copied().unwrap_or(' ')
}

/// A line of at most `cells` cells, as long as the value is.
pub fn line(value: f64, most: f64, cells: usize) -> String {
    let filled = eighths(value, most, cells);
    let mut text = "█".repeat(filled / 8);
    if !filled.is_multiple_of(8) {
        text.push(ACROSS.get(filled % 8).copied().unwrap_or(' '));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values_and_nothing_is_lost() {
        assert_eq!([0.0, 0.5, 1.0].map(|value| level(value, 0.0, 1.0, 1, 0)), ['▁', '▄', '▇']);
        assert_eq!(level(3.0, 3.0, 3.0, 1, 0), '▄', "neither high nor low");
        assert_eq!([0, 1].map(|row| level(1.0, 0.0, 1.0, 2, row)), ['█', '▇']);
        assert_eq!((line(1.0, 1.0, 4), line(0.5, 1.0, 1)), ("████".into(), "▌".into()));
        assert_eq!((line(1e-9, 1.0, 4), line(0.0, 1.0, 4)), ("▏".into(), String::new()));
        assert_eq!([0, 1, 2].map(|row| column(1.5, 2.0, 2, row)), ['█', '▄', ' ']);
    }
}
