//! Load: sources and match groups come in, whole or not at all.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::desk::{Desk, now_us};
use super::notes;
use super::passage::{Cause, Watch};
use super::rebuild::{insert_record, rebuild};
use super::report::LoadReport;
use super::{LoadOptions, Progress};
use crate::config::{Config, Source};
use crate::error::{Error, Result};
use crate::ingest::matches::{self, MatchGroup, MatchOutput};
use crate::ingest::{self, source};
use crate::model::{Hash, Record, RecordKey};
use crate::normalise;
use crate::store::{Db, Grouped, Run};

/// Groups larger than this are scored along a chain and a star only: all pairs would be too many.
const ALL_PAIRS: usize = 500;

/// Where the newest change that waits for an approved export is noted. It counts from when a load brought it: a
/// source may have made it before the last export and handed it over after.
const WAITING: &str = "newest_waiting_change";

/// When a source made the newest change that no approved export holds yet, microseconds since 1970 (UTC).
pub fn newest_waiting_change(db: &Db) -> Result<Option<i64>> {
    Ok(db.meta(WAITING)?.and_then(|change| change.parse().ok()))
}

/// An approved export holds every change there is.
pub fn nothing_waits(db: &Db) -> Result<()> {
    db.set_meta(WAITING, "")
}

/// Loads everything that the configuration names. Runs inside one transaction.
pub fn load(
    db: &Db,
    desk: &Desk,
    dir: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<LoadReport> {
    let mut report = LoadReport::default();
    let output = read_matches(desk, dir, options, progress)?;
    let number = db.meta("loads")?.and_then(|loads| loads.parse::<i64>().ok()).unwrap_or(0) + 1;
    let newest_change = newest_waiting_change(db)?;
    let mut intake = Intake { db, desk, present: HashSet::new(), new: Vec::new(), newest_change, report: &mut report };
    for source in &desk.config.sources {
        match &source.file {
            Some(file) => intake.source_file(&dir.join(file), source, progress)?,
            None => intake.source_from(source, output.as_ref())?,
        }
    }
    intake.mark_gone(progress)?;
    let new = std::mem::take(&mut intake.new);
    if let Some(change) = intake.newest_change {
        db.set_meta(WAITING, &change.to_string())?;
    }
    if let Some(output) = output {
        report.rejected.extend(output.rejected.iter().cloned());
        take_groups(db, desk, &output, &mut report, progress)?;
    }
    // What was here from the start needs no note of its age.
    notes::load(db, desk, if number == 1 { Vec::new() } else { new })?;
    let watch = Watch::begin(db, None)?;
    let rebuilt = rebuild(db, desk, progress)?;
    watch.end(db, Cause::Loaded(db.latest_run()?.map(|run| run.id)))?;
    notes::accept(db, desk)?;
    report.decisions_kept = rebuilt.standing;
    report.decisions_over_model = rebuilt.over_model;
    report.sources = db.records_by_source()?.into_iter().collect();
    report.records = report.sources.values().sum();
    db.set_meta("records", &report.records.to_string())?;
    db.set_meta("loads", &number.to_string())?;
    Ok(report)
}

fn read_matches(
    desk: &Desk,
    dir: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<MatchOutput>> {
    let configured = desk.config.matches.as_ref();
    // A path on the command line is meant from where the person stands, one in the file from the workspace.
    let file: Option<PathBuf> = options.matches.clone().or(configured.map(|matches| dir.join(&matches.file)));
    let Some(file) = file else {
        if let Some(source) = desk.config.sources.iter().find(|source| source.file.is_none()) {
            return Err(Error::config(format!("source {:?} has no file, and there is no match output", source.name))
                .hint("give it a file, or say in [matches] where the match output lies"));
        }
        return Ok(None);
    };
    let format = options.format.as_deref().or(configured.map(|matches| matches.format.as_str())).unwrap_or("auto");
    matches::read(&file, format, &desk.config, &mut bytes("match groups", progress)).map(Some)
}

/// Passes on how many bytes of a file are read.
fn bytes(phase: &'static str, progress: &mut dyn FnMut(Progress)) -> impl FnMut(ingest::Progress) {
    move |read| progress(Progress { phase, done: read.done_bytes, total: read.total_bytes })
}

/// Records on their way into the database.
struct Intake<'a> {
    db: &'a Db<'a>,
    desk: &'a Desk,
    present: HashSet<i64>,
    /// Records that were never here before.
    new: Vec<RecordKey>,
    /// The newest `updated_us` that a load brought since the last approved export.
    newest_change: Option<i64>,
    report: &'a mut LoadReport,
}

impl Intake<'_> {
    fn source_file(&mut self, file: &Path, source: &Source, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let number = self.db.source(&source.name)?;
        let domain = &self.desk.config.domain;
        let summary = source::for_each(file, source, domain, &mut bytes("records", progress), &mut |record| {
            self.take(number, &record)
        })?;
        self.report.rejected.extend(summary.rejected);
        self.report.warnings.extend(summary.warnings);
        Ok(())
    }

    fn source_from(&mut self, source: &Source, output: Option<&MatchOutput>) -> Result<()> {
        let number = self.db.source(&source.name)?;
        let records = output.map_or(&[][..], |output| &output.records);
        records
            .iter()
            .filter(|record| record.key.source == source.name)
            .try_for_each(|record| self.take(number, record))
    }

    fn take(&mut self, source: i64, record: &Record) -> Result<()> {
        let rid = match self.db.find(source, &record.key.id)? {
            None => {
                self.newest_change = self.newest_change.max(record.updated_us);
                self.report.added += 1;
                let rid = insert_record(self.db, self.desk, source, record)?;
                self.new.push(record.key.clone());
                self.db.index_text(rid, &search_text(record), false)?;
                rid
            }
            Some((rid, hash, false)) if hash == record.hash => {
                self.report.unchanged += 1;
                rid
            }
            Some((rid, _, gone)) => {
                self.newest_change = self.newest_change.max(record.updated_us);
                *(if gone { &mut self.report.added } else { &mut self.report.changed }) += 1;
                self.db.update_record(rid, record)?;
                self.db.index_text(rid, &search_text(record), true)?;
                rid
            }
        };
        self.present.insert(rid);
        Ok(())
    }

    fn mark_gone(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        progress(Progress { phase: "records that are gone", done: 0, total: 0 });
        for rid in self.db.rids(false)? {
            if !self.present.contains(&rid) {
                self.db.mark_gone(rid)?;
                self.db.unindex_text(rid)?;
                self.report.removed += 1;
            }
        }
        Ok(())
    }
}

