//! `goldsmith load`: loads or refreshes the sources and the match groups, whole or not at all.

mod report;

use std::path::{self, PathBuf};

use clap::Args;

use super::Outcome;
use super::matching;
use super::out::Out;
use super::progress::Bar;
use super::session::Session;
use crate::error::{Error, Result};
use crate::workspace::{LoadOptions, LoadReport, MatchOptions, Mode, Workspace};

pub(crate) use report::print;

/// What `load` takes.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // Flags of a command line.
pub struct Arguments {
    /// Match output to load in place of the configured one
    #[arg(long, value_name = "FILE")]
    pub matches: Option<PathBuf>,
    /// Its format, in place of the configured one
    #[arg(long, value_name = "F")]
    pub format: Option<String>,
    /// Match output and sources hold only what is new and changed, and add to what was loaded before
    #[arg(long, conflicts_with = "full")]
    pub incremental: bool,
    /// They hold everything, though `goldsmith.toml` says `incremental`
    #[arg(long)]
    pub full: bool,
    /// Match the records by the own matcher as well, in place of match output: faster than `match` after `load`
    #[arg(long = "match", conflicts_with_all = ["matches", "format", "incremental"])]
    pub matching: bool,
    /// With --match: by the model that is kept, and learn none
    #[arg(long, requires = "matching")]
    pub keep_model: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open_to_write(false, out)?;
    // A path on the command line starts where the user is; one in goldsmith.toml starts at the workspace.
    let matches = match &args.matches {
        Some(file) => {
            Some(path::absolute(file).map_err(|problem| Error::user(format!("{}: {problem}", file.display())))?)
        }
        None => None,
    };
    let incremental = (args.incremental || args.full).then_some(args.incremental);
    let mode = if args.keep_model { Mode::KeepModel } else { Mode::Anew };
    let matching = args.matching.then(|| MatchOptions { mode, ..MatchOptions::default() });
    let options = LoadOptions { matches, format: args.format.clone(), incremental, matching };
    let report = load(&mut workspace, &options, out)?;
    if args.json {
        out.json(&report)?;
    } else {
        print(&report, out)?;
        if let Some(run) = &report.matched {
            matching::print_within(run, out)?;
        }
    }
    Ok(Outcome::Done)
}

/// Loads, with progress.
pub(crate) fn load(workspace: &mut Workspace, options: &LoadOptions, out: &Out) -> Result<LoadReport> {
    let bar = Bar::new(out);
    workspace.load(options, &mut |progress| bar.show(progress))
}
