//! `goldsmith evaluate`: the clusters against a truth.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::out::{Out, counted, listed};
use super::session::Session;
use super::table::Grid;
use crate::error::Result;
use crate::learning::evaluate::{AtThreshold, Measures, Pairwise};
use crate::workspace::evaluate::{EvaluationReport, ShownMistake};

/// What `evaluate` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The truth: a CSV of `source_system,record_id,entity_id`, of labelled pairs
    /// (`left_source,left_id,right_source,right_id,label`), or of all true links (the same without `label`)
    #[arg(long, value_name = "FILE")]
    pub truth: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let report = session.open(out)?.evaluate(&args.truth)?;
    if args.json {
        out.json(&report)?;
    } else {
        print(&report, out)?;
    }
    Ok(Outcome::Done)
}

fn print(report: &EvaluationReport, out: &mut Out) -> Result<()> {
    let (found, used) = (&report.evaluation, &report.truth);
    let Pairwise { measures, precision_interval, recall_interval, f1_interval } = found.pairwise;
    let mut grid = Grid::new(["", "precision", "recall", "F1"]);
    grid.row(row("pairs", measures));
    let between =
        |interval: Option<(f64, f64)>| interval.map_or_else(String::new, |(low, high)| format!("{low:.4}–{high:.4}"));
    grid.row(["  95 %".to_owned(), between(precision_interval), between(recall_interval), between(f1_interval)]);
    if used.layout == "entities" {
        grid.row(row("records (B-cubed)", found.bcubed));
    }
    lines(&grid, out)?;
    out.line("")?;
    let (correct, predicted, actual) = (found.correct_pairs, found.predicted_pairs, found.true_pairs);
    out.line(format!("{predicted} pairs in one cluster, {actual} truly one, {correct} both"))?;
    if let (Some(exact), Some(total), Some(clusters)) =
        (found.clusters.exact, found.clusters.total, found.clusters.predicted)
    {
        out.line(format!("{exact} of {total} entities are exactly a cluster; there are {clusters} clusters"))?;
    }
    if !found.thresholds.is_empty() {
        out.line("")?;
        let of = if found.scores.of == "compared" { "compared pairs" } else { "links" };
        out.line(
            out.heading(&format!("What {of} at least this probable would have made, closed without any decision")),
        )?;
        let mut grid = Grid::new(["threshold", "precision", "recall", "F1", "pairs"]);
        for at in &found.thresholds {
            grid.row(threshold(at, format!("{}", at.threshold)));
        }
        if let Some(best) = &found.best_threshold {
            grid.row(threshold(best, format!("best: {:.4}", best.threshold)));
        }
        lines(&grid, out)?;
        if let Some(from) = found.scores.from {
            out.note(&format!(
                "note: below {from:.4} nothing is known: the run kept no link that joins more; pairs that it compared and \
                 did not link are known after a run by the own matcher"
            ));
        }
    }
    calibration(report, out)?;
    mistakes("Clusters that mix entities", "false pairs", &report.false_merges, out)?;
    mistakes("Entities that lie apart", "missed pairs", &report.misses, out)?;
    remarks(report, out);
    Ok(())
}

fn row(name: &str, measures: Measures) -> [String; 4] {
    [name.to_owned(), number(measures.precision), number(measures.recall), number(measures.f1)]
}

fn threshold(at: &AtThreshold, name: String) -> [String; 5] {
    let [_, precision, recall, f1] = row("", at.measures);
    [name, precision, recall, f1, at.predicted_pairs.to_string()]
}

fn number(measure: Option<f64>) -> String {
    measure.map_or_else(|| "-".to_owned(), |measure| format!("{measure:.4}"))
}

fn calibration(report: &EvaluationReport, out: &mut Out) -> Result<()> {
    let found = &report.evaluation.calibration;
    let Some(brier) = found.brier else { return Ok(()) };
    out.line("")?;
    let error = found.error.unwrap_or_default();
    out.line(out.heading(&format!(
        "What probabilities are worth: Brier score {brier:.4}, mean error {error:.4}, over {}",
        counted(found.links, if report.evaluation.scores.of == "compared" { "compared pair" } else { "link" })
    )))?;
    let mut grid = Grid::new(["probability", "pairs", "predicted", "observed", "95 %"]);
    for bin in found.bins.iter().filter(|bin| bin.observed.n > 0) {
        let interval = bin.observed.interval.map_or_else(String::new, |(low, high)| format!("{low:.2}–{high:.2}"));
        let (predicted, observed) = (number(bin.predicted), number(bin.observed.share));
        grid.row([format!("{:.1}–{:.1}", bin.from, bin.to), bin.observed.n.to_string(), predicted, observed, interval]);
    }
    lines(&grid, out)
}

fn mistakes(title: &str, pairs: &str, mistakes: &[ShownMistake], out: &mut Out) -> Result<()> {
    if mistakes.is_empty() {
        return Ok(());
    }
    out.line("")?;
    out.line(out.heading(&format!("{title}, the worst first (`goldsmith why A B` explains)")))?;
    let mut grid = Grid::new([pairs, "A", "B", "in the run", "compared"]);
    for mistake in mistakes {
        let run = mistake.run_probability.map_or_else(|| "no link".to_owned(), |p| format!("{p:.4}"));
        let key = |key: &crate::model::RecordKey| out.data(&key.to_string()).into_owned();
        grid.row([
            mistake.pairs.to_string(),
            key(&mistake.a),
            key(&mistake.b),
            run,
            format!("{:.4}", mistake.probability),
        ]);
    }
    lines(&grid, out)
}

/// What of the truth did not count.
fn remarks(report: &EvaluationReport, out: &mut Out) {
    let used = &report.truth;
    if used.unknown_records > 0 {
        let names: Vec<String> = used.unknown.iter().map(ToString::to_string).collect();
        out.note(&format!(
            "note: {} of the truth are not loaded ({} out of reach, not counted): {}",
            counted(used.unknown_records, "record"),
            counted(used.unreachable_pairs, "true pair"),
            listed(&names, ", ")
        ));
    }
    if used.unlabelled_records > 0 {
        out.note(&format!(
            "note: of {} the truth says nothing; they count nowhere",
            counted(used.unlabelled_records, "loaded record")
        ));
    }
    if used.unsure > 0 {
        out.note(&format!("note: {} labelled unsure count nowhere", counted(used.unsure, "pair")));
    }
    for rejected in used.rejected.iter().take(10) {
        out.note(&format!("note: {}:{}: {}", rejected.file, rejected.line, rejected.reason));
    }
    if used.rejected.len() > 10 {
        out.note(&format!("note: and {} more rows could not be taken", used.rejected.len() - 10));
    }
}

fn lines(grid: &Grid, out: &mut Out) -> Result<()> {
    grid.lines(out.width()).into_iter().try_for_each(|line| out.line(line))
}
