//! The way from the command line into the workbench.

use std::env;

use clap::Args;

use super::Outcome;
use super::args::When;
use super::out::Out;
use super::plain;
use super::session::Session;
use crate::error::{Error, Result};
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
pub(crate) fn open(workspace: Workspace, screen: Screen, session: &Session, out: &mut Out) -> Result<Outcome> {
    remember(&workspace, session, out);
    tui::run(workspace, screen, options(session, out)).map(|()| Outcome::Done)
}

/// Shows the welcome screen, then the workbench on what was chosen there.
pub(crate) fn welcome(session: &Session, out: &mut Out) -> Result<Outcome> {
    let dir = env::current_dir().map_err(|problem| Error::user(format!("no current directory: {problem}")))?;
    let start = tui::Start { dir, recent: session.recent()?, steward: session.steward().to_owned() };
    let options = options(session, out);
    let Some(tui::Chosen { workspace, tour, greeting }) = tui::welcome(start, &options)? else {
        return Ok(Outcome::Done);
    };
    remember(&workspace, session, out);
    tui::run(workspace, Screen::Queue, tui::Options { tour, greeting, ..options }).map(|()| Outcome::Done)
}

fn options(session: &Session, out: &Out) -> tui::Options {
    let color = match out.color_when() {
        When::Auto => tui::ColorWhen::Auto,
        When::Always => tui::ColorWhen::Always,
        When::Never => tui::ColorWhen::Never,
    };
    let (settings, path) = session.settings();
    tui::Options {
        color,
        settings: settings.clone(),
        settings_path: path.to_owned(),
        widths: session.widths_path(),
        ..tui::Options::default()
    }
}

/// The welcome screen lists it from now on. That it cannot be noted is no reason not to work.
fn remember(workspace: &Workspace, session: &Session, out: &mut Out) {
    if let Err(error) = session.remember(workspace.dir()) {
        out.note(&format!("note: {error}"));
    }
}
