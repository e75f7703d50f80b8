//! `goldsmith show ID`: a cluster in full, as JSON (`json.rs`) or for people (`text.rs`).

mod json;
mod splits;
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
    #[serde(skip_serializing_if = "Option::is_none")]
    splits: Option<Vec<splits::SplitJson<'a>>>,
}

/// What `show` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A golden id (also a retired one, or its beginning), or a record `source:record_id`
    pub id: String,
    /// Also how it formed, link by link, with who or what made each
    #[arg(long)]
    pub how: bool,
    /// Also the ways in which it could be split, each with what would follow and the command that does it
    #[arg(long)]
    pub splits: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    let view = workspace.cluster(&args.id)?;
    let offers = if args.splits { Some(workspace.splits(&args.id)?) } else { None };
    let retry = Retry::of(session);
    if args.json {
        let cluster = json::cluster(&view, &workspace.config().domain);
        let conflicts = conflicts(&view.conflicts, &view.exits, &retry);
        let splits = offers.as_ref().map(|offers| splits::json(offers, &retry));
        out.json(&Shown { cluster, conflicts, splits })?;
    } else {
        text::print(&view, &workspace.config().domain, out)?;
        if args.how {
            text::formed(&view, out)?;
        }
        if let Some(offers) = &offers {
            splits::print(offers, &workspace.config().domain, &retry, out)?;
        }
        if !view.conflicts.is_empty() {
            out.line("")?;
            out.line(out.heading("Contradictions"))?;
            for line in hints(&view.conflicts, &view.exits, &retry) {
                let line = format!("  {}", out.data(&line));
                out.line(line)?;
            }
        }
    }
    Ok(Outcome::Done)
}
