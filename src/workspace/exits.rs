//! The ways out of a contradiction, for every face and every source of one: take back an earlier decision, move a record
//! out of the way, or give up.
//!
//! ```text
//! crm:1 ──same #4── erp:2 ──same (asked for)── web:3        retract 4, or 2, and do it
//!   ╳────────────different #2───────────────────╯           move crm:1 out (a split that replaces #4), and do it
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::change::{Change, ClusterRef, Conflict, Proposal, Request};
use super::command_line::{command, with_retractions};
use super::desk::Desk;
use super::find;
use super::overlay::Sight;
use super::propose::{attempt, conflict};
use crate::error::Result;
use crate::model::{Hash, RecordKey, Statement};
use crate::resolve::{Constraints, Contradiction, Standing};
use crate::store::Db;

/// Contradictions of one proposal whose ways out are tried before they are offered; nobody reads on beyond.
const TRIED: usize = 3;
/// Requests of a proposal of which moving a record is tried.
const FEW: usize = 20;
/// Members of a cluster that a record is held against, and links that are said anew, at most.
const HOLDS: usize = 50;

/// What a way out does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Take an earlier decision back.
    Retract,
    /// Move a record out of its cluster, so that the rest can be joined.
    Move,
    /// Change nothing.
    GiveUp,
}

/// A way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// What it does first.
    pub action: Action,
    /// The decision that is taken back.
    pub seq: Option<i64>,
    /// The record that is moved.
    pub record: Option<RecordKey>,
    /// In a sentence.
    pub summary: String,
    /// What is done before what was asked for, in one commit with it.
    pub first: Vec<Change>,
    /// Requests that must be put in other words then, by position: golden ids may have moved.
    pub instead: BTreeMap<usize, Change>,
    /// The commands for `first`.
    pub commands: Vec<String>,
    /// The commands for what was asked for.
    pub again: Vec<String>,
}

/// The ways out of one contradiction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exits {
    /// Positions of the requests that contradict what stands; none where all of it stands already.
    pub requests: Vec<usize>,
    /// Best first; the last is to give up.
    pub ways: Vec<Exit>,
}

impl Exit {
    /// What was asked for, this way.
    pub fn requests(&self, asked: &[Request]) -> Vec<Request> {
        let first = self.first.iter().cloned().map(Request::from);
        let then = asked.iter().enumerate().map(|(at, request)| Request {
            change: self.instead.get(&at).unwrap_or(&request.change).clone(),
            ..request.clone()
        });
        first.chain(then).collect()
    }
}

/// A contradiction, in the part of the workspace where it is: as it stands, and as it would be.
pub struct Found<'a> {
    /// As it stands.
    pub before: &'a Sight,
    /// As it would be.
    pub after: &'a Sight,
    /// There.
    pub contradiction: Contradiction,
}

/// The ways out of what a proposal contradicts, in the order of its conflicts. `drafts`: its assertions, in order.
pub fn of_proposal(db: &Db, desk: &Desk, proposal: &Proposal, found: &[Found], drafts: &[Hash]) -> Result<Vec<Exits>> {
    let requests: Vec<Request> = proposal.statements.iter().map(|(_, request)| request.clone()).collect();
    let positions: BTreeMap<Hash, usize> = drafts.iter().enumerate().map(|(n, id)| (*id, n)).collect();
    let maker = Maker { db, desk, requests: &requests, conflicts: proposal.conflicts.len() };
    let exits = |(n, found): (usize, &Found)| maker.exits(found, &positions, n < TRIED);
    found.iter().enumerate().map(exits).collect()
}

/// The contradictions that stand on some records (positions in the island), with their ways out.
pub fn standing(db: &Db, desk: &Desk, sight: &Sight, nodes: &[usize]) -> Result<(Vec<Conflict>, Vec<Exits>)> {
    let here = |node: &usize| nodes.binary_search(node).is_ok();
    let touches = |found: &&Contradiction| {
        here(&found.a) || here(&found.b) || found.chain.iter().any(|step| here(&step.a) || here(&step.b))
    };
    let maker = Maker { db, desk, requests: &[], conflicts: 1 };
    let (mut conflicts, mut exits) = (Vec::new(), Vec::new());
    for (n, found) in sight.derived.contradictions.iter().filter(touches).enumerate() {
        let found = Found { before: sight, after: sight, contradiction: found.clone() };
        conflicts.push(conflict(sight, &found.contradiction));
        exits.push(maker.exits(&found, &BTreeMap::new(), n < TRIED)?);
    }
    Ok((conflicts, exits))
}

