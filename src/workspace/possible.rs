//! Possible matches: pairs that the run found likely, and not likely enough to make one of their two clusters.
//!
//! One is open while nobody has said whether the two are one: *same* or a merge joins them, *different* or a split sets
//! them apart. That a cluster is right as it stands says nothing of what else may belong to it: confirming or approving
//! it answers nothing here, and neither waits for an answer.

mod beside;

use std::cmp::Ordering;
use std::collections::BTreeMap;

pub use beside::{Beside, Sides};

use super::decided::unchanged;
use super::island::{Material, NearPair};
use super::view::PossibleView;
use crate::config::Config;
use crate::model::{Edge, Statement};
use crate::queue::{self, Doubt};
use crate::resolve::constraints::{Side, clash};
use crate::resolve::{Constraints, Island, Standing};

/// Two clusters that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Possible {
    /// Position in the island of the record of the likeliest pair that lies in the cluster which is asked about: of the two
    /// the one that holds the first record. Which golden id would stay depends on what has been handed out, and no task does.
    pub from: usize,
    /// Position of the other one.
    pub to: usize,
    /// Probability of that pair.
    pub probability: f64,
    /// How likely all pairs across the two clusters of the run are on average.
    pub mean: f64,
    /// Golden id of the cluster that is asked about.
    pub here: String,
    /// Golden id of the other one.
    pub there: String,
    /// Pairs of records that would count as one.
    pub pairs: usize,
    /// Somebody could not tell; why, in their words.
    pub unsure: Option<String>,
}

/// Clusters as resolving made them, with what bears on whether two may be one.
struct Clusters<'a> {
    config: &'a Config,
    material: &'a Material,
    all: &'a [Vec<usize>],
    of: Vec<usize>,
    sides: Vec<Side>,
}

/// The possible matches of an island, the most pressing first. `golden_id` names a cluster by its records.
pub fn possible(
    config: &Config,
    material: &Material,
    standing: &Standing,
    constraints: &Constraints,
    clusters: &[Vec<usize>],
    golden_id: impl Fn(&[usize]) -> String,
) -> Vec<Possible> {
    if material.near.is_empty() {
        return Vec::new();
    }
    let clusters = Clusters::new(config, material, constraints, clusters);
    // Decisions may have brought several pairs between the same two.
    let mut nearest: BTreeMap<(usize, usize), NearPair> = BTreeMap::new();
    for near in &material.near {
        let between = clusters.between(near.edge);
        if clusters.may_be_one(near.edge, between) {
            let found = nearest.entry(between).or_insert(*near);
            if order(near, found).is_lt() {
                *found = *near;
            }
        }
    }
    let open = nearest.into_iter().map(|((one, other), NearPair { edge, mean })| {
        let (one, other) = (&clusters.all[one], &clusters.all[other]);
        let (from, to) = if one.binary_search(&edge.a).is_ok() { (edge.a, edge.b) } else { (edge.b, edge.a) };
        Possible {
            from,
            to,
            probability: edge.probability,
            mean,
            here: golden_id(one),
            there: golden_id(other),
            pairs: clusters.present(one) * clusters.present(other),
            unsure: unsure(material, standing, one, other),
        }
    });
    let mut open: Vec<Possible> = open.collect();
    open.sort_by(Possible::order);
    open
}

impl<'a> Clusters<'a> {
    fn new(config: &'a Config, material: &'a Material, constraints: &Constraints, all: &'a [Vec<usize>]) -> Self {
        let mut of = vec![0; material.island.nodes.len()];
        let mut sides = vec![Side::new(); all.len()];
        let of_each = constraints.sides(of.len());
        for (cluster, nodes) in all.iter().enumerate() {
            for &node in nodes {
                of[node] = cluster;
                sides[cluster].extend(&of_each[node]);
            }
        }
        Self { config, material, all, of, sides }
    }

    /// The two clusters that a pair leads across, the smaller position first.
    fn between(&self, edge: Edge) -> (usize, usize) {
        let (a, b) = (self.of[edge.a], self.of[edge.b]);
        (a.min(b), a.max(b))
    }

    fn may_be_one(&self, edge: Edge, (one, other): (usize, usize)) -> bool {
        let gone = |node: usize| self.material.island.nodes[node].gone;
        one != other
            && !gone(edge.a)
            && !gone(edge.b)
            && clash(&self.sides[one], &self.sides[other]).is_none()
            && !self.holds_twice(one, other)
    }

