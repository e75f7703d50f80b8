//! The thread of a job: a workspace of its own, so that review goes on beside it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::jobs::{JobKind, News};
use super::state::Toast;
use crate::error::{Error, Result};
use crate::export::{Destination, Format};
use crate::workspace::export::{Artefact, Order};
use crate::workspace::{
    LoadOptions, MatchOptions, MatchReport, Progress, Stop, SyncReport, TrainOptions, TrainReport, Workspace,
};

/// The folder of a workspace that jobs export to.
const FOLDER: &str = "export";
/// Progress is told so often at most.
const OFTEN: Duration = Duration::from_millis(100);

/// The job that runs, if any, and where jobs run.
pub struct Background {
    dir: PathBuf,
    steward: String,
    running: Option<(Stop, JoinHandle<()>)>,
}

impl Background {
    /// Nothing runs yet in this workspace.
    pub fn of(workspace: &Workspace) -> Self {
        Self { dir: workspace.dir().to_owned(), steward: workspace.steward().to_owned(), running: None }
    }

    /// Begins a job. `tell` hears what it says; `None`: it panicked, and the panic has been printed.
    pub fn begin(&mut self, kind: JobKind, tell: impl Fn(Option<News>) + Send + 'static) {
        let stop = Stop::default();
        let (dir, steward, asked) = (self.dir.clone(), self.steward.clone(), stop.clone());
        let thread = thread::spawn(move || {
            let work = || {
                let mut told: Option<Instant> = None;
                run(&kind, &dir, &steward, &asked, &mut |progress| {
                    if told.is_none_or(|last| last.elapsed() >= OFTEN) {
                        told = Some(Instant::now());
                        tell(Some(News::Progress(progress)));
                    }
                })
            };
            tell(catch_unwind(AssertUnwindSafe(work)).ok().map(News::Ended));
        });
        self.running = Some((stop, thread));
    }

    /// Asks what runs to stop.
    pub fn stop(&self) {
        if let Some((stop, _)) = &self.running {
            stop.ask();
        }
    }

    /// Stops what runs and waits until it has undone what it did.
    pub fn leave(self) {
        self.stop();
        if let Some((_, thread)) = self.running {
            // A panic has been reported where it happened.
            let _ = thread.join();
        }
    }
}

fn run(kind: &JobKind, dir: &Path, steward: &str, stop: &Stop, progress: &mut dyn FnMut(Progress)) -> Result<Toast> {
    let mut workspace = Workspace::open(dir, steward)?;
    workspace.stop_with(stop.clone());
    Ok(match kind {
        JobKind::Load => Toast::good(workspace.load(&LoadOptions::default(), progress)?.summary()),
        JobKind::Match => Toast::good(matched(&workspace.match_records(&MatchOptions::default(), progress)?)),
        JobKind::Train => {
            let report = workspace.train(&TrainOptions::default(), progress)?;
            let trained = workspace.config().matching.engine.as_deref() == Some("trained");
            Toast::good(taught(&report, trained))
        }
        JobKind::Export => Toast::good(export(&mut workspace, stop, progress)?),
        JobKind::Sync(target) => {
            let target = match target {
                Some(target) => target.parse()?,
                None => workspace.remembered_target()?,
            };
            exchanged(&workspace.sync(&target, progress)?)
        }
    })
}

/// What labels teach, in one sentence; `trained`: the next match run learns from them.
fn taught(report: &TrainReport, trained: bool) -> String {
    let TrainReport { matches, non_matches, before, after, .. } = report;
    let labels = format!("{} labelled pairs, {matches} the same and {non_matches} different", matches + non_matches);
    if report.learned {
        let (before, after) = (before.brier, after.brier);
        let how =
            if trained { "with the next match" } else { "with engine = \"trained\" under [matching] and a match" };
        format!("{labels}: Brier score {before:.4} becomes {after:.4} {how}")
    } else {
        format!("{labels}: they teach nothing that holds for each other; scores stay as they are")
    }
}

/// What an exchange did.
fn exchanged(report: &SyncReport) -> Toast {
    let tail = match report.warnings.as_slice() {
        [] => String::new(),
        [only] => format!(" · {only}"),
        more => format!(" · {} warnings: `goldsmith sync` shows them", more.len()),
    };
    let text = format!("{} with {}", report.summary(), report.target);
    // What needs somebody's eyes may be cut like any other text, but nothing that says so.
    if report.needs_eyes() { Toast::bad(text + &tail) } else { Toast { tail, ..Toast::good(text) } }
}

/// What a match run did, in one sentence.
pub fn matched(report: &MatchReport) -> String {
    format!("matched {} records: {} clusters of two or more, {} links", report.records, report.groups, report.pairs)
}

/// What is approved, and which records it was made of.
fn export(workspace: &mut Workspace, stop: &Stop, progress: &mut dyn FnMut(Progress)) -> Result<String> {
    let folder = workspace.dir().join(FOLDER);
    fs::create_dir_all(&folder)
        .map_err(|problem| Error::store(format!("cannot make {}: {problem}", folder.display())))?;
    let mut write = |artefact, name: &str| {
        stop.check()?;
        let order = Order {
            artefact,
            format: Format::Csv,
            role: None,
            approved_only: true,
            spreadsheet_safe: false,
            destination: Destination::File(folder.join(name)),
        };
        workspace.export(&order)
    };
    progress(Progress { phase: "golden records", done: 0, total: 2 });
    let golden = write(Artefact::Golden, "golden.csv")?;
    progress(Progress { phase: "crosswalk", done: 1, total: 2 });
    let crosswalk = write(Artefact::Crosswalk, "crosswalk.csv")?;
    let waiting = match golden.unapproved {
        0 => String::new(),
        more => format!(" · {more} are not approved yet"),
    };
    let (records, rows) = (golden.totals.rows, crosswalk.totals.rows);
    Ok(format!("exported {records} golden records and {rows} rows of the crosswalk to {FOLDER}/{waiting}"))
}
