//! The clusters of the workspace against a truth from a file.

use std::collections::HashMap;
use std::path::Path;

use serde::Serialize;

use super::desk::Desk;
use super::matched;
use super::read;
use crate::error::{Error, Result};
use crate::ingest::truth::{self, Stated};
use crate::learning::evaluate::{Evaluation, Mistake, Predicted, Truth, evaluate};
use crate::model::{Edge, RecordKey};
use crate::store::Db;

/// So many mistakes of either sort are listed, and so many records that are unknown.
const LISTED: usize = 20;

/// How good the clusters are, and what of the truth could be used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvaluationReport {
    /// The measures.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// What of the truth could be used.
    pub truth: Used,
    /// Clusters that mix entities, the worst first.
    pub false_merges: Vec<ShownMistake>,
    /// Entities that lie in several clusters, the worst first.
    pub misses: Vec<ShownMistake>,
}

/// What of a truth could be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Used {
    /// `entities`, `links` or `labels`.
    pub layout: &'static str,
    /// Rows that say something: records, links or labelled pairs.
    pub rows: u64,
    /// Of them, those that speak of records which are not loaded.
    pub out_of_reach: u64,
    /// Some of the records that are not loaded.
    pub unknown: Vec<RecordKey>,
    /// How many they are.
    pub unknown_records: u64,
    /// Loaded records of which the truth says nothing; they count nowhere.
    pub unlabelled_records: u64,
    /// True pairs that no cluster can hold, since one of the two is not loaded; not in recall.
    pub unreachable_pairs: u64,
    /// Pairs that somebody was unsure of.
    pub unsure: u64,
    /// Rows that could not be taken.
    pub rejected: Vec<super::Rejected>,
}

/// A mistake, with its records.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownMistake {
    /// One record.
    pub a: RecordKey,
    /// The other.
    pub b: RecordKey,
    /// Pairs that are wrong because of it.
    pub pairs: u64,
    /// The probability that the match run gave their link; `None`: it did not link them.
    pub run_probability: Option<f64>,
    /// How the comparison scores the two.
    pub weight: f64,
    /// The probability that follows.
    pub probability: f64,
}

/// Evaluates against the truth in a file.
pub fn report(db: &Db, desk: &Desk, file: &Path) -> Result<EvaluationReport> {
    let only = match desk.config.sources.as_slice() {
        [only] => Some(only.name.as_str()),
        _ => None,
    };
    let truth = truth::read(file, only)?;
    let known = Known::of(db)?;
    let (truth, used) = known.place(truth);
    let compared = known.compared(db, desk)?;
    let predicted = Predicted {
        clusters: &known.clusters,
        sources: &known.sources,
        edges: &known.edges,
        compared: compared.as_deref(),
    };
    let evaluation = evaluate(predicted, &truth, LISTED);
    if used.rows == used.out_of_reach {
        return Err(Error::data(format!("{}: none of its records is loaded", file.display()))
            .hint("are the sources called as the truth calls them?"));
    }
    let shown = |mistakes: &[Mistake]| {
        mistakes.iter().map(|mistake| known.shown(db, desk, mistake)).collect::<Result<Vec<_>>>()
    };
    let (false_merges, misses) = (shown(&evaluation.false_merges)?, shown(&evaluation.misses)?);
    Ok(EvaluationReport { evaluation, truth: used, false_merges, misses })
}

/// All present records by position, in the order of their keys.
struct Known {
    keys: Vec<RecordKey>,
    position: HashMap<RecordKey, u32>,
    by_rid: HashMap<i64, usize>,
    clusters: Vec<u32>,
    sources: Vec<u32>,
    edges: Vec<Edge>,
}