    /// Whether a source that holds every entity once has a record in both.
    fn holds_twice(&self, one: usize, other: usize) -> bool {
        let Config { sources, review, .. } = self.config;
        let free = sources.iter().filter(|source| source.duplicate_free).map(|source| &source.name);
        free.chain(&review.unique_sources).any(|source| {
            let holds = |cluster: usize| self.all[cluster].iter().any(|&node| self.is_of(node, source));
            holds(one) && holds(other)
        })
    }

    fn is_of(&self, node: usize, source: &str) -> bool {
        let node = &self.material.island.nodes[node];
        !node.gone && node.key.source == source
    }

    fn present(&self, nodes: &[usize]) -> usize {
        nodes.iter().filter(|&&node| !self.material.island.nodes[node].gone).count()
    }
}

/// Those that the cluster of `golden_id` is one side of: first the one that its task asks about.
pub fn seen_from(all: &[Possible], golden_id: &str, island: &Island) -> Vec<PossibleView> {
    let (asked, others): (Vec<&Possible>, Vec<&Possible>) = all.iter().partition(|one| one.here == golden_id);
    asked.into_iter().chain(others).filter_map(|one| one.seen_from(golden_id, island)).collect()
}

/// The nearer first.
fn order(one: &NearPair, other: &NearPair) -> Ordering {
    let weigh = |near: &NearPair| (near.mean, near.edge.probability);
    let ((a, b), (c, d)) = (weigh(one), weigh(other));
    let keys = |near: &NearPair| (near.edge.a, near.edge.b);
    c.total_cmp(&a).then(d.total_cmp(&b)).then(keys(one).cmp(&keys(other)))
}

/// Whether somebody could not tell of records of both clusters, which are as they were; their words.
fn unsure(material: &Material, standing: &Standing, one: &[usize], other: &[usize]) -> Option<String> {
    let island = &material.island;
    let nodes = [one, other].concat();
    let about = material.about(&nodes).into_iter().filter(|&said| standing.stands(said));
    let doubts = about.map(|said| &island.assertions[said]).filter(|said| {
        let Statement::Unsure { members } = &said.statement else { return false };
        let places: Option<Vec<usize>> = members.iter().map(|key| island.position(key)).collect();
        let within = |cluster: &[usize], node: &usize| cluster.binary_search(node).is_ok();
        places.is_some_and(|places| {
            places.iter().all(|node| within(one, node) || within(other, node))
                && places.iter().any(|node| within(one, node))
                && places.iter().any(|node| within(other, node))
        }) && unchanged(said, material)
    });
    doubts.max_by_key(|said| said.order()).map(|said| said.comment.clone().unwrap_or_default())
}

impl Possible {
    /// Open ones first; what would most probably bring most together before what would less.
    fn order(&self, other: &Self) -> Ordering {
        let gain = |possible: &Self| possible.mean * possible.pairs as f64;
        let undecided = self.unsure.is_some().cmp(&other.unsure.is_some());
        let places = (self.from, self.to).cmp(&(other.from, other.to));
        undecided.then(gain(other).total_cmp(&gain(self))).then(places)
    }

    /// As the queue asks it.
    pub fn question(&self, island: &Island) -> Doubt {
        queue::possible(queue::Possible {
            from: &island.nodes[self.from].key,
            to: &island.nodes[self.to].key,
            there: &self.there,
            probability: self.probability,
            mean: self.mean,
            pairs: self.pairs,
            unsure: self.unsure.as_deref(),
        })
    }

    /// As it is shown with one of the two clusters, that of `golden_id`; `None` for any other.
    fn seen_from(&self, golden_id: &str, island: &Island) -> Option<PossibleView> {
        let (record, other, there) = match golden_id {
            id if id == self.here => (self.from, self.to, &self.there),
            id if id == self.there => (self.to, self.from, &self.here),
            _ => return None,
        };
        let key = |node: usize| island.nodes[node].key.clone();
        Some(PossibleView {
            record: key(record),
            other: key(other),
            probability: self.probability,
            mean: self.mean,
            golden_id: there.clone(),
            unsure: self.unsure.is_some(),
        })
    }
}

#[cfg(test)]
mod tests;
