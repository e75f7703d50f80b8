//! Where the second of two values differs from the first.
//!
//! A longest common subsequence of grapheme clusters, found in linear space by halving (Hirschberg, "A linear space
//! algorithm for computing maximal common subsequences", 1975); long values are compared word by word.

use unicode_segmentation::UnicodeSegmentation;

/// Values with more units than this (after their common beginning and end) are compared more coarsely.
const MOST_UNITS: usize = 2_000;
/// Values of more words are not looked at for words that have changed places.
const MOST_WORDS: usize = 60;

/// How a piece of the second value relates to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The first value has it too.
    Same,
    /// The first value has it too, in other case.
    Case,
    /// The first value has this word too, at another place.
    Moved,
    /// Only the second value has it.
    Differs,
    /// The first value has something here that the second has not; the piece itself is empty.
    Gap,
}

/// A piece of the second value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text; empty for a [`Mark::Gap`].
    pub text: String,
    /// How it relates to the first value.
    pub mark: Mark,
}

/// The second value in pieces that agree with or differ from the first; joined, they are `second` again.
///
/// Neighbouring pieces never bear the same mark. Where hardly anything agrees, everything differs: letters that two
/// unrelated words share by chance would only confuse the eye.
///
/// Where words have changed places (`Ada King`, `King, Ada`), those that both have are found as words, and only what is
/// left is compared letter by letter.
pub fn difference(first: &str, second: &str) -> Vec<Piece> {
    if let Some(pieces) = by_words(first, second) {
        return pieces;
    }
    let a: Vec<&str> = first.graphemes(true).collect();
    let b: Vec<&str> = second.graphemes(true).collect();
    if a.len().max(b.len()) <= MOST_UNITS {
        return pieces(&a, &b);
    }
    let a: Vec<&str> = first.split_word_bounds().collect();
    let b: Vec<&str> = second.split_word_bounds().collect();
    pieces(&a, &b)
}

/// The second value word by word; `None` unless whole words of it stand at another place in the first.
fn by_words(first: &str, second: &str) -> Option<Vec<Piece>> {
    let a: Vec<&str> = first.split_word_bounds().collect();
    let b: Vec<&str> = second.split_word_bounds().collect();
    if a.len().max(b.len()) > MOST_WORDS {
        return None;
    }
    let (small_a, small_b) = (folded(&a), folded(&b));
    let is_word = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    let mut common = Vec::new();
    common_subsequence(&views(&small_a), &views(&small_b), (0, 0), &mut common);
    let mut left: Vec<&str> = Vec::new(); // words of the first that are not where the second has them
    for (at, word) in small_a.iter().enumerate() {
        if is_word(word) && !common.iter().any(|(of_a, _)| *of_a == at) {
            left.push(word);
        }
    }
    let mut out = Vec::new();
    let mut moved = false;
    for (at, word) in b.iter().enumerate() {
        let partner = common.iter().find(|(_, of_b)| *of_b == at).and_then(|(of_a, _)| a.get(*of_a));
        let small = small_b.get(at).map_or("", String::as_str);
        if let Some(partner) = partner {
            push(&mut out, word, if partner == word { Mark::Same } else { Mark::Case });
        } else if !is_word(word) {
            push(&mut out, word, if a.contains(word) { Mark::Same } else { Mark::Differs });
        } else if let Some(found) = left.iter().position(|other| *other == small) {
            left.remove(found);
            moved = true;
            push(&mut out, word, Mark::Moved);
        } else {
            push(&mut out, word, Mark::Differs);
        }
    }
    moved.then_some(out)
}

/// Units in lower case: case tells no two values apart, it is only shown.
fn folded(units: &[&str]) -> Vec<String> {
    units.iter().map(|unit| unit.to_lowercase()).collect()
}

fn views(units: &[String]) -> Vec<&str> {
    units.iter().map(String::as_str).collect()
}

fn pieces(a: &[&str], b: &[&str]) -> Vec<Piece> {
    let (small_a, small_b) = (folded(a), folded(b));
    let (small_a, small_b) = (views(&small_a), views(&small_b));
    let head = small_a.iter().zip(&small_b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (small_a.get(head..).unwrap_or_default(), small_b.get(head..).unwrap_or_default());
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let middle_a = rest_a.get(..rest_a.len() - tail).unwrap_or_default();
    let middle_b = rest_b.get(..rest_b.len() - tail).unwrap_or_default();

    let mut common = Vec::new(); // positions (in a, in b) of what agrees
    if middle_a.len().max(middle_b.len()) <= MOST_UNITS {
        common_subsequence(middle_a, middle_b, (head, head), &mut common);
        drop_islands(&mut common, middle_b.len());
    }
    let mut all: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    all.append(&mut common);
    all.extend((0..tail).map(|i| (a.len() - tail + i, b.len() - tail + i)));
    if 5 * all.len() < 2 * a.len().min(b.len()) {
        all.clear();
    }

    let mut out = Vec::new();
    let (mut next_a, mut next_b) = (0, 0);
    for (at_a, at_b) in all.into_iter().chain([(a.len(), b.len())]) {
        if at_b > next_b {
            push(&mut out, &b.get(next_b..at_b).unwrap_or_default().concat(), Mark::Differs);
        } else if at_a > next_a {
            push(&mut out, "", Mark::Gap);
        }
        if let Some(unit) = b.get(at_b) {
            push(&mut out, unit, if a.get(at_a) == Some(unit) { Mark::Same } else { Mark::Case });
        }
        (next_a, next_b) = (at_a + 1, at_b + 1);
    }
    out
}

fn push(out: &mut Vec<Piece>, text: &str, mark: Mark) {
    match out.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(text),
        _ => out.push(Piece { text: text.to_owned(), mark }),
    }
}

