//! Contradictions, each with the shortest chain of evidence.
//!
//! Decisions contradict each other exactly when must-links alone would connect two records that a cannot-link
//! keeps apart. The chain is the shortest such connection, counted in assertions.

use std::collections::{BTreeSet, VecDeque};

use super::Island;
use super::constraints::{Apart, Constraints};

/// One step of a chain: this assertion says that `a` and `b` are one entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Position of the assertion in the island.
    pub assertion: usize,
    /// Position of the record it leads from.
    pub a: usize,
    /// Position of the record it leads to.
    pub b: usize,
}

/// Two records that are kept apart and tied together at once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// Position of one record.
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// Position of the assertion that keeps them apart.
    pub against: usize,
    /// What ties them together, from `a` to `b`.
    pub chain: Vec<Step>,
}

/// All contradictions: of the records that must-links tie together, at most one for each two parts of each separation
/// that these meet in: the one with the shortest chain.
pub fn contradictions(island: &Island, constraints: &Constraints) -> Vec<Contradiction> {
    if constraints.apart.is_empty() || constraints.together.is_empty() {
        return Vec::new();
    }
    let mut of_node = vec![Vec::new(); island.nodes.len()];
    for (set, together) in constraints.together.iter().enumerate() {
        for &node in &together.nodes {
            of_node[node].push(set);
        }
    }
    let tied = tied(constraints, &of_node);
    let mut found: Vec<Contradiction> =
        constraints.apart.iter().flat_map(|apart| within(apart, constraints, &of_node, &tied)).collect();
    found.sort();
    found
}

/// For each record a number that all those have which must-links tie it to.
fn tied(constraints: &Constraints, of_node: &[Vec<usize>]) -> Vec<usize> {
    let mut tied = vec![None; of_node.len()];
    let mut used = vec![false; constraints.together.len()];
    for start in 0..of_node.len() {
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            if tied[node].is_some() {
                continue;
            }
            tied[node] = Some(start);
            for &set in &of_node[node] {
                if !std::mem::replace(&mut used[set], true) {
                    waiting.extend(&constraints.together[set].nodes);
                }
            }
        }
    }
    tied.into_iter().map(Option::unwrap_or_default).collect()
}

fn within(apart: &Apart, constraints: &Constraints, of_node: &[Vec<usize>], tied: &[usize]) -> Vec<Contradiction> {
    let mut part_of = vec![None; of_node.len()];
    for (part, nodes) in apart.parts.iter().enumerate() {
        for &node in nodes {
            part_of[node] = Some(part);
        }
    }
    let mut found = Vec::new();
    for (part, starts) in apart.parts.iter().enumerate() {
        let mut reached: BTreeSet<(usize, usize)> = BTreeSet::new();
        // Breadth first from the whole part: the first arrival in another part has the shortest chain.
        let mut from: Vec<Option<Step>> = vec![None; of_node.len()];
        let mut seen = vec![false; of_node.len()];
        let mut used = vec![false; constraints.together.len()];
        let mut queue: VecDeque<usize> = starts.iter().copied().collect();
        for &node in starts {
            seen[node] = true;
        }
        while let Some(node) = queue.pop_front() {
            if part_of[node].is_some_and(|other| other > part && reached.insert((other, tied[node]))) {
                let chain = chain_to(node, &from);
                let a = chain.first().map_or(node, |step: &Step| step.a);
                found.push(Contradiction { a, b: node, against: apart.assertion, chain });
            }
            for &set in &of_node[node] {
                if std::mem::replace(&mut used[set], true) {
                    continue;
                }
                let together = &constraints.together[set];
                for &next in &together.nodes {
                    if !std::mem::replace(&mut seen[next], true) {
                        from[next] = Some(Step { assertion: together.assertion, a: node, b: next });
                        queue.push_back(next);
                    }
                }
            }
        }
    }
    found
}

fn chain_to(end: usize, from: &[Option<Step>]) -> Vec<Step> {
    let mut chain = Vec::new();
    let mut node = end;
    while let Some(step) = from[node] {
        chain.push(step);
        node = step.a;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use crate::model::Statement;
    use crate::resolve::tests_support::{Script, island, key, resolved};

    #[test]
    fn the_shortest_chain_is_shown() {
        let mut script = Script::default();
        let different = script.different("s:1", "s:4");
        script.same("s:1", "s:2");
        script.same("s:2", "s:3");
        let short = script.confirm(&["s:1", "s:3"]);
        let last = script.same("s:3", "s:4");
        let found = resolved(&island(4, &[], &script)).contradictions;
        assert_eq!(found.len(), 1);
        let steps: Vec<usize> = found[0].chain.iter().map(|step| step.assertion).collect();
        assert_eq!((found[0].a, found[0].b, found[0].against, steps), (0, 3, different, vec![short, last]));
    }

    #[test]
    fn all_that_is_tied_across_a_separation_is_told_each_by_itself() {
        let mut script = Script::default();
        let rows = script.split(&[&["s:1", "s:2"], &["s:3", "s:4"]]);
        let keys = |texts: [&str; 2]| texts.map(key).to_vec();
        let parts = vec![keys(["s:1", "s:3"]), keys(["s:2", "s:4"])];
        let columns = script.say(Statement::Split { parts, confirm_parts: true });
        script.same("s:1", "s:3");
        let found = resolved(&island(4, &[], &script)).contradictions;
        let told: Vec<_> = found.iter().map(|found| (found.a, found.b, found.against, found.chain.len())).collect();
        assert_eq!(told, [(0, 2, rows, 1), (1, 3, rows, 1)], "one for each two that are tied");
        assert_eq!(found[1].chain[0].assertion, columns);
    }

    #[test]
    fn decisions_that_agree_contradict_nothing() {
        let mut script = Script::default();
        script.split(&[&["s:1", "s:2"], &["s:3", "s:4"]]);
        script.same("s:1", "s:2");
        script.confirm(&["s:3", "s:4"]);
        assert!(resolved(&island(4, &[], &script)).contradictions.is_empty());
    }
}
