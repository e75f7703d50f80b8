//! What a single value looks like. Every test is cheap and knows nothing of the column.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::checks;
use crate::config::{AttributeKind, Normalising, Step, Steps};
use crate::normalise::{comparable, folded_words, time};

/// A look that a value may have; a value may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// `name@host.tld`, also within `Name <…>`.
    Email,
    /// `https://…`, `www.…`, `host.tld/path`.
    Url,
    /// Digits with the signs of phone numbers between them, or a leading plus.
    Phone,
    /// Enough digits and few letters: a phone number where the header says so.
    Digits,
    /// A whole date, in one of many spellings.
    Date,
    /// A year.
    Year,
    /// A moment that can be read in one way only.
    Moment,
    /// A number, with or without separators.
    Number,
    /// A number with a currency.
    Money,
    /// A postal code that is told by its letters or hyphens.
    Postal,
    /// Short, with a digit: a postal code where the header says so.
    PostalLike,
    /// The name of a country.
    Country,
    /// A house number and a word for a street.
    Street,
    /// A word that names of organisations have, or a legal form.
    Organisation,
    /// A common given name among a few words without digits.
    Person,
    /// The name of a large town.
    City,
    /// Letters and few words: could be a name.
    NameLike,
    /// One word with a digit in it.
    Code,
    /// It passes the check digit of a known kind of identifier.
    Checked,
    /// Any digit.
    HasDigit,
    /// Any letter.
    HasLetter,
    /// yes, no, true, 0, …
    Flag,
    /// Several names in one value.
    List,
    /// A sentence or more.
    Long,
}

impl Look {
    /// How many looks there are.
    pub const COUNT: usize = 24;

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// The looks of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks(u32);

impl Looks {
    /// Whether it has this look.
    #[cfg(test)]
    fn has(self, look: Look) -> bool {
        self.0 & look.bit() != 0
    }

    /// Every look, by position.
    pub fn each(self) -> impl Iterator<Item = usize> {
        (0..Look::COUNT).filter(move |position| self.0 & (1 << position) != 0)
    }
}

fn words_of(asset: &'static str) -> HashSet<&'static str> {
    asset.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

static GIVEN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| words_of(include_str!("../../../assets/infer/given_names.txt")));
static BUSINESS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| words_of(include_str!("../../../assets/infer/organisation_words.txt")));
static CITIES: LazyLock<HashSet<&str>> = LazyLock::new(|| words_of(include_str!("../../../assets/infer/cities.txt")));
static COUNTRIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../assets/countries.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split('|')).collect()
});
static STREETS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../assets/street_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});
static STREET_ENDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| STREETS.iter().filter_map(|word| word.strip_prefix('-')).filter(|end| end.len() > 2).collect());

const FLAGS: [&str; 22] = [
    "yes", "no", "y", "n", "true", "false", "t", "f", "0", "1", "ja", "nein", "j", "oui", "non", "o", "si", "s",
    "active", "inactive", "x", "on",
];

/// The looks of a value, and its folded words.
pub fn look(value: &str) -> (Looks, String) {
    let value = value.trim();
    let folded = folded_words(value);
    let words: Vec<&str> = folded.split(' ').collect();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let mut looks = Looks::default();
    let mut set = |look: Look, holds: bool| looks.0 |= if holds { look.bit() } else { 0 };
    set(Look::HasDigit, digits > 0);
    set(Look::HasLetter, letters > 0);
    set(Look::Flag, FLAGS.contains(&folded.as_str()));
    set(Look::Long, words.len() > 12 || value.len() > 100);
    let (email, url) = (is_email(value), is_url(value));
    set(Look::Email, email);
    set(Look::Url, url);
    if email || url {
        return (looks, folded);
    }
    let date = is_date(value);
    set(Look::Date, date);
    set(Look::Moment, date && time::micros(value).is_some());
    set(Look::Year, is_year(value));
    let money = is_money(value, letters);
    set(Look::Number, is_number(value));
    set(Look::Money, money);
    let dialled = (5..=17).contains(&digits) && letters <= 6 && letters * 2 < digits && !money;
    set(Look::Digits, dialled);
    set(Look::Phone, dialled && (7..=15).contains(&digits) && !date && has_phone_signs(value));
    set(Look::Postal, is_postal(value));
    set(Look::PostalLike, (1..=10).contains(&digits) && value.chars().count() <= 12);
    set(Look::Checked, checks::name(value).is_some());
    set(Look::Code, digits > 0 && words.len() <= 2 && !value.contains(' ') && value.len() <= 40 && !date);
    set(Look::Country, digits == 0 && words.len() <= 4 && COUNTRIES.contains(folded.as_str()));
    let street = |word: &&str| {
        STREETS.contains(word) || STREET_ENDS.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(end))
    };
    set(Look::Street, digits > 0 && letters > 2 && words.len() > 1 && words.iter().any(street));
    let business = |word: &&str| BUSINESS.contains(word);
    set(Look::Organisation, letters > 2 && (words.iter().any(business) || has_legal_form(value, &folded)));
    let few_letters_only = digits == 0 && letters > 0 && words.len() <= 6;
    set(Look::NameLike, few_letters_only);
    set(Look::Person, few_letters_only && words.iter().any(|word| GIVEN.contains(word)));
    set(Look::City, few_letters_only && CITIES.contains(folded.replace(' ', "_").as_str()));
    set(
        Look::List,
        value.contains(['|', ';']) || value.matches(',').count() > 1 || value.contains(" and ") && value.contains(','),
    );
    (looks, folded)
}

