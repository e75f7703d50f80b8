//! Names of organisations: without legal form, punctuation and words that only join.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::fold::{umlauts, words};
use super::table::{Table, lines};
use crate::config::{Normalising, Step};

/// Where in a name a legal form may stand. At the end it always may.
#[derive(Clone, Copy, Default)]
struct Places {
    beginning: bool,
    anywhere: bool,
}

struct LegalForms {
    /// Folded words of the form, divided by blanks.
    words: Table<Places>,
    /// Forms written without blanks, longest first.
    unspaced: Vec<String>,
    /// Words of the longest form.
    longest: usize,
}

static FORMS: LazyLock<LegalForms> = LazyLock::new(|| {
    let mut forms = LegalForms { words: Table::default(), unspaced: Vec::new(), longest: 1 };
    for line in lines(include_str!("../../assets/legal_forms.txt")) {
        let form = line.trim_start_matches(['*', '^', '=']);
        let signs = line.get(..line.len() - form.len()).unwrap_or_default();
        if signs.contains('=') {
            forms.unspaced.push(words(form));
            continue;
        }
        let places = forms.words.entry(form).or_default();
        places.anywhere |= signs.contains('*');
        places.beginning |= signs.contains(['*', '^']);
        forms.longest = forms.longest.max(form.split(' ').count());
    }
    forms.unspaced.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    forms
});

/// Words and what they are compared by.
static ABBREVIATIONS: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in lines(include_str!("../../assets/organisation_words.txt")) {
        let Some((full, short)) = line.split_once(' ') else { continue };
        table.extend(short.split(' ').map(|word| (word, full)));
    }
    table
});

/// Words that join or introduce the words that matter.
const JOINING: [&str; 7] = ["and", "und", "et", "the", "og", "och", "y"];

/// The comparable form of an organisation's name: `ACME International Corporation, Ltd.` and `The Acme Int'l` are
/// `acme international`.
///
/// A name that consists of legal forms only keeps them.
pub fn comparable(value: &str, how: Normalising) -> String {
    let mut folded = words(&undotted(value));
    if how.takes(Step::LegalForms) && !folded.is_ascii() {
        for form in &FORMS.unspaced {
            if folded.contains(form.as_str()) && folded != *form {
                folded = words(&folded.replace(form.as_str(), " "));
            }
        }
    }
    let name = Name::new(&folded, how);
    if how.takes(Step::LegalForms) { name.without_forms(how) } else { name.text }
}

/// `L.P.` as `LP`: letters that dots alone divide are one word. So `Fund V L.P.` is the fifth fund, and no fund `VLP`.
fn undotted(value: &str) -> Cow<'_, str> {
    let mut dots = value.match_indices('.').map(|(at, _)| at).filter(|at| divides_initials(value, *at)).peekable();
    if dots.peek().is_none() {
        return value.into();
    }
    let mut out = String::with_capacity(value.len());
    let mut from = 0;
    for at in dots {
        out.push_str(value.get(from..at).unwrap_or_default());
        from = at + 1;
    }
    out.push_str(value.get(from..).unwrap_or_default());
    out.into()
}

/// Whether single letters stand on both sides of the dot at `at`.
fn divides_initials(value: &str, at: usize) -> bool {
    let mut before = value.get(..at).unwrap_or_default().chars().rev();
    let mut after = value.get(at + 1..).unwrap_or_default().chars();
    let single = |letter: Option<char>, next: Option<char>| {
        letter.is_some_and(char::is_alphabetic) && !next.is_some_and(char::is_alphanumeric)
    };
    single(before.next(), before.next()) && single(after.next(), after.next())
}

/// A name whose words have their comparable form, and where they stand.
struct Name {
    text: String,
    spans: Vec<(usize, usize)>,
}

impl Name {
    fn new(folded: &str, how: Normalising) -> Self {
        let joining = how.takes(Step::JoiningWords);
        let mut name = Self::of(folded, joining, how);
        if name.spans.is_empty() && joining {
            name = Self::of(folded, false, how);
        }
        name
    }

