//! How an attribute's values are brought to comparable form: step by step, as AWS Entity Resolution does, or not at all.

use super::AttributeKind::{self, Address, City, Date, Email, Organisation, PersonName, Phone, PostalCode, Text, Url};

/// One step of normalisation, which can be switched off (or, few of them, on).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Values that mean nothing (`n/a`, `1900-01-01`) count as missing.
    Placeholders,
    /// German umlauts written out are those folded: `Mueller`, `Müller`, `Muller`.
    Umlauts,
    /// `Moreau, Anna` is `Anna Moreau`.
    Order,
    /// Titles and forms of address do not count.
    Titles,
    /// Particles belong to the name that follows: `van der Berg`, `Vanderberg`.
    Particles,
    /// `Bill` may be `William`. The form keeps what is written; comparing looks it up.
    Nicknames,
    /// Legal forms do not count.
    LegalForms,
    /// Words that only join or introduce do not count: `the`, `and`.
    JoiningWords,
    /// Usual abbreviations and their words are one: `Intl`, `St`.
    Abbreviations,
    /// What follows a plus sign in a mailbox does not count.
    Tags,
    /// Dots in a mailbox do not count where the provider ignores them.
    Dots,
    /// A slip in the domain of a very common provider is taken for it.
    Typos,
    /// Codes of countries in front of phone numbers do not count.
    CountryCodes,
    /// Extensions of phone numbers do not count.
    Extensions,
    /// Flats, suites and the like stand last, in one spelling.
    Units,
    /// Of nine-digit postal codes the first five count.
    PlusFour,
    /// Where day and month could both stand first, the month does.
    MonthFirst,
    /// Parameters of web addresses that only track do not count.
    Tracking,
    /// Model codes, measures and versions are one word in one spelling.
    Codes,
}

/// A step with the word for it, and the kinds that it serves (none named: all).
type Row = (Step, &'static str, &'static [AttributeKind]);

impl Step {
    /// All steps with the words that `goldsmith.toml` uses for them and the kinds that they serve (none: all).
    pub const ALL: [Row; 19] = [
        (Self::Placeholders, "placeholders", &[]),
        (Self::Umlauts, "umlauts", &[PersonName, Organisation, Address, City]),
        (Self::Order, "order", &[PersonName]),
        (Self::Titles, "titles", &[PersonName]),
        (Self::Particles, "particles", &[PersonName]),
        (Self::Nicknames, "nicknames", &[PersonName]),
        (Self::LegalForms, "legal_forms", &[Organisation]),
        (Self::JoiningWords, "joining_words", &[Organisation]),
        (Self::Abbreviations, "abbreviations", &[Organisation, Address, City]),
        (Self::Tags, "tags", &[Email]),
        (Self::Dots, "dots", &[Email]),
        (Self::Typos, "typos", &[Email]),
        (Self::CountryCodes, "country_codes", &[Phone]),
        (Self::Extensions, "extensions", &[Phone]),
        (Self::Units, "units", &[Address]),
        (Self::PlusFour, "plus_four", &[PostalCode]),
        (Self::MonthFirst, "month_first", &[Date]),
        (Self::Tracking, "tracking", &[Url]),
        (Self::Codes, "codes", &[Text]),
    ];

    /// The steps that serve values of `kind`, with their words.
    pub fn of(kind: AttributeKind) -> impl Iterator<Item = (Self, &'static str)> {
        let serves = move |kinds: &[AttributeKind]| kinds.is_empty() || kinds.contains(&kind);
        Self::ALL.iter().filter(move |(_, _, kinds)| serves(kinds)).map(|(step, word, _)| (*step, *word))
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// How one attribute's values are brought to comparable form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalising {
    /// By Goldsmith's own steps.
    Steps(Steps),
    /// By the rules of AWS Entity Resolution's rule-based matching.
    Aws,
    /// Not at all: values are compared as they are, but for white space and signs that nobody sees.
    AsItIs,
}

/// A set of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps(u32);

impl Normalising {
    /// The words that `normalise = "…"` can be.
    pub const WORDS: [(Self, &'static str); 3] =
        [(Self::Steps(Steps::DEFAULT), "default"), (Self::Aws, "aws"), (Self::AsItIs, "none")];

    /// Whether `step` is taken.
    pub fn takes(self, step: Step) -> bool {
        matches!(self, Self::Steps(steps) if steps.takes(step))
    }
}

impl Default for Normalising {
    fn default() -> Self {
        Self::Steps(Steps::DEFAULT)
    }
}

impl Steps {
    /// No step at all: only letters are folded and words divided.
    pub const NONE: Self = Self(0);

    /// Every step but those that are for some data only.
    pub const DEFAULT: Self = Self(!(1 << Step::MonthFirst as u32));

    /// Whether `step` is taken.
    pub fn takes(self, step: Step) -> bool {
        self.0 & step.bit() != 0
    }

    /// The same set with `step` or without it.
    #[must_use]
    pub fn with(self, step: Step, taken: bool) -> Self {
        if taken { Self(self.0 | step.bit()) } else { Self(self.0 & !step.bit()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_switched_one_by_one() {
        let all = Steps::DEFAULT;
        for (step, word, _) in Step::ALL {
            assert_eq!(all.takes(step), step != Step::MonthFirst, "{word}");
            assert!(!all.with(step, false).takes(step) && all.with(step, true).takes(step));
            assert_eq!(all.with(step, !all.takes(step)).with(step, all.takes(step)), all);
            assert!(!Normalising::Aws.takes(step) && !Normalising::AsItIs.takes(step));
        }
        assert!(Step::of(PersonName).any(|(step, _)| step == Step::Titles));
        assert!(Step::of(Email).all(|(step, _)| step != Step::Titles));
    }
}
