//! The workbench: `update(&mut State, Msg) -> Vec<Effect>`, `view(&State, &mut Frame)`, and a runtime around them.
//!
//! Only `runtime.rs` calls the workspace and only `terminal.rs` touches the terminal; the rest works on plain data.
//! What comes from data reaches the screen through `widgets/row.rs`, which makes it safe.

mod ascii;
mod copy;
mod early;
mod editor;
mod frame;
mod ground;
mod headless;
mod held;
mod jobs;
mod keyboard;
mod keymap;
mod mouse;
mod msg;
mod others;
mod overlays;
mod paged;
mod receive;
mod runtime;
mod said;
mod screens;
mod state;
mod terminal;
mod theme;
mod update;
mod view;
mod welcome;
mod widgets;
mod widths;
mod worker;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::config::Settings;
use crate::error::Result;
use crate::workspace::Workspace;

pub use headless::{Headless, Timing};
pub use state::Screen;
pub use theme::ColorWhen;
pub use welcome::{Chosen, Start, welcome};

/// How the workbench shall look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// When to use colour.
    pub color: ColorWhen,
    /// What the user has set.
    pub settings: Settings,
    /// What messages call the file of the settings.
    pub settings_path: String,
    /// Where the widths of columns are kept that the user chose; `None`: nowhere.
    pub widths: Option<PathBuf>,
    /// Begin with the tour.
    pub tour: bool,
    /// What there is to say at the start; empty: nothing.
    pub greeting: String,
}

/// Opens the workbench on `start` and returns when the steward leaves it.
///
/// # Errors
/// [`crate::error::ErrorKind::Config`] for settings that cannot be; [`crate::error::ErrorKind::Usage`] where there is no terminal; whatever goes wrong with the terminal itself.
/// What goes wrong with the workspace is shown, not returned.
pub fn run(workspace: Workspace, start: Screen, options: Options) -> Result<()> {
    runtime::run(workspace, start, options)
}

/// Whether the looks that a person has set can be.
///
/// # Errors
/// [`crate::error::ErrorKind::Config`] with the line of what cannot.
pub fn check_looks(settings: &Settings, path: &str) -> Result<()> {
    theme::Theme::chosen(&settings.theme, path, theme::Depth::True, theme::Ground::Unknown).map(drop)
}

/// Columns of the terminal that standard output is, if it is one.
pub fn columns() -> Option<usize> {
    crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns)).filter(|columns| *columns > 0)
}
