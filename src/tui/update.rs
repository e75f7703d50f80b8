//! What each message does to the state, and which effects follow. Pure: time and answers come in as messages.

use super::copy;
use super::early;
use super::jobs;
use super::keymap::{self, Key};
use super::mouse;
use super::msg::{Effect, Msg, Slot};
use super::others;
use super::overlays::{self, Overlay, help::Help, palette::Palette, tour::Tour};
use super::receive;
use super::screens::{golden, health, history, queue, review};
use super::state::{After, Screen, State};
use super::widths;
use crate::commands::{self, CommandId};
use crate::workspace::{Change, Job};

/// After so many milliseconds a message has been read.
const READ_MS: u64 = 15_000;

/// Takes a message in; what the runtime must do comes out.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let said = state.toast.clone();
    let mut effects = take(state, msg);
    effects.extend(others::keep_up(state));
    effects.extend(widths::keep_up(state));
    if state.toast != said {
        state.told = state.clock;
    }
    effects
}

fn take(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Clock(now) => {
            state.clock = now;
            Vec::new()
        }
        Msg::Resize(columns, rows) => {
            state.size = (columns, rows);
            // Whole: after several changes of size the last may be the one we knew, while cells were lost between.
            vec![Effect::Redraw]
        }
        Msg::Key(key) => {
            fade(state);
            press(state, key)
        }
        Msg::Mouse(mouse) => mouse::take(state, mouse),
        Msg::Edited(text) => overlays::edited(state, text),
        Msg::Paste(text) => overlays::paste(state, &text),
        Msg::Reply(reply) => receive::receive(state, reply),
        Msg::Job(news) => jobs::hear(state, news),
        Msg::Tour => Tour::default().show(state),
        Msg::Looks(theme) => {
            state.theme = *theme;
            Vec::new()
        }
        Msg::Tick => others::tick(state),
    }
}

/// A message that has been read by now goes with the next key: later it would seem to be about something else. What went
/// wrong stays until something else is said.
fn fade(state: &mut State) {
    let read = state.clock.saturating_sub(state.told) > READ_MS;
    if read && state.toast.as_ref().is_some_and(|toast| !toast.danger) {
        state.toast = None;
    }
}

/// What the first screen needs.
pub fn start(state: &mut State) -> Vec<Effect> {
    let mut effects = queue::refresh(state);
    if state.screen != Screen::Queue {
        effects.extend(go(state, state.screen));
    }
    effects
}

/// Does what a key says.
pub fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let place = state.place();
    let command = keymap::resolve(&state.keys, place, key);
    if early::waits(state, key, command) {
        return Vec::new();
    }
    let Some(command) = command else { return overlays::type_key(state, key) };
    if command.id == CommandId::AssignGroup {
        return match (command.enabled(&state.context(place)), state.keys.ordinal(command.id, &key.name())) {
            (Ok(()), Some(group)) => review::partition::assign(state, group),
            (Err(reason), _) => refuse(state, command, reason),
            (Ok(()), None) => Vec::new(),
        };
    }
    perform(state, command.id)
}

/// Does what a command says, or says why not.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    let place = state.place();
    let Some(command) = commands::command(id) else { return Vec::new() };
    if let Err(reason) = command.enabled(&state.context(place)) {
        return refuse(state, command, reason);
    }
    state.drop_refusal();
    match id {
        CommandId::Quit | CommandId::QuitAnywhere => vec![Effect::Quit],
        CommandId::Suspend => vec![Effect::Suspend],
        CommandId::Redraw => redraw(state),
        CommandId::Help => {
            state.overlays.push(Overlay::Help(Help::new(place)));
            Vec::new()
        }
        CommandId::Palette => {
            state.overlays.push(Overlay::Palette(Palette::new(place)));
            Vec::new()
        }
        CommandId::Mask => {
            state.masked = !state.masked;
            state.say(if state.masked {
                format!("personal values are hidden · {} shows them", state.key(CommandId::Mask))
            } else {
                "all values are shown".to_owned()
            });
            Vec::new()
        }
        CommandId::CopyValue | CommandId::CopyRecord | CommandId::CopyGolden => copy::copy(state, id),
        _ if !state.overlays.is_empty() => overlays::perform(state, id),
        CommandId::NextTab => go(state, state.screen.step(1)),
        CommandId::PreviousTab => go(state, state.screen.step(Screen::ALL.len() - 1)),
        CommandId::GoQueue => go(state, Screen::Queue),
        CommandId::GoReview => go(state, Screen::Review),
        CommandId::GoGolden => go(state, Screen::Golden),
        CommandId::GoHistory => go(state, Screen::History),
        CommandId::GoHealth => go(state, Screen::Health),
        CommandId::Sync => jobs::sync(state),
        CommandId::Train => jobs::start(state, Job::Train),
        CommandId::Load => jobs::start(state, Job::Load),
        CommandId::Match => jobs::start(state, Job::Match),
        CommandId::MatchNew => jobs::start(state, Job::MatchNew),
        CommandId::Export => jobs::start(state, Job::Export),
        CommandId::StopJob => jobs::stop(state),
        CommandId::LastJob => {
            state.toast.clone_from(&state.outcome);
            Vec::new()
        }
        CommandId::Wider | CommandId::Narrower | CommandId::UsualWidths => {
            widths::perform(state, id);
            Vec::new()
        }
        CommandId::Tour => Tour::default().show(state),
        CommandId::Undo => review::decide::write(state, vec![Change::Undo.into()], After::Follow),
        CommandId::Redo => review::decide::write(state, vec![Change::Redo.into()], After::Follow),
        _ => match state.screen {
            Screen::Queue => queue::perform(state, id),
            Screen::Review => review::perform(state, id),
            Screen::Golden => golden::perform(state, id),
            Screen::History => history::perform(state, id),
            Screen::Health => health::perform(state, id),
        },
    }
}

fn refuse(state: &mut State, command: &commands::Command, reason: &str) -> Vec<Effect> {
    let reason = state.keys.spelled(reason);
    state.refuse(format!("{}: {reason}", command.title));
    Vec::new()
}

/// Shows a tab, reading what it needs.
pub fn go(state: &mut State, screen: Screen) -> Vec<Effect> {
    state.screen = screen;
    match screen {
        Screen::Queue => queue::enter(state),
        Screen::Review => review::enter(state),
        Screen::Golden => golden::enter(state),
        Screen::History => history::enter(state),
        Screen::Health => health::refresh(state),
    }
}

fn redraw(state: &mut State) -> Vec<Effect> {
    state.toast = None;
    let mut effects = vec![Effect::Redraw];
    effects.extend(match state.screen {
        Screen::Queue => queue::refresh(state),
        Screen::Review => review::reload(state),
        Screen::Golden => golden::refresh(state),
        Screen::History => history::refresh(state),
        Screen::Health => health::refresh(state),
    });
    state.forget(Slot::Why);
    effects
}
