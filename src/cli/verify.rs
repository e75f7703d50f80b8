//! `goldsmith verify`: every invariant, with what was counted or what is wrong.

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use super::table::Grid;
use crate::error::Result;

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let verification = session.open(out)?.verify()?;
    if args.json {
        out.json(&verification)?;
    } else {
        let mut grid = Grid::new(["", "check", "detail"]);
        for check in &verification.checks {
            let mark = if check.ok { "ok" } else { "WRONG" };
            grid.row([mark.to_owned(), check.name.clone(), out.data(&check.detail).into_owned()]);
        }
        for line in grid.lines(None) {
            out.line(line)?;
        }
    }
    Ok(if verification.ok { Outcome::Done } else { Outcome::CheckFailed })
}
