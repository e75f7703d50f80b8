//! `goldsmith queue`: what to review next, most valuable first.

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::facets::Facets;
use super::out::Out;
use super::session::Session;
use super::table::Grid;
use crate::error::Result;
use crate::model::{Task, two_digits};
use crate::workspace::{Claimed, Page, Query, Workspace};

/// Tasks that a terminal shows unless asked for more.
const SCREENFUL: usize = 30;

/// What `queue` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which tasks.
    #[command(flatten)]
    pub facets: Facets,
    /// Keep this filter under a name, for everybody who opens the workspace
    #[arg(long, value_name = "NAME")]
    pub keep: Option<String>,
    /// Forget the filter that was kept under this name
    #[arg(long, value_name = "NAME")]
    pub forget: Option<String>,
    /// List the filters that were kept, and no tasks
    #[arg(long)]
    pub filters: bool,
    /// At most so many; else all, on a terminal the first 30
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// One task as JSON.
#[derive(Serialize)]
struct TaskJson<'a> {
    task: String,
    kind: &'static str,
    golden_id: &'a str,
    reason: &'a str,
    label: &'a str,
    size: usize,
    sources: &'a [String],
    score: Option<f64>,
    status: &'static str,
    priority: f64,
    flagged: bool,
    differs: &'a [String],
    claimed_by: Option<&'a str>,
}

/// A kept filter as JSON.
#[derive(Serialize)]
struct FilterJson<'a> {
    name: &'a str,
    query: &'a Query,
}

impl<'a> TaskJson<'a> {
    fn new(task: &'a Task, claims: &'a [Claimed]) -> Self {
        Self {
            task: format!("{}:{}", task.kind, task.golden_id),
            kind: task.kind.word(),
            golden_id: &task.golden_id,
            reason: &task.reason,
            label: &task.label,
            size: task.size,
            sources: &task.sources,
            score: task.score,
            status: task.status.word(),
            priority: task.priority,
            flagged: task.flagged,
            differs: &task.differs,
            claimed_by: claimed_by(task, claims),
        }
    }
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open(out)?;
    if let Some(name) = &args.forget {
        // One that is not there is a slip, and a slip should be told.
        workspace.filter(name)?;
        workspace.forget_filter(name)?;
    }
    if args.filters {
        return list_filters(&workspace, args.json, out);
    }
    let query = args.facets.query(&workspace)?;
    if let Some(name) = &args.keep {
        workspace.keep_filter(name, &query)?;
        out.note(&format!("Kept as {name:?}: {}.", said(&query)));
    }
    let screenful = if out.is_terminal() && !args.json { SCREENFUL } else { usize::MAX };
    let limit = args.limit.map_or(screenful, |limit| limit as usize);
    let tasks = workspace.queue(&query, &Page::first(limit))?;
    let claims = workspace.claims()?;
    if args.json {
        out.json(&tasks.iter().map(|task| TaskJson::new(task, &claims)).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    print(&tasks, &claims, out)?;
    let open = workspace.counts()?.tasks;
    let open = open.iter().filter(|(kind, _)| query.kinds.is_empty() || query.kinds.contains(kind));
    let open: u64 = open.map(|(_, count)| count).sum();
    let by_kind = Query { kinds: Vec::new(), ..query.clone() }.is_everything();
    match tasks.len() as u64 {
        0 => out.note("Nothing to review here."),
        // Of a finer filter nobody has counted how many there are.
        shown if !by_kind && shown == limit as u64 => out.note(&format!("The first {shown}; `--limit` lists more.")),
        _ if !by_kind => {}
        shown if shown < open => out.note(&format!("{shown} of {open} open tasks; `--limit {open}` lists all.")),
        _ => {}
    }
    Ok(Outcome::Done)
}

/// What a filter admits, in a sentence.
fn said(query: &Query) -> String {
    if query.is_everything() { "every task".to_owned() } else { query.words().join(" · ") }
}

fn list_filters(workspace: &Workspace, json: bool, out: &mut Out) -> Result<Outcome> {
    let filters = workspace.filters()?;
    if json {
        out.json(&filters.iter().map(|(name, query)| FilterJson { name, query }).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    for (name, query) in &filters {
        let line = format!("{}  {}", out.data(name), out.data(&said(query)));
        out.line(&line)?;
    }
    if filters.is_empty() {
        out.note("No filter is kept; `goldsmith queue --source crm --keep NAME` keeps one.");
    }
    Ok(Outcome::Done)
}

/// Who is looking at a task in a workbench now.
fn claimed_by<'a>(task: &Task, claims: &'a [Claimed]) -> Option<&'a str> {
    claims.iter().find(|claim| claim.golden_id == task.golden_id).map(|claim| claim.steward.as_str())
}

fn print(tasks: &[Task], claims: &[Claimed], out: &mut Out) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    let mut grid = Grid::new(["golden id", "kind", "score", "size", "label", "reason"]);
    for task in tasks {
        let flag = if task.flagged { " !" } else { "" };
        grid.row([
            task.golden_id.clone(),
            format!("{}{flag}", task.kind),
            task.score.map_or_else(String::new, two_digits),
            task.size.to_string(),
            out.data(&task.label).into_owned(),
            match claimed_by(task, claims) {
                Some(steward) => format!("({} is looking at it) {}", out.data(steward), out.data(&task.reason)),
                None => out.data(&task.reason).into_owned(),
            },
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    Ok(())
}
