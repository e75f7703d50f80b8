//! Whether an expression holds for two records: yes, no, or nobody can tell, since a value is missing.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::config::rule::{Condition, Expression, Test, Unit};
use crate::matching::compare;
use crate::matching::overlap::overlap;
use crate::matching::similarity::{edit_similarity, jaro_winkler, word_similarity};
use crate::model::Level;
use crate::normalise::{nickname, phonetic};

/// Two records, as conditions see them.
pub trait Pair {
    /// The comparable forms of an attribute; `None` where a side has none.
    fn forms(&self, attribute: usize) -> Option<(&str, &str)>;

    /// Whether the forms are the same; `None` where nobody can tell.
    fn same(&self, attribute: usize) -> Option<bool> {
        self.forms(attribute).map(|(a, b)| a == b)
    }

    /// Whether a side has none; `None` where nobody can tell.
    fn missing(&self, attribute: usize) -> Option<bool> {
        Some(self.forms(attribute).is_none())
    }
}

/// Whether `expression` holds (Kleene's logic of three values).
pub fn of(expression: &Expression, pair: &impl Pair) -> Option<bool> {
    match expression {
        Expression::All(parts) => joined(parts, pair, true),
        Expression::Any(parts) => joined(parts, pair, false),
        Expression::Not(inner) => of(inner, pair).map(|held| !held),
        Expression::Is(condition) => judged(condition, pair),
    }
}

/// `neutral` unless one part says the opposite, which settles it, or cannot tell.
fn joined(parts: &[Expression], pair: &impl Pair, neutral: bool) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match of(part, pair) {
            Some(held) if held != neutral => return Some(held),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(neutral)
}

fn judged(condition: &Condition, pair: &impl Pair) -> Option<bool> {
    match condition.test {
        Test::Exact => return pair.same(condition.attribute),
        Test::Missing => return pair.missing(condition.attribute),
        _ => {}
    }
    let (a, b) = pair.forms(condition.attribute)?;
    // Some measures are greedy: with the smaller form first, both orders of a pair give one result.
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    Some(match condition.test {
        Test::Exact | Test::Missing => return None,
        Test::Similar => compare::agreement_of_forms(condition.kind, a, b).0 <= Level::Close,
        Test::JaroWinkler(least) => jaro_winkler(a, b) >= least,
        Test::EditSimilarity(least) => edit_similarity(a, b) >= least,
        Test::Tokens(least) => overlap(a, b, word_similarity).both >= least,
        Test::Levenshtein(most) => strsim::levenshtein(a, b) <= most,
        Test::Soundex => sounds_alike(a, b),
        Test::Nickname => same_names(a, b),
        Test::Time(most, unit) => within_time(date(a)?, date(b)?, most, unit)?,
        Test::Percent(most) => within_percent(a.parse().ok()?, b.parse().ok()?, most),
    })
}

/// Every word sounds like the word at its place. What has no sound, such as a number, must be the same.
fn sounds_alike(a: &str, b: &str) -> bool {
    let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let alike = |(x, y): (&str, &str)| {
        x == y || letters(x) && letters(y) && phonetic::soundex(x).as_str() == phonetic::soundex(y).as_str()
    };
    a.split(' ').count() == b.split(' ').count() && a.split(' ').zip(b.split(' ')).all(alike)
}

/// Every word has its own counterpart: the same name, or one that is short for it or the other way round.
fn same_names(a: &str, b: &str) -> bool {
    let mut others: Vec<&str> = b.split(' ').collect();
    let mut rest: Vec<&str> = Vec::new();
    for name in a.split(' ') {
        match others.iter().position(|other| *other == name) {
            Some(place) => drop(others.swap_remove(place)),
            None => rest.push(name),
        }
    }
    rest.len() == others.len()
        && rest.iter().all(|name| {
            let place = others.iter().position(|other| nickname::related(name, other));
            place.map(|place| others.swap_remove(place)).is_some()
        })
}

/// A date in its comparable form, `YYYYMMDD`.
fn date(form: &str) -> Option<Date> {
    if form.len() != 8 || !form.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| form.get(from..to)?.parse::<i16>().ok();
    Date::new(part(0, 4)?, i8::try_from(part(4, 6)?).ok()?, i8::try_from(part(6, 8)?).ok()?).ok()
}

/// A month or year later is the same day then, or the last of a shorter month.
fn within_time(a: Date, b: Date, most: usize, unit: Unit) -> Option<bool> {
    let (earlier, later) = (a.min(b), a.max(b));
    let most = i64::try_from(most).ok()?;
    let span = match unit {
        Unit::Days => most.days(),
        Unit::Months => most.months(),
        Unit::Years => most.min(10_000).years(),
    };
    // Beyond the last date that there is, everything is within.
    Some(earlier.checked_add(span).map_or(true, |end| later <= end))
}

fn within_percent(x: f64, y: f64, most: f64) -> bool {
    100.0 * (x - y).abs() <= most * x.abs().max(y.abs())
}
