//! Places: street addresses, postal codes, cities, countries.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::words;
use super::table::lines;

struct StreetWords {
    /// A word and the short form it is compared by.
    short: HashMap<&'static str, &'static str>,
    /// Ends of longer words and their short form, longest first.
    ends: Vec<(&'static str, &'static str)>,
}

static STREET: LazyLock<StreetWords> = LazyLock::new(|| {
    let mut street = StreetWords { short: HashMap::new(), ends: Vec::new() };
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

static COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = lines(include_str!("../../assets/countries.txt")).filter_map(|line| line.split_once('|'));
    rows.flat_map(|(code, names)| names.split('|').map(move |name| (name, code))).collect()
});

/// A street address as words with their usual abbreviations: `12 Main Street` is `12 main st`, `Hauptstraße 5` is
/// `haupt st 5`. House numbers are kept.
pub fn address(value: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let folded = words(value);
    for word in folded.split(' ') {
        if let Some(short) = STREET.short.get(word) {
            out.push(short);
            continue;
        }
        // At least three letters must remain in front: `west` is no `we st`.
        let parts = STREET.ends.iter().find_map(|(end, short)| {
            let name = word.strip_suffix(end).filter(|name| name.chars().count() >= 3)?;
            Some((name, *short))
        });
        match parts {
            Some((name, short)) => out.extend([name, short]),
            None => out.push(word),
        }
    }
    out.join(" ")
}

/// A postal code without blanks, hyphens and country prefix (`D-50667`); `60640-1234` is `60640`. Leading zeros stay.
pub fn postal_code(value: &str) -> String {
    let folded = words(value);
    let parts: Vec<&str> = folded.split(' ').collect();
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let letters = |text: &str| text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match parts.as_slice() {
        [zip, plus] if digits(zip, 5) && digits(plus, 4) => (*zip).to_owned(),
        [country, code] if letters(country) && code.len() >= 4 && code.bytes().all(|b| b.is_ascii_digit()) => {
            (*code).to_owned()
        }
        _ => parts.concat(),
    }
}

/// A city as words; what follows a comma or stands in brackets (a state, a district) does not count.
pub fn city(value: &str) -> String {
    let main = value.split([',', '(', '/']).next().unwrap_or_default();
    let folded = words(main);
    let folded = if folded.is_empty() { words(value) } else { folded };
    let short = |word| match word {
        "saint" | "sankt" => "st",
        "sainte" => "ste",
        other => other,
    };
    folded.split(' ').map(short).collect::<Vec<_>>().join(" ")
}

/// A country as its ISO 3166-1 alpha-2 code in lower case, where the table knows it; else as words.
pub fn country(value: &str) -> String {
    let folded = words(value);
    COUNTRIES.get(folded.as_str()).map_or(folded, |code| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn street_words_have_one_form() {
        assert_eq!(address("12 North Main Street"), address("12 N. Main St"));
        assert_eq!(address("Hauptstraße 5a"), address("Haupt Str. 5a"));
        assert_eq!(address("pridhamstreet 177"), "pridham st 177");
        assert_eq!(address("West 5"), "w 5");
        assert_eq!(address("12810 S. Escanaba "), "12810 s escanaba");
    }

    #[test]
    fn postal_codes() {
        for (value, form) in [
            ("60640-1234", "60640"),
            ("D-50667", "50667"),
            ("SW1A 1AA", "sw1a1aa"),
            ("01234", "01234"),
            ("1234 AB", "1234ab"),
        ] {
            assert_eq!(postal_code(value), form);
        }
    }

    #[test]
    fn cities_and_countries() {
        assert_eq!(city("Saint-Étienne (42)"), "st etienne");
        assert_eq!(city("Chicago, IL"), "chicago");
        assert_eq!(country("Deutschland"), country("DE"));
        assert_eq!(country("Atlantis"), "atlantis");
    }
}
