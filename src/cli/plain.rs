//! `goldsmith review --plain`: the work of the Review screen line by line, for screen readers, slow lines and scripts.
//!
//! Nothing moves, nothing is drawn: a line is read, what it comes to is written in sentences. Words are the commands of
//! the one table, by name or key; every decision goes the way that all go, `propose` and `commit`.
//!
//! `input.rs` hears lines and what runs beside them, `words.rs` reads lines, `tell.rs` writes clusters, `ask.rs` asks with numbers, `decide.rs` decides, `shape.rs` divides
//! and merges, `value.rs` chooses golden values, `queue.rs` narrows the queue and decides on all that it shows, `work.rs`
//! does long work, `held.rs` keeps decisions meanwhile, `look.rs` shows what is asked for.

mod ask;
mod decide;
mod held;
mod input;
mod look;
mod queue;
mod shape;
mod tell;
mod value;
mod words;
mod work;

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use super::Outcome;
use super::decide::Retry;
use super::out::{Out, counted};
use super::session::Session;
use crate::commands::{Busy, CommandId, Context, Keys, Place};
use crate::error::Result;
use crate::model::{RecordKey, Task};
use crate::workspace::{Background, Claim, ClusterView, Hidden, Job, Page, Query, Sides, Waiting, Workspace, long_ago};
use input::Input;

/// Tasks that are read at once.
const PAGE: usize = 50;

/// A review in progress.
#[allow(clippy::struct_excessive_bools)] // Each is true or false for itself.
pub(crate) struct Plain<'a> {
    workspace: Workspace,
    keys: Keys,
    retry: Retry<'a>,
    input: Input<'a>,
    out: &'a mut Out,
    /// The cluster that was told last, and when.
    view: Option<ClusterView>,
    /// Whether one that may be the same was told with it.
    sides: Sides,
    since: Instant,
    /// Golden ids that were told before it.
    trail: Vec<String>,
    skipped: BTreeSet<String>,
    /// Only what these facets admit.
    query: Query,
    masked: bool,
    blind: bool,
    /// Greek and Cyrillic are told in Latin letters.
    latin: bool,
    /// What runs beside the review.
    background: Background,
    /// The job that runs, and which part of it was told last.
    job: Option<(Job, &'static str)>,
    /// What came of the last one.
    outcome: Option<String>,
    /// Decisions that wait for whoever is writing.
    waiting: VecDeque<Waiting>,
    /// Lines that were not carried out.
    amiss: u64,
    /// There is nothing more to read, or the steward has left.
    ended: bool,
}

/// What to tell once a decision is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The next task.
    Advance,
    /// The same cluster again.
    Stay,
    /// The cluster that was spoken of.
    Follow,
}

/// Reads lines from standard input until they end or say so. Where no person types them and some could not be carried
/// out, that is told by the exit status.
pub(crate) fn run(session: &Session, out: &mut Out) -> Result<Outcome> {
    out.without_colour();
    let keys = session.keys()?;
    let workspace = session.open(out)?;
    let amiss = {
        let input = if io::stdin().is_terminal() { Input::person() } else { Input::script() };
        let mut plain = Plain::new(workspace, keys, Retry::of(session), input, out);
        let read = plain.read().and_then(|()| plain.leave());
        // Where it cannot be given up, it runs out.
        let _ = plain.workspace.release_claim();
        read.map(|()| plain.amiss)?
    };
    if amiss > 0 && !io::stdin().is_terminal() {
        out.note(&format!("{} could not be carried out.", counted(amiss, "line")));
        return Ok(Outcome::CheckFailed);
    }
    Ok(Outcome::Done)
}

impl<'a> Plain<'a> {
    fn new(workspace: Workspace, keys: Keys, retry: Retry<'a>, input: Input<'a>, out: &'a mut Out) -> Self {
        Self {
            background: Background::of(&workspace),
            job: None,
            outcome: None,
            waiting: VecDeque::new(),
            workspace,
            keys,
            retry,
            input,
            out,
            view: None,
            sides: Sides::Asked,
            since: Instant::now(),
            trail: Vec::new(),
            skipped: BTreeSet::new(),
            query: Query::default(),
            masked: false,
            blind: false,
            latin: false,
            amiss: 0,
            ended: false,
        }
    }

