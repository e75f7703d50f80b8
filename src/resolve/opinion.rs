//! Decisions against strong evidence, and who has seconded them.
//!
//! With five slips in a hundred decisions, hard constraints make data worse after some hundreds of them; nearly all
//! slips go against the evidence. So whoever goes against it is seconded, or a task asks for it. What was strong
//! evidence is what the decision itself recorded, and never what a comparison would say now: the same journal asks for
//! the same second opinions everywhere.

use std::collections::BTreeSet;

use super::Standing;
use crate::config::{Review, SecondOpinion};
use crate::model::{Assertion, Authority, RecordKey, Statement};

/// A standing decision against strong evidence that nobody has seconded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unseconded {
    /// Position of the assertion in the list.
    pub assertion: usize,
    /// The probability that it went against.
    pub probability: f64,
}

/// The probability that a person's decision went against, where that was strong: above `above` for what they set
/// apart, below one minus `above` for what they joined.
pub fn against_evidence(said: &Assertion, above: f64) -> Option<f64> {
    let probability = said.shown.probability.filter(|_| said.authority == Authority::Human)?;
    let against = match &said.statement {
        Statement::Same { .. } | Statement::Merge { .. } => probability < 1.0 - above,
        Statement::Different { .. } | Statement::Split { .. } => probability > above,
        _ => false,
    };
    against.then_some(probability)
}

/// Whether `other` says what `said` says, knowing it, or links the same records the same way.
///
/// A person other than the author seconds it by reaffirming it; by confirming or approving, having seen it, a cluster
/// as it made it; or by a link of the same kind that says at least as much. `author_may`: so may its author, later, but
/// for saying the same once more: that may be the same slip.
pub fn seconds(other: &Assertion, said: &Assertion, author_may: bool) -> bool {
    let own = other.author == said.author;
    if other.authority != Authority::Human || (own && !author_may) {
        return false;
    }
    match &other.statement {
        Statement::Reaffirm { targets, .. } => targets.contains(&said.id) && other.had_seen(said),
        Statement::Approve { members, .. } | Statement::Confirm { members, .. }
            if other.had_seen(said) && is_as_made(members, &said.statement) =>
        {
            true
        }
        link => !own && says_as_much(link, &said.statement),
    }
}

/// Standing decisions against strong evidence that nobody has seconded, newest first. Empty where the policy asks for
/// no second opinions.
pub fn unseconded(assertions: &[Assertion], standing: &Standing, review: &Review) -> Vec<Unseconded> {
    if assertions.is_empty() || review.quality.second_opinion == SecondOpinion::Off {
        return Vec::new();
    }
    let above = review.quality.second_opinion_above;
    let author_may = review.author_may_second();
    let stands = |&i: &usize| standing.stands(i);
    let mut open: Vec<Unseconded> = (0..assertions.len())
        .filter(stands)
        .filter_map(|assertion| {
            let said = &assertions[assertion];
            let probability = against_evidence(said, above)?;
            let seconded = (0..assertions.len())
                .filter(stands)
                .any(|other| other != assertion && seconds(&assertions[other], said, author_may));
            (!seconded).then_some(Unseconded { assertion, probability })
        })
        .collect();
    open.sort_by_key(|open| std::cmp::Reverse(assertions[open.assertion].order()));
    open
}

/// Whether a cluster is what a link made: all that it joined, or one side only of what it set apart.
fn is_as_made(members: &[RecordKey], link: &Statement) -> bool {
    match link {
        Statement::Same { a, b } => members.contains(a) && members.contains(b),
        Statement::Merge { parts } => {
            let members: BTreeSet<&RecordKey> = members.iter().collect();
            parts.iter().flatten().all(|key| members.contains(key))
        }
        Statement::Different { a, b } => members.contains(a) != members.contains(b),
        Statement::Split { parts, .. } => {
            let members: BTreeSet<&RecordKey> = members.iter().collect();
            parts.iter().filter(|part| part.iter().any(|key| members.contains(key))).count() == 1
        }
        _ => false,
    }
}

