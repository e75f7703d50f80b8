//! A name with what is found out about it once: a name meets many others.

use crate::normalise::{nickname, phonetic};

/// What is known of a word of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// How it sounds.
    sound: u64,
    marks: u32,
}

/// It is known as a given name.
const GIVEN: u32 = 1;
/// It is, or has, a short form.
const SHORT: u32 = 2;

/// A comparable form with what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Name<'t> {
    /// The form.
    pub form: &'t str,
    traits: Traits,
}

impl Traits {
    /// Numbers that they are kept as.
    pub const NUMBERS: usize = 3;

    /// Of a form; of more words than one, nothing is asked for.
    pub fn of(form: &str) -> Self {
        if form.contains(' ') {
            return Self::default();
        }
        let mark = |mark: u32, has: bool| if has { mark } else { 0 };
        let marks = mark(GIVEN, nickname::is_given_name(form)) | mark(SHORT, !nickname::groups(form).is_empty());
        Self { sound: phonetic::metaphone(form).packed(), marks }
    }

    /// As they are kept.
    pub fn to_numbers(self) -> [u32; Self::NUMBERS] {
        [(self.sound >> 32) as u32, self.sound as u32, self.marks]
    }

    /// Out of what was kept.
    pub fn from_numbers(numbers: [u32; Self::NUMBERS]) -> Self {
        let [high, low, marks] = numbers;
        Self { sound: u64::from(high) << 32 | u64::from(low), marks }
    }
}

impl<'t> Name<'t> {
    /// A form, with its traits.
    pub fn new(form: &'t str, traits: Traits) -> Self {
        Self { form, traits }
    }

    /// A form of which nothing is known yet.
    pub fn of(form: &'t str) -> Self {
        Self::new(form, Traits::of(form))
    }

    /// Whether it is known as a given name.
    pub fn is_given(&self) -> bool {
        self.traits.marks & GIVEN != 0
    }

    /// Whether one of two different names is short for the other, or both for a third.
    pub fn is_related(&self, other: &Self) -> bool {
        self.traits.marks & other.traits.marks & SHORT != 0 && nickname::related(self.form, other.form)
    }

    /// Whether two have the same consonants to the ear, and more than one.
    pub fn sounds_like(&self, other: &Self) -> bool {
        // The second of eight letters.
        self.traits.sound == other.traits.sound && self.traits.sound >> 48 & 0xff != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::names::sounds_alike;

    #[test]
    fn what_is_kept_says_what_the_tables_say() {
        let names = [
            "bob", "robert", "maria", "zara", "sahra", "philip", "filip", "li", "lee", "o", "dahl", "thompson",
            "tompson",
        ];
        for a in names {
            let one = Name::new(a, Traits::from_numbers(Traits::of(a).to_numbers()));
            assert_eq!(one.is_given(), nickname::is_given_name(a), "{a}");
            for b in names.into_iter().filter(|b| *b != a) {
                let other = Name::of(b);
                assert_eq!(one.is_related(&other), nickname::related(a, b), "{a} / {b}");
                assert_eq!(one.sounds_like(&other), sounds_alike(a, b), "{a} / {b}");
            }
        }
    }
}
