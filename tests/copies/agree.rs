//! Holds what a copy shows against what the oracle says, and the copies against each other.

use std::collections::{BTreeMap, BTreeSet};

use goldsmith::model::{Record, RecordKey, Status, TaskKind};
use goldsmith::workspace::Workspace;

use crate::check::{self, Seen, members};
use crate::oracle::{Cluster, Oracle, Said};
use crate::world::{STEWARDS, World};

/// Everything that holds at any moment at any copy.
pub fn all(oracle: &Oracle, desk: &Workspace, seen: &Seen) {
    check::partition(oracle, seen);
    check::golden_records(oracle, seen);
    check::approvals(oracle, seen);
    conflicts(oracle, seen);
    confirmations(oracle, seen);
    send_backs(oracle, seen);
    let verified = desk.verify().unwrap();
    assert!(verified.ok, "{:#?}", verified.checks);
}

/// Who contradicts whom: two that are kept apart are never together, and where that refuses a link somebody is told.
fn conflicts(oracle: &Oracle, seen: &Seen) {
    let clusters: Vec<Cluster> = seen.entities.iter().map(members).collect();
    let tasks: BTreeMap<&str, &str> = seen
        .queue
        .iter()
        .filter(|task| task.kind == TaskKind::Conflict)
        .map(|task| (task.golden_id.as_str(), task.reason.as_str()))
        .collect();
    let task = |key: &RecordKey| {
        let at = clusters.iter().position(|cluster| cluster.contains(key))?;
        Some(tasks.get(seen.entities[at].golden_id.as_str()))
    };
    let together = |a: &RecordKey, b: &RecordKey| clusters.iter().any(|set| set.contains(a) && set.contains(b));
    let apart = oracle.kept_apart();
    for (a, b) in &apart {
        assert!(!together(a, b), "{a} and {b} are kept apart and in one cluster");
    }
    let standing = oracle.standing();
    let wishes = oracle.people_s_wishes();
    let disputed: Vec<&Cluster> =
        wishes.iter().filter(|set| apart.iter().any(|(a, b)| set.contains(*a) && set.contains(*b))).collect();
    let is_disputed = |key: &RecordKey| disputed.iter().any(|set| set.contains(key));

    // A decision that two are different, and others that they are one: both sides are shown, by name.
    for &seq in &standing {
        let Said::Different(a, b) = oracle.said(seq) else { continue };
        if !disputed.iter().any(|set| set.contains(a) && set.contains(b)) {
            continue;
        }
        for reason in [a, b].into_iter().filter_map(task) {
            let reason = reason.unwrap_or_else(|| panic!("{a} and {b} are different and one, and nobody is told"));
            let names = |who: usize| STEWARDS.get(who).is_some_and(|name| reason.contains(name));
            let set = disputed.iter().find(|set| set.contains(a)).unwrap();
            let others: BTreeSet<usize> = standing
                .iter()
                .filter(|&&other| oracle.together(other).iter().any(|tied| tied.is_subset(set)))
                .map(|&other| oracle.journal[other - 1].who)
                .collect();
            assert!(others.into_iter().any(names), "no side is named in {reason:?}");
        }
    }
    // A link that is refused: its records are in conflict; one that is not holds.
    for &seq in &standing {
        for set in oracle.together(seq) {
            let here: Vec<&RecordKey> = set.iter().filter(|key| task(key).is_some()).collect();
            let whole = here.len() == set.len() && set.iter().all(|key| together(key, set.first().unwrap()));
            if whole || here.is_empty() {
                continue;
            }
            assert!(is_disputed(here[0]), "number {seq} says that {set:?} are one");
        }
    }
    for set in &disputed {
        let told = set.iter().filter_map(task).any(|reason| reason.is_some());
        assert!(told || set.iter().all(|key| task(key).is_none()), "nobody is told that {set:?} are disputed");
    }
    // And nobody is told of what is not there.
    for entity in &seen.entities {
        let conflict = tasks.contains_key(entity.golden_id.as_str());
        let contested = entity.golden.is_contested();
        let disputed = members(entity).iter().any(is_disputed);
        assert!(!conflict || contested || disputed, "{} is in conflict with nobody", entity.golden_id);
        assert!(!contested || conflict, "differing values of {}, and nobody is told", entity.golden_id);
        assert!(!conflict || entity.status != Status::Approved, "{} is in conflict and approved", entity.golden_id);
    }
}

