//! Names of organisations and of people. Both forms are comparable ones, not empty, different, the smaller first.

use super::overlap::overlap;
use super::similarity::{edit_similarity, graded, is_one_edit, length, word_similarity};
use crate::model::Level;
use crate::normalise::person_name::generation;
use crate::normalise::{nickname, phonetic};

/// Organisations: the same words, however joined; an acronym; most words in common. Numbers in names must agree
/// (`School 12`, `School 14`).
pub fn organisation(a: &str, b: &str) -> (Level, f64) {
    if same_letters(a, b) {
        return (Level::Close, 0.98);
    }
    if is_acronym(a, b) || is_acronym(b, a) {
        return (Level::Close, 0.9);
    }
    // Only within a longer name: a single word has nothing else to go by (`Nord`, `Nordlys`).
    let abbreviated = a.contains(' ') && b.contains(' ');
    let alike = |x: &str, y: &str| {
        let short = abbreviated && (abbreviates(x, y) || abbreviates(y, x));
        word_similarity(x, y).max(if short { 0.9 } else { 0.0 })
    };
    let words = overlap(a, b, alike).similarity();
    // Letters count where no whole word is missing: branches (`Kessler Nord`, `Kessler Süd`) share most letters.
    let similarity = if word_count(a) == 1 || word_count(b) == 1 { words.max(edit_similarity(a, b)) } else { words };
    let level = graded(similarity, 0.86, 0.55);
    (if numbers_differ(a, b) { level.max(Level::Distant) } else { level }, similarity)
}

/// People: every word of the shorter name found in the longer one, as itself, with a typo, as its initial or, if
/// `nicknames` count, by another form of the name, and at least one of them in full. A common surname alone is distant.
/// Two marks of a generation that differ are two people.
pub fn person(a: &str, b: &str, nicknames: bool) -> (Level, f64) {
    if generations_differ(a, b) {
        return (Level::Different, 0.0);
    }
    if same_letters(a, b) {
        return (Level::Close, 0.98);
    }
    let (bare_a, bare_b) = (without_mark(a), without_mark(b));
    if bare_a == bare_b {
        return (Level::Close, 0.9);
    }
    let (a, b) = (bare_a, bare_b);
    let in_full = |x: &str, y: &str| {
        let alike = word_similarity(x, y);
        if alike == 0.0 && nicknames && nickname::related(x, y) { 0.9 } else { alike }
    };
    let single = word_count(a) == 1 && word_count(b) == 1;
    let by_any = |x: &str, y: &str| in_full(x, y).max(initial(x, y)).max(if single { 0.0 } else { sound(x, y) });
    let found = overlap(a, b, by_any);
    let in_full = overlap(a, b, in_full);
    let similarity = found.similarity();
    let level = if single {
        // A single word is a given name or a surname: the same with a typo, its initial, or merely like it.
        if in_full.similarity() >= 0.85 {
            Level::Close
        } else if similarity > 0.0 || is_one_edit(a, b) || edit_similarity(a, b) >= 0.6 {
            Level::Distant
        } else {
            Level::Different
        }
    } else {
        let level = graded(similarity, 0.82, 0.4);
        // Initials alone are never close.
        if in_full.contained > 0.0 { level } else { level.max(Level::Distant) }
    };
    (level, similarity.max(if single { edit_similarity(a, b) } else { 0.0 }))
}

/// Both names have a mark of a generation, and not the same. `i` is one beside `ii` and the like only.
pub fn generations_differ(a: &str, b: &str) -> bool {
    let first = |name: &str| name.ends_with(" i");
    match (generation(a), generation(b)) {
        (Some(x), Some(y)) => x != y,
        (Some(mark), None) => first(b) && mark != "sr",
        (None, Some(mark)) => first(a) && mark != "sr",
        (None, None) => false,
    }
}

fn without_mark(name: &str) -> &str {
    match generation(name) {
        Some(mark) => name[..name.len() - mark.len()].trim_end(),
        None => name,
    }
}

/// `j` stands for `john`: nearly as good as the name in a full name, little by itself.
fn initial(a: &str, b: &str) -> f64 {
    let one = length(a) == 1 || length(b) == 1;
    if one && a.chars().next() == b.chars().next() { 0.8 } else { 0.0 }
}

