//! One value in full: every character, hidden ones shown, with where it comes from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::model::{Level, signed};
use crate::text::SafeText;
use crate::tui::msg::Effect;
use crate::tui::screens::counted;
use crate::tui::screens::review::{blind, changes, compare, golden};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Row, wrap};
use crate::workspace::ClusterView;

/// Other records that are compared with it.
const OTHERS: usize = 12;

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

    /// How the values of the other records relate to it.
    fn others(&self, state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let hidden = blind::hides_scores(state, view);
        let others: Vec<usize> = (0..view.members.len()).filter(|at| *at != self.record).collect();
        if others.is_empty() {
            return Vec::new();
        }
        let key = (columns / 4).clamp(12, 28);
        let mut lines = vec![Row::new(columns)];
        lines.extend(others.iter().take(OTHERS).filter_map(|at| {
            let member = view.members.get(*at)?;
            let likeness = compare::likeness(view, self.record, *at, self.attribute);
            let score = compare::pair(view, self.record, *at)
                .and_then(|pair| pair.attributes.iter().find(|score| score.attribute == self.attribute))
                .filter(|score| !hidden && score.level != Level::Missing);
            let told = score.map_or_else(String::new, |score| {
                let alike = score.similarity.map_or_else(String::new, |alike| format!(" {alike:.2}"));
                format!("{}{alike} {}", score.level.word(), signed(score.weight + score.term_frequency_weight))
            });
            let value =
                member.record.value(self.attribute).map_or("∅".into(), |value| state.shown(self.attribute, value));
            let row = Row::new(columns)
                .text(likeness.glyph(), theme.style(likeness.role()))
                .gap(1)
                .cell(&short(&member.record.key, key), key, muted)
                .gap(1);
            let row = if hidden { row } else { row.cell(&told, 20, muted).gap(1) };
            Some(row.text(&value, theme.style(Role::Text)))
        }));
        if let Some(more @ 1..) = others.len().checked_sub(OTHERS) {
            lines.push(Row::new(columns).text(&format!("… and {}", counted(more, "more record")), muted));
        }
        lines
    }

    fn lines(&self, state: &State, columns: usize) -> Vec<Row> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let row = || Row::new(columns);
        let Some(view) = &state.review.view else { return Vec::new() };
        let Some(member) = view.members.get(self.record) else { return Vec::new() };
        let said = member.record.updated_at.as_deref();
        let changed =
            said.map_or_else(|| "its source gives no time of change".to_owned(), |at| format!("changed {at}"));
        let mut lines = vec![
            row().text(&member.record.key.to_string(), theme.style(Role::Strong)).gap(2).text(&changed, muted),
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
        lines.extend(self.others(state, view, columns));
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
