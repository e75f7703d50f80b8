//! The thread of a job: a workspace of its own, so that review goes on beside it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{Job, Progress, Stop, Told, Workspace};
use crate::error::{Error, Result};

/// Progress is told so often at most.
const OFTEN: Duration = Duration::from_millis(100);

/// What the thread of a job says.
#[derive(Clone, Debug)]
pub enum News {
    /// How far it has come.
    Progress(Progress),
    /// It has ended, with what there is to say.
    Ended(Result<Told, Error>),
}

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
    pub fn begin(&mut self, job: Job, tell: impl Fn(Option<News>) + Send + 'static) {
        let stop = Stop::default();
        let (dir, steward, asked) = (self.dir.clone(), self.steward.clone(), stop.clone());
        let thread = thread::spawn(move || {
            let work = || {
                let mut told: Option<Instant> = None;
                run(&job, &dir, &steward, &asked, &mut |progress| {
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
    pub fn leave(&mut self) {
        self.stop();
        if let Some((_, thread)) = self.running.take() {
            // A panic has been reported where it happened.
            let _ = thread.join();
        }
    }
}

fn run(job: &Job, dir: &Path, steward: &str, stop: &Stop, progress: &mut dyn FnMut(Progress)) -> Result<Told> {
    let mut workspace = Workspace::open(dir, steward)?;
    workspace.stop_with(stop.clone());
    workspace.run_job(job, progress)
}
