//! The way from the command line into the workbench.

use clap::Args;

use super::Outcome;
use super::args::When;
use super::out::Out;
use super::plain;
use super::session::Session;
use crate::error::Result;
use crate::tui;
pub(crate) use crate::tui::Screen;
use crate::workspace::Workspace;

/// What `review` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Line by line instead of on a screen: for screen readers, slow lines, scripts
    #[arg(long)]
    pub plain: bool,
}

/// `goldsmith review`.
pub(crate) fn review(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    if args.plain {
        return plain::run(session, out);
    }
    let workspace = session.open(out)?;
    open(workspace, Screen::Review, session, out)
}

/// Opens the workbench on a screen, and comes back when it is left.
pub(crate) fn open(workspace: Workspace, screen: Screen, session: &Session, out: &Out) -> Result<Outcome> {
    let color = match out.color_when() {
        When::Auto => tui::ColorWhen::Auto,
        When::Always => tui::ColorWhen::Always,
        When::Never => tui::ColorWhen::Never,
    };
    let (settings, path) = session.settings();
    let options = tui::Options { color, settings: settings.clone(), settings_path: path.to_owned() };
    tui::run(workspace, screen, options).map(|()| Outcome::Done)
}
