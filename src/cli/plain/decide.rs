//! Decisions: from a command to a request, with what was told; what contradicts it and the ways out; what it came to.

use super::tell::pair;
use super::{After, Plain};
use crate::cli::decide::hints;
use crate::cli::redact;
use crate::commands::CommandId;
use crate::error::{Error, Result};
use crate::model::{RecordKey, Shown};
use crate::workspace::{Action, Change, Committed, Conflict, Exits, Fate, Proposal, Request};

impl Plain<'_> {
    /// Does what a command says.
    pub(super) fn decide(&mut self, id: CommandId, rest: &str) -> Result<()> {
        match id {
            CommandId::Undo => return self.write(&[Change::Undo.into()], After::Follow),
            CommandId::Redo => return self.write(&[Change::Redo.into()], After::Follow),
            CommandId::Retract => return self.retract(rest),
            CommandId::Resolve => return self.resolve(),
            _ => {}
        }
        let view = self.at_hand()?;
        let golden_id = view.golden_id.clone();
        let (stale, two) = (!view.stale.is_empty(), view.members.len() == 2);
        // Two clusters side by side: the question is whether they are one.
        let asked = view.asked_pair();
        let text = (!rest.trim().is_empty()).then(|| rest.trim().to_owned());
        let missing = |what: &str| Error::user(format!("{}: {what}", id.name()));
        let (change, after) = match (id, self.records(id, rest)?.as_slice()) {
            (CommandId::Same, [a, b]) => (Change::Same { a: a.clone(), b: b.clone() }, After::Stay),
            (CommandId::Same, []) if let Some((a, b)) = asked => (Change::Same { a, b }, After::Advance),
            (CommandId::Different, []) if let Some((a, b)) = asked => (Change::Different { a, b }, After::Advance),
            (CommandId::Unsure | CommandId::UnsureReason, []) if let Some((a, b)) = asked => {
                (Change::Unsure { a, b }, After::Advance)
            }
            (CommandId::Same, []) if stale => (Change::Reaffirm { id: golden_id }, After::Advance),
            (CommandId::Same, []) => (Change::Confirm { id: golden_id }, After::Advance),
            (CommandId::Different, [a, b]) => {
                let after = if two { After::Advance } else { After::Stay };
                (Change::Different { a: a.clone(), b: b.clone() }, after)
            }
            (CommandId::Different, [only]) => return self.leaves(only.clone()),
            (CommandId::Different, []) if two => {
                let key = |at: usize| self.at_hand().map(|view| view.members[at].record.key.clone());
                (Change::Different { a: key(0)?, b: key(1)? }, After::Advance)
            }
            (CommandId::Different, _) => return Err(missing("which record leaves? Write its number, or those of two")),
            (CommandId::Unsure, [a, b]) => (Change::Unsure { a: a.clone(), b: b.clone() }, After::Stay),
            (CommandId::Unsure | CommandId::UnsureReason, _) => {
                (Change::UnsureCluster { id: golden_id }, After::Advance)
            }
            (CommandId::Approve, _) => (Change::Approve { id: golden_id }, After::Advance),
            (CommandId::SendBack, _) => (Change::SendBack { id: golden_id }, After::Advance),
            (CommandId::Comment, _) => (Change::Comment { id: golden_id, flag: false }, After::Stay),
            (CommandId::Flag, _) => return self.flag(golden_id, text),
            (CommandId::Reopen, _) => (Change::Reopen { id: golden_id }, After::Stay),
            (CommandId::Reaffirm, _) => (Change::Reaffirm { id: golden_id }, After::Advance),
            _ => return Err(Error::user(format!("{:?} belongs to a screen", id.name()))),
        };
        let comment = match id {
            CommandId::UnsureReason | CommandId::SendBack | CommandId::Comment => Some(match text {
                Some(text) => text,
                None => {
                    self.line("Write the text.")?.filter(|t| !t.trim().is_empty()).ok_or_else(|| missing("no text"))?
                }
            }),
            CommandId::Same | CommandId::Different | CommandId::Unsure => None,
            _ => text,
        };
        let request = self.request(change, comment);
        self.write(&[request], after)
    }

    /// The records that follow a verdict; other commands take text.
    fn records(&self, id: CommandId, rest: &str) -> Result<Vec<RecordKey>> {
        if !matches!(id, CommandId::Same | CommandId::Different | CommandId::Unsure) {
            return Ok(Vec::new());
        }
        let mut keys = rest.split_whitespace().map(|word| self.record(word)).collect::<Result<Vec<_>>>()?;
        keys.sort();
        keys.dedup();
        match (id, keys.len()) {
            (_, 0 | 2) | (CommandId::Different, 1) => Ok(keys),
            _ => Err(Error::user(format!("{}: write two records, or none for the whole cluster", id.name()))),
        }
    }

    fn flag(&mut self, id: String, text: Option<String>) -> Result<()> {
        let view = self.at_hand()?;
        let standing = view.history.iter().find(|entry| entry.flag && entry.retracted_by.is_none()).map(|e| e.seq);
        if view.task.as_ref().is_some_and(|task| task.flagged)
            && let Some(seq) = standing
        {
            return self.write(&[Change::Retract { seq }.into()], After::Stay);
        }
        let request = self.request(Change::Comment { id, flag: true }, text);
        self.write(&[request], After::Stay)
    }

    fn retract(&mut self, rest: &str) -> Result<()> {
        let seq = rest.trim().trim_start_matches('#').parse::<i64>();
        let seq = seq.map_err(|_| Error::user("retract: write the number of the decision; `go-history` lists them"))?;
        self.preview(vec![Change::Retract { seq }.into()], After::Stay)
    }

    /// Decisions about the cluster that cannot all hold.
    fn resolve(&mut self) -> Result<()> {
        let view = self.at_hand()?;
        let (conflicts, exits) = (view.conflicts.clone(), view.exits.clone());
        self.ways_out(&[], After::Stay, &conflicts, &exits)
    }

    /// A change with what was told: the weakest link or the pair that it names, and how long ago.
    pub(super) fn request(&self, change: Change, comment: Option<String>) -> Request {
        let blind = self.hides_scores();
        let milliseconds = Some(u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX));
        let told = Shown { blind, milliseconds, ..Shown::default() };
        let score = self.view.as_ref().and_then(|view| match &change {
            // They go against the strongest link between their parts, which nobody but the workspace knows.
            Change::Split { .. } | Change::Merge { .. } => None,
            Change::Same { a, b } | Change::Different { a, b } | Change::Unsure { a, b } => {
                pair(view, self.number(a)?.checked_sub(1)?, self.number(b)?.checked_sub(1)?)
            }
            _ => view.weakest.and_then(|(a, b)| pair(view, a, b)),
        });
        let Some(score) = score else { return Request { change, comment, shown: told } };
        let level =
            |at: &crate::model::AttributeScore| (self.name(at.attribute).to_owned(), at.level.word().to_owned());
        let shown = Shown {
            probability: Some(score.probability),
            weight: Some(score.weight),
            vector: score.attributes.iter().map(level).collect(),
            ..told
        };
        Request { change, comment, shown }
    }

    /// Writes a decision at once, unless standing ones are in its way.
    pub(super) fn write(&mut self, requests: &[Request], after: After) -> Result<()> {
        let refused = if self.is_busy()? {
            self.hold(requests, after)?
        } else {
            let view = self.view.clone();
            match self.workspace.decide(requests, view.as_ref())? {
                Fate::Committed(committed) => return self.done(&committed, after),
                Fate::Refused(proposal) => Some(*proposal),
            }
        };
        refused.map_or(Ok(()), |refused| self.ways_out(requests, after, &refused.conflicts, &refused.exits))
    }

    /// Tells what would follow, and asks.
    pub(super) fn preview(&mut self, mut requests: Vec<Request>, after: After) -> Result<()> {
        loop {
            let proposal = self.workspace.propose(&requests)?;
            if !proposal.conflicts.is_empty() {
                return self.ways_out(&requests, after, &proposal.conflicts, &proposal.exits);
            }
            self.follows(&proposal, None)?;
            let split = requests.iter().position(|r| matches!(r.change, Change::Split { confirm_parts: false, .. }));
            let mut choices = vec!["Accept.".to_owned()];
            choices.extend(split.map(|_| "Accept, and confirm every part.".to_owned()));
            choices.extend(proposal.swap.as_ref().map(|swap| format!("{} stays with most of its records.", swap.id)));
            match (self.choose("Which?", &choices)?, split) {
                (None, _) => return self.out.line("Nothing was changed."),
                (Some(0), _) if self.is_busy()? => {
                    let waiting = self.workspace.hold_proposal(&proposal)?;
                    return self.waits(waiting, after);
                }
                (Some(0), _) => {
                    let committed = self.workspace.commit(proposal)?;
                    return self.done(&committed, after);
                }
                (Some(1), Some(at)) => {
                    if let Some(Change::Split { confirm_parts, .. }) = requests.get_mut(at).map(|r| &mut r.change) {
                        *confirm_parts = true;
                    }
                    return self.write(&requests, after);
                }
                // Seen once more, with the ids exchanged.
                (Some(_), _) => requests.extend(proposal.swap.as_ref().map(|swap| swap.change().into())),
            }
        }
    }

    /// A contradiction: the evidence link by link, and the ways out by number.
    fn ways_out(&mut self, asked: &[Request], after: After, conflicts: &[Conflict], exits: &[Exits]) -> Result<()> {
        let here = if asked.is_empty() {
            "Decisions about this contradict each other."
        } else {
            "This contradicts an earlier decision."
        };
        self.out.line(here)?;
        let none = Exits::default();
        let first = exits.first().unwrap_or(&none);
        for line in
            hints(conflicts.get(..1).unwrap_or(conflicts), &[Exits { ways: Vec::new(), ..first.clone() }], &self.retry)
        {
            let line = self.out.data(&line).into_owned();
            self.out.line(line)?;
        }
        if conflicts.len() > 1 {
            self.out.line(format!("There are {} more like it.", conflicts.len() - 1))?;
        }
        let ways: Vec<_> = first.ways.iter().filter(|exit| exit.action != Action::GiveUp).collect();
        let choices: Vec<String> = ways.iter().map(|exit| self.out.data(&exit.summary).into_owned()).collect();
        if choices.is_empty() {
            return self.out.line("No single decision or record leads out of it. Nothing was changed.");
        }
        let Some(way) = self.choose("Which way out?", &choices)?.and_then(|at| ways.get(at)) else {
            return self.out.line("Nothing was changed.");
        };
        let requests = way.requests(asked);
        // Taking back what stands alone, or moving a record, is seen before it is done.
        if asked.is_empty() || way.action == Action::Move {
            self.preview(requests, after)
        } else {
            self.write(&requests, after)
        }
    }

    fn done(&mut self, committed: &Committed, after: After) -> Result<()> {
        let Proposal { clusters, .. } = &committed.proposal;
        self.follows(&committed.proposal, Some(&committed.seqs))?;
        if let Some(proof) = &committed.proof {
            self.amiss += u64::from(!proof.holds());
            self.out.line(format!("{}.", redact::said(proof)))?;
        }
        // Of several, the one that was told last.
        let made = |id: &&String| clusters.iter().any(|cluster| cluster.golden_id == **id);
        let last = self.trail.iter().rev().find(made).cloned();
        let concerned = last.or_else(|| clusters.first().map(|cluster| cluster.golden_id.clone()));
        self.move_on(after, concerned)
    }

    /// What to tell once a decision is written.
    pub(super) fn move_on(&mut self, after: After, concerned: Option<String>) -> Result<()> {
        match (after, concerned) {
            (After::Advance, _) => {
                let before = self.view.take().map(|view| view.golden_id);
                self.trail.extend(before);
                self.next()
            }
            (After::Follow, Some(id)) => self.open(&id),
            // Its last record may be gone: then there is no such cluster.
            _ if self.view.is_none() || self.reload().is_err() => self.next(),
            _ => Ok(()),
        }
    }
}
