//! One value in full: every character, hidden ones shown, with where it comes from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::text::SafeText;
use crate::tui::msg::Effect;
use crate::tui::screens::counted;
use crate::tui::screens::review::{changes, golden};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Row, wrap};

/// The value of an attribute of a member of the cluster under review.
#[derive(Clone, Debug)]
pub struct Value {
    record: usize,
    attribute: usize,
    scroll: usize,
}

impl Value {
    /// The value at these positions.
    pub fn new(record: usize, attribute: usize) -> Self {
        Self { record, attribute, scroll: 0 }
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let lines = self.lines(state, usize::from(state.size.0.saturating_sub(8))).len();
        self.scroll = scroll(self.scroll, id, lines);
        state.overlays.push(Overlay::Value(self));
        Vec::new()
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let columns = area.width.saturating_sub(4).min(120);
        let rows = self.lines(state, usize::from(columns.saturating_sub(4))).len() + 2;
        let title = state.catalog.name(self.attribute).to_owned();
        let inner = window(state, area, &title, columns, u16::try_from(rows).unwrap_or(u16::MAX), buffer);
        let lines = self.lines(state, usize::from(inner.width));
        scrolled(state, &lines, self.scroll, inner, buffer);
    }

    fn lines(&self, state: &State, columns: usize) -> Vec<Row> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let row = || Row::new(columns);
        let Some(view) = &state.review.view else { return Vec::new() };
        let Some(member) = view.members.get(self.record) else { return Vec::new() };
        let changed = member.record.updated_at.as_deref().unwrap_or("not said");
        let mut lines = vec![
            row()
                .text(&member.record.key.to_string(), theme.style(Role::Strong))
                .text(&format!("  changed {changed}"), muted),
            row(),
        ];
        match member.record.value(self.attribute) {
            None => lines.push(row().text("∅ the source has no value", theme.style(Role::Missing))),
            Some("") => lines.push(row().text("\"\" the value is empty", theme.style(Role::Missing))),
            Some(value) => {
                let shown = state.shown(self.attribute, value);
                let safe = SafeText::whole(&shown);
                let role = if safe.has_hidden() { Role::Hidden } else { Role::Text };
                let wrapped = wrap(safe.as_str(), columns.max(2));
                lines.extend(wrapped.into_iter().map(|line| row().pieces(&[(line, theme.style(role))], columns)));
                lines.push(row());
                let size = format!("{}, {}", counted(value.chars().count(), "character"), counted(value.len(), "byte"));
                lines.push(row().text(&size, muted));
                if safe.has_hidden() {
                    lines.push(row().text("holds characters that would not have been seen", theme.style(Role::Danger)));
                }
            }
        }
        for (decision, change) in changes::of_value(view, &member.record.key, self.attribute) {
            lines.push(row());
            let since = format!("↻ changed since #{} {} by {}", decision.seq, decision.kind, decision.author);
            lines.push(row().text(&since, theme.style(Role::Warning)));
            let (was, role) = match change.before.as_deref() {
                _ if !change.known => ("not known here what it was".into(), Role::Missing),
                None => ("∅ the source had no value".into(), Role::Missing),
                Some("") => ("\"\" the value was empty".into(), Role::Missing),
                Some(value) => (state.shown(self.attribute, value), Role::Text),
            };
            let safe = SafeText::whole(&was);
            for (n, line) in wrap(safe.as_str(), columns.saturating_sub(8).max(2)).into_iter().enumerate() {
                let name = if n == 0 { "was     " } else { "        " };
                lines.push(row().text(name, muted).pieces(&[(line, theme.style(role))], columns.saturating_sub(8)));
            }
        }
        if let Some(value) = view.golden.values.get(self.attribute) {
            let (text, role) = golden::value(state, self.attribute, value);
            lines.push(row());
            lines.push(row().text("golden  ", muted).text(&text, theme.style(role)));
            let from = value.record.as_ref().map_or_else(String::new, |record| format!("★ {record} · "));
            lines.push(row().text(&format!("        {from}{}", golden::rule(value)), muted));
        }
        lines
    }
}