/// Whether one link says at least what another does.
fn says_as_much(one: &Statement, other: &Statement) -> bool {
    match other {
        Statement::Same { a, b } => ties(one, &[a, b]),
        Statement::Merge { parts } => ties(one, &parts.iter().flatten().collect::<Vec<_>>()),
        Statement::Different { a, b } => sets_apart(one, &[vec![a], vec![b]]),
        Statement::Split { parts, .. } => {
            sets_apart(one, &parts.iter().map(|part| part.iter().collect()).collect::<Vec<_>>())
        }
        _ => false,
    }
}

/// Whether a link says that all of these records are one.
fn ties(link: &Statement, records: &[&RecordKey]) -> bool {
    let within = |set: &BTreeSet<&RecordKey>| records.iter().all(|key| set.contains(key));
    match link {
        Statement::Same { a, b } => within(&BTreeSet::from([a, b])),
        Statement::Merge { parts } => within(&parts.iter().flatten().collect()),
        Statement::Confirm { members, .. } => within(&members.iter().collect()),
        Statement::Split { parts, confirm_parts: true } => parts.iter().any(|part| within(&part.iter().collect())),
        _ => false,
    }
}

/// Whether a link says that any two records of different parts are different.
fn sets_apart(link: &Statement, parts: &[Vec<&RecordKey>]) -> bool {
    let sides: Vec<BTreeSet<&RecordKey>> = match link {
        Statement::Different { a, b } => vec![BTreeSet::from([a]), BTreeSet::from([b])],
        Statement::Split { parts, .. } => parts.iter().map(|part| part.iter().collect()).collect(),
        _ => return false,
    };
    let side = |key: &&RecordKey| sides.iter().position(|side| side.contains(*key));
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for part in parts {
        let Some(own) = part.iter().map(side).collect::<Option<BTreeSet<usize>>>() else { return false };
        if !taken.is_disjoint(&own) {
            return false;
        }
        taken.extend(own);
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};

    use super::*;
    use crate::config::{Quality, SecondedBy};
    use crate::model::Hash;
    use crate::resolve::tests_support::Script;

    fn key(text: &str) -> RecordKey {
        text.parse().unwrap()
    }

    fn parts(parts: &[&[&str]]) -> Vec<Vec<RecordKey>> {
        parts.iter().map(|part| part.iter().map(|text| key(text)).collect()).collect()
    }

    fn split(of: &[&[&str]]) -> Statement {
        Statement::Split { parts: parts(of), confirm_parts: false }
    }

    fn confirm(of: &[&str]) -> Statement {
        Statement::Confirm { members: parts(&[of]).remove(0), content: Hash::ZERO }
    }

    fn approve(of: &[&str]) -> Statement {
        Statement::Approve { members: parts(&[of]).remove(0), content: Hash::ZERO }
    }

    /// What ana said with `probability` before her, and then ben.
    fn open(said: Statement, probability: f64, then: Option<(&str, Statement)>, review: &Review) -> usize {
        let mut script = Script::default();
        let first = script.say(said);
        script.assertions[first].author = "ana".into();
        script.assertions[first].shown.probability = Some(probability);
        if let Some((who, statement)) = then {
            let second = script.say(statement);
            script.assertions[second].author = who.into();
        }
        unseconded(&script.assertions, &Standing::of(&script.assertions), review).len()
    }

    #[test]
    fn only_links_against_strong_evidence_wait() {
        let review = Review::default();
        let same = || Statement::Same { a: key("s:1"), b: key("s:2") };
        let different = || Statement::Different { a: key("s:1"), b: key("s:2") };
        for (said, probability, expected) in [
            (same(), 0.005, 1),
            (same(), 0.011, 0),
            (same(), 0.999, 0),
            (different(), 0.991, 1),
            (different(), 0.99, 0),
            (split(&[&["s:1"], &["s:2"]]), 0.995, 1),
            (Statement::Merge { parts: parts(&[&["s:1"], &["s:2"]]) }, 0.001, 1),
            (confirm(&["s:1", "s:2"]), 0.001, 0),
        ] {
            assert_eq!(open(said.clone(), probability, None, &review), expected, "{said:?} {probability}");
        }
        let quality = Quality { second_opinion: SecondOpinion::Off, ..Quality::default() };
        assert_eq!(open(same(), 0.005, None, &Review { quality, ..Review::default() }), 0);
    }

    #[test]
    fn another_person_seconds_by_what_says_as_much() {
        let review = Review::default();
        let joined = || Statement::Merge { parts: parts(&[&["s:1"], &["s:2", "s:3"]]) };
        let quality = Quality { second_opinion_by: Some(SecondedBy::Other), ..Quality::default() };
        let others = Review { quality, ..Review::default() };
        assert_eq!(open(joined(), 0.001, Some(("ana", joined())), &review), 1, "the same slip twice");
        let divided = || split(&[&["s:1"], &["s:2", "s:3"]]);
        for (then, expected) in [
            (split(&[&["s:1", "s:4"], &["s:2"], &["s:3"]]), 0),
            (split(&[&["s:1"], &["s:2"]]), 1),
            (Statement::Different { a: key("s:1"), b: key("s:2") }, 1),
            (confirm(&["s:2", "s:3"]), 0),
            (approve(&["s:1"]), 0),
            (approve(&["s:1", "s:2", "s:3"]), 1),
            (approve(&["s:4"]), 1),
            (Statement::Comment { members: vec![key("s:1")], flag: false }, 1),
        ] {
            assert_eq!(open(divided(), 0.999, Some(("ben", then.clone())), &review), expected, "{then:?}");
            assert_eq!(open(divided(), 0.999, Some(("ana", then.clone())), &others), 1, "her own {then:?}");
        }
        for (then, expected) in [
            (confirm(&["s:1", "s:2", "s:3"]), 0),
            (confirm(&["s:2", "s:3"]), 1),
            (approve(&["s:1", "s:2", "s:3", "s:4"]), 0),
            (Statement::Same { a: key("s:1"), b: key("s:2") }, 1),
        ] {
            assert_eq!(open(joined(), 0.001, Some(("ben", then.clone())), &review), expected, "{then:?}");
        }
    }

    #[test]
    fn what_is_said_of_something_else_seconds_nothing() {
        let review = Review::default();
        let different = || Statement::Different { a: key("s:1"), b: key("s:2") };
        // Whoever approves both as one does not say that they are two.
        assert_eq!(open(different(), 0.999, Some(("ben", approve(&["s:1", "s:2"]))), &review), 1);
        assert_eq!(open(different(), 0.999, Some(("ben", approve(&["s:1", "s:3"]))), &review), 0);

        let mut script = Script::default();
        let (said, other) = (script.say(different()), script.different("s:1", "s:3"));
        script.assertions[said].author = "ana".into();
        script.assertions[said].shown.probability = Some(0.999);
        let members = vec![key("s:1"), key("s:2"), key("s:3")];
        let reaffirm = script.say(Statement::Reaffirm { targets: vec![script.assertions[other].id], members });
        let open = |script: &Script| unseconded(&script.assertions, &Standing::of(&script.assertions), &review).len();
        assert_eq!(open(&script), 1, "it reaffirms another decision");
        let targets = vec![script.assertions[said].id];
        script.assertions[reaffirm].statement = Statement::Reaffirm { targets, members: Vec::new() };
        assert_eq!(open(&script), 0);
        script.assertions[reaffirm].authority = Authority::Rule;
        assert_eq!(open(&script), 1, "a rule is no second person");
    }

    #[test]
    fn the_author_reaffirms_where_the_policy_says_so() {
        let mut script = Script::default();
        let said = script.say(Statement::Different { a: key("s:1"), b: key("s:2") });
        script.assertions[said].shown.probability = Some(0.999);
        let targets = vec![script.assertions[said].id];
        let again = script.say(Statement::Reaffirm { targets, members: vec![key("s:1"), key("s:2")] });
        let count = |script: &Script, by| {
            let quality = Quality { second_opinion_by: Some(by), ..Quality::default() };
            let review = Review { quality, ..Review::default() };
            unseconded(&script.assertions, &Standing::of(&script.assertions), &review).len()
        };
        assert_eq!((count(&script, SecondedBy::Anyone), count(&script, SecondedBy::Other)), (0, 1));
        script.assertions[again].author = "ben".into();
        assert_eq!(count(&script, SecondedBy::Other), 0);
        // Whoever had not seen the decision cannot have meant it, whatever it names.
        script.assertions[again].writer = "elsewhere".into();
        assert_eq!(count(&script, SecondedBy::Anyone), 1);
        let writer = script.assertions[said].writer.clone();
        script.assertions[again].writer = writer;
        script.retract(again);
        assert_eq!(count(&script, SecondedBy::Other), 1);
    }

    /// A statement of one of three stewards about four records, with the probability that they had before them.
    fn any_said() -> impl Strategy<Value = (u8, Statement, f64)> {
        let record = || (1..5_u8).prop_map(|n| RecordKey::new("s", n.to_string()));
        let pair = move || (record(), record()).prop_filter("two", |(a, b)| a != b);
        let statement = prop_oneof![
            pair().prop_map(|(a, b)| Statement::Same { a, b }),
            pair().prop_map(|(a, b)| Statement::Different { a, b }),
            pair().prop_map(|(a, b)| Statement::Split { parts: vec![vec![a], vec![b]], confirm_parts: false }),
            pair().prop_map(|(a, b)| Statement::Merge { parts: vec![vec![a], vec![b]] }),
            pair().prop_map(|(a, b)| Statement::Confirm { members: vec![a, b], content: Hash::ZERO }),
            pair().prop_map(|(a, _)| Statement::Approve { members: vec![a], content: Hash::ZERO }),
        ];
        (0..3_u8, statement, prop_oneof![Just(0.001), Just(0.5), Just(0.999)])
    }

    proptest! {
        #[test]
        fn what_waits_depends_on_the_set_of_what_was_said_alone(
            said in proptest::collection::vec(any_said(), 0..10), turn in 0..10_usize, wait in any::<bool>(),
        ) {
            let mut script = Script::default();
            for (who, statement, probability) in said {
                let at = script.say(statement);
                script.assertions[at].author = format!("steward {who}");
                script.assertions[at].shown.probability = Some(probability);
            }
            let second_opinion = if wait { SecondOpinion::Wait } else { SecondOpinion::After };
            let quality = Quality { second_opinion, second_opinion_by: Some(SecondedBy::Other), ..Quality::default() };
            let review = Review { quality, ..Review::default() };
            let ids = |assertions: &[Assertion]| -> Vec<Hash> {
                let open = unseconded(assertions, &Standing::of(assertions), &review);
                open.iter().map(|open| assertions[open.assertion].id).collect()
            };
            let mut turned = script.assertions.clone();
            let middle = turn.min(turned.len());
            turned.rotate_left(middle);
            turned.reverse();
            let open = ids(&script.assertions);
            prop_assert_eq!(&open, &ids(&turned));
            // Somebody from elsewhere who has seen it all settles all of it, and taking that back opens it again.
            let again = script.say(Statement::Reaffirm { targets: open.clone(), members: vec![key("s:1")] });
            script.assertions[again].author = "somebody else".into();
            prop_assert_eq!(ids(&script.assertions), Vec::new());
            script.retract(again);
            prop_assert_eq!(ids(&script.assertions), open);
        }
    }
}
