//! What is true: entities of records, a list of all links between sources, or labels of single pairs.

use std::collections::{HashMap, HashSet};

/// A truth about records at positions 0, 1, 2 …
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// The entity of each record; `None`: not known, and such records count nowhere.
    Entities(Vec<Option<u32>>),
    /// All true links between the sources that they join. Pairs of other sources count nowhere.
    Links(Vec<(u32, u32)>),
    /// Single pairs and whether they are one. Other pairs count nowhere.
    Labels(Vec<(u32, u32, bool)>),
}

/// A truth, ready to be asked.
pub struct Index<'t> {
    /// The truth.
    pub truth: &'t Truth,
    /// The source of each record.
    pub sources: &'t [u32],
    /// For links and labels: each pair, the smaller position first, and whether it is one.
    pub pairs: HashMap<(u32, u32), bool>,
    /// For links: the sources that they join, both ways.
    pub joined: HashMap<u32, HashSet<u32>>,
}

impl<'t> Index<'t> {
    /// Makes a truth ready.
    pub fn new(truth: &'t Truth, sources: &'t [u32]) -> Self {
        let mut index = Self { truth, sources, pairs: HashMap::new(), joined: HashMap::new() };
        match truth {
            Truth::Entities(_) => {}
            Truth::Links(links) => {
                for &(a, b) in links.iter().filter(|(a, b)| a != b) {
                    index.pairs.insert(ordered(a, b), true);
                    let (s, t) = (index.source(a), index.source(b));
                    index.joined.entry(s).or_default().insert(t);
                    index.joined.entry(t).or_default().insert(s);
                }
            }
            Truth::Labels(labels) => {
                for &(a, b, same) in labels.iter().filter(|(a, b, _)| a != b) {
                    index.pairs.insert(ordered(a, b), same);
                }
            }
        }
        index
    }

    /// The source of a record.
    pub fn source(&self, record: u32) -> u32 {
        self.sources.get(record as usize).copied().unwrap_or_default()
    }

    /// The entity of a record, where entities are known.
    pub fn entity(&self, record: u32) -> Option<u32> {
        match self.truth {
            Truth::Entities(entities) => entities.get(record as usize).copied().flatten(),
            _ => None,
        }
    }

    /// Whether two records are one; `None`: the truth does not say.
    pub fn same(&self, a: u32, b: u32) -> Option<bool> {
        match self.truth {
            Truth::Entities(_) => Some(self.entity(a)? == self.entity(b)?),
            Truth::Labels(_) => self.pairs.get(&ordered(a, b)).copied(),
            Truth::Links(_) => {
                let judged = self.joined.get(&self.source(a)).is_some_and(|others| others.contains(&self.source(b)));
                judged.then(|| self.pairs.contains_key(&ordered(a, b)))
            }
        }
    }
}

/// The smaller one first.
pub fn ordered(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}
