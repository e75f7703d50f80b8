//! The use cases: open, load, propose, commit, undo, export, health, verify.
//!
//! Both faces call this room, and nothing below it changes anything by itself. A change goes
//! `propose` → [`Proposal`] → `commit` → journal → derived state; there is no other way.
//!
//! ```text
//! change ─ statement ─► overlay ─ derive before, derive after ─► proposal ─ commit ─► journal
//!                          ▲                                                            │
//!                       island  ◄──────────────── derive ◄──────────────────────────────┘
//! ```

pub mod change;
pub mod dispute;
pub mod exchange;
pub mod export;
pub mod report;
pub mod view;

mod admit;
mod commit;
mod decided;
mod derive;
mod desk;
mod find;
mod island;
mod load;
mod log;
mod notes;
mod open;
mod overlay;
mod propose;
mod read;
mod rebuild;
mod receive;
mod statement;
mod sync;
mod undo;
mod verify;
mod words;

#[cfg(test)]
mod tests_support;

use std::path::{Path, PathBuf};

pub use change::{Change, ClusterRef, Committed, Conflict, GoldenChange, IdEffects, Link, Proposal, Request};
pub use dispute::{Dispute, Side};
pub use exchange::{LeftOut, Received, Why};
pub use report::{Check, HealthReport, LoadReport, Rejected, Verification};
pub use sync::SyncReport;
pub use view::{ClusterView, Counts, Entity, EntityRow, Hit, LogEntry, Member, Page, Query};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::health;
use crate::model::{Assertion, PairScore, RecordKey, Task};
use crate::store::{Db, Store};
use desk::Desk;

/// An open workspace: a directory with `goldsmith.toml` and `goldsmith.db`.
pub struct Workspace {
    dir: PathBuf,
    desk: Desk,
    store: Store,
    /// Why nothing but a load makes sense; `None` when all is well.
    unready: Option<Error>,
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

/// What to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Match output to load in place of the configured one.
    pub matches: Option<PathBuf>,
    /// Its format, in place of the configured one.
    pub format: Option<String>,
}

impl Workspace {
    /// Opens the workspace in `dir` as `steward`. A database is made where there is none. Where the configuration
    /// has changed since the last time, derived state is made anew.
    ///
    /// # Errors
    /// Configuration errors; a database that is not ours, is corrupt, read-only or of a newer version.
    pub fn open(dir: &Path, steward: &str) -> Result<Self> {
        open::open(dir, steward)
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.desk.config
    }

    /// Who decides here.
    pub fn steward(&self) -> &str {
        &self.desk.steward
    }

    /// Whether its records are loaded, and fit the configuration as it is now.
    pub fn is_loaded(&self) -> bool {
        self.unready.is_none()
    }

    /// Loads or refreshes the sources and the match groups, whole or not at all.
    pub fn load(&mut self, options: &LoadOptions, progress: &mut dyn FnMut(Progress)) -> Result<LoadReport> {
        let Self { dir, desk, store, .. } = self;
        let report = store.write(|db| {
            let report = load::load(db, desk, dir, options, progress)?;
            open::note_configuration(db, desk)?;
            Ok(report)
        })?;
        // The load is durable by now: what cannot be tidied up, for want of room or of a quiet moment, waits for the next.
        let _ = self.store.tidy();
        self.unready = None;
        Ok(report)
    }

    /// A page of the queue, most valuable first.
    pub fn queue(&self, query: &Query, page: &Page) -> Result<Vec<Task>> {
        self.read(|db| read::queue(db, query, page))
    }

    /// How many open tasks of each kind, how many golden records of each status, and today's decisions.
    pub fn counts(&self) -> Result<Counts> {
        const DAY_US: i64 = 86_400_000_000;
        self.read(|db| read::counts(db, desk::now_us() / DAY_US * DAY_US))
    }

    /// A page of all golden records, by golden id.
    pub fn entities(&self, query: &Query, page: &Page) -> Result<Vec<EntityRow>> {
        self.read(|db| read::entities(db, query, page))
    }