/// Names written as they are heard: letters of other scripts, foreign spellings.
fn sound(a: &str, b: &str) -> f64 {
    let heard = a.len().min(b.len()) >= 5 && sounds_alike(a, b);
    if heard { 0.8 } else { 0.0 }
}

/// Whether two words have the same consonants to the ear, and more than one.
pub fn sounds_alike(a: &str, b: &str) -> bool {
    let sound = phonetic::metaphone(a);
    sound.as_str().len() > 1 && sound == phonetic::metaphone(b)
}

/// Whether `short` is the beginning of `long` (`tess`, `tessuti`) or what is left of it without vowels (`svcs`,
/// `services`).
pub fn abbreviates(short: &str, long: &str) -> bool {
    if short.len() < 3 || short.len() + 2 > long.len() || !short.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    let vowel = |c: char| "aeiouy".contains(c);
    let mut rest = long.chars();
    let ends_agree = short.chars().next() == long.chars().next() && short.chars().last() == long.chars().last();
    long.starts_with(short)
        || ends_agree && !short.contains(vowel) && short.chars().all(|c| rest.any(|other| other == c))
}

/// The same letters once blanks are out.
pub fn same_letters(a: &str, b: &str) -> bool {
    let letters = |text| str::chars(text).filter(|c| *c != ' ');
    letters(a).eq(letters(b))
}

/// Whether `short`, one word of three to six letters, is made of the initials of the words of `long`.
pub fn is_acronym(short: &str, long: &str) -> bool {
    (3..=6).contains(&short.len())
        && !short.contains(' ')
        && short.chars().eq(long.split(' ').filter_map(|word| word.chars().next()))
}

/// Both have numbers, and neither has all those of the other.
fn numbers_differ(a: &str, b: &str) -> bool {
    let within = |x: &str, y: &str| numbers(x).all(|number| numbers(y).any(|other| other == number));
    numbers(a).next().is_some() && numbers(b).next().is_some() && !within(a, b) && !within(b, a)
}

fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

fn word_count(text: &str) -> usize {
    text.split(' ').count()
}

/// How alike two words are, 0..=1: what shortens the other is nearly the same.
pub fn words_alike(a: &str, b: &str) -> f64 {
    let similarity = word_similarity(a, b);
    let short = similarity == 0.0 && (abbreviates(a, b) || abbreviates(b, a));
    if short { 0.9 } else { similarity }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations() {
        for (a, b, level) in [
            ("micro soft", "microsoft", Level::Close),
            ("kesler metall", "kessler metall", Level::Close),
            ("international widget bureau", "iwb", Level::Close),
            ("kessler metall nord", "kessler metall sud", Level::Distant),
            ("vipidu tess", "vipidu tessuti", Level::Close),
            ("goboxa svcs", "goboxa services", Level::Close),
            ("nord", "nordlys", Level::Distant),
            ("acme", "acme logistics", Level::Distant),
            ("garfield school 12", "garfield school 14", Level::Distant),
            ("acme", "zenith", Level::Different),
        ] {
            assert_eq!(organisation(a, b).0, level, "{a} / {b}: {:?}", organisation(a, b));
        }
    }

    #[test]
    fn people() {
        for (a, b, level) in [
            ("j smith", "john smith", Level::Close),
            ("jon smith", "john smith", Level::Close),
            ("john smith", "john william smith", Level::Close),
            ("hannaan", "hannagan", Level::Close),
            ("john smith", "maria smith", Level::Distant),
            ("j", "john", Level::Distant),
            ("john smith", "maria jones", Level::Different),
            ("browne", "dreyer", Level::Different),
            ("margaret dahl", "peggie dahl", Level::Close),
            ("john smith jr", "john smith", Level::Close),
            ("john smith jr", "john smith sr", Level::Different),
            ("john smith i", "john smith ii", Level::Different),
            ("aleksandr vasilev", "alexander vasiliev", Level::Close),
        ] {
            assert_eq!(person(a, b, true).0, level, "{a} / {b}: {:?}", person(a, b, true));
        }
        assert_eq!(person("margaret dahl", "peggie dahl", false).0, Level::Distant, "nicknames do not count");
    }
}
