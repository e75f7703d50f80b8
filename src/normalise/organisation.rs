//! Names of organisations: without legal form, punctuation and words that only join.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::words;
use super::table::lines;

/// Where in a name a legal form may stand. At the end it always may.
#[derive(Clone, Copy, Default)]
struct Places {
    beginning: bool,
    anywhere: bool,
}

struct LegalForms {
    /// Folded words of the form, divided by blanks.
    words: HashMap<&'static str, Places>,
    /// Forms written without blanks, longest first.
    unspaced: Vec<String>,
    /// Words of the longest form.
    longest: usize,
}

static FORMS: LazyLock<LegalForms> = LazyLock::new(|| {
    let mut forms = LegalForms { words: HashMap::new(), unspaced: Vec::new(), longest: 1 };
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

/// Words that join or introduce the words that matter.
const FILLERS: [&str; 5] = ["and", "und", "et", "the", "y"];

/// The comparable form of an organisation's name: `ACME Corporation, Ltd.` is `acme`.
///
/// A name that consists of legal forms only keeps them.
pub fn comparable(value: &str) -> String {
    let mut folded = words(value);
    for form in &FORMS.unspaced {
        if folded.contains(form.as_str()) && folded != *form {
            folded = words(&folded.replace(form.as_str(), " "));
        }
    }
    let all = joined_initials(&folded);
    let named: Vec<&str> = all.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
    let mut rest = named.as_slice();
    while let Some(shorter) = without_end(rest).or_else(|| without_beginning(rest)) {
        rest = shorter;
    }
    let kept: Vec<&str> = rest
        .iter()
        .enumerate()
        .filter(|(i, word)| *i == 0 || !FORMS.words.get(*word).is_some_and(|places| places.anywhere))
        .map(|(_, word)| *word)
        .collect();
    match (kept.is_empty(), named.is_empty()) {
        (false, _) => kept.join(" "),
        (true, false) => named.join(" "),
        (true, true) => all.join(" "),
    }
}

/// `name` without the longest legal form at its end, if a word remains.
fn without_end<'a, 'b>(name: &'a [&'b str]) -> Option<&'a [&'b str]> {
    (1..=FORMS.longest.min(name.len().saturating_sub(1))).rev().find_map(|count| {
        let (rest, end) = name.split_at(name.len() - count);
        FORMS.words.contains_key(end.join(" ").as_str()).then_some(rest)
    })
}

/// `name` without a legal form that may stand at its beginning, if a word remains.
fn without_beginning<'a, 'b>(name: &'a [&'b str]) -> Option<&'a [&'b str]> {
    (1..=FORMS.longest.min(name.len().saturating_sub(1))).rev().find_map(|count| {
        let (beginning, rest) = name.split_at(count);
        FORMS.words.get(beginning.join(" ").as_str()).is_some_and(|places| places.beginning).then_some(rest)
    })
}

/// The words of a folded text in which runs of single letters are joined: `s a r l` is `sarl`.
fn joined_initials(words: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false; // the last word out is a run of single letters
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let mut chars = word.chars();
        let single = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
        match out.last_mut() {
            Some(last) if single && open => last.push_str(word),
            _ => out.push(word.to_owned()),
        }
        open = single;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_do_not_count() {
        for name in ["Acme Corp.", "ACME Corporation Ltd.", "acme-corp", "ACME, INC.", "The Acme Company"] {
            assert_eq!(comparable(name), "acme", "{name}");
        }
        for (name, form) in [
            ("Kessler Metall GmbH & Co. KG", "kessler metall"),
            ("Moreau et Fils S.A.R.L.", "moreau fils"),
            ("Alfa S.p.A.", "alfa"),
            ("Zielony Las Sp. z o.o.", "zielony las"),
            ("ООО «Ромашка»", "romashka"),
            ("株式会社アクメ", "アクメ"),
            ("Nordlys A/S", "nordlys"),
            ("Kessler GmbH Werk Nord", "kessler werk nord"),
            ("Smith & Sons", "smith sons"),
            ("PT Samudra Tbk", "samudra"),
        ] {
            assert_eq!(comparable(name), form, "{name}");
        }
    }

    #[test]
    fn something_always_remains() {
        assert_eq!(comparable("Company"), "company");
        assert_eq!(comparable("Limited Ltd"), "limited");
        assert_eq!(comparable("The The"), "the the");
        assert_eq!(comparable("株式会社"), "株式会社");
    }

    #[test]
    fn dotted_abbreviations_are_one_word() {
        assert_eq!(joined_initials("s a r l moreau"), ["sarl", "moreau"]);
        assert_eq!(joined_initials("alfa s p a 5"), ["alfa", "spa", "5"]);
    }
}
