//! The word tables: lines of `assets/sample/*.txt`, columns divided by `|`.

use std::sync::LazyLock;

/// A country: how its places, people, companies and streets are called.
pub struct Country {
    /// ISO 3166 code of two letters.
    pub code: &'static str,
    /// Its English name.
    pub name: &'static str,
    /// What national phone numbers start with.
    pub trunk: &'static str,
    /// Shape of a tax number; `#` is a digit.
    pub tax: &'static str,
    /// How often it occurs.
    pub weight: usize,
    /// The script that its names may be written in.
    pub script: Option<Script>,
    /// Its cities.
    pub places: Vec<&'static Place>,
    /// How streets are written, in full and abbreviated; `*` is the name, `#` the number.
    pub streets: Vec<[&'static str; 2]>,
    /// Names of streets.
    pub street_names: Vec<&'static str>,
    /// Legal forms.
    pub forms: Vec<Form>,
    /// Trades: in full, abbreviated, in the country's own script (or empty).
    pub trades: Vec<[&'static str; 3]>,
    /// Given names: in full, nickname, in the country's own script (or empty).
    pub given: Vec<[&'static str; 3]>,
    /// Family names: Latin, in the country's own script (or empty).
    pub family: Vec<[&'static str; 2]>,
}

/// A city.
pub struct Place {
    /// Its position among all places.
    pub index: usize,
    /// Its name there.
    pub city: &'static str,
    /// What else it is called.
    pub other: &'static str,
    /// Shape of its postal codes: `#` is a digit, `@` a letter.
    pub postal_code: &'static str,
    /// Shape of its phone numbers, international; `#` is a digit.
    pub phone: &'static str,
}

/// A legal form.
pub struct Form {
    /// As it is spoken: `GmbH`.
    pub short: &'static str,
    /// Written out: `Gesellschaft mit beschränkter Haftung`.
    pub long: &'static str,
    /// How often it occurs.
    pub weight: usize,
}

/// A script other than Latin: its column in the table of syllables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Greek.
    Greek = 1,
    /// Cyrillic.
    Cyrillic = 2,
    /// Katakana.
    Katakana = 3,
    /// Arabic.
    Arabic = 4,
}

/// All countries.
pub static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    table(include_str!("../../assets/sample/countries.txt"))
        .map(|[code, name, language, trunk, tax, weight]| Country {
            code,
            name,
            trunk,
            tax,
            weight: weight.parse().unwrap_or(1),
            script: script(language),
            places: PLACES.iter().filter(|(country, _)| *country == code).map(|(_, place)| place).collect(),
            streets: of(language, include_str!("../../assets/sample/streets.txt")),
            street_names: of(language, include_str!("../../assets/sample/street_names.txt"))
                .into_iter()
                .map(|[name]| name)
                .collect(),
            forms: of(code, include_str!("../../assets/sample/forms.txt"))
                .into_iter()
                .map(|[short, long, weight]| Form { short, long, weight: weight.parse().unwrap_or(1) })
                .collect(),
            trades: of(language, include_str!("../../assets/sample/trades.txt")),
            given: of(language, include_str!("../../assets/sample/given_names.txt")),
            family: of(language, include_str!("../../assets/sample/family_names.txt")),
        })
        .collect()
});

/// All cities, each with its country's code.
static PLACES: LazyLock<Vec<(&'static str, Place)>> = LazyLock::new(|| {
    table(include_str!("../../assets/sample/places.txt"))
        .enumerate()
        .map(|(index, [country, city, other, postal_code, phone])| {
            (country, Place { index, city, other, postal_code, phone })
        })
        .collect()
});

/// Parts of invented names: Latin and, in the order of [`Script`], the same sound in other scripts.
pub static SYLLABLES: LazyLock<Vec<[&'static str; 5]>> =
    LazyLock::new(|| table(include_str!("../../assets/sample/syllables.txt")).collect());

/// How many cities there are.
pub fn place_count() -> usize {
    PLACES.len()
}

fn script(language: &str) -> Option<Script> {
    match language {
        "el" => Some(Script::Greek),
        "bg" => Some(Script::Cyrillic),
        "ja" => Some(Script::Katakana),
        "ar" => Some(Script::Arabic),
        _ => None,
    }
}

/// The rows of a table: the first `N` columns, missing ones empty.
fn table<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut columns = line.split('|');
        [(); N].map(|()| columns.next().unwrap_or_default())
    })
}

/// The rows of a table whose first column is `key`, without that column.
fn of<const N: usize>(key: &str, text: &'static str) -> Vec<[&'static str; N]> {
    text.lines()
        .filter_map(|line| line.split_once('|'))
        .filter(|(first, _)| *first == key)
        .map(|(_, rest)| {
            let mut columns = rest.split('|');
            [(); N].map(|()| columns.next().unwrap_or_default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_all_it_needs() {
        for country in COUNTRIES.iter() {
            let name = country.name;
            assert!(!country.places.is_empty(), "{name}: places");
            assert!(!country.streets.is_empty() && !country.street_names.is_empty(), "{name}: streets");
            assert!(!country.forms.is_empty() && !country.trades.is_empty(), "{name}: companies");
            assert!(country.given.len() > 2 && country.family.len() > 2, "{name}: people");
            let native = |column: &str| !column.is_empty() || country.script.is_none();
            assert!(
                country.given.iter().all(|g| native(g[2])) && country.family.iter().all(|f| native(f[1])),
                "{name}"
            );
        }
        assert_eq!(COUNTRIES.iter().map(|c| c.places.len()).sum::<usize>(), place_count());
        assert!(SYLLABLES.iter().flatten().all(|part| !part.is_empty()));
    }
}
