//! `goldsmith load`: loads or refreshes the sources and the match groups, whole or not at all.

use std::path::{self, PathBuf};

use clap::Args;

use super::Outcome;
use super::out::{Out, counted};
use super::progress::Bar;
use super::session::Session;
use crate::error::{Error, Result};
use crate::workspace::{LoadOptions, LoadReport, Workspace};

/// Rejected rows that the text names; the JSON names all.
const REJECTED_SHOWN: usize = 20;

/// What `load` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Match output to load in place of the configured one
    #[arg(long, value_name = "FILE")]
    pub matches: Option<PathBuf>,
    /// Its format, in place of the configured one
    #[arg(long, value_name = "F")]
    pub format: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open(out)?;
    // A path on the command line starts where the user is; one in goldsmith.toml starts at the workspace.
    let matches = match &args.matches {
        Some(file) => {
            Some(path::absolute(file).map_err(|problem| Error::user(format!("{}: {problem}", file.display())))?)
        }
        None => None,
    };
    let report = load(&mut workspace, &LoadOptions { matches, format: args.format.clone() }, out)?;
    if args.json {
        out.json(&report)?;
    } else {
        print(&report, out)?;
    }
    Ok(Outcome::Done)
}

/// Loads, with progress.
pub(crate) fn load(workspace: &mut Workspace, options: &LoadOptions, out: &Out) -> Result<LoadReport> {
    let bar = Bar::new(out);
    workspace.load(options, &mut |progress| bar.show(progress))
}

/// The report for people.
pub(crate) fn print(report: &LoadReport, out: &mut Out) -> Result<()> {
    let sources: Vec<_> = report.sources.iter().map(|(name, count)| format!("{} {count}", out.data(name))).collect();
    out.line(format!(
        "{} ({}), {}",
        counted(report.records, "record"),
        sources.join(", "),
        counted(report.groups, "match group")
    ))?;
    out.line(format!(
        "{} added, {} changed, {} unchanged, {} removed",
        report.added, report.changed, report.unchanged, report.removed
    ))?;
    if report.decisions_kept > 0 || report.decisions_over_model > 0 {
        let over = match report.decisions_over_model {
            0 => "none contradicts the match run".to_owned(),
            1 => "1 link of the match run is otherwise because of them".to_owned(),
            more => format!("{more} links of the match run are otherwise because of them"),
        };
        out.line(format!("{} kept; {over}", counted(report.decisions_kept, "decision")))?;
    }
    for warning in &report.warnings {
        let line = format!("warning: {}", out.data(warning));
        out.line(line)?;
    }
    if !report.rejected.is_empty() {
        out.line(format!("{} could not be taken:", counted(report.rejected.len() as u64, "row")))?;
    }
    for rejected in report.rejected.iter().take(REJECTED_SHOWN) {
        let line = format!("  {}:{}: {}", out.data(&rejected.file), rejected.line, out.data(&rejected.reason));
        out.line(line)?;
    }
    if let Some(more @ 1..) = report.rejected.len().checked_sub(REJECTED_SHOWN) {
        out.line(format!("  … and {more} more; `goldsmith load --json` names them all"))?;
    }
    Ok(())
}
