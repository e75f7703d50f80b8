//! Clusters out of scored pairs: average linkage (Sokal & Michener, "A statistical method for evaluating systematic
//! relationships", 1958), so that one false link does not make two clusters one.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::apart::Apart;
use super::near::Near;
use super::parallel;
use super::union::Union;

/// Pairs less likely than this do not bring records together to be looked at.
pub const FLOOR: f64 = 0.05;
/// Of groups up to this size every pair is scored. In larger ones those that were compared say what may become one, and
/// before it does, so many pairs across that were not are scored too.
const COMPARE_ALL: usize = 100;
const ASKED: usize = 16;

/// So many groups are worth a thread.
const GROUPS: usize = 1_024;

/// Compares two records that were not: the probability that they are one.
pub type Score<'s> = dyn Fn(u32, u32) -> f64 + Sync + 's;

/// A scored pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// One record, the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Probability that they are one.
    pub probability: f64,
}

/// What clustering came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustered {
    /// For each record the smallest number of its cluster.
    pub clusters: Vec<u32>,
    /// Links within clusters, sorted; every cluster holds together by them.
    pub links: Vec<Scored>,
    /// The likeliest pairs across clusters, sorted: what a person might join.
    pub near: Vec<Near>,
}

/// Clusters: for each record the smallest number of its cluster. Two clusters become one while the mean probability
/// over all pairs across them reaches the threshold. `score` compares two records that were not; those `apart` never
/// come into one cluster.
pub fn average(n: usize, pairs: &[Scored], threshold: f64, score: &Score, apart: &Apart) -> Vec<u32> {
    let roots = tied(n, pairs).roots();
    let root = |record: u32| roots[record as usize];
    let same = |pair: &Scored| root(pair.a) == root(pair.b);
    let mut within: Vec<(u32, u32)> =
        pairs.iter().zip(0..).filter(|(pair, _)| same(pair)).map(|(pair, at)| (root(pair.a), at)).collect();
    within.sort_unstable();
    // Whoever is tied to others is so by pairs: there are as many groups of records as of pairs, and in one order.
    let members = members(&roots);
    let tied = members.chunk_by(|one, other| root(*one) == root(*other)).filter(|group| group.len() > 1);
    let groups: Vec<_> = tied.zip(within.chunk_by(|one, other| one.0 == other.0)).collect();
    let joined = |&(members, within): &(&[u32], &[(u32, u32)])| {
        let pairs = || within.iter().map(|&(_, at)| pairs[at as usize]);
        if let [a, b] = *members {
            let likely = pairs().any(|pair| pair.probability >= threshold);
            return if likely && !apart.are(a, b) { vec![(b, a)] } else { Vec::new() };
        }
        let mut agglomeration = Agglomeration::new(members.to_vec(), pairs(), score, apart);
        agglomeration.run(threshold, score);
        agglomeration.joined()
    };
    let mut cluster: Vec<u32> = (0..n as u32).collect();
    for (record, first) in parallel::map(&groups, GROUPS, joined).into_iter().flatten() {
        cluster[record as usize] = first;
    }
    cluster
}

/// The records, cluster by cluster, those of one in order. `clusters`: for each record the smallest number of its
/// cluster, or of whatever else holds it.
pub fn members(clusters: &[u32]) -> Vec<u32> {
    let mut places = vec![0_u32; clusters.len() + 1];
    for &cluster in clusters {
        places[cluster as usize + 1] += 1;
    }
    for at in 1..places.len() {
        places[at] += places[at - 1];
    }
    let mut members = vec![0; clusters.len()];
    for (record, &cluster) in clusters.iter().enumerate() {
        let place = &mut places[cluster as usize];
        members[*place as usize] = record as u32;
        *place += 1;
    }
    members
}

/// Records that likely pairs tie together.
pub fn tied<'p>(n: usize, pairs: impl IntoIterator<Item = &'p Scored>) -> Union {
    let mut union = Union::new(n);
    for pair in pairs.into_iter().filter(|pair| pair.probability >= FLOOR) {
        union.join(pair.a as usize, pair.b as usize);
    }
    union
}

