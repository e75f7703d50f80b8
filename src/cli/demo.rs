//! `goldsmith demo`: a workspace from the bundled sample data, loaded and opened.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::out::Out;
use super::session::Session;
use super::{Outcome, load, workbench};
use crate::error::Result;
use crate::workspace::{LoadOptions, setup};

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Which sample
    #[arg(default_value = "customer", value_parser = PossibleValuesParser::new(["customer"]))]
    pub domain: String,
    /// Where to make it
    #[arg(long, value_name = "DIR", default_value = setup::DEMO)]
    pub dir: PathBuf,
    /// Do not open the workbench
    #[arg(long)]
    pub no_tui: bool,
}

pub(crate) fn run(args: &Arguments, session: &Session, out: &mut Out) -> Result<Outcome> {
    let found = setup::demo(&args.dir)?;
    let mut workspace = session.open_in(&args.dir, out)?;
    if workspace.is_loaded() {
        out.line(format!("The workspace {} is as you left it.", out.data(&args.dir.to_string_lossy())))?;
    } else {
        if !found {
            out.line(format!("Wrote the sample data to {}.", out.data(&args.dir.to_string_lossy())))?;
        }
        let report = load::load(&mut workspace, &LoadOptions::default(), out)?;
        load::print(&report, out)?;
    }
    for line in next_steps(&out.data(&args.dir.to_string_lossy())) {
        out.line(line)?;
    }
    if args.no_tui || !out.is_terminal() {
        return Ok(Outcome::Done);
    }
    out.finish()?;
    workbench::open(workspace, workbench::Screen::Queue, session, out)
}

fn next_steps(dir: &str) -> Vec<String> {
    let workspace = format!("goldsmith -w {dir}");
    vec![
        String::new(),
        "Next:".to_owned(),
        format!("  {workspace}          open the workbench"),
        format!("  {workspace} queue    what to review next"),
        format!("  {workspace} health   match rate, singletons, staleness"),
    ]
}
