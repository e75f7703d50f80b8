//! What happens to text on its way into a system: folding, slugs, capitals, typing errors.

use unicode_normalization::UnicodeNormalization;

use super::rng::Rng;

/// Letters that have a spelling of their own in ASCII.
const SPELT: [(char, &str); 14] = [
    ('ä', "ae"),
    ('ö', "oe"),
    ('ü', "ue"),
    ('Ä', "Ae"),
    ('Ö', "Oe"),
    ('Ü', "Ue"),
    ('ß', "ss"),
    ('ø', "o"),
    ('Ø', "O"),
    ('ł', "l"),
    ('Ł', "L"),
    ('æ', "ae"),
    ('đ', "d"),
    ('’', "'"),
];

/// Accents dropped; umlauts spelt out: `Müller` is `Mueller`, `Île` is `Ile`. Other scripts stay as they are.
pub fn spell_out(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len() + 4);
    for c in text.chars() {
        match SPELT.iter().find(|(letter, _)| *letter == c) {
            Some((_, ascii)) => spelt.push_str(ascii),
            None => spelt.push(std::iter::once(c).nfd().next().filter(char::is_ascii).unwrap_or(c)),
        }
    }
    spelt
}

/// Lower-case ASCII letters and digits, everything else a single hyphen: `Kessler & Sons` is `kessler-sons`.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in spell_out(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c != '\'' && c != '.' && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// One slip of the fingers in a longer word: two letters swapped, one dropped, one doubled.
pub fn typo(text: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    // Never at either end of a word: people notice those.
    let spots: Vec<usize> = letters
        .windows(4)
        .enumerate()
        .filter(|(_, w)| w.iter().all(|c| c.is_alphabetic()))
        .map(|(i, _)| i + 1)
        .collect();
    if spots.is_empty() {
        return text.to_owned();
    }
    let at = *rng.pick(&spots);
    match rng.below(3) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

/// `text`, with a typing error in `percent` of a hundred cases.
pub fn sometimes_typo(text: String, percent: usize, rng: &mut Rng) -> String {
    if rng.percent(percent) { typo(&text, rng) } else { text }
}

/// `text`, or nothing in `percent` of a hundred cases.
pub fn sometimes_missing(text: String, percent: usize, rng: &mut Rng) -> String {
    if rng.percent(percent) { String::new() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_spelt_out() {
        assert_eq!(spell_out("Müller & Weiß, Île Łódź"), "Mueller & Weiss, Ile Lodz");
        assert_eq!(spell_out("Йод Τρόφιμα ヴェ 大阪"), "Йод Τρόφιμα ヴェ 大阪");
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Acme Corp."), "acme-corp");
        assert_eq!(slug("Kessler & Söhne O'Brannan"), "kessler-soehne-obrannan");
        assert_eq!(slug("大阪"), "");
    }

    #[test]
    fn a_typo_is_small() {
        let mut rng = Rng::of(1, 1);
        for _ in 0..200 {
            let typed = typo("Kessler Metallbau", &mut rng);
            assert!(strsim::damerau_levenshtein(&typed, "Kessler Metallbau") <= 1, "{typed}");
        }
        assert_eq!(typo("AB 12", &mut rng), "AB 12");
    }
}
