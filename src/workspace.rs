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
pub mod evaluate;
pub mod exchange;
pub mod export;
pub mod report;
pub mod setup;
pub mod view;

mod admit;
mod archipelago;
mod as_of;
mod asked;
mod background;
mod band;
mod bridges;
mod bulk;
mod claim;
mod command_line;
mod commit;
mod decided;
mod dependants;
mod derive;
mod desk;
mod exits;
mod filter;
mod find;
mod formed;
mod given_up;
mod island;
mod job;
mod kin;
mod lifetime;
mod load;
mod log;
mod matched;
mod meanwhile;
mod measures;
mod modelled;
mod notes;
mod open;
mod opinion;
mod overlay;
mod partners;
mod passage;
mod possible;
mod propose;
mod provenance;
mod read;
mod reaffirm;
mod rebuild;
mod receive;
mod redact;
mod release;
mod splits;
mod stale;
mod statement;
mod swap;
mod sync;
mod trained;
mod undo;
mod verify;
mod waiting;
mod words;

#[cfg(test)]
pub(crate) mod tests_support;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use background::{Background, News};
pub use bulk::{Apart, Bulk, Verdict};
pub use change::{
    Change, ClusterRef, Committed, Conflict, GoldenChange, IdEffects, Lifetime, Link, Proposal, Request, SwapOffer,
};
pub use claim::{Claim, Claimed, Pulse};
pub use command_line::quoted;
pub use dependants::Dependant;
pub use desk::Stop;
pub use dispute::{Dispute, Side};
pub use evaluate::EvaluationReport;
pub use exchange::{LeftOut, Received, Why};
pub use exits::{Action, Exit, Exits};
pub use job::{Job, Told};
pub use matched::{
    CommonNote, FilesReport, IncrementNote, KeyNote, MatchOptions, MatchReport, Mode, Seconds, Taught, match_files,
};
pub use meanwhile::{deed, long_ago};
pub use measures::{Load, Vitals};
pub use modelled::{ModelPart, ModelScore};
pub use partners::{Facing, Partner};
pub use possible::{Beside, Sides};
pub use redact::{Export as HeldBy, OutOfReach, Proof, Scope};
pub use report::{ChangedCluster, Check, HealthReport, IdCounts, LoadReport, Rejected, Verification};
pub use splits::SplitOffer;
pub use sync::SyncReport;
pub use trained::{LabelCounts, TrainOptions, TrainReport};
pub use view::{
    BridgeView, ClusterView, Counts, DecisionRef, Entity, EntityRow, GivenUp, Hidden, Hit, Joined, LogEntry, Member,
    Page, PossibleView, Query, StaleDecision, Step, Tie, ValueChange,
};
pub use waiting::{Fate, LeftBehind, Waiting};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::learning::{self, Stewards};
use crate::model::{Assertion, PairScore, RecordKey, Task};
use crate::resolve::Standing;
use crate::store::{Copied, Db, Store};
use desk::Desk;

/// An open workspace: a directory with `goldsmith.toml` and `goldsmith.db`.
pub struct Workspace {
    dir: PathBuf,
    desk: Desk,
    store: Store,
    /// Under which name its claims stand, and what it saw last of what others wrote.
    seat: claim::Seat,
    /// Decisions that wait for others who write.
    shelves: waiting::Shelves,
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
    /// Whether match output and sources hold only what is new and changed, in place of what is configured.
    pub incremental: Option<bool>,
    /// Match the records by the own matcher, in place of match output: what follows from both is made once.
    pub matching: Option<MatchOptions>,
}