impl Known {
    fn of(db: &Db) -> Result<Self> {
        let mut rows = Vec::new();
        db.for_each_membership(|rid, key, cid| rows.push((key, rid, cid)))?;
        rows.sort_unstable();
        let mut by_rid: HashMap<i64, usize> = HashMap::with_capacity(rows.len());
        let (mut numbers, mut names): (HashMap<i64, u32>, HashMap<String, u32>) = (HashMap::new(), HashMap::new());
        let (mut keys, mut clusters, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        for (position, (key, rid, cid)) in rows.into_iter().enumerate() {
            by_rid.insert(rid, position);
            // Numbered by first record, so that ties are broken alike however the database counts.
            let next = numbers.len() as u32;
            clusters.push(*numbers.entry(cid).or_insert(next));
            let next = names.len() as u32;
            sources.push(*names.entry(key.source.clone()).or_insert(next));
            keys.push(key);
        }
        let mut edges = Vec::new();
        db.for_each_link(|a, b, probability| {
            if let (Some(&a), Some(&b)) = (by_rid.get(&a), by_rid.get(&b)) {
                edges.push(Edge { a: a.min(b), b: a.max(b), probability });
            }
        })?;
        let position = keys.iter().enumerate().map(|(at, key)| (key.clone(), at as u32)).collect();
        Ok(Self { keys, position, by_rid, clusters, sources, edges })
    }

    /// Every pair that the run compared, as it scored them; `None` where that is not known any more.
    fn compared(&self, db: &Db, desk: &Desk) -> Result<Option<Vec<Edge>>> {
        let Some(pairs) = matched::compared(db, &desk.config)? else { return Ok(None) };
        let at = |rid| self.by_rid.get(&rid).copied();
        let placed = pairs.into_iter().filter_map(|(a, b, probability)| {
            let (a, b) = at(a).zip(at(b))?;
            Some(Edge { a: a.min(b), b: a.max(b), probability })
        });
        Ok(Some(placed.collect()))
    }

    /// The truth over positions, and what of it could not be placed.
    fn place(&self, file: truth::TruthFile) -> (Truth, Used) {
        let mut used = Used { unsure: file.unsure, rejected: file.rejected, ..Used::default() };
        let mut unknown: std::collections::BTreeSet<RecordKey> = std::collections::BTreeSet::new();
        let mut at = |key: &RecordKey| {
            let found = self.position.get(key).copied();
            if found.is_none() {
                unknown.insert(key.clone());
            }
            found
        };
        let truth = match file.stated {
            Stated::Entities(stated) => {
                used.layout = "entities";
                used.rows = stated.len() as u64;
                let mut names: HashMap<String, (u32, u64, u64)> = HashMap::new();
                let mut entities = vec![None; self.keys.len()];
                for (key, entity) in stated {
                    let next = names.len() as u32;
                    let (number, all, here) = names.entry(entity).or_insert((next, 0, 0));
                    *all += 1;
                    match at(&key).and_then(|at| entities.get_mut(at as usize)) {
                        Some(slot) => {
                            *slot = Some(*number);
                            *here += 1;
                        }
                        None => used.out_of_reach += 1,
                    }
                }
                let pairs = |n: u64| n * n.saturating_sub(1) / 2;
                used.unreachable_pairs = names.values().map(|(_, all, here)| pairs(*all) - pairs(*here)).sum();
                used.unlabelled_records = entities.iter().filter(|entity| entity.is_none()).count() as u64;
                Truth::Entities(entities)
            }
            Stated::Links(links) => {
                used.layout = "links";
                used.rows = links.len() as u64;
                let placed: Vec<_> = links.iter().filter_map(|(a, b)| both(at(a), at(b))).collect();
                used.out_of_reach = (links.len() - placed.len()) as u64;
                used.unreachable_pairs = used.out_of_reach;
                Truth::Links(placed)
            }
            Stated::Labels(labels) => {
                used.layout = "labels";
                used.rows = labels.len() as u64;
                let placed: Vec<_> =
                    labels.iter().filter_map(|(a, b, same)| both(at(a), at(b)).map(|(a, b)| (a, b, *same))).collect();
                used.out_of_reach = (labels.len() - placed.len()) as u64;
                used.unreachable_pairs = labels.iter().filter(|(_, _, same)| *same).count() as u64
                    - placed.iter().filter(|(_, _, same)| *same).count() as u64;
                Truth::Labels(placed)
            }
        };
        used.unknown_records = unknown.len() as u64;
        used.unknown = unknown.into_iter().take(LISTED).collect();
        (truth, used)
    }

    fn shown(&self, db: &Db, desk: &Desk, mistake: &Mistake) -> Result<ShownMistake> {
        let key = |position: u32| self.keys.get(position as usize).cloned();
        let (Some(a), Some(b)) = (key(mistake.a), key(mistake.b)) else {
            return Err(Error::internal("a mistake names a record that is not there"));
        };
        let score = read::why(db, desk, &a, &b)?;
        Ok(ShownMistake {
            a,
            b,
            pairs: mistake.pairs,
            run_probability: mistake.probability,
            weight: score.weight,
            probability: score.probability,
        })
    }
}

/// Both, looked up whether or not the first is there: all that is unknown is to be counted.
fn both(a: Option<u32>, b: Option<u32>) -> Option<(u32, u32)> {
    a.zip(b)
}
