//! Where a company sits: street, city, postal code; and the phone numbers of a city, each given out once.

use super::rng::Rng;
use super::words::{Country, Place, place_count};

/// An address.
#[derive(Clone)]
pub struct Site {
    /// The city.
    pub place: &'static Place,
    /// Postal code.
    pub postal_code: String,
    /// Street and number.
    pub street: String,
    /// The same, abbreviated.
    pub street_short: String,
}

impl Site {
    /// An address in `place`.
    pub fn new(country: &Country, place: &'static Place, rng: &mut Rng) -> Self {
        let [full, short] = rng.pick(&country.streets);
        let name = *rng.pick(&country.street_names);
        let number = (rng.below(140) + 1).to_string();
        let fill = |pattern: &str| pattern.replace('*', name).replace('#', &number);
        Self { place, postal_code: shaped(place.postal_code, rng), street: fill(full), street_short: fill(short) }
    }
}

/// `shape` with a digit for every `#` and a letter for every `@`.
pub fn shaped(shape: &str, rng: &mut Rng) -> String {
    shape
        .chars()
        .map(|c| match c {
            '#' => char::from(b'0' + rng.below(10) as u8),
            '@' => char::from(*rng.pick(b"ABDEFGHJLNPQRSTUWXYZ")),
            other => other,
        })
        .collect()
}

/// The phone book: how many numbers each city has given out.
pub struct PhoneBook(Vec<usize>);

impl PhoneBook {
    /// An empty phone book.
    pub fn new() -> Self {
        Self(vec![0; place_count()])
    }

    /// A number of `place` that nobody has, international. When a city's range is spent, extensions follow.
    pub fn number(&mut self, place: &Place) -> String {
        let Some(given) = self.0.get_mut(place.index) else { return String::new() };
        let serial = *given;
        *given += 1;
        let digits = place.phone.matches('#').count();
        let range = 10_usize.pow(digits as u32);
        // A step coprime to ten: neighbours in time are no neighbours in number. The offset leaves the numbers of the
        // showcase to the last.
        let mut left = (serial * 37 + 58) % range;
        let mut number: Vec<char> = place.phone.chars().collect();
        for c in number.iter_mut().rev().filter(|c| **c == '#') {
            *c = char::from(b'0' + (left % 10) as u8);
            left /= 10;
        }
        let number: String = number.into_iter().collect();
        if serial < range { number } else { format!("{number} ext. {}", 100 + serial / range) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sample::words::COUNTRIES;

    #[test]
    fn no_number_is_given_out_twice() {
        let mut book = PhoneBook::new();
        let mut ends = BTreeSet::new();
        for country in COUNTRIES.iter() {
            for place in &country.places {
                for _ in 0..1_200 {
                    let number = book.number(place);
                    let (main, extension) = number.split_once(" ext. ").unwrap_or((&number, ""));
                    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
                    let end = digits[digits.len() - 8..].to_owned();
                    assert!(ends.insert((end, extension.to_owned())), "{}: {number}", place.city);
                }
            }
        }
    }

    #[test]
    fn shapes_are_filled() {
        let code = shaped("LS# #@@", &mut Rng::of(1, 1));
        assert!(code.starts_with("LS") && !code.contains(['#', '@']), "{code}");
    }
}