/// Whether what a name of an organisation is compared by lacks its last words: they are a legal form.
fn has_legal_form(value: &str, folded: &str) -> bool {
    let how = Normalising::Steps(Steps::NONE.with(Step::LegalForms, true));
    let form = comparable(AttributeKind::Organisation, how, value);
    form.split(' ').count() < folded.split(' ').count()
        && folded.starts_with(form.split(' ').next().unwrap_or_default())
}

fn is_email(value: &str) -> bool {
    let bare = match (value.rfind('<'), value.rfind('>')) {
        (Some(open), Some(close)) if open < close => value.get(open + 1..close).unwrap_or_default(),
        _ => value.trim_start_matches("mailto:"),
    };
    let Some((local, host)) = bare.split_once('@') else { return false };
    let host_ends = host.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && end.len() >= 2);
    !local.is_empty() && host_ends && !bare.contains(char::is_whitespace) && !host.contains('@')
}

/// What hosts end in, most of them.
const ENDS: [&str; 22] = [
    "com", "org", "net", "edu", "gov", "info", "biz", "io", "de", "fr", "es", "it", "uk", "nl", "ch", "at", "eu", "us",
    "example", "co", "be", "au",
];

fn is_url(value: &str) -> bool {
    let small = value.to_lowercase();
    if value.contains(char::is_whitespace) || value.contains('@') {
        return false;
    }
    if small.starts_with("http://") || small.starts_with("https://") || small.starts_with("www.") {
        return true;
    }
    let host = small.split('/').next().unwrap_or_default();
    let Some((name, end)) = host.rsplit_once('.') else { return false };
    ENDS.contains(&end) && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'))
}

fn has_phone_signs(value: &str) -> bool {
    let signs = value.matches(['-', ' ', '(', '/', '.', '\u{a0}']).count();
    let plain = value.chars().all(|c| c.is_ascii_digit() || " -()/.+x\u{a0}\n".contains(c) || c.is_alphabetic());
    plain && (value.starts_with('+') || signs > 0) && !is_decimal(value)
}

fn is_decimal(value: &str) -> bool {
    value.matches(['.', ',']).count() == 1 && value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
}

fn is_number(value: &str) -> bool {
    let body = value.trim_start_matches(['-', '+', '−']).trim_end_matches('%').trim();
    let grouped = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}');
    body.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && body.chars().all(grouped)
        && body.matches([' ', '\'', '\u{a0}']).count() <= 3
        && !(body.len() > 1 && body.starts_with('0') && !body.contains(['.', ',']))
}

fn is_money(value: &str, letters: usize) -> bool {
    const SIGNS: [char; 6] = ['$', '€', '£', '¥', '₹', '₽'];
    const CODES: [&str; 12] = ["usd", "eur", "gbp", "chf", "jpy", "cad", "aud", "sek", "nok", "dkk", "pln", "cny"];
    if value.contains(SIGNS) {
        return is_number(value.replace(SIGNS, "").trim()) && letters <= 3;
    }
    let small = value.to_lowercase();
    let code = CODES.iter().find_map(|code| small.strip_prefix(code).or_else(|| small.strip_suffix(code)));
    code.is_some_and(|rest| is_number(rest.trim()))
}

fn is_year(value: &str) -> bool {
    let whole = value.strip_suffix(".0").unwrap_or(value);
    whole.len() == 4 && whole.parse::<u32>().is_ok_and(|year| (1000..=2100).contains(&year))
}

/// Digits are 9, letters A.
const PATTERNS: [&str; 19] = [
    "A9 9AA",
    "A99 9AA",
    "AA9 9AA",
    "AA99 9AA",
    "A9A 9AA",
    "AA9A 9AA",
    "A9A 9A9",
    "A9A9A9",
    "9999 AA",
    "9999AA",
    "99-999",
    "99999-9999",
    "A-99999",
    "A-9999",
    "AA-9999",
    "AA-999 99",
    "999 99",
    "9999-999",
    "AA9999",
];

