//! Golden ids: every record is born with one, and a cluster bears that of its oldest member.
//!
//! Records and golden ids correspond one to one, so ids are unique by construction, a split gives every part its
//! own old id back, and an id that lost its cluster leads in one step to the cluster that holds its record.

use super::Node;
use crate::model::{Hash, RecordKey};

/// Letters of a golden id: Crockford's base 32, which has no I, L, O or U to misread.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The golden id that a record is born with: `G-` and 12 letters (60 bits of SHA-256).
///
/// `attempt` is 0; where two records of a workspace would share an id, the later one takes the next attempt.
pub fn birth_id(domain: &str, key: &RecordKey, attempt: u32) -> String {
    let hash = Hash::of(["golden id", domain, &key.source, &key.id, &attempt.to_string()]);
    let bits = hash.0.iter().take(8).fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
    let letters = (0..12).map(|i| char::from(LETTERS[(bits >> (59 - 5 * i)) as usize & 31]));
    "G-".chars().chain(letters).collect()
}

/// The position of the oldest of some records: published before unpublished, then by first load, then by key.
pub fn oldest<'a>(members: impl IntoIterator<Item = &'a Node>) -> Option<&'a Node> {
    members.into_iter().min_by_key(|node| (!node.published, node.first_seen, &node.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::tests_support::{Script, island};

    #[test]
    fn ids_are_stable_and_distinct() {
        let id = |source: &str, id: &str| birth_id("customer", &RecordKey::new(source, id), 0);
        assert_eq!(id("crm", "1"), "G-M6DQ0KK0YWW5");
        assert_ne!(id("crm", "1"), id("crm", "01"));
        assert_ne!(birth_id("customer", &RecordKey::new("crm", "1"), 1), id("crm", "1"));
    }

    #[test]
    fn a_published_id_is_older_than_any_other() {
        let mut nodes = island(3, &[], &Script::default()).nodes;
        assert_eq!(oldest(&nodes).unwrap().golden_id, "G-1");
        nodes[0].first_seen = 2;
        assert_eq!(oldest(&nodes).unwrap().golden_id, "G-2");
        nodes[2].published = true;
        assert_eq!(oldest(&nodes).unwrap().golden_id, "G-3");
    }
}
