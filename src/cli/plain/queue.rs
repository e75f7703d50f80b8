//! The queue as a whole: narrowing it, filters under a name, one verdict on everything that a filter shows, the goal.

use clap::{Args as _, Command as Parser, FromArgMatches as _};

use super::{After, Plain};
use crate::cli::facets::Facets;
use crate::cli::out::counted;
use crate::commands::CommandId;
use crate::error::{Error, Result};
use crate::model::{Task, two_digits};
use crate::workspace::{Bulk, Page, Query, Verdict};

/// Tasks that are told at once.
const SOME: usize = 10;

impl Plain<'_> {
    /// Does what a command says of the queue.
    pub(super) fn whole(&mut self, id: CommandId, rest: &str) -> Result<()> {
        match id {
            CommandId::GoQueue => self.queue(),
            CommandId::Filter => self.filter(rest),
            CommandId::ClearFilter => {
                self.query = Query::default();
                self.out.line("Every task is shown.")?;
                self.next()
            }
            CommandId::KeepFilter => {
                self.workspace.keep_filter(rest, &self.query)?;
                let name = self.out.data(rest.trim()).into_owned();
                self.out.line(format!("Kept as {name}: {}.", self.admits()))
            }
            CommandId::ForgetFilter => {
                self.workspace.filter(rest.trim())?;
                self.workspace.forget_filter(rest.trim())?;
                self.out.line("Forgotten.")
            }
            CommandId::Goal => self.goal(rest.trim()),
            CommandId::ConfirmAll => self.all(Verdict::Confirm),
            _ => self.all(Verdict::Approve),
        }
    }

    /// What the filter admits, in a few words.
    pub(super) fn admits(&self) -> String {
        let words = self.query.words();
        if words.is_empty() { "every task".to_owned() } else { self.out.data(&words.join(", ")).into_owned() }
    }

    /// The next tasks, to choose from.
    fn queue(&mut self) -> Result<()> {
        let tasks = self.workspace.queue(&self.query, &Page::first(SOME))?;
        if tasks.is_empty() {
            return self.out.line(if self.query.is_everything() {
                "Nothing is left to review."
            } else {
                "No task holds all of that; `clear-filter` shows every task."
            });
        }
        if !self.query.is_everything() {
            let admits = self.admits();
            self.out.line(format!("Shown: {admits}."))?;
        }
        let choices: Vec<String> = tasks.iter().map(|task| self.task(task)).collect();
        match self.choose("Open which?", &choices)?.and_then(|at| tasks.get(at)) {
            Some(task) => self.open(&task.golden_id),
            None => Ok(()),
        }
    }

    /// A task on one line.
    fn task(&self, task: &Task) -> String {
        let size = counted(task.size as u64, "record");
        let score = task.score.filter(|_| !self.blind).map_or_else(String::new, |s| format!(", {}", two_digits(s)));
        let kind = task.kind.to_string().replace('_', " ");
        format!("{}, {kind}, {size}{score}, {}", self.label(&task.label), task.golden_id)
    }

    /// `filter kind=borderline source=crm`, in the words of `goldsmith queue`; alone it tells what is shown.
    fn filter(&mut self, rest: &str) -> Result<()> {
        if rest.is_empty() {
            let admits = self.admits();
            self.out.line(format!("Shown: {admits}."))?;
            let kept: Vec<String> = self.workspace.filters()?.into_iter().map(|(name, _)| name).collect();
            if !kept.is_empty() {
                let names = self.out.data(&kept.join(", ")).into_owned();
                self.out.line(format!("Kept: {names}. `filter filter=NAME` uses one."))?;
            }
            return self.out.line(
                "Narrow it by kind, status, source, differs, by, min-score, max-score, text and filter: \
                 filter kind=borderline source=crm.",
            );
        }
        self.query = facets(rest)?.query(&self.workspace)?;
        let admits = self.admits();
        self.out.line(format!("Shown: {admits}."))?;
        self.next()
    }

    fn goal(&mut self, text: &str) -> Result<()> {
        let goal = match text.parse::<u64>() {
            _ if text.is_empty() => None,
            Ok(n @ 1..=100_000) => Some(n),
            _ => return self.refuse("goal: write a number of decisions from 1 to 100000, or nothing for no goal"),
        };
        self.workspace.set_goal(goal)?;
        let own = self.workspace.counts()?.own_today;
        self.out.line(match goal {
            Some(goal) => format!("{own} of {goal} today."),
            None => "No goal.".to_owned(),
        })
    }

    /// One verdict on everything that the filter shows, seen before it is given.
    fn all(&mut self, verdict: Verdict) -> Result<()> {
        let verb = if verdict == Verdict::Confirm { "confirm" } else { "approve" };
        if self.query.is_everything() {
            return self.refuse(&format!(
                "{verb}-all: narrow the queue first, with `filter`: a verdict on everything would be a rule"
            ));
        }
        let bulk = self.workspace.bulk(&self.query, verdict)?;
        self.would_take(&bulk)?;
        if bulk.takes.is_empty() {
            return self.out.line("Nothing was changed.");
        }
        let all = counted(bulk.takes.len() as u64, "golden record");
        let choice = format!("{} {all}.", if verdict == Verdict::Confirm { "Confirm" } else { "Approve" });
        if self.choose("Which?", &[choice])?.is_none() {
            return self.out.line("Nothing was changed.");
        }
        if self.is_busy()? {
            let waiting = self.workspace.hold_bulk(&self.query, &bulk)?;
            return self.waits(waiting, After::Stay);
        }
        let committed = self.workspace.carry_out(&self.query, &bulk, None)?;
        let seq = committed.seqs.last().map_or_else(String::new, |seq| format!(", number {seq}"));
        self.out.line(format!("Done{seq}: {all}. `undo` takes all of it back."))?;
        // What was taken is no task any more.
        let gone = self.view.as_ref().is_some_and(|view| bulk.takes.contains(&view.golden_id));
        if gone { self.move_on(After::Advance, None) } else { self.reload() }
    }

    fn would_take(&mut self, bulk: &Bulk) -> Result<()> {
        let admits = self.admits();
        let mut lines = vec![
            format!("Shown: {admits}."),
            format!(
                "Takes {} of {}, {}.",
                counted(bulk.takes.len() as u64, "golden record"),
                counted(bulk.shown() as u64, "task"),
                counted(bulk.records as u64, "record")
            ),
        ];
        for apart in &bulk.left_out {
            let tasks = counted(apart.tasks as u64, "task");
            lines.push(format!("Stays out: {tasks}, {}; first {}.", apart.why, apart.example));
        }
        if !bulk.sample.is_empty() {
            lines.push(format!("{} of them, spread over the list:", bulk.sample.len()));
            lines.extend(bulk.sample.iter().map(|task| format!("  {}", self.task(task))));
        }
        lines.into_iter().try_for_each(|line| self.out.line(line))
    }
}

