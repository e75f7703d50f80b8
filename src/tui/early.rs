//! Keys that were pressed before what they are about was there: they wait for it and then count, in their order.
//!
//! A hand that knows the way is faster than a disk. What it types is neither lost nor refused; but a decision counts only
//! on what the steward had before them.

use super::keymap::Key;
use super::msg::Effect;
use super::state::{Screen, State};
use super::update::press;
use crate::commands::{Busy, Command, CommandId};

/// Whether a key has to wait: it is kept then. `command` is what it would do, if anything.
pub fn waits(state: &mut State, key: Key, command: Option<&Command>) -> bool {
    let leaves = |id| matches!(id, CommandId::Quit | CommandId::QuitAnywhere | CommandId::Suspend);
    if !state.overlays.is_empty() || command.is_some_and(|command| leaves(command.id)) {
        return false;
    }
    let context = state.context(state.place());
    let waits = match state.screen {
        Screen::Review => {
            // It was read ahead, or somebody changed something: it is being read again.
            let again = state.review.view.is_some() && state.review.loading;
            let early = |command: &Command| context.busy == Busy::Reading && command.enabled(&context).is_err();
            again && (!state.early.is_empty() || command.is_some_and(early))
        }
        Screen::Queue | Screen::Golden | Screen::History => {
            let early = |command: &Command| moves(command.id) || command.enabled(&context).is_err();
            unread(state) && (!state.early.is_empty() || command.is_some_and(early))
        }
        Screen::Health => false,
    };
    if waits {
        state.early.push(key);
    }
    waits
}

fn moves(id: CommandId) -> bool {
    use CommandId::{Down, First, Last, PageDown, PageUp, Up};
    matches!(id, Up | Down | PageUp | PageDown | First | Last)
}

/// The list on the screen is being read, and nothing of it is there yet.
fn unread(state: &State) -> bool {
    match state.screen {
        Screen::Queue => state.queue.list.is_first_read(),
        Screen::Golden => state.golden.list.is_first_read(),
        Screen::History => state.history.list.is_first_read(),
        Screen::Review | Screen::Health => false,
    }
}

/// Does what was typed meanwhile, now that it is there. A key that begins another reading lets the rest wait again.
pub fn count(state: &mut State) -> Vec<Effect> {
    if unread(state) {
        return Vec::new();
    }
    let typed = std::mem::take(&mut state.early);
    typed.into_iter().flat_map(|key| press(state, key)).collect()
}
