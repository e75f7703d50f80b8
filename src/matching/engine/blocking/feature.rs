//! What two records may have in common, as hashes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::hash;
use super::super::table::{Column, MISSING};
use crate::config::AttributeKind;
use crate::normalise::phonetic;

/// A part of an attribute's comparable form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// How its first word sounds.
    Sound,
    /// Its first letters.
    Start(usize),
    /// What stands before the `@`.
    User,
    /// What stands behind it.
    Domain,
    /// Its last digits.
    End(usize),
    /// House number and the beginning of the street.
    House,
    /// Each of its words that few records have.
    RareWords,
}

/// A part of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Feature {
    /// The attribute's column.
    pub column: usize,
    /// The part of it.
    pub part: Part,
}

/// The parts that an attribute of a kind is looked up by, with how often they agree where two records match.
pub fn parts(kind: AttributeKind) -> &'static [(Part, f64)] {
    match kind {
        AttributeKind::PersonName => &[(Part::Whole, 0.75), (Part::Sound, 0.85), (Part::Start(1), 0.93)],
        AttributeKind::Organisation => &[(Part::Whole, 0.5), (Part::Sound, 0.85), (Part::Start(5), 0.8)],
        AttributeKind::Email => &[(Part::Whole, 0.7), (Part::User, 0.75), (Part::Domain, 0.75)],
        AttributeKind::Phone => &[(Part::Whole, 0.75), (Part::End(6), 0.78)],
        AttributeKind::Address => &[(Part::Whole, 0.65), (Part::House, 0.8)],
        AttributeKind::PostalCode => &[(Part::Whole, 0.8), (Part::Start(3), 0.85)],
        AttributeKind::City => &[(Part::Whole, 0.75), (Part::Start(4), 0.83)],
        AttributeKind::Date => &[(Part::Whole, 0.8), (Part::Start(4), 0.88), (Part::End(4), 0.84)],
        AttributeKind::Identifier => &[(Part::Whole, 0.85), (Part::Start(4), 0.88), (Part::End(4), 0.88)],
        AttributeKind::Url => &[(Part::Whole, 0.6)],
        AttributeKind::Text => &[(Part::Whole, 0.4), (Part::Start(8), 0.6)],
        AttributeKind::Number => &[(Part::Whole, 0.8)],
        AttributeKind::Money => &[(Part::Whole, 0.4)],
        AttributeKind::Country | AttributeKind::Category => &[(Part::Whole, 0.9)],
    }
}

/// For every form of a column the hash of a part; 0 where it has none.
pub fn of_forms(column: &Column, part: Part) -> Vec<u64> {
    (0..column.forms() as u32).map(|id| of_form(column, id, part)).collect()
}

/// The hash of a part of a form; 0 where it has none.
pub fn of_form(column: &Column, id: u32, part: Part) -> u64 {
    if id == MISSING { 0 } else { of_text(column.form(id), part) }
}

fn of_text(form: &str, part: Part) -> u64 {
    let text = text(form, part);
    if text.is_empty() { 0 } else { hash::text(&text) }
}

/// The part itself; empty where a form has none.
pub fn text(form: &str, part: Part) -> Cow<'_, str> {
    let cut = |n: usize| form.char_indices().nth(n).map_or(form, |(end, _)| &form[..end]);
    match part {
        Part::Whole | Part::RareWords => form.into(),
        Part::Sound => phonetic::soundex(form.split(' ').next().unwrap_or_default()).as_str().to_owned().into(),
        Part::Start(n) => cut(n).into(),
        Part::End(n) => {
            let start = form.char_indices().rev().nth(n - 1).map_or(0, |(start, _)| start);
            form[start..].into()
        }
        Part::User => form.split('@').next().unwrap_or_default().into(),
        Part::Domain => form.split_once('@').map_or("", |(_, domain)| domain).into(),
        Part::House => {
            let number = form.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let street =
                form.split(' ').find(|word| word.len() >= 3 && !word.starts_with(|c: char| c.is_ascii_digit()));
            match (number, street) {
                (Some(number), Some(street)) => {
                    let end = street.char_indices().nth(4).map_or(street.len(), |(end, _)| end);
                    format!("{number} {}", &street[..end]).into()
                }
                _ => "".into(),
            }
        }
    }
}
