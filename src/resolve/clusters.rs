//! Clustering under constraints: human links first, newest first; then the run's edges, strong to weak.
//!
//! A link that would bring a cannot-link inside one cluster is refused. Cannot beats must: a false merge mixes
//! two people's data, a false split is only a duplicate.

use std::collections::BTreeMap;

use super::{Constraints, Contradiction, Island, evidence};
use crate::model::Edge;

/// The clusters of an island.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Positions of the members, sorted; clusters in the order of their first member. Every record is in exactly one.
    pub clusters: Vec<Vec<usize>>,
    /// Cannot-links that must-links contradict; empty when every decision holds.
    pub contradictions: Vec<Contradiction>,
    /// Positions of edges that decisions refuse: their records end in different clusters.
    pub suppressed: Vec<usize>,
    /// Those of them that decisions alone do not refuse: other links come in between. Strongest first.
    pub bridges: Vec<Bridge>,
}

/// A link of the run that is refused for the sake of other records than its own: evidence that two clusters which a
/// person set apart may be one, or that the record between them lies on the wrong side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bridge {
    /// Position of the record that no decision sets apart from anything, or else of the first.
    pub from: usize,
    /// Position of the other.
    pub to: usize,
    /// Probability of the link.
    pub probability: f64,
}

/// Works out the clusters of an island under the constraints that stand on it.
pub fn resolve(island: &Island, constraints: &Constraints) -> Resolution {
    let mut forest = Forest::new(island.nodes.len(), constraints);
    for set in &constraints.together {
        // Each record joins the first group of the set that it may: where nothing is refused they all become one.
        let mut groups: Vec<usize> = Vec::new();
        for &node in &set.nodes {
            if !groups.iter().any(|&group| forest.join(group, node)) {
                groups.push(node);
            }
        }
    }
    let decided: Vec<bool> = island.edges.iter().map(|edge| forest.clash(edge.a, edge.b)).collect();
    let spoken_of: Vec<bool> = (0..island.nodes.len()).map(|node| forest.is_set_apart(node)).collect();
    let mut edges: Vec<usize> = (0..island.edges.len()).collect();
    edges.sort_by(|&x, &y| {
        let (x, y) = (&island.edges[x], &island.edges[y]);
        y.probability.total_cmp(&x.probability).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    for &edge in &edges {
        forest.join(island.edges[edge].a, island.edges[edge].b);
    }
    edges.retain(|&e| forest.root(island.edges[e].a) != forest.root(island.edges[e].b));
    let bridge = |&e: &usize| {
        let Edge { a, b, probability } = island.edges[e];
        let (from, to) = if spoken_of[a] && !spoken_of[b] { (b, a) } else { (a, b) };
        Bridge { from, to, probability }
    };
    let bridges = edges.iter().filter(|&&e| !decided[e]).map(bridge).collect();
    let mut suppressed = edges;
    suppressed.sort_unstable();
    Resolution {
        clusters: forest.clusters(),
        contradictions: evidence::contradictions(island, constraints),
        suppressed,
        bridges,
    }
}

/// Union-find whose components know on which side of each separation they lie.
struct Forest {
    parent: Vec<usize>,
    size: Vec<usize>,
    /// For each root: separation → part. A component never holds two parts of one separation.
    sides: Vec<BTreeMap<usize, usize>>,
}

impl Forest {
    fn new(n: usize, constraints: &Constraints) -> Self {
        let mut sides = vec![BTreeMap::new(); n];
        for (separation, apart) in constraints.apart.iter().enumerate() {
            for (part, nodes) in apart.parts.iter().enumerate() {
                for &node in nodes {
                    sides[node].insert(separation, part);
                }
            }
        }
        Self { parent: (0..n).collect(), size: vec![1; n], sides }
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.parent[node] != node {
            self.parent[node] = self.parent[self.parent[node]];
            node = self.parent[node];
        }
        node
    }

    /// Whether a separation forbids that two components become one.
    fn clash(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        let (large, small) = self.by_sides(a, b);
        let large = &self.sides[large];
        self.sides[small].iter().any(|(separation, part)| large.get(separation).is_some_and(|other| other != part))
    }

    /// Whether any separation speaks of a component.
    fn is_set_apart(&mut self, node: usize) -> bool {
        let root = self.root(node);
        !self.sides[root].is_empty()
    }

    /// Two roots, that of more sides first.
    fn by_sides(&self, a: usize, b: usize) -> (usize, usize) {
        if self.sides[a].len() >= self.sides[b].len() { (a, b) } else { (b, a) }
    }

    /// Joins two components unless a cannot-link forbids it; says whether they are one afterwards.
    fn join(&mut self, a: usize, b: usize) -> bool {
        if self.clash(a, b) {
            return false;
        }
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        let (large, small) = self.by_sides(a, b);
        let moved = std::mem::take(&mut self.sides[small]);
        let mut kept = std::mem::take(&mut self.sides[large]);
        kept.extend(moved);
        let (root, child) = if self.size[a] >= self.size[b] { (a, b) } else { (b, a) };
        self.parent[child] = root;
        self.size[root] += self.size[child];
        self.sides[root] = kept;
        true
    }

    fn clusters(mut self) -> Vec<Vec<usize>> {
        let mut clusters: Vec<Vec<usize>> = Vec::new();
        let mut index = vec![usize::MAX; self.parent.len()];
        for node in 0..self.parent.len() {
            let root = self.root(node);
            if index[root] == usize::MAX {
                index[root] = clusters.len();
                clusters.push(Vec::new());
            }
            clusters[index[root]].push(node);
        }
        clusters
    }
}

#[cfg(test)]
mod tests {
    use super::Bridge;
    use crate::resolve::tests_support::{Script, island, resolved};

    fn clusters(n: usize, edges: &[(usize, usize, f64)], script: &Script) -> Vec<Vec<usize>> {
        let found = resolved(&island(n, edges, script)).clusters;
        found.into_iter().map(|cluster| cluster.into_iter().map(|node| node + 1).collect()).collect()
    }

    #[test]
    fn edges_join_and_cannot_links_hold_against_a_third_record() {
        let edges = [(1, 2, 0.9), (2, 3, 0.8)];
        let mut script = Script::default();
        assert_eq!(clusters(3, &edges, &script), [vec![1, 2, 3]]);
        script.different("s:1", "s:3");
        assert_eq!(clusters(3, &edges, &script), [vec![1, 2], vec![3]]);
    }

    #[test]
    fn a_split_keeps_parts_apart_and_says_nothing_within_them() {
        let mut script = Script::default();
        script.split(&[&["s:1", "s:2"], &["s:3"]]);
        assert_eq!(clusters(3, &[(1, 3, 0.9), (2, 3, 0.9)], &script), [vec![1], vec![2], vec![3]]);
        assert_eq!(clusters(3, &[(1, 2, 0.1), (2, 3, 0.9)], &script), [vec![1, 2], vec![3]]);
    }

    #[test]
    fn cannot_beats_must_whatever_the_order() {
        for swap in [false, true] {
            let mut script = Script::default();
            if swap {
                script.different("s:1", "s:2");
                script.same("s:1", "s:2");
            } else {
                script.same("s:1", "s:2");
                script.different("s:1", "s:2");
            }
            assert_eq!(clusters(2, &[], &script), [vec![1], vec![2]]);
            assert_eq!(resolved(&island(2, &[], &script)).contradictions.len(), 1);
        }
    }

    #[test]
    fn newer_human_links_win_over_older_ones() {
        let mut script = Script::default();
        script.different("s:1", "s:3");
        script.same("s:1", "s:2");
        script.same("s:2", "s:3");
        assert_eq!(clusters(3, &[], &script), [vec![1], vec![2, 3]]);
    }

    #[test]
    fn refused_edges_are_listed() {
        let mut script = Script::default();
        script.different("s:1", "s:2");
        let resolution = resolved(&island(2, &[(1, 2, 0.9)], &script));
        assert_eq!((resolution.suppressed, resolution.bridges), (vec![0], vec![]));
    }

    #[test]
    fn a_record_between_two_that_a_person_set_apart_is_a_bridge() {
        let edges = [(1, 2, 0.9), (2, 3, 0.8)];
        let mut script = Script::default();
        script.different("s:1", "s:3");
        let resolution = resolved(&island(3, &edges, &script));
        assert_eq!(resolution.bridges, [Bridge { from: 1, to: 2, probability: 0.8 }]);
        // Once a person says on which side it lies, nothing is open.
        script.same("s:1", "s:2");
        assert_eq!(resolved(&island(3, &edges, &script)).bridges, []);
    }
}
