//! Letters: case, accents and foreign scripts folded to plain lower case, and text folded to words.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::table::{Quick, lines};
use crate::text::safe::is_unseen;

static LETTERS: LazyLock<HashMap<char, &'static str, BuildHasherDefault<Quick>>> = LazyLock::new(|| {
    let rows = lines(include_str!("../../assets/transliteration.txt")).filter_map(|line| line.split_once(' '));
    rows.filter_map(|(from, to)| Some((from.chars().next()?, if to == "-" { "" } else { to }))).collect()
});

/// `text` in lower case without accents; Greek and Cyrillic in Latin letters, other scripts as they are.
///
/// Compatibility forms are folded too (NFKD): full-width letters, ligatures, superscripts.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Most letters of most texts are ASCII: an accent on one is dropped, composed or not.
        let (plain, other) = rest.split_at(rest.bytes().take_while(u8::is_ascii).count());
        folded.extend(plain.chars().map(|c| c.to_ascii_lowercase()));
        let (foreign, after) = other.split_at(other.find(|c: char| c.is_ascii()).unwrap_or(other.len()));
        // Composed first, so that `й` is looked up before it comes apart into `и` and a mark.
        for c in foreign.nfkc().flat_map(char::to_lowercase) {
            push(&mut folded, c);
        }
        rest = after;
    }
    folded
}

/// `text` with Greek and Cyrillic in Latin letters, upper case and accents of the others as they are: to be read, not to
/// be compared.
pub fn latin(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if !is_foreign(c) {
            out.push(c);
            continue;
        }
        let mut letters = String::new();
        c.to_lowercase().for_each(|small| push(&mut letters, small));
        let mut letters = letters.chars();
        if c.is_uppercase() {
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        }
        out.extend(letters);
    }
    out
}

/// Greek and Cyrillic, with their extensions.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
}

fn push(folded: &mut String, c: char) {
    if c.is_ascii() {
        folded.push(c);
    } else if let Some(letters) = LETTERS.get(&c) {
        folded.push_str(letters);
    } else {
        for part in std::iter::once(c).nfkd().filter(|part| !is_accent(*part)) {
            match LETTERS.get(&part) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(part),
            }
        }
    }
}

/// Marks that may go without making another word of it: Latin, Greek, Cyrillic accents; Hebrew and Arabic points.
/// Marks of Indic scripts are vowels, those of Japanese other consonants: they stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// `text` folded, as words divided by single blanks. Whatever is neither letter, digit nor mark divides; apostrophes
/// do not (`children's` is one word).
pub fn words(text: &str) -> String {
    if text.is_ascii() {
        return ascii_words(text);
    }
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    let mut pending = false;
    // What nobody sees must not keep two values apart.
    for c in folded.chars().filter(|c| c.is_ascii() || !is_unseen(*c)) {
        if is_word_char(c) {
            if pending && !out.is_empty() {
                out.push(' ');
            }
            pending = false;
            out.push(c);
        } else {
            pending |= !matches!(c, '\'' | '’' | '`' | '\u{2bc}');
        }
    }
    out
}

/// The same for plain text, which most is: word by word instead of letter by letter.
fn ascii_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pending = false;
    for piece in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = piece.strip_suffix(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece);
        if !word.is_empty() {
            if pending && !out.is_empty() {
                out.push(' ');
            }
            pending = false;
            out.push_str(word);
        }
        pending |= word.len() < piece.len() && !piece.ends_with(['\'', '`']);
    }
    out.make_ascii_lowercase();
    out
}

/// Adds `word` to `out` with German umlauts that are written out as those folded: `mueller` as `muller`.
///
/// An umlaut stands before a consonant and not behind a vowel, `q` or `g`; names in -ael, -uel, -oel are Hebrew.
pub fn umlauts(word: &str, out: &mut String) {
    let bytes = word.as_bytes();
    let is_vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let mut kept = 0;
    for (at, pair) in bytes.windows(3).enumerate() {
        let [b'a' | b'o' | b'u', b'e', next] = pair else { continue };
        let before = at.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b'x');
        let hebrew = *next == b'l' && bytes.get(at + 3).is_none_or(|after| is_vowel(*after));
        let french = pair.first() == Some(&b'u') && matches!(before, b'q' | b'g');
        if next.is_ascii_alphabetic() && !is_vowel(*next) && !is_vowel(before) && !hebrew && !french {
            out.push_str(word.get(kept..=at).unwrap_or_default());
            kept = at + 2;
        }
    }
    out.push_str(word.get(kept..).unwrap_or_default());
}

/// Whether `c` belongs to a word: a letter, a digit, or a mark on one.
pub fn is_word_char(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn plain_text_has_the_words_of_any_text(text in "[a-cA-C0-2 '`.,/-]{0,20}") {
            prop_assert_eq!(words(&text), words(&format!("{text}—")));
        }
    }

    #[test]
    fn letters_become_plain() {
        for (text, folded) in [
            ("Zürich", "zurich"),
            ("Straße Øst Łódź Þór", "strasse ost lodz thor"),
            ("Ελληνική Εταιρεία", "elliniki etaireia"),
            ("Андрей Щукин", "andrey shchukin"),
            ("ＡＣＭＥ ﬁne", "acme fine"),
            ("Ivan\u{131}", "ivani"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn foreign_letters_are_written_in_latin_ones_and_the_rest_is_as_it_was() {
        for (text, read) in [
            ("Zürich Ltd", "Zürich Ltd"),
            ("Ελληνική Εταιρεία", "Elliniki Etaireia"),
            ("Андрей Щукин", "Andrey Shchukin"),
            ("株式会社 Łódź", "株式会社 Łódź"),
        ] {
            assert_eq!(latin(text), read);
        }
    }

    #[test]
    fn composed_and_decomposed_are_one() {
        assert_eq!(fold("e\u{301}"), fold("é"));
        assert_eq!(fold("и\u{306}"), fold("й"));
        assert_ne!(fold("か"), fold("が"));
    }

    #[test]
    fn only_words_are_left() {
        assert_eq!(words("  Children's  Center—North/12 "), "childrens center north 12");
        assert_eq!(words("Ac\u{200b}me"), "acme");
        assert_eq!(words("!?"), "");
    }
}
