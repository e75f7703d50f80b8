//! `goldsmith decide`: the decisions of the screen, from the command line or from a file.
//!
//! `verdict.rs` is the grammar, `parts.rs` reads the parts of a split, `file.rs` many decisions at once, `bulk.rs` one verdict on all that a filter shows, and
//! `report.rs` says what followed, `refusal.rs` what stands against it and the ways out. All of them go through propose and commit.

mod bulk;
mod file;
mod parts;
mod refusal;
mod report;
mod verdict;

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Shown;
use crate::workspace::{Change, Proposal, Request, Workspace};
pub(crate) use refusal::{ConflictJson, Retry, conflicts, hints};
pub(super) use report::{ChangeJson, lines};
use verdict::Verdict;

/// What `decide` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = false)]
pub struct Arguments {
    /// What is decided.
    #[command(subcommand)]
    pub verdict: Option<Verdict>,
    /// Many decisions, one JSON object a line (`-`: standard input), all or nothing
    #[arg(long, value_name = "F.jsonl")]
    pub file: Option<PathBuf>,
    /// Take this earlier decision back in the same stroke; may be repeated
    #[arg(long, global = true, value_name = "SEQ")]
    pub retract: Vec<i64>,
    /// How to carry it out.
    #[command(flatten)]
    pub how: How,
}

/// How to carry out a change.
#[derive(Debug, Args)]
pub struct How {
    /// Why, in your words
    #[arg(long, global = true, value_name = "TEXT", allow_hyphen_values = true)]
    pub comment: Option<String>,
    /// Print what would follow, change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
}

impl How {
    /// A request for `change`, with the comment. Nothing was on a screen.
    pub(crate) fn request(&self, change: Change) -> Request {
        let comment = self.comment.clone().filter(|comment| !comment.trim().is_empty());
        Request { change, comment, shown: Shown::default() }
    }
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    match (&args.verdict, &args.file) {
        (Some(verdict), None) => {
            verdict.check(&args.how)?;
            let mut workspace = session.open_to_write(args.how.dry_run, out)?;
            if let Some((facets, said)) = verdict.bulk() {
                if !args.retract.is_empty() {
                    return Err(usage(
                        "a verdict on many clusters takes nothing back: --retract goes with one decision",
                    ));
                }
                return bulk::run(&mut workspace, facets, said, &args.how, &Retry::of(session), out);
            }
            // First what is decided: it speaks of what stands now.
            let mut requests = vec![args.how.request(verdict.change(&workspace)?)];
            requests.extend(args.retract.iter().map(|&seq| Request::from(Change::Retract { seq })));
            let mut proposal = workspace.propose(&requests)?;
            if let Some(offer) = proposal.swap.as_ref().filter(|_| verdict.keeps_id_with_majority()) {
                requests.push(args.how.request(offer.change()));
                proposal = workspace.propose(&requests)?;
            }
            settle(&mut workspace, proposal, &args.how, &Retry::of(session), out)
        }
        (None, Some(path)) => {
            let mut workspace = session.open_to_write(args.how.dry_run, out)?;
            let mut batch = file::read(path, args.how.comment.as_deref())?;
            batch.retract(&args.retract);
            let proposal = batch.propose(&workspace)?;
            settle(&mut workspace, proposal, &args.how, &Retry::of(session).with(path, &batch), out)
        }
        (Some(_), Some(_)) => Err(usage("a decision, or --file with many, not both")),
        (None, None) => Err(usage("what to decide?").hint("`goldsmith decide --help` lists the decisions")),
    }
}

/// Proposes, and unless it is a dry run or contradicts what stands, commits.
pub(crate) fn carry_out(
    workspace: &mut Workspace,
    requests: &[Request],
    how: &How,
    retry: &Retry,
    out: &mut Out,
) -> Result<Outcome> {
    let proposal = workspace.propose(requests)?;
    settle(workspace, proposal, how, retry, out)
}

fn settle(workspace: &mut Workspace, proposal: Proposal, how: &How, retry: &Retry, out: &mut Out) -> Result<Outcome> {
    if !proposal.conflicts.is_empty() {
        if !how.json {
            return Err(refusal::refusal(&proposal, retry));
        }
        report::print(&proposal, None, how, retry, out)?;
        return Ok(Outcome::Refused);
    }
    if how.dry_run {
        report::print(&proposal, None, how, retry, out)?;
    } else {
        let committed = workspace.commit(proposal)?;
        report::print(&committed.proposal, Some(&committed.seqs), how, retry, out)?;
    }
    Ok(Outcome::Done)
}

fn usage(message: &str) -> Error {
    Error::new(ErrorKind::Usage, message)
}
