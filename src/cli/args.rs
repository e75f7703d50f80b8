//! The grammar of the command line: global options and the list of commands.
//!
//! What a command takes stands in the command's own file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    backup, decide, demo, evaluate, export, health, init, keys, load, log, matching, partners, queue, redact, sample,
    show, stewards, sync, train, undo, verify, why,
};

/// Turn match groups into golden records, at the keyboard.
///
/// Without a command, opens the workbench on the workspace at hand.
///
/// Exit status: 0 done; 1 failed, nothing changed; 2 wrong usage; 3 done, and a check asked for does not hold.
#[derive(Debug, Parser)]
#[command(name = "goldsmith", version, propagate_version = false)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The workspace; else `GOLDSMITH_WORKSPACE`, else the nearest `goldsmith.toml` upwards
    #[arg(short, long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// The steward who decides; else `GOLDSMITH_STEWARD`, the user's settings, `USER`
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub steward: Option<String>,
    /// No progress and no remarks on standard error, errors only
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say on standard error how long each step took
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to colour; `auto` minds `NO_COLOR`
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)] // The text of each is its help, and stands in its own file's arguments too.
pub enum Command {
    /// Make a workspace from bundled sample data, load it, open it
    Demo(demo::Arguments),
    /// Write a goldsmith.toml from data files: sources, ids, attributes and their kinds, each guess explained
    Init(init::Arguments),
    /// Load or refresh the sources and the match groups
    Load(load::Arguments),
    /// Run the own matcher over the loaded records, as a new match run
    Match(matching::Arguments),
    /// Open the workbench on the first task
    Review(super::workbench::Arguments),
    /// List what to review next, most valuable first
    Queue(queue::Arguments),
    /// Show a cluster in full: members, scores, golden values with provenance, history
    Show(show::Arguments),
    /// Explain how alike two records are, attribute by attribute
    Why(why::Arguments),
    /// Find clusters that could be the same entity as a record or cluster, best first
    Partners(partners::Arguments),
    /// Decide: confirm, split, merge, override, approve
    Decide(decide::Arguments),
    /// List what was decided, newest first
    Log(log::Arguments),
    /// Take back the last decision, or any one of them
    Undo(undo::UndoArguments),
    /// Restore what was taken back last
    Redo(undo::RedoArguments),
    /// Write golden records, crosswalk, lineage, labelled pairs or the journal
    Export(export::Arguments),
    /// Learn from labelled pairs for `match --engine trained`: decisions, or a file
    Train(train::Arguments),
    /// Hold the clusters against a truth: precision, recall, F1, calibration, the worst mistakes
    Evaluate(evaluate::Arguments),
    /// Measure match rate, singleton rate and staleness against their limits
    Health(health::Arguments),
    /// Show what became of each steward's decisions, and how far stewards agree
    Stewards(stewards::Arguments),
    /// Exchange journals with other stewards through a folder or a PostgreSQL server
    Sync(sync::Arguments),
    /// Check every invariant of the workspace
    Verify(verify::Arguments),
    /// Make derived state again from sources, match run and journal
    Rebuild,
    /// Erase the content of a record, everywhere in the workspace and for good
    Redact(redact::Arguments),
    /// List the keys of the workbench, as your settings have them
    Keys(keys::Arguments),
    /// Print the manual page, or that of one command, for `man -l -`
    Man(super::man::ManArguments),
    /// Print completions for a shell
    Completions(super::man::CompletionsArguments),
    /// Copy the database safely, also while it is open
    Backup(backup::Arguments),
    /// Write generated sample data of any size
    #[command(hide = true)]
    Sample(sample::Arguments),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_stand_anywhere() {
        let cli = Cli::try_parse_from(["goldsmith", "queue", "-w", "dir", "--as", "ada", "--json"]).unwrap();
        assert_eq!(cli.global.workspace, Some("dir".into()));
        assert_eq!(cli.global.steward.as_deref(), Some("ada"));
    }
}
