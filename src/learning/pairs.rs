//! From standing assertions to labelled pairs, each pair once.

use std::collections::BTreeMap;

use crate::model::{Assertion, Authority, Hash, RecordKey};

use super::claim::{Claim, Pair, claims};
use super::label::{Label, LabelledPair, Origin};

/// The most pairs that one statement about clusters may give: all those of a cluster of two hundred.
///
/// A confirmed cluster of ten thousand records would give fifty million, more than memory holds and any trainer
/// wants. Of larger sets every n-th pair is taken, in the order of keys.
pub const MAX_DERIVED: usize = 19_900;

/// Labelled pairs, sorted by both keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// The pairs.
    pub pairs: Vec<LabelledPair>,
    /// Pairs left out of statements that gave more than [`MAX_DERIVED`]; other statements may still label some.
    pub left_out: usize,
}

/// The labels that `standing` assertions (those not retracted) give, in whatever order they come.
///
/// Where several speak of one pair, a person outranks a rule and a rule a matcher; then a statement about the pair
/// itself outranks one about clusters; then the latest counts, by the journal's time, so that every copy of the
/// journal gives the same labels. This holds for contradictions too: clustering is careful and lets *different* win,
/// but a label is what was said last. An *unsure* about a cluster of more than two says nothing of any one pair.
pub fn labelled_pairs(standing: &[&Assertion]) -> Labels {
    let mut strongest: BTreeMap<Pair, Said> = BTreeMap::new();
    let mut left_out = 0;
    for &assertion in standing {
        let claims = claims(&assertion.statement);
        let of_one_pair = claims.iter().map(|claim| claim.count).sum::<usize>() == 1;
        for Claim { label, origin, count, pairs } in claims {
            let said = Said { assertion, label, origin, of_one_pair };
            let step = count.div_ceil(MAX_DERIVED).max(1);
            left_out += count - count.div_ceil(step);
            for (a, b) in pairs.step_by(step).filter(|(a, b)| a != b) {
                let held = strongest.entry((a.min(b), a.max(b))).or_insert(said);
                if held.rank() < said.rank() {
                    *held = said;
                }
            }
        }
    }
    let pairs = strongest.into_iter().map(|((left, right), said)| said.of(left, right)).collect();
    Labels { pairs, left_out }
}

/// What an assertion says of one pair.
#[derive(Clone, Copy)]
struct Said<'a> {
    assertion: &'a Assertion,
    label: Label,
    origin: Origin,
    /// It speaks of no other pair, so that the score it recorded is this one's.
    of_one_pair: bool,
}

