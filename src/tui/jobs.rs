//! Long work beside the review: what runs, how far it has come, and what came of it.

use super::msg::{Ask, Effect, Slot};
use super::overlays::{
    Overlay,
    entry::{Entry, Purpose},
};
use super::state::{State, Toast};
use crate::error::Error;
use crate::workspace::Progress;

/// Work that runs in the background, on a connection of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Load sources and match groups.
    Load,
    /// Run the own matcher over what is loaded.
    Match,
    /// See what decisions teach the own matcher.
    Train,
    /// Write what is approved: golden records and the crosswalk.
    Export,
    /// Exchange journals, with this target or else the one that goldsmith.toml names.
    Sync(Option<String>),
}

impl JobKind {
    /// What it is called while it runs.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Match => "match",
            Self::Train => "train",
            Self::Export => "export",
            Self::Sync(_) => "sync",
        }
    }
}

/// The work that runs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What.
    pub kind: JobKind,
    /// How far it has come.
    pub progress: Option<Progress>,
    /// It was asked to stop.
    pub stopping: bool,
}

impl Job {
    /// In a few words, for the line of tabs: `load: records 42 %`.
    pub fn shown(&self) -> String {
        let title = self.kind.title();
        if self.stopping {
            return format!("{title}: stopping");
        }
        match self.progress {
            None => format!("{title} …"),
            Some(progress) => match (progress.done * 100).checked_div(progress.total) {
                Some(percent) => format!("{title}: {} {percent} %", progress.phase),
                None => format!("{title}: {} …", progress.phase),
            },
        }
    }
}

/// What the thread of a job says.
#[derive(Clone, Debug)]
pub enum News {
    /// How far it has come.
    Progress(Progress),
    /// It has ended, with what there is to say.
    Ended(Result<Toast, Error>),
}

/// Begins a job; one runs at a time.
pub fn start(state: &mut State, kind: JobKind) -> Vec<Effect> {
    state.say(format!("{} runs in the background; review goes on", kind.title()));
    state.job = Some(Job { kind: kind.clone(), progress: None, stopping: false });
    vec![Effect::Job(kind)]
}

/// Begins an exchange of journals; asks with whom, where goldsmith.toml does not say.
pub fn sync(state: &mut State) -> Vec<Effect> {
    if state.catalog.exchanges {
        return start(state, JobKind::Sync(None));
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
            let title = state.job.take().map_or("job", |job| job.kind.title());
            state.toast = Some(match ended {
                Ok(told) => told,
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
