//! `goldsmith log`: what was decided, newest first.

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use super::table::Grid;
use crate::error::Result;
use crate::model::RecordKey;
use crate::workspace::LogEntry;

/// Entries that a terminal shows unless asked for more.
const SCREENFUL: usize = 50;

/// What `log` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only what was said of this golden record or record (`source:record_id`)
    pub id: Option<String>,
    /// At most so many; else all, on a terminal the newest 50
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// One entry as JSON, here and in the history of `show`.
#[derive(Serialize)]
pub(crate) struct EntryJson<'a> {
    seq: i64,
    time: &'a str,
    author: &'a str,
    kind: &'a str,
    records: &'a [RecordKey],
    comment: Option<&'a str>,
    retracted_by: Option<i64>,
    target: Option<i64>,
    summary: &'a str,
}

impl<'a> From<&'a LogEntry> for EntryJson<'a> {
    fn from(entry: &'a LogEntry) -> Self {
        Self {
            seq: entry.seq,
            time: &entry.time,
            author: &entry.author,
            kind: &entry.kind,
            records: &entry.records,
            comment: entry.comment.as_deref(),
            retracted_by: entry.retracted_by,
            target: entry.target,
            summary: &entry.summary,
        }
    }
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    let screenful = if out.is_terminal() && !args.json { SCREENFUL } else { usize::MAX };
    let limit = args.limit.map_or(screenful, |limit| limit as usize);
    let entries = workspace.log(args.id.as_deref(), None, limit)?;
    if args.json {
        out.json(&entries.iter().map(EntryJson::from).collect::<Vec<_>>())?;
    } else if entries.is_empty() {
        out.note("Nothing was decided yet.");
    } else {
        print(&entries, out)?;
        if entries.len() == limit && args.limit.is_none() {
            out.note(&format!("The newest {limit}; `--limit N` lists more."));
        }
    }
    Ok(Outcome::Done)
}

/// The entries for people, one a line.
pub(crate) fn print(entries: &[LogEntry], out: &mut Out) -> Result<()> {
    let mut grid = Grid::new(["seq", "time", "author", "what", "comment"]);
    for entry in entries {
        let undone = entry.retracted_by.map_or_else(String::new, |seq| format!(" (undone by {seq})"));
        grid.row([
            entry.seq.to_string(),
            entry.time.clone(),
            out.data(&entry.author).into_owned(),
            format!("{}{undone}", out.data(&entry.summary)),
            entry.comment.as_deref().map_or_else(String::new, |comment| out.data(comment).into_owned()),
        ]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    Ok(())
}
