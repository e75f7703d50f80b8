//! Increment: match output that holds only new and changed groups adds to the groups that are there.
//!
//! A record that the output names leaves the group that it was in, whose other records stay together. A group of the
//! output takes in what is left of the group of the same name: engines that run on new records alone place them in
//! groups whose earlier records they do not name again. Nothing else changes.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{self, Members};
use crate::error::Result;
use crate::ingest::matches::MatchOutput;
use crate::model::RecordKey;
use crate::store::{Db, Grouped};
use crate::workspace::Progress;
use crate::workspace::desk::Desk;
use crate::workspace::report::LoadReport;

/// The groups of a workspace while an increment is added.
struct Standing {
    /// The name of each record's group.
    of: BTreeMap<i64, String>,
    /// The records of each group.
    groups: BTreeMap<String, BTreeSet<i64>>,
}

/// Adds the groups of an increment, and scores every group that is not as it was; `changed` are the numbers of records
/// whose content this load changed.
pub fn add(
    db: &Db,
    desk: &Desk,
    output: &MatchOutput,
    changed: &[i64],
    report: &mut LoadReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    // Not all groups are the own matcher's any more, should they have been.
    db.forget_compared()?;
    let mut standing = Standing::of(db)?;
    let mut affected: BTreeSet<String> = changed.iter().filter_map(|rid| standing.of.get(rid)).cloned().collect();
    let members = Members::new(db, &desk.config, output)?;
    for group in &output.groups {
        let rids = members.of(group, report)?;
        let grouped = Grouped { match_id: group.id.clone(), rule: group.rule.clone(), confidence: group.confidence };
        for rid in rids {
            affected.extend(standing.place(rid, &group.id));
            db.insert_grouped(rid, &grouped)?;
        }
        affected.insert(group.id.clone());
        // An engine is sure of a group as a whole: what it says last holds of all of it.
        if let (Some(confidence), Some(all)) = (group.confidence, standing.groups.get(&group.id)) {
            for &rid in all {
                db.set_confidence(rid, confidence)?;
            }
        }
    }
    // Links lead within a group: those that led out of the affected ones lead from a record that is in one now.
    let total = affected.len() as u64;
    for rid in affected.iter().filter_map(|id| standing.groups.get(id)).flatten() {
        db.clear_edges_from(*rid)?;
    }
    for (done, id) in affected.iter().enumerate() {
        desk.stop.check()?;
        if done % 2_000 == 0 {
            progress(Progress { phase: "pair scores", done: done as u64, total });
        }
        let rids: Vec<i64> = standing.groups.get(id).into_iter().flatten().copied().collect();
        groups::score(db, desk, &rids)?;
    }
    progress(Progress { phase: "pair scores", done: total, total });
    note(db, output, report)
}

/// Notes the run by the groups that came of it, so that the same increment again is the same run.
fn note(db: &Db, output: &MatchOutput, report: &mut LoadReport) -> Result<()> {
    let mut groups: Vec<Vec<RecordKey>> = Vec::new();
    let mut last = None;
    for (id, key) in db.grouped_keys()? {
        match groups.last_mut() {
            Some(group) if last.as_ref() == Some(&id) => group.push(key),
            _ => groups.push(vec![key]),
        }
        last = Some(id);
    }
    let digest = groups::digest(groups.iter().map(Vec::as_slice));
    groups::note(db, output, digest, groups.len() as u64, report)
}

impl Standing {
    fn of(db: &Db) -> Result<Self> {
        let mut standing = Self { of: BTreeMap::new(), groups: BTreeMap::new() };
        for (rid, id) in db.match_ids()? {
            standing.groups.entry(id.clone()).or_default().insert(rid);
            standing.of.insert(rid, id);
        }
        Ok(standing)
    }

    /// Puts a record in a group; gives the name of the one that it leaves.
    fn place(&mut self, rid: i64, id: &str) -> Option<String> {
        let before = self.of.insert(rid, id.to_owned()).filter(|before| before != id);
        if let Some(group) = before.as_ref().and_then(|before| self.groups.get_mut(before)) {
            group.remove(&rid);
        }
        self.groups.entry(id.to_owned()).or_default().insert(rid);
        before
    }
}
