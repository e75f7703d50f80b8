//! `goldsmith backup FILE`: a safe copy of the database, also while it is open elsewhere.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::error::{Error, Result};

/// What `backup` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file to write; it must not exist yet
    pub file: PathBuf,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let workspace = session.open(out)?;
    if args.file.symlink_metadata().is_ok() {
        return Err(Error::user(format!("{} exists", args.file.display()))
            .hint("a backup never replaces a file; give it a name of its own"));
    }
    workspace.backup(&args.file)?;
    out.note(&format!("Copied the database to {}.", args.file.display()));
    Ok(Outcome::Done)
}
