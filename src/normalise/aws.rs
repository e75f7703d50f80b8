//! Normalisation as AWS Entity Resolution's rule-based matching does it, so that what matched there can be explained and
//! repeated here. Only names, e-mail addresses, phone numbers and addresses are normalised; all else is trimmed.

use unicode_normalization::UnicodeNormalization;

use super::fold::fold;
use super::printable;
use crate::config::AttributeKind;

/// The form by which AWS Entity Resolution compares values of `kind`.
///
/// It puts a country's prefix before phone numbers, which only the service's own map of prefixes can do; here the digits
/// stay as they are.
pub fn comparable(kind: AttributeKind, value: &str) -> String {
    match kind {
        AttributeKind::PersonName | AttributeKind::Organisation => letters(value),
        AttributeKind::Email => email(value),
        AttributeKind::Phone => {
            let digits: String = fold(value).chars().filter(char::is_ascii_digit).collect();
            digits.trim_start_matches('0').to_owned()
        }
        AttributeKind::Address => address(value),
        _ => printable(value),
    }
}

fn letters(value: &str) -> String {
    fold(value).chars().filter(char::is_ascii_lowercase).collect()
}

fn email(value: &str) -> String {
    let mut folded = fold(value.trim());
    folded.retain(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '@' | '-' | '+'));
    let (user, domain) = folded.split_once('@').unwrap_or((&folded, ""));
    let user: String = user.split('+').next().unwrap_or_default().chars().filter(|c| *c != '.').collect();
    let domain = domain.replace('+', "");
    let domain = if domain == "googlemail.com" { "gmail.com" } else { &domain };
    if folded.contains('@') { format!("{user}@{domain}") } else { user }
}

/// What AWS writes for the words of an address.
const WORDS: [(&str, &str); 39] = [
    ("avenue", "ave"),
    ("bouled", "blvd"),
    ("circle", "cir"),
    ("circles", "cirs"),
    ("court", "ct"),
    ("centre", "ctr"),
    ("center", "ctr"),
    ("drive", "dr"),
    ("freeway", "fwy"),
    ("frwy", "fwy"),
    ("highway", "hwy"),
    ("lane", "ln"),
    ("parks", "park"),
    ("parkways", "pkwy"),
    ("pky", "pkwy"),
    ("pkway", "pkwy"),
    ("pkwys", "pkwy"),
    ("parkway", "pkwy"),
    ("parkwy", "pkwy"),
    ("place", "pl"),
    ("plaza", "plz"),
    ("plza", "plz"),
    ("road", "rd"),
    ("square", "sq"),
    ("squ", "sq"),
    ("sqr", "sq"),
    ("street", "st"),
    ("str", "st"),
    ("east", "e"),
    ("north", "n"),
    ("south", "s"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("numero", "number"),
    ("no", "number"),
    ("num", "number"),
];

fn address(value: &str) -> String {
    // In addresses umlauts are written out, in names they lose their dots.
    let spelt: String = value.trim().nfc().collect::<String>().replace(['ä', 'Ä'], "ae").replace(['ö', 'Ö'], "oe");
    let folded = fold(&spelt.replace(['ü', 'Ü'], "ue")).replace("str.", "strasse ").replace('#', " number ");
    let mut form = String::with_capacity(folded.len());
    for word in folded.split(|c: char| matches!(c, ',' | '.' | '[' | ']' | '/' | '-') || c.is_whitespace()) {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        let word = WORDS.iter().find(|(long, _)| *long == word).map_or(word.as_str(), |(_, short)| short);
        if !word.is_empty() {
            form.push_str(if form.is_empty() { "" } else { " " });
            form.push_str(word);
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_service_documents_it() {
        for (kind, value, form) in [
            (AttributeKind::PersonName, "  José O'Neill-Smith Jr. ", "joseoneillsmithjr"),
            (AttributeKind::Email, "Anna.Moreau+shop@Example.com", "annamoreau@example.com"),
            (AttributeKind::Email, "anna@googlemail.com", "anna@gmail.com"),
            (AttributeKind::Email, "no address", "noaddress"),
            (AttributeKind::Phone, "(0)123-456-7890", "1234567890"),
            (AttributeKind::Address, "12 North Main Street, #4", "12 n main st number 4"),
            (AttributeKind::Address, "Hauptstr. 5", "hauptstrasse 5"),
            (AttributeKind::Address, "Schäferstraße 5", "schaeferstrasse 5"),
            (AttributeKind::PersonName, "Schäfer", "schafer"),
            (AttributeKind::Identifier, " A-1 ", "A-1"),
        ] {
            assert_eq!(comparable(kind, value), form, "{value}");
        }
    }
}
