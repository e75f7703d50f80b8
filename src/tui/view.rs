//! The whole screen: tabs on top, the screen in the middle, the last message and the keys at the foot.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::ascii;
use super::overlays;
use super::screens::{golden, health, history, queue, review};
use super::state::{Screen, State};
use super::theme::{Role, Theme};
use super::widgets::footer::footer;
use super::widgets::row::{self, Row};
use super::widgets::tabs::tabs;
use crate::commands::{CommandId, Keys};
use crate::text::width::columns as wide;

/// Below this there is no room to compare anything.
pub const LEAST: (u16, u16) = (60, 16);

/// Draws the state.
pub fn view(state: &State, frame: &mut Frame) {
    let area = frame.area();
    if let Some(cursor) = draw(state, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
    if state.ascii {
        ascii::translate(frame.buffer_mut());
    }
}

/// Draws into a buffer; returns where the terminal's cursor belongs.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(&state.theme, &state.keys, area, buffer);
        return None;
    }
    let columns = usize::from(area.width);
    let line = |y: u16| Rect { y, height: 1, ..area };
    let middle = middle(area);
    row::draw([tabs(state, columns)], line(area.y), buffer);
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
    row::draw([toast(state, columns)], line(area.bottom() - 2), buffer);
    row::draw(
        [footer(&state.keys, &state.context(state.place()), &state.theme, columns)],
        line(area.bottom() - 1),
        buffer,
    );
    if state.overlays.is_empty() {
        return cursor;
    }
    if overlays::covers(state) {
        recede(state, middle, buffer);
    }
    overlays::draw(state, middle, buffer)
}

/// Lets what is drawn step back, so that what lies on top of it stands out.
fn recede(state: &State, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, Style::reset().patch(state.theme.style(Role::Muted)));
}

/// What lies between the tabs and the last two lines.
pub fn middle(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(3), ..area }
}

fn toast(state: &State, columns: usize) -> Row {
    let row = Row::new(columns);
    match &state.toast {
        _ if state.writing.is_some() => row.text("saving …", state.theme.style(Role::Muted)),
        Some(toast) if toast.danger => {
            row.text("!", state.theme.style(Role::Danger)).gap(1).text(&toast.text, state.theme.style(Role::Strong))
        }
        Some(toast) => {
            let good = state.theme.style(Role::Good);
            let room = columns.saturating_sub(wide(&toast.tail));
            row.up_to(&toast.text, room, good).text(&toast.tail, good)
        }
        None => row,
    }
}

/// Says that there is no room.
pub fn too_small(theme: &Theme, keys: &Keys, area: Rect, buffer: &mut Buffer) {
    let columns = usize::from(area.width);
    let style = theme.style(Role::Muted);
    let lines = [
        format!("{} × {} is too small to compare records.", area.width, area.height),
        format!("Goldsmith needs {} × {}.", LEAST.0, LEAST.1),
        format!("{} quits; everything is saved.", keys.spoken(CommandId::Quit)),
    ];
    let wrapped = lines.iter().flat_map(|line| row::wrap(line, columns.max(2)));
    row::draw(wrapped.map(|line| Row::new(columns).text(&line, style)), area, buffer);
}