/// A merge that may come.
#[derive(PartialEq)]
struct Merge {
    mean: f64,
    a: usize,
    b: usize,
    ages: (u32, u32),
}

impl Eq for Merge {}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The pairs across two clusters that are known.
#[derive(Clone, Copy, Default)]
struct Across {
    sum: f64,
    pairs: f64,
}

impl Across {
    fn one(probability: f64) -> Self {
        Self { sum: probability, pairs: 1.0 }
    }

    fn mean(self) -> f64 {
        self.sum / self.pairs.max(1.0)
    }
}

/// Records that likely pairs tie together, on their way to clusters.
struct Agglomeration {
    members: Vec<u32>,
    /// For each cluster, what is known of every other that it has pairs with.
    sums: Vec<HashMap<usize, Across>>,
    /// Clusters that must stay apart.
    apart: Vec<HashSet<usize>>,
    /// Positions of the records of each cluster; empty once it has gone into another.
    clusters: Vec<Vec<usize>>,
    /// How often each has grown: a merge that was thought of before is out of date.
    ages: Vec<u32>,
}

impl Agglomeration {
    fn new(members: Vec<u32>, pairs: impl Iterator<Item = Scored>, score: &Score, apart: &Apart) -> Self {
        let m = members.len();
        let place = |record: u32| members.binary_search(&record).unwrap_or_default();
        let mut sums: Vec<HashMap<usize, Across>> = vec![HashMap::new(); m];
        for pair in pairs {
            let (a, b) = (place(pair.a), place(pair.b));
            sums[a].insert(b, Across::one(pair.probability));
            sums[b].insert(a, Across::one(pair.probability));
        }
        let mut separate: Vec<HashSet<usize>> = vec![HashSet::new(); m];
        let pairs = |wanted: bool| (0..if wanted { m } else { 0 }).flat_map(move |a| (a + 1..m).map(move |b| (a, b)));
        for (a, b) in pairs(!apart.is_empty()).filter(|&(a, b)| apart.are(members[a], members[b])) {
            separate[a].insert(b);
            separate[b].insert(a);
        }
        for (a, b) in pairs(m <= COMPARE_ALL) {
            if !sums[a].contains_key(&b) {
                let probability = score(members[a], members[b]);
                sums[a].insert(b, Across::one(probability));
                sums[b].insert(a, Across::one(probability));
            }
        }
        Self { sums, apart: separate, clusters: (0..m).map(|i| vec![i]).collect(), ages: vec![0; m], members }
    }

    fn candidate(&self, a: usize, b: usize, across: Across) -> Merge {
        let (a, b) = (a.min(b), a.max(b));
        Merge { mean: across.mean(), a, b, ages: (self.ages[a], self.ages[b]) }
    }

    fn run(&mut self, threshold: f64, score: &Score) {
        let mut heap = BinaryHeap::new();
        for a in 0..self.sums.len() {
            heap.extend(self.sums[a].iter().filter(|(b, _)| a < **b).map(|(&b, &across)| self.candidate(a, b, across)));
        }
        while let Some(merge) = heap.pop().filter(|merge| merge.mean >= threshold) {
            let Merge { a, b, ages, .. } = merge;
            if ages != (self.ages[a], self.ages[b]) || self.clusters[b].is_empty() || self.apart[a].contains(&b) {
                continue;
            }
            if self.ask(a, b, score) >= threshold {
                self.merge(a, b);
                let grown = self.sums[a].iter().map(|(&c, &across)| self.candidate(a, c, across));
                heap.extend(grown.filter(|merge| merge.mean >= threshold));
            }
        }
    }

