//! Street addresses: number and street first, with the words' usual abbreviations; the flat last.

use std::sync::LazyLock;

use super::fold::{fold, umlauts, words};
use super::table::{Table, lines};
use crate::config::{Normalising, Step};

struct StreetWords {
    /// A word and the short form it is compared by.
    short: Table<&'static str>,
    /// Ends of longer words and their short form, longest first.
    ends: Vec<(&'static str, &'static str)>,
}

static STREET: LazyLock<StreetWords> = LazyLock::new(|| {
    let mut street = StreetWords { short: Table::default(), ends: Vec::new() };
    for line in lines(include_str!("../../assets/street_words.txt")) {
        let Some((long, short)) = line.rsplit_once(' ') else { continue };
        for word in long.split(' ') {
            match word.strip_prefix('-') {
                Some(end) => street.ends.push((end, short)),
                None => {
                    street.short.entry(word).or_insert(short);
                }
            }
        }
    }
    street.ends.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    street
});

/// What flats are called in front of their number.
const UNITS: [&str; 24] = [
    "unit",
    "apt",
    "apartment",
    "appartement",
    "apartamento",
    "app",
    "suite",
    "ste",
    "flat",
    "flt",
    "room",
    "rm",
    "zimmer",
    "whg",
    "wohnung",
    "einheit",
    "shop",
    "lot",
    "bus",
    "interno",
    "piso",
    "lgh",
    "trailer",
    "trlr",
];

/// What house numbers are called in front of them.
const NUMBERS: [&str; 8] = ["no", "nr", "num", "number", "nummer", "numero", "nro", "house"];

/// Numbers that are spelt out, at the beginning as a house, anywhere as the name of a street: the number and its digits,
/// the ordinal and its digits.
const SPELT: [(&str, &str, &str, &str); 12] = [
    ("one", "1", "first", "1st"),
    ("two", "2", "second", "2nd"),
    ("three", "3", "third", "3rd"),
    ("four", "4", "fourth", "4th"),
    ("five", "5", "fifth", "5th"),
    ("six", "6", "sixth", "6th"),
    ("seven", "7", "seventh", "7th"),
    ("eight", "8", "eighth", "8th"),
    ("nine", "9", "ninth", "9th"),
    ("ten", "10", "tenth", "10th"),
    ("eleven", "11", "eleventh", "11th"),
    ("twelve", "12", "twelfth", "12th"),
];

/// Words that are a post office box, by themselves or before `box`.
const BOXES: [&str; 9] = ["postfach", "postbus", "pobox", "pob", "apartado", "postboks", "postbox", "boite", "bp"];

/// The comparable form of a street address: `12 North Main Street, Apt. 4` and `4/12 N Main St` are
/// `12 n main st unit 4`, `Hauptstraße 5 a` is `haupt st 5a`, `P.O. Box 12` is `pobox 12`.
///
/// Compounds come apart first, then flats go to the end, and only then are neighbours joined: so a form is its own form.
pub fn comparable(value: &str, how: Normalising) -> String {
    let marked = if value.contains(['#', '/']) { with_marks(value) } else { None };
    let mut folded = words(marked.as_deref().unwrap_or(value));
    if how.takes(Step::Umlauts) && ["ae", "oe", "ue"].iter().any(|written| folded.contains(written)) {
        let mut plain = String::with_capacity(folded.len());
        for word in folded.split(' ') {
            plain.push_str(if plain.is_empty() { "" } else { " " });
            umlauts(word, &mut plain);
        }
        folded = plain;
    }
    let mut all: Vec<&str> = Vec::with_capacity(12);
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if how.takes(Step::Abbreviations) { apart(word, &mut all) } else { all.push(word) }
    }
    let mut form = String::with_capacity(folded.len() + 8);
    let units = if how.takes(Step::Units) { take_units(&mut all) } else { Vec::new() };
    // One Main Street.
    if how.takes(Step::Abbreviations)
        && let [first, _, ..] = all.as_mut_slice()
    {
        *first = SPELT.iter().find(|(number, ..)| number == first).map_or(*first, |(_, digits, ..)| digits);
    }
    let mut at = 0;
    while let Some(rest) = all.get(at..).filter(|rest| !rest.is_empty()) {
        let (first, taken) = if how.takes(Step::Abbreviations) { step(rest) } else { ("", 0) };
        match taken {
            0 => push(&mut form, rest.first().copied().unwrap_or_default()),
            _ if !first.is_empty() => push(&mut form, first),
            // A house number and its letter.
            _ => {
                push(&mut form, rest.first().copied().unwrap_or_default());
                form.push_str(rest.get(1).copied().unwrap_or_default());
            }
        }
        at += taken.max(1);
    }
    for unit in units {
        push(&mut form, "unit");
        push(&mut form, unit);
    }
    form
}

