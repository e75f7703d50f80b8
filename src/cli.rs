//! The command line: one file a command; arguments in, a workspace call, text or JSON out.
//!
//! `args.rs` is the whole grammar, `session.rs` finds the workspace and the steward, `out.rs` is the only way to
//! standard output. A command reads and changes nothing but through the workspace.

pub mod args;
mod backup;
mod decide;
mod demo;
mod evaluate;
mod export;
mod facets;
mod health;
mod init;
mod keys;
mod load;
mod log;
mod man;
mod matching;
mod ordered;
mod out;
mod partners;
mod plain;
mod progress;
mod queue;
mod rebuild;
mod redact;
mod sample;
mod session;
mod show;
mod start;
mod stewards;
mod sync;
mod table;
mod train;
mod undo;
mod verify;
mod why;
mod workbench;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;

use args::{Cli, Command};
use out::Out;
use session::Session;

use crate::error::{Error, Result};
use crate::text::SafeText;

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done.
    Done,
    /// Refused by what stands already, and said so in the output; nothing changed.
    Refused,
    /// Done, and a check that was asked for does not hold.
    CheckFailed,
}

impl Outcome {
    fn exit_status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::CheckFailed => 3,
        }
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(problem) => {
            print_usage(&problem);
            return ExitCode::from(u8::try_from(problem.exit_code()).unwrap_or(2));
        }
    };
    #[cfg(unix)]
    if let Err(problem) = outlive_size_limits() {
        eprintln!("error: {problem}");
        return ExitCode::FAILURE;
    }
    let started = Instant::now();
    let mut out = Out::new(&cli.global);
    let outcome = run(cli, &mut out).and_then(|outcome| out.finish().map(|()| outcome));
    out.timing("in all", started.elapsed());
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.exit_status()),
        Err(error) => {
            report(&error, &out);
            ExitCode::from(error.exit_status())
        }
    }
}

fn run(cli: Cli, out: &mut Out) -> Result<Outcome> {
    let session = Session::new(cli.global)?;
    match cli.command {
        None => start::run(&session, out),
        Some(Command::Demo(args)) => demo::run(&args, &session, out),
        Some(Command::Init(args)) => init::run(&args, out),
        Some(Command::Load(args)) => load::run(&args, &session, out),
        Some(Command::Match(args)) => matching::run(&args, &session, out),
        Some(Command::Review(args)) => workbench::review(&args, &session, out),
        Some(Command::Queue(args)) => queue::run(&args, &session, out),
        Some(Command::Show(args)) => show::run(&args, &session, out),
        Some(Command::Why(args)) => why::run(&args, &session, out),
        Some(Command::Partners(args)) => partners::run(&args, &session, out),
        Some(Command::Decide(args)) => decide::run(&args, &session, out),
        Some(Command::Log(args)) => log::run(&args, &session, out),
        Some(Command::Undo(args)) => undo::undo(&args, &session, out),
        Some(Command::Redo(args)) => undo::redo(&args, &session, out),
        Some(Command::Train(args)) => train::run(&args, &session, out),
        Some(Command::Evaluate(args)) => evaluate::run(&args, &session, out),
        Some(Command::Export(args)) => export::run(&args, &session, out),
        Some(Command::Health(args)) => health::run(&args, &session, out),
        Some(Command::Man(args)) => man::man(&args, &session, out),
        Some(Command::Completions(args)) => man::completions(&args, out),
        Some(Command::Keys(args)) => keys::run(&args, &session, out),
        Some(Command::Stewards(args)) => stewards::run(&args, &session, out),
        Some(Command::Verify(args)) => verify::run(&args, &session, out),
        Some(Command::Sync(args)) => sync::run(&args, &session, out),
        Some(Command::Rebuild) => rebuild::run(&session, out),
        Some(Command::Redact(args)) => redact::run(&args, &session, out),
        Some(Command::Backup(args)) => backup::run(&args, &session, out),
        Some(Command::Sample(args)) => sample::run(&args, out),
    }
}

/// Beyond a limit of file sizes (`ulimit -f`) a write is to fail like any other, with a message and nothing half done,
/// instead of ending the process by a signal.
#[cfg(unix)]
fn outlive_size_limits() -> io::Result<()> {
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default()).map(drop)
}

/// Prints what is wrong with the arguments; help and version come this way too. Arguments may be ids out of the data,
/// and the parser repeats them as they are: with such, the text goes out without styles, and what is left made safe.
fn print_usage(problem: &clap::Error) {
    let steers = |argument: OsString| SafeText::whole(&argument.to_string_lossy()).has_hidden();
    if env::args_os().any(steers) {
        for line in problem.render().to_string().lines() {
            // Nobody is left to tell when standard error itself fails.
            let _ = writeln!(io::stderr(), "{}", SafeText::whole(line));
        }
    } else {
        // A pipe that closed early is no reason to complain.
        let _ = problem.print();
    }
}

/// Says on standard error what went wrong and what to do about it.
fn report(error: &Error, out: &Out) {
    out.complain("error", &error.message);
    for hint in &error.hints {
        out.complain("hint", hint);
    }
}
