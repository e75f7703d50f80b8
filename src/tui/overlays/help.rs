//! The keys of the place that lies below, from the table of commands.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::{Command, CommandId, Place};
use crate::text::width::columns as wide;
use crate::tui::keymap;
use crate::tui::msg::Effect;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Row, draw, wrap};

/// Columns of the keys.
const KEYS: usize = 16;
/// A page beside another one is at least so wide, and so far from it.
const PAGE: u16 = 66;
const BESIDE: u16 = 3;

/// Help for a place.
#[derive(Clone, Debug)]
pub struct Help {
    place: Place,
    scroll: usize,
}

impl Help {
    /// Help for `place`.
    pub fn new(place: Place) -> Self {
        Self { place, scroll: 0 }
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let lines = self.lines(state, 80).len();
        self.scroll = scroll(self.scroll, id, lines);
        state.overlays.push(Overlay::Help(self));
        Vec::new()
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let title = format!("{}: keys", self.place.title());
        let room = usize::from(area.height.saturating_sub(2));
        let half = (area.width.saturating_sub(BESIDE + 4) / 2).min(88);
        let lines = self.lines(state, usize::from(half));
        // Where all of it finds room on two pages beside each other, nobody has to scroll.
        let turn = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(Row::is_empty));
        let turn = turn.min_by_key(|at| (lines.len() - at).max(*at));
        let pages = turn.filter(|at| half >= PAGE && lines.len() > room && (lines.len() - at).max(*at) <= room);
        let Some(turn) = pages else {
            let rows = u16::try_from(self.lines(state, 100).len() + 2).unwrap_or(u16::MAX);
            let inner = window(state, area, &title, 110, rows, buffer);
            let lines = self.lines(state, usize::from(inner.width));
            return scrolled(state, &lines, self.scroll, inner, buffer);
        };
        let rows = u16::try_from((lines.len() - turn).max(turn) + 2).unwrap_or(u16::MAX);
        let inner = window(state, area, &title, 2 * half + BESIDE + 4, rows, buffer);
        let right = Rect { x: inner.x + half + BESIDE, width: half, ..inner };
        draw(lines.iter().take(turn).cloned(), Rect { width: half, ..inner }, buffer);
        draw(lines.iter().skip(turn + 1).cloned(), right, buffer);
    }

    fn lines(&self, state: &State, columns: usize) -> Vec<Row> {
        let mut lines = Vec::new();
        for (category, commands) in state.keys.by_category(self.place) {
            if !lines.is_empty() {
                lines.push(Row::new(columns));
            }
            lines.push(Row::new(columns).text(category.title(), state.theme.style(Role::Title)));
            lines.extend(commands.into_iter().flat_map(|command| self.command(state, command, columns)));
        }
        lines
    }

    /// A command's keys and what it does; a second line says why it does not work now.
    fn command(&self, state: &State, command: &Command, columns: usize) -> Vec<Row> {
        let theme = state.theme;
        let blocked = command.enabled(&state.context(self.place)).err();
        let role = if blocked.is_some() { Role::Muted } else { Role::Text };
        let keys = match keymap::all_shown(&state.keys, command, self.place) {
            // It has none: the palette finds it by its name.
            none if none.is_empty() => format!(": {}", command.title),
            keys => keys,
        };
        let row = Row::new(columns).cell(&keys, KEYS.max(wide(&keys) + 1), theme.style(Role::Key));
        let mut lines = Vec::new();
        let room = row.room();
        let mut first = Some(row);
        for line in wrap(&state.keys.spelled(command.help), room.max(10)) {
            lines.push(first.take().unwrap_or_else(|| Row::new(columns).gap(KEYS)).text(&line, theme.style(role)));
        }
        lines.extend(blocked.map(|why| {
            Row::new(columns).gap(KEYS).text(&format!("not now: {}", state.keys.spelled(why)), theme.style(Role::Muted))
        }));
        lines
    }
}
