//! How the review screen is put together.
//!
//! ```text
//! G-7F3A  ≈ borderline  ○ proposed  3 records                 2 of 143
//! weakest link 0.62 lies in the review band
//!              crm:C-1     erp:88       web:3        │ golden record
//! ≠ email      …           …            …            │ … prefer crm
//! ∅ empty in all: fax
//! golden email  …                                      (links.rs)
//! weakest link  crm:C-1 ──0.62── web:3
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::compare::{self, Class};
use super::{links, table, turned};
use crate::tui::screens::{counted, kind_glyph, kind_word, status_glyph};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{self, Row};
use crate::workspace::ClusterView;

/// Draws the screen; returns where the terminal's cursor belongs.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let columns = usize::from(area.width);
    let Some(view) = &state.review.view else {
        row::draw(nothing(state, columns), area, buffer);
        return None;
    };
    let head = [heading(state, view, columns), reason(state, view, columns)];
    let below = links::lines(state, view, columns);
    let empty = empty_in_all(state, view, columns);
    // The table keeps at least eight lines; what lies below it is in the order of its worth.
    let fixed = head.len() + usize::from(empty.is_some());
    let below_room = usize::from(area.height).saturating_sub(fixed + 8).min(below.len());
    let room = usize::from(area.height).saturating_sub(fixed + below_room);
    let (mut table, cursor) =
        if state.review.is_turned() { turned::lines(state, view, columns, room) } else { table::lines(state, view, columns, room) };
    table.truncate(room);
    let mut lines = Vec::from(head);
    let table_top = lines.len();
    lines.extend(table);
    lines.extend(empty);
    lines.truncate(usize::from(area.height).saturating_sub(below_room));
    row::draw(lines, area, buffer);
    let foot = u16::try_from(below_room).unwrap_or_default();
    row::draw(below, Rect { y: area.bottom() - foot, height: foot, ..area }, buffer);
    let y = area.y + u16::try_from(table_top + cursor).unwrap_or_default();
    (y < area.bottom()).then_some(Position { x: area.x, y })
}

fn nothing(state: &State, columns: usize) -> Vec<Row> {
    let style = state.theme.style(Role::Muted);
    let text = if state.review.loading {
        "Reading the cluster …"
    } else if let Some(id) = &state.review.id {
        return vec![Row::new(columns).gap(2).text(&format!("{id} could not be read · Ctrl-l tries again"), style)];
    } else {
        "No cluster is open. Choose one in the queue (F1) or among the golden records (F3) and press Enter."
    };
    row::wrap(text, columns.saturating_sub(4)).iter().map(|line| Row::new(columns).gap(2).text(line, style)).collect()
}

fn heading(state: &State, view: &ClusterView, columns: usize) -> Row {
    let theme = state.theme;
    let mut row = Row::new(columns).text(&view.golden_id, theme.style(Role::Title));
    if let Some(task) = &view.task {
        let kind = format!("  {} {}", kind_glyph(task.kind), kind_word(task.kind));
        row = row.text(&kind, theme.style(Role::Warning));
        row = row.text(if task.flagged { "  ⚑ flagged" } else { "" }, theme.style(Role::Key));
    }
    row = row
        .text(&format!("  {} {}", status_glyph(view.status), view.status), theme.style(Role::Strong))
        .text(&format!("  {}", counted(view.members.len(), "record")), theme.style(Role::Text));
    if let [i, j] = state.review.marked.as_slice() {
        let key = |at: &usize| view.members.get(*at).map_or_else(String::new, |m| m.record.key.to_string());
        row = row.text(&format!("  pair {} · {}", key(i), key(j)), theme.style(Role::Key));
    }
    let place = state.queue.list.rows.iter().position(|task| task.golden_id == view.golden_id);
    let more = if state.queue.list.has_more() { "+" } else { "" };
    match place {
        Some(at) => {
            row.right(&format!("task {} of {}{more}", at + 1, state.queue.list.rows.len()), theme.style(Role::Muted))
        }
        None => row,
    }
}

fn reason(state: &State, view: &ClusterView, columns: usize) -> Row {
    let theme = state.theme;
    if state.review.groups.iter().any(|group| *group > 0) {
        let text = "grouping: 1-9 puts the focused record in a group · Enter shows what would come of it · 0 clears";
        return Row::new(columns).text(text, theme.style(Role::Key));
    }
    match &view.task {
        Some(task) => Row::new(columns).text(&task.reason, theme.style(Role::Text)),
        None => Row::new(columns).text("nothing open here", theme.style(Role::Muted)),
    }
}

fn empty_in_all(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let names: Vec<&str> = compare::lines(view)
        .iter()
        .filter(|line| line.class == Class::Empty)
        .map(|line| state.catalog.name(line.attribute))
        .collect();
    let text = format!("∅ empty in all: {}", names.join(", "));
    (!names.is_empty()).then(|| Row::new(columns).text(&text, state.theme.style(Role::Muted)))
}
