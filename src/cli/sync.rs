//! `goldsmith sync`: exchanges journals through a folder or a PostgreSQL server.

use std::path;

use clap::Args;

use super::Outcome;
use super::out::{Out, counted};
use super::progress::Bar;
use super::session::Session;
use crate::error::{Error, Result};
use crate::sync::Target;
use crate::workspace::{Dispute, Side, SyncReport};

/// What `sync` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A folder, or `postgres://USER@HOST/DATABASE`; else `target` under `[sync]` in goldsmith.toml
    ///
    /// Options of the address: `sslmode=disable|prefer|require|verify-ca|verify-full`, `sslrootcert=FILE`,
    /// `connect_timeout=SECONDS`. The password comes from the address, PGPASSWORD or ~/.pgpass.
    pub target: Option<String>,
    /// Exchange though what lies there is about other records than yours: for the first time, with your own team
    #[arg(long)]
    pub join: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let target = args.target.as_deref().map(named).transpose()?;
    let mut workspace = session.open_to_write(false, out)?;
    let target = match target {
        Some(target) => target,
        None => workspace.remembered_target()?,
    };
    let bar = Bar::new(out);
    let mut show = |progress| bar.show(progress);
    let report = if args.join { workspace.join(&target, &mut show)? } else { workspace.sync(&target, &mut show)? };
    drop(bar);
    if args.json {
        out.json(&report)?;
    } else {
        print(&report, out)?;
    }
    Ok(if report.needs_eyes() { Outcome::CheckFailed } else { Outcome::Done })
}

/// A path on the command line starts where the user is; one in goldsmith.toml starts at the workspace.
fn named(text: &str) -> Result<Target> {
    Ok(match text.parse()? {
        Target::Folder(folder) => Target::Folder(
            path::absolute(&folder).map_err(|problem| Error::user(format!("{}: {problem}", folder.display())))?,
        ),
        server @ Target::Server(_) => server,
    })
}

fn print(report: &SyncReport, out: &mut Out) -> Result<()> {
    let target = out.data(&report.target).into_owned();
    let entries = if report.received == 1 { "entry" } else { "entries" };
    out.line(format!("{} {entries} received, {} sent ({target})", report.received, report.sent))?;
    if !report.conflicts.is_empty() {
        out.line(format!("{}:", counted(report.conflicts.len() as u64, "new conflict")))?;
    }
    for conflict in &report.conflicts {
        print_conflict(conflict, out)?;
    }
    for warning in &report.warnings {
        let line = format!("warning: {}", out.data(warning));
        out.line(line)?;
    }
    Ok(())
}

fn print_conflict(conflict: &Dispute, out: &mut Out) -> Result<()> {
    let line = format!("  {}", out.data(&conflict.message));
    out.line(line)?;
    for side in &conflict.sides {
        let line = format!("    {}", out.data(&said(side)));
        out.line(line)?;
    }
    Ok(())
}

/// Who said what, when and why, in one line.
fn said(side: &Side) -> String {
    let records: Vec<String> = side.records.iter().map(ToString::to_string).collect();
    let value = side.value.as_ref().map_or_else(String::new, |value| format!(" = {value:?}"));
    let comment = side.comment.as_ref().map_or_else(String::new, |comment| format!(": {comment}"));
    let Side { seq, kind, author, time, .. } = side;
    format!("number {seq}, {author}, {time}: {kind} {}{value}{comment}", records.join(", "))
}
