//! What standing assertions mean to clustering: must-links and cannot-links.

use std::collections::BTreeMap;

use super::{Island, Standing};
use crate::model::{RecordKey, Statement};

/// Records that an assertion says are one entity: any two of them must-link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// Position of the assertion in the island.
    pub assertion: usize,
    /// Positions of the records, sorted; at least two.
    pub nodes: Vec<usize>,
}

/// Parts that an assertion says are different entities: any two records of different parts cannot-link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Position of the assertion in the island.
    pub assertion: usize,
    /// Positions of the records, part by part, each sorted.
    pub parts: Vec<Vec<usize>>,
}

/// For each separation that speaks of some records, by its position in [`Constraints::apart`], the part that they lie in.
pub type Side = BTreeMap<usize, usize>;

/// The first separation of which two lie on different sides.
pub fn clash(a: &Side, b: &Side) -> Option<usize> {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut both = few.iter();
    both.find(|(separation, part)| many.get(separation).is_some_and(|other| other != *part)).map(|(&found, _)| found)
}

/// All constraints that stand on an island.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Must-links, newest first.
    pub together: Vec<Together>,
    /// Cannot-links, newest first.
    pub apart: Vec<Apart>,
}

impl Constraints {
    /// The constraints of everything that stands.
    pub fn of(island: &Island, standing: &Standing) -> Self {
        Self::but(island, standing, &[])
    }

    /// The constraints of everything that stands, but for the assertions at these positions.
    pub fn but(island: &Island, standing: &Standing, waiting: &[usize]) -> Self {
        let binds = |&i: &usize| standing.stands(i) && !waiting.contains(&i);
        let mut order: Vec<usize> = (0..island.assertions.len()).filter(binds).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(island.assertions[i].order()));
        let mut constraints = Self::default();
        for assertion in order {
            let positions = |keys: &[RecordKey]| {
                let mut nodes: Vec<usize> = keys.iter().filter_map(|key| island.position(key)).collect();
                nodes.sort_unstable();
                nodes.dedup();
                nodes
            };
            match &island.assertions[assertion].statement {
                Statement::Same { a, b } => {
                    constraints.tie(assertion, positions(&[a.clone(), b.clone()]));
                }
                Statement::Confirm { members, .. } => constraints.tie(assertion, positions(members)),
                Statement::Merge { parts } => constraints.tie(assertion, positions(&parts.concat())),
                Statement::Different { a, b } => {
                    let parts = [a, b].map(|key| positions(std::slice::from_ref(key)));
                    constraints.part(assertion, parts.to_vec());
                }
                Statement::Split { parts, confirm_parts } => {
                    let parts: Vec<Vec<usize>> = parts.iter().map(|part| positions(part)).collect();
                    if *confirm_parts {
                        for part in &parts {
                            constraints.tie(assertion, part.clone());
                        }
                    }
                    constraints.part(assertion, parts);
                }
                Statement::Unsure { .. }
                | Statement::Override { .. }
                | Statement::Approve { .. }
                | Statement::SendBack { .. }
                | Statement::Comment { .. }
                | Statement::Publish { .. }
                | Statement::Retract { .. }
                | Statement::Reaffirm { .. }
                | Statement::SwapIds { .. }
                | Statement::Load { .. }
                | Statement::Accept { .. }
                | Statement::Redact { .. }
                | Statement::Unknown { .. } => {}
            }
        }
        constraints
    }

    /// For each of so many records on which side of separations it lies.
    pub fn sides(&self, records: usize) -> Vec<Side> {
        let mut sides = vec![Side::new(); records];
        for (separation, apart) in self.apart.iter().enumerate() {
            for (part, nodes) in apart.parts.iter().enumerate() {
                for &node in nodes {
                    sides[node].insert(separation, part);
                }
            }
        }
        sides
    }

    fn tie(&mut self, assertion: usize, nodes: Vec<usize>) {
        if nodes.len() > 1 {
            self.together.push(Together { assertion, nodes });
        }
    }

    fn part(&mut self, assertion: usize, mut parts: Vec<Vec<usize>>) {
        parts.retain(|part| !part.is_empty());
        if parts.len() > 1 {
            self.apart.push(Apart { assertion, parts });
        }
    }
}
