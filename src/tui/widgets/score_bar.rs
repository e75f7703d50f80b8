//! A probability as a bar and a number: `██████░░░░  0.62`.

use crate::model::two_digits;

/// Cells of the bar.
const CELLS: usize = 10;
/// Columns of the bar and its number.
pub const COLUMNS: usize = CELLS + 6;

/// The bar and the number of a probability; a dash where there is none (a record alone).
pub fn score_bar(score: Option<f64>) -> String {
    score.map_or_else(
        || format!("{:<CELLS$}     —", ""),
        |score| {
            let filled = (score.clamp(0.0, 1.0) * CELLS as f64).round() as usize;
            format!("{}{} {:>5}", "█".repeat(filled), "░".repeat(CELLS - filled), two_digits(score))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_the_score_and_equally_wide() {
        assert_eq!(score_bar(Some(0.62)), "██████░░░░  0.62");
        assert_eq!(score_bar(Some(0.9999)), "██████████ >0.99");
        for score in [None, Some(0.0), Some(1e-9), Some(0.5), Some(1.0)] {
            assert_eq!(score_bar(score).chars().count(), COLUMNS);
        }
    }
}
