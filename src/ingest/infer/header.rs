//! What the name of a column says: its words, and the concept that they name in one of several languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::config::{AttributeKind, Sensitivity};
use crate::normalise::{fold, folded_words};
use crate::text::SafeText;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It says who or what a record is.
    Match,
    /// It says something else.
    Skip,
    /// It names a row.
    Key,
    /// When the source changed the row.
    Time,
    /// Which system the row is from.
    Source,
}

/// What header words can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Its name, which serves as an attribute's where headers differ.
    pub name: &'static str,
    /// The kind; `None`: a name of something, values tell of what.
    pub kind: Option<AttributeKind>,
    /// What such a column is for.
    pub purpose: Use,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

static PHRASES: LazyLock<HashMap<String, (Concept, usize)>> = LazyLock::new(|| {
    let mut phrases = HashMap::new();
    for line in include_str!("../../../assets/infer/headers.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((head, list)) = line.split_once(':') else { continue };
        let mut head = head.split_whitespace();
        let (Some(name), Some(kind), Some(purpose), Some(sensitivity)) =
            (head.next(), head.next(), head.next(), head.next())
        else {
            continue;
        };
        let concept = Concept {
            name,
            kind: AttributeKind::WORDS.iter().find(|(_, word)| *word == kind).map(|(kind, _)| *kind),
            purpose: match purpose {
                "match" => Use::Match,
                "key" => Use::Key,
                "time" => Use::Time,
                "source" => Use::Source,
                _ => Use::Skip,
            },
            sensitivity: Sensitivity::WORDS
                .iter()
                .find(|(_, word)| *word == sensitivity)
                .map_or(Sensitivity::Pii, |s| s.0),
        };
        for phrase in list.split(',') {
            let words = folded_words(phrase);
            let count = words.split(' ').count();
            phrases.entry(compact(&words)).or_insert((concept, count));
        }
    }
    phrases
});

/// Words behind the one that counts, which say little.
const FILLERS: [&str; 26] = [
    "number", "no", "nr", "num", "nummer", "numero", "code", "value", "text", "str", "string", "field", "raw",
    "original", "orig", "primary", "main", "home", "full", "new", "old", "id", "line", "col", "column", "attr",
];

/// A column's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its words, folded; digits apart from letters.
    pub words: Vec<String>,
    /// A number at its end, where it is not 1: `address_2`.
    pub ordinal: u32,
    /// What it means, if that is known.
    pub concept: Option<Concept>,
    /// A concept of identifiers among the other words: `passport_country`.
    pub of_identifier: bool,
}

impl Header {
    /// Reads the name of a column.
    pub fn read(name: &str) -> Self {
        let words = words(name);
        let ordinal = match words.last().and_then(|word| word.parse().ok()) {
            Some(number) if words.len() > 1 && number < 100 => number,
            _ => 1,
        };
        let mut header = Self { words, ordinal, concept: None, of_identifier: false };
        let plain: Vec<&str> =
            header.words.iter().map(String::as_str).filter(|word| word.parse::<u32>().is_err()).collect();
        let found = concepts(&plain);
        // The words that end a name count most (`phone type`), and more words more than fewer (`social security`).
        let weight = |found: &Found| 2 * found.words + if found.ends { 3 } else { 0 };
        if let Some(best) = found.iter().max_by_key(|found| (weight(found), found.start)) {
            header.concept = Some(best.concept);
            header.of_identifier = found.iter().any(|other| {
                other.start != best.start
                    && other.concept.kind == Some(AttributeKind::Identifier)
                    && other.concept.purpose == Use::Match
            });
        }
        header
    }

    /// The words as attributes are called, `snake_case`: composed letters, as people type them. Empty if the header has
    /// no words.
    pub fn snake(&self) -> String {
        self.words.join("_").nfc().collect()
    }

    /// The name of an attribute made of the column: `otherwise` where the header has no words that a screen can show.
    pub fn attribute(&self, otherwise: impl FnOnce() -> String) -> String {
        let name = self.snake();
        if name.is_empty() || SafeText::whole(&name).has_hidden() { otherwise() } else { name }
    }

