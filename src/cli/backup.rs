//! `goldsmith backup FILE`: a safe copy of the database, also while it is open elsewhere.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use crate::error::{Error, Result};
use crate::workspace::Backup;

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
    let Backup { waiting, files } = workspace.backup(&args.file)?;
    out.note(&format!("Copied the database to {}.", args.file.display()));
    if waiting > 0 {
        let (are, them) = if waiting == 1 { ("decision waits", "it") } else { ("decisions wait", "them") };
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        out.note(&format!("{waiting} {are} to be written; the copy has {them} in {}.", files.join(", ")));
        let name = args.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        out.note(&format!(
            "Whoever renames {name} to goldsmith.db renames {name}-waiting-… to goldsmith.db-waiting-… with it."
        ));
    }
    Ok(Outcome::Done)
}