/// What a record can be found by: its values and its id.
fn search_text(record: &Record) -> String {
    let values = record.values.iter().flatten().map(String::as_str);
    normalise::search_text(values.chain([record.key.id.as_str()]))
}

/// Puts the groups of a run in place of those before, with a score for every two records of a group.
fn take_groups(
    db: &Db,
    desk: &Desk,
    output: &MatchOutput,
    report: &mut LoadReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let digest = digest(&output.groups);
    let before = db.latest_run()?;
    let run = Run {
        // The same groups again are the same run.
        id: before.map_or(1, |run| if run.digest == digest { run.id } else { run.id + 1 }),
        time_us: now_us(),
        format: output.format.to_owned(),
        digest,
        groups: output.groups.len() as u64,
    };
    let files: Vec<String> = output.files.iter().map(|file| file.display().to_string()).collect();
    db.begin_run(&run, &serde_json::to_string(&files).map_err(|error| Error::internal(error.to_string()))?)?;
    report.run = run.id;
    report.groups = run.groups;
    let sources = source_numbers(db, &desk.config)?;
    for (done, group) in output.groups.iter().enumerate() {
        if done % 2_000 == 0 {
            progress(Progress { phase: "pair scores", done: done as u64, total: run.groups });
        }
        let rids = members(db, &sources, output, group).map_err(|error| {
            let error = report.warnings.iter().cloned().fold(error, Error::hint);
            ingest::with_rejected(error, &report.rejected)
        })?;
        let grouped = Grouped { match_id: group.id.clone(), rule: group.rule.clone(), confidence: group.confidence };
        for &rid in &rids {
            db.insert_grouped(rid, &grouped)?;
        }
        score(db, desk, &rids)?;
    }
    progress(Progress { phase: "pair scores", done: run.groups, total: run.groups });
    Ok(())
}

