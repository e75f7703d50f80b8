//! Guided split: in which ways a cluster could come apart. Pure.
//!
//! ```text
//! members, probabilities ─► weakest bridge      where the strongest tree that spans them is weakest
//!                         ─► minimum cut         where least evidence crosses
//!                         ─► one per source      no two records of one source together
//!                         ─► average linkage     only what is alike on the whole
//! ```
//!
//! Records that people tied together move as one: no proposal parts them, unless they tied all of them.

mod cut;
mod linkage;
mod sources;
mod tree;

use std::collections::BTreeMap;

pub use tree::weakest_bridge;

/// Of larger clusters only the weakest bridge is looked for: the others take the cube of its size in steps.
const MOST: usize = 400;

/// A way to find a split.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// At the weakest link of the strongest tree that spans the cluster.
    WeakestBridge,
    /// Where the probabilities of the links across sum up to least (Stoer and Wagner, 1997).
    MinimumCut,
    /// So that no part holds two records of one source.
    OnePerSource,
    /// Average linkage: parts whose records have at least this mean probability with each other.
    AverageLinkage(f64),
}

impl Method {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::WeakestBridge => "weakest_bridge",
            Self::MinimumCut => "minimum_cut",
            Self::OnePerSource => "one_per_source",
            Self::AverageLinkage(_) => "average_linkage",
        }
    }

    /// What it is, for people.
    pub fn title(self) -> String {
        match self {
            Self::WeakestBridge => "weakest bridge".to_owned(),
            Self::MinimumCut => "minimum cut".to_owned(),
            Self::OnePerSource => "one record per source".to_owned(),
            Self::AverageLinkage(threshold) => format!("alike on the whole (mean ≥ {threshold:.2})"),
        }
    }
}

/// A cluster as it is to be divided.
#[derive(Clone, Debug)]
pub struct Whole<'a> {
    /// The source of each member, as a number.
    pub sources: &'a [usize],
    /// Members that people tied together: sets of positions.
    pub together: &'a [Vec<usize>],
    /// Mean probability from which records are taken to be alike: the upper end of the review band.
    pub threshold: f64,
}

/// A way to divide a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// Every method that finds it.
    pub methods: Vec<Method>,
    /// Positions of the members, part by part: each sorted, parts in the order of their first member.
    pub parts: Vec<Vec<usize>>,
    /// What is cut: the sum of the probabilities of all links across.
    pub cut: f64,
    /// The strongest link across: its records and probability.
    pub strongest: (usize, usize, f64),
    /// It parts records that people tied together.
    pub against: bool,
}

/// The ways to divide a cluster, given the probability of any two of its members (symmetric, 0..=1); those that come to
/// the same are one. None for a record alone.
pub fn divisions(whole: &Whole, probability: impl Fn(usize, usize) -> f64) -> Vec<Division> {
    let n = whole.sources.len();
    let units = units(n, whole.together);
    // All tied together: then a proposal can only go against that, and says so.
    let (units, against) = if units.len() > 1 { (units, false) } else { ((0..n).map(|i| vec![i]).collect(), true) };
    let mut found: BTreeMap<Vec<Vec<usize>>, Vec<Method>> = BTreeMap::new();
    let mut order: Vec<Vec<Vec<usize>>> = Vec::new();
    for (method, groups) in ways(whole, &units, &probability) {
        let parts = normal(groups.into_iter().map(|group| group.iter().flat_map(|&u| units[u].clone()).collect()));
        if parts.len() < 2 {
            continue;
        }
        let methods = found.entry(parts.clone()).or_default();
        if methods.is_empty() {
            order.push(parts);
        }
        methods.push(method);
    }
    let measured = order.into_iter().map(|parts| {
        let (cut, strongest) = across(n, &parts, &probability);
        Division { methods: found.remove(&parts).unwrap_or_default(), parts, cut, strongest, against }
    });
    measured.collect()
}

