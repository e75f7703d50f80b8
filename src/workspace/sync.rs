//! Sync: one exchange of journals with a folder or a server, from reaching it to what contradicts what.

use std::collections::BTreeMap;

use serde::Serialize;

use super::dispute::Dispute;
use super::exchange::{LeftOut, Why};
use super::kin;
use super::{Progress, Workspace};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Hash;
use crate::sync::{self, Exchange, Target};

/// What an exchange did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// The target, without a password.
    pub target: String,
    /// Entries that were new here.
    pub received: u64,
    /// Entries that are there now and were not before.
    pub sent: u64,
    /// Entries that were handed out and were here already.
    pub known: u64,
    /// Contradictions that were not there before.
    pub conflicts: Vec<Dispute>,
    /// What a person should know.
    pub warnings: Vec<String>,
    /// Writers whose name two copies of the workspace use; nothing of theirs was taken or left from there on.
    pub forked: Vec<String>,
    /// What lies there and is not what its writer left; nothing of it was taken.
    pub altered: Vec<String>,
    /// Entries that only a newer version understands, by kind.
    pub unknown: BTreeMap<String, u64>,
}

impl SyncReport {
    /// Somebody should look: decisions contradict each other, two copies write under one name, something was altered.
    pub fn needs_eyes(&self) -> bool {
        !self.conflicts.is_empty() || !self.forked.is_empty() || !self.altered.is_empty()
    }

    /// In one sentence.
    pub fn summary(&self) -> String {
        let conflicts = match self.conflicts.len() {
            0 => String::new(),
            1 => ", 1 new conflict".to_owned(),
            more => format!(", {more} new conflicts"),
        };
        format!("{} received, {} sent{conflicts}", self.received, self.sent)
    }
}

impl Workspace {
    /// The target that `goldsmith.toml` names.
    ///
    /// # Errors
    /// It names none, or one that carries a password: the file is meant for version control.
    pub fn remembered_target(&self) -> Result<Target> {
        let Some(target) = &self.config().sync_target else {
            return Err(Error::new(ErrorKind::Usage, "no target to exchange with")
                .hint("`goldsmith sync TARGET`, or in goldsmith.toml: [sync] target = \"…\"")
                .hint("a target is a folder, or postgres://USER@HOST/DATABASE"));
        };
        let target: Target = target.parse().map_err(|error: Error| {
            let wrong = Error::config(format!("goldsmith.toml: [sync] target: {}", error.message));
            error.hints.into_iter().fold(wrong, Error::hint)
        })?;
        if target.has_password() {
            return Err(Error::config("goldsmith.toml: [sync] target holds a password")
                .hint("the file is meant to be shared: put the password into PGPASSWORD or ~/.pgpass"));
        }
        Ok(target)
    }

    /// Exchanges journals: fetches what is not here, leaves what is not there, and takes what came into the journal.
    ///
    /// # Errors
    /// A target that cannot be reached, breaks off, or hands out what was altered: nothing was changed here. What was
    /// left there by then is whole; the next exchange goes on from it. [`ErrorKind::User`] for a place of strangers, whose
    /// decisions are about other records: [`Workspace::join`] exchanges with them all the same. Asked to stop before
    /// anything was left there: nothing was changed anywhere.
    pub fn sync(&mut self, target: &Target, progress: &mut dyn FnMut(Progress)) -> Result<SyncReport> {
        progress(Progress { phase: "reaching the target", done: 0, total: 0 });
        let mut place = self.reach(target)?;
        self.exchange(place.as_mut(), false, progress)
    }

    /// The same with whoever it is that left something there.
    ///
    /// # Errors
    /// As [`Workspace::sync`], strangers apart.
    pub fn join(&mut self, target: &Target, progress: &mut dyn FnMut(Progress)) -> Result<SyncReport> {
        progress(Progress { phase: "reaching the target", done: 0, total: 0 });
        let mut place = self.reach(target)?;
        self.exchange(place.as_mut(), true, progress)
    }