/// Single agreeing units between differing ones are chance, unless the whole difference is about as short.
fn drop_islands(common: &mut Vec<(usize, usize)>, units: usize) {
    if units < 6 {
        return;
    }
    let joined = |x: Option<&(usize, usize)>, y: &(usize, usize)| x.is_some_and(|x| (x.0 + 1, x.1 + 1) == *y);
    let kept = common
        .iter()
        .enumerate()
        .filter(|(i, at)| {
            let before = i.checked_sub(1).and_then(|i| common.get(i));
            let after = common.get(i + 1);
            joined(before, at) || after.is_some_and(|after| joined(Some(at), after))
        })
        .map(|(_, at)| *at)
        .collect();
    *common = kept;
}

/// Appends the positions of a longest common subsequence, offset by where the two slices begin.
fn common_subsequence(a: &[&str], b: &[&str], offset: (usize, usize), out: &mut Vec<(usize, usize)>) {
    if b.is_empty() {
        return;
    }
    if let [unit] = a {
        out.extend(b.iter().position(|other| other == unit).map(|at| (offset.0, offset.1 + at)));
        return;
    }
    let half = a.len() / 2;
    let (Some(upper), Some(lower)) = (a.get(..half), a.get(half..)) else { return };
    if upper.is_empty() {
        return;
    }
    let forward = lengths(upper.iter(), &b.iter());
    let mut backward = lengths(lower.iter().rev(), &b.iter().rev());
    backward.reverse();
    let best = forward.iter().zip(&backward).map(|(x, y)| x + y).max().unwrap_or(0);
    let cut = forward.iter().zip(&backward).position(|(x, y)| x + y == best).unwrap_or(0);
    let (left, right) = b.split_at(cut);
    common_subsequence(upper, left, offset, out);
    common_subsequence(lower, right, (offset.0 + half, offset.1 + cut), out);
}

/// Lengths of the longest common subsequence of all of `a` with every beginning of `b`.
fn lengths<'s>(a: impl Iterator<Item = &'s &'s str>, b: &(impl Iterator<Item = &'s &'s str> + Clone)) -> Vec<usize> {
    let mut row: Vec<usize> = vec![0; b.clone().count() + 1];
    for x in a {
        let (mut diagonal, mut left) = (0, 0);
        for (cell, y) in row.iter_mut().skip(1).zip(b.clone()) {
            let above = *cell;
            *cell = if x == y { diagonal + 1 } else { above.max(left) };
            (diagonal, left) = (above, *cell);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(first: &str, second: &str) -> String {
        let draw = |piece: Piece| match piece.mark {
            Mark::Same => piece.text,
            Mark::Differs => format!("[{}]", piece.text),
            Mark::Moved => format!("<{}>", piece.text),
            Mark::Case => format!("({})", piece.text),
            Mark::Gap => "|".to_owned(),
        };
        difference(first, second).into_iter().map(draw).collect()
    }

    #[test]
    fn the_eye_is_led_to_what_differs() {
        assert_eq!(drawn("Smith", "Smyth"), "Sm[y]th");
        assert_eq!(drawn("Smith", "Smit"), "Smit|");
        assert_eq!(drawn("12 Main St", "12 Main Street"), "12 Main St[reet]");
        assert_eq!(drawn("Miller", "Anderson"), "[Anderson]");
        assert_eq!(drawn("same", "same"), "same");
        assert_eq!(drawn("", "new"), "[new]");
        assert_eq!(drawn("gone", ""), "|");
        assert_eq!(drawn("", ""), "");
        assert_eq!(drawn("cafe\u{301}", "cafe"), "caf[e]");
        assert_eq!(drawn("MARY CRANE", "Mary Cranes"), "M(ary) C(rane)[s]");
    }

    #[test]
    fn words_that_have_changed_places_are_known_again() {
        assert_eq!(drawn("Ada King", "King Ada"), "King <Ada>");
        assert_eq!(drawn("Ada King", "King, Ada"), "King[,] <Ada>");
        assert_eq!(drawn("Harbour Street 12", "12 Harbour Street"), "<12> Harbour Street");
        assert_eq!(drawn("Ada M King", "King Ada"), "King <Ada>");
        assert_eq!(drawn("KING, Ada", "Ada King"), "Ada <King>");
    }

    #[test]
    fn long_values_are_compared_word_by_word() {
        let first = "lorem ipsum ".repeat(400);
        let second = first.replacen("ipsum", "dolor", 1);
        assert!(drawn(&first, &second).starts_with("lorem [dolor] lorem"));
        let unlike = "x y ".repeat(3_000);
        assert_eq!(drawn(&first, &unlike), format!("[{unlike}]"));
    }

    proptest! {
        #[test]
        fn joined_pieces_are_the_second_value(first in "[ab é1]{0,25}", second in "[ab é1]{0,25}") {
            let pieces = difference(&first, &second);
            let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            prop_assert_eq!(joined, second.clone());
            prop_assert_eq!(pieces.iter().all(|piece| piece.mark == Mark::Same), first == second);
            let same: String = pieces.iter().filter(|p| p.mark == Mark::Same).map(|p| p.text.as_str()).collect();
            let mut rest = first.chars();
            prop_assert!(pieces.iter().any(|p| p.mark == Mark::Moved) || same.chars().all(|c| rest.any(|other| other == c)), "not a subsequence: {}", same);
        }
    }
}
