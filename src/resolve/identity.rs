//! Golden ids: every record is born with one, and a cluster bears that of its oldest member.
//!
//! Records and golden ids correspond one to one, so ids are unique by construction, a split gives every part its
//! own old id back, and an id that lost its cluster leads in one step to the cluster that holds its record.
//!
//! Where a steward wants an id to stay with other records, two records exchange what they were born with: id, age,
//! and whether it was handed out. Exchanges compose, so records and ids still correspond one to one.

use super::{Island, Node, Standing};
use crate::model::{Assertion, Hash, RecordKey, Statement};

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

/// For each record of an island the position of the one whose birth identity it bears: its own, unless standing
/// exchanges say otherwise.
///
/// Stewards who had not seen each other and asked for the same exchange meant the same: it counts once.
pub fn borne(island: &Island, standing: &Standing) -> Vec<usize> {
    let mut borne: Vec<usize> = (0..island.nodes.len()).collect();
    let mut swaps: Vec<(usize, usize, &Assertion)> = Vec::new();
    for (i, said) in island.assertions.iter().enumerate() {
        if let Statement::SwapIds { a, b } = &said.statement
            && standing.stands(i)
            && let (Some(a), Some(b)) = (island.position(a), island.position(b))
        {
            swaps.push((a.min(b), a.max(b), said));
        }
    }
    swaps.sort_by_key(|(_, _, said)| said.order());
    for (i, &(a, b, said)) in swaps.iter().enumerate() {
        let meant = |&(c, d, earlier): &(usize, usize, &Assertion)| (a, b) == (c, d) && !said.had_seen(earlier);
        if !swaps[..i].iter().any(meant) {
            borne.swap(a, b);
        }
    }
    borne
}

/// The oldest of some birth identities: published before unpublished, then by first load, then by key.
pub fn oldest<'a>(identities: impl IntoIterator<Item = &'a Node>) -> Option<&'a Node> {
    identities.into_iter().min_by_key(|node| (!node.published, node.first_seen, &node.key))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::resolve::tests_support::{Script, island, key};

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

    fn swapped(script: &Script) -> Vec<usize> {
        let island = island(4, &[], script);
        borne(&island, &Standing::of(&island.assertions))
    }

    fn swap(a: &str, b: &str) -> Statement {
        Statement::SwapIds { a: key(a), b: key(b) }
    }

    #[test]
    fn exchanges_follow_one_another_and_can_be_taken_back() {
        let mut script = Script::default();
        let first = script.say(swap("s:1", "s:2"));
        assert_eq!(swapped(&script), [1, 0, 2, 3]);
        script.say(swap("s:2", "s:3"));
        assert_eq!(swapped(&script), [1, 2, 0, 3]);
        let undo = script.retract(first);
        assert_eq!(swapped(&script), [0, 2, 1, 3]);
        script.retract(undo);
        assert_eq!(swapped(&script), [1, 2, 0, 3]);
        script.say(swap("s:3", "s:9"));
        assert_eq!(swapped(&script), [1, 2, 0, 3], "what is not here exchanges nothing");
    }

    #[test]
    fn the_same_exchange_by_two_who_had_not_seen_each_other_counts_once() {
        let mut script = Script::default();
        script.say(swap("s:1", "s:2"));
        script.say(swap("s:2", "s:1"));
        assert_eq!(swapped(&script), [0, 1, 2, 3], "the second answers the first");
        script.assertions[1].writer = "other".into();
        assert_eq!(swapped(&script), [1, 0, 2, 3]);
    }

    proptest! {
        #[test]
        fn ids_stay_one_to_one_whatever_is_exchanged_or_taken_back_and_in_whatever_order_it_arrives(
            moves in prop::collection::vec((1_usize..5, 1_usize..5, any::<bool>()), 0..12),
            arrival in any::<prop::sample::Index>(),
        ) {
            let mut script = Script::default();
            for (a, b, back) in moves {
                if back && !script.assertions.is_empty() {
                    script.retract((a * b) % script.assertions.len());
                } else {
                    script.say(swap(&format!("s:{a}"), &format!("s:{b}")));
                }
            }
            let borne = swapped(&script);
            let mut sorted = borne.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, [0, 1, 2, 3]);
            let standing = Standing::of(&script.assertions);
            if (0..script.assertions.len()).all(|i| {
                !matches!(script.assertions[i].statement, Statement::SwapIds { .. }) || !standing.stands(i)
            }) {
                prop_assert_eq!(&borne, &[0, 1, 2, 3], "everything was taken back");
            }
            if !script.assertions.is_empty() {
                let at = arrival.index(script.assertions.len());
                script.assertions.rotate_left(at);
                prop_assert_eq!(swapped(&script), borne);
            }
        }
    }
}
