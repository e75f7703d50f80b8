//! Clustering under constraints: human links first, newest first; then the run's edges, strong to weak.
//!
//! A link that would bring a cannot-link inside one cluster is refused. Cannot beats must: a false merge mixes
//! two people's data, a false split is only a duplicate.

use super::constraints::{Side, clash};
use super::ties::By;
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
    /// Position of the bridging record: no decision sets it apart from the other side. Where that holds of both
    /// records, the one of which no decision says anything, or else the first.
    pub from: usize,
    /// Position of the other.
    pub to: usize,
    /// Probability of the link.
    pub probability: f64,
    /// Position of the newest assertion that sets the two clusters apart.
    pub against: usize,
}

/// A link that made one of two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Join {
    /// A record of the first.
    pub a: usize,
    /// A record of the second.
    pub b: usize,
    /// What says that they are one.
    pub by: By,
    /// How many records each had by then.
    pub sizes: (usize, usize),
}

/// How the clusters of an island formed: every link that made one of two, in the order in which they were followed.
pub fn formation(island: &Island, constraints: &Constraints) -> Vec<Join> {
    let mut forest = Forest::new(island.nodes.len(), constraints);
    let mut joins = Vec::new();
    follow_people(&mut forest, constraints, &mut |join| joins.push(join));
    follow_run(&mut forest, island, &strong_to_weak(island), &mut |join| joins.push(join));
    joins
}

/// Works out the clusters of an island under the constraints that stand on it.
pub fn resolve(island: &Island, constraints: &Constraints) -> Resolution {
    let mut forest = Forest::new(island.nodes.len(), constraints);
    follow_people(&mut forest, constraints, &mut |_| ());
    // What decisions alone make of it: there is nothing to bridge where none sets anything apart.
    let mut said = (!constraints.apart.is_empty()).then(|| forest.clone());
    let mut edges = strong_to_weak(island);
    follow_run(&mut forest, island, &edges, &mut |_| ());
    edges.retain(|&e| forest.root(island.edges[e].a) != forest.root(island.edges[e].b));
    let bridges = match &mut said {
        Some(said) => edges.iter().filter_map(|&e| bridge(&island.edges[e], constraints, said, &mut forest)).collect(),
        None => Vec::new(),
    };
    let mut suppressed = edges;
    suppressed.sort_unstable();
    Resolution {
        clusters: forest.clusters(),
        contradictions: evidence::contradictions(island, constraints),
        suppressed,
        bridges,
    }
}

fn follow_people(forest: &mut Forest, constraints: &Constraints, note: &mut dyn FnMut(Join)) {
    for set in &constraints.together {
        // Each record joins the first group of the set that it may: where nothing is refused they all become one.
        let mut groups: Vec<usize> = Vec::new();
        for &node in &set.nodes {
            if !groups.iter().any(|&group| forest.link(group, node, By::Said(set.assertion), note)) {
                groups.push(node);
            }
        }
    }
}

fn follow_run(forest: &mut Forest, island: &Island, edges: &[usize], note: &mut dyn FnMut(Join)) {
    for &edge in edges {
        let Edge { a, b, probability } = island.edges[edge];
        forest.link(a, b, By::Run(probability), note);
    }
}

