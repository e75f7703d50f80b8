//! Comparable forms of names, organisations, e-mails, phones, addresses, dates, titles.
//!
//! One file a kind of value; `fold.rs` (letters) and `table.rs` serve them all. `placeholder.rs` finds values that mean
//! nothing, `nickname.rs` and `phonetic.rs` serve comparing and blocking, `aws.rs` does it another service's way. Pure:
//! text in, text out. A comparable form is for comparing only; it is never shown as the value and never stored in its
//! place.

pub mod address;
mod aws;
pub mod date;
pub mod email;
mod fold;
pub mod identifier;
pub mod nickname;
pub mod number;
pub mod organisation;
pub mod person_name;
pub mod phone;
pub mod phonetic;
pub mod place;
pub mod placeholder;
mod punycode;
mod table;
pub mod time;
pub mod title;
pub mod url;
pub mod variant;

pub use fold::{fold, latin, words as folded_words};

use crate::config::{AttributeKind, Normalising, Step};
use crate::text::safe::is_unseen;

/// The form by which two values of `kind` are compared: equal forms mean equivalent values.
///
/// Empty where nothing comparable is left, and for placeholders such as `n/a`, `-` or `unknown`. A form is its own form.
pub fn comparable(kind: AttributeKind, how: Normalising, value: &str) -> String {
    match how {
        Normalising::Aws => return aws::comparable(kind, value),
        Normalising::AsItIs => return printable(value),
        Normalising::Steps(_) => {}
    }
    let meaningless = how.takes(Step::Placeholders);
    if meaningless && placeholder::is_placeholder(kind, value) {
        return String::new();
    }
    let form = match kind {
        AttributeKind::PersonName => person_name::comparable(value, how),
        AttributeKind::Organisation => organisation::comparable(value, how),
        AttributeKind::Email => email::comparable(value, how),
        AttributeKind::Phone => phone::comparable(value, how),
        AttributeKind::Url => url::comparable(value, how),
        AttributeKind::Address => address::comparable(value, how),
        AttributeKind::PostalCode => place::postal_code(value, how),
        AttributeKind::City => place::city(value, how),
        AttributeKind::Country => place::country(value),
        AttributeKind::Date => date::comparable(value, how),
        AttributeKind::Number | AttributeKind::Money => number::comparable(value),
        AttributeKind::Identifier => identifier::comparable(value),
        AttributeKind::Text if how.takes(Step::Codes) => title::comparable(value),
        AttributeKind::Category | AttributeKind::Text => folded_words(value),
    };
    // Where words were joined, marks of one may stand in another order on the other.
    let form = if form.is_ascii() { form } else { fold(&form) };
    // `Unknown Ltd`, `Mr. Test`: what is left means nothing.
    if meaningless && form != value && placeholder::form_means_nothing(kind, &form) { String::new() } else { form }
}

/// A value as it is, its white space single blanks, without signs that nobody sees.
fn printable(value: &str) -> String {
    let mut form = String::with_capacity(value.len());
    let seen = |c: &char| !is_unseen(*c) && (!c.is_control() || c.is_whitespace());
    for c in value.chars().filter(seen) {
        if !c.is_whitespace() {
            form.push(c);
        } else if !form.is_empty() && !form.ends_with(' ') {
            form.push(' ');
        }
    }
    form.truncate(form.trim_end().len());
    form
}

/// German umlauts written out are those folded (`moebel`, `Möbel`: `mobel`). That `blue` becomes `blu` does no harm in a
/// search: query and text are folded alike, and nobody sees it.
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
mod tests;