fn push(form: &mut String, word: &str) {
    if !form.is_empty() {
        form.push(' ');
    }
    form.push_str(word);
}

/// `hauptstrasse` as `haupt st`. At least three letters must remain in front: `west` is no `we st`.
fn apart<'w>(word: &'w str, all: &mut Vec<&'w str>) {
    let parts = STREET.ends.iter().find_map(|(end, short)| {
        let name = word.strip_suffix(end).filter(|name| name.chars().count() >= 3)?;
        Some((name, *short))
    });
    match parts.filter(|_| !STREET.short.contains_key(word)) {
        Some((name, short)) => {
            apart(name, all);
            all.push(short);
        }
        None => all.push(word),
    }
}

/// Takes the flats out of an address, and what numbers are called in front of them. What is taken out makes neighbours of
/// others, so the words kept so far are looked at, not those of the address.
fn take_units<'w>(all: &mut Vec<&'w str>) -> Vec<&'w str> {
    let mut units = Vec::new();
    let mut kept: Vec<&str> = Vec::with_capacity(all.len());
    for word in all.iter().copied() {
        let calls = kept.iter().rev().take_while(|word| NUMBERS.contains(word)).count();
        let before = kept.len() - calls;
        let name = before.checked_sub(1).and_then(|at| kept.get(at)).filter(|name| UNITS.contains(name));
        if name.is_some_and(|name| is_unit(name, word)) {
            kept.truncate(before - 1);
            units.push(word);
        } else {
            if is_number(word) && !is_ordinal(word) {
                kept.truncate(before);
            }
            kept.push(word);
        }
    }
    *all = kept;
    units
}

/// Whether `name` calls `unit` a flat: a number, or a letter that short forms of street words do not use. `Ste Anne` is
/// a saint.
fn is_unit(name: &str, unit: &str) -> bool {
    let letter = unit.len() == 1 && name != "ste" && !matches!(unit, "n" | "s" | "e" | "w" | "g");
    letter || unit.bytes().any(|byte| byte.is_ascii_digit()) && !is_ordinal(unit)
}

/// What the first words of `rest` become, and how many they are: 0 where the first stays as it is; nothing where the
/// first two are joined.
fn step(rest: &[&str]) -> (&'static str, usize) {
    match rest {
        ["p", "o", "box", ..] | ["post", "office", "box", ..] => ("pobox", 3),
        ["po" | "gpo" | "cpo", "box", ..]
        | ["boite" | "casella", "postale", ..]
        | ["caixa" | "casilla", "postal", ..] => ("pobox", 2),
        [word, number, ..] if BOXES.contains(word) && is_number(number) && !is_ordinal(number) => ("pobox", 1),
        // `5 a` is `5a`; directions stand apart.
        [number, "a" | "b" | "c" | "d" | "f", ..] if is_digits(number) => ("", 2),
        ["n" | "north", "e" | "east", ..] => ("ne", 2),
        ["n" | "north", "w" | "west", ..] => ("nw", 2),
        ["s" | "south", "e" | "east", ..] => ("se", 2),
        ["s" | "south", "w" | "west", ..] => ("sw", 2),
        [word, ..] => match SPELT.iter().find(|(_, _, ordinal, _)| ordinal == word) {
            Some((.., ordinal)) => (ordinal, 1),
            None => STREET.short.get(word).map_or(("", 0), |short| (short, 1)),
        },
        [] => ("", 0),
    }
}

/// The flat that a form names.
pub fn unit(form: &str) -> Option<&str> {
    let after = |start: &str| form.rfind(start).and_then(|at| form.get(at + start.len()..));
    after(" unit ").or_else(|| form.strip_prefix("unit "))
}