/// What every way out of a proposal's contradictions needs.
struct Maker<'a> {
    db: &'a Db<'a>,
    desk: &'a Desk,
    requests: &'a [Request],
    /// Contradictions without any way out.
    conflicts: usize,
}

impl Maker<'_> {
    fn exits(&self, found: &Found, drafts: &BTreeMap<Hash, usize>, tried: bool) -> Result<Exits> {
        let assertions = &found.after.material.island.assertions;
        let contradiction = &found.contradiction;
        let mut links: Vec<usize> = contradiction.chain.iter().map(|step| step.assertion).collect();
        let asked = |at: &usize| drafts.get(&assertions[*at].id).copied();
        let mut requests: Vec<usize> = links.iter().chain([&contradiction.against]).filter_map(asked).collect();
        requests.sort_unstable();
        requests.dedup();
        // What stands on the other side of the question comes first, then the newest: most likely a slip.
        links.sort_by_key(|at| std::cmp::Reverse(assertions[*at].order()));
        links.insert(if asked(&contradiction.against).is_some() { links.len() } else { 0 }, contradiction.against);
        let mut seqs = BTreeSet::new();
        let again: Vec<String> = requests.iter().filter_map(|&at| command(&self.requests[at])).collect();
        let go_on = if requests.is_empty() { "" } else { " and do it" };
        let mut ways = Vec::new();
        for said in links.iter().map(|at| &assertions[*at]).filter(|said| !drafts.contains_key(&said.id)) {
            let first = vec![Change::Retract { seq: said.seq }];
            let exit = Exit {
                action: Action::Retract,
                seq: Some(said.seq),
                record: None,
                summary: format!("take back #{} ({} by {}){go_on}", said.seq, said.statement.kind(), said.author),
                commands: commands(&first),
                first,
                instead: BTreeMap::new(),
                again: again.clone(),
            };
            if seqs.insert(said.seq) && (!tried || self.requests.len() > FEW || self.leads_out(&exit)) {
                ways.push(exit);
            }
        }
        if tried && self.requests.len() <= FEW {
            ways.extend(self.moves(found, &requests, go_on)?);
        }
        ways.push(Exit {
            action: Action::GiveUp,
            seq: None,
            record: None,
            summary: "give up, change nothing".to_owned(),
            first: Vec::new(),
            instead: BTreeMap::new(),
            commands: Vec::new(),
            again: Vec::new(),
        });
        Ok(Exits { requests, ways })
    }

    /// Whether fewer contradictions are left this way.
    fn leads_out(&self, exit: &Exit) -> bool {
        let requests = exit.requests(self.requests);
        // What cannot be asked for is no way out.
        attempt(self.db, self.desk, &requests).is_ok_and(|(brought, resolved)| {
            if self.requests.is_empty() { resolved > 0 } else { brought < self.conflicts }
        })
    }

    /// Moving out one of the records of the chain, the most weakly held first.
    fn moves(&self, found: &Found, requests: &[usize], go_on: &str) -> Result<Vec<Exit>> {
        let after = &found.after.material.island;
        let steps = found.contradiction.chain.iter();
        let ends: BTreeSet<&RecordKey> =
            steps.flat_map(|step| [&after.nodes[step.a].key, &after.nodes[step.b].key]).collect();
        let mut ways = Vec::new();
        for key in ends {
            let Some(out) = self.out(found.before, key) else { continue };
            let Some(instead) = self.instead(&out)? else { continue };
            let asked = |&at: &usize| {
                let change = instead.get(&at).unwrap_or(&self.requests[at].change).clone();
                command(&Request { change, ..self.requests[at].clone() })
            };
            let exit = Exit {
                action: Action::Move,
                seq: None,
                record: Some(key.clone()),
                summary: format!("move {key} out of {}{go_on}", out.cluster.golden_id),
                commands: commands(&out.changes),
                first: out.changes,
                again: requests.iter().filter_map(asked).collect(),
                instead,
            };
            if self.leads_out(&exit) {
                ways.push((out.held, exit));
            }
        }
        ways.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.record.cmp(&b.1.record)));
        Ok(ways.into_iter().map(|(_, exit)| exit).collect())
    }

    /// What moves a record out of its cluster: a split, in place of all that tied it there. What those decisions said of
    /// the other records is said anew. `None` where that cannot be said.
    fn out(&self, sight: &Sight, key: &RecordKey) -> Option<Out> {
        let island = &sight.material.island;
        let (node, position) = (island.position(key)?, sight.cluster_of(key)?);
        let cluster = &sight.derived.clusters[position];
        let rest: Vec<usize> = cluster.nodes.iter().copied().filter(|&other| other != node).collect();
        let constraints = Constraints::of(island, &Standing::of(&island.assertions));
        let here = |other: &usize| rest.binary_search(other).is_ok();
        let (ties, others): (Vec<_>, Vec<_>) =
            constraints.together.iter().partition(|set| set.nodes.contains(&node) && set.nodes.iter().any(here));
        let mut seqs: Vec<i64> = ties.iter().map(|set| island.assertions[set.assertion].seq).collect();
        seqs.sort_unstable();
        seqs.dedup();
        let splits =
            ties.iter().any(|set| matches!(island.assertions[set.assertion].statement, Statement::Split { .. }));
        if rest.is_empty() || splits {
            return None;
        }
        let kept: Vec<Vec<usize>> =
            ties.iter().map(|set| set.nodes.iter().copied().filter(|&n| n != node).collect()).collect();
        let mut group: BTreeMap<usize, usize> = rest.iter().map(|&n| (n, n)).collect();
        for set in kept.iter().chain(others.iter().map(|set| &set.nodes)) {
            let joined: BTreeSet<usize> = set.iter().filter_map(|n| group.get(n).copied()).collect();
            let Some(&first) = joined.first() else { continue };
            group.values_mut().filter(|of| joined.contains(of)).for_each(|of| *of = first);
        }
        let whole = group.values().collect::<BTreeSet<_>>().len() == 1;
        let says_more = kept.iter().any(|set| set.len() > 1);
        let of = |n: usize| island.nodes[n].key.clone();
        let golden_id = cluster.stored.golden_id.clone();
        let parts = vec![vec![key.clone()]];
        let mut changes = vec![Change::Split { id: golden_id.clone(), parts, confirm_parts: whole && says_more }];
        changes.extend(seqs.into_iter().map(|seq| Change::Retract { seq }));
        if !whole {
            let pairs = kept.iter().flat_map(|set| set.windows(2));
            let pairs: BTreeSet<(usize, usize)> =
                pairs.filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect();
            if pairs.len() > HOLDS {
                return None;
            }
            changes.extend(pairs.into_iter().map(|(a, b)| Change::Same { a: of(a), b: of(b) }));
        }
        let comparer = &self.desk.comparer;
        let own = comparer.prepare(&sight.material.records[node]);
        let hold = |&n: &usize| comparer.probability(&own, &comparer.prepare(&sight.material.records[n]));
        let held = rest.iter().take(HOLDS).map(hold).fold(0.0, f64::max);
        let members = sight.keys(position);
        Some(Out {
            cluster: ClusterRef { golden_id, members, golden: cluster.golden.clone() },
            key: key.clone(),
            held,
            changes,
        })
    }

    /// The requests in other words, where they name the cluster that a record is moved out of: they mean the others.
    /// `None` where they cannot be put so.
    fn instead(&self, out: &Out) -> Result<Option<BTreeMap<usize, Change>>> {
        let Some(other) = out.cluster.members.iter().find(|key| **key != out.key) else { return Ok(None) };
        let named = |id: &String| -> Result<bool> {
            let key = self.db.record(find::record_of(self.db, id)?)?.record.key;
            Ok(out.cluster.members.contains(&key))
        };
        let mut instead = BTreeMap::new();
        for (at, request) in self.requests.iter().enumerate() {
            match &request.change {
                Change::Merge { ids } => {
                    let mut others = ids.clone();
                    for id in &mut others {
                        if named(id)? {
                            *id = other.to_string();
                        }
                    }
                    if others != *ids {
                        instead.insert(at, Change::Merge { ids: others });
                    }
                }
                Change::Confirm { id } if named(id)? => {
                    instead.insert(at, Change::Confirm { id: other.to_string() });
                }
                Change::Same { .. }
                | Change::Different { .. }
                | Change::Unsure { .. }
                | Change::Retract { .. }
                | Change::Confirm { .. } => {}
                _ => return Ok(None),
            }
        }
        Ok(Some(instead))
    }
}

