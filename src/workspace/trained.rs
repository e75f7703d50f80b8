//! Labels for the own matcher: those of the journal, and those of a file, which are kept for every run to come.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Progress;
use super::desk::Desk;
use super::matched::{self, Records};
use super::report::Rejected;
use crate::error::{Error, Result};
use crate::ingest::truth::{self, Stated};
use crate::learning::{self, Label};
use crate::matching::engine::{self, LEAST, Labelled, Quality, Training};
use crate::model::{Assertion, Authority, Hash, RecordKey};
use crate::resolve::Standing;
use crate::store::Db;

/// Where labels of a file are kept.
const META: &str = "labels";

/// What to learn from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrainOptions {
    /// A file of labelled pairs, beside the journal's; it takes the place of the one before.
    pub labels: Option<PathBuf>,
}

/// What labels teach.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TrainReport {
    /// Labels that say match.
    pub matches: u64,
    /// Labels that say no match.
    pub non_matches: u64,
    /// Where labels came from, and which could not be used.
    pub labels: LabelCounts,
    /// Without the labels.
    pub before: Quality,
    /// With them, each label judged by what the others teach.
    pub after: Quality,
    /// Whether they teach anything that holds for each other; else scores stay as they are.
    pub learned: bool,
    /// How strongly scores are held to those before.
    pub penalty: Option<f64>,
    /// Rows of the file that could not be taken.
    pub rejected: Vec<Rejected>,
}

impl TrainReport {
    pub(super) fn of(training: Training, labels: LabelCounts, rejected: Vec<Rejected>) -> Self {
        let Training { matches, non_matches, before, after, penalty } = training;
        Self { matches, non_matches, labels, before, after, learned: penalty.is_some(), penalty, rejected }
    }
}

/// Where labels came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelCounts {
    /// From stewards' decisions.
    pub journal: u64,
    /// From a file.
    pub file: u64,
    /// In the file, but a steward decided the pair, which counts.
    pub overruled: u64,
    /// Of records that are not, or no longer, here.
    pub left_out: u64,
    /// Somebody was unsure.
    pub unsure: u64,
}

/// A label of a file, by the first bytes of the hashes of both keys: no key is kept beyond its record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Filed(u64, u64, bool);

/// All labels, over positions of records.
pub(super) struct Found {
    pub(super) labels: Vec<Labelled>,
    pub(super) counts: LabelCounts,
}

impl Found {
    /// What the engine cannot learn from, and why; `None`: it can.
    pub(super) fn lack(&self) -> Option<String> {
        if engine::are_enough(&self.labels) {
            return None;
        }
        let matches = self.labels.iter().filter(|label| label.same).count();
        let (all, others) = (self.labels.len(), self.labels.len() - matches);
        let why = match (matches, others) {
            _ if all < LEAST => format!("{all} labelled pairs are too few to learn from, {LEAST} are the least"),
            (0, _) => format!("all {all} labels say that two records are not one"),
            _ => format!("all {all} labels say that two records are one"),
        };
        let left_out = self.counts.left_out;
        Some(if left_out == 0 { why } else { format!("{why} ({left_out} more are of records that are not loaded)") })
    }
}

/// Labels of a file, on their way to be kept.
pub struct Labels(Vec<Filed>);

