//! An island out of the database: everything that the state of some records depends on.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use super::as_of;
use crate::error::{Error, Result};
use crate::model::{Assertion, Edge, Record, Statement, Until};
use crate::resolve::{Island, Node};
use crate::store::{Db, Grouped, Neighbour, StoredRecord};

/// A pair across two clusters of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearPair {
    /// The likeliest pair across the two, by positions in the island.
    pub edge: Edge,
    /// How likely all of them are on average.
    pub mean: f64,
}

/// An island with the records themselves.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// What resolving needs.
    pub island: Island,
    /// The record of each node.
    pub records: Vec<Record>,
    /// Its number in the database.
    pub rids: Vec<i64>,
    /// The group that the run put it in.
    pub groups: Vec<Option<Grouped>>,
    /// Near pairs of the run: they join nothing, and yet what is asked depends on them.
    pub near: Vec<NearPair>,
    /// The moment up to which ends of overrides are heeded, microseconds since 1970 (UTC); 0 where none has one.
    pub as_of: i64,
    /// For each node the positions of the assertions that speak of it; worked out when it is first asked for.
    spoken: OnceCell<Vec<Vec<usize>>>,
}

impl Material {
    /// The island that consists of these records. It must be whole: no edge and no assertion may lead out of it,
    /// unless the caller knows that what it asks does not depend on them.
    pub fn of(db: &Db, rids: impl IntoIterator<Item = i64>) -> Result<Self> {
        Self::out_of(&mut Shelf::default(), db, rids)
    }

    /// The same, with what is at hand already.
    pub fn out_of(shelf: &mut Shelf, db: &Db, rids: impl IntoIterator<Item = i64>) -> Result<Self> {
        let mut stored: Vec<StoredRecord> = rids.into_iter().map(|rid| shelf.record(db, rid)).collect::<Result<_>>()?;
        stored.sort_by(|a, b| a.record.key.cmp(&b.record.key));
        let position: BTreeMap<i64, usize> = stored.iter().enumerate().map(|(i, record)| (record.rid, i)).collect();
        let (mut edges, mut near) = (Vec::new(), Vec::new());
        let mut seqs = BTreeSet::new();
        for (a, record) in stored.iter().enumerate() {
            // Most islands are one record, and no edge leads from it to itself.
            let others = if stored.len() > 1 { db.edges_from(record.rid)? } else { Vec::new() };
            for Neighbour { other, probability, near: mean } in others {
                if let Some(&b) = position.get(&other) {
                    let edge = Edge { a: a.min(b), b: a.max(b), probability };
                    match mean {
                        None => edges.push(edge),
                        Some(mean) => near.push(NearPair { edge, mean }),
                    }
                }
            }
            seqs.extend(shelf.mentions(db, record.rid)?);
        }
        let assertions: Vec<Assertion> = seqs.into_iter().map(|seq| assertion(db, seq)).collect::<Result<_>>()?;
        let ends =
            |said: &Assertion| matches!(said.statement, Statement::Override { until: Some(Until::Date { .. }), .. });
        let as_of = if assertions.iter().any(ends) { as_of::as_of(db)? } else { 0 };
        let mut material = Self { near, as_of, ..Self::default() };
        for record in stored {
            material.rids.push(record.rid);
            material.island.nodes.push(Node {
                key: record.record.key.clone(),
                golden_id: record.golden_id,
                first_seen: record.first_seen,
                published: record.published,
                gone: record.gone,
            });
            material.groups.push(shelf.group(db, record.rid)?);
            material.records.push(record.record);
        }
        material.island.edges = edges;
        material.island.assertions = assertions;
        Ok(material)
    }

    /// Positions of the assertions that speak of any of these nodes. With the years an island holds many clusters, and
    /// few of its assertions are about each of them.
    pub fn about(&self, nodes: &[usize]) -> BTreeSet<usize> {
        let spoken = self.spoken.get_or_init(|| {
            let mut spoken = vec![Vec::new(); self.island.nodes.len()];
            for (position, said) in self.island.assertions.iter().enumerate() {
                for node in said.statement.records().into_iter().filter_map(|key| self.island.position(key)) {
                    spoken[node].push(position);
                }
            }
            spoken
        });
        nodes.iter().flat_map(|&node| spoken[node].iter().copied()).collect()
    }
}

/// What is at hand of many records, so that not each of them has to be asked for. An empty one asks for each.
#[derive(Default)]
pub struct Shelf {
    range: Option<RangeInclusive<i64>>,
    records: HashMap<i64, StoredRecord>,
    groups: HashMap<i64, Grouped>,
    /// The records that assertions speak of; `None`: not known.
    spoken_of: Option<HashSet<i64>>,
}

impl Shelf {
    /// One that knows of which records assertions speak.
    pub fn knowing(spoken_of: HashSet<i64>) -> Self {
        Self { spoken_of: Some(spoken_of), ..Self::default() }
    }

    /// Fetches the records with numbers in a range.
    pub fn fetch(&mut self, db: &Db, range: RangeInclusive<i64>) -> Result<()> {
        self.records = db.records_within(&range)?;
        self.groups = db.grouped_within(&range)?;
        self.range = Some(range);
        Ok(())
    }

    fn record(&mut self, db: &Db, rid: i64) -> Result<StoredRecord> {
        self.records.remove(&rid).map_or_else(|| db.record(rid), Ok)
    }

    fn group(&mut self, db: &Db, rid: i64) -> Result<Option<Grouped>> {
        if self.range.as_ref().is_some_and(|range| range.contains(&rid)) {
            return Ok(self.groups.remove(&rid));
        }
        db.grouped(rid)
    }

    fn mentions(&self, db: &Db, rid: i64) -> Result<Vec<i64>> {
        if self.spoken_of.as_ref().is_some_and(|spoken_of| !spoken_of.contains(&rid)) {
            return Ok(Vec::new());
        }
        db.mentions_of(rid)
    }
}

/// An assertion that must be there, since something refers to it.
pub fn assertion(db: &Db, seq: i64) -> Result<Assertion> {
    match db.assertion(seq)? {
        Some(stored) => Ok(stored.assertion),
        None => Err(Error::internal(format!("assertion {seq} is referred to and is not there"))),
    }
}
