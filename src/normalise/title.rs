//! Titles of products and publications: words, model codes and measures, each written in one way.
//!
//! ```text
//! Sony PSLX-350H Belt Drive Turntable, 17-Inch   →   sony pslx350h belt drive turntable 17in
//! Photoshop Elements Version 5.0 (2 GB RAM)      →   photoshop elements 5 2gb ram
//! ```
//!
//! `chunk.rs` decides what hyphens join. Two titles whose codes differ seldom mean one product, however many words they
//! share; [`codes`] finds them again in the form.

mod chunk;

use std::sync::LazyLock;

use self::chunk::Part;
use super::fold::{fold, is_word_char};
use super::table::{Table, lines};
use crate::text::safe::is_unseen;

/// A way to write a unit.
#[derive(Clone, Copy)]
struct Unit {
    /// The form it is compared by.
    form: &'static str,
    /// Whether it is a unit only where it is written right behind the number.
    attached: bool,
}

static UNITS: LazyLock<Table<Unit>> = LazyLock::new(|| {
    let mut units = Table::default();
    for line in lines(include_str!("../../assets/units.txt")) {
        let form = line.split(' ').next().unwrap_or_default().trim_start_matches('=');
        for spelling in line.split(' ') {
            let bare = spelling.trim_start_matches('=');
            units.insert(bare, Unit { form, attached: bare.len() < spelling.len() });
        }
    }
    units
});

/// Ordinals that titles spell out, and numerals that are no words of their own, in digits.
fn in_digits(word: &str) -> &str {
    match word {
        "first" => "1st",
        "second" => "2nd",
        "third" => "3rd",
        "fourth" => "4th",
        "fifth" => "5th",
        "sixth" => "6th",
        "seventh" => "7th",
        "eighth" => "8th",
        "ninth" => "9th",
        "tenth" => "10th",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        "vii" => "7",
        "viii" => "8",
        "ix" => "9",
        other => other,
    }
}

/// Names of formats and standards that look like model codes.
const FORMATS: [&str; 16] = [
    "mp3", "mp4", "mpeg2", "mpeg4", "h264", "h265", "1080p", "1080i", "720p", "480p", "2160p", "win95", "win98", "x86",
    "x64", "s-video",
];

/// The comparable form of a title: its words, with model codes, measures and versions in one spelling each.
pub fn comparable(value: &str) -> String {
    let folded = fold(value);
    let mut form = Form { text: String::with_capacity(folded.len()), number: None, last: 0 };
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        rest = chunk::take(rest, &mut parts);
        form.add(&parts, rest);
    }
    form.text
}

/// The title as it grows.
struct Form {
    text: String,
    /// Where the last word begins, if it is a plain number.
    number: Option<usize>,
    /// Where the last word begins.
    last: usize,
}

impl Form {
    /// Adds the words of a chunk; `rest` is what follows it.
    fn add(&mut self, parts: &[Part], rest: &str) {
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            let joined = chunk::code(parts.get(at..).unwrap_or_default());
            if joined > 1 {
                let letters = parts.get(at..at + joined).unwrap_or_default().iter().flat_map(|part| part.text.chars());
                let code: String = letters.filter(|c| *c != '.').collect();
                self.word(&code, true, "");
            } else {
                let follows = parts.get(at + 1).map_or(rest, |next| next.text.as_ref());
                // A hyphen binds as closely as no blank at all: `17-in`.
                self.word(&part.text, part.bound, follows);
            }
            at += joined;
        }
    }

    fn word(&mut self, word: &str, bound: bool, follows: &str) {
        let word = in_digits(word);
        let by_itself =
            |unit: &&Unit| !unit.attached || bound || word == "in" && !begins_with_digit(follows) || word.len() > 2;
        if let (Some(_), Some(unit)) = (self.number, UNITS.get(word).filter(by_itself)) {
            self.text.push_str(unit.form);
            self.number = None;
            return;
        }
        let fluid =
            matches!(word, "fl" | "fluid") && ["oz", "ounce"].iter().any(|unit| after_signs(follows).starts_with(unit));
        if fluid && self.number.is_some() {
            return;
        }
        let digits = word.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, letters) = word.split_at(digits);
        let version = word.strip_prefix('v').filter(|number| number.contains('.') && is_number(number));
        if let Some(number) = version.or(Some(number).filter(|number| letters.is_empty() && !number.is_empty())) {
            while matches!(self.last_word(), "version" | "ver" | "vers" | "v") {
                self.drop_last();
            }
            self.push(plain(number));
            self.number = Some(self.last);
            return;
        }
        self.number = None;
        match UNITS.get(letters).filter(|_| digits > 0 && is_number(number)) {
            Some(unit) => {
                self.push(plain(number));
                self.text.push_str(unit.form);
            }
            None => self.push(match word {
                "ed" if is_ordinal(self.last_word()) => "edition",
                "vol" | "vols" => "volume",
                other => other,
            }),
        }
    }

    fn push(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.last = self.text.len();
        self.text.push_str(word);
    }

    fn last_word(&self) -> &str {
        self.text.get(self.last..).unwrap_or_default()
    }

    fn drop_last(&mut self) {
        self.text.truncate(self.last.saturating_sub(1));
        self.last = self.text.rfind(' ').map_or(0, |blank| blank + 1);
    }
}

/// A number without the zeros at the end of its fraction: `5.0` is `5`. What has more points is a version.
fn plain(number: &str) -> &str {
    match number.split_once('.') {
        Some((_, fraction)) if !fraction.contains('.') => number.trim_end_matches('0').trim_end_matches('.'),
        _ => number,
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_ordinal(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && matches!(word.get(digits..), Some("st" | "nd" | "rd" | "th"))
}

/// What follows, from its first letter or digit on.
fn after_signs(text: &str) -> &str {
    text.trim_start_matches(|c: char| !is_word_char(c))
}

fn begins_with_digit(text: &str) -> bool {
    after_signs(text).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a word of a form is a measure: a number with its unit, such as `17in`.
pub fn is_measure(word: &str) -> bool {
    let digits = word.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    digits > 0 && UNITS.get(word.get(digits..).unwrap_or_default()).is_some_and(|unit| word.ends_with(unit.form))
}

/// Whether a word of a form is a code: letters mixed with digits, or a long number. Measures, ordinals, decades
/// (`1990s`), factors (`10x`) and names of formats (`mp3`) are none.
pub fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return digits >= 5 && digits == word.len();
    }
    let tail = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    digits > 0
        && digits + letters >= 3
        && !matches!(tail, "s" | "x")
        && !is_ordinal(word)
        && !is_measure(word)
        && !FORMATS.contains(&word)
        && !word.contains('.')
}

/// The codes of a form, in its order.
pub fn codes(form: &str) -> impl Iterator<Item = &str> {
    form.split(' ').filter(|word| is_code(word))
}

/// The measures of a form, in its order.
pub fn measures(form: &str) -> impl Iterator<Item = &str> {
    form.split(' ').filter(|word| is_measure(word))
}

fn is_seen_word_char(c: char) -> bool {
    is_word_char(c) && !is_unseen(c)
}

#[cfg(test)]
mod tests;
