//! `goldsmith rebuild`: makes derived state again from sources, match run and journal.

use super::Outcome;
use super::out::Out;
use super::progress::Bar;
use super::session::Session;
use crate::error::Result;

pub(crate) fn run(session: &Session, out: &mut Out) -> Result<Outcome> {
    let mut workspace = session.open(out)?;
    let bar = Bar::new(out);
    workspace.rebuild(&mut |progress| bar.show(progress))?;
    drop(bar);
    out.note("Rebuilt clusters, golden records and queue from sources, match run and journal.");
    Ok(Outcome::Done)
}
