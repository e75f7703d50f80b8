//! What a person probably meant by a word that is not known.

/// The word of `known` that `word` looks like a slip of, if any: equal but for case and punctuation, or one edit
/// away for every three characters (Damerau-Levenshtein). The nearest wins; of equally near ones, the first.
pub fn closest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let allowed = (word.chars().count() / 3).max(1);
    let distance = |candidate: &str| match bare(word) {
        plain if !plain.is_empty() && plain == bare(candidate) => 0,
        _ => strsim::damerau_levenshtein(word, candidate),
    };
    known.into_iter().map(|k| (distance(k), k)).filter(|(d, _)| *d <= allowed).min_by_key(|(d, _)| *d).map(|(_, k)| k)
}

/// The second half of a message about an unknown word: what was expected, and what was probably meant.
pub fn expected<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let list = match known.as_slice() {
        [] => "there are none".to_owned(),
        [only] => format!("expected {only}"),
        many => format!("expected one of {}", many.join(", ")),
    };
    match closest(word, known) {
        Some(near) => format!("{list}; did you mean {near:?}?"),
        None => list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let known = ["email", "phone", "postal_code"];
        assert_eq!(closest("e-mail", known), Some("email"));
        assert_eq!(closest("PostalCode", known), Some("postal_code"));
        assert_eq!(closest("phnoe", known), Some("phone"));
        assert_eq!(closest("street", known), None);
        assert_eq!(closest("", known), None);
    }

    #[test]
    fn what_was_expected_is_listed() {
        assert_eq!(expected("fone", ["phone", "fax"]), "expected one of phone, fax");
        assert_eq!(expected("phon", ["phone"]), "expected phone; did you mean \"phone\"?");
        assert_eq!(expected("x", []), "there are none");
    }
}