/// A record on its way out of its cluster.
struct Out {
    cluster: ClusterRef,
    key: RecordKey,
    /// The probability of its strongest link there.
    held: f64,
    changes: Vec<Change>,
}

/// The commands for changes that go first: a split takes the retractions with it, since it replaces what they take back.
fn commands(changes: &[Change]) -> Vec<String> {
    let seqs: Vec<i64> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Retract { seq } => Some(*seq),
            _ => None,
        })
        .collect();
    let splits = changes.iter().any(|change| matches!(change, Change::Split { .. }));
    let said = changes.iter().filter(|change| !(splits && matches!(change, Change::Retract { .. })));
    said.filter_map(|change| {
        let retracted: &[i64] = if matches!(change, Change::Split { .. }) { &seqs } else { &[] };
        with_retractions(&Request::from(change.clone()), retracted)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use crate::workspace::tests_support::{Place, decide, key, members, merge};

    fn same(a: &str, b: &str) -> Change {
        Change::Same { a: key(a), b: key(b) }
    }

    fn different(a: &str, b: &str) -> Change {
        Change::Different { a: key(a), b: key(b) }
    }

    fn refused(workspace: &Workspace, change: &Change) -> (Vec<Request>, Exits) {
        let requests = vec![Request::from(change.clone())];
        let proposal = workspace.propose(&requests).unwrap();
        assert_eq!((proposal.conflicts.len(), proposal.exits.len()), (1, 1));
        (requests, proposal.exits[0].clone())
    }

    fn actions(exits: &Exits) -> Vec<(Action, Option<i64>, Option<String>)> {
        exits.ways.iter().map(|exit| (exit.action, exit.seq, exit.record.as_ref().map(ToString::to_string))).collect()
    }

    /// crm:01, erp:01 and web:01 confirmed; web:01 and web:09 different: now crm:01 shall be web:09.
    fn confirmed() -> (Place, Workspace, Change) {
        let (place, mut workspace) = Place::loaded("single");
        decide(&mut workspace, Change::Confirm { id: "crm:01".into() }).unwrap();
        decide(&mut workspace, different("web:01", "web:09")).unwrap();
        (place, workspace, same("crm:01", "web:09"))
    }

    #[test]
    fn the_ways_out_are_to_retract_to_move_and_to_give_up() {
        let (_place, workspace, change) = confirmed();
        let (_, exits) = refused(&workspace, &change);
        assert_eq!(exits.requests, [0]);
        let found = actions(&exits);
        let retracts: Vec<_> =
            found.iter().filter_map(|(action, seq, _)| seq.filter(|_| *action == Action::Retract)).collect();
        assert_eq!(retracts, [2, 1], "what stands on the other side comes first");
        let mut moved: Vec<_> = found.iter().filter_map(|(_, _, record)| record.clone()).collect();
        moved.sort();
        assert_eq!(moved, ["crm:01", "web:01"]);
        assert_eq!(found.last().unwrap().0, Action::GiveUp);
        assert_eq!(exits.ways[0].commands, ["goldsmith undo 2"]);
        assert_eq!(exits.ways[0].again, ["goldsmith decide same crm:01 web:09"]);
    }

    #[test]
    fn a_record_that_is_moved_leaves_the_others_as_they_were_decided() {
        let (_place, mut workspace, change) = confirmed();
        let (asked, exits) = refused(&workspace, &change);
        let exit = exits.ways.iter().find(|exit| exit.record == Some(key("web:01"))).unwrap();
        let id = workspace.cluster("crm:01").unwrap().golden_id;
        let expected = format!("goldsmith decide split {id} --parts web:01 --confirm-parts --retract 1");
        assert_eq!(exit.commands, [expected]);
        let proposal = workspace.propose(&exit.requests(&asked)).unwrap();
        assert_eq!(proposal.conflicts, []);
        workspace.commit(proposal).unwrap();
        assert_eq!(members(&workspace, "web:01"), ["web:01"]);
        assert_eq!(members(&workspace, "crm:01"), ["crm:01", "erp:01", "web:09"]);
        assert!(workspace.verify().unwrap().ok);
        // That crm:01 and erp:01 are the same is still a person's word.
        assert_eq!(workspace.propose(&[different("crm:01", "erp:01").into()]).unwrap().conflicts.len(), 1);
    }

    #[test]
    fn different_across_same_has_the_same_ways_out() {
        let (_place, mut workspace, _) = confirmed();
        let (asked, exits) = refused(&workspace, &different("crm:01", "web:01"));
        assert_eq!(exits.ways[0].seq, Some(1));
        for exit in &exits.ways {
            let left = workspace.propose(&exit.requests(&asked)).unwrap().conflicts.len();
            assert_eq!(left, usize::from(exit.action == Action::GiveUp), "{exit:?}");
        }
        let exit = exits.ways.iter().find(|exit| exit.record == Some(key("crm:01"))).unwrap();
        let proposal = workspace.propose(&exit.requests(&asked)).unwrap();
        workspace.commit(proposal).unwrap();
        assert_eq!(members(&workspace, "crm:01"), ["crm:01"]);
        assert_eq!(members(&workspace, "erp:01"), ["erp:01", "web:01"]);
    }

    #[test]
    fn a_merge_means_the_others_once_a_record_has_been_moved() {
        let (_place, mut workspace, _) = confirmed();
        let (asked, exits) = refused(&workspace, &merge("web:01", "web:09"));
        let exit = exits.ways.iter().find(|exit| exit.record == Some(key("web:01"))).unwrap();
        let proposal = workspace.propose(&exit.requests(&asked)).unwrap();
        assert_eq!(proposal.conflicts, []);
        workspace.commit(proposal).unwrap();
        assert_eq!(members(&workspace, "web:09"), ["crm:01", "erp:01", "web:09"]);
    }

    #[test]
    fn what_contradicts_already_shows_both_sides_and_either_resolves_it() {
        let contradicted = || {
            let (place, _) = Place::loaded("single");
            // Neither had seen what the other said, though both were asked here.
            place.hears("ben", different("crm:01", "web:09"), "not the same shop");
            place.hears("cleo", same("crm:01", "web:09"), "they told me");
            let workspace = place.steward("ana");
            (place, workspace)
        };
        let (_place, workspace) = contradicted();
        let view = workspace.cluster("crm:01").unwrap();
        assert_eq!(view.task.as_ref().unwrap().kind, crate::model::TaskKind::Conflict);
        assert_eq!((view.conflicts.len(), view.exits.len()), (1, 1));
        let conflict = &view.conflicts[0];
        let said = |link: &crate::workspace::Link| (link.author.clone(), link.comment.clone().unwrap());
        assert_eq!(said(&conflict.against), ("ben".to_owned(), "not the same shop".to_owned()));
        assert_eq!(said(&conflict.chain[0]), ("cleo".to_owned(), "they told me".to_owned()));
        assert!(view.exits[0].requests.is_empty());
        let ways: Vec<&Exit> = view.exits[0].ways.iter().filter(|way| way.action != Action::GiveUp).collect();
        assert_eq!(ways.iter().filter(|way| way.action == Action::Retract).count(), 2);
        for way in ways {
            assert!(way.again.is_empty());
            let (_place, mut workspace) = contradicted();
            let proposal = workspace.propose(&way.requests(&[])).unwrap();
            workspace.commit(proposal).unwrap();
            assert_eq!(workspace.cluster("crm:01").unwrap().conflicts, [], "{way:?}");
            assert!(workspace.verify().unwrap().ok);
        }
    }
}
