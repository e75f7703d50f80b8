//! What must not be in one cluster, whatever the scores say.

use std::collections::HashSet;

/// Pairs of records that people set apart, and sources that hold every entity once.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    pairs: HashSet<(u32, u32)>,
    /// For each source, whether it is free of duplicates.
    unique: Vec<bool>,
    sources: Vec<u16>,
}

impl Apart {
    /// `pairs` are set apart; `unique` says of each source whether it is free of duplicates.
    pub fn new(pairs: impl IntoIterator<Item = (u32, u32)>, unique: Vec<bool>, sources: &[u16]) -> Self {
        let pairs = pairs.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
        let sources = if unique.contains(&true) { sources.to_vec() } else { Vec::new() };
        Self { pairs, unique, sources }
    }

    /// Nothing is.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.sources.is_empty()
    }

    /// Whether two records are.
    pub fn are(&self, a: u32, b: u32) -> bool {
        let unique = || {
            let (one, other) = (self.sources.get(a as usize), self.sources.get(b as usize));
            one.is_some_and(|source| other == Some(source) && self.unique.get(usize::from(*source)) == Some(&true))
        };
        self.pairs.contains(&(a.min(b), a.max(b))) || unique()
    }
}
