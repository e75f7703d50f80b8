//! What rests on a decision that is to be taken back: standing later decisions, by those who knew of it, about clusters
//! that change with it. They stay in the journal and keep standing; what becomes of their meaning is told beforehand.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::overlay::Sight;
use crate::model::{Assertion, Hash, RecordKey, Statement};
use crate::normalise::time;
use crate::resolve::Standing;

/// Golden ids that an effect names; beyond that it counts them.
const NAMED: usize = 3;

/// A later decision that rests on one that is taken back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Dependant {
    /// Its number in the log.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Who said it.
    pub author: String,
    /// When, RFC 3339.
    pub time: String,
    /// What becomes of it: `lapses`, `holds again`, `stays, now about G-…`, `becomes a contradiction`,
    /// `no longer a contradiction`.
    pub effect: String,
}

/// What rests on the assertions called `targets`, in the order of the log; one part of the workspace before and after.
pub fn dependants(before: &Sight, after: &Sight, targets: &BTreeSet<Hash>) -> Vec<Dependant> {
    let assertions = &before.material.island.assertions;
    let taken_back: Vec<&Assertion> = assertions.iter().filter(|said| targets.contains(&said.id)).collect();
    let standing = Standing::of(assertions);
    let (old, new) = (contradicting(before), contradicting(after));
    let mut found = Vec::new();
    for (i, said) in assertions.iter().enumerate() {
        let later = taken_back.iter().any(|target| said.had_seen(target));
        if !later || !standing.stands(i) || targets.contains(&said.id) || !decides(&said.statement) {
            continue;
        }
        let effect = match (old.contains(&said.id), new.contains(&said.id)) {
            (false, true) => Some("becomes a contradiction".to_owned()),
            (true, false) => Some("no longer a contradiction".to_owned()),
            _ => effect(before, after, said),
        };
        if let Some(effect) = effect {
            found.push(Dependant {
                seq: said.seq,
                kind: said.statement.kind().to_owned(),
                author: said.author.clone(),
                time: time::rfc3339(said.time_us),
                effect,
            });
        }
    }
    found.sort();
    found
}

/// It says something of clusters or values. Remarks bind nothing, and what a retraction took back is gone either way.
fn decides(statement: &Statement) -> bool {
    statement.is_retractable() && !matches!(statement, Statement::Comment { .. } | Statement::Retract { .. })
}

/// What becomes of a decision; `None`: nothing that matters to it changes.
fn effect(before: &Sight, after: &Sight, said: &Assertion) -> Option<String> {
    let keys = match &said.statement {
        Statement::Override { anchor, .. } => vec![anchor],
        statement => statement.records(),
    };
    let (old, new) = (held(before, said), held(after, said));
    match (old, new) {
        (true, false) => return Some("lapses".to_owned()),
        (false, true) => return Some("holds again".to_owned()),
        _ => {}
    }
    let (old, new) = (clusters(before, &keys), clusters(after, &keys));
    if old == new {
        return None;
    }
    let ids: Vec<&str> = new.keys().copied().collect();
    Some(match ids.get(..NAMED).filter(|_| ids.len() > NAMED) {
        Some(first) => format!("stays, now about {} and {} more", first.join(", "), ids.len() - NAMED),
        None => format!("stays, now about {}", ids.join(", ")),
    })
}

/// Whether what was said of exactly these records, or exactly this content, is about what is there now; also for what
/// is not said so, where it never lapses.
fn held(sight: &Sight, said: &Assertion) -> bool {
    let (members, content) = match &said.statement {
        Statement::Confirm { members, content }
        | Statement::Approve { members, content }
        | Statement::SendBack { members, content } => (members, Some(content)),
        Statement::Unsure { members } => (members, None),
        _ => return true,
    };
    let Some(cluster) = members.first().and_then(|key| sight.cluster_of(key)) else { return false };
    match content {
        Some(content) => sight.derived.clusters[cluster].stored.content == *content && sight.keys(cluster) == *members,
        // A doubt is about records that are in one cluster.
        None => members.iter().all(|key| sight.cluster_of(key) == Some(cluster)),
    }
}

