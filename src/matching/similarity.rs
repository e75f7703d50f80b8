//! Similarity of two words: edits, Jaro–Winkler.
//!
//! Plain ASCII of up to 64 letters, which comparable forms nearly always are, is compared in registers, without
//! allocation; anything else goes to `strsim`, which gives the same results.

use crate::model::Level;

/// Letters that fit into one machine word.
const WORD: usize = 64;

/// Edits between two texts: letters inserted, dropped, replaced, or two neighbours swapped (optimal string alignment).
///
/// Bit-parallel after Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
pub fn edits(a: &str, b: &str) -> usize {
    if a.is_empty() || a.len() > WORD || !a.is_ascii() || !b.is_ascii() {
        return strsim::osa_distance(a, b);
    }
    let mut places = [0_u64; 128]; // where each letter stands in `a`
    for (i, letter) in a.bytes().enumerate() {
        if let Some(mask) = places.get_mut(usize::from(letter)) {
            *mask |= 1 << i;
        }
    }
    let last = 1_u64 << (a.len() - 1);
    let mut distance = a.len();
    let (mut plus, mut minus, mut diagonal, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
    for letter in b.bytes() {
        let here = places.get(usize::from(letter)).copied().unwrap_or(0);
        let swapped = ((!diagonal & here) << 1) & before;
        diagonal = ((here & plus).wrapping_add(plus) ^ plus) | here | minus | swapped;
        let up = minus | !(diagonal | plus);
        let down = diagonal & plus;
        distance += usize::from(up & last != 0);
        distance -= usize::from(down & last != 0);
        let up = (up << 1) | 1;
        plus = (down << 1) | !(diagonal | up);
        minus = up & diagonal;
        before = here;
    }
    distance
}

/// Whether one edit makes one text the other: [`edits`] is 1.
pub fn is_one_edit(a: &str, b: &str) -> bool {
    let (shorter, longer) =
        if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    if !a.is_ascii() || !b.is_ascii() {
        return edits(a, b) == 1;
    }
    let more = longer.len() - shorter.len();
    if more > 1 {
        return false;
    }
    let start = shorter.iter().zip(longer).take_while(|(x, y)| x == y).count();
    let (shorter, longer) = (&shorter[start..], &longer[start..]);
    let end = shorter.iter().rev().zip(longer.iter().rev()).take_while(|(x, y)| x == y).count();
    match (&shorter[..shorter.len() - end], &longer[..longer.len() - end]) {
        ([] | [_], [_]) => true,
        ([one, other], swapped) => swapped == [*other, *one],
        _ => false,
    }
}

/// Share of the longer text's letters that are no edits, 0..=1.
pub fn edit_similarity(a: &str, b: &str) -> f64 {
    let longer = length(a).max(length(b));
    if longer == 0 { 1.0 } else { 1.0 - edits(a, b) as f64 / longer as f64 }
}

/// Whether [`edit_similarity`] reaches `least`. Mostly the letters say that it does not before any edit is counted.
pub fn edits_leave(a: &str, b: &str, least: f64) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return edit_similarity(a, b) >= least;
    }
    let (in_a, in_b) = (letters(a), letters(b));
    let alone = (in_a & !in_b).count_ones().max((in_b & !in_a).count_ones()) as usize;
    // What only one of them has takes an edit each, and so does every letter that one has more.
    let edits = alone.max(a.len().abs_diff(b.len()));
    let longer = a.len().max(b.len());
    (longer == 0 || 1.0 - edits as f64 / longer as f64 >= least) && edit_similarity(a, b) >= least
}

/// Jaro–Winkler similarity, 0..=1 (Winkler, "String comparator metrics and enhanced decision rules in the
/// Fellegi–Sunter model of record linkage", 1990).
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a.len() > WORD || b.len() > WORD || a.is_empty() || b.is_empty() || !a.is_ascii() || !b.is_ascii() {
        return strsim::jaro_winkler(a, b);
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut taken_a, mut taken_b) = (0_u64, 0_u64);
    for (i, letter) in a.iter().enumerate() {
        let window = b.iter().enumerate().take(i + reach + 1).skip(i.saturating_sub(reach));
        let mut free = window.filter(|(j, other)| *other == letter && taken_b & (1 << j) == 0);
        if let Some((j, _)) = free.next() {
            taken_a |= 1 << i;
            taken_b |= 1 << j;
        }
    }
    let matches = f64::from(taken_a.count_ones());
    if taken_a == 0 {
        return 0.0;
    }
    let moved = taken(a, taken_a).zip(taken(b, taken_b)).filter(|(x, y)| x != y).count() / 2;
    let jaro = (matches / a.len() as f64 + matches / b.len() as f64 + (matches - moved as f64) / matches) / 3.0;
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count() as f64;
    (jaro + 0.1 * prefix * (1.0 - jaro)).min(1.0)
}

