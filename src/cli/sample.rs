//! `goldsmith sample` (hidden): generated sample data of any size, for benches and trials.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::CONFIG_FILE;
use crate::error::Result;
use crate::export::{Destination, Output};
use crate::sample::{self, MATCHES_FILE, Options, Origin, TRUTH_FILE};

/// What `sample` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// How many records, over all sources
    #[arg(long, value_name = "N")]
    pub records: usize,
    /// Another seed gives other data
    #[arg(long, value_name = "S", default_value_t = 4711)]
    pub seed: u64,
    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

pub(crate) fn run(args: &Arguments, out: &mut Out) -> Result<Outcome> {
    let options = Options { records: args.records, seed: args.seed };
    let folder = Destination::File(args.out.clone());
    fs::create_dir_all(&args.out).map_err(|problem| folder.failed(&problem))?;
    let file = |name: &str, write: &dyn Fn(&mut Output) -> io::Result<()>| {
        let destination = Destination::File(args.out.join(name));
        let mut output = Output::create(&destination)?;
        write(&mut output).map_err(|problem| destination.failed(&problem))?;
        output.seal()?;
        output.place()
    };
    for origin in Origin::ALL {
        file(origin.file(), &|output| sample::write_source(options, origin, output))?;
    }
    file(MATCHES_FILE, &|output| sample::write_matches(options, output))?;
    file(TRUTH_FILE, &|output| sample::write_truth(options, output))?;
    for (_, content) in sample::customer_files().into_iter().filter(|(name, _)| *name == CONFIG_FILE) {
        file(CONFIG_FILE, &|output| io::Write::write_all(output, content.as_bytes()))?;
    }
    out.note(&format!("Wrote {} records to {}.", args.records, args.out.display()));
    Ok(Outcome::Done)
}