/// `#4` behind a street is a flat, in front of it a house; `4/12 Main St` is flat 4 of house 12.
fn with_marks(value: &str) -> Option<String> {
    let folded = fold(value);
    let trimmed = folded.trim_start();
    if let Some((flat, rest)) = trimmed.split_once('/') {
        let short = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let house = rest.bytes().take_while(u8::is_ascii_digit).count();
        let street = rest.get(house..).is_some_and(|street| street.starts_with(' ') && street.trim().len() > 2);
        if short(flat) && flat.starts_with(|c: char| c.is_ascii_digit()) && house > 0 && street {
            return Some(format!("unit {flat} {rest}"));
        }
    }
    let (before, after) = folded.split_once('#')?;
    let word = if before.contains(|c: char| c.is_ascii_digit()) { "unit" } else { "no" };
    // `Apt #4` names the flat already.
    let named = before.trim_end().rsplit([' ', '.', ',']).find(|word| !word.is_empty());
    let named = named.is_some_and(|name| UNITS.contains(&name) || NUMBERS.contains(&name));
    Some(format!("{before} {} {}", if named { "" } else { word }, after.replace('#', " ")))
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_ordinal(word: &str) -> bool {
    is_number(word) && ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn street_words_have_one_form() {
        for (value, address) in [
            ("12 North Main Street", "12 n main st"),
            ("12 N. Main St", "12 n main st"),
            ("Hauptstraße 5a", "haupt st 5a"),
            ("Haupt Str. 5 a", "haupt st 5a"),
            ("pridhamstreet 177", "pridham st 177"),
            ("12810 S. Escanaba ", "12810 s escanaba"),
            ("One Main Street", "1 main st"),
            ("12 Fifth Avenue", "12 5th av"),
            ("12 5th Ave", "12 5th av"),
            ("No. 12 Main Road", "12 main rd"),
            ("#12 Main Road", "12 main rd"),
            ("12 N.W. 5th Street", "12 nw 5th st"),
            ("12 Northwest 5th Street", "12 nw 5th st"),
            ("12 Saint James Street", "12 st james st"),
            ("12 St. James St.", "12 st james st"),
            ("Muellerstraße 3", "muller st 3"),
            ("Müllerstr. 3", "muller st 3"),
        ] {
            assert_eq!(form(value), address, "{value}");
        }
    }

    #[test]
    fn the_flat_stands_last() {
        for value in [
            "12 Main St Apt 4",
            "12 Main Street, Apartment 4",
            "12 Main St #4",
            "12 Main St Apt #4",
            "4/12 Main St",
            "Unit 4, 12 Main St",
            "Flat 4 12 Main Street",
            "Suite 4, 12 Main St.",
            "12 Main St., Ste. 4",
            "12 Main St Unit 4",
        ] {
            assert_eq!(form(value), "12 main st unit 4", "{value}");
        }
        assert_eq!(form("12 Main St Apt B"), "12 main st unit b");
        assert_eq!(form("12 Rue Ste Anne"), "12 rue st anne");
        assert_eq!(unit("12 main st unit 4"), Some("4"));
        assert_eq!(unit("12 main st"), None);
    }

    #[test]
    fn boxes_have_one_form() {
        for value in [
            "PO Box 12",
            "P.O. Box 12",
            "P O Box 12",
            "POB 12",
            "Post Office Box 12",
            "Postfach 12",
            "Postbus 12",
            "BP 12",
        ] {
            assert_eq!(form(value), "pobox 12", "{value}");
        }
    }

    #[test]
    fn short_forms_are_their_own_short_forms() {
        let shorts = STREET.short.values().chain(STREET.ends.iter().map(|(_, short)| short));
        for short in shorts {
            assert!(STREET.short.get(short).is_none_or(|again| again == short), "{short}");
            let mut all = Vec::new();
            apart(short, &mut all);
            assert_eq!(all, [*short]);
            assert!(!UNITS.contains(short) || *short == "apt" || *short == "rm", "{short}");
        }
    }

    #[test]
    fn steps_can_be_left_out() {
        let without = |step| Normalising::Steps(Steps::DEFAULT.with(step, false));
        assert_eq!(comparable("12 North Main Street", without(Step::Abbreviations)), "12 north main street");
        assert_eq!(comparable("12 Main St Apt 4", without(Step::Units)), "12 main st apt 4");
    }
}