    /// Whether the concept is called so.
    pub fn means(&self, concept: &str) -> bool {
        self.concept.is_some_and(|known| known.name == concept)
    }

    /// What a column of this concept is for.
    pub fn purpose(&self) -> Option<Use> {
        self.concept.map(|concept| concept.purpose)
    }
}

struct Found {
    concept: Concept,
    start: usize,
    words: usize,
    ends: bool,
}

fn concepts(words: &[&str]) -> Vec<Found> {
    let mut found = Vec::new();
    for start in 0..words.len() {
        for end in start + 1..=words.len().min(start + 5) {
            let joined = compact(&words.get(start..end).unwrap_or_default().concat());
            if let Some((concept, count)) = PHRASES.get(&joined) {
                let rest = words.get(end..).unwrap_or_default();
                let ends = rest.iter().all(|word| FILLERS.contains(word));
                found.push(Found { concept: *concept, start, words: *count, ends });
            }
        }
    }
    found
}

/// The form in which phrases are looked up: without blanks, umlauts written either way.
fn compact(words: &str) -> String {
    words.replace(' ', "").replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// The words of a name: divided at punctuation, before capitals and around digits.
fn words(name: &str) -> Vec<String> {
    let mut parted = String::with_capacity(name.len() + 8);
    let chars: Vec<char> = name.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|before| chars.get(before)) {
            let next_is_small = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
            let capital = c.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && next_is_small);
            if capital || c.is_numeric() != before.is_numeric() {
                parted.push(' ');
            }
        }
        parted.push(*c);
    }
    // Apostrophes divide in headers: `chiffre d'affaires`.
    let parted = fold(&parted).replace(['\'', '’'], " ");
    folded_words(&parted).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(name: &str) -> &'static str {
        Header::read(name).concept.map_or("?", |concept| concept.name)
    }

    #[test]
    fn headers_in_many_spellings_and_languages() {
        for (name, expected) in [
            ("firstName", "given_name"),
            ("PRIMARY_NAME_LAST", "surname"),
            ("PRIMARY_NAME_ORG", "organisation"),
            ("Nachname", "surname"),
            ("Prénom", "given_name"),
            ("Código Postal", "postal_code"),
            ("PLZ", "postal_code"),
            ("zip", "postal_code"),
            ("addr", "address"),
            ("ADDR_LINE1", "address"),
            ("Phone Number", "phone"),
            ("PHONE_TYPE", "category"),
            ("soc_sec_id", "national_id"),
            ("SSN_NUMBER", "national_id"),
            ("REL_POINTER_KEY", "key"),
            ("customer_id", "key"),
            ("Kundennummer", "key"),
            ("tax_id", "tax_number"),
            ("DateOfBirth", "birth_date"),
            ("data di nascita", "birth_date"),
            ("updated_at", "updated"),
            ("geändert am", "updated"),
            ("cluster_id", "cluster"),
            ("chiffre d'affaires", "amount"),
            ("NATIONAL_ID_COUNTRY", "country"),
            ("E-Mail", "email"),
            ("street_number", "street_number"),
            ("xq7", "?"),
        ] {
            assert_eq!(concept(name), expected, "{name}");
        }
    }

    #[test]
    fn words_ordinals_and_qualifiers() {
        let header = Header::read("Address Line2");
        assert_eq!((header.snake().as_str(), header.ordinal), ("address_line_2", 2));
        assert_eq!(Header::read("address_1").ordinal, 1);
        assert!(Header::read("PASSPORT_COUNTRY").of_identifier);
        assert!(!Header::read("ADDR_COUNTRY").of_identifier);
        assert_eq!(Header::read("NAEYC Program Id").snake(), "naeyc_program_id");
        assert_eq!(Header::read("!!").snake(), "");
        assert_eq!(Header::read("이름").attribute(String::new), "이름");
        let marks = "\u{cc0}".repeat(6); // no letter carries so many vowels: nobody could read them
        assert_eq!(Header::read(&marks).attribute(|| "column".to_owned()), "column");
    }
}
