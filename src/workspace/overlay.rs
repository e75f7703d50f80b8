//! The workspace as it would be: the database, and what is being proposed on top of it.

use std::collections::{BTreeMap, BTreeSet};

use super::derive::{Derived, derive};
use super::desk::Desk;
use super::island::Material;
use crate::error::{Error, Result};
use crate::model::{Assertion, RecordKey, Statement};
use crate::store::Db;

/// Proposed assertions, and the islands that each of them ties together.
pub struct Overlay<'a> {
    db: &'a Db<'a>,
    desk: &'a Desk,
    /// What is proposed, in order.
    pub drafts: Vec<Assertion>,
    /// For each island that a draft speaks of: its flotilla.
    flotilla_of: BTreeMap<i64, usize>,
    /// Islands that drafts tie together, with these drafts; emptied when two become one.
    flotillas: Vec<Flotilla>,
}

/// Islands that drafts tie together.
#[derive(Clone, Debug, Default)]
struct Flotilla {
    islands: BTreeSet<i64>,
    drafts: Vec<usize>,
}

/// A part of the workspace, whole: its islands before and after.
pub struct Sight {
    /// All that is there, drafts included.
    pub material: Material,
    /// What follows from it.
    pub derived: Derived,
}

impl<'a> Overlay<'a> {
    /// Nothing proposed yet.
    pub fn new(db: &'a Db<'a>, desk: &'a Desk) -> Self {
        Self { db, desk, drafts: Vec::new(), flotilla_of: BTreeMap::new(), flotillas: Vec::new() }
    }

    /// Adds a proposed assertion that speaks of these records.
    pub fn add(&mut self, draft: Assertion, rids: &[i64]) -> Result<()> {
        let mut joined = Flotilla { islands: BTreeSet::new(), drafts: vec![self.drafts.len()] };
        for &rid in rids {
            joined.islands.insert(self.island(rid)?);
        }
        for island in joined.islands.clone() {
            if let Some(&flotilla) = self.flotilla_of.get(&island) {
                let other = std::mem::take(&mut self.flotillas[flotilla]);
                joined.islands.extend(other.islands);
                joined.drafts.extend(other.drafts);
            }
        }
        joined.drafts.sort_unstable();
        for &island in &joined.islands {
            self.flotilla_of.insert(island, self.flotillas.len());
        }
        self.flotillas.push(joined);
        self.drafts.push(draft);
        Ok(())
    }

    /// What a record's surroundings would be.
    pub fn around(&self, rid: i64) -> Result<Sight> {
        let island = self.island(rid)?;
        let flotilla = match self.flotilla_of.get(&island) {
            Some(&flotilla) => self.flotillas[flotilla].clone(),
            None => Flotilla { islands: BTreeSet::from([island]), drafts: Vec::new() },
        };
        self.sight(&flotilla, true)
    }

    /// Every part that a draft speaks of, before and after.
    pub fn changes(&self) -> Result<Vec<(Sight, Sight)>> {
        let touched = self.flotillas.iter().filter(|flotilla| !flotilla.drafts.is_empty());
        touched.map(|flotilla| Ok((self.sight(flotilla, false)?, self.sight(flotilla, true)?))).collect()
    }

    fn sight(&self, flotilla: &Flotilla, with_drafts: bool) -> Result<Sight> {
        let mut rids = Vec::new();
        for &island in &flotilla.islands {
            rids.extend(self.db.rids_of_island(island)?);
        }
        let mut material = Material::of(self.db, rids)?;
        if with_drafts {
            material.island.assertions.extend(flotilla.drafts.iter().map(|&draft| self.drafts[draft].clone()));
        }
        let derived = derive(&self.desk.config, &self.desk.comparer, &material);
        Ok(Sight { material, derived })
    }

    fn island(&self, rid: i64) -> Result<i64> {
        self.db
            .island_of(rid)?
            .ok_or_else(|| Error::internal(format!("record {rid} lies on no island")).hint("run `goldsmith rebuild`"))
    }
}

impl Sight {
    /// The cluster that holds a record.
    pub fn cluster_of(&self, key: &RecordKey) -> Option<usize> {
        let node = self.material.island.position(key)?;
        self.derived.clusters.iter().position(|cluster| cluster.nodes.binary_search(&node).is_ok())
    }

    /// Keys of a cluster's records, sorted.
    pub fn keys(&self, cluster: usize) -> Vec<RecordKey> {
        let nodes = &self.derived.clusters[cluster].nodes;
        nodes.iter().map(|&node| self.material.island.nodes[node].key.clone()).collect()
    }
}

/// Records that a statement is about, for the database: those it names, or for a retraction those of what it takes
/// back in the end; none where that is not here yet.
pub fn rids_of(db: &Db, statement: &Statement) -> Result<Vec<i64>> {
    let mut taken_back;
    let mut statement = statement;
    while let Statement::Retract { target } = statement {
        let Some(stored) = db.assertion_by_id(*target)? else { return Ok(Vec::new()) };
        taken_back = stored.assertion.statement;
        statement = &taken_back;
    }
    let mut rids = Vec::new();
    for key in statement.records() {
        rids.push(db.rid(key)?.ok_or_else(|| Error::user(format!("no record {key} in this workspace")))?);
    }
    Ok(rids)
}
