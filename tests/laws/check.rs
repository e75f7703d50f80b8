//! Holds what the workspace shows against what the oracle says.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use goldsmith::error::ErrorKind;
use goldsmith::export::{Destination, Format};
use goldsmith::model::{Choice, Golden, RecordKey, Statement, Status, Task};
use goldsmith::workspace::export::{Artefact, Order};
use goldsmith::workspace::{Change, ClusterRef, Conflict, Entity, EntityRow, Link, Page, Proposal, Query, Workspace};

use crate::files::ATTRIBUTES;
use crate::oracle::{Cluster, Oracle, Said, Sight};
use crate::world::STEWARDS;

/// All that a workspace shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub entities: Vec<Entity>,
    rows: Vec<EntityRow>,
    queue: Vec<Task>,
}

impl Seen {
    pub fn of(desk: &Workspace) -> Self {
        let mut entities = Vec::new();
        desk.for_each_entity(&mut |entity| {
            entities.push(entity.clone());
            Ok(())
        })
        .unwrap();
        let (query, page) = (Query::default(), Page::first(1_000));
        Self { entities, rows: desk.entities(&query, &page).unwrap(), queue: desk.queue(&query, &page).unwrap() }
    }

    /// Without the count of assertions, which grows with everything that is said.
    pub fn without_versions(mut self) -> Self {
        for entity in &mut self.entities {
            entity.version = 0;
        }
        self
    }

    fn entity(&self, golden_id: &str) -> &Entity {
        self.entities.iter().find(|entity| entity.golden_id == golden_id).unwrap()
    }
}

fn members(entity: &Entity) -> Cluster {
    entity.members.iter().map(|member| member.record.key.clone()).collect()
}

/// Everything that holds at any moment.
pub fn all(oracle: &Oracle, desk: &Workspace, seen: &Seen) {
    partition(oracle, seen);
    constraints(oracle, seen);
    golden_records(oracle, seen);
    approvals(oracle, seen);
    journal(oracle, desk);
    let verified = desk.verify().unwrap();
    assert!(verified.ok, "{:#?}", verified.checks);
}

fn partition(oracle: &Oracle, seen: &Seen) {
    let mut found: Vec<Cluster> = seen.entities.iter().map(members).collect();
    found.sort();
    assert_eq!(found, oracle.clusters(), "clusters");
    let held: Vec<&RecordKey> = found.iter().flatten().collect();
    assert_eq!(held.len(), held.iter().collect::<BTreeSet<_>>().len(), "a record is in two clusters");
    let present = oracle.known.keys().filter(|key| oracle.is_present(key));
    present.for_each(|key| assert!(held.contains(&key), "{key} is in no cluster"));
    for entity in &seen.entities {
        assert_eq!(entity.golden_id, oracle.golden_id(&members(entity)), "golden id of {:?}", members(entity));
        for member in &entity.members {
            assert_eq!(member.gone, !oracle.is_present(&member.record.key), "{}", member.record.key);
        }
    }
    let ids: BTreeSet<&str> = seen.entities.iter().map(|entity| entity.golden_id.as_str()).collect();
    assert_eq!(ids.len(), seen.entities.len(), "a golden id names two clusters");
    let listed: Vec<(&str, Status)> = seen.rows.iter().map(|row| (row.golden_id.as_str(), row.status)).collect();
    let expected: Vec<(&str, Status)> = seen.entities.iter().map(|e| (e.golden_id.as_str(), e.status)).collect();
    assert_eq!(listed, expected, "the list is not what the golden records are");
}

