//! Moving a record out of the way of what was asked for: which ones can go, and what is said anew of the others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, Exit, Found, Maker, commands};
use crate::error::Result;
use crate::model::{RecordKey, Statement};
use crate::resolve::{Constraints, Standing};
use crate::workspace::change::{Change, ClusterRef, Request};
use crate::workspace::command_line::command;
use crate::workspace::find;
use crate::workspace::overlay::Sight;

/// Members of a cluster that a record is held against, and links that are said anew, at most.
const HOLDS: usize = 50;

/// A record on its way out of its cluster.
struct Out {
    cluster: ClusterRef,
    key: RecordKey,
    /// The probability of its strongest link there.
    held: f64,
    changes: Vec<Change>,
}

impl Maker<'_> {
    /// Moving out one of the records of the chain, the most weakly held first.
    pub(super) fn moves(&self, found: &Found, requests: &[usize], go_on: &str) -> Result<Vec<Exit>> {
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