/// Positions of the run's links in the order in which they are followed.
fn strong_to_weak(island: &Island) -> Vec<usize> {
    let mut edges: Vec<usize> = (0..island.edges.len()).collect();
    edges.sort_by(|&x, &y| {
        let (x, y) = (&island.edges[x], &island.edges[y]);
        y.probability.total_cmp(&x.probability).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    edges
}

/// A refused link as a bridge; `None` where decisions about its own records refuse it. `said` is the forest before
/// any link of the run.
fn bridge(edge: &Edge, constraints: &Constraints, said: &mut Forest, forest: &mut Forest) -> Option<Bridge> {
    let Edge { a, b, probability } = *edge;
    let against = constraints.apart[forest.separation(a, b)?].assertion;
    if said.separation(a, b).is_some() {
        return None;
    }
    let (from, to) = match (said.is_kept_from(a, forest, b), said.is_kept_from(b, forest, a)) {
        (true, true) => return None,
        (true, false) => (b, a),
        (false, false) if said.is_set_apart(a) && !said.is_set_apart(b) => (b, a),
        (false, _) => (a, b),
    };
    Some(Bridge { from, to, probability, against })
}

/// Union-find whose components know on which side of each separation they lie.
#[derive(Clone)]
struct Forest {
    parent: Vec<usize>,
    size: Vec<usize>,
    /// For each root its side. A component never holds two parts of one separation.
    sides: Vec<Side>,
}

impl Forest {
    fn new(n: usize, constraints: &Constraints) -> Self {
        Self { parent: (0..n).collect(), size: vec![1; n], sides: constraints.sides(n) }
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.parent[node] != node {
            self.parent[node] = self.parent[self.parent[node]];
            node = self.parent[node];
        }
        node
    }

    /// The newest separation that forbids that two components become one.
    fn separation(&mut self, a: usize, b: usize) -> Option<usize> {
        let (a, b) = (self.root(a), self.root(b));
        clash(&self.sides[a], &self.sides[b])
    }

    /// Whether a separation sets the component of `node` here apart from that of `other` there.
    fn is_kept_from(&mut self, node: usize, there: &mut Self, other: usize) -> bool {
        let (here, there_root) = (self.root(node), there.root(other));
        clash(&self.sides[here], &there.sides[there_root]).is_some()
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

    /// Joins two components as [`Forest::join`] does, and notes it where they were two before.
    fn link(&mut self, a: usize, b: usize, by: By, note: &mut dyn FnMut(Join)) -> bool {
        let (first, second) = (self.root(a), self.root(b));
        let sizes = (self.size[first], self.size[second]);
        let one = self.join(a, b);
        if one && first != second {
            note(Join { a, b, by, sizes });
        }
        one
    }

    /// Joins two components unless a cannot-link forbids it; says whether they are one afterwards.
    fn join(&mut self, a: usize, b: usize) -> bool {
        if self.separation(a, b).is_some() {
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
    use super::{Bridge, By, formation};
    use crate::resolve::tests_support::{Script, island, resolved};
    use crate::resolve::{Constraints, Standing};

    fn clusters(n: usize, edges: &[(usize, usize, f64)], script: &Script) -> Vec<Vec<usize>> {
        let found = resolved(&island(n, edges, script)).clusters;
        found.into_iter().map(|cluster| cluster.into_iter().map(|node| node + 1).collect()).collect()
    }

    #[test]
    fn what_keeps_a_record_apart_goes_where_it_goes() {
        let mut script = Script::default();
        script.different("s:1", "s:5");
        script.different("s:1", "s:6");
        script.different("s:2", "s:3");
        // s:1 has more that keeps it apart than s:2 that joins it, and takes over what s:2 brings along.
        let found = resolved(&island(6, &[(1, 2, 0.9), (1, 3, 0.8), (3, 4, 0.7), (2, 4, 0.6), (4, 5, 0.5)], &script));
        assert_eq!(found.clusters, [vec![0, 1], vec![2, 3, 4], vec![5]]);
        assert_eq!(found.suppressed, [1, 3]);
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
    fn a_cluster_forms_link_by_link_decisions_first_then_strong_to_weak() {
        let edges = [(1, 2, 0.7), (2, 3, 0.9), (1, 3, 0.8), (3, 4, 0.95)];
        let mut script = Script::default();
        script.different("s:3", "s:4");
        let same = script.same("s:1", "s:3");
        let island = island(4, &edges, &script);
        let constraints = Constraints::of(&island, &Standing::of(&island.assertions));
        let joins: Vec<_> =
            formation(&island, &constraints).iter().map(|join| (join.a, join.b, join.by, join.sizes)).collect();
        assert_eq!(joins, [(0, 2, By::Said(same), (1, 1)), (1, 2, By::Run(0.9), (1, 2))]);
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
        assert_eq!(resolution.bridges, [Bridge { from: 1, to: 2, probability: 0.8, against: 0 }]);
        // Once a person says on which side it lies, nothing is open.
        script.same("s:1", "s:2");
        assert_eq!(resolved(&island(3, &edges, &script)).bridges, []);
    }

    #[test]
    fn the_bridging_record_is_the_one_that_no_decision_keeps_from_the_other_side() {
        let edges = [(1, 2, 0.9), (2, 3, 0.8)];
        for spoken_of in [false, true] {
            let mut script = Script::default();
            script.different("s:1", "s:3");
            if spoken_of {
                // Of no concern here.
                script.different("s:2", "s:4");
                script.different("s:1", "s:4");
            }
            let found = resolved(&island(4, &edges, &script)).bridges;
            assert_eq!(found, [Bridge { from: 1, to: 2, probability: 0.8, against: 0 }]);
        }
    }

    #[test]
    fn a_bridge_is_closed_by_a_word_on_either_side_of_it() {
        let edges = [(1, 2, 0.9), (2, 3, 0.8)];
        let word = |way: usize, script: &mut Script| match way {
            0 => script.same("s:1", "s:2"),
            1 => script.same("s:2", "s:3"),
            2 => script.different("s:2", "s:3"),
            _ => script.confirm(&["s:1", "s:2"]),
        };
        for way in 0..4 {
            let expected = if way == 1 { [vec![1], vec![2, 3]] } else { [vec![1, 2], vec![3]] };
            let mut script = Script::default();
            script.different("s:1", "s:3");
            word(way, &mut script);
            assert_eq!(clusters(3, &edges, &script), expected);
            assert_eq!(resolved(&island(3, &edges, &script)).bridges, []);
        }
    }

    #[test]
    fn links_between_records_that_are_both_kept_from_the_other_side_are_no_bridges() {
        let edges = [(1, 2, 0.9), (3, 4, 0.9), (2, 4, 0.8)];
        let mut script = Script::default();
        script.different("s:1", "s:3");
        assert_eq!(resolved(&island(4, &edges, &script)).bridges.len(), 1);
        script.different("s:2", "s:3");
        assert_eq!(resolved(&island(4, &edges, &script)).bridges.len(), 1);
        script.different("s:1", "s:4");
        assert_eq!(resolved(&island(4, &edges, &script)).bridges, []);
    }
}
