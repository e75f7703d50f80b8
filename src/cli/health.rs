//! `goldsmith health`: match rate, singleton rate and staleness against their limits.

use clap::{Args, ValueEnum};

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::error::Result;

/// What `health` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How to print it
    #[arg(long, value_name = "text|json", default_value = "text")]
    pub format: Form,
    /// Print JSON, as `--format json`
    #[arg(long)]
    pub json: bool,
    /// Exit with status 3 where a limit is breached
    #[arg(long)]
    pub check: bool,
}

/// How to print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For scripts.
    Json,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let report = session.open(out)?.health()?;
    if args.json || args.format == Form::Json {
        out.json(&report)?;
    } else {
        for line in report.to_string().lines() {
            out.line(line)?;
        }
    }
    Ok(if args.check && report.is_breached() { Outcome::CheckFailed } else { Outcome::Done })
}
