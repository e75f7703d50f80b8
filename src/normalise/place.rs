//! Places: postal codes, cities, countries.

use std::sync::LazyLock;

use super::fold::{umlauts, words};
use super::table::{Table, lines};
use crate::config::{Normalising, Step};

static COUNTRIES: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    let rows = lines(include_str!("../../assets/countries.txt")).filter_map(|line| line.split_once('|'));
    rows.flat_map(|(code, names)| names.split('|').map(move |name| (name, code))).collect()
});

/// A postal code without blanks, hyphens and country prefix (`D-50667`). Of nine digits the first five count
/// (`60640-1234`). Leading zeros stay.
pub fn postal_code(value: &str, how: Normalising) -> String {
    // A number that went through a table of floats.
    let whole = value.trim().strip_suffix(".0").filter(|rest| is_digits(rest));
    let folded = words(whole.unwrap_or(value));
    let (first, rest) = folded.split_once(' ').unwrap_or((&folded, ""));
    let several = rest.contains(' ');
    let country = (1..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut code = if country && !several && rest.len() >= 4 && is_digits(rest) {
        rest.to_owned()
    } else {
        folded.chars().filter(|c| *c != ' ').collect()
    };
    if how.takes(Step::PlusFour) && code.len() == 9 && is_digits(&code) {
        code.truncate(5);
    }
    code
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A city as words; what follows a comma or stands in brackets (a state, a district) does not count.
pub fn city(value: &str, how: Normalising) -> String {
    let main = value.split([',', '(', '/']).next().unwrap_or_default();
    let folded = words(main);
    let folded = if folded.is_empty() { words(value) } else { folded };
    let mut form = String::with_capacity(folded.len());
    for word in folded.split(' ') {
        let word = match word {
            "saint" | "sankt" | "sainte" | "ste" if how.takes(Step::Abbreviations) => "st",
            "mount" if how.takes(Step::Abbreviations) => "mt",
            "fort" if how.takes(Step::Abbreviations) => "ft",
            other => other,
        };
        if !form.is_empty() {
            form.push(' ');
        }
        if how.takes(Step::Umlauts) {
            umlauts(word, &mut form);
        } else {
            form.push_str(word);
        }
    }
    form
}

/// A country as its ISO 3166-1 alpha-2 code in lower case, where the table knows it; else as words.
pub fn country(value: &str) -> String {
    let folded = words(value);
    COUNTRIES.get(folded.as_str()).map_or(folded, |code| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    #[test]
    fn postal_codes() {
        for (value, form) in [
            ("60640-1234", "60640"),
            ("D-50667", "50667"),
            ("SW1A 1AA", "sw1a1aa"),
            ("01234", "01234"),
            ("sw1a1aa", "sw1a1aa"),
            ("1234 AB", "1234ab"),
            ("K1A 0B1", "k1a0b1"),
            ("606401234", "60640"),
            ("60640.0", "60640"),
            ("PL-00-950", "pl00950"),
        ] {
            assert_eq!(postal_code(value, Normalising::default()), form);
        }
        let whole = Normalising::Steps(Steps::DEFAULT.with(Step::PlusFour, false));
        assert_eq!(postal_code("60640-1234", whole), "606401234");
    }

    #[test]
    fn cities_and_countries() {
        let city = |value| city(value, Normalising::default());
        assert_eq!(city("Saint-Étienne (42)"), "st etienne");
        assert_eq!(city("St. Étienne"), "st etienne");
        assert_eq!(city("Chicago, IL"), "chicago");
        assert_eq!(city("Muenchen"), city("München"));
        assert_eq!(country("Deutschland"), country("DE"));
        assert_eq!(country("Atlantis"), "atlantis");
    }
}