fn taken(text: &[u8], mask: u64) -> impl Iterator<Item = u8> {
    text.iter().enumerate().filter(move |(i, _)| mask & (1 << i) != 0).map(|(_, letter)| *letter)
}

/// Letters of a text: bytes where it is plain ASCII.
pub fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// How alike two words are: 1 the same, over 0.85 a likely typo or variant, else 0.
///
/// Words with digits, and words under three letters, are the same or not at all alike.
pub fn word_similarity(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let (shorter, longer) = (length(a).min(length(b)), length(a).max(length(b)));
    // Under 0.7 edits alone could not agree: do not even count them.
    if shorter < 3 || 10 * shorter < 7 * longer {
        return 0.0;
    }
    let (in_a, in_b) = (letters(a), letters(b));
    if (in_a | in_b) & DIGIT != 0 || too_few_in_common((a, in_a), (b, in_b)) {
        return 0.0;
    }
    let similarity = jaro_winkler(a, b);
    // Jaro–Winkler is fond of long common beginnings (market, marketing): edits must agree.
    if similarity >= 0.9 && 10 * edits(a, b) <= 3 * longer { similarity } else { 0.0 }
}

/// Marks a digit among [`letters`].
const DIGIT: u64 = 1 << 63;

/// Which letters a text has: small Latin ones a bit each, digits one together, all else whatever is left.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |letters, byte| {
        letters
            | match byte {
                b'a'..=b'z' => 1 << (byte - b'a'),
                b'0'..=b'9' => DIGIT,
                _ => 1 << (26 + byte % 32),
            }
    })
}

/// Letters that only one of two words has are matched by none in the other: with too few of the rest, Jaro–Winkler
/// cannot reach 0.9, for which Jaro alone has to reach five sixths.
fn too_few_in_common((a, in_a): (&str, u64), (b, in_b): (&str, u64)) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return false;
    }
    let alone = |own: u64, other: u64| (own & !other).count_ones() as usize;
    let matched = (a.len() - alone(in_a, in_b)).min(b.len() - alone(in_b, in_a));
    2 * matched * (a.len() + b.len()) < 3 * a.len() * b.len()
}

/// The level of a similarity, by where `close` and `distant` begin.
pub fn graded(similarity: f64, close: f64, distant: f64) -> Level {
    if similarity >= close {
        Level::Close
    } else if similarity >= distant {
        Level::Distant
    } else {
        Level::Different
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_likely_typo_is_alike() {
        assert!(word_similarity("kessler", "kesler") > 0.85);
        assert!(word_similarity("katherine", "catherine") > 0.85);
        assert!(word_similarity("market", "marketing") < 0.1);
        assert!(word_similarity("unit12", "unit13") < 0.1);
        assert!(word_similarity("nord", "sued") < 0.1);
    }

    proptest! {
        #[test]
        fn edits_are_those_of_strsim(a in "[abc é]{0,70}", b in "[abc]{0,70}", c in "[ab]{0,6}", d in "[ab]{0,6}") {
            prop_assert_eq!(edits(&a, &b), strsim::osa_distance(&a, &b));
            prop_assert_eq!(edits(&c, &d), strsim::osa_distance(&c, &d));
        }

        #[test]
        fn jaro_winkler_is_that_of_strsim(a in "[abcd]{0,20}", b in "[abcdé]{0,20}") {
            prop_assert!((jaro_winkler(&a, &b) - strsim::jaro_winkler(&a, &b)).abs() < 1e-12);
        }

        #[test]
        fn one_edit_is_one_of_the_edits(a in "[abé]{0,6}", b in "[abé]{0,6}", c in "[ab]{0,5}", d in "[ab]{0,5}") {
            prop_assert_eq!(is_one_edit(&a, &b), edits(&a, &b) == 1);
            prop_assert_eq!(is_one_edit(&c, &d), edits(&c, &d) == 1);
        }

        #[test]
        fn what_letters_rule_out_is_not_alike(a in "[abcdef]{3,9}", b in "[abcdef]{3,9}") {
            if too_few_in_common((&a, letters(&a)), (&b, letters(&b))) {
                prop_assert!(jaro_winkler(&a, &b) < 0.9);
            }
        }

        #[test]
        fn letters_say_nothing_that_edits_deny(a in "[a-e0-9.é]{0,9}", b in "[a-e0-9.é]{0,9}", least in 0.0..1.0_f64) {
            prop_assert_eq!(edits_leave(&a, &b, least), edit_similarity(&a, &b) >= least);
        }

        #[test]
        fn everything_lies_between_nought_and_one(a in "[a-c ]{0,20}", b in "[a-c ]{0,20}") {
            for x in [edit_similarity(&a, &b), jaro_winkler(&a, &b), word_similarity(&a, &b)] {
                prop_assert!((0.0..=1.0).contains(&x), "{}", x);
            }
        }
    }
}
