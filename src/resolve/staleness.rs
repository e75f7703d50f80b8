//! Decisions about records that have changed since. They bind as before; somebody should look again.
//!
//! ```text
//! decision i: a, b as they were ── a changes ──► stale for a, until somebody who had seen i
//!     decides all of i's records again, or reaffirms i, with a as it is now before them
//! ```

use super::{Island, Standing};
use crate::model::{Assertion, Hash, RecordKey, Statement};

/// A standing decision, and the records of it that are not what they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Position of the decision in the island.
    pub assertion: usize,
    /// Positions of the records that changed, sorted.
    pub nodes: Vec<usize>,
}

/// Whether a statement decides which records are one entity.
pub fn is_link(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Same { .. }
            | Statement::Different { .. }
            | Statement::Confirm { .. }
            | Statement::Split { .. }
            | Statement::Merge { .. }
    )
}

/// All stale decisions of an island, oldest first. `now` gives the content hash of the record at a position.
///
/// A record that is gone has not changed, and of one that was erased nothing can be held against what it was.
pub fn stale(island: &Island, standing: &Standing, now: impl Fn(usize) -> Hash) -> Vec<Stale> {
    let mut said: Vec<usize> = (0..island.assertions.len())
        .filter(|&i| standing.stands(i))
        .filter(|&i| is_link(&island.assertions[i].statement) || is_reaffirm(&island.assertions[i].statement))
        .collect();
    said.sort_by_key(|&i| island.assertions[i].order());
    let erased: Vec<&RecordKey> = island.assertions.iter().filter_map(erased).collect();
    let mut found = Vec::new();
    for &i in said.iter().filter(|&&i| is_link(&island.assertions[i].statement)) {
        let decision = &island.assertions[i];
        let records = decision.statement.records();
        let changed = |key: &RecordKey, node: usize, was: Hash| {
            let settled = |&j: &usize| {
                let later = &island.assertions[j];
                later.content.get(key) == Some(&now(node))
                    && later.had_seen(decision)
                    && answers(later, decision, &records)
            };
            now(node) != was && !said.iter().any(settled)
        };
        let nodes: Vec<usize> = decision
            .content
            .iter()
            .filter(|(key, _)| records.binary_search(key).is_ok() && !erased.contains(key))
            .filter_map(|(key, &was)| Some((key, island.position(key)?, was)))
            .filter(|&(key, node, was)| !island.nodes[node].gone && changed(key, node, was))
            .map(|(_, node, _)| node)
            .collect();
        if !nodes.is_empty() {
            found.push(Stale { assertion: i, nodes });
        }
    }
    found
}

/// Whether what was said later speaks of all that a decision speaks of.
fn answers(later: &Assertion, decision: &Assertion, records: &[&RecordKey]) -> bool {
    match &later.statement {
        Statement::Reaffirm { targets, .. } => targets.contains(&decision.id),
        statement => {
            let spoken = statement.records();
            records.iter().all(|key| spoken.binary_search(key).is_ok())
        }
    }
}

fn is_reaffirm(statement: &Statement) -> bool {
    matches!(statement, Statement::Reaffirm { .. })
}

