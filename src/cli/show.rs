//! `goldsmith show ID`: a cluster in full, as JSON (`json.rs`) or for people (`text.rs`).

mod json;
mod text;

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::decide::{ConflictJson, Retry, conflicts, hints};
use super::out::Out;
use super::session::Session;
use crate::error::Result;

/// A cluster with the decisions about it that cannot all hold, and the ways out.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    cluster: json::ClusterJson<'a>,
    conflicts: Vec<ConflictJson<'a>>,
}

/// What `show` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A golden id (also a retired one, or its beginning), or a record `source:record_id`
    pub id: String,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    let view = workspace.cluster(&args.id)?;
    if args.json {
        let cluster = json::cluster(&view, &workspace.config().domain);
        out.json(&Shown { cluster, conflicts: conflicts(&view.conflicts, &view.exits, &Retry::of(session)) })?;
    } else {
        text::print(&view, &workspace.config().domain, out)?;
        if !view.conflicts.is_empty() {
            out.line("")?;
            out.line(out.heading("Contradictions"))?;
            for line in hints(&view.conflicts, &view.exits, &Retry::of(session)) {
                let line = format!("  {}", out.data(&line));
                out.line(line)?;
            }
        }
    }
    Ok(Outcome::Done)
}