/// What lies beside a copy of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// Decisions that wait.
    pub waiting: usize,
    /// The files that they lie in.
    pub files: Vec<PathBuf>,
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

    /// Looks at the workspace anew: another program may have loaded it, or changed its configuration.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub fn reopen(&mut self) -> Result<()> {
        let Self { desk, store, unready, .. } = open::open(&self.dir, &self.desk.steward)?;
        self.desk = desk;
        self.store = store;
        self.unready = unready;
        Ok(())
    }

    /// Long work stops where `stop` is asked to, from whatever thread.
    pub fn stop_with(&mut self, stop: Stop) {
        self.desk.stop = stop;
    }

    /// Whether a decision could be written now: no load and nobody else is writing, or lets go within so long.
    ///
    /// # Errors
    /// It cannot be written to at all.
    pub fn is_free(&self, patience: Duration) -> Result<bool> {
        self.store.is_free(patience)
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
        let (report, comparer) = store.write(|db| {
            let loaded = load::load(db, desk, dir, options, progress)?;
            open::note_configuration(db, desk)?;
            Ok(loaded)
        })?;
        desk.comparer = comparer.unwrap_or_else(|| desk.comparer.clone());
        // The load is durable by now: what cannot be tidied up, for want of room or of a quiet moment, waits for the next.
        let _ = self.store.tidy();
        self.unready = None;
        Ok(report)
    }

    /// Runs the own matcher over the records that are loaded, as a new match run, whole or not at all.
    ///
    /// # Errors
    /// Nothing is loaded; keys or rules in `[matching]` that cannot be read; a kept model is asked for, and there is none
    /// that fits.
    pub fn match_records(&mut self, options: &MatchOptions, progress: &mut dyn FnMut(Progress)) -> Result<MatchReport> {
        self.ready()?;
        let Self { dir, desk, store, .. } = self;
        let (report, comparer) = store.write(|db| matched::run(db, desk, dir, options, progress))?;
        desk.comparer = comparer;
        // As after a load: the run is durable, tidying can wait.
        let _ = self.store.tidy();
        Ok(report)
    }

    /// Sees what labels teach the own matcher, and keeps those of a file for the runs of the trained engine to come. No
    /// score changes before such a run.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`]: too few labels, or all of one sort. A file that cannot be read as labels.
    pub fn train(&mut self, options: &TrainOptions, progress: &mut dyn FnMut(Progress)) -> Result<TrainReport> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        // What takes long only reads: stewards decide meanwhile.
        let (report, labels) = store.read(|db| trained::train(db, desk, options, progress))?;
        if let Some(labels) = labels {
            store.write(|db| trained::keep(db, &labels))?;
        }
        Ok(report)
    }

    /// A page of the queue, most valuable first.
    pub fn queue(&self, query: &Query, page: &Page) -> Result<Vec<Task>> {
        self.read(|db| read::queue(db, &self.desk, query, page))
    }

    /// How many open tasks of each kind, how many golden records of each status, and today's decisions.
    pub fn counts(&self) -> Result<Counts> {
        const DAY_US: i64 = 86_400_000_000;
        self.read(|db| read::counts(db, &self.desk, desk::now_us() / DAY_US * DAY_US))
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

    /// The comparison of any two records as the Splink model in `file` makes it.
    ///
    /// # Errors
    /// A file that is no such model, asks for what is not understood, or compares what is no attribute here.
    pub fn why_by_model(&self, file: &Path, a: &RecordKey, b: &RecordKey) -> Result<ModelScore> {
        self.read(|db| modelled::why(db, &self.desk.config.domain, file, a, b))
    }

    /// The ways in which a cluster could come apart, each with what would follow; none for a record alone.
    pub fn splits(&self, id: &str) -> Result<Vec<SplitOffer>> {
        self.read(|db| splits::splits(db, &self.desk, id))
    }

    /// The clusters that could be the same entity as the record or cluster that `id` names, best first.
    pub fn partners(&self, id: &str, limit: usize) -> Result<Vec<Partner>> {
        self.read(|db| partners::partners(db, &self.desk, id, limit))
    }

    /// Another cluster face to face with this one: what somebody compares before they merge the two.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`] for an unknown id, or where both name one record.
    pub fn facing(&self, id: &str, other: &str) -> Result<Facing> {
        self.read(|db| partners::facing(db, &self.desk, id, other))
    }

    /// How many records hold exactly this value of the attribute at this position, of those that were looked at; and
    /// whether these were not all that might.
    pub fn shared(&self, position: usize, value: &str) -> Result<(usize, bool)> {
        self.read(|db| partners::shared(db, position, value))
    }

    /// What would follow from these requests, all together; each is taken as things stand after those before it.
    /// Changes nothing. They are one stroke: undo takes all of it back.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`] for an unknown id, parts that are not members, and the like. A contradiction
    /// with a standing decision is no error: it is in [`Proposal::conflicts`].
    pub fn propose(&self, requests: &[Request]) -> Result<Proposal> {
        self.read(|db| propose::propose(db, &self.desk, requests))
    }

    /// The same for requests that have nothing to do with each other, like the lines of a file: they are carried out
    /// together, and undone one by one.
    ///
    /// # Errors
    /// As [`Workspace::propose`].
    pub fn propose_each(&self, requests: &[Request]) -> Result<Proposal> {
        self.read(|db| propose::propose_each(db, &self.desk, requests))
    }

    /// Appends a proposal to the journal in one durable transaction.
    ///
    /// # Errors
    /// A proposal with conflicts is refused; so is one whose clusters have changed since it was made.
    pub fn commit(&mut self, proposal: Proposal) -> Result<Committed> {
        self.ready()?;
        let Self { desk, store, shelves, .. } = self;
        let Some(subject) = redact::subject(&proposal).cloned() else {
            return store.write(|db| commit::commit(db, desk, proposal));
        };
        store.delete_securely()?;
        let (mut committed, evidence) = store.write(|db| {
            let done_before = db.rid(&subject)?.is_some_and(|rid| db.is_redacted(rid).unwrap_or(false));
            let evidence =
                if done_before { redact::Evidence::default() } else { redact::gather(db, &desk.config, &subject)? };
            Ok((commit::commit(db, desk, proposal)?, evidence))
        })?;
        let unquoted = waiting::erase(shelves, store.path(), &evidence);
        committed.proof = Some(redact::finish(store, &evidence, unquoted));
        Ok(committed)
    }

    /// Does here what erasures of other copies of the journal did there, once these were received: nothing is left that
    /// one of them should have taken. Gives how many payloads were emptied here.
    ///
    /// # Errors
    /// A damaged payload; nothing was changed.
    pub fn apply_erasures(&mut self) -> Result<u64> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        store.delete_securely()?;
        let payloads = store.write(|db| redact::apply_standing(db, desk))?;
        redact::make_up(store);
        Ok(payloads)
    }

    /// What erasing a record would come to, and what it cannot reach. Changes nothing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`] for an unknown record, or one that was erased already.
    pub fn erasure(&self, record: &RecordKey) -> Result<Scope> {
        self.read(|db| redact::scope(db, &self.store, &self.desk.config, record))
    }

    /// Whether a proposal is still about what `shown` showed.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::User`]: somebody has changed it meanwhile, and who.
    pub fn still(&self, shown: &ClusterView, proposal: &Proposal) -> Result<()> {
        self.read(|db| meanwhile::still(db, shown, proposal))
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

    /// How well stewards do: what became of their decisions, how far they agree, how often the rule errs.
    pub fn stewards(&self) -> Result<Stewards> {
        let assertions = self.assertions()?;
        Ok(learning::stewards(&assertions, &Standing::of(&assertions), &self.desk.config.review))
    }

    /// How good the clusters are by the truth in a file.
    ///
    /// # Errors
    /// The file cannot be read as a truth, or none of its records is loaded.
    pub fn evaluate(&self, truth: &Path) -> Result<EvaluationReport> {
        self.read(|db| evaluate::report(db, &self.desk, truth))
    }

    /// Checks every invariant: file, chain, hashes, and that derived state is what the journal says.
    pub fn verify(&self) -> Result<Verification> {
        let damage = self.store.damage()?;
        self.read(|db| verify::verify(db, &self.store, &self.desk, &damage))
    }

    /// Throws derived state away and makes it again from sources, run and journal.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        self.ready()?;
        let Self { desk, store, .. } = self;
        store.write(|db| rebuild::rebuild(db, desk, progress)).map(drop)
    }

    /// Copies the database safely, also while it is open elsewhere, and beside it what waits to be written.
    ///
    /// # Errors
    /// The copy, or a file beside it, exists or cannot be written: nothing is left of either.
    pub fn backup(&self, to: &Path) -> Result<Backup> {
        let waiting = Copied::of(self.store.path())?;
        self.store.backup(to)?;
        match waiting.lay_beside(to) {
            Ok(files) => Ok(Backup { waiting: waiting.lines(), files }),
            Err(error) => {
                // Best effort on the way out of a failure that is already being reported.
                let _ = std::fs::remove_file(to);
                Err(error)
            }
        }
    }

    fn read<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.ready()?;
        self.store.read(work)
    }

    fn ready(&self) -> Result<()> {
        self.unready.clone().map_or(Ok(()), Err)
    }
}