impl Said<'_> {
    /// The larger outranks the smaller; the content address makes it a total order.
    fn rank(&self) -> (Authority, bool, i64, Hash) {
        let Assertion { authority, time_us, id, .. } = *self.assertion;
        (authority, self.origin.is_explicit(), time_us, id)
    }

    fn of(self, left: &RecordKey, right: &RecordKey) -> LabelledPair {
        let Self { assertion, label, origin, of_one_pair } = self;
        let shown = &assertion.shown;
        LabelledPair {
            left: left.clone(),
            right: right.clone(),
            label,
            origin,
            author: assertion.author.clone(),
            decided_at_us: assertion.time_us,
            seq: assertion.seq,
            blind: shown.blind,
            probability: shown.probability.filter(|_| of_one_pair),
            weight: shown.weight.filter(|_| of_one_pair),
            stratum: shown.stratum.clone(),
            inclusion_probability: shown.inclusion_probability,
            run: assertion.run,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::model::{Shown, Statement};

    fn assertion(seq: i64, authority: Authority, statement: Statement) -> Assertion {
        Assertion {
            seq,
            id: Hash::of([seq.to_string()]),
            writer: "w".into(),
            writer_seq: 1,
            previous: Hash::ZERO,
            author: format!("author {seq}"),
            authority,
            time_us: seq * 1000,
            seen: BTreeMap::new(),
            request: "r".into(),
            run: Some(4),
            statement,
            comment: None,
            content: BTreeMap::new(),
            shown: Shown {
                blind: true,
                probability: Some(0.75),
                weight: Some(1.5),
                inclusion_probability: Some(0.1),
                ..Shown::default()
            },
        }
    }

    fn key(id: &str) -> RecordKey {
        RecordKey::new("crm", id)
    }

    fn keys(ids: &str) -> Vec<RecordKey> {
        ids.split(' ').map(key).collect()
    }

    fn same(a: &str, b: &str) -> Statement {
        Statement::Same { a: key(a), b: key(b) }
    }

    fn different(a: &str, b: &str) -> Statement {
        Statement::Different { a: key(a), b: key(b) }
    }

    fn confirm(ids: &str) -> Statement {
        Statement::Confirm { members: keys(ids), content: Hash::ZERO }
    }

    fn parts(parts: &[&str]) -> Vec<Vec<RecordKey>> {
        parts.iter().map(|part| keys(part)).collect()
    }

    /// `left right label origin` of each, from people who spoke in this order.
    fn labels(statements: impl IntoIterator<Item = Statement>) -> Vec<String> {
        let said: Vec<Assertion> =
            (1..).zip(statements).map(|(seq, statement)| assertion(seq, Authority::Human, statement)).collect();
        words(&said.iter().collect::<Vec<_>>())
    }

    fn words(said: &[&Assertion]) -> Vec<String> {
        let word = |pair: &LabelledPair| {
            format!("{} {} {} {}", pair.left.id, pair.right.id, pair.label.word(), pair.origin.word())
        };
        labelled_pairs(said).pairs.iter().map(word).collect()
    }

    #[test]
    fn statements_about_a_pair() {
        let unsure = |ids| Statement::Unsure { members: keys(ids) };
        assert_eq!(labels([same("2", "1")]), ["1 2 match same"]);
        assert_eq!(labels([different("1", "2")]), ["1 2 non_match different"]);
        assert_eq!(labels([unsure("2 1")]), ["1 2 unsure unsure"]);
        assert_eq!(labels([unsure("1 2 3"), same("4", "4")]), Vec::<String>::new());
    }

    #[test]
    fn statements_about_clusters() {
        assert_eq!(labels([confirm("1 2 3")]), ["1 2 match confirm", "1 3 match confirm", "2 3 match confirm"]);
        assert_eq!(labels([confirm("1")]), Vec::<String>::new());
        let merge = Statement::Merge { parts: parts(&["1 2", "3", "4"]) };
        assert_eq!(labels([merge]), ["1 3", "1 4", "2 3", "2 4", "3 4"].map(|pair| format!("{pair} match merge")));
        let split = |confirm_parts| Statement::Split { parts: parts(&["1 3", "2"]), confirm_parts };
        assert_eq!(labels([split(false)]), ["1 2 non_match split", "2 3 non_match split"]);
        assert_eq!(labels([split(true)]), ["1 2 non_match split", "1 3 match split", "2 3 non_match split"]);
    }

    #[test]
    fn the_latest_counts_but_one_about_the_pair_outranks_one_about_a_cluster() {
        assert_eq!(labels([same("1", "2"), different("2", "1")]), ["1 2 non_match different"]);
        assert_eq!(labels([different("1", "2"), same("2", "1")]), ["1 2 match same"]);
        assert_eq!(labels([different("1", "2"), confirm("1 2")]), ["1 2 non_match different"]);
        let split = Statement::Split { parts: parts(&["1", "2"]), confirm_parts: false };
        assert_eq!(labels([confirm("1 2"), split]), ["1 2 non_match split"]);
    }

    #[test]
    fn a_person_outranks_a_rule() {
        let person = assertion(1, Authority::Human, confirm("1 2"));
        let rule = assertion(2, Authority::Rule, different("1", "2"));
        assert_eq!(words(&[&person, &rule]), ["1 2 match confirm"]);
    }

    #[test]
    fn scores_of_a_weakest_link_are_not_those_of_the_pair() {
        let explicit = assertion(7, Authority::Human, same("1", "2"));
        let derived = assertion(8, Authority::Human, confirm("3 4 5"));
        let two = assertion(9, Authority::Human, confirm("6 7"));
        let labels = labelled_pairs(&[&derived, &explicit, &two]).pairs;
        let [first, second, .., last] = labels.as_slice() else { panic!("five pairs") };
        assert_eq!((first.probability, first.weight, first.seq, first.run), (Some(0.75), Some(1.5), 7, Some(4)));
        assert_eq!((second.probability, second.weight, second.blind), (None, None, true));
        assert_eq!((last.origin, last.probability), (Origin::Confirm, Some(0.75)), "of two its link is the pair");
        assert_eq!((second.author.as_str(), second.decided_at_us), ("author 8", 8000));
    }

    #[test]
    fn a_huge_cluster_is_thinned_and_says_so() {
        let members: Vec<RecordKey> = (0..1000).map(|i| key(&format!("{i:04}"))).collect();
        let huge = Statement::Confirm { members: members.clone(), content: Hash::ZERO };
        let labels = labelled_pairs(&[&assertion(1, Authority::Human, huge)]);
        assert_eq!(labels.pairs.len() + labels.left_out, 499_500);
        assert!(labels.pairs.len() <= MAX_DERIVED && labels.pairs.len() > MAX_DERIVED / 2);
        let whole = Statement::Confirm { members: members[..200].to_vec(), content: Hash::ZERO };
        let labels = labelled_pairs(&[&assertion(1, Authority::Human, whole)]);
        assert_eq!((labels.pairs.len(), labels.left_out), (MAX_DERIVED, 0));
    }

    #[test]
    fn pair_ids_tell_pairs_apart() {
        let statements = [same("1", "2"), same("1", "22"), same("12", "2")];
        let said: Vec<Assertion> =
            (1..).zip(statements).map(|(seq, statement)| assertion(seq, Authority::Human, statement)).collect();
        let mut ids: Vec<String> =
            labelled_pairs(&said.iter().collect::<Vec<_>>()).pairs.iter().map(LabelledPair::pair_id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 3);
        assert!(ids.iter().all(|id| id.len() == 16));
    }

    fn any_statement() -> impl Strategy<Value = Statement> {
        let partition = proptest::collection::vec(0..3_usize, 5);
        (0..5_u8, 0..5_usize, 0..5_usize, partition, any::<bool>()).prop_map(|(kind, a, b, places, flag)| {
            let id = |i: usize| key(&i.to_string());
            let part = |n| places.iter().enumerate().filter(|(_, place)| **place == n).map(|(i, _)| id(i)).collect();
            let parts: Vec<Vec<RecordKey>> = (0..3).map(part).collect();
            match kind {
                0 => Statement::Same { a: id(a), b: id(b) },
                1 => Statement::Different { a: id(a), b: id(b) },
                2 => Statement::Split { parts, confirm_parts: flag },
                3 => Statement::Merge { parts },
                _ => Statement::Confirm { members: parts.into_iter().next().unwrap_or_default(), content: Hash::ZERO },
            }
        })
    }

    proptest! {
        #[test]
        fn each_pair_is_there_once_in_order_whatever_the_order_of_the_journal(
            (said, shuffled) in proptest::collection::vec(any_statement(), 0..8).prop_flat_map(|statements| {
                let said: Vec<Assertion> =
                    (1..).zip(statements).map(|(seq, said)| assertion(seq, Authority::Human, said)).collect();
                (Just(said.clone()), Just(said).prop_shuffle())
            }),
        ) {
            let labels = labelled_pairs(&said.iter().collect::<Vec<_>>());
            prop_assert_eq!(&labels, &labelled_pairs(&shuffled.iter().collect::<Vec<_>>()));
            prop_assert!(labels.pairs.iter().all(|pair| pair.left < pair.right));
            prop_assert!(labels.pairs.is_sorted_by(|a, b| (&a.left, &a.right) < (&b.left, &b.right)));
        }
    }
}
