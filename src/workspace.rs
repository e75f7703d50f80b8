//! The use cases: open, load, propose, commit, undo, export, health, verify.
//!
//! Both faces call this room and nothing below it changes anything by itself. A change goes
//! `propose` → [`Proposal`] → `commit` → journal; there is no other way.

pub mod change;
pub mod export;
pub mod report;
pub mod view;

use std::path::{Path, PathBuf};

pub use change::{Change, ClusterRef, Committed, Conflict, GoldenChange, IdEffects, Link, Proposal, Request};
pub use report::{Check, HealthReport, LoadReport, Verification};
pub use view::{ClusterView, Counts, Entity, EntityRow, Hit, LogEntry, Member, Page, Query};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::{Assertion, PairScore, RecordKey, Task};

/// An open workspace: a directory with `goldsmith.toml` and `goldsmith.db`.
pub struct Workspace {
    dir: PathBuf,
    config: Config,
    steward: String,
}

/// How far a long job has come: `done` of `total` (0 where unknown) in the phase called `phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, as a person reads it.
    pub phase: &'static str,
    /// Units done.
    pub done: u64,
    /// Units in all; 0 where unknown.
    pub total: u64,
}

fn unbuilt<T>() -> Result<T> {
    Err(Error::internal("not built yet"))
}

impl Workspace {
    /// Opens the workspace in `dir` as `steward`. The database is made by the first load.
    ///
    /// # Errors
    /// Configuration errors; a database that is not ours, is corrupt, read-only or of a newer version.
    pub fn open(_dir: &Path, _steward: &str) -> Result<Self> {
        unbuilt()
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Who decides here.
    pub fn steward(&self) -> &str {
        &self.steward
    }

    /// Loads or refreshes the sources and the match groups, whole or not at all.
    pub fn load(&mut self, _options: &LoadOptions, _progress: &mut dyn FnMut(Progress)) -> Result<LoadReport> {
        unbuilt()
    }

    /// A page of the queue, most valuable first.
    pub fn queue(&self, _query: &Query, _page: &Page) -> Result<Vec<Task>> {
        unbuilt()
    }

    /// How many open tasks of each kind, how many golden records of each status, and today's decisions.
    pub fn counts(&self) -> Result<Counts> {
        unbuilt()
    }

    /// A page of all golden records, by golden id.
    pub fn entities(&self, _query: &Query, _page: &Page) -> Result<Vec<EntityRow>> {
        unbuilt()
    }

    /// Full-text search over all records: clusters that hold a record with every word (prefixes count).
    pub fn search(&self, _text: &str, _limit: usize) -> Result<Vec<Hit>> {
        unbuilt()
    }

    /// Everything about one cluster. `id` is a golden id (also one that was given up: it redirects), an
    /// unambiguous prefix of one, or a record `source:record_id`.
    pub fn cluster(&self, _id: &str) -> Result<ClusterView> {
        unbuilt()
    }

    /// The comparison of any two records.
    pub fn why(&self, _a: &RecordKey, _b: &RecordKey) -> Result<PairScore> {
        unbuilt()
    }

    /// What would follow from these requests, all together. Changes nothing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`] for an unknown id, parts that are not members, and the like. A contradiction with a
    /// standing decision is no error: it is in [`Proposal::conflicts`].
    pub fn propose(&self, _requests: &[Request]) -> Result<Proposal> {
        unbuilt()
    }

    /// Appends a proposal to the journal in one durable transaction.
    ///
    /// # Errors
    /// A proposal with conflicts is refused; so is one whose clusters have changed since it was made.
    pub fn commit(&mut self, _proposal: Proposal) -> Result<Committed> {
        unbuilt()
    }

    /// The journal, newest first: of one cluster or record, or all of it. `before`: only entries with a smaller number.
    pub fn log(&self, _id: Option<&str>, _before: Option<i64>, _limit: usize) -> Result<Vec<LogEntry>> {
        unbuilt()
    }

    /// Calls `each` for every cluster in the order of golden ids, with all that exports need.
    pub fn for_each_entity(&self, _each: &mut dyn FnMut(&Entity) -> Result<()>) -> Result<()> {
        unbuilt()
    }

    /// Every assertion of the journal, in the order of arrival here.
    pub fn assertions(&self) -> Result<Vec<Assertion>> {
        unbuilt()
    }

    /// Journals that these golden ids were exported as approved to `out`: from now on they are older than any
    /// that were not.
    pub fn publish(&mut self, _golden_ids: &[String], _out: &str) -> Result<()> {
        unbuilt()
    }

    /// Match rate, singleton rate and staleness with their limits.
    pub fn health(&self) -> Result<HealthReport> {
        unbuilt()
    }

    /// Checks every invariant: file, chain, hashes, and that derived state is what the journal says.
    pub fn verify(&self) -> Result<Verification> {
        unbuilt()
    }

    /// Throws derived state away and makes it again from sources, run and journal.
    pub fn rebuild(&mut self, _progress: &mut dyn FnMut(Progress)) -> Result<()> {
        unbuilt()
    }

    /// Copies the database safely, also while it is open elsewhere.
    pub fn backup(&self, _to: &Path) -> Result<()> {
        unbuilt()
    }
}

/// What to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Match output to load in place of the configured one.
    pub matches: Option<PathBuf>,
    /// Its format, in place of the configured one.
    pub format: Option<String>,
}