    fn of(folded: &str, without_joining: bool, how: Normalising) -> Self {
        let mut name = Self { text: String::with_capacity(folded.len() + 8), spans: Vec::with_capacity(8) };
        let abbreviations = how.takes(Step::Abbreviations);
        let plain = how.takes(Step::Umlauts);
        let mut open = false; // the last word is a run of single letters, which are one word: `s a r l`
        let mut before = "";
        let mut rest = folded;
        while !rest.is_empty() {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            rest = after;
            // A single `y` is Spanish for `and` between words, an initial beside other initials.
            if without_joining && JOINING.contains(&word) && (word != "y" || before.len() > 1 && !after.is_empty()) {
                continue;
            }
            before = word;
            let single = is_single(word);
            if !(single && open) {
                name.close(abbreviations);
                name.open();
            }
            if plain {
                umlauts(word, &mut name.text);
            } else {
                name.text.push_str(word);
            }
            open = single;
        }
        name.close(abbreviations);
        name
    }

    fn open(&mut self) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.spans.push((self.text.len(), 0));
    }

    /// Ends the last word, and writes it out where it is an abbreviation.
    fn close(&mut self, abbreviations: bool) {
        let Some((start, end)) = self.spans.last_mut() else { return };
        let word = self.text.get(*start..).unwrap_or_default();
        if let Some(full) = ABBREVIATIONS.get(word).filter(|_| abbreviations) {
            self.text.truncate(*start);
            self.text.push_str(full);
        }
        *end = self.text.len();
    }

    fn words(&self, from: usize, to: usize) -> &str {
        let (Some((start, _)), Some((_, end))) = (self.spans.get(from), self.spans.get(to.wrapping_sub(1))) else {
            return "";
        };
        self.text.get(*start..*end).unwrap_or_default()
    }

    fn without_forms(self, how: Normalising) -> String {
        let (mut from, mut to) = (0, self.spans.len());
        while to - from > 1 {
            let longest = FORMS.longest.min(to - from - 1);
            let ends = |count: &usize| FORMS.words.contains_key(self.words(to - count, to));
            let begins =
                |count: &usize| FORMS.words.get(self.words(from, from + count)).is_some_and(|places| places.beginning);
            if let Some(count) = (1..=longest).rev().find(ends) {
                to -= count;
            } else if let Some(count) = (1..=longest).rev().find(begins) {
                from += count;
            } else {
                break;
            }
        }
        let within =
            |at: usize| at > from && FORMS.words.get(self.words(at, at + 1)).is_some_and(|places| places.anywhere);
        if !(from..to).any(within) {
            let kept = self.words(from, to);
            return if kept.len() == self.text.len() { self.text } else { kept.to_owned() };
        }
        let kept: Vec<&str> = (from..to).filter(|at| !within(*at)).map(|at| self.words(at, at + 1)).collect();
        // What stands side by side now may be a form in its turn.
        Self::new(&kept.join(" "), how).without_forms(how)
    }
}

