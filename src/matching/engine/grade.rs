//! Grades of two values that differ, by kind. Both forms are comparable ones, not empty, the smaller first.

use super::compare::{DIFFERENT, Grade, SAME};
use super::name::Name;
use super::tokens::Tokens;
use crate::config::AttributeKind;
use crate::matching::similarity::{edit_similarity, edits, is_one_edit, jaro_winkler, word_similarity};
use crate::matching::{contact, measures, names, places};
use crate::model::Level;
use crate::normalise::variant::{self, GROUPS, Variant};

/// What each grade is for people.
pub fn level(grade: Grade) -> Level {
    match grade {
        0 => Level::Missing,
        DIFFERENT => Level::Different,
        2..=4 => Level::Distant,
        5 | 6 => Level::Close,
        _ => Level::Equivalent,
    }
}

/// Kinds that one comparison serves, here and on the screen.
pub fn value(kind: AttributeKind, a: &str, b: &str) -> Grade {
    let (level, similarity) = match kind {
        AttributeKind::Phone => contact::phone(a, b),
        AttributeKind::Url => contact::url(a, b),
        AttributeKind::Address => places::address(a, b),
        AttributeKind::PostalCode => places::postal_code(a, b),
        AttributeKind::City => places::city(a, b),
        AttributeKind::Date => measures::date(a, b),
        AttributeKind::Number | AttributeKind::Money => measures::number(a, b),
        AttributeKind::Identifier => measures::identifier(a, b),
        _ => measures::category(a, b),
    };
    match level {
        Level::Exact | Level::Equivalent => SAME,
        Level::Close if similarity >= 0.95 => 6,
        Level::Close => 5,
        Level::Distant if similarity >= 0.7 => 4,
        Level::Distant => 3,
        _ if similarity >= 0.4 => 2,
        _ => DIFFERENT,
    }
}

/// Names of people: a slip, a nickname, an initial, something in common; nothing to compare where one is in another
/// script. `nicknames` says whether other forms of a name count.
pub fn person(one: Name, other: Name, nicknames: bool) -> Grade {
    let (a, b) = (one.form, other.form);
    if a.is_ascii() != b.is_ascii() && is_foreign(a) != is_foreign(b) {
        return 0;
    }
    if a.contains(' ') || b.contains(' ') {
        return match names::person(a, b, nicknames) {
            (Level::Close, similarity) if similarity >= 0.95 => 6,
            (Level::Close, _) => 5,
            (Level::Distant, similarity) if similarity >= 0.75 => 4,
            (Level::Distant, similarity) if similarity >= 0.6 => 3,
            (Level::Distant, _) => 2,
            _ => DIFFERENT,
        };
    }
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if shorter.chars().nth(1).is_none() {
        return if longer.starts_with(shorter) { 4 } else { DIFFERENT };
    }
    if nicknames && one.is_related(&other) {
        return 5;
    }
    let strangers = strangers(a, b);
    // As many edits at least: beyond two nobody asks how many.
    let distance = if strangers > 2 { strangers } else { edits(a, b) };
    // A slip seldom makes another name of a name: `maria`, `mario`; `anna`, `annabelle`.
    let own = || one.is_given() && other.is_given();
    if distance == 1 && shorter.len() >= 3 || distance == 2 && shorter.len() >= 8 {
        return if own() { 3 } else { 6 };
    }
    if shorter.len() >= 3 && longer.starts_with(shorter) {
        return if own() { 2 } else { 5 };
    }
    if names::abbreviates(shorter, longer) {
        return 4;
    }
    match () {
        () if shorter.len() >= 4 && one.sounds_like(&other) => 3,
        () if distance <= 2 && jaro_winkler(a, b) >= 0.9 && !own() => 3,
        // The same letters in some disorder.
        () if shorter.len() >= 4 && strangers <= 1 && jaro_winkler(a, b) >= 0.8 => 2,
        () => DIFFERENT,
    }
}

/// Letters of one of two words for which the other has none left.
fn strangers(a: &str, b: &str) -> usize {
    let mut letters = [0_i8; 26];
    let mut count = |word: &str, by: i8| {
        for letter in word.bytes().filter(u8::is_ascii_lowercase) {
            letters[usize::from(letter - b'a')] += by;
        }
    };
    count(a, 1);
    count(b, -1);
    let more: i32 = letters.iter().map(|&left| i32::from(left.max(0))).sum();
    let fewer: i32 = letters.iter().map(|&left| i32::from((-left).max(0))).sum();
    more.max(fewer) as usize
}