/// Sees what the labels teach. Changes nothing; the labels of the file come back, to be kept.
pub fn train(
    db: &Db,
    desk: &Desk,
    options: &TrainOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<(TrainReport, Option<Labels>)> {
    let mut rejected = Vec::new();
    let filed = match &options.labels {
        Some(file) => {
            let (filed, unsure, rows) = read(file)?;
            rejected = rows;
            (filed, unsure)
        }
        None => (kept(db)?, 0),
    };
    progress(Progress { phase: "records", done: 0, total: 0 });
    let records = Records::read(db, &desk.config)?;
    let mut found = place(db, &records, &filed.0)?;
    found.counts.unsure += filed.1;
    if let Some(lack) = found.lack() {
        return Err(Error::user(lack)
            .hint("decide pairs in the workbench, some the same and some different, or give a file: --labels FILE"));
    }
    let (labels, counts) = (found.labels, found.counts);
    let told = matched::told(&desk.config, &records.table, labels)?;
    let mut stopped = Ok(());
    let training = engine::train(records.table, &told, &mut |phase| {
        progress(Progress { phase: matched::word(phase), done: 0, total: 0 });
        stopped = desk.stop.check();
        stopped.is_ok()
    });
    stopped?;
    let training = training.ok_or_else(|| Error::internal("training ended early"))?;
    let labels = options.labels.is_some().then_some(Labels(filed.0));
    Ok((TrainReport::of(training, counts, rejected), labels))
}

/// Keeps labels of a file for the runs to come.
pub fn keep(db: &Db, labels: &Labels) -> Result<()> {
    let text = serde_json::to_string(&labels.0).map_err(|error| Error::internal(error.to_string()))?;
    db.set_meta(META, &text)
}

/// The labels that there are: people's decisions, and what a file said.
pub(super) fn labels(db: &Db, records: &Records) -> Result<Found> {
    place(db, records, &kept(db)?)
}

fn kept(db: &Db) -> Result<Vec<Filed>> {
    let Some(text) = db.meta(META)? else { return Ok(Vec::new()) };
    serde_json::from_str(&text).map_err(|_| {
        Error::data("the labels that were kept cannot be read").hint("`goldsmith train --labels FILE` takes them anew")
    })
}

fn read(file: &Path) -> Result<(Vec<Filed>, u64, Vec<Rejected>)> {
    let truth = truth::read(file, None)?;
    let Stated::Labels(stated) = truth.stated else {
        return Err(Error::data(format!("{} has no labels", file.display()))
            .hint("labelled pairs have left_source, left_id, right_source, right_id, label"));
    };
    let filed = stated.iter().map(|(a, b, same)| Filed(number(a), number(b), *same)).collect();
    Ok((filed, truth.unsure, truth.rejected))
}

fn number(key: &RecordKey) -> u64 {
    first(&matched::hash_of(key))
}

fn first(hash: &Hash) -> u64 {
    hash.0.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Labels over positions. A steward's word stands above a file's.
fn place(db: &Db, records: &Records, filed: &[Filed]) -> Result<Found> {
    let mut counts = LabelCounts::default();
    let mut said: BTreeMap<(u64, u64), (bool, bool)> = BTreeMap::new();
    for Filed(a, b, same) in filed {
        said.insert((*a.min(b), *a.max(b)), (*same, false));
    }
    for pair in &journal(db)? {
        let (a, b) = (number(&pair.left), number(&pair.right));
        let same = match pair.label {
            Label::Match => true,
            Label::NonMatch => false,
            Label::Unsure => {
                counts.unsure += 1;
                continue;
            }
        };
        counts.overruled += u64::from(said.insert((a.min(b), a.max(b)), (same, true)).is_some_and(|old| old.0 != same));
    }
    let wanted: HashMap<u64, u32> =
        records.keys.iter().enumerate().map(|(position, key)| (first(key), position as u32)).collect();
    let mut labels = Vec::new();
    for ((a, b), (same, journal)) in said {
        let (Some(&left), Some(&right)) = (wanted.get(&a), wanted.get(&b)) else {
            counts.left_out += 1;
            continue;
        };
        *(if journal { &mut counts.journal } else { &mut counts.file }) += 1;
        labels.push(Labelled { a: left.min(right), b: left.max(right), same, draw: a ^ b.rotate_left(1) });
    }
    Ok(Found { labels, counts })
}

/// What people said of pairs, and stands.
fn journal(db: &Db) -> Result<Vec<learning::LabelledPair>> {
    let mut said: Vec<Assertion> = Vec::new();
    db.for_each_assertion(|stored| {
        said.push(stored.assertion);
        Ok(())
    })?;
    let standing = Standing::of(&said);
    let of_people = |(i, said): &(usize, &Assertion)| standing.stands(*i) && said.authority == Authority::Human;
    let standing: Vec<&Assertion> = said.iter().enumerate().filter(of_people).map(|(_, said)| said).collect();
    Ok(learning::labelled_pairs(&standing).pairs)
}
