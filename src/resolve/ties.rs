//! What ties two records of a cluster together: the shortest chain of decisions and links of the run.

use std::collections::VecDeque;

use super::{Constraints, Island};

/// One step of a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Position of the record it leads from.
    pub a: usize,
    /// Position of the record it leads to.
    pub b: usize,
    /// What says that the two are one entity.
    pub by: By,
}

/// What says that two records are one entity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum By {
    /// The assertion at this position in the island.
    Said(usize),
    /// A link of the run, with its probability.
    Run(f64),
}

/// The fewest ties that lead from one record to another without leaving `cluster` (positions, sorted). Where a decision
/// and a link of the run lead to the same record, the decision counts. Empty where nothing leads there.
pub fn ties(island: &Island, constraints: &Constraints, cluster: &[usize], from: usize, to: usize) -> Vec<Tie> {
    let here = |node: usize| cluster.binary_search(&node).ok();
    let mut of_node: Vec<Vec<usize>> = vec![Vec::new(); cluster.len()];
    for (set, together) in constraints.together.iter().enumerate() {
        together.nodes.iter().filter_map(|&node| here(node)).for_each(|at| of_node[at].push(set));
    }
    let mut linked: Vec<Vec<(usize, f64)>> = vec![Vec::new(); cluster.len()];
    for edge in &island.edges {
        if let (Some(a), Some(b)) = (here(edge.a), here(edge.b)) {
            linked[a].push((edge.b, edge.probability));
            linked[b].push((edge.a, edge.probability));
        }
    }
    for links in &mut linked {
        links.sort_by_key(|link| link.0);
    }
    let mut reached: Vec<Option<Tie>> = vec![None; cluster.len()];
    let mut used = vec![false; constraints.together.len()];
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front().filter(|&node| node != to) {
        let Some(at) = here(node) else { continue };
        let mut reach = |next: usize, by: By| {
            if let Some(slot) = here(next).filter(|_| next != from)
                && reached[slot].is_none()
            {
                reached[slot] = Some(Tie { a: node, b: next, by });
                queue.push_back(next);
            }
        };
        for &set in &of_node[at] {
            if !std::mem::replace(&mut used[set], true) {
                let together = &constraints.together[set];
                together.nodes.iter().for_each(|&next| reach(next, By::Said(together.assertion)));
            }
        }
        linked[at].iter().for_each(|&(next, probability)| reach(next, By::Run(probability)));
    }
    let mut chain = Vec::new();
    let mut node = to;
    while let Some(tie) = here(node).and_then(|at| reached[at]) {
        chain.push(tie);
        node = tie.a;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::Standing;
    use crate::resolve::tests_support::{Script, island};

    fn chain(script: &Script, edges: &[(usize, usize, f64)], from: usize, to: usize) -> Vec<(usize, usize, By)> {
        let island = island(4, edges, script);
        let constraints = Constraints::of(&island, &Standing::of(&island.assertions));
        let found = ties(&island, &constraints, &[0, 1, 2, 3], from, to);
        found.into_iter().map(|tie| (tie.a, tie.b, tie.by)).collect()
    }

    #[test]
    fn the_fewest_ties_are_shown_and_decisions_before_links() {
        let mut script = Script::default();
        let same = script.same("s:1", "s:2");
        let edges = [(1, 2, 0.9), (2, 3, 0.8), (3, 4, 0.7)];
        assert_eq!(chain(&script, &edges, 0, 2), [(0, 1, By::Said(same)), (1, 2, By::Run(0.8))]);
        assert_eq!(chain(&script, &edges, 2, 0), [(2, 1, By::Run(0.8)), (1, 0, By::Said(same))]);
        let confirm = script.confirm(&["s:1", "s:2", "s:4"]);
        assert_eq!(chain(&script, &edges, 0, 3), [(0, 3, By::Said(confirm))]);
    }

    #[test]
    fn what_nothing_ties_has_no_chain() {
        let script = Script::default();
        assert_eq!(chain(&script, &[(1, 2, 0.9)], 0, 3), []);
        assert_eq!(chain(&script, &[(1, 2, 0.9)], 1, 1), []);
    }
}
