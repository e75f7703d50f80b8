//! Decisions while somebody else writes, a job of this review or another program: they are kept, said to wait, and written
//! in their order once the others let go.

use std::time::Duration;

use super::{After, Plain};
use crate::cli::out::counted;
use crate::error::Result;
use crate::workspace::{Fate, Proposal, Request, Waiting};

/// How long a decision is waited for before it is said to wait.
const SHORT: Duration = Duration::from_millis(300);

impl Plain<'_> {
    /// A decision would have to wait. A script waits itself: its next lines may rest on it.
    pub(super) fn is_busy(&self) -> Result<bool> {
        Ok(self.input.is_typed() && (!self.waiting.is_empty() || !self.workspace.is_free(SHORT)?))
    }

    /// Whether what was decided of a golden record is still to be written.
    pub(super) fn waits_for(&self, golden_id: &str) -> bool {
        self.waiting.iter().any(|waiting| waiting.about() == Some(golden_id))
    }

    /// Keeps a decision until it can be written; the proposal, where it is refused as it is.
    pub(super) fn hold(&mut self, requests: &[Request], after: After) -> Result<Option<Proposal>> {
        let view = self.view.clone();
        match self.workspace.hold(requests, view.as_ref())? {
            Ok(waiting) => self.waits(waiting, after).map(|()| None),
            Err(proposal) => Ok(Some(*proposal)),
        }
    }

    /// Says that a decision waits, and goes on.
    pub(super) fn waits(&mut self, waiting: Waiting, after: After) -> Result<()> {
        self.waiting.push_back(waiting);
        let who = self.job.as_ref().map_or("the other program that is writing here", |(job, _)| job.title());
        let waiting = match self.waiting.len() {
            1 => "It waits".to_owned(),
            more => format!("{more} decisions wait"),
        };
        self.out.line(format!("{waiting}, kept on the disk, until {who} lets go."))?;
        self.move_on(after, None)
    }

    /// Takes up what an earlier review of this steward left behind when it was killed.
    pub(super) fn take_up(&mut self) -> Result<()> {
        self.waiting.extend(self.workspace.take_up()?);
        if !self.waiting.is_empty() {
            let count = counted(self.waiting.len() as u64, "decision");
            self.out.line(format!("{count} of yours waited when the last review was killed."))?;
        }
        self.let_go().map(drop)
    }

    /// Writes what waits, as far as it can be written now; says whether it said anything.
    pub(super) fn let_go(&mut self) -> Result<bool> {
        let mut said = false;
        while let Some(waiting) = self.waiting.front().cloned() {
            if !self.workspace.is_loaded() || !self.workspace.is_free(Duration::ZERO)? {
                break;
            }
            let about = self.out.data(waiting.about().unwrap_or("a decision")).into_owned();
            let told = match self.workspace.write_waiting(&waiting) {
                Ok(Fate::Committed(committed)) => {
                    let seq = committed.seqs.last().map_or_else(String::new, |seq| format!(", number {seq}"));
                    let summary = self.out.data(&committed.proposal.summary).into_owned();
                    Ok(format!("Written{seq}: {summary}."))
                }
                Ok(Fate::Refused(proposal)) => {
                    Err(proposal.conflicts.first().map_or_else(String::new, |conflict| conflict.message.clone()))
                }
                Err(error) if Waiting::waits_on(&error) => break,
                Err(error) => Err(error.message),
            };
            self.workspace.settle(&waiting)?;
            self.waiting.pop_front();
            said = true;
            match told {
                Ok(text) => self.out.line(text)?,
                Err(why) => self.refuse(&format!("{about}, which waited: {why}"))?,
            }
        }
        Ok(said)
    }
}