fn is_single(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Steps;

    fn form(value: &str) -> String {
        comparable(value, Normalising::default())
    }

    #[test]
    fn legal_forms_do_not_count() {
        for name in [
            "Acme Corp.",
            "ACME Corporation Ltd.",
            "acme-corp",
            "ACME, INC.",
            "The Acme Company",
            "Acme Limited Liability Company",
            "Acme L.L.C.",
            "Acme Pty. Ltd.",
            "Acme Pvt Ltd",
            "Acme Private Limited",
            "Acme G.m.b.H.",
            "Acme Ges.m.b.H.",
            "Acme S.A.R.L.",
            "Acme Société à responsabilité limitée",
            "Acme S. de R.L. de C.V.",
            "Acme Sp. z o.o.",
            "Acme Sp.k.",
            "Acme d.o.o.",
            "Acme B.V.",
            "Acme Besloten Vennootschap",
            "Acme N.V.",
            "Acme AB (publ)",
            "Acme Oyj",
            "Acme K.K.",
            "UAB Acme",
            "Acme Sdn. Bhd.",
            "PT Acme Tbk",
            "Acme S.p.A.",
            "Acme Società per Azioni",
            "Acme a.s.",
            "Acme s.r.o.",
            "Acme Lda.",
        ] {
            assert_eq!(form(name), "acme", "{name}");
        }
        for (name, form_of_it) in [
            ("Kessler Metall GmbH & Co. KG", "kessler metall"),
            ("Moreau et Fils S.A.R.L.", "moreau fils"),
            ("ООО «Ромашка»", "romashka"),
            ("株式会社アクメ", "アクメ"),
            ("Nordlys A/S", "nordlys"),
            ("Kessler GmbH Werk Nord", "kessler werk nord"),
            ("Smith & Sons", "smith sons"),
            ("García y López S.L.", "garcia lopez"),
        ] {
            assert_eq!(form(name), form_of_it, "{name}");
        }
    }

    #[test]
    fn abbreviations_are_their_words() {
        for (a, b) in [
            ("Acme Int'l Mfg. Co.", "Acme International Manufacturing Company"),
            ("Kessler Bros", "Kessler Brothers Ltd"),
            ("Univ. of Nordlys", "University of Nordlys"),
            ("Nordlys Medical Ctr", "Nordlys Medical Centre"),
            ("St. Anna Hosp.", "Saint Anna Hospital"),
            ("Möbel Müller", "Moebel Mueller"),
            ("A & B Services", "AB Svcs"),
            ("1st Nordlys Bank", "First Nordlys Bank"),
            ("Open Joint Stock Company Nordlys", "OAO Nordlys"),
            ("Limited Liability Company Nordlys", "Nordlys LLC"),
        ] {
            assert_eq!(form(a), form(b), "{a} / {b}");
        }
        assert_ne!(form("Kessler Nord"), form("Kessler Süd"), "branches");
    }

    #[test]
    fn something_always_remains() {
        assert_eq!(form("Company"), "company");
        assert_eq!(form("Limited Ltd"), "limited");
        assert_eq!(form("The The"), "the the");
        assert_eq!(form("株式会社"), "株式会社");
    }

    #[test]
    fn dotted_abbreviations_are_one_word() {
        assert_eq!(form("A.B.C. Logistics"), "abc logistics");
        assert_eq!(form("ABC Logistics"), "abc logistics");
        assert_eq!(form("Alfa S.P.A. 5"), "alfa spa 5");
        assert_eq!(form("Nordlys Fund V L.P."), "nordlys fund v");
        assert_eq!(form("Nordlys Fund VI LP"), "nordlys fund vi");
        assert_eq!(form("Alfa S. p. A."), "alfa");
        assert_eq!(form("Alfa S P A"), "alfa");
    }

    #[test]
    fn steps_can_be_left_out() {
        let without = |step| Normalising::Steps(Steps::DEFAULT.with(step, false));
        assert_eq!(comparable("The Acme Intl Ltd", without(Step::LegalForms)), "acme international ltd");
        assert_eq!(comparable("The Acme Intl Ltd", without(Step::JoiningWords)), "the acme international");
        assert_eq!(comparable("The Acme Intl Ltd", without(Step::Abbreviations)), "acme intl");
        assert_eq!(comparable("Moebel Ltd", without(Step::Umlauts)), "moebel");
    }

    #[test]
    fn no_abbreviation_is_written_out_twice_or_is_a_legal_form() {
        for (short, full) in ABBREVIATIONS.iter() {
            assert!(!ABBREVIATIONS.contains_key(full), "{full} is short for another word");
            assert!(!FORMS.words.contains_key(full), "{full} is a legal form");
            assert!(!FORMS.words.contains_key(short), "{short} is a legal form");
        }
    }
}