/// Whether a name is in a script that does not come down to Latin letters.
fn is_foreign(name: &str) -> bool {
    name.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

/// Names of organisations. Where each has a word of its own, the rest may be what branches and sisters share.
pub fn organisation(a: &str, b: &str, tokens: &Tokens, x: u32, y: u32) -> Grade {
    const OWN_WORD: f64 = 0.04;
    if names::same_letters(a, b) || names::is_acronym(a, b) || names::is_acronym(b, a) {
        return 6;
    }
    let common = tokens.common(x, y, names::words_alike);
    let similarity = common.similarity.max(letters(a, b));
    let own = common.only.0.min(common.only.1);
    match similarity {
        s if own > OWN_WORD => match s {
            _ if s >= 0.75 => 3,
            _ if s >= 0.4 => 2,
            _ => DIFFERENT,
        },
        s if s >= 0.93 => 6,
        // One name within the other.
        s if own <= OWN_WORD / 2.0 => match s {
            _ if s >= 0.65 => 5,
            _ if s >= 0.3 => 4,
            _ => 3,
        },
        s => by_similarity(s),
    }
}

/// Texts by the words that they share.
pub fn text(a: &str, b: &str, tokens: &Tokens, x: u32, y: u32) -> Grade {
    by_similarity(tokens.common(x, y, word_similarity).similarity.max(letters(a, b)))
}

/// Letters in common of two short texts, a little less than they are.
fn letters(a: &str, b: &str) -> f64 {
    if a.len().max(b.len()) <= 40 { edit_similarity(a, b) - 0.1 } else { 0.0 }
}

fn by_similarity(similarity: f64) -> Grade {
    match similarity {
        s if s >= 0.93 => 6,
        s if s >= 0.8 => 5,
        s if s >= 0.65 => 4,
        s if s >= 0.45 => 3,
        s if s >= 0.25 => 2,
        _ => DIFFERENT,
    }
}

/// Model numbers: one in common is nearly the same; none is different.
pub fn codes(a: &str, b: &str) -> Grade {
    let mut best = DIFFERENT;
    for x in a.split(' ') {
        for y in b.split(' ') {
            let (shorter, longer) = if x.len() <= y.len() { (x, y) } else { (y, x) };
            best = best.max(match () {
                () if x == y => 6,
                () if shorter.len() >= 4 && (longer.starts_with(shorter) || longer.ends_with(shorter)) => 5,
                () if shorter.len() >= 6 && is_one_edit(x, y) => 3,
                () => DIFFERENT,
            });
        }
    }
    best
}

/// Numbers: all those of one among those of the other are near; none in common is different.
pub fn numbers(a: &str, b: &str) -> Grade {
    let common = a.split(' ').filter(|x| b.split(' ').any(|y| y == *x)).count();
    match common {
        0 => DIFFERENT,
        _ if common == a.split(' ').count().min(b.split(' ').count()) => 5,
        _ => 3,
    }
}

/// Variants of a product: of one group one each, and not the same, is different; one that only one of them names is
/// something in common.
pub fn variants(a: &str, b: &str) -> Grade {
    let (a, b) = (variant::all(a), variant::all(b));
    let differ = |group: usize| {
        let of = |all: &[Variant]| all.iter().filter(|variant| variant.group == group).copied().collect::<Vec<_>>();
        let (x, y) = (of(&a), of(&b));
        !x.is_empty() && !y.is_empty() && !x.iter().any(|variant| y.contains(variant))
    };
    if (0..GROUPS).any(differ) { DIFFERENT } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people() {
        for (a, b, grade) in [
            ("jon", "jonn", 6),
            ("bob", "robert", 5),
            ("benj", "benjamin", 5),
            ("j", "john", 4),
            ("charles", "sharon", DIFFERENT),
            ("john smith", "john william smith", 5),
            ("amanda", "samantha", DIFFERENT),
            ("maria", "mario", 3),
            ("mhd", "mohamed", 5),
            ("jsn", "jason", 4),
            ("eleanor", "eleaonr", 6),
            ("thompson", "tompson", 6),
            ("zara", "sahra", 3),
            ("anna moreau", "\u{738b}\u{6770}", 0),
        ] {
            assert_eq!(person(Name::of(a), Name::of(b), true), grade, "{a} / {b}");
        }
    }

    #[test]
    fn codes_and_numbers() {
        assert_eq!(codes("ezxs88w", "ezxs88w kx1"), 6);
        assert_eq!(codes("ezxs88", "ezxs88w"), 5);
        assert_eq!(codes("ezxs55w", "psl350h"), DIFFERENT);
        assert_eq!((variants("mac", "windows"), variants("mac deluxe", "mac")), (DIFFERENT, 3));
        assert_eq!((numbers("2 2007", "2007"), numbers("3", "4"), numbers("1 2", "2 3")), (5, DIFFERENT, 3));
    }
}
