//! Sources that hold every entity once: two of their records are never one.

/// Which records must not be in one cluster, whatever the scores say.
#[derive(Clone, Debug, Default)]
pub struct Apart {
    /// For each source, whether it is free of duplicates.
    unique: Vec<bool>,
    /// The source of each record; empty where none is free of duplicates.
    sources: Vec<u16>,
}

impl Apart {
    /// `unique` says of each source whether it is free of duplicates.
    pub fn new(unique: Vec<bool>, sources: &[u16]) -> Self {
        let sources = if unique.contains(&true) { sources.to_vec() } else { Vec::new() };
        Self { unique, sources }
    }

    /// The same for some of the records.
    #[must_use]
    pub fn of_rows(&self, rows: &[u32]) -> Self {
        let sources = rows.iter().filter_map(|row| self.sources.get(*row as usize).copied()).collect();
        Self { unique: self.unique.clone(), sources }
    }

    /// Nothing is kept apart.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Whether two records are.
    pub fn are(&self, a: u32, b: u32) -> bool {
        let (one, other) = (self.sources.get(a as usize), self.sources.get(b as usize));
        one.is_some_and(|source| other == Some(source) && self.unique.get(usize::from(*source)) == Some(&true))
    }
}
