//! `goldsmith stewards`: what became of decisions, and how far those who made them can be believed.

use clap::Args;

use super::Outcome;
use super::out::Out;
use super::session::Session;
use super::table::Grid;
use crate::error::Result;
use crate::learning::{Share, Stewards};

/// What `stewards` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let found = session.open(out)?.stewards()?;
    if args.json {
        out.json(&found)?;
    } else if found.stewards.is_empty() {
        out.note("Nothing was decided yet.");
    } else {
        print(&found, out)?;
    }
    Ok(Outcome::Done)
}

/// Prints what became of everybody's decisions.
pub(super) fn print(found: &Stewards, out: &mut Out) -> Result<()> {
    let mut grid = Grid::new([
        "steward",
        "decided",
        "standing",
        "taken back",
        "overruled",
        "2nd opinions (agreed, disagreed)",
        "agrees with self",
        "median",
    ]);
    for steward in &found.stewards {
        let opinions = &steward.second_opinions;
        grid.row([
            out.data(&steward.steward).into_owned(),
            steward.decisions.to_string(),
            steward.standing.to_string(),
            steward.taken_back.to_string(),
            steward.overruled.to_string(),
            format!("{} ({}, {})", opinions.asked, opinions.agreed, opinions.disagreed),
            share(&steward.self_agreement),
            steward.median_ms.map_or_else(|| "-".to_owned(), |ms| format!("{:.1} s", ms as f64 / 1_000.0)),
        ]);
    }
    lines(&grid, out)?;
    if !found.agreement.is_empty() {
        out.line("")?;
        let mut grid = Grid::new(["two stewards", "pairs", "agreed", "share", "kappa"]);
        for two in &found.agreement {
            grid.row([
                format!("{} and {}", out.data(&two.a), out.data(&two.b)),
                two.pairs.to_string(),
                two.agreed.to_string(),
                format!("{:.2}", two.observed),
                two.kappa.map_or_else(|| "-".to_owned(), |kappa| format!("{kappa:.2}")),
            ]);
        }
        lines(&grid, out)?;
    }
    if found.audit.n > 0 {
        out.line("")?;
        out.line(format!("accepted by rule, audited and wrong: {}", share(&found.audit)))?;
    }
    Ok(())
}

fn lines(grid: &Grid, out: &mut Out) -> Result<()> {
    grid.lines(out.width()).into_iter().try_for_each(|line| out.line(line))
}

/// `2 of 3, 0.67 (0.21 to 0.94)`.
fn share(share: &Share) -> String {
    match (share.share, share.interval) {
        (Some(value), Some((low, high))) => {
            format!("{} of {}, {value:.2} ({low:.2} to {high:.2})", share.count, share.n)
        }
        _ => "-".to_owned(),
    }
}
