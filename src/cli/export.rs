//! `goldsmith export`: whole files or none.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Outcome;
use super::out::{Out, counted};
use super::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::export::{Destination, Format};
use crate::workspace::export::{Artefact, Exported, Order};

/// What `export` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to write
    pub what: What,
    /// How to write it; else as the file's name ends, else csv (the journal: jsonl)
    #[arg(long, value_name = "csv|jsonl")]
    pub format: Option<FormatName>,
    /// For whom: the role says which columns, and which of them masked
    #[arg(long, value_name = "R")]
    pub role: Option<String>,
    /// Only golden records that are approved or accepted by rule
    #[arg(long)]
    pub approved_only: bool,
    /// What has changed since which approved export of golden records: its number, `last`, or a date (changes)
    #[arg(long, value_name = "EXPORT")]
    pub since: Option<String>,
    /// For which trainer (pairs)
    #[arg(long = "for", value_name = "TRAINER")]
    pub trainer: Option<Trainer>,
    /// Precede CSV cells that a spreadsheet would take for formulas with '
    #[arg(long)]
    pub spreadsheet_safe: bool,
    /// The file to write, replaced if it exists; `-`: standard output
    #[arg(short, long, value_name = "PATH")]
    pub out: PathBuf,
    /// Print what was written as JSON
    #[arg(long)]
    pub json: bool,
}

/// What was written, for `--json`.
#[derive(Debug, Serialize)]
struct Report {
    out: String,
    rows: u64,
    export: Option<i64>,
    unapproved: u64,
    pairs_left_out: u64,
    formulas: u64,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Golden records, with their status.
    Golden,
    /// Which golden record each source record belongs to.
    Crosswalk,
    /// Where each golden value comes from.
    Lineage,
    /// Labelled pairs, to train a matcher.
    Pairs,
    /// What became of approved golden records since an earlier export.
    Changes,
    /// Every assertion.
    Journal,
}

/// How to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// RFC 4180, empty for null.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// Who reads labelled pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trainer {
    /// Everything that is known of each pair.
    Generic,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut order = order(args)?;
    let mut workspace = session.open(out)?;
    if let (Artefact::Changes { since }, Some(named)) = (&mut order.artefact, &args.since) {
        *since = workspace.export_since(named)?;
    }
    let exported = workspace.export(&order)?;
    if args.json {
        out.json(&Report {
            out: Destination::from_argument(&args.out).name(),
            rows: exported.totals.rows,
            export: exported.export,
            unapproved: exported.unapproved,
            pairs_left_out: exported.pairs_left_out,
            formulas: exported.totals.formulas,
        })?;
    } else {
        remark(args, &exported, out);
    }
    Ok(Outcome::Done)
}

fn order(args: &Arguments) -> Result<Order> {
    let wrong = |message: &str| Err(Error::new(ErrorKind::Usage, message));
    if args.trainer.is_some() && args.what != What::Pairs {
        return wrong("--for goes with pairs only");
    }
    match (args.what == What::Changes, &args.since) {
        (true, None) => return wrong("changes need the export to count from: --since N, last, or a date"),
        (false, Some(_)) => return wrong("--since goes with changes only"),
        _ => {}
    }
    if args.json && args.out.as_os_str() == "-" {
        return wrong("--json prints a report where `--out -` prints the file: name a file");
    }
    if args.approved_only && matches!(args.what, What::Pairs | What::Journal) {
        return wrong("--approved-only goes with golden, crosswalk and lineage only");
    }
    Ok(Order {
        artefact: match args.what {
            What::Golden => Artefact::Golden,
            What::Crosswalk => Artefact::Crosswalk,
            What::Lineage => Artefact::Lineage,
            What::Pairs => Artefact::Pairs,
            // Which export is meant, the workspace says.
            What::Changes => Artefact::Changes { since: 0 },
            What::Journal => Artefact::Journal,
        },
        format: match args.format {
            Some(FormatName::Csv) => Format::Csv,
            Some(FormatName::Jsonl) => Format::Jsonl,
            None => format_of(&args.out, args.what),
        },
        role: args.role.clone(),
        approved_only: args.approved_only,
        spreadsheet_safe: args.spreadsheet_safe,
        destination: Destination::from_argument(&args.out),
    })
}

fn format_of(path: &Path, what: What) -> Format {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("csv") => Format::Csv,
        _ if what == What::Journal => Format::Jsonl,
        _ => Format::Csv,
    }
}

fn remark(args: &Arguments, exported: &Exported, out: &mut Out) {
    let rows = counted(exported.totals.rows, "row");
    out.note(&format!("Wrote {rows} to {}.", Destination::from_argument(&args.out).name()));
    if let Some(number) = exported.export {
        out.note(&format!(
            "This is export {number}: `goldsmith export changes --since {number}` tells what changes after it."
        ));
    }
    if args.approved_only || args.what == What::Changes {
        out.note(&format!("Left out {}: not approved.", counted(exported.unapproved, "golden record")));
    }
    if exported.pairs_left_out > 0 {
        out.note(&format!("Left out {} of very large decisions.", counted(exported.pairs_left_out, "pair")));
    }
    if exported.totals.formulas > 0 && !args.spreadsheet_safe {
        out.note(&format!(
            "warning: a spreadsheet would take {} for a formula; `--spreadsheet-safe` disarms them.",
            counted(exported.totals.formulas, "cell")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_format() {
        let format = |path: &str, what| format_of(Path::new(path), what);
        assert_eq!(format("a.JSONL", What::Golden), Format::Jsonl);
        assert_eq!(format("journal.csv", What::Journal), Format::Csv);
        assert_eq!((format("-", What::Golden), format("-", What::Journal)), (Format::Csv, Format::Jsonl));
    }
}
