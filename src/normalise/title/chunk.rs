//! What stands between two blanks of a title, taken apart at its signs: `PSLX-350H/B` is three parts, and one code.

use std::borrow::Cow;

use super::{UNITS, is_number, is_seen_word_char};

/// Letters and digits without a sign between them; a decimal point may stand between digits.
pub struct Part<'t> {
    pub text: Cow<'t, str>,
    /// The sign in front of it; a blank at the beginning of a chunk.
    pub sign: char,
    /// Whether nothing but a hyphen stands in front.
    pub bound: bool,
}

impl<'t> Part<'t> {
    fn new(text: impl Into<Cow<'t, str>>, sign: char) -> Self {
        Self { text: text.into(), sign, bound: sign == '-' }
    }
}

/// Takes the first chunk off `text` into `parts`; what remains.
pub fn take<'t>(text: &'t str, parts: &mut Vec<Part<'t>>) -> &'t str {
    parts.clear();
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (chunk, rest) = text.split_at(end);
    let mut sign = ' ';
    let mut at = 0;
    while let Some(c) = chunk.get(at..).and_then(|left| left.chars().next()) {
        let left = chunk.get(at..).unwrap_or_default();
        if is_seen_word_char(c) {
            let len = run(left);
            parts.push(part(left.get(..len).unwrap_or_default(), sign));
            at += len;
            sign = '\0';
            let after = left.get(len..).unwrap_or_default();
            if let Some((unit, signs)) = mark(after).filter(|_| parts.last().is_some_and(|part| is_number(&part.text)))
            {
                parts.push(Part { text: Cow::Borrowed(unit), sign: '\0', bound: true });
                at += signs;
            }
            continue;
        }
        if c == '&' {
            parts.push(Part::new("and", ' '));
        }
        // `.5` is half; `W/` is with.
        if c == '.'
            && sign != '\0'
            && left.get(1..).is_some_and(|digits| digits.starts_with(|d: char| d.is_ascii_digit()))
        {
            let len = 1 + run(left.get(1..).unwrap_or_default());
            parts.push(part(&["0", left.get(..len).unwrap_or_default()].concat(), sign).owned());
            at += len;
            sign = '\0';
            continue;
        }
        sign = if sign == '\0' { c } else { ' ' };
        at += c.len_utf8();
    }
    with(parts, chunk.ends_with('/'));
    rest
}

impl Part<'_> {
    fn owned<'t>(self) -> Part<'t> {
        Part { text: Cow::Owned(self.text.into_owned()), sign: self.sign, bound: self.bound }
    }
}

/// `w/` is `with`, `w/o` is `without`.
fn with(parts: &mut Vec<Part>, ends_with_slash: bool) {
    let slash = parts.get(1).map_or(ends_with_slash, |part| part.sign == '/');
    if slash && parts.first().is_some_and(|part| part.text == "w") {
        let without = parts.get(1).is_some_and(|part| part.text == "o");
        if without {
            parts.remove(1);
        }
        if let Some(first) = parts.first_mut() {
            first.text = Cow::Borrowed(if without { "without" } else { "with" });
        }
        if let Some(next) = parts.get_mut(1) {
            next.sign = ' ';
        }
    }
}

/// How far letters and digits go from the beginning of `text`, over apostrophes in words, points and commas in numbers.
fn run(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut pure = true; // digits only so far
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        let in_number = pure && before.is_ascii_digit() && digit(next);
        let thousands = c == ',' && digit(next + 1) && digit(next + 2) && !digit(next + 3);
        let goes_on = is_seen_word_char(c)
            || crate::text::safe::is_unseen(c)
            || c == '.' && in_number
            || thousands && in_number
            || matches!(c, '\'' | '\u{2019}') && before.is_alphabetic();
        if !goes_on {
            return at;
        }
        // `v5.0` is the number of a version.
        pure &= c.is_ascii_digit() || matches!(c, '.' | ',') || at == 0 && c == 'v';
        before = c;
    }
    text.len()
}

/// A run as a part: apostrophes, thousands' commas and what nobody sees are left out.
fn part(run: &str, sign: char) -> Part<'_> {
    let kept = |c: char| is_seen_word_char(c) || c == '.';
    if run.chars().all(kept) {
        return Part::new(run, sign);
    }
    Part::new(run.chars().filter(|c| kept(*c)).collect::<String>(), sign)
}

/// A sign of inches right behind a number, and its length. A single stroke may be feet, minutes or the end of a quotation:
/// it says nothing.
fn mark(text: &str) -> Option<(&'static str, usize)> {
    let sign = ["\"", "\u{201d}", "''", "\u{2032}\u{2032}"].into_iter().find(|sign| text.starts_with(sign))?;
    let after = text.get(sign.len()..).unwrap_or_default();
    (!after.starts_with(|c: char| c.is_alphanumeric())).then_some(("in", sign.len()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letters(usize),
    Digits(usize),
    Mixed,
    /// A number with a point, a measure: never part of a code.
    Number,
}

fn class(text: &str) -> Class {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| !c.is_ascii_digit() && *c != '.').count();
    let number = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let measure = number > 0 && UNITS.contains_key(text.get(number..).unwrap_or_default());
    match (letters, digits) {
        _ if text.contains('.') || measure => Class::Number,
        (letters, 0) => Class::Letters(letters),
        (0, digits) => Class::Digits(digits),
        _ => Class::Mixed,
    }
}

/// Whether a measure's unit is a single letter: `5l`, `60w`.
fn is_single_unit(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() == 1 && unit.len() < text.len() && unit != "."
}

/// How many parts from the first on make one code; 1 where it stands by itself.
pub fn code(parts: &[Part]) -> usize {
    let numbers = parts.iter().take_while(|part| matches!(class(&part.text), Class::Digits(_))).count();
    let bound = parts.iter().skip(1).take(numbers.saturating_sub(1)).all(|part| part.sign == '-');
    let digits: usize = parts.iter().take(numbers).map(|part| part.text.len()).sum();
    // An international book or article number, with its check digit.
    let check = digits == 9 && parts.get(numbers).is_some_and(|part| part.sign == '-' && part.text == "x");
    if bound && digits >= 9 && numbers + usize::from(check) >= 4 {
        return numbers + usize::from(check);
    }
    let Some(first) = parts.first() else { return 1 };
    let mut left = class(&first.text);
    let mut count = 1;
    while let Some(part) = parts.get(count) {
        let right = class(&part.text);
        let joins = match part.sign {
            '-' | '_' => match (left, right) {
                (Class::Letters(letters), Class::Digits(digits)) => letters <= 4 && (digits >= 2 || letters <= 2),
                (Class::Letters(letters), Class::Mixed) => letters <= 4,
                // `NB-5L` holds no litres.
                (Class::Letters(letters), Class::Number) => letters <= 4 && is_single_unit(&part.text),
                (Class::Digits(digits), Class::Letters(letters)) => {
                    digits >= 3 && letters <= 2 && !UNITS.contains_key(part.text.as_ref())
                }
                (Class::Digits(_), Class::Mixed) | (Class::Mixed, Class::Digits(_) | Class::Mixed) => true,
                (Class::Mixed, Class::Letters(letters)) => letters <= 2,
                _ => false,
            },
            '/' => left == Class::Mixed && matches!(right, Class::Letters(1 | 2)),
            _ => false,
        };
        if !joins {
            break;
        }
        left = Class::Mixed;
        count += 1;
    }
    count
}
