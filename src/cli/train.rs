//! `goldsmith train`: what labels teach the own matcher.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::out::{Out, counted};
use super::progress::Bar;
use super::session::Session;
use super::table::Grid;
use crate::error::Result;
use crate::matching::engine::Quality;
use crate::workspace::{TrainOptions, TrainReport};

/// What `train` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Labelled pairs beside those of the journal: a CSV of `left_source,left_id,right_source,right_id,label`. They are
    /// kept, in place of those of the file before
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open(out)?;
    let bar = Bar::new(out);
    let options = TrainOptions { labels: args.labels.clone() };
    let report = workspace.train(&options, &mut |progress| bar.show(progress))?;
    drop(bar);
    if args.json {
        out.json(&report)?;
        return Ok(Outcome::Done);
    }
    print(&report, out)?;
    out.line(if report.learned {
        "`goldsmith match --engine trained` matches with it"
    } else {
        "the labels teach nothing that holds for each other: scores stay as they are"
    })?;
    Ok(Outcome::Done)
}

/// What labels taught, in words.
pub(super) fn print(report: &TrainReport, out: &mut Out) -> Result<()> {
    let TrainReport { matches, non_matches, labels, before, after, rejected, .. } = report;
    out.line(format!(
        "{}: {matches} the same, {non_matches} different; {} from decisions, {} from a file",
        counted(matches + non_matches, "labelled pair"),
        labels.journal,
        labels.file,
    ))?;
    let mut grid = Grid::new(["scores of labelled pairs", "Brier score", "log loss"]);
    let row = |name: &str, quality: &Quality| {
        [name.to_owned(), format!("{:.4}", quality.brier), format!("{:.4}", quality.log_loss)]
    };
    grid.row(row("without labels", before));
    grid.row(row("with the other labels", after));
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    if labels.left_out > 0 {
        out.note(&format!("note: {} left out: their records are not loaded", counted(labels.left_out, "label")));
    }
    if labels.overruled > 0 {
        out.note(&format!("note: {} of the file overruled by decisions", counted(labels.overruled, "label")));
    }
    if labels.unsure > 0 {
        out.note(&format!("note: {} labelled unsure count nowhere", counted(labels.unsure, "pair")));
    }
    for rejected in rejected.iter().take(10) {
        out.note(&format!("note: {}:{}: {}", rejected.file, rejected.line, rejected.reason));
    }
    if rejected.len() > 10 {
        out.note(&format!("note: {} more rows rejected", rejected.len() - 10));
    }
    Ok(())
}