/// All copies hold the same and show the same.
pub fn agree(world: &World) {
    let entries = |copy: usize| {
        let mut entries = world.copies[copy].desk.entries_after(&BTreeMap::new()).unwrap();
        entries.sort_by_key(|entry| entry.id);
        entries
    };
    let shown = |copy: usize| shown(world.check(copy));
    let (said, seen) = (entries(0), shown(0));
    assert_eq!(said.len(), world.lines.len(), "something that was said is lost");
    for copy in 1..world.copies.len() {
        assert!(entries(copy) == said, "copy {copy} holds something else");
        let other = shown(copy);
        for (one, other) in seen.entities.iter().zip(&other.entities) {
            assert_eq!(one, other, "copy {copy} shows another golden record");
        }
        assert_eq!(other, seen, "copy {copy} shows something else");
    }
    // What each had before them when they spoke, as the journal tells it and as it was.
    let told: BTreeMap<_, _> =
        world.copies[0].desk.assertions().unwrap().into_iter().map(|said| (said.id, said)).collect();
    for line in &world.lines {
        for (n, other) in world.lines.iter().enumerate().filter(|(_, other)| other.id != line.id) {
            let held = line.held.contains(&n);
            assert_eq!(told[&line.id].had_seen(&told[&other.id]), held, "what {:?} had seen", line.id);
        }
    }
}

/// What a copy shows, without what is its own: numbers of lines, and what it remembers of records that are gone. Who
/// never loaded them knows their keys alone.
fn shown(mut seen: Seen) -> Seen {
    // Whoever decided reads "you", and what a record held before is told where it is held.
    let told_apart = |task: &&mut goldsmith::model::Task| matches!(task.kind, TaskKind::Stale | TaskKind::Lapsing);
    seen.queue.iter_mut().filter(told_apart).for_each(|task| task.reason.clear());
    for entity in &mut seen.entities {
        for value in &mut entity.golden.values {
            if let Some(note) = &mut value.overridden {
                note.seq = 0;
            }
        }
        let mut remembers = false;
        for member in entity.members.iter_mut().filter(|member| member.gone) {
            member.record = Record::new(member.record.key.clone(), Vec::new(), None, None);
            remembers = true;
        }
        if remembers {
            entity.min_score = None;
            let id = &entity.golden_id;
            seen.rows.iter_mut().filter(|row| row.golden_id == *id).for_each(|row| row.score = None);
            seen.queue.iter_mut().filter(|task| task.golden_id == *id).for_each(|task| task.score = None);
        }
    }
    seen
}

/// What was sent back waits for somebody who knows so to decide it.
fn send_backs(oracle: &Oracle, seen: &Seen) {
    let standing = oracle.standing();
    for entity in &seen.entities {
        let cluster = members(entity);
        let about: Vec<usize> =
            standing.iter().copied().filter(|&seq| !oracle.records(seq).is_disjoint(&cluster)).collect();
        let answers = |seq: usize| {
            !matches!(oracle.said(seq), Said::SendBack(_) | Said::Unsure(_) | Said::Comment(..) | Said::Retract(_))
        };
        let waits = about.iter().any(|&seq| {
            matches!(oracle.said(seq), Said::SendBack(_))
                && !about.iter().any(|&later| answers(later) && oracle.saw(later, seq))
        });
        assert!(!waits || entity.status == Status::Proposed, "{cluster:?} was sent back and is {}", entity.status);
    }
}

/// Under one pair of eyes a confirmation of what is there releases it, unless somebody who knew it says otherwise.
fn confirmations(oracle: &Oracle, seen: &Seen) {
    if oracle.four_eyes {
        return;
    }
    let standing = oracle.standing();
    for entity in &seen.entities {
        let cluster = members(entity);
        let sight = oracle.sight(&cluster);
        let about: Vec<usize> =
            standing.iter().copied().filter(|&seq| !oracle.records(seq).is_disjoint(&cluster)).collect();
        let newest = about.iter().rev().find(|&&seq| matches!(oracle.said(seq), Said::Confirm(_)));
        let Some(&newest) = newest.filter(|&&seq| oracle.said(seq) == &Said::Confirm(sight.clone())) else { continue };
        let anew = about.iter().any(|&seq| match oracle.said(seq) {
            Said::Same(..) | Said::Merge(_) | Said::Split(..) => {
                oracle.saw(seq, newest) && !oracle.records(seq).is_subset(&cluster)
            }
            Said::SendBack(_) => true,
            _ => false,
        });
        let conflict =
            seen.queue.iter().any(|task| task.golden_id == entity.golden_id && task.kind == TaskKind::Conflict);
        if !anew && !conflict {
            assert_eq!(entity.status, Status::Approved, "the confirmation of {cluster:?} does not hold");
        }
    }
}