/// What people said binds, pair by pair; who tied a record to its cluster is told.
fn constraints(oracle: &Oracle, seen: &Seen) {
    let clusters: Vec<Cluster> = seen.entities.iter().map(members).collect();
    let standing = oracle.standing();
    let ties: Vec<(usize, Cluster)> =
        standing.iter().flat_map(|&seq| oracle.together(seq).into_iter().map(move |set| (seq, set))).collect();
    for (a, b) in oracle.kept_apart() {
        let met = clusters.iter().any(|cluster| cluster.contains(a) && cluster.contains(b));
        assert!(!met, "{a} and {b} are kept apart and in one cluster");
    }
    for (seq, set) in &ties {
        let whole = clusters.iter().any(|cluster| set.is_subset(cluster));
        let gone = set.iter().all(|key| !oracle.is_present(key));
        assert!(whole || gone, "number {seq} says that {set:?} are one");
    }
    for entity in &seen.entities {
        let cluster = members(entity);
        for member in &entity.members {
            let key = &member.record.key;
            let tie =
                |(_, set): &&(usize, Cluster)| set.contains(key) && set.iter().any(|k| k != key && cluster.contains(k));
            let by = ties.iter().rev().find(tie).map(|(seq, _)| STEWARDS[oracle.journal[seq - 1].who]);
            let expected = match by {
                Some(by) => ("confirmed", Some(by)),
                None if cluster.len() > 1 => ("matched", Some("model")),
                None => ("single", None),
            };
            assert_eq!((member.link_status, member.linked_by.as_deref()), expected, "link of {key}");
        }
    }
}

fn shown(golden: &Golden) -> Vec<(Option<String>, Option<RecordKey>, bool)> {
    golden.values.iter().map(|value| (value.value.clone(), value.record.clone(), value.contested)).collect()
}

fn golden_records(oracle: &Oracle, seen: &Seen) {
    for entity in &seen.entities {
        let expected: Vec<_> =
            oracle.golden(&members(entity)).into_iter().map(|v| (v.value, v.record, v.contested)).collect();
        assert_eq!(shown(&entity.golden), expected, "golden record of {:?}", members(entity));
    }
}

/// What is approved was approved as it is, by somebody whose approval counts; what was approved otherwise waits.
fn approvals(oracle: &Oracle, seen: &Seen) {
    for entity in &seen.entities {
        let cluster = members(entity);
        let sight = oracle.sight(&cluster);
        let contested = oracle.golden(&cluster).iter().any(|value| value.contested);
        let touches = |seen: &Sight| !seen.members.is_disjoint(&cluster);
        let standing = oracle.standing();
        let approved: Vec<&Sight> = standing
            .iter()
            .filter(|seq| oracle.may_approve(oracle.journal[**seq - 1].who, &cluster))
            .filter_map(|seq| match oracle.said(*seq) {
                Said::Approve(seen) if touches(seen) => Some(seen),
                _ => None,
            })
            .collect();
        let confirmed = standing.iter().any(|&seq| oracle.said(seq) == &Said::Confirm(sight.clone()));
        let released = approved.contains(&&sight) || (!oracle.four_eyes && confirmed);
        match entity.status {
            Status::Approved => assert!(released && !contested, "{cluster:?} is approved, and was not as it is"),
            Status::Confirmed => {
                let decided = confirmed || !oracle.deciders(&cluster).is_empty();
                assert!(decided, "{cluster:?} is confirmed by nobody");
            }
            Status::Accepted => {
                assert!(!contested, "{cluster:?} is accepted and contested");
                assert!(approved.is_empty(), "{cluster:?} was approved otherwise and is accepted");
            }
            Status::Proposed => {}
        }
    }
}

