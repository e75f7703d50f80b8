//! Holds what the workspace shows against what the oracle says.

use std::collections::BTreeSet;
use std::path::Path;

use goldsmith::error::ErrorKind;
use goldsmith::export::{Destination, Format};
use goldsmith::model::{Golden, RecordKey, Statement, Status, Task, TaskKind};
use goldsmith::workspace::export::{Artefact, Order};
use goldsmith::workspace::{Entity, EntityRow, Page, Query, Workspace};

use crate::files::{ATTRIBUTES, near};
use crate::oracle::{Cluster, Oracle, Said, Sight};
use crate::world::STEWARDS;

/// All that a workspace shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub entities: Vec<Entity>,
    pub rows: Vec<EntityRow>,
    pub queue: Vec<Task>,
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

    pub fn entity(&self, golden_id: &str) -> &Entity {
        self.entities.iter().find(|entity| entity.golden_id == golden_id).unwrap()
    }
}

pub fn members(entity: &Entity) -> Cluster {
    entity.members.iter().map(|member| member.record.key.clone()).collect()
}

/// Everything that holds at any moment.
pub fn all(oracle: &Oracle, desk: &Workspace, seen: &Seen) {
    partition(oracle, seen);
    constraints(oracle, seen);
    golden_records(oracle, seen);
    approvals(oracle, seen);
    stale(oracle, seen);
    possible(oracle, seen);
    journal(oracle, desk);
    let verified = desk.verify().unwrap();
    assert!(verified.ok, "{:#?}", verified.checks);
}

pub fn partition(oracle: &Oracle, seen: &Seen) {
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
    let expected = seen.entities.iter().map(|entity| (entity.golden_id.as_str(), entity.status));
    // What is released and out as it is says so in the list.
    let out = |(listed, expected): (&(&str, Status), (&str, Status))| {
        listed.0 == expected.0 && (listed.1 == expected.1 || listed.1 == Status::Exported && expected.1.is_released())
    };
    assert_eq!(listed.len(), seen.entities.len());
    assert!(listed.iter().zip(expected).all(out), "the list is not what the golden records are: {listed:?}");
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

pub fn shown(golden: &Golden) -> Vec<(Option<String>, Option<RecordKey>, bool)> {
    golden.values.iter().map(|value| (value.value.clone(), value.record.clone(), value.contested)).collect()
}

pub fn golden_records(oracle: &Oracle, seen: &Seen) {
    for entity in &seen.entities {
        let expected: Vec<_> =
            oracle.golden(&members(entity)).into_iter().map(|v| (v.text, v.record, v.contested)).collect();
        assert_eq!(shown(&entity.golden), expected, "golden record of {:?}", members(entity));
    }
}

/// What is approved was approved as it is, by somebody whose approval counts; what was approved otherwise waits.
pub fn approvals(oracle: &Oracle, seen: &Seen) {
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
            Status::Exported => panic!("what has left is no part of what follows from the journal"),
            Status::Proposed => {}
        }
    }
}

/// What changed since it was decided is a task, unless something more pressing is.
fn stale(oracle: &Oracle, seen: &Seen) {
    for (entity, row) in seen.entities.iter().zip(&seen.rows) {
        let cluster = members(entity);
        let told = matches!(row.kind, Some(TaskKind::Stale | TaskKind::Conflict));
        assert!(told || !oracle.is_stale(&cluster), "{cluster:?} changed since it was decided: {:?}", row.kind);
        let explained = oracle.is_stale(&cluster) || oracle.is_signed(&cluster);
        assert!(row.kind != Some(TaskKind::Stale) || explained, "{cluster:?} is stale for nothing");
    }
}

/// What nearly matched is asked about until somebody says what the two are, unless something more pressing is; and nothing
/// else is.
fn possible(oracle: &Oracle, seen: &Seen) {
    let apart = oracle.kept_apart();
    let kept = |one: &Cluster, other: &Cluster| {
        apart.iter().any(|(a, b)| one.contains(*a) && other.contains(*b) || one.contains(*b) && other.contains(*a))
    };
    let untold = |one: &Cluster, other: &Cluster| {
        oracle.standing().into_iter().any(|seq| match oracle.said(seq) {
            Said::Unsure(said) => {
                said.iter().all(|key| one.contains(key) || other.contains(key))
                    && !said.is_disjoint(one)
                    && !said.is_disjoint(other)
            }
            _ => false,
        })
    };
    let mut asked = BTreeSet::new();
    for (a, b, _) in near() {
        let (one, other) = (oracle.cluster_of(&a), oracle.cluster_of(&b));
        if oracle.is_present(&a) && oracle.is_present(&b) && one != other && !kept(&one, &other) {
            let first = oracle.golden_id((&one).min(&other));
            if !untold(&one, &other) {
                let row = seen.rows.iter().find(|row| row.golden_id == first).unwrap();
                assert!(row.kind.is_some(), "{a} may be {b}, and nobody is asked");
            }
            asked.insert(first);
        }
    }
    for row in seen.rows.iter().filter(|row| row.kind == Some(TaskKind::Possible)) {
        assert!(asked.contains(row.golden_id.as_str()), "{} is asked about for nothing", row.golden_id);
    }
}

/// The journal holds what was asked for, and nothing else.
fn journal(oracle: &Oracle, desk: &Workspace) {
    let assertions = desk.assertions().unwrap();
    let log = desk.log(None, None, 10_000).unwrap();
    assert_eq!((assertions.len(), log.len()), (oracle.journal.len(), oracle.journal.len()), "length of the journal");
    for (entry, assertion) in oracle.journal.iter().zip(&assertions) {
        assert!(entry.said == Said::Note || assertion.author == STEWARDS[entry.who], "{assertion:?}");
        let set = |keys: &[RecordKey]| keys.iter().cloned().collect::<Cluster>();
        let sets = |parts: &[Vec<RecordKey>]| parts.iter().map(|part| set(part)).collect::<BTreeSet<_>>();
        let same = match (&entry.said, &assertion.statement) {
            (Said::Same(x, y), Statement::Same { a, b })
            | (Said::Different(x, y), Statement::Different { a, b })
            | (Said::SwapIds(x, y), Statement::SwapIds { a, b }) => (x, y) == (a, b),
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
                Statement::Override { anchor: to, attribute: name, choice: chosen, .. },
            ) => anchor == to && ATTRIBUTES[*attribute] == name && choice == chosen,
            (Said::Publish(_), Statement::Publish { .. })
            | (Said::Note, Statement::Load { .. } | Statement::Accept { .. }) => true,
            (Said::Retract(seq), Statement::Retract { target }) => assertions[seq - 1].id == *target,
            _ => false,
        };
        assert!(same, "asked for: {:?}; in the journal: {:?}", entry.said, assertion.statement);
    }
    for entry in log {
        assert_eq!(entry.retracted_by.is_none(), oracle.stands(entry.seq as usize), "whether {} stands", entry.seq);
    }
}

/// Every golden id leads to the cluster that holds its record, or says that it is retired.
pub fn ids_resolve(oracle: &Oracle, desk: &Workspace) {
    let counts = oracle.counts_as();
    for (key, as_who) in &counts {
        let (id, cluster) = (&oracle.born[as_who], oracle.cluster_of(key));
        match desk.cluster(id) {
            Ok(view) => {
                assert_eq!(view.golden_id, oracle.golden_id(&cluster), "{id} of {key}");
                let others: BTreeSet<&String> = cluster.iter().map(|key| &oracle.born[&counts[key]]).collect();
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
