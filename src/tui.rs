//! The workbench: state, update, view. (Stands in for the room that is being built beside this one.)

use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

/// A screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Screen {
    #[default]
    Queue,
    Review,
}

/// How to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// When to use colour.
    pub color: ColorWhen,
}

/// Runs the workbench.
pub fn run(_workspace: Workspace, _start: Screen, _options: Options) -> Result<()> {
    Err(Error::new(crate::error::ErrorKind::Usage, "the workbench needs a terminal"))
}

/// Columns of the terminal that standard output is, if it is one.
pub fn columns() -> Option<usize> {
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns)).filter(|columns| *columns > 0)
}
