//! Words by which makers tell variants of one product apart: the system it is for, its licence, edition, colour,
//! language. They are frequent words, so that rarity makes little of them; yet two products may differ in nothing else.

use std::sync::LazyLock;

use super::table::{Table, lines};

/// A variant of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variant {
    /// The number of its group, from nought.
    pub group: usize,
    /// The form it is compared by.
    pub form: &'static str,
}

/// Groups of variants.
pub const GROUPS: usize = 5;

static VARIANTS: LazyLock<Table<Variant>> = LazyLock::new(|| {
    let mut variants = Table::default();
    let mut groups = 0;
    for line in lines(include_str!("../../assets/variants.txt")) {
        if line.starts_with('[') {
            groups += 1;
            continue;
        }
        let form = line.split(' ').next().unwrap_or_default();
        for word in line.split(' ') {
            variants.insert(word, Variant { group: groups - 1, form });
        }
    }
    variants
});

/// The variant that a word of a title's form names, if any.
pub fn of(word: &str) -> Option<Variant> {
    VARIANTS.get(word).copied()
}

/// The variants that a text names, sorted.
pub fn all(text: &str) -> Vec<Variant> {
    let mut all: Vec<Variant> = text.split(' ').filter_map(of).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_variant_are_one() {
        let forms = |text: &str| all(text).iter().map(|variant| (variant.group, variant.form)).collect::<Vec<_>>();
        assert_eq!(forms("photo studio pro for win and macintosh"), [(0, "mac"), (0, "windows"), (2, "professional")]);
        assert_eq!(forms("photo studio professional upg win32"), [(0, "windows"), (1, "upgrade"), (2, "professional")]);
        assert!(forms("photo studio").is_empty());
    }

    #[test]
    fn every_variant_has_a_group_and_is_its_own_form() {
        for variant in VARIANTS.values() {
            assert!(variant.group < GROUPS);
            assert_eq!(of(variant.form), Some(*variant), "{}", variant.form);
        }
        assert!((0..GROUPS).all(|group| VARIANTS.values().any(|variant| variant.group == group)));
    }
}
