//! A share as a line, and a probability as such a line with its number: `━━━━━━────  0.62`.

use ratatui::style::Style;

use super::row::Row;
use crate::model::two_digits;
use crate::tui::theme::{Role, Theme};

/// Cells of the line before a probability, where there is room and where there is little.
pub const CELLS: usize = 10;
/// Columns of a probability behind its line.
const NUMBER: usize = 6;

/// Columns of a probability with a line of so many cells.
pub const fn columns(cells: usize) -> usize {
    cells + NUMBER
}

/// Appends a line of `cells` cells: heavy as far as the share goes, light for the rest. Lines and not blocks, so that
/// those of a list stay apart.
#[must_use]
pub fn share(row: Row, share: f64, cells: usize, style: Style, theme: &Theme) -> Row {
    let filled = (share.clamp(0.0, 1.0) * cells as f64).round() as usize;
    row.text(&"━".repeat(filled), style).text(&"─".repeat(cells.saturating_sub(filled)), theme.style(Role::Muted))
}

/// Appends a probability behind a line of `cells` cells; a dash where there is none (a record alone).
#[must_use]
pub fn score(row: Row, score: Option<f64>, cells: usize, theme: &Theme) -> Row {
    match score {
        Some(score) => share(row, score, cells, theme.style(Role::Bar), theme).number(
            &two_digits(score),
            NUMBER,
            theme.style(Role::Text),
        ),
        None => row.gap(cells).number("—", NUMBER, theme.style(Role::Muted)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Depth, Ground};

    #[test]
    fn bars_are_as_long_as_the_score_and_equally_wide() {
        let theme = Theme::new(Depth::Mono, Ground::Unknown);
        let drawn = |p: Option<f64>| score(Row::new(40), p, CELLS, &theme).line().to_string();
        assert_eq!(drawn(Some(0.62)), "━━━━━━────  0.62");
        assert_eq!(drawn(Some(0.9999)), "━━━━━━━━━━ >0.99");
        for score in [None, Some(0.0), Some(1e-9), Some(0.5), Some(1.0)] {
            assert_eq!(drawn(score).chars().count(), columns(CELLS));
        }
    }
}
