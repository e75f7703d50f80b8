//! Holds what a proposal announces, or names as a conflict, against what comes of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use goldsmith::model::{Choice, RecordKey, Status};
use goldsmith::workspace::{Change, ClusterRef, Conflict, Entity, Link, Proposal};

use crate::check::{Seen, members, shown};
use crate::files::ATTRIBUTES;
use crate::oracle::{Cluster, Oracle, Said};

/// Each conflict is real: a path of links that stand, the shortest there is, across a separation that stands.
pub fn chains(before: &Oracle, after: &Oracle, proposal: &Proposal) {
    let new = before.journal.len() + 1;
    let standing = after.standing();
    let numbers = |link: &Link| match link.seq {
        Some(seq) => vec![seq as usize],
        None => (new..=after.journal.len()).collect(),
    };
    let stands = |link: &Link, says: &dyn Fn(usize) -> bool| {
        assert!(
            numbers(link).into_iter().any(|seq| standing.contains(&seq) && says(seq)),
            "no such evidence: {link:?}"
        );
    };
    for Conflict { a, b, chain, against, .. } in &proposal.conflicts {
        stands(against, &|seq| after.apart(seq, &against.a, &against.b));
        assert_eq!((a, b), (&against.a, &against.b));
        let mut at = a;
        for link in chain {
            assert_eq!(at, &link.a, "the chain is broken");
            let ties = |set: &Cluster| set.contains(&link.a) && set.contains(&link.b);
            stands(link, &|seq| after.together(seq).iter().any(ties));
            at = &link.b;
        }
        assert_eq!(at, b, "the chain ends elsewhere");
        assert!(!chain.is_empty());
        assert_eq!(chain.len(), distance(after, a, b), "there is a shorter chain from {a} to {b}");
    }
}

/// The fewest links that tie two records together.
fn distance(oracle: &Oracle, from: &RecordKey, to: &RecordKey) -> usize {
    let sets: Vec<Cluster> = oracle.standing().into_iter().flat_map(|seq| oracle.together(seq)).collect();
    let mut steps = BTreeMap::from([(from.clone(), 0)]);
    let mut queue = VecDeque::from([from.clone()]);
    while let Some(at) = queue.pop_front() {
        for next in sets.iter().filter(|set| set.contains(&at)).flatten() {
            if !steps.contains_key(next) {
                steps.insert(next.clone(), steps[&at] + 1);
                queue.push_back(next.clone());
            }
        }
    }
    steps[to]
}

/// What was announced is what came: clusters, golden values, ids; and nothing else changed.
pub fn announced(oracle: &Oracle, before: &Seen, proposal: &Proposal, after: &Seen) {
    let old: BTreeMap<&str, &Entity> = before.entities.iter().map(|e| (e.golden_id.as_str(), e)).collect();
    let new: BTreeMap<&str, &Entity> = after.entities.iter().map(|e| (e.golden_id.as_str(), e)).collect();
    let same = |told: &ClusterRef, found: &Entity| {
        let keys: Vec<&RecordKey> = found.members.iter().map(|member| &member.record.key).collect();
        assert_eq!(told.members.iter().collect::<Vec<_>>(), keys, "members of {}", told.golden_id);
        for (told, found) in told.golden.values.iter().zip(&found.golden.values) {
            let (mut told, mut found) = (told.clone(), found.clone());
            // Number and time of an override are not known before it is in the journal.
            assert_eq!(told.overridden.take().is_some(), found.overridden.take().is_some());
            assert_eq!(told, found);
        }
    };
    proposal.before.iter().for_each(|told| same(told, old[told.golden_id.as_str()]));
    proposal.clusters.iter().for_each(|told| same(told, new[told.golden_id.as_str()]));

    let mut changes = Vec::new();
    for (id, entity) in &new {
        for (attribute, value) in ATTRIBUTES.iter().zip(&entity.golden.values) {
            let position = ATTRIBUTES.iter().position(|name| name == attribute).unwrap();
            let was = old.get(id).and_then(|entity| entity.golden.values[position].value.clone());
            if was != value.value {
                changes.push(((*id).to_owned(), (*attribute).to_owned(), was, value.value.clone()));
            }
        }
    }
    let mut told = proposal.golden_changes.clone();
    told.sort_by(|a, b| (&a.golden_id, &a.attribute).cmp(&(&b.golden_id, &b.attribute)));
    changes.sort();
    let told: Vec<_> = told.into_iter().map(|c| (c.golden_id, c.attribute, c.before, c.after)).collect();
    assert_eq!(told, changes, "golden values that change");

    let created: Vec<&str> = new.keys().filter(|id| !old.contains_key(*id)).copied().collect();
    assert_eq!(proposal.ids.created, created, "golden ids that are created");
    let gone = old.keys().filter(|id| !new.contains_key(*id)).map(|id| {
        let now = oracle.cluster_of(&oracle.led_to_by(id).unwrap());
        ((*id).to_owned(), if now.is_empty() { String::new() } else { oracle.golden_id(&now).to_owned() })
    });
    assert_eq!(proposal.ids.redirected, gone.collect(), "golden ids that are redirected");
    let told: BTreeSet<&str> = proposal.clusters.iter().map(|cluster| cluster.golden_id.as_str()).collect();
    for (id, entity) in &new {
        if let Some(was) = old.get(id) {
            let changed = members(was) != members(entity) || shown(&was.golden) != shown(&entity.golden);
            assert!(!changed || told.contains(id), "{id} changed, and nobody said so");
            assert_eq!(told.contains(id), proposal.ids.kept.contains(&(*id).to_owned()), "kept: {id}");
        }
    }
}

/// A change has the effect that it names.
pub fn effect(oracle: &Oracle, change: &Change, after: &Seen) {
    let Said::Override { anchor, attribute, .. } = oracle.said(oracle.journal.len()) else {
        let (Said::Confirm(sight) | Said::Approve(sight)) = oracle.said(oracle.journal.len()) else { return };
        let entity = after.entity(oracle.golden_id(&sight.members));
        let confirms = matches!(change, Change::Confirm { .. });
        let expected = match (confirms, oracle.four_eyes || entity.golden.is_contested()) {
            (true, true) if entity.status == Status::Approved => Status::Approved,
            (true, true) => Status::Confirmed,
            _ => Status::Approved,
        };
        assert_eq!(entity.status, expected, "after {change:?}");
        return;
    };
    let Change::Override { choice, .. } = change else { return };
    let entity = after.entity(oracle.golden_id(&oracle.cluster_of(anchor)));
    let golden = &entity.golden.values[*attribute];
    match choice {
        Choice::Value(value) => assert_eq!(golden.value.as_ref(), Some(value), "after {change:?}"),
        Choice::Null => assert_eq!(golden.value, None, "after {change:?}"),
        Choice::From(key) => {
            let value = oracle.known[key].row.and_then(|row| row.value(*attribute));
            assert!(value.is_none() || golden.value.as_deref() == value, "after {change:?}");
        }
        Choice::Erased => panic!("nobody asks for an erased value"),
    }
    assert!(!golden.contested, "after {change:?}");
}