/// Facets as `goldsmith queue` reads them, without the dashes; a text goes on to the end of the line.
fn facets(rest: &str) -> Result<Facets> {
    let (words, text) = match rest.split_once("text=") {
        Some((words, text)) => (words, Some(text.trim())),
        None => (rest, None),
    };
    let words = words.split_whitespace().map(|word| format!("--{}", word.trim_start_matches('-')));
    let text = text.map(|text| format!("--text={text}"));
    let parser = Facets::augment_args(Parser::new("filter").no_binary_name(true).disable_help_flag(true));
    let read = parser.try_get_matches_from(words.chain(text)).and_then(|found| Facets::from_arg_matches(&found));
    read.map_err(|error| {
        let said = error.to_string();
        let first = said.lines().next().unwrap_or_default().trim_start_matches("error: ").replace("--", "");
        Error::user(format!("filter: {first}")).hint("filter kind=borderline source=crm; alone it lists the words")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_are_those_of_the_queue_without_dashes() {
        let read = facets("kind=borderline kind=tie --source=crm min-score=0.4 text=acme tools").unwrap();
        assert_eq!((read.kind.len(), read.source[0].as_str()), (2, "crm"));
        assert_eq!((read.min_score, read.text.as_deref()), (Some(0.4), Some("acme tools")));
        for wrong in ["kind=borderlin", "colour=red", "min-score=high", "loose"] {
            let error = facets(wrong).unwrap_err();
            assert!(error.message.starts_with("filter: ") && !error.message.contains("--"), "{error}");
        }
    }
}
