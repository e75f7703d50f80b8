//! `goldsmith` without a command: the workbench, or where to begin.

use super::out::Out;
use super::session::Session;
use super::{Outcome, workbench};
use crate::error::Result;

const BEGINNING: &str = "\
Goldsmith turns match groups into golden records. There is no workspace here.

  goldsmith demo     make one from sample data, and open it
  goldsmith init     make one from the data files in this folder
  goldsmith --help   all commands";

pub(crate) fn run(session: &Session, out: &mut Out) -> Result<Outcome> {
    match session.find()? {
        Some(dir) => {
            let workspace = session.open_in(&dir, out)?;
            workbench::open(workspace, workbench::Screen::Queue, session, out)
        }
        None if out.is_terminal() => workbench::welcome(session, out),
        None => out.line(BEGINNING).map(|()| Outcome::Done),
    }
}
