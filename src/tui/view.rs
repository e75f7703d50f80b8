//! The whole screen: tabs on top, the screen in the middle, the last message and the keys at the foot.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::frame::{self, Around};
use super::overlays;
use super::screens::{golden, health, history, queue, review};
use super::state::{Screen, State};
use super::theme::Role;
use super::widgets::row::Row;
use super::widgets::tabs::tabs;

/// Draws the state.
pub fn view(state: &State, frame: &mut Frame) {
    frame::show(frame, state.ascii, |area, buffer| draw(state, area, buffer));
}

/// Draws into a buffer; returns where the terminal's cursor belongs.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if !frame::has_room(&state.theme, &state.keys, area, buffer) {
        return None;
    }
    let columns = usize::from(area.width);
    let message = if state.writing.is_some() {
        Row::new(columns).text("saving …", state.theme.style(Role::Muted))
    } else {
        frame::message(&state.theme, state.toast.as_ref(), columns)
    };
    let (context, top) = (state.context(state.place()), tabs(state, columns));
    let around = Around { theme: &state.theme, keys: &state.keys, context, top, message };
    let middle = frame::around(around, area, buffer);
    let cursor = match state.screen {
        Screen::Queue => {
            queue::draw(state, middle, buffer);
            queue::cursor(state, middle)
        }
        Screen::Review => review::draw(state, middle, buffer),
        Screen::Golden => {
            golden::draw(state, middle, buffer);
            golden::cursor(state, middle)
        }
        Screen::History => {
            history::draw(state, middle, buffer);
            history::cursor(state, middle)
        }
        Screen::Health => {
            health::draw(state, middle, buffer);
            None
        }
    };
    if state.overlays.is_empty() {
        return cursor;
    }
    overlays::draw(state, middle, buffer)
}
