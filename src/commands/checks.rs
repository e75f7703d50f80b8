//! When a command makes sense, and if not, why: in a text in which `{command}` stands for that command's key.

use super::{Busy, Command, CommandId, Context, Danger, Place};

#[allow(clippy::unnecessary_wraps)] // Its siblings can refuse.
pub(super) fn always(_: &Context) -> Result<(), &'static str> {
    Ok(())
}

pub(super) fn idle(context: &Context) -> Result<(), &'static str> {
    match context.busy {
        Busy::No => Ok(()),
        Busy::Reading => Err("one moment: the cluster is being read"),
        Busy::Writing => Err("one moment: a decision is being written"),
    }
}

/// Undo speaks of the last decision, whatever is on the screen or still on its way there.
pub(super) fn not_writing(context: &Context) -> Result<(), &'static str> {
    if context.busy == Busy::Writing { Err("one moment: a decision is being written") } else { Ok(()) }
}

pub(super) fn cluster(context: &Context) -> Result<(), &'static str> {
    idle(context)?;
    if context.members == 0 {
        Err("no cluster is open: choose one in the queue ({go-queue}) and press {open}")
    } else {
        Ok(())
    }
}

pub(super) fn several(context: &Context) -> Result<(), &'static str> {
    cluster(context)?;
    if context.members < 2 { Err("this cluster is one record: there is nothing to compare or divide") } else { Ok(()) }
}

/// Verdicts on the whole cluster make no sense while it is being divided; those on a marked pair do.
pub(super) fn whole(context: &Context) -> Result<(), &'static str> {
    cluster(context)?;
    if context.place == Place::Partition && context.marked < 2 {
        Err("records are in groups: {preview-split} shows what they would make, {clear-groups} forgets them")
    } else {
        Ok(())
    }
}

pub(super) fn whole_of_several(context: &Context) -> Result<(), &'static str> {
    several(context)?;
    whole(context)
}

pub(super) fn bridged(context: &Context) -> Result<(), &'static str> {
    cluster(context)?;
    if context.bridged {
        Ok(())
    } else {
        Err("no record here links to a cluster that was set apart from this one, and none may be the same")
    }
}

/// What is done to one cluster makes no sense while another one stands beside it.
fn one(context: &Context) -> Result<(), &'static str> {
    if context.beside {
        Err(
            "these are two clusters: {same} makes them one, {different} keeps them apart, {other-side} shows this one alone",
        )
    } else {
        Ok(())
    }
}

pub(super) fn one_cluster(context: &Context) -> Result<(), &'static str> {
    cluster(context)?;
    one(context)
}

pub(super) fn one_of_several(context: &Context) -> Result<(), &'static str> {
    several(context)?;
    one(context)
}

pub(super) fn divided(context: &Context) -> Result<(), &'static str> {
    several(context)?;
    if context.divided { Ok(()) } else { Err("all records are in one group: put some into another one first") }
}

pub(super) fn split(context: &Context) -> Result<(), &'static str> {
    if context.split { Ok(()) } else { Err("only the parts of a split can be confirmed with it") }
}

pub(super) fn contradicted(context: &Context) -> Result<(), &'static str> {
    cluster(context)?;
    if context.contradicted { Ok(()) } else { Err("no decisions about this cluster contradict each other") }
}

pub(super) fn swap(context: &Context) -> Result<(), &'static str> {
    if context.swap { Ok(()) } else { Err("no golden id that was handed out leaves most of its records") }
}

pub(super) fn moves(context: &Context) -> Result<(), &'static str> {
    if context.moves { Ok(()) } else { Err("moving one record is no way out of this one") }
}

pub(super) fn later_step(context: &Context) -> Result<(), &'static str> {
    if context.first_step { Err("this is the first step") } else { Ok(()) }
}

pub(super) fn something(context: &Context) -> Result<(), &'static str> {
    context.nothing.map_or(Ok(()), Err)
}

pub(super) fn row(context: &Context) -> Result<(), &'static str> {
    if context.rows == 0 { Err("nothing is selected here") } else { Ok(()) }
}

/// Everything that a list shows can be decided together only where something is shown.
pub(super) fn narrowed(context: &Context) -> Result<(), &'static str> {
    idle(context)?;
    row(context)
}

pub(super) fn row_to_decide(context: &Context) -> Result<(), &'static str> {
    idle(context)?;
    match context.place {
        Place::Review | Place::Partition => whole(context).and_then(|()| one(context)),
        _ => row(context),
    }
}

pub(super) fn no_job(context: &Context) -> Result<(), &'static str> {
    if context.job {
        Err("one at a time: something runs in the background already, {stop-job} stops it")
    } else {
        Ok(())
    }
}

pub(super) fn outcome(context: &Context) -> Result<(), &'static str> {
    if context.outcome { Ok(()) } else { Err("nothing has run in the background yet") }
}

/// One decision after the other: a second one about the same cluster would be about what the first has changed.
pub(super) fn written(command: &Command, context: &Context) -> Result<(), &'static str> {
    let anywhere = matches!(command.id, CommandId::Undo | CommandId::Redo);
    if context.waits && command.danger != Danger::Safe && !anywhere {
        Err(
            "what you decided here is still to be written: it waits for a load, or for somebody else; {next-task} goes on",
        )
    } else {
        Ok(())
    }
}

pub(super) fn job(context: &Context) -> Result<(), &'static str> {
    if context.job { Ok(()) } else { Err("nothing runs in the background") }
}
