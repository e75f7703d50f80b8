//! Comparable forms of names, organisations, e-mails, phones, addresses, dates.
//!
//! One file a kind of value; `fold.rs` (letters) and `table.rs` serve them all. Pure: text in, text out. A
//! comparable form is for comparing only; it is never shown as the value and never stored in its place.

pub mod contact;
pub mod date;
mod fold;
pub mod identifier;
pub mod nickname;
pub mod number;
pub mod organisation;
pub mod person_name;
pub mod phonetic;
pub mod place;
pub mod placeholder;
mod table;
pub mod time;
pub mod title;

pub use fold::{fold, latin, words as folded_words};

use crate::config::AttributeKind;

/// The form by which two values of `kind` are compared: equal forms mean equivalent values.
///
/// Empty where nothing comparable is left, and for placeholders such as `n/a`, `-` or `unknown`.
pub fn comparable(kind: AttributeKind, value: &str) -> String {
    if placeholder::is_placeholder(kind, value) {
        return String::new();
    }
    match kind {
        AttributeKind::PersonName => plain_umlauts(person_name::comparable(value)),
        AttributeKind::Organisation => plain_umlauts(organisation::comparable(value)),
        AttributeKind::Email => contact::email(value),
        AttributeKind::Phone => contact::phone(value),
        AttributeKind::Url => contact::url(value),
        AttributeKind::Address => plain_umlauts(place::address(value)),
        AttributeKind::PostalCode => place::postal_code(value),
        AttributeKind::City => plain_umlauts(place::city(value)),
        AttributeKind::Country => place::country(value),
        AttributeKind::Date => date::comparable(value),
        AttributeKind::Number | AttributeKind::Money => number::comparable(value),
        AttributeKind::Identifier => identifier::comparable(value),
        AttributeKind::Category => folded_words(value),
        AttributeKind::Text => title::comparable(value),
    }
}

/// German umlauts written out are those folded (`moebel`, `Möbel`: `mobel`). That `blue` becomes `blu` does no harm:
/// it does so in both values, and nobody sees it.
fn plain_umlauts(folded: String) -> String {
    if ["ae", "oe", "ue"].iter().any(|written| folded.contains(written)) {
        return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    }
    folded
}

/// One text to search in: every value folded to plain lower-case words, divided by blanks. Queries are folded alike.
pub fn search_text<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for value in values {
        let words = folded_words(value);
        if !words.is_empty() {
            let words = plain_umlauts(words);
            text.extend([if text.is_empty() { "" } else { " " }, &words]);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_are_missing() {
        for value in ["", " ", "-", "--", "n/a", "N.A.", "NULL", "?", "(none)"] {
            for (kind, _) in AttributeKind::WORDS {
                if kind != AttributeKind::Country {
                    assert_eq!(comparable(kind, value), "", "{kind:?} of {value:?}");
                }
            }
        }
        assert_eq!(comparable(AttributeKind::Country, "NA"), "na");
    }

    #[test]
    fn search_text_is_plain_words() {
        assert_eq!(search_text(["Müller & Söhne", "", "o.muller@x.example"]), "muller sohne o muller x example");
    }

    proptest! {
        #[test]
        fn forms_are_stable_and_never_fail(value in "\\PC{0,30}", kind in 0..AttributeKind::WORDS.len()) {
            let (kind, _) = AttributeKind::WORDS[kind];
            let once = comparable(kind, &value);
            prop_assert_eq!(once.trim(), once.as_str());
            prop_assert_eq!(comparable(kind, &format!(" {value} ")), once);
        }
    }
}
