//! `goldsmith undo [SEQ]`, `goldsmith redo`: take back a decision, restore it. Nothing is edited: both are entries
//! of the journal themselves.

use clap::Args;

use super::Outcome;
use super::decide::{How, Retry, carry_out};
use super::out::Out;
use super::session::Session;
use crate::error::Result;
use crate::workspace::Change;

/// What `undo` takes.
#[derive(Debug, Args)]
pub struct UndoArguments {
    /// The number of the decision, as `log` lists it; else your last one that stands
    pub seq: Option<i64>,
    /// How to carry it out.
    #[command(flatten)]
    pub how: How,
}

/// What `redo` takes.
#[derive(Debug, Args)]
pub struct RedoArguments {
    /// How to carry it out.
    #[command(flatten)]
    pub how: How,
}

pub(crate) fn undo(args: &UndoArguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let change = args.seq.map_or(Change::Undo, |seq| Change::Retract { seq });
    let mut workspace = session.open_to_write(args.how.dry_run, out)?;
    carry_out(&mut workspace, &[args.how.request(change)], &args.how, &Retry::of(session), out)
}

pub(crate) fn redo(args: &RedoArguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open_to_write(args.how.dry_run, out)?;
    carry_out(&mut workspace, &[args.how.request(Change::Redo)], &args.how, &Retry::of(session), out)
}
