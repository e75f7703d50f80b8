//! `goldsmith keys`: the keys of the workbench, as the user's settings have them.

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::commands::{Keys, pages};
use crate::error::{Error, ErrorKind, Result};

/// Arguments of `goldsmith keys`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The keys of this preset instead: goldsmith, dedupe, nomenklatura, prodigy, zingg
    #[arg(long, value_name = "PRESET")]
    preset: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A command and its keys.
#[derive(Serialize)]
struct Line {
    command: String,
    keys: Vec<String>,
    does: String,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let keys = match &args.preset {
        Some(name) => Keys::preset(name).map_err(|error| Error::new(ErrorKind::Usage, error.message))?,
        None => session.keys()?,
    };
    let lines = pages::lines(&keys);
    if args.json {
        let line = |(keys, command, does): (Vec<String>, String, String)| Line { command, keys, does };
        out.json(&lines.into_iter().map(line).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let shown = |keys: &[String]| if keys.is_empty() { "—".to_owned() } else { keys.join(" ") };
    let first = lines.iter().map(|line| shown(&line.0).chars().count()).max().unwrap_or(0);
    let second = lines.iter().map(|line| line.1.len()).max().unwrap_or(0);
    for (keys, command, does) in &lines {
        out.line(format!("{:<first$}  {command:<second$}  {does}", shown(keys)))?;
    }
    Ok(Outcome::Done)
}
