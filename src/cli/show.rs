//! `goldsmith show ID`: a cluster in full, as JSON (`json.rs`) or for people (`text.rs`).

mod json;
mod text;

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::error::Result;

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
        out.json(&json::cluster(&view, &workspace.config().domain))?;
    } else {
        text::print(&view, &workspace.config().domain, out)?;
    }
    Ok(Outcome::Done)
}