    fn reach(&self, target: &Target) -> Result<Box<dyn Exchange>> {
        self.ready()?;
        sync::reach(target, self.dir(), &self.config().domain.name, &self.desk.writer)
    }

    /// Exchanges with a place that was reached.
    fn exchange(
        &mut self,
        place: &mut dyn Exchange,
        with_anybody: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<SyncReport> {
        let mut at = |phase| progress(Progress { phase, done: 0, total: 0 });
        at("fetching");
        self.desk.stop.check()?;
        let held = self.heads()?;
        let mut fetched = place.fetch(&held)?;
        let there = place.heads()?;
        if !with_anybody {
            self.read(|db| kin::check(db, &place.name(), &there, &fetched.entries))?;
        }
        let mut report = SyncReport { target: place.name(), ..SyncReport::default() };
        report.warnings.append(&mut fetched.warnings);
        report.warnings.extend(fetched.altered.iter().cloned());
        report.altered = fetched.altered;

        let mut forked = self.forked(&there)?;
        let numbers = there.iter().map(|(writer, (number, _))| (writer.clone(), *number)).collect();
        let mut news = self.entries_after(&numbers)?;
        news.retain(|entry| !forked.contains_key(&entry.writer));
        // From here on it is seen through: what lies there is not taken back.
        self.desk.stop.check()?;
        at("leaving what is new here");
        let mut pushed = place.push(&news)?;
        report.sent = pushed.sent;
        report.warnings.append(&mut pushed.warnings);
        forked.append(&mut pushed.forked);
        let emptied = place.empty(&self.emptied_entries()?)?;
        if emptied > 0 {
            report.warnings.push(format!("{emptied} erased payloads were emptied at {} as well", place.name()));
        }

        fetched.entries.retain(|entry| !forked.contains_key(&entry.writer));
        at("taking what is new there");
        let received = self.receive(fetched.entries)?;
        report.received = received.received;
        report.known = received.known;
        report.conflicts = received.conflicts;
        report.unknown = received.unknown;
        report.warnings.extend(received.warnings);
        for (writer, number) in forked {
            report.warnings.push(self.fork(&writer, number)?);
            report.forked.push(writer);
        }
        for left_out in received.left_out {
            report.warnings.push(left_out.to_string());
            if left_out.why == Why::Forked {
                report.forked.push(left_out.writer);
            }
        }
        for (kind, count) in &report.unknown {
            report
                .warnings
                .push(format!("{count} of kind {kind:?}, which only a newer version knows: kept, without effect"));
        }
        Ok(report)
    }

    /// Writers of whom something else is there under a number that is here too.
    fn forked(&self, there: &BTreeMap<String, (u64, Hash)>) -> Result<BTreeMap<String, u64>> {
        self.read(|db| {
            let mut forked = BTreeMap::new();
            for (writer, (number, id)) in there {
                if db.link(writer, *number)?.is_some_and(|(held, _)| held != *id) {
                    forked.insert(writer.clone(), *number);
                }
            }
            Ok(forked)
        })
    }

    fn fork(&self, writer: &str, number: u64) -> Result<String> {
        let (author, numbers) = self.read(|db| {
            let said = db.said_after(writer, number.saturating_sub(1))?;
            let author = said.first().map(|stored| stored.assertion.author.clone()).unwrap_or_default();
            Ok((author, said.iter().map(|stored| stored.assertion.seq.to_string()).collect::<Vec<_>>()))
        })?;
        let left_out = LeftOut { writer: writer.to_owned(), author, number, why: Why::Forked };
        Ok(match numbers.as_slice() {
            [] => left_out.to_string(),
            [one] => format!("{left_out}; what differs here is number {one} of the log"),
            [first, .., last] => format!("{left_out}; what differs here lies from number {first} to {last} of the log"),
        })
    }
}