    fn read(&mut self) -> Result<()> {
        let steward = self.out.data(self.workspace.steward()).into_owned();
        let domain = self.workspace.config().domain.name.clone();
        let loaded = self.workspace.is_loaded();
        let left = if loaded {
            let left = self.workspace.counts()?.tasks.iter().map(|(_, tasks)| tasks).sum();
            format!("{} to review", counted(left, "task"))
        } else {
            format!("Nothing can be reviewed yet: {} reads the sources and the match groups", CommandId::Load.name())
        };
        self.out.line(format!("Goldsmith, {domain}, as {steward}. {left}."))?;
        self.out.line(format!(
            "Write a command and press Enter. {} lists the commands, {} leaves; every decision is kept at once.",
            CommandId::Help.name(),
            CommandId::Quit.name()
        ))?;
        if loaded {
            self.take_up()?;
            self.next()?;
        }
        while !self.ended {
            let Some(line) = self.line("What do you decide?")? else { break };
            if let Err(error) = self.carry_out(&line) {
                self.refuse(&error.message)?;
                for hint in &error.hints {
                    let hint = self.out.data(hint).into_owned();
                    self.out.line(hint)?;
                }
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, line: &str) -> Result<()> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let (id, rest) = match words::read(line, &self.keys) {
            Ok(found) => found,
            Err(why) => return self.refuse(&why),
        };
        let context = self.context(id);
        if let Some(reason) = crate::commands::command(id).and_then(|command| command.enabled(&context).err()) {
            let reason = self.keys.spelled(reason).into_owned();
            return self.refuse(&format!("{}: {reason}", id.name()));
        }
        match id {
            CommandId::Quit => {
                self.ended = true;
                Ok(())
            }
            CommandId::Skip => self.skip(),
            CommandId::NextTask => self.next_after(),
            CommandId::Previous => self.previous(),
            CommandId::OtherSide => self.other_side(),
            CommandId::Open => self.open_named(rest),
            CommandId::AssignGroup | CommandId::PreviewSplit if rest.is_empty() => self.offers(),
            CommandId::AssignGroup | CommandId::PreviewSplit => self.group(rest),
            CommandId::Eject => self.eject(rest),
            CommandId::Merge => self.merge(rest),
            CommandId::Override => self.value(rest),
            CommandId::Redact => self.redact(rest),
            CommandId::GoQueue
            | CommandId::Filter
            | CommandId::ClearFilter
            | CommandId::KeepFilter
            | CommandId::ForgetFilter
            | CommandId::Goal
            | CommandId::ConfirmAll
            | CommandId::ApproveAll => self.whole(id, rest),
            CommandId::Load
            | CommandId::Match
            | CommandId::MatchNew
            | CommandId::Train
            | CommandId::Export
            | CommandId::Sync => self.work(id, rest),
            CommandId::StopJob | CommandId::LastJob => self.job(id),
            CommandId::Search
            | CommandId::GoGolden
            | CommandId::GoHistory
            | CommandId::GoHealth
            | CommandId::Stewards
            | CommandId::Why
            | CommandId::Scores
            | CommandId::Formed
            | CommandId::FullValue
            | CommandId::Mask
            | CommandId::Latin
            | CommandId::Blind
            | CommandId::Redraw
            | CommandId::Help => self.look(id, rest),
            other => self.decide(other, rest),
        }
    }

    /// What is there, for the table of commands. A pair is named with the command, and so are groups.
    fn context(&self, id: CommandId) -> Context {
        let view = self.view.as_ref();
        let command = crate::commands::command(id);
        let review = command.is_none_or(|command| command.contexts.contains(&Place::Review));
        let place = match id {
            CommandId::PreviewSplit => Place::Partition,
            CommandId::Retract => Place::History,
            _ if review => Place::Review,
            _ => Place::Queue,
        };
        Context {
            place,
            busy: Busy::No,
            rows: 1,
            members: view.map_or(0, |view| view.members.len()),
            marked: 2,
            bridged: view.is_some_and(|view| !view.bridges.is_empty() || !view.possible.is_empty()),
            beside: review && view.is_some_and(|view| view.beside.is_some()),
            divided: true,
            contradicted: view.is_some_and(|view| !view.conflicts.is_empty()),
            job: self.job.is_some(),
            outcome: self.outcome.is_some(),
            waits: review && view.is_some_and(|view| self.waits_for(&view.golden_id)),
            ..Context::nothing(place)
        }
    }

    /// Says why a line was not carried out.
    fn refuse(&mut self, why: &str) -> Result<()> {
        self.amiss += 1;
        let why = self.out.data(why).into_owned();
        self.out.line(format!("Not done. {why}"))
    }

    /// The cluster at hand.
    fn at_hand(&self) -> Result<&ClusterView> {
        self.view
            .as_ref()
            .ok_or_else(|| crate::error::Error::user("no cluster is open: `open` a golden id or a record"))
    }

    /// Scores are not to be told.
    fn hides_scores(&self) -> bool {
        self.blind || self.view.as_ref().is_some_and(|view| view.hidden == Hidden::DecisionAndScores)
    }

    /// The next task that was not skipped and that nobody else is looking at.
    fn next(&mut self) -> Result<()> {
        let own = self.workspace.steward().to_owned();
        let taken: BTreeSet<String> =
            self.workspace.claims()?.into_iter().filter(|c| !c.mine).map(|c| c.golden_id).collect();
        let mut page = Page::first(PAGE);
        let mut passed = 0;
        loop {
            let tasks = self.workspace.queue(&self.query, &page)?;
            let free = |task: &&Task| {
                let id = &task.golden_id;
                !self.skipped.contains(id) && !taken.contains(id) && !self.waits_for(id)
            };
            if let Some(task) = tasks.iter().find(free) {
                let id = task.golden_id.clone();
                return self.open(&id);
            }
            passed += tasks.len();
            match tasks.last() {
                Some(last) if tasks.len() == PAGE => page.after = Some((last.priority, last.golden_id.clone())),
                _ => break,
            }
        }
        self.view = None;
        if self.workspace.is_free(Duration::ZERO)? {
            self.workspace.release_claim()?;
        }
        let skipped = std::mem::take(&mut self.skipped).len() as u64;
        let narrowed = !self.query.is_everything();
        self.out.line(match (passed, skipped) {
            (0, _) if narrowed => "No task holds all of that; `clear-filter` shows every task.".to_owned(),
            (0, _) => format!("Nothing is left to review. Thank you, {}.", self.out.data(&own)),
            (_, 0) => "Every other task is done, or somebody else is looking at it.".to_owned(),
            _ => format!(
                "Every other task is done. {} left for later; `next-task` begins with them.",
                counted(skipped, "task")
            ),
        })
    }

    fn skip(&mut self) -> Result<()> {
        let id = self.at_hand()?.golden_id.clone();
        self.skipped.insert(id);
        self.next()
    }

    /// The task that comes after this one: like skipping it, and like `next` without one.
    fn next_after(&mut self) -> Result<()> {
        if self.view.is_some() { self.skip() } else { self.next() }
    }

    fn previous(&mut self) -> Result<()> {
        let Some(id) = self.trail.pop() else { return self.refuse("there was no cluster before this one") };
        self.view = None;
        self.open(&id)
    }

    fn other_side(&mut self) -> Result<()> {
        let view = self.at_hand()?;
        if let (Some(bridge), None) = (view.bridges.first(), &view.beside) {
            let id = bridge.other_golden_id.clone();
            return self.open(&id);
        }
        let (id, both) = (view.golden_id.clone(), view.beside.is_none());
        self.sides = if both { Sides::Both } else { Sides::One };
        self.view = Some(self.workspace.reviewed(&id, self.sides)?);
        self.tell()
    }

    fn open_named(&mut self, rest: &str) -> Result<()> {
        if rest.trim().is_empty() {
            return self.refuse("open what? A golden id, the beginning of one, or a record as source:id");
        }
        self.open(rest.trim())
    }

    /// Reads a cluster and tells it.
    fn open(&mut self, id: &str) -> Result<()> {
        self.sides = Sides::Asked;
        let view = self.workspace.reviewed(id, self.sides)?;
        if let Some(before) = self.view.take().filter(|before| before.golden_id != view.golden_id) {
            self.trail.push(before.golden_id);
        }
        // A claim is advice: nobody waits for it.
        let free = self.workspace.is_free(Duration::ZERO)?;
        let claim = if free { Some(self.workspace.claim(&view.golden_id)?) } else { None };
        self.view = Some(view);
        self.since = Instant::now();
        if let Some(Claim::Theirs { steward, seconds }) = claim {
            let steward = self.out.data(&steward).into_owned();
            self.out.line(format!("{steward} is looking at this since {}.", long_ago(seconds)))?;
        }
        self.tell()
    }

    /// Reads the cluster at hand again, wherever its first record is now.
    fn reload(&mut self) -> Result<()> {
        let Some(view) = &self.view else { return Ok(()) };
        let id = match view.members.first() {
            Some(member) => member.record.key.to_string(),
            None => view.golden_id.clone(),
        };
        self.view = Some(self.workspace.reviewed(&id, self.sides)?);
        Ok(())
    }

    /// The record that a word means: its number as it was told, or its key.
    fn record(&self, word: &str) -> Result<RecordKey> {
        let members = &self.at_hand()?.members;
        let number = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let found =
            number.and_then(|at| members.get(at)).or_else(|| members.iter().find(|m| m.record.key.to_string() == word));
        found.map(|member| member.record.key.clone()).ok_or_else(|| {
            crate::error::Error::user(format!(
                "no record {word:?} here: write a number from 1 to {}, or a key",
                members.len()
            ))
        })
    }

    /// The number by which a record was told.
    fn number(&self, key: &RecordKey) -> Option<usize> {
        self.view.as_ref()?.members.iter().position(|member| member.record.key == *key).map(|at| at + 1)
    }
}