    /// The mean over the pairs across two clusters. Those that were compared look more alike than the rest: where there
    /// are others, a few of all are scored, and stand for them from then on.
    fn ask(&mut self, a: usize, b: usize, score: &Score) -> f64 {
        let (one, other) = (&self.clusters[a], &self.clusters[b]);
        let all = one.len() * other.len();
        let known = self.sums[a].get(&b).copied().unwrap_or_default();
        if known.pairs as usize >= all {
            return known.mean();
        }
        let asked = ASKED.min(all);
        let of = |i: usize| {
            let at = i * all / asked;
            // Every row, and another column in each.
            let (x, y) = (at / other.len(), (at + at / other.len()) % other.len());
            let (x, y) = (self.members[one[x]], self.members[other[y]]);
            score(x.min(y), x.max(y))
        };
        let mean = (0..asked).map(of).sum::<f64>() / asked as f64;
        let across = Across { sum: mean * all as f64, pairs: all as f64 };
        self.sums[a].insert(b, across);
        self.sums[b].insert(a, across);
        mean
    }

    fn merge(&mut self, a: usize, b: usize) {
        let moved = std::mem::take(&mut self.clusters[b]);
        self.clusters[a].extend(moved);
        self.ages[a] += 1;
        self.ages[b] += 1;
        for (c, across) in std::mem::take(&mut self.sums[b]) {
            if c != a {
                let total = self.sums[a].entry(c).or_default();
                *total = Across { sum: total.sum + across.sum, pairs: total.pairs + across.pairs };
                let total = *total;
                self.sums[c].remove(&b);
                self.sums[c].insert(a, total);
            }
        }
        self.sums[a].remove(&b);
        for c in std::mem::take(&mut self.apart[b]) {
            self.apart[a].insert(c);
            self.apart[c].insert(a);
        }
    }

    /// Each record with the first of its cluster.
    fn joined(self) -> Vec<(u32, u32)> {
        let members = &self.members;
        let of = |own: &Vec<usize>| {
            let first = own.iter().map(|&i| members[i]).min();
            own.iter().map(move |&i| (members[i], first.unwrap_or(members[i]))).collect::<Vec<_>>()
        };
        self.clusters.iter().flat_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(n: usize, pairs: &[(u32, u32, f64)], sources: &[u16]) -> Vec<u32> {
        let pairs: Vec<Scored> = pairs.iter().map(|&(a, b, probability)| Scored { a, b, probability }).collect();
        let apart = Apart::new(vec![false, true], sources);
        average(n, &pairs, 0.5, &|_, _| 0.0, &apart)
    }

    #[test]
    fn a_weak_bridge_does_not_close() {
        let two_pairs = [(0, 1, 0.99), (2, 3, 0.99), (1, 2, 0.6)];
        assert_eq!(clusters(4, &two_pairs, &[0; 4]), [0, 0, 2, 2]);
        let chain = [(0, 1, 0.99), (1, 2, 0.99), (0, 2, 0.3)];
        assert_eq!(clusters(3, &chain, &[0; 4]), [0, 0, 0]);
    }

    #[test]
    fn a_source_free_of_duplicates_stays_so_through_a_third() {
        let chain = [(0, 1, 0.99), (1, 2, 0.98), (0, 2, 0.9)];
        assert_eq!(clusters(3, &chain, &[1, 0, 1]), [0, 0, 2]);
        assert_eq!(clusters(2, &[(0, 1, 0.99)], &[1, 1]), [0, 1]);
    }

    /// Records in two crowds, of which neighbours were compared, and one pair across.
    fn crowds(across: f64) -> Vec<u32> {
        let same = |a: u32, b: u32| a / 80 == b / 80;
        let mut pairs = vec![Scored { a: 3, b: 90, probability: 0.9 }];
        for a in 0..160 {
            pairs.extend((a + 1..160).filter(|b| same(a, *b) && b - a <= 4).map(|b| Scored { a, b, probability: 0.9 }));
        }
        let score = |a: u32, b: u32| if same(a, b) { 0.9 } else { across };
        average(160, &pairs, 0.5, &score, &Apart::default())
    }

    #[test]
    fn a_crowd_of_which_few_pairs_were_compared_holds_together() {
        let two: Vec<u32> = (0..160).map(|record| record / 80 * 80).collect();
        assert_eq!(crowds(0.1), two);
        assert_eq!(crowds(0.8), vec![0; 160]);
    }

    #[test]
    fn records_alone_stay_alone() {
        assert_eq!(clusters(3, &[(0, 1, 0.4)], &[0; 4]), [0, 1, 2]);
    }
}