fn source_numbers(db: &Db, config: &Config) -> Result<HashMap<String, i64>> {
    config.sources.iter().map(|source| Ok((source.name.clone(), db.source(&source.name)?))).collect()
}

fn members(db: &Db, sources: &HashMap<String, i64>, output: &MatchOutput, group: &MatchGroup) -> Result<Vec<i64>> {
    let find = |(member, key): (usize, &RecordKey)| {
        let found = match sources.get(&key.source) {
            Some(&source) => db.find(source, &key.id)?,
            None => None,
        };
        match found {
            Some((rid, _, false)) => Ok(rid),
            _ => Err(Error::data(format!(
                "{}: match group {} holds {key}, which no source has",
                output.place(group, member),
                group.id
            ))
            .hint("load the sources and the match output of the same day, and check the id column")),
        }
    };
    group.members.iter().enumerate().map(find).collect()
}

/// Scores the pairs of a group and keeps them as links: the run said that they belong together, the score says how
/// strongly, should a decision ever cut through the group.
fn score(db: &Db, desk: &Desk, rids: &[i64]) -> Result<()> {
    if rids.len() < 2 {
        return Ok(());
    }
    let mut prepared = Vec::with_capacity(rids.len());
    for &rid in rids {
        prepared.push(desk.comparer.prepare(&db.record(rid)?.record));
    }
    for a in 0..rids.len() {
        for b in a + 1..rids.len() {
            if rids.len() <= ALL_PAIRS || a == 0 || b == a + 1 {
                db.insert_edge(rids[a], rids[b], desk.comparer.probability(&prepared[a], &prepared[b]))?;
            }
        }
    }
    Ok(())
}

/// Hash of the groups themselves, whatever they are called and whatever order they came in.
fn digest(groups: &[MatchGroup]) -> Hash {
    let sorted: BTreeSet<&[RecordKey]> = groups.iter().map(|group| group.members.as_slice()).collect();
    Hash::of(
        sorted
            .iter()
            .map(|members| Hash::of(members.iter().flat_map(|key| [key.source.as_bytes(), key.id.as_bytes()])).0),
    )
}

#[cfg(test)]
mod tests {
    use crate::export::{Destination, Format};
    use crate::workspace::export::{Artefact, Order};
    use crate::workspace::tests_support::{Place, load};

    #[test]
    fn a_change_waits_from_the_load_that_brought_it_to_the_next_approved_export() {
        let (place, mut workspace) = Place::loaded("single");
        let order = |artefact| Order {
            artefact,
            format: Format::Csv,
            role: None,
            approved_only: true,
            spreadsheet_safe: false,
            destination: Destination::File(place.path().join("out.csv")),
        };
        assert!(workspace.health().unwrap().staleness_seconds > 0);
        workspace.export(&order(Artefact::Crosswalk)).unwrap();
        assert!(workspace.health().unwrap().staleness_seconds > 0);
        workspace.export(&order(Artefact::Golden)).unwrap();
        assert_eq!(workspace.health().unwrap().staleness_seconds, 0);
        load(&mut workspace);
        assert_eq!(workspace.health().unwrap().staleness_seconds, 0);
        // Changed before that export, handed over after it.
        place.write("web.csv", "id,name,city,changed\n01,Amberley,York,2026-03-01\n09,Corvid Press,Bath,2026-03-01\n");
        load(&mut workspace);
        assert!(workspace.health().unwrap().staleness_seconds > 0);
    }

    #[test]
    fn an_approved_crosswalk_makes_its_golden_ids_older_than_any_other() {
        let (place, mut workspace) = Place::loaded("single");
        let order = Order {
            artefact: Artefact::Crosswalk,
            format: Format::Csv,
            role: None,
            approved_only: true,
            spreadsheet_safe: false,
            destination: Destination::File(place.path().join("out.csv")),
        };
        workspace.export(&order).unwrap();
        let log = workspace.log(None, None, 10).unwrap();
        assert_eq!((log.len(), log[0].kind.as_str()), (1, "publish"));
        workspace.export(&Order { artefact: Artefact::Journal, ..order }).unwrap();
        assert_eq!(workspace.log(None, None, 10).unwrap().len(), 1);
    }
}
