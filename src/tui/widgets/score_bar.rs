//! A probability as a bar and a number: `██████░░░░ 0.62`.

/// Cells of the bar.
const CELLS: usize = 10;
/// Columns of the bar and its number.
pub const COLUMNS: usize = CELLS + 5;

/// The bar and the number of a probability; a dash where there is none (a record alone).
pub fn score_bar(score: Option<f64>) -> String {
    score.map_or_else(
        || format!("{:<CELLS$}    —", ""),
        |score| {
            let filled = (score.clamp(0.0, 1.0) * CELLS as f64).round() as usize;
            format!("{}{} {}", "█".repeat(filled), "░".repeat(CELLS - filled), number(score))
        },
    )
}

/// A probability with two digits. What is not certain is never shown as 1.00, nor as 0.00.
pub fn number(probability: f64) -> String {
    let rounded = format!("{probability:.2}");
    match rounded.as_str() {
        "1.00" if probability < 1.0 => ">.99".to_owned(),
        "0.00" if probability > 0.0 => "<.01".to_owned(),
        _ => rounded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_the_score_and_equally_wide() {
        assert_eq!(score_bar(Some(0.62)), "██████░░░░ 0.62");
        assert_eq!(score_bar(Some(0.9999)), "██████████ >.99");
        for score in [None, Some(0.0), Some(1e-9), Some(0.5), Some(1.0)] {
            assert_eq!(score_bar(score).chars().count(), COLUMNS);
        }
    }
}
