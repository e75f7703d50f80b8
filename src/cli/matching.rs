//! `goldsmith match`: runs the own matcher as a new match run.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::out::{Out, counted};
use super::progress::Bar;
use super::session::Session;
use super::table::Grid;
use super::train;
use crate::error::Result;
use crate::export::Destination;
use crate::workspace::setup::Setup;
use crate::workspace::{CommonNote, KeyNote, MatchOptions, MatchReport, Mode, Taught, match_files};

/// What `match` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Files to match as they are, without a workspace (.csv, .tsv, .jsonl, .ndjson, also .gz): what their columns hold
    /// is guessed as `init` guesses it, and every record is written with its group to --out
    #[arg(value_name = "FILE", requires = "out", conflicts_with_all = ["engine", "incremental", "keep_model"])]
    pub files: Vec<PathBuf>,
    /// Where the groups of FILE go, as match output that `load` takes; `-`: standard output
    #[arg(short, long, value_name = "PATH", requires = "files")]
    pub out: Option<PathBuf>,
    /// The column that holds the record id, in every FILE
    #[arg(long, value_name = "COLUMN", requires = "files")]
    pub id: Option<String>,
    /// The engine, in place of the configured one: `rules`, `probabilistic` or `trained`
    #[arg(long, value_name = "E")]
    pub engine: Option<String>,
    /// Match only what is new, changed or gone since the latest run, by the model that is kept: the groups are those
    /// that --keep-model would make
    #[arg(long, conflicts_with_all = ["engine", "keep_model"])]
    pub incremental: bool,
    /// Match all records by the model that is kept, and learn none
    #[arg(long, conflicts_with = "engine")]
    pub keep_model: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    if let Some(target) = &args.out {
        return files(args, target, out);
    }
    let mut workspace = session.open_to_write(false, out)?;
    let bar = Bar::new(out);
    let mode = match (args.incremental, args.keep_model) {
        (true, _) => Mode::Increment,
        (_, true) => Mode::KeepModel,
        _ => Mode::Anew,
    };
    let options = MatchOptions { engine: args.engine.clone(), mode };
    let report = workspace.match_records(&options, &mut |progress| bar.show(progress))?;
    drop(bar);
    if args.json {
        out.json(&report)?;
    } else {
        print(&report, out)?;
    }
    Ok(Outcome::Done)
}

fn files(args: &Arguments, target: &Path, out: &mut Out) -> Result<Outcome> {
    let setup = Setup { dir: PathBuf::from("."), files: args.files.clone(), domain: None, id: args.id.clone() };
    let target = Destination::from_argument(target);
    let bar = Bar::new(out);
    let report = match_files(&setup, &target, &mut |progress| bar.show(progress))?;
    drop(bar);
    for remark in &report.remarks {
        out.note(&format!("note: {remark}"));
    }
    if !report.rejected.is_empty() {
        out.note(&format!("note: {} could not be taken", counted(report.rejected.len() as u64, "row")));
    }
    if target == Destination::Stdout {
        return Ok(Outcome::Done);
    }
    if args.json {
        out.json(&report)?;
        return Ok(Outcome::Done);
    }
    out.line(format!(
        "{}: {} in {}, {} of two or more",
        out.data(&report.out),
        counted(report.records, "record"),
        counted(report.clusters, "cluster"),
        report.groups
    ))?;
    out.line(format!("{} compared, {} kept as links", counted(report.candidate_pairs, "pair"), report.pairs))?;
    print_keys(&report.keys, out)?;
    Ok(Outcome::Done)
}

fn print(report: &MatchReport, out: &mut Out) -> Result<()> {
    print_outcome(report, out)?;
    out.line(format!(
        "decisions: {} kept, {} of them over the model",
        report.decisions_kept, report.decisions_over_model
    ))?;
    for bridge in &report.bridges {
        let (from, to) = (bridge.from.to_string(), bridge.to.to_string());
        out.line(format!("a bridge: {} matches {}, which somebody set apart", out.data(&from), out.data(&to)))?;
    }
    print_ways(report, out)
}

/// What a run within a load did, of which the load's report says what came of it.
pub(super) fn print_within(report: &MatchReport, out: &mut Out) -> Result<()> {
    print_outcome(report, out)?;
    print_ways(report, out)
}

fn print_outcome(report: &MatchReport, out: &mut Out) -> Result<()> {
    out.line(format!(
        "match run {}: {} in {}, {} of two or more",
        report.run,
        counted(report.records, "record"),
        counted(report.clusters, "cluster"),
        report.groups,
    ))?;
    if let Some(found) = &report.increment {
        out.line(format!(
            "by the kept model: {} new, {} changed, {} gone; {} looked at again",
            found.new,
            found.changed,
            found.gone,
            counted(found.touched, "record")
        ))?;
    } else if report.model == Some("kept") {
        out.line("by the kept model")?;
    }
    out.line(format!("{} compared, {} kept as links", counted(report.candidate_pairs, "pair"), report.pairs))?;
    match report.possible {
        0 => Ok(()),
        n => out.line(format!("{} of clusters may be one: `goldsmith queue --kind possible`", counted(n, "pair"))),
    }
}

fn print_ways(report: &MatchReport, out: &mut Out) -> Result<()> {
    match &report.training {
        Some(Taught::Learned(training)) => train::print(training, out)?,
        Some(Taught::Lacking { lack }) => out.note(&format!("note: matched without labels: {lack}")),
        None => {}
    }
    if let Some(advice) = &report.advice {
        out.note(&format!("note: {advice}"));
    }
    if !report.rules.is_empty() {
        let mut grid = Grid::new(["rule", "first to link", "too common", "most that share one"]);
        for rule in &report.rules {
            let name = out.data(&rule.rule).into_owned();
            grid.row([name, rule.pairs.to_string(), rule.oversized.to_string(), rule.largest.to_string()]);
        }
        for line in grid.lines(out.width()) {
            out.line(line)?;
        }
    }
    common(&report.rules.iter().flat_map(|rule| &rule.most_common).collect::<Vec<_>>(), out)?;
    print_keys(&report.keys, out)
}

fn print_keys(keys: &[KeyNote], out: &mut Out) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let mut grid = Grid::new(["compared where these agree", "pairs", "of them new", "too common"]);
    for key in keys {
        let words: Vec<_> = key.key.iter().map(|word| out.data(word).into_owned()).collect();
        grid.row([words.join(" + "), key.pairs.to_string(), key.new.to_string(), key.oversized.to_string()]);
    }
    for line in grid.lines(out.width()) {
        out.line(line)?;
    }
    common(&keys.iter().flat_map(|key| &key.most_common).collect::<Vec<_>>(), out)
}

/// Values so common that they carry nothing, the most common first.
fn common(notes: &[&CommonNote], out: &mut Out) -> Result<()> {
    const SHOWN: usize = 10;
    let mut notes = notes.to_vec();
    notes.sort_by(|x, y| y.records.cmp(&x.records).then_with(|| x.values.cmp(&y.values)));
    notes.dedup();
    if notes.is_empty() {
        return Ok(());
    }
    let mut grid = Grid::new(["too common to compare by", "records", "one of them"]);
    for note in notes.into_iter().take(SHOWN) {
        let values: Vec<String> =
            note.values.iter().map(|(part, value)| format!("{} = {}", out.data(part), out.data(value))).collect();
        grid.row([values.join(", "), note.records.to_string(), out.data(&note.example.to_string()).into_owned()]);
    }
    grid.lines(out.width()).into_iter().try_for_each(|line| out.line(line))
}