    /// Full-text search over all records: clusters that hold a record with every word (prefixes count).
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        self.read(|db| read::search(db, text, limit))
    }

    /// Everything about one cluster. `id` is a golden id (also one that was given up: it redirects), an
    /// unambiguous prefix of one, or a record `source:record_id`.
    pub fn cluster(&self, id: &str) -> Result<ClusterView> {
        self.read(|db| read::cluster(db, &self.desk, id))
    }

    /// The comparison of any two records.
    pub fn why(&self, a: &RecordKey, b: &RecordKey) -> Result<PairScore> {
        self.read(|db| read::why(db, &self.desk, a, b))
    }

    /// What would follow from these requests, all together; each is taken as things stand after those before it.
    /// Changes nothing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`] for an unknown id, parts that are not members, and the like. A contradiction
    /// with a standing decision is no error: it is in [`Proposal::conflicts`].
    pub fn propose(&self, requests: &[Request]) -> Result<Proposal> {
        self.read(|db| propose::propose(db, &self.desk, requests))
    }

    /// Appends a proposal to the journal in one durable transaction.
    ///
    /// # Errors
    /// A proposal with conflicts is refused; so is one whose clusters have changed since it was made.
    pub fn commit(&mut self, proposal: Proposal) -> Result<Committed> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        store.write(|db| commit::commit(db, desk, proposal))
    }

    /// The journal, newest first: of one cluster or record, or all of it. `before`: only entries with a smaller number.
    pub fn log(&self, id: Option<&str>, before: Option<i64>, limit: usize) -> Result<Vec<LogEntry>> {
        let before = before.unwrap_or(i64::MAX);
        self.read(|db| match id {
            None => log::all(db, before, limit),
            Some(id) => {
                let rid = find::record_of(db, id)?;
                let rids = match db.cluster_of(rid)? {
                    Some(golden_id) => db.rids_of_cluster(&golden_id)?,
                    None => vec![rid],
                };
                log::of_records(db, &rids, before, limit)
            }
        })
    }

    /// Calls `each` for every cluster in the order of golden ids, with all that exports need.
    pub fn for_each_entity(&self, each: &mut dyn FnMut(&Entity) -> Result<()>) -> Result<()> {
        self.read(|db| read::for_each_entity(db, &self.desk, each))
    }

    /// Every assertion of the journal, in the order of arrival here.
    pub fn assertions(&self) -> Result<Vec<Assertion>> {
        self.read(|db| {
            let mut all = Vec::new();
            db.for_each_assertion(|stored| {
                all.push(stored.assertion);
                Ok(())
            })?;
            Ok(all)
        })
    }

    /// Journals that these golden ids were handed out, approved, to `out`: from now on they are older than any that
    /// were not. An approved export does so by itself; this is for whoever hands ids out in another way.
    pub fn publish(&mut self, golden_ids: &[String], out: &str) -> Result<()> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        store.write(|db| commit::publish(db, desk, golden_ids, out))
    }

    /// Match rate, singleton rate and staleness with their limits.
    pub fn health(&self) -> Result<HealthReport> {
        self.read(|db| {
            let (records, clusters, singletons) = db.sizes()?;
            let facts = health::Facts {
                records,
                records_in_groups: records - singletons,
                clusters,
                singletons,
                newest_unexported_change_us: load::newest_waiting_change(db)?,
                last_run_us: db.latest_run()?.map(|run| run.time_us),
                now_us: desk::now_us(),
            };
            Ok(health::measure(&facts, &self.desk.config.health))
        })
    }

    /// Checks every invariant: file, chain, hashes, and that derived state is what the journal says.
    pub fn verify(&self) -> Result<Verification> {
        let damage = self.store.damage()?;
        self.read(|db| verify::verify(db, &self.desk, &damage))
    }

    /// Throws derived state away and makes it again from sources, run and journal.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        store.write(|db| rebuild::rebuild(db, desk, progress)).map(drop)
    }

    /// Copies the database safely, also while it is open elsewhere.
    pub fn backup(&self, to: &Path) -> Result<()> {
        self.store.backup(to)
    }

    fn read<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.ready()?;
        self.store.read(work)
    }

    fn ready(&self) -> Result<()> {
        self.unready.clone().map_or(Ok(()), Err)
    }
}