/// What each method makes of the units: groups of their positions.
fn ways(whole: &Whole, units: &[Vec<usize>], p: &impl Fn(usize, usize) -> f64) -> Vec<(Method, Vec<Vec<usize>>)> {
    if units.len() < 2 {
        return Vec::new();
    }
    // Between two units the strongest link counts for a tree, the sum for a cut, the mean for the rest.
    let strongest = |a: usize, b: usize| pairs(units, a, b).map(|(i, j)| p(i, j)).fold(0.0, f64::max);
    let (.., far) = weakest_bridge(units.len(), strongest);
    let mut ways = vec![(Method::WeakestBridge, sides(units.len(), &far))];
    if units.len() > MOST {
        return ways;
    }
    let sum = Table::of(units.len(), |a, b| pairs(units, a, b).map(|(i, j)| p(i, j)).sum());
    ways.push((Method::MinimumCut, cut::minimum_cut(&sum)));
    let sizes: Vec<usize> = units.iter().map(Vec::len).collect();
    if let Some(parts) = sources::one_per_source(units, whole.sources, &sum) {
        ways.push((Method::OnePerSource, parts));
    }
    let (threshold, parts) = linkage::average(&sizes, &sum, whole.threshold);
    ways.push((Method::AverageLinkage(threshold), parts));
    ways
}

/// The two sides, given the units of one.
fn sides(n: usize, far: &[usize]) -> Vec<Vec<usize>> {
    vec![(0..n).filter(|unit| !far.contains(unit)).collect(), far.to_vec()]
}

fn pairs(units: &[Vec<usize>], a: usize, b: usize) -> impl Iterator<Item = (usize, usize)> {
    units[a].iter().flat_map(move |&i| units[b].iter().map(move |&j| (i.min(j), i.max(j))))
}

/// Members that move as one, in the order of their first.
fn units(n: usize, together: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut label: Vec<usize> = (0..n).collect();
    for set in together {
        let labels: Vec<usize> = set.iter().filter_map(|&i| label.get(i).copied()).collect();
        if let Some(&least) = labels.iter().min() {
            label.iter_mut().filter(|l| labels.contains(l)).for_each(|l| *l = least);
        }
    }
    let mut units: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, &l) in label.iter().enumerate() {
        units.entry(l).or_default().push(i);
    }
    units.into_values().collect()
}

/// Parts sorted, and in the order of their first member.
fn normal(parts: impl Iterator<Item = Vec<usize>>) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = parts.filter(|part| !part.is_empty()).collect();
    for part in &mut parts {
        part.sort_unstable();
    }
    parts.sort();
    parts
}

/// What lies across the parts: the sum of the probabilities, and the strongest link.
fn across(n: usize, parts: &[Vec<usize>], p: &impl Fn(usize, usize) -> f64) -> (f64, (usize, usize, f64)) {
    let mut part_of = vec![0; n];
    for (part, members) in parts.iter().enumerate() {
        for &i in members {
            part_of[i] = part;
        }
    }
    let (mut sum, mut strongest) = (0.0, (0, 0, f64::NEG_INFINITY));
    for i in 0..n {
        for j in i + 1..n {
            if part_of[i] != part_of[j] {
                let probability = p(i, j);
                sum += probability;
                if probability > strongest.2 {
                    strongest = (i, j, probability);
                }
            }
        }
    }
    (sum, strongest)
}

/// A symmetric number for every two positions; nothing on the diagonal.
#[derive(Clone, Debug)]
struct Table {
    n: usize,
    cells: Vec<f64>,
}

impl Table {
    fn of(n: usize, value: impl Fn(usize, usize) -> f64) -> Self {
        let mut table = Self { n, cells: vec![0.0; n * n] };
        for a in 0..n {
            for b in a + 1..n {
                table.set(a, b, value(a, b));
            }
        }
        table
    }

    fn at(&self, a: usize, b: usize) -> f64 {
        self.cells[a * self.n + b]
    }

    fn set(&mut self, a: usize, b: usize, value: f64) {
        self.cells[a * self.n + b] = value;
        self.cells[b * self.n + a] = value;
    }
}

#[cfg(test)]
mod tests;
