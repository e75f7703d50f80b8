//! Long work beside the review: what runs, how far it has come, and what came of it.

use super::msg::{Ask, Effect, Slot};
use super::overlays::{
    Overlay,
    entry::{Entry, Purpose},
};
use super::state::{State, Toast};
use crate::workspace::{Job, News, Progress};

/// The work that runs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// What.
    pub job: Job,
    /// How far it has come.
    pub progress: Option<Progress>,
    /// It was asked to stop.
    pub stopping: bool,
}

impl Running {
    /// In a few words, for the line of tabs: `load 42 %: records`.
    pub fn shown(&self) -> String {
        let title = self.job.title();
        if self.stopping {
            return format!("{title}: stopping");
        }
        match self.progress {
            None => format!("{title} …"),
            Some(progress) => match (progress.done * 100).checked_div(progress.total) {
                Some(percent) => format!("{title} {percent} %: {}", progress.phase),
                None => format!("{title}: {} …", progress.phase),
            },
        }
    }
}

/// Begins a job; one runs at a time.
pub fn start(state: &mut State, job: Job) -> Vec<Effect> {
    state.say(format!("{} runs in the background; review goes on", job.title()));
    state.job = Some(Running { job: job.clone(), progress: None, stopping: false });
    vec![Effect::Job(job)]
}

/// Begins an exchange of journals; asks with whom, where goldsmith.toml does not say.
pub fn sync(state: &mut State) -> Vec<Effect> {
    if state.catalog.exchanges {
        return start(state, Job::Sync(None));
    }
    state.overlays.push(Overlay::Entry(Entry::new(Purpose::Target, "")));
    Vec::new()
}

/// Asks the job to stop; what it has changed is undone.
pub fn stop(state: &mut State) -> Vec<Effect> {
    if let Some(job) = &mut state.job {
        job.stopping = true;
    }
    vec![Effect::StopJob]
}

/// Takes what a job says. At its end the workspace is looked at anew, since the job may have changed everything.
pub fn hear(state: &mut State, news: News) -> Vec<Effect> {
    match news {
        News::Progress(progress) => {
            if let Some(job) = &mut state.job {
                job.progress = Some(progress);
            }
            Vec::new()
        }
        News::Ended(ended) => {
            let title = state.job.take().map_or("job", |running| running.job.title());
            state.toast = Some(match ended {
                // What needs somebody's eyes may be cut like any other text, but nothing that says so.
                Ok(told) if told.needs_eyes => Toast::bad(told.text + &told.more),
                Ok(told) => Toast { tail: told.more, ..Toast::good(told.text) },
                Err(error) => {
                    let hint = error.hints.first().map_or_else(String::new, |hint| format!(" · {hint}"));
                    Toast::bad(format!("{title}: {error}{hint}"))
                }
            });
            // The next decision says something of its own: this can be heard again.
            state.outcome.clone_from(&state.toast);
            vec![state.ask(Slot::Reopen, Ask::Reopen)]
        }
    }
}
