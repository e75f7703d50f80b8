//! `goldsmith man` and `goldsmith completions`: pages and scripts that are made from the grammar and the table of
//! commands, so that they are never stale.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Outcome;
use super::args::Cli;
use super::out::Out;
use super::session::Session;
use crate::commands::pages;
use crate::error::{Error, ErrorKind, Result};

/// What `man` takes.
#[derive(Debug, Args)]
pub struct ManArguments {
    /// The page of this command instead of the whole program's
    pub command: Option<String>,
}

/// What `completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// For which shell
    pub shell: Shell,
}

/// Prints a manual page in roff: `goldsmith man | man -l -`.
pub(crate) fn man(args: &ManArguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let known: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
            let wrong = crate::config::suggest::expected(name, known);
            let found = program.find_subcommand(name).cloned();
            found.ok_or_else(|| Error::new(ErrorKind::Usage, format!("no command {name:?}: {wrong}")))?
        }
    };
    let mut text = Vec::new();
    let written = clap_mangen::Man::new(page).render(&mut text);
    written.map_err(|problem| Error::internal(format!("the page cannot be made: {problem}")))?;
    if args.command.is_none() {
        // Writing to memory cannot fail.
        let _ = text.write_all(pages::manual(&session.keys()?).as_bytes());
    }
    out.raw(&text).map(|()| Outcome::Done)
}

/// Prints the script that lets a shell complete commands and options.
pub(crate) fn completions(args: &CompletionsArguments, out: &mut Out) -> Result<Outcome> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "goldsmith", &mut text);
    out.raw(&text).map(|()| Outcome::Done)
}
