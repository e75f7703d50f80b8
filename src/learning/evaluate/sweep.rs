//! What every threshold would have made: links from the strongest to the weakest, joined one by one.
//!
//! The smaller side of each join is walked, so that all thresholds together cost n log n.

use std::collections::HashMap;

use serde::Serialize;

use super::truth::{Index, Truth, ordered};
use super::{Measures, Predicted};

/// Thresholds that are shown.
const SHOWN: [f64; 14] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

/// What links at least this probable make.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AtThreshold {
    /// The least probability of a link that is taken.
    pub threshold: f64,
    /// Measures over pairs.
    #[serde(flatten)]
    pub measures: Measures,
    /// Pairs in one cluster.
    pub predicted_pairs: u64,
    /// Those that are one entity.
    pub correct_pairs: u64,
}

/// What a sweep found.
pub struct Swept {
    /// The shown thresholds.
    pub rows: Vec<AtThreshold>,
    /// The best of all.
    pub best: Option<AtThreshold>,
    /// The least probability of a link that joined anything.
    pub lowest: Option<f64>,
}

/// The shown thresholds, and the best of all.
pub fn thresholds(predicted: Predicted, index: &Index, actual: u64) -> Swept {
    let mut edges: Vec<_> = predicted.scored().iter().collect();
    edges.sort_by(|x, y| y.probability.total_cmp(&x.probability).then(x.a.cmp(&y.a)).then(x.b.cmp(&y.b)));
    let mut sweep = Sweep::new(predicted.clusters.len(), index);
    let (mut rows, mut best, mut lowest): (Vec<AtThreshold>, Option<AtThreshold>, _) = (Vec::new(), None, None);
    let row = |sweep: &Sweep, threshold: f64| AtThreshold {
        threshold,
        measures: Measures::of(sweep.correct, sweep.predicted, actual),
        predicted_pairs: sweep.predicted,
        correct_pairs: sweep.correct,
    };
    let mut shown = SHOWN.iter().rev().peekable();
    for (at, edge) in edges.iter().enumerate() {
        while let Some(threshold) = shown.next_if(|threshold| edge.probability < **threshold) {
            rows.push(row(&sweep, *threshold));
        }
        if sweep.join(edge.a as u32, edge.b as u32) {
            lowest = Some(edge.probability);
        }
        // A threshold takes all links of one probability, or none.
        if edges.get(at + 1).is_none_or(|next| next.probability < edge.probability) {
            let now = row(&sweep, edge.probability);
            if best.is_none_or(|best| now.measures.f1 > best.measures.f1) {
                best = Some(now);
            }
        }
    }
    rows.extend(shown.map(|threshold| row(&sweep, *threshold)));
    rows.reverse();
    Swept { rows: if edges.is_empty() { Vec::new() } else { rows }, best, lowest }
}

struct Sweep<'i> {
    index: &'i Index<'i>,
    parent: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// How many members of a root belong to an entity (or, for links, to a source).
    groups: HashMap<(u32, u32), u64>,
    /// Known members of a root.
    known: HashMap<u32, u64>,
    /// The labelled partners of a record.
    partners: HashMap<u32, Vec<u32>>,
    correct: u64,
    predicted: u64,
}

impl<'i> Sweep<'i> {
    fn new(records: usize, index: &'i Index<'i>) -> Self {
        let all = || 0..records as u32;
        let mut partners: HashMap<u32, Vec<u32>> = HashMap::new();
        for (a, b) in index.pairs.keys() {
            partners.entry(*a).or_default().push(*b);
            partners.entry(*b).or_default().push(*a);
        }
        let mut sweep = Self {
            index,
            parent: all().collect(),
            members: all().map(|record| vec![record]).collect(),
            groups: HashMap::new(),
            known: HashMap::new(),
            partners,
            correct: 0,
            predicted: 0,
        };
        for record in all() {
            if let Some(group) = sweep.group(record) {
                sweep.groups.insert((record, group), 1);
                sweep.known.insert(record, 1);
            }
        }
        sweep
    }

    /// What counts a record: its entity, or for links its source.
    fn group(&self, record: u32) -> Option<u32> {
        match self.index.truth {
            Truth::Entities(_) => self.index.entity(record),
            Truth::Links(_) => Some(self.index.source(record)),
            Truth::Labels(_) => None,
        }
    }

    fn root(&mut self, mut record: u32) -> u32 {
        while let Some(&parent) = self.parent.get(record as usize) {
            if parent == record {
                break;
            }
            let above = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(record as usize) {
                *slot = above;
            }
            record = above;
        }
        record
    }

    /// Makes one of two; `false` where they are one already.
    fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        let size = |root: u32| self.members.get(root as usize).map_or(0, Vec::len);
        if a == b {
            return false;
        }
        let (large, small) = if size(a) >= size(b) { (a, b) } else { (b, a) };
        let moved = self.members.get_mut(small as usize).map(std::mem::take).unwrap_or_default();
        let count = |groups: &HashMap<(u32, u32), u64>, group: u32| groups.get(&(large, group)).copied().unwrap_or(0);
        for &record in &moved {
            match (self.index.truth, self.group(record)) {
                (Truth::Entities(_), Some(entity)) => {
                    self.correct += count(&self.groups, entity);
                    self.predicted += self.known.get(&large).copied().unwrap_or(0);
                }
                (Truth::Links(_), Some(source)) => {
                    let others = self.index.joined.get(&source).into_iter().flatten();
                    self.predicted += others.map(|other| count(&self.groups, *other)).sum::<u64>();
                }
                _ => {}
            }
        }
        for &record in &moved {
            for partner in self.partners.get(&record).cloned().unwrap_or_default() {
                if self.root(partner) == large {
                    let same = self.index.pairs.get(&ordered(record, partner)).copied().unwrap_or(false);
                    self.correct += u64::from(same);
                    self.predicted += u64::from(matches!(self.index.truth, Truth::Labels(_)));
                }
            }
        }
        for &record in &moved {
            if let Some(group) = self.group(record) {
                *self.groups.entry((large, group)).or_default() += 1;
                *self.known.entry(large).or_default() += 1;
            }
        }
        if let Some(parent) = self.parent.get_mut(small as usize) {
            *parent = large;
        }
        if let Some(members) = self.members.get_mut(large as usize) {
            members.extend(moved);
        }
        true
    }
}
