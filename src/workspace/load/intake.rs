//! Intake: records of source files and of match output come in, those that are gone are marked.

use std::collections::HashSet;
use std::path::Path;

use super::bytes;
use crate::config::Source;
use crate::error::Result;
use crate::ingest::matches::MatchOutput;
use crate::ingest::source;
use crate::model::{Record, RecordKey};
use crate::normalise;
use crate::store::Db;
use crate::workspace::Progress;
use crate::workspace::desk::{Desk, now_us};
use crate::workspace::rebuild::insert_record;
use crate::workspace::report::LoadReport;

/// Records on their way into the database.
pub struct Intake<'a> {
    db: &'a Db<'a>,
    desk: &'a Desk,
    present: HashSet<i64>,
    first: bool,
    new: Vec<RecordKey>,
    changed: Vec<i64>,
    newest_change: Option<i64>,
    /// What is told of it.
    pub report: &'a mut LoadReport,
}

impl<'a> Intake<'a> {
    /// Nothing yet; `newest_change` is what waits already, `first` whether it is the first load of all.
    pub fn new(
        db: &'a Db<'a>,
        desk: &'a Desk,
        newest_change: Option<i64>,
        first: bool,
        report: &'a mut LoadReport,
    ) -> Self {
        let (new, changed) = (Vec::new(), Vec::new());
        Self { db, desk, present: HashSet::new(), first, new, changed, newest_change, report }
    }

    /// Records that were never here before, after the first load; numbers of records whose content changed; the newest
    /// `updated_us` that a load brought since the last approved export.
    pub fn end(self) -> (Vec<RecordKey>, Vec<i64>, Option<i64>) {
        (self.new, self.changed, self.newest_change)
    }

    /// Takes the records of a source's file.
    pub fn source_file(&mut self, file: &Path, source: &Source, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let number = self.db.source(&source.name)?;
        let domain = &self.desk.config.domain;
        let summary = source::for_each(file, source, domain, &mut bytes("records", progress), &mut |record| {
            self.take(number, &record)
        })?;
        self.report.rejected.extend(summary.rejected);
        self.report.warnings.extend(summary.warnings);
        Ok(())
    }

    /// Takes the records of a source that the match output supplies.
    pub fn source_from(&mut self, source: &Source, output: Option<&MatchOutput>) -> Result<()> {
        let number = self.db.source(&source.name)?;
        let records = output.map_or(&[][..], |output| &output.records);
        records
            .iter()
            .filter(|record| record.key.source == source.name)
            .try_for_each(|record| self.take(number, record))
    }

    fn take(&mut self, source: i64, record: &Record) -> Result<()> {
        self.desk.stop.check()?;
        let rid = match self.db.find(source, &record.key.id)? {
            None => {
                self.newest_change = self.newest_change.max(record.updated_us);
                self.report.added += 1;
                let rid = insert_record(self.db, self.desk, source, record)?;
                // What was here from the start needs no note of its age.
                if !self.first {
                    self.new.push(record.key.clone());
                }
                self.db.index_text(rid, &search_text(record), false)?;
                rid
            }
            Some((rid, hash, false)) if hash == record.hash => {
                self.report.unchanged += 1;
                rid
            }
            Some((rid, _, true)) if self.db.is_redacted(rid)? => {
                self.report.suppressed += 1;
                return Ok(());
            }
            Some((rid, _, gone)) => {
                self.newest_change = self.newest_change.max(record.updated_us);
                *(if gone { &mut self.report.added } else { &mut self.report.changed }) += 1;
                self.changed.push(rid);
                self.db.update_record(rid, record, now_us())?;
                self.db.index_text(rid, &search_text(record), true)?;
                rid
            }
        };
        self.present.insert(rid);
        Ok(())
    }

    /// Marks every record as gone that did not come in.
    pub fn mark_gone(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<()> {
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
