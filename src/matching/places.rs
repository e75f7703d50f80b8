//! Addresses, postal codes, cities. Both forms are comparable ones, not empty, different, the smaller first.

use super::names::same_letters;
use super::overlap::{Words, overlap, overlaps};
use super::similarity::{edit_similarity, graded, is_one_edit, word_similarity};
use crate::model::Level;

/// Street addresses: the house number must agree for `close`, and so must the flats, where both name one; the words may
/// be abbreviated or misspelt.
pub fn address(a: &str, b: &str) -> (Level, f64) {
    if same_letters(a, b) {
        return (Level::Close, 0.98);
    }
    let (in_a, in_b) = (Words::of(a), Words::of(b));
    // Two flats of one house. Most addresses name none, which their words say sooner than a search.
    if in_a.contains("unit")
        && in_b.contains("unit")
        && let (Some((house_a, flat_a)), Some((house_b, flat_b))) = (a.split_once(" unit "), b.split_once(" unit "))
        && flat_a != flat_b
    {
        let (level, similarity) = if house_a == house_b { (Level::Close, 1.0) } else { address(house_a, house_b) };
        return (level.max(Level::Distant), 0.75 * similarity);
    }
    let (words, all) = overlaps(&in_a, &in_b, is_number);
    let all = all.similarity();
    let letters = edit_similarity(a, b);
    let level = match (house_number(&in_a), house_number(&in_b)) {
        (Some(x), Some(y)) if !in_b.contains(x) && !in_a.contains(y) => {
            if all >= 0.5 {
                Level::Distant
            } else {
                Level::Different
            }
        }
        // The street still has to agree: two houses share their number by chance.
        (Some(_), Some(_)) if words.contained < 0.3 && letters < 0.7 => Level::Different,
        (None, None) | (Some(_), Some(_)) if all >= 0.72 || letters >= 0.8 => Level::Close,
        _ if all >= 0.4 => Level::Distant,
        _ => Level::Different,
    };
    (level, all.max(letters))
}

fn is_number(word: &str) -> bool {
    // `5th`, `2nd` are names of streets; `12a` is a house.
    let ordinal = || ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end));
    word.starts_with(|c: char| c.is_ascii_digit()) && !ordinal()
}

fn house_number<'t>(words: &Words<'t>) -> Option<&'t str> {
    words.iter().find(|word| is_number(word))
}

/// Postal codes: one slip is close, the same area (first three signs) distant.
pub fn postal_code(a: &str, b: &str) -> (Level, f64) {
    let area = |text: &'_ str| text.char_indices().nth(3).map(|(end, _)| end);
    let same_area = area(a).is_some_and(|end| area(b) == Some(end) && a.get(..end) == b.get(..end));
    match () {
        () if a.len().max(b.len()) >= 4 && is_one_edit(a, b) => (Level::Close, 0.8),
        () if same_area => (Level::Distant, 0.6),
        () => (Level::Different, 0.0),
    }
}

/// Cities: a typo, or one name within the other (`Frankfurt`, `Frankfurt am Main`), is close.
pub fn city(a: &str, b: &str) -> (Level, f64) {
    let words = overlap(a, b, word_similarity);
    let similarity = words.similarity().max(edit_similarity(a, b));
    let within = same_letters(a, b) || words.contained >= 0.85;
    (if within { Level::Close } else { graded(similarity, 0.8, 0.6) }, similarity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (a, b, level) in [
            ("12810 s escanaba", "12810 s escanaba av", Level::Close),
            ("12 main st", "12 mian st", Level::Close),
            ("12 main st", "4 12 main st unit", Level::Close),
            ("haupt st 5", "5 haupt st", Level::Close),
            ("12 main st", "14 main st", Level::Distant),
            ("main st", "12 main st", Level::Distant),
            ("12 main st unit 3", "12 main st unit 5", Level::Distant),
            ("12 main st unit 3", "12 mian st unit 3", Level::Close),
            ("12 main st unit 3", "12 main st", Level::Close),
            ("12 main st unit 3", "99 oak av unit 5", Level::Different),
            ("12 main st", "12 oak av", Level::Different),
            ("12 main st", "99 oak av", Level::Different),
        ] {
            assert_eq!(address(a, b).0, level, "{a} / {b}: {:?}", address(a, b));
        }
    }

    #[test]
    fn postal_codes_and_cities() {
        assert_eq!(postal_code("60640", "60641").0, Level::Close);
        assert_eq!(postal_code("60640", "60699").0, Level::Distant);
        assert_eq!(postal_code("60640", "10115").0, Level::Different);
        assert_eq!(city("frankfurt", "frankfurt am main").0, Level::Close);
        assert_eq!(city("hamburg", "hambrug").0, Level::Close);
        assert_eq!(city("hamburg", "munich").0, Level::Different);
    }
}
