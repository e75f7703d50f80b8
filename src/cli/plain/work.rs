//! Work that takes long, and erasing: what is done between reviews.

use super::{After, Plain};
use crate::cli::redact;
use crate::commands::CommandId;
use crate::error::{Error, Result};
use crate::model::RecordKey;
use crate::workspace::{Change, Job, Request};

impl Plain<'_> {
    /// Does a job, telling each part of it as it begins.
    pub(super) fn work(&mut self, id: CommandId, rest: &str) -> Result<()> {
        let job = match id {
            CommandId::Load => Job::Load,
            CommandId::Match => Job::Match,
            CommandId::MatchNew => Job::MatchNew,
            CommandId::Train => Job::Train,
            CommandId::Export => Job::Export,
            _ => Job::Sync(self.target(rest)?),
        };
        self.out.line(format!("{} begins. Stopped with Ctrl-C, it changes nothing.", job.title()))?;
        let (mut phase, mut told) = ("", Ok(()));
        let out = &mut *self.out;
        let done = self.workspace.run_job(&job, &mut |progress| {
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