/// The clusters of some records with their members, by golden id.
fn clusters<'a>(sight: &'a Sight, keys: &[&RecordKey]) -> BTreeMap<&'a str, Vec<RecordKey>> {
    let positions: BTreeSet<usize> = keys.iter().filter_map(|key| sight.cluster_of(key)).collect();
    let named = |cluster: usize| (sight.derived.clusters[cluster].stored.golden_id.as_str(), sight.keys(cluster));
    positions.into_iter().map(named).collect()
}

/// Assertions that take part in a contradiction.
fn contradicting(sight: &Sight) -> BTreeSet<Hash> {
    let island = &sight.material.island;
    let parts = sight.derived.contradictions.iter().flat_map(|found| {
        found.chain.iter().map(|step| step.assertion).chain([found.against]).map(|at| island.assertions[at].id)
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use crate::workspace::tests_support::{Place, decide, key, merge, split, typed};
    use crate::workspace::{Change, Request, Workspace};

    fn resting(workspace: &Workspace, seq: i64) -> Vec<(i64, String)> {
        let proposal = workspace.propose(&[Request::from(Change::Retract { seq })]).unwrap();
        proposal.dependants.into_iter().map(|found| (found.seq, found.effect)).collect()
    }

    fn approve(id: &str) -> Change {
        Change::Approve { id: id.into() }
    }

    #[test]
    fn an_approval_rests_on_the_merge_that_it_approved() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, merge("crm:01", "web:09")).unwrap();
        decide(&mut workspace, approve("crm:01")).unwrap();
        decide(&mut workspace, approve("crm:02")).unwrap();
        assert_eq!(resting(&workspace, 1), [(2, "lapses".to_owned())], "elsewhere nothing changes");
        assert_eq!(resting(&workspace, 2), []);
        // The merge is taken back, and restored: then the approval holds again.
        decide(&mut workspace, Change::Retract { seq: 1 }).unwrap();
        assert_eq!(resting(&workspace, 4), [], "what was said before the retraction does not rest on it");
        decide(&mut workspace, approve("crm:01")).unwrap();
        assert_eq!(resting(&workspace, 4), [(5, "lapses".to_owned())]);
    }

    #[test]
    fn an_override_goes_with_its_record() {
        let (_place, mut workspace) = Place::loaded("single");
        let own = workspace.cluster("web:09").unwrap().golden_id;
        decide(&mut workspace, merge("crm:01", "web:09")).unwrap();
        decide(&mut workspace, typed("web:09", "city", "Goole")).unwrap();
        assert_eq!(resting(&workspace, 1), [(2, format!("stays, now about {own}"))]);
    }

    #[test]
    fn only_what_was_said_by_those_who_knew_and_still_stands_rests_on_it() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, approve("crm:01")).unwrap();
        decide(&mut workspace, merge("crm:01", "web:09")).unwrap();
        decide(&mut workspace, approve("crm:01")).unwrap();
        decide(&mut workspace, Change::Retract { seq: 3 }).unwrap();
        assert_eq!(resting(&workspace, 2), [], "the first approval was earlier, the second is taken back");
    }

    #[test]
    fn a_decision_that_had_room_only_because_of_a_retraction_becomes_a_contradiction() {
        let (_place, mut workspace) = Place::loaded("single");
        let (a, b) = (key("crm:01"), key("web:09"));
        decide(&mut workspace, Change::Different { a: a.clone(), b: b.clone() }).unwrap();
        decide(&mut workspace, Change::Retract { seq: 1 }).unwrap();
        decide(&mut workspace, Change::Same { a, b }).unwrap();
        let again = workspace.propose(&[Request::from(Change::Retract { seq: 2 })]).unwrap();
        assert_eq!(again.conflicts.len(), 1);
        assert_eq!(again.dependants.len(), 1);
        assert_eq!((again.dependants[0].seq, again.dependants[0].effect.as_str()), (3, "becomes a contradiction"));
    }

    #[test]
    fn what_lies_beside_a_split_stays() {
        let (_place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, merge("crm:02", "web:09")).unwrap();
        decide(&mut workspace, split("crm:01", &[&["web:01"]])).unwrap();
        assert_eq!(resting(&workspace, 1), []);
    }
}