fn erased(said: &Assertion) -> Option<&RecordKey> {
    match &said.statement {
        Statement::Redact { subject, .. } => Some(subject),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::tests_support::{Script, island, key};

    /// The content of every record on a day: they all change every night.
    fn day(n: u64) -> Hash {
        Hash::of([n.to_be_bytes()])
    }

    /// Gives what was said at a position the records as they were on a day.
    fn on(script: &mut Script, position: usize, n: u64) -> usize {
        let said = &mut script.assertions[position];
        said.content = said.statement.records().into_iter().map(|key| (key.clone(), day(n))).collect();
        position
    }

    fn reaffirm(script: &mut Script, target: usize, members: &[&str]) -> usize {
        let targets = vec![script.assertions[target].id];
        script.say(Statement::Reaffirm { targets, members: members.iter().map(|text| key(text)).collect() })
    }

    fn found(script: &Script, today: u64) -> Vec<(usize, Vec<usize>)> {
        let island = island(3, &[], script);
        let found = stale(&island, &Standing::of(&island.assertions), |_| day(today));
        found.into_iter().map(|stale| (stale.assertion, stale.nodes)).collect()
    }

    #[test]
    fn every_kind_of_link_goes_stale_and_nothing_else_does() {
        let mut script = Script::default();
        let said = [
            script.same("s:1", "s:2"),
            script.different("s:1", "s:3"),
            script.confirm(&["s:1", "s:2"]),
            script.split(&[&["s:1"], &["s:3"]]),
            script.say(Statement::Merge { parts: vec![vec![key("s:1")], vec![key("s:2")]] }),
            script.say(Statement::Unsure { members: vec![key("s:1"), key("s:2")] }),
        ];
        for position in said {
            on(&mut script, position, 1);
        }
        assert_eq!(found(&script, 1), []);
        let stale: Vec<usize> = found(&script, 2).into_iter().map(|(position, _)| position).collect();
        assert_eq!(stale, said[..5]);
    }

    #[test]
    fn whoever_decides_all_of_it_again_settles_it() {
        let mut script = Script::default();
        let first = script.confirm(&["s:1", "s:2"]);
        on(&mut script, first, 1);
        let part = script.different("s:1", "s:3");
        on(&mut script, part, 2);
        assert_eq!(found(&script, 2), [(first, vec![0, 1])], "of s:2 nothing was said");
        let again = script.confirm(&["s:1", "s:2", "s:3"]);
        on(&mut script, again, 2);
        assert_eq!(found(&script, 2), []);
        assert_eq!(found(&script, 3).len(), 3, "the night after, all of it is old");
    }

    #[test]
    fn a_reaffirmation_settles_what_it_names_for_the_content_that_it_knew() {
        let mut script = Script::default();
        let apart = script.different("s:1", "s:3");
        on(&mut script, apart, 1);
        let yes = reaffirm(&mut script, apart, &["s:1", "s:3"]);
        on(&mut script, yes, 2);
        assert_eq!(found(&script, 2), []);
        assert_eq!(found(&script, 3), [(apart, vec![0, 2])]);
        assert_eq!(found(&script, 1), [], "back to what it was decided on");
        let undo = script.retract(yes);
        assert_eq!(found(&script, 2), [(apart, vec![0, 2])]);
        script.retract(undo);
        assert_eq!(found(&script, 2), []);
    }

    #[test]
    fn who_had_not_seen_the_decision_settles_nothing() {
        let mut script = Script::default();
        let apart = script.different("s:1", "s:3");
        on(&mut script, apart, 1);
        let elsewhere = script.different("s:1", "s:3");
        on(&mut script, elsewhere, 2);
        script.assertions[elsewhere].writer = "other".into();
        assert_eq!(found(&script, 2), [(apart, vec![0, 2])]);
        script.assertions[elsewhere].seen.insert("w".into(), 1);
        assert_eq!(found(&script, 2), []);
    }

    #[test]
    fn a_reaffirmation_made_elsewhere_before_the_change_came_settles_nothing() {
        let mut script = Script::default();
        let tied = script.same("s:1", "s:2");
        on(&mut script, tied, 1);
        let yes = reaffirm(&mut script, tied, &["s:1", "s:2"]);
        on(&mut script, yes, 2);
        script.assertions[yes].writer = "other".into();
        script.assertions[yes].seen.insert("w".into(), 1);
        assert_eq!(found(&script, 2), []);
        assert_eq!(found(&script, 3), [(tied, vec![0, 1])], "it knew the second day's content, not the third's");
    }

    #[test]
    fn what_is_gone_or_erased_has_not_changed() {
        let mut script = Script::default();
        let tied = script.same("s:1", "s:2");
        on(&mut script, tied, 1);
        let mut island = island(2, &[], &script);
        island.nodes[0].gone = true;
        let changed = |island: &Island| stale(island, &Standing::of(&island.assertions), |_| day(2));
        assert_eq!(changed(&island)[0].nodes, [1]);
        script.say(Statement::Redact { subject: key("s:2"), emptied: Vec::new() });
        island.assertions = script.assertions;
        assert_eq!(changed(&island), []);
    }
}
