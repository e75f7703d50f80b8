//! Bridges between clusters: links of the run that are refused since a person set the two clusters apart.

use super::view::{BridgeView, DecisionRef};
use crate::model::{Assertion, RecordKey};
use crate::queue;
use crate::resolve::{Island, Resolution};

/// A bridge that is open: nobody has said where the bridging record belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Bridge {
    /// Position in the island of the bridging record.
    pub from: usize,
    /// Position of the record that it was matched with as well, in the other cluster.
    pub to: usize,
    /// Probability of the link.
    pub probability: f64,
    /// Position of the newest assertion that sets the two clusters apart.
    pub against: usize,
    /// Golden id of the cluster that holds the bridging record.
    pub here: String,
    /// Golden id of the other cluster.
    pub there: String,
}

/// The bridges of an island, strongest first. `golden_id` names a cluster by its records; `None` where it holds none
/// that is present, and nothing leads there.
pub fn bridges(
    island: &Island,
    resolution: &Resolution,
    golden_id: impl Fn(&[usize]) -> Option<String>,
) -> Vec<Bridge> {
    if resolution.bridges.is_empty() {
        return Vec::new();
    }
    let mut cluster_of = vec![0; island.nodes.len()];
    for (cluster, nodes) in resolution.clusters.iter().enumerate() {
        for &node in nodes {
            cluster_of[node] = cluster;
        }
    }
    let named = |node: usize| golden_id(&resolution.clusters[cluster_of[node]]);
    let open = resolution.bridges.iter().filter_map(|found| {
        Some(Bridge {
            from: found.from,
            to: found.to,
            probability: found.probability,
            against: found.against,
            here: named(found.from)?,
            there: named(found.to)?,
        })
    });
    open.collect()
}

impl Bridge {
    /// As the queue needs it.
    pub fn for_queue<'a>(&'a self, island: &'a Island) -> queue::Bridge<'a> {
        queue::Bridge {
            from: &island.nodes[self.from].key,
            to: &island.nodes[self.to].key,
            probability: self.probability,
            here: &self.here,
            there: &self.there,
            separated_by: &island.assertions[self.against].author,
        }
    }

    /// As it is shown with one of the two clusters, that of `golden_id`; `None` for any other.
    pub fn seen_from(&self, golden_id: &str, island: &Island) -> Option<BridgeView> {
        let other = match golden_id {
            id if id == self.here => &self.there,
            id if id == self.there => &self.here,
            _ => return None,
        };
        let key = |node: usize| -> RecordKey { island.nodes[node].key.clone() };
        Some(BridgeView {
            from: key(self.from),
            to: key(self.to),
            probability: self.probability,
            golden_id: golden_id.to_owned(),
            other_golden_id: other.clone(),
            separated_by: DecisionRef::from(&island.assertions[self.against]),
        })
    }
}

impl From<&Assertion> for DecisionRef {
    fn from(said: &Assertion) -> Self {
        Self { seq: said.seq, kind: said.statement.kind().to_owned(), author: said.author.clone() }
    }
}