/// The journal holds what was asked for, and nothing else.
fn journal(oracle: &Oracle, desk: &Workspace) {
    let assertions = desk.assertions().unwrap();
    let log = desk.log(None, None, 10_000).unwrap();
    assert_eq!((assertions.len(), log.len()), (oracle.journal.len(), oracle.journal.len()), "length of the journal");
    for (entry, assertion) in oracle.journal.iter().zip(&assertions) {
        assert_eq!(assertion.author, STEWARDS[entry.who]);
        let set = |keys: &[RecordKey]| keys.iter().cloned().collect::<Cluster>();
        let sets = |parts: &[Vec<RecordKey>]| parts.iter().map(|part| set(part)).collect::<BTreeSet<_>>();
        let same = match (&entry.said, &assertion.statement) {
            (Said::Same(x, y), Statement::Same { a, b }) | (Said::Different(x, y), Statement::Different { a, b }) => {
                (x, y) == (a, b)
            }
            (Said::Unsure(said), Statement::Unsure { members })
            | (Said::SendBack(said), Statement::SendBack { members, .. }) => *said == set(members),
            (Said::Confirm(said), Statement::Confirm { members, .. })
            | (Said::Approve(said), Statement::Approve { members, .. }) => said.members == set(members),
            (Said::Comment(said, lifted), Statement::Comment { members, flag }) => {
                *said == set(members) && lifted == flag
            }
            (Said::Split(said, whole), Statement::Split { parts, confirm_parts }) => {
                *said == sets(parts) && whole == confirm_parts
            }
            (Said::Merge(said), Statement::Merge { parts }) => *said == sets(parts),
            (
                Said::Override { anchor, attribute, choice, .. },
                Statement::Override { anchor: to, attribute: name, choice: chosen },
            ) => anchor == to && ATTRIBUTES[*attribute] == name && choice == chosen,
            (Said::Publish(_), Statement::Publish { .. }) => true,
            (Said::Retract(seq), Statement::Retract { target }) => assertions[seq - 1].id == *target,
            _ => false,
        };
        assert!(same, "asked for: {:?}; in the journal: {:?}", entry.said, assertion.statement);
    }
    for entry in log {
        assert_eq!(entry.retracted_by.is_none(), oracle.stands(entry.seq as usize), "whether {} stands", entry.seq);
    }
}

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
    let mut told: Vec<_> = proposal.golden_changes.clone();
    told.sort_by(|a, b| (&a.golden_id, &a.attribute).cmp(&(&b.golden_id, &b.attribute)));
    changes.sort();
    let told: Vec<_> = told.into_iter().map(|c| (c.golden_id, c.attribute, c.before, c.after)).collect();
    assert_eq!(told, changes, "golden values that change");

    let created: Vec<&str> = new.keys().filter(|id| !old.contains_key(*id)).copied().collect();
    assert_eq!(proposal.ids.created, created, "golden ids that are created");
    let gone = old.keys().filter(|id| !new.contains_key(*id)).map(|id| {
        let (key, _) = oracle.born.iter().find(|(_, born)| born == id).unwrap();
        let now = oracle.cluster_of(key);
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
    }
    assert!(!golden.contested, "after {change:?}");
}

/// Every golden id leads to the cluster that holds its record, or says that it is retired.
pub fn ids_resolve(oracle: &Oracle, desk: &Workspace) {
    for (key, id) in oracle.born.iter().filter(|(key, _)| oracle.known.contains_key(key)) {
        let cluster = oracle.cluster_of(key);
        match desk.cluster(id) {
            Ok(view) => {
                assert_eq!(view.golden_id, oracle.golden_id(&cluster), "{id} of {key}");
                let others: BTreeSet<&String> = cluster.iter().map(|key| &oracle.born[key]).collect();
                let told: BTreeSet<&String> = view.redirected_from.iter().chain([&view.golden_id]).collect();
                assert_eq!(told, others, "ids that lead to {id}");
            }
            Err(problem) => {
                assert!(cluster.is_empty(), "{id} of {key} leads nowhere: {problem}");
                assert_eq!(problem.kind, ErrorKind::User);
                assert!(problem.message.contains("retired"), "{problem}");
            }
        }
    }
}

/// The golden records and the crosswalk as files, without the times of the clock.
pub fn exports(desk: &mut Workspace, dir: &Path) -> Vec<String> {
    let mut export = |artefact, clock: &str| {
        let out = dir.join("out.csv");
        let order = Order {
            artefact,
            format: Format::Csv,
            role: None,
            approved_only: false,
            spreadsheet_safe: false,
            destination: Destination::File(out.clone()),
        };
        desk.export(&order).unwrap();
        let mut reader = csv::Reader::from_path(out).unwrap();
        let header = reader.headers().unwrap().clone();
        let timeless = reader.records().map(|row| {
            let row = row.unwrap();
            let cells = header.iter().zip(&row).filter(|(name, _)| *name != clock);
            cells.map(|(_, cell)| cell.to_owned()).collect::<Vec<_>>().join("|")
        });
        timeless.collect::<Vec<_>>().join("\n")
    };
    vec![export(Artefact::Golden, "approved_at"), export(Artefact::Crosswalk, "linked_at")]
}
