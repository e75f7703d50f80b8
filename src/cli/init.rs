//! `goldsmith init`: a `goldsmith.toml` from data files, every guess explained.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Outcome;
use super::out::{Out, counted};
use super::progress::Bar;
use crate::error::Result;
use crate::ingest::infer::{Guess, Sure};
use crate::workspace::quoted;
use crate::workspace::setup::{self, Setup, is_data};

/// What `init` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where to make the workspace, then the data files (.csv, .tsv, .jsonl, .ndjson, also .gz); without files, every
    /// data file in that directory
    #[arg(value_name = "DIR FILE")]
    pub paths: Vec<PathBuf>,
    /// What the records are about: customer, product, supplier … Golden ids depend on it
    #[arg(long, value_name = "D")]
    pub domain: Option<String>,
    /// The column that holds the record id, in every file
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// Replace a goldsmith.toml that is there already; it is kept as goldsmith.toml.bak
    #[arg(long)]
    pub force: bool,
    /// Print what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the guesses as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'g> {
    written: Option<&'g str>,
    #[serde(flatten)]
    guess: &'g Guess,
}

pub(crate) fn run(args: &Arguments, out: &mut Out) -> Result<Outcome> {
    // The first path is the directory, unless it is a file already.
    let (dir, files) = match args.paths.split_first() {
        Some((first, rest)) if !(first.is_file() || is_data(first) && !first.is_dir()) => {
            (first.clone(), rest.to_vec())
        }
        Some(_) => (PathBuf::from("."), args.paths.clone()),
        None => (PathBuf::from("."), Vec::new()),
    };
    let setup = Setup { dir, files, domain: args.domain.clone(), id: args.id.clone() };
    let guess = {
        let bar = Bar::new(out);
        setup::infer(&setup, &mut |progress| bar.show(progress))?
    };
    if args.dry_run {
        if args.json {
            out.json(&Report { written: None, guess: &guess })?;
        } else {
            for line in guess.to_toml().lines() {
                out.line(line)?;
            }
        }
        return Ok(Outcome::Done);
    }
    let written = setup::write(&setup.dir, &guess, args.force)?;
    let written = written.to_string_lossy();
    if args.json {
        out.json(&Report { written: Some(&written), guess: &guess })?;
        return Ok(Outcome::Done);
    }
    print(&guess, &written, out)?;
    let here = if setup.dir.as_os_str() == "." {
        String::new()
    } else {
        format!(" -w {}", quoted(&setup.dir.to_string_lossy()))
    };
    out.line("")?;
    out.line(format!("Next: read {}, correct what is wrong, then", out.data(&written)))?;
    out.line(format!("  goldsmith{} load --match", out.data(&here)))?;
    Ok(Outcome::Done)
}

fn print(guess: &Guess, written: &str, out: &mut Out) -> Result<()> {
    out.line(format!(
        "Wrote {}: domain {}, {}, {}.",
        out.data(written),
        out.data(&guess.domain),
        counted(guess.sources.len() as u64, "source"),
        counted(guess.attributes.len() as u64, "attribute")
    ))?;
    for source in &guess.sources {
        let updated = source.updated_at.as_ref().map(|column| format!(", changed in {column}")).unwrap_or_default();
        let line = format!(
            "  {}: {} of {}, id in {}{updated}",
            source.name,
            counted(source.rows, "row"),
            source.file,
            source.id
        );
        out.line(out.data(&line))?;
    }
    out.line("")?;
    let width = guess.attributes.iter().map(|attribute| attribute.name.chars().count()).max().unwrap_or(0).min(32);
    for attribute in &guess.attributes {
        let mark = if attribute.matched { "evidence" } else { "shown   " };
        let doubt = if attribute.sure == Sure::Guess { "  ? a guess" } else { "" };
        let line = format!("  {:width$}  {:12}  {mark}{doubt}", attribute.name, attribute.kind.word());
        out.line(out.data(&line))?;
    }
    for remark in &guess.remarks {
        out.note(&format!("note: {remark}"));
    }
    Ok(())
}
