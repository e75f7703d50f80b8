//! Similarities of texts as `DuckDB` 2 measures them: by characters. (`DuckDB` 1 counted bytes, which differs where letters
//! have accents.)

use std::collections::BTreeSet;

use crate::matching::similarity;

/// Insertions, deletions and replacements.
pub fn levenshtein(a: &str, b: &str) -> f64 {
    strsim::levenshtein(a, b) as f64
}

/// The same with swaps of neighbours, between which more edits may happen.
pub fn damerau_levenshtein(a: &str, b: &str) -> f64 {
    strsim::damerau_levenshtein(a, b) as f64
}

/// Places where texts of one length differ; `None` where the lengths do.
pub fn hamming(a: &str, b: &str) -> Option<f64> {
    strsim::hamming(a, b).ok().filter(|_| !a.is_empty()).map(|places| places as f64)
}

/// Jaro similarity; two empty texts are not at all alike.
pub fn jaro(a: &str, b: &str) -> f64 {
    if a.is_empty() { 0.0 } else { strsim::jaro(a, b) }
}

/// Jaro–Winkler similarity; two empty texts are not at all alike.
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a.is_empty() { 0.0 } else { similarity::jaro_winkler(a, b) }
}

/// Characters that both have ÷ characters that one has; `None` where one is empty.
pub fn jaccard(a: &str, b: &str) -> Option<f64> {
    let (a, b): (BTreeSet<char>, BTreeSet<char>) = (a.chars().collect(), b.chars().collect());
    let both = a.intersection(&b).count();
    (!a.is_empty() && !b.is_empty()).then(|| both as f64 / (a.len() + b.len() - both) as f64)
}