/// Codes that are told from numbers by themselves: British, Canadian, Dutch, Polish, ZIP+4, with a country in front.
fn is_postal(value: &str) -> bool {
    let pattern: String = value
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '9'
            } else if c.is_ascii_alphabetic() {
                'A'
            } else {
                c
            }
        })
        .collect();
    PATTERNS.contains(&pattern.as_str())
}

/// A whole date: numbers in one of the usual orders, or with the name of a month.
pub fn is_date(value: &str) -> bool {
    // A time of day behind it does not count.
    let first = value.split(['T', ' ']).next().unwrap_or_default();
    let in_range = |text: &str, most: u32| text.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number));
    let is_full = |text: &str| text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1000..=2199).contains(&year));
    let plain = first.len() == 8 && first.bytes().all(|byte| byte.is_ascii_digit());
    if plain && value.len() == 8 {
        let (year, rest) = first.split_at(4);
        let (month, day) = rest.split_at(2);
        return is_full(year) && in_range(month, 12) && in_range(day, 31);
    }
    let parts: Vec<&str> = first.split(['-', '/', '.']).collect();
    if let [a, b, c] = parts.as_slice() {
        let both = |a: &str, b: &str| in_range(a, 12) && in_range(b, 31) && a.len() <= 2 && b.len() <= 2;
        let ends_in_year = is_full(c) || c.len() == 2 && c.bytes().all(|byte| byte.is_ascii_digit());
        if is_full(a) && both(b, c) || ends_in_year && (both(a, b) || both(b, a)) {
            return true;
        }
    }
    has_month_name(value)
}

fn has_month_name(value: &str) -> bool {
    const MONTHS: [&str; 28] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mai", "okt", "dez",
        "maer", "janv", "fev", "avr", "juin", "juil", "aout", "ene", "abr", "ago", "dic", "gen", "mag",
    ];
    if value.len() > 30 {
        return false;
    }
    let folded = folded_words(&value.replace(['-', '/'], " "));
    let words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "de" | "of" | "del")).collect();
    let day = |word: &&&str| {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        !number.is_empty() && number.len() <= 4 && number.parse::<u32>().is_ok()
    };
    let numbers = words.iter().filter(day).count();
    let months = words.iter().filter(|word| MONTHS.iter().any(|month| word.starts_with(month))).count();
    (2..=3).contains(&words.len()) && months == 1 && numbers == words.len() - 1 && numbers >= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(value: &str, wanted: Look) -> bool {
        look(value).0.has(wanted)
    }

    #[test]
    fn values_are_seen_for_what_they_are() {
        for (value, wanted) in [
            ("ada@x.example", Look::Email),
            ("Ada Moor <ada@x.example>", Look::Email),
            ("https://x.example/a b".trim_end_matches(" b"), Look::Url),
            ("www.x.example", Look::Url),
            ("x.example/shop", Look::Url),
            ("+44 20 7946 0123", Look::Phone),
            ("(212) 555-0123", Look::Phone),
            ("310/246-1501", Look::Phone),
            ("5342680", Look::Digits),
            ("1984-03-25", Look::Date),
            ("3/1/70", Look::Date),
            ("25.3.1984", Look::Date),
            ("19840325", Look::Date),
            ("25 March 1984", Look::Date),
            ("12 de octubre de 1984", Look::Date),
            ("Mar-84", Look::Date),
            ("1999.0", Look::Year),
            ("2024-01-02T03:04:05Z", Look::Moment),
            ("1,234.50", Look::Number),
            ("$399.00", Look::Money),
            ("1 234,50 EUR", Look::Money),
            ("SW1A 1AA", Look::Postal),
            ("1234 AB", Look::Postal),
            ("Deutschland", Look::Country),
            ("12 Main St", Look::Street),
            ("Hauptstraße 5", Look::Street),
            ("Borealis Widgets GmbH", Look::Organisation),
            ("Corner Bakery", Look::Organisation),
            ("Moor, Thomas", Look::Person),
            ("New York", Look::City),
            ("EZXS88W", Look::Code),
            ("Yes", Look::Flag),
            ("Ann Orr, Bo Lund, Cy Ray", Look::List),
        ] {
            assert!(has(value, wanted), "{value:?} is {wanted:?}");
        }
    }

    #[test]
    fn and_not_for_what_they_are_not() {
        for (value, other) in [
            ("ada at x", Look::Email),
            ("a@b", Look::Email),
            ("St. James", Look::Url),
            ("123.45", Look::Phone),
            ("1984-03-25", Look::Phone),
            ("2024-13-01", Look::Date),
            ("May Orr", Look::Date),
            ("007", Look::Number),
            ("Main Street", Look::Street),
            ("Thomas 2", Look::Person),
            ("60640", Look::Postal),
        ] {
            assert!(!has(value, other), "{value:?} is not {other:?}");
        }
    }
}
