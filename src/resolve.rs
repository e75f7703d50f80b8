//! Run edges and assertions become clusters, contradictions and golden ids. Pure.
//!
//! ```text
//! assertions ─ standing ─► what still stands ─ constraints ─► must-links, cannot-links
//!                                                               │
//! run edges, strong to weak ────────────────────────► clusters ◄┘ ─ identity ─► golden ids
//! ```
//!
//! The state of an [`Island`] depends on nothing outside it: no edge and no assertion crosses its shore. So a
//! decision is worked out on one island, and a whole workspace is its islands one after the other.

pub mod clusters;
pub mod constraints;
pub mod evidence;
pub mod identity;
pub mod opinion;
pub mod proposals;
pub mod staleness;
pub mod standing;
pub mod ties;
pub mod weakest;

pub use clusters::{Bridge, Join, Resolution, formation, resolve};
pub use constraints::Constraints;
pub use evidence::{Contradiction, Step};
pub use staleness::Stale;
pub use standing::Standing;
pub use weakest::{Links, links};

use crate::model::{Assertion, Edge, RecordKey};

/// A record as clustering sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its key.
    pub key: RecordKey,
    /// The golden id that it was born with.
    pub golden_id: String,
    /// When a load first named it as new, microseconds since 1970 (UTC); 0 for those that were here from the start.
    pub first_seen: i64,
    /// Its golden id was handed out in an approved export.
    pub published: bool,
    /// It is no longer in its source.
    pub gone: bool,
}

/// Records that edges or assertions tie together, directly or not, with all of these edges and assertions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Island {
    /// The records, sorted by key.
    pub nodes: Vec<Node>,
    /// Links of the current match run, between positions in `nodes`.
    pub edges: Vec<Edge>,
    /// Every assertion that speaks of one of the records, and every retraction of one of these, in any order.
    pub assertions: Vec<Assertion>,
}

impl Island {
    /// The position of a record.
    pub fn position(&self, key: &RecordKey) -> Option<usize> {
        self.nodes.binary_search_by(|node| node.key.cmp(key)).ok()
    }
}

#[cfg(test)]
mod tests_support;
