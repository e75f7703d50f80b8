//! Rows that place records in groups → groups, each record in one of them, in an order that rows do not decide.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::{MatchGroup, MatchOutput};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ingest::Rejected;
use crate::model::{Hash, Record, RecordKey};

/// One row: a record and its group.
pub struct Placed<'r> {
    /// As [`Gather::file`] gave it.
    pub file: usize,
    /// The line where the row begins.
    pub line: u64,
    /// The rank of the source.
    pub source: usize,
    /// The record's id there.
    pub id: &'r str,
    /// The engine's id of the group.
    pub group: &'r str,
    /// The rule that made it; empty: none is named.
    pub rule: &'r str,
    /// How sure the engine is of the group.
    pub confidence: Option<f64>,
    /// The record itself, where its source has no file of its own.
    pub record: Option<Record>,
}

/// All rows so far.
pub struct Gather<'c> {
    config: &'c Config,
    files: Vec<String>,
    groups: Vec<Draft>,
    by_id: HashMap<String, usize>,
    places: Vec<Place>,
}

struct Draft {
    id: String,
    rules: BTreeSet<String>,
    confidence: Option<f64>,
    /// Each with the number of its file and its line.
    members: Vec<(RecordKey, usize, u64)>,
}

struct Place {
    source: usize,
    id: String,
    file: usize,
    line: u64,
    group: usize,
    record: Option<Record>,
}

impl<'c> Gather<'c> {
    /// No rows yet.
    pub fn new(config: &'c Config) -> Self {
        Self { config, files: Vec::new(), groups: Vec::new(), by_id: HashMap::new(), places: Vec::new() }
    }

    /// A number for a file, by which rows name it.
    pub fn file(&mut self, name: &str) -> usize {
        self.files.push(name.to_owned());
        self.files.len() - 1
    }

    /// One more row.
    pub fn add(&mut self, row: Placed) {
        let group = self.by_id.get(row.group).copied().unwrap_or_else(|| {
            let (id, rules) = (row.group.to_owned(), BTreeSet::new());
            self.groups.push(Draft { id, rules, confidence: None, members: Vec::new() });
            self.by_id.insert(row.group.to_owned(), self.groups.len() - 1);
            self.groups.len() - 1
        });
        if let Some(draft) = self.groups.get_mut(group) {
            if !row.rule.is_empty() && !draft.rules.contains(row.rule) {
                draft.rules.insert(row.rule.to_owned());
            }
            draft.confidence = draft.confidence.into_iter().chain(row.confidence).reduce(f64::min);
        }
        let Placed { source, id, file, line, record, .. } = row;
        self.places.push(Place { source, id: id.to_owned(), file, line, group, record });
    }

    /// The groups. A row that says again what an earlier one said is added to `rejected`.
    ///
    /// # Errors
    /// A record is in two groups, or is there twice with different values.
    pub fn finish(
        mut self,
        format: &'static str,
        files: Vec<PathBuf>,
        mut rejected: Vec<Rejected>,
        digest: Hash,
    ) -> Result<MatchOutput> {
        let mut places = std::mem::take(&mut self.places);
        places.sort_by(|a, b| (a.source, &a.id, a.file, a.line).cmp(&(b.source, &b.id, b.file, b.line)));
        self.contradictions(&places)?;

        let mut records = Vec::new();
        let mut last: Option<(RecordKey, usize, u64)> = None;
        for place in places {
            let name = self.config.sources.get(place.source).map(|source| source.name.as_str()).unwrap_or_default();
            let key = RecordKey::new(name, place.id);
            if let Some((_, file, line)) = last.as_ref().filter(|(earlier, ..)| *earlier == key) {
                let reason = format!("record {key} stands in the same group at {} already", self.at(*file, *line));
                let file = self.files.get(place.file).cloned().unwrap_or_default();
                rejected.push(Rejected { file, line: place.line, reason });
                continue;
            }
            records.extend(place.record);
            if let Some(draft) = self.groups.get_mut(place.group) {
                draft.members.push((key.clone(), place.file, place.line));
            }
            last = Some((key, place.file, place.line));
        }
        records.sort_by(|a, b| a.key.cmp(&b.key));
        rejected.sort_by(|a, b| (&a.file, a.line, &a.reason).cmp(&(&b.file, b.line, &b.reason)));
        Ok(MatchOutput { format, names: self.files.clone(), groups: self.groups(), records, rejected, files, digest })
    }

    fn groups(self) -> Vec<MatchGroup> {
        let mut groups: Vec<MatchGroup> = self.groups.into_iter().map(Draft::finish).collect();
        groups.sort_by(|a, b| a.members.first().cmp(&b.members.first()));
        groups
    }

    /// The first row, in the order of files and lines, that contradicts an earlier one.
    fn contradictions(&self, places: &[Place]) -> Result<()> {
        let hash = |place: &Place| place.record.as_ref().map(|record| record.hash);
        let same_record = |a: &Place, b: &Place| (a.source, &a.id) == (b.source, &b.id);
        let pairs = places.windows(2).filter_map(|pair| if let [a, b] = pair { Some((a, b)) } else { None });
        let wrong = pairs.filter(|(a, b)| same_record(a, b) && (a.group != b.group || hash(a) != hash(b)));
        let Some((a, b)) = wrong.min_by_key(|(_, b)| (b.file, b.line)) else { return Ok(()) };
        let source = self.config.sources.get(b.source).map(|source| source.name.as_str()).unwrap_or_default();
        let group = |place: &Place| self.groups.get(place.group).map(|draft| draft.id.as_str()).unwrap_or_default();
        let (here, there) = (self.at(b.file, b.line), self.at(a.file, a.line));
        let what = if a.group == b.group {
            format!("stands at {there} already, with other values")
        } else {
            format!("is in group {:?}, and in group {:?} at {there}", group(b), group(a))
        };
        Err(Error::data(format!("{here}: record {source}:{} {what}", b.id)))
    }

    fn at(&self, file: usize, line: u64) -> String {
        format!("{}:{line}", self.files.get(file).map(String::as_str).unwrap_or_default())
    }
}

impl Draft {
    fn finish(mut self) -> MatchGroup {
        self.members.sort();
        let rule = self.rules.into_iter().collect::<Vec<_>>().join(", ");
        let rule = Some(rule).filter(|rule| !rule.is_empty());
        let places = self.members.iter().map(|(_, file, line)| (*file, *line)).collect();
        let members = self.members.into_iter().map(|(key, ..)| key).collect();
        MatchGroup { id: self.id, rule, confidence: self.confidence, members, places }
    }
}
