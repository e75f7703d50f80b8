//! The ways out of a contradiction, for every face and every source of one: take back an earlier decision, move a record
//! out of the way, or give up.
//!
//! ```text
//! crm:1 ──same #4── erp:2 ──same (asked for)── web:3        retract 4, or 2, and do it
//!   ╳────────────different #2───────────────────╯           move crm:1 out (a split that replaces #4), and do it
//! ```
//!
//! `moves.rs` finds the records that can be moved, and what has to be said anew of the others then.

mod moves;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::change::{Change, Conflict, Proposal, Request};
use super::command_line::{command, with_retractions};
use super::desk::Desk;
use super::overlay::Sight;
use super::propose::{attempt, conflict};
use crate::error::Result;
use crate::model::{Hash, RecordKey};
use crate::resolve::Contradiction;
use crate::store::Db;

/// Contradictions of one proposal whose ways out are tried before they are offered; nobody reads on beyond.
const TRIED: usize = 3;
/// Requests of a proposal of which moving a record is tried.
const FEW: usize = 20;

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
