//! Guided split: in which ways a cluster could come apart, each with what would follow.

use std::collections::BTreeMap;

use super::change::{Change, Proposal, Request};
use super::command_line;
use super::derive::{Scores, edges};
use super::desk::Desk;
use super::island::Material;
use super::propose::propose;
use super::read;
use crate::error::Result;
use crate::model::RecordKey;
use crate::resolve::proposals::{self, Division, Method, Whole};
use crate::store::Db;

/// Clusters of more records are not looked at for where they would break while they are shown.
const MOST_SHOWN: usize = 60;

/// A way to divide a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitOffer {
    /// Every method that finds it.
    pub methods: Vec<Method>,
    /// The parts, each sorted; in the order of their first record.
    pub parts: Vec<Vec<RecordKey>>,
    /// The sum of the probabilities of all links across.
    pub cut: f64,
    /// The strongest link across.
    pub strongest: (RecordKey, RecordKey, f64),
    /// It parts records that people tied together: then the proposal has conflicts.
    pub against: bool,
    /// What would follow.
    pub proposal: Proposal,
}

impl SplitOffer {
    /// What finds it, for people: `weakest bridge, minimum cut`.
    pub fn title(&self) -> String {
        self.methods.iter().map(|method| method.title()).collect::<Vec<_>>().join(", ")
    }

    /// The command that decides it.
    pub fn command(&self) -> String {
        self.proposal.requests.first().and_then(command_line::command).unwrap_or_default()
    }
}

/// The ways to divide the cluster that `id` names; none for a record alone.
pub fn splits(db: &Db, desk: &Desk, id: &str) -> Result<Vec<SplitOffer>> {
    let (sight, at) = read::sight(db, desk, id)?;
    let (material, found) = (&sight.material, &sight.derived.clusters[at]);
    let key = |member: usize| material.island.nodes[found.nodes[member]].key.clone();
    let offer = |division: Division| {
        let parts: Vec<Vec<RecordKey>> =
            division.parts.iter().map(|part| part.iter().map(|&member| key(member)).collect()).collect();
        let id = found.stored.golden_id.clone();
        let split = Change::Split { id, parts: parts.clone(), confirm_parts: false };
        let (a, b, probability) = division.strongest;
        Ok(SplitOffer {
            methods: division.methods,
            parts,
            cut: division.cut,
            strongest: (key(a), key(b), probability),
            against: division.against,
            proposal: propose(db, desk, &[Request::from(split)])?,
        })
    };
    divisions(desk, material, &found.nodes).into_iter().map(offer).collect()
}

fn divisions(desk: &Desk, material: &Material, nodes: &[usize]) -> Vec<Division> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sources = Vec::with_capacity(nodes.len());
    for &node in nodes {
        let next = numbers.len();
        sources.push(*numbers.entry(&material.island.nodes[node].key.source).or_insert(next));
    }
    let constraints = read::constraints(desk, material);
    let here = |set: &[usize]| set.iter().filter_map(|node| nodes.binary_search(node).ok()).collect::<Vec<_>>();
    let together: Vec<Vec<usize>> = constraints.together.iter().map(|set| here(&set.nodes)).collect();
    let whole = Whole { sources: &sources, together: &together, threshold: desk.config.review.band.high };
    let edges = edges(&material.island);
    let scores = Scores::new(&desk.comparer, material, &edges, nodes);
    proposals::divisions(&whole, |a, b| scores.of(nodes[a], nodes[b]))
}

/// Positions among `nodes` of what would break off at the weakest link, on its second record's side.
pub fn far_side(desk: &Desk, material: &Material, nodes: &[usize]) -> Vec<usize> {
    if nodes.len() < 2 || nodes.len() > MOST_SHOWN {
        return Vec::new();
    }
    let edges = edges(&material.island);
    let scores = Scores::new(&desk.comparer, material, &edges, nodes);
    let (a, b, far) = proposals::weakest_bridge(nodes.len(), |a, b| scores.of(nodes[a], nodes[b]));
    // The second record of the link is the one with the larger key.
    if far.contains(&a.max(b)) { far } else { (0..nodes.len()).filter(|member| !far.contains(member)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests_support::{Place, decide, merge};

    #[test]
    fn every_offer_is_a_split_that_can_be_committed() {
        let (_place, mut ana) = Place::loaded("single");
        let offers = ana.splits("crm:01").unwrap();
        assert!(!offers.is_empty());
        for offer in &offers {
            assert!(offer.proposal.conflicts.is_empty() && offer.proposal.clusters.len() >= 2, "{offer:?}");
            assert!(!offer.against && offer.command().starts_with("goldsmith decide split G-"));
        }
        let parts = offers[0].parts.clone();
        ana.commit(offers[0].proposal.clone()).unwrap();
        for part in parts {
            let view = ana.cluster(&part[0].to_string()).unwrap();
            assert!(view.members.len() <= part.len());
        }
        assert!(ana.splits("web:09").unwrap().is_empty(), "a record alone");
    }

    #[test]
    fn what_was_confirmed_is_parted_only_against_that_and_the_contradiction_is_shown() {
        let (_place, mut ana) = Place::loaded("single");
        decide(&mut ana, Change::Confirm { id: "crm:01".into() }).unwrap();
        let offers = ana.splits("crm:01").unwrap();
        assert!(!offers.is_empty() && offers.iter().all(|offer| offer.against));
        assert!(offers.iter().all(|offer| !offer.proposal.conflicts.is_empty()));
        // What is tied to it stays with it when something else joins.
        decide(&mut ana, Change::Undo).unwrap();
        decide(&mut ana, merge("crm:01", "web:09")).unwrap();
        for offer in ana.splits("crm:01").unwrap() {
            assert!(offer.against || offer.proposal.conflicts.is_empty(), "{offer:?}");
        }
    }

    #[test]
    fn the_far_side_holds_the_second_record_of_the_weakest_link() {
        let (_place, ana) = Place::loaded("single");
        for id in ["crm:01", "crm:02"] {
            let view = ana.cluster(id).unwrap();
            let (a, b) = view.weakest.unwrap();
            assert!(view.far.contains(&b) && !view.far.contains(&a), "{view:?}");
        }
        assert!(ana.cluster("web:09").unwrap().far.is_empty());
    }
}
