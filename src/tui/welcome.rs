//! The first start: what to open, import or try, before there is a workspace.
//!
//! The same shape as the workbench, smaller: `state.rs` is plain data, `update.rs` takes messages and gives effects,
//! `view.rs` and `guess.rs` draw, `runtime.rs` runs the effects, the long ones in a thread of their own.

mod columns;
mod files;
mod guess;
mod runtime;
mod state;
mod update;
mod view;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::Options;
use crate::error::Result;
use crate::workspace::Workspace;

/// What the welcome screen starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The folder where the user is.
    pub dir: PathBuf,
    /// Workspaces opened lately, the last one first.
    pub recent: Vec<PathBuf>,
    /// Who decides.
    pub steward: String,
}

/// A workspace that was chosen.
pub struct Chosen {
    /// It, open.
    pub workspace: Workspace,
    /// The tour is to be shown.
    pub tour: bool,
    /// What there is to say of it.
    pub greeting: String,
}

/// Shows the welcome screen until a workspace is chosen; `None`: the user left.
///
/// # Errors
/// There is no terminal, or it does not answer; settings that cannot be.
pub fn welcome(start: Start, options: &Options) -> Result<Option<Chosen>> {
    runtime::run(start, options)
}
