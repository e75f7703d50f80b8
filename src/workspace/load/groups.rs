//! Groups: those of a whole run take the place of all that were there before.

use std::collections::{BTreeSet, HashMap};

use crate::config::{Config, Source};
use crate::error::{Error, Result};
use crate::ingest;
use crate::ingest::matches::{MatchGroup, MatchOutput};
use crate::model::{Hash, RecordKey};
use crate::store::{Db, Grouped, Run};
use crate::workspace::Progress;
use crate::workspace::desk::{Desk, now_us};
use crate::workspace::report::LoadReport;

/// Groups larger than this are scored along a chain and a star only: all pairs would be too many.
const ALL_PAIRS: usize = 500;

/// Puts the groups of a run in place of those before, with a score for every two records of a group.
pub fn replace(
    db: &Db,
    desk: &Desk,
    output: &MatchOutput,
    report: &mut LoadReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let total = output.groups.len() as u64;
    db.clear_groups()?;
    note(db, output, digest(output.groups.iter().map(|group| group.members.as_slice())), total, report)?;
    let members = Members::new(db, &desk.config, output)?;
    for (done, group) in output.groups.iter().enumerate() {
        desk.stop.check()?;
        if done % 2_000 == 0 {
            progress(Progress { phase: "pair scores", done: done as u64, total });
        }
        let rids = members.of(group, report)?;
        let grouped = Grouped { match_id: group.id.clone(), rule: group.rule.clone(), confidence: group.confidence };
        for &rid in &rids {
            db.insert_grouped(rid, &grouped)?;
        }
        score(db, desk, &rids)?;
    }
    progress(Progress { phase: "pair scores", done: total, total });
    Ok(())
}

/// Notes the run that has these groups now. The same groups again are the same run.
pub fn note(db: &Db, output: &MatchOutput, digest: Hash, groups: u64, report: &mut LoadReport) -> Result<()> {
    let before = db.latest_run()?;
    let id = before.map_or(1, |run| if run.digest == digest { run.id } else { run.id + 1 });
    let run = Run { id, time_us: now_us(), format: output.format.to_owned(), digest, groups, basis: None };
    let files: Vec<String> = output.files.iter().map(|file| file.display().to_string()).collect();
    db.note_run(&run, &serde_json::to_string(&files).map_err(|error| Error::internal(error.to_string()))?)?;
    report.run = run.id;
    report.groups = groups;
    report.groups_read = output.groups.len() as u64;
    Ok(())
}

/// Looks up the numbers of members of groups.
pub struct Members<'a> {
    db: &'a Db<'a>,
    output: &'a MatchOutput,
    sources: HashMap<&'a str, i64>,
}

impl<'a> Members<'a> {
    /// Of the groups of this output.
    pub fn new(db: &'a Db<'a>, config: &'a Config, output: &'a MatchOutput) -> Result<Self> {
        let number = |source: &'a Source| Ok((source.name.as_str(), db.source(&source.name)?));
        Ok(Self { db, output, sources: config.sources.iter().map(number).collect::<Result<_>>()? })
    }

    /// The numbers of a group's records, in the order of their keys.
    ///
    /// # Errors
    /// One of them is in no source; the message says where it stands, and what `report` knows of rows left out.
    pub fn of(&self, group: &MatchGroup, report: &LoadReport) -> Result<Vec<i64>> {
        group.members.iter().enumerate().map(|(member, key)| self.find(group, member, key, report)).collect()
    }

    fn find(&self, group: &MatchGroup, member: usize, key: &RecordKey, report: &LoadReport) -> Result<i64> {
        let found = match self.sources.get(key.source.as_str()) {
            Some(&source) => self.db.find(source, &key.id)?,
            None => None,
        };
        if let Some((rid, _, gone)) = found
            && (!gone || self.db.is_redacted(rid)?)
        {
            return Ok(rid);
        }
        let (known, hint) = if report.incremental {
            (
                "no source has and no earlier load brought",
                "load the records that are new before or together with the groups that name them",
            )
        } else {
            ("no source has", "load the sources and the match output of the same day, and check the id column")
        };
        let place = self.output.place(group, member);
        let error = Error::data(format!("{place}: match group {} holds {key}, which {known}", group.id)).hint(hint);
        let error = report.warnings.iter().cloned().fold(error, Error::hint);
        Err(ingest::with_rejected(error, &report.rejected))
    }
}

/// Scores the pairs of a group and keeps them as links: the run said that they belong together, the score says how
/// strongly, should a decision ever cut through the group.
pub fn score(db: &Db, desk: &Desk, rids: &[i64]) -> Result<()> {
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
pub fn digest<'a>(groups: impl Iterator<Item = &'a [RecordKey]>) -> Hash {
    let sorted: BTreeSet<&[RecordKey]> = groups.collect();
    Hash::of(
        sorted
            .iter()
            .map(|members| Hash::of(members.iter().flat_map(|key| [key.source.as_bytes(), key.id.as_bytes()])).0),
    )
}
