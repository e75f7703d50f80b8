//! Merge with …: search for another cluster, see what would come of it, then accept.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, window};
use crate::commands::CommandId;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::review::decide;
use crate::tui::screens::status_glyph;
use crate::tui::state::{After, State};
use crate::tui::theme::Role;
use crate::tui::widgets::input::Input;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row};
use crate::workspace::{Change, Hit};

/// Hits asked for.
const LIMIT: usize = 50;

/// The search and its hits.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    /// What was typed.
    pub input: Input,
    /// Clusters that match, best first.
    pub hits: Vec<Hit>,
    /// The selected one.
    pub cursor: usize,
    /// Hits are being looked for.
    pub searching: bool,
}

impl Merge {
    /// Takes hits; the cluster under review is none.
    pub fn receive(&mut self, hits: Vec<Hit>, own: Option<&str>) {
        self.searching = false;
        self.hits = hits.into_iter().filter(|hit| Some(hit.row.golden_id.as_str()) != own).collect();
        self.cursor = 0;
    }

    pub(super) fn edited(mut self, state: &mut State, changed: bool) -> Vec<Effect> {
        let text = self.input.text();
        let search = changed && !text.trim().is_empty();
        if changed {
            self.searching = search;
            if !search {
                self.hits.clear();
            }
        }
        state.overlays.push(Overlay::Merge(self));
        if search { vec![state.ask(Slot::Hits, Ask::Search(text, LIMIT))] } else { Vec::new() }
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let own = state.review.view.as_ref().map(|view| view.golden_id.clone());
        match (id, self.hits.get(self.cursor), own) {
            (CommandId::Accept, Some(hit), Some(own)) => {
                let change = Change::Merge { ids: vec![own, hit.row.golden_id.clone()] };
                let request = decide::request(state, change, None);
                // Stays below the preview, so that Esc there leads back to the hits.
                state.overlays.push(Overlay::Merge(self));
                return decide::propose(state, vec![request], After::Advance);
            }
            (CommandId::Accept, None, _) => state.warn("merge: type a name or an id, then choose a cluster"),
            (CommandId::Up, ..) => self.cursor = self.cursor.saturating_sub(1),
            (CommandId::Down, ..) => self.cursor = (self.cursor + 1).min(self.hits.len().saturating_sub(1)),
            _ => {}
        }
        state.overlays.push(Overlay::Merge(self));
        Vec::new()
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Position {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let inner = window(state, area, "Merge with …", 110, 20, buffer);
        let columns = usize::from(inner.width);
        let (input, at) = self.input.row(columns, theme.style(Role::Strong));
        let mut lines = vec![input, Row::new(columns)];
        let note = match (self.hits.is_empty(), self.searching, self.input.text().trim().is_empty()) {
            (true, true, _) => Some("searching …"),
            (true, false, true) => Some("Type words of a name, an address, an id: beginnings of words will do."),
            (true, false, false) => Some("No other cluster holds all of that."),
            _ => None,
        };
        lines.extend(note.map(|note| Row::new(columns).text(note, muted)));
        let room = usize::from(inner.height).saturating_sub(lines.len());
        let window = visible(self.cursor, self.hits.len(), room);
        let start = window.start;
        lines.extend(self.hits.get(window).unwrap_or_default().iter().enumerate().map(|(i, hit)| {
            let line = Row::new(columns)
                .cell(status_glyph(hit.row.status), 2, theme.style(Role::Text))
                .cell(state.label(&hit.row.label), columns * 2 / 5, theme.style(Role::Strong))
                .gap(1)
                .cell(&hit.record.to_string(), (columns / 5).max(8), theme.style(Role::Text))
                .gap(1)
                .cell(&hit.row.golden_id, 14, muted)
                .gap(1)
                .number(&hit.row.size.to_string(), 3, theme.style(Role::Text))
                .gap(1)
                .text(&hit.row.sources.join(" "), muted);
            if start + i == self.cursor { line.over(theme.style(Role::Focus)) } else { line }
        }));
        row::draw(lines, inner, buffer);
        Position { x: inner.x + u16::try_from(at).unwrap_or(0), y: inner.y }
    }
}
