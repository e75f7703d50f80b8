//! Dates, numbers, identifiers, words. Both forms are comparable ones, not empty, different, the smaller first.

use super::overlap::overlap;
use super::similarity::{edit_similarity, edits, graded, is_one_edit, word_similarity};
use crate::model::Level;

/// Dates as `YYYYMMDD`: swapped day and month, or one slip, is close; the same year, or the same day of another year,
/// distant.
pub fn date(a: &str, b: &str) -> (Level, f64) {
    let (Some((year_a, month_a, day_a)), Some((year_b, month_b, day_b))) = (parts(a), parts(b)) else {
        return text(a, b);
    };
    let swapped = year_a == year_b && month_a == day_b && day_a == month_b;
    if swapped || is_one_edit(a, b) {
        return (Level::Close, 0.9);
    }
    if year_a == year_b || (month_a == month_b && day_a == day_b) {
        return (Level::Distant, 0.5);
    }
    (Level::Different, if edits(a, b) == 2 { 0.4 } else { 0.0 })
}

/// Year, month and day of a date that could be read.
fn parts(date: &str) -> Option<(&str, &str, &str)> {
    let read = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    read.then_some((date.get(..4)?, date.get(4..6)?, date.get(6..)?))
}

/// Numbers by their relative difference: within one in a hundred is close, within one in five distant.
pub fn number(a: &str, b: &str) -> (Level, f64) {
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else {
        return (Level::Different, 0.0);
    };
    let larger = x.abs().max(y.abs());
    let difference = if larger > 0.0 { (x - y).abs() / larger } else { 0.0 };
    let similarity = (1.0 - difference).clamp(0.0, 1.0);
    (graded(similarity, 0.99, 0.8), similarity)
}

/// Identifiers: one slip, or one within the other (a tax number without its country), is close; anything else
/// differs, however alike it looks.
pub fn identifier(a: &str, b: &str) -> (Level, f64) {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let within = shorter.len() >= 6 && longer.len() <= shorter.len() + 3 && longer.ends_with(shorter);
    if within || shorter.len() >= 5 && is_one_edit(a, b) {
        return (Level::Close, 0.9);
    }
    (Level::Different, 0.0)
}

/// Categories: a slip is close, and so is an abbreviation (`nv`, `nevada`; `m`, `male`).
pub fn category(a: &str, b: &str) -> (Level, f64) {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let slip = shorter.len() >= 5 && is_one_edit(a, b);
    if slip || abbreviates(shorter, longer) { (Level::Close, 0.9) } else { (Level::Different, 0.0) }
}

/// Whether up to three letters stand for a word: its first and others of it, in its order.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    (1..=3).contains(&short.len())
        && long.len() >= 4
        && long.chars().next() == short.chars().next()
        && short.chars().all(|c| c.is_alphabetic() && rest.any(|other| other == c))
}

/// Free text: the words in common.
pub fn text(a: &str, b: &str) -> (Level, f64) {
    let similarity = overlap(a, b, word_similarity).similarity();
    let similarity = if a.len().max(b.len()) <= 64 { similarity.max(edit_similarity(a, b)) } else { similarity };
    (graded(similarity, 0.8, 0.5), similarity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date("19840305", "19840503").0, Level::Close);
        assert_eq!(date("19840305", "19480305").0, Level::Close);
        assert_eq!(date("19840305", "19841125").0, Level::Distant);
        assert_eq!(date("19840305", "19710305").0, Level::Distant);
        assert_eq!(date("19840305", "19711125").0, Level::Different);
        assert_eq!(date("19840305", "märz 1984").0, Level::Different);
    }

    #[test]
    fn numbers_and_identifiers() {
        assert_eq!(number("100", "100.5").0, Level::Close);
        assert_eq!(number("100", "90").0, Level::Distant);
        assert_eq!(number("-100", "100").0, Level::Different);
        assert_eq!(identifier("123456789", "de123456789").0, Level::Close);
        assert_eq!(identifier("123456789", "123456798").0, Level::Close);
        assert_eq!(identifier("123456789", "123456111").0, Level::Different);
        assert_eq!(identifier("1234", "1235").0, Level::Different);
    }

    #[test]
    fn categories() {
        for (a, b, level) in [
            ("nevada", "nv", Level::Close),
            ("m", "male", Level::Close),
            ("m", "female", Level::Different),
            ("active", "actve", Level::Close),
            ("nj", "ny", Level::Different),
        ] {
            assert_eq!(category(a, b).0, level, "{a} / {b}");
        }
    }
}
