//! Work that takes long, and erasing: what is done between reviews.

use super::input::Heard;
use super::{After, Plain};
use crate::cli::out::counted;
use crate::cli::redact;
use crate::commands::CommandId;
use crate::error::{Error, Result};
use crate::model::RecordKey;
use crate::workspace::{Change, Job, News, Request};

impl Plain<'_> {
    /// Begins a job; review goes on beside it.
    pub(super) fn work(&mut self, id: CommandId, rest: &str) -> Result<()> {
        let job = match id {
            CommandId::Load => Job::Load,
            CommandId::Match => Job::Match,
            CommandId::MatchNew => Job::MatchNew,
            CommandId::Train => Job::Train,
            CommandId::Export => Job::Export,
            _ => Job::Sync(self.target(rest)?),
        };
        let Some(told) = self.input.told() else { return self.work_now(&job) };
        self.out
            .line(format!("{} runs in the background; `stop-job` stops it, and undoes what it did.", job.title()))?;
        self.job = Some((job.clone(), ""));
        // Nobody listens any more where the steward has left.
        self.background.begin(job, move |news| drop(told.send(Heard::Job(news))));
        Ok(())
    }

    /// Does a job before the next line is read, telling each part of it as it begins.
    fn work_now(&mut self, job: &Job) -> Result<()> {
        self.out.line(format!("{} begins. Stopped with Ctrl-C, it changes nothing.", job.title()))?;
        let (mut phase, mut told) = ("", Ok(()));
        let out = &mut *self.out;
        let done = self.workspace.run_job(job, &mut |progress| {
            if told.is_ok() && std::mem::replace(&mut phase, progress.phase) != progress.phase {
                told = out.line(format!("  {} …", progress.phase)).and_then(|()| out.finish());
            }
        })?;
        told?;
        let text = self.out.data(&format!("{}{}", done.text, done.more)).into_owned();
        self.out.line(format!("{text}."))?;
        // What is at hand may be another cluster now, or none.
        if self.view.is_none() || self.reload().is_err() { self.next() } else { Ok(()) }
    }

    /// Takes what a job in the background says; says whether it told anything.
    pub(super) fn news(&mut self, news: Option<News>) -> Result<bool> {
        let title = self.job.as_ref().map_or("job", |(job, _)| job.title());
        match news {
            Some(News::Progress(progress)) => {
                let told = self.job.as_mut().map(|(_, phase)| std::mem::replace(phase, progress.phase));
                if told == Some(progress.phase) {
                    return Ok(false);
                }
                self.out.line(format!("  {title}: {} …", progress.phase))?;
            }
            Some(News::Ended(ended)) => {
                self.job = None;
                let text = match ended {
                    Ok(told) => format!("{}{}.", told.text, told.more),
                    Err(error) => {
                        let hint = error.hints.first().map_or_else(String::new, |hint| format!(" ({hint})"));
                        format!("{title} failed: {}{hint}.", error.message)
                    }
                };
                let text = self.out.data(&text).into_owned();
                self.out.line(&text)?;
                self.outcome = Some(text);
                self.workspace.reopen()?;
                self.let_go()?;
                // What is at hand may be another cluster now, or none.
                if self.view.is_some() && self.reload().is_err() {
                    self.view = None;
                }
                if self.view.is_none() && self.workspace.is_loaded() {
                    self.next()?;
                }
            }
            None => return Err(Error::internal(format!("{title} failed; every decision is kept"))),
        }
        Ok(true)
    }

    /// Stops what runs, or tells once more what came of the last.
    pub(super) fn job(&mut self, id: CommandId) -> Result<()> {
        if id == CommandId::StopJob {
            self.background.stop();
            return self.out.line("It is being stopped.");
        }
        let text = self.outcome.clone().unwrap_or_default();
        self.out.line(text)
    }

    /// Stops what runs, and says what is kept.
    pub(super) fn leave(&mut self) -> Result<()> {
        if let Some((job, _)) = &self.job {
            self.out.line(format!("{} is stopped, and what it did undone.", job.title()))?;
            self.out.finish()?;
        }
        self.background.leave();
        self.let_go()?;
        if !self.waiting.is_empty() {
            let count = counted(self.waiting.len() as u64, "decision");
            self.out.line(format!("{count} still to be written, kept for your next review."))?;
        }
        self.out.line("Left. Every decision is kept.")
    }

    /// With whom to exchange journals: what follows the command, or what goldsmith.toml names, or what is asked for.
    fn target(&mut self, rest: &str) -> Result<Option<String>> {
        if !rest.is_empty() {
            return Ok(Some(rest.to_owned()));
        }
        if self.workspace.config().sync_target.is_some() {
            return Ok(None);
        }
        let typed = self.line("Exchange with which folder, or postgres://USER@HOST/DATABASE?")?;
        let typed = typed.filter(|text| !text.trim().is_empty()).map(|text| text.trim().to_owned());
        typed.map(Some).ok_or_else(|| Error::user("sync: no target"))
    }

    /// `redact SOURCE:ID`: the content of a record goes for good, after its key in full, a reason, and a look at what goes.
    pub(super) fn redact(&mut self, rest: &str) -> Result<()> {
        let members = &self.at_hand()?.members;
        let named = members.iter().map(|member| &member.record.key).find(|key| key.to_string() == rest.trim());
        let key: RecordKey = named.cloned().ok_or_else(|| {
            Error::user("redact: nothing is erased; write the key of one of these records in full, as source:id")
        })?;
        let reason = self.line("Why? A ticket or a legal ground, no value of it.")?;
        let reason = reason.filter(|text| !text.trim().is_empty());
        let reason = reason.ok_or_else(|| Error::user("redact: nothing is erased without a reason"))?;
        let scope = self.workspace.erasure(&key)?;
        for line in redact::goes(&scope) {
            let line = self.out.data(&line).into_owned();
            self.out.line(line)?;
        }
        let request = Request { comment: Some(reason.trim().to_owned()), ..Change::Redact { record: key }.into() };
        self.preview(vec![request], After::Stay)
    }
}
