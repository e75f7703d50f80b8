//! How the golden records look.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::WIDE;
use crate::model::{GoldenValue, Status, two_digits};
use crate::text::SafeText;
use crate::tui::screens::queue::beside;
use crate::tui::screens::{counted, kind_glyph, place, status_glyph};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::chips::{Chip, chips};
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::{several, short};
use crate::tui::widgets::row::{self, Row, wrap};
use crate::tui::widths::{Edge, Handle};
use crate::workspace::{ClusterView, EntityRow};

/// Lines above the list.
const HEAD: u16 = 2;
const ID: usize = 14;
/// Lists at least so wide have a column for the golden id.
const ID_FROM: usize = 78;
const STATUS: usize = 11;
const SIZE: usize = 4;
const SCORE: usize = 5;

/// Draws the list, the detail, or both.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let wide = area.width >= WIDE;
    let list = Rect { width: list_columns(state, area), ..area };
    let beside = if wide {
        let x = list.right() + 2;
        Rect { x, width: area.right().saturating_sub(x), ..area }
    } else {
        area
    };
    if wide || !state.golden.open {
        draw_list(state, list, buffer);
    }
    if wide || state.golden.open {
        let selected = state.golden.list.selected().map(|row| &row.golden_id);
        let columns = usize::from(beside.width);
        let lines = match state.golden.detail.as_ref().filter(|view| Some(&view.golden_id) == selected) {
            Some(view) => detail(state, view, columns),
            None if selected.is_some() => vec![Row::new(columns).text("reading …", state.theme.style(Role::Muted))],
            None => Vec::new(),
        };
        let height = usize::from(beside.height);
        let above = if wide { 0 } else { state.golden.scroll.min(lines.len().saturating_sub(height)) };
        let cut = lines.len() - above > height;
        row::draw(lines.into_iter().skip(above).take(height.saturating_sub(usize::from(cut))), beside, buffer);
        if cut && beside.height > 0 {
            let last = Rect { y: beside.bottom() - 1, height: 1, ..beside };
            let text = if wide {
                "… {open} shows all of it in Review"
            } else {
                "… {page-down} shows more, {open} opens Review"
            };
            let text = state.keys.spelled(text);
            row::draw([Row::new(columns).cell(&text, columns, state.theme.style(Role::Muted))], last, buffer);
        }
    }
}

/// How many lines the detail has where it covers the list.
pub fn detail_lines(state: &State) -> usize {
    let columns = usize::from(state.size.0);
    state.golden.detail.as_ref().map_or(0, |view| detail(state, view, columns).len())
}

/// Columns of the list.
pub fn list_columns(state: &State, area: Rect) -> u16 {
    match area.width {
        0..WIDE => area.width,
        // From 160 on the rules of the selected one stand beside its values.
        wide => beside(state, Edge::Entities, if wide < 160 { wide / 2 } else { wide * 2 / 5 }, wide),
    }
}

/// The gaps that can be dragged.
pub fn handles(state: &State, area: Rect) -> Vec<Handle> {
    let columns = usize::from(list_columns(state, area));
    (area.width >= WIDE).then(|| Handle::after(Edge::Entities, columns, 0, 1)).into_iter().collect()
}

/// Where the terminal's cursor belongs: on the selected row.
pub fn cursor(state: &State, area: Rect) -> Option<Position> {
    let list = &state.golden.list;
    if list.rows.is_empty() || (state.golden.open && area.width < WIDE) {
        return None;
    }
    let window = visible(list.cursor, list.rows.len(), usize::from(area.height.saturating_sub(HEAD)));
    let y = area.y + HEAD + u16::try_from(list.cursor.checked_sub(window.start)?).ok()?;
    (y < area.bottom()).then_some(Position { x: area.x, y })
}

fn draw_list(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme;
    let columns = usize::from(area.width);
    let rows = &state.golden.list.rows;
    let mut lines = vec![summary(state, columns), heading(state, columns)];
    if rows.is_empty() {
        let text = if !state.golden.list.loaded {
            "Reading the golden records …"
        } else if state.golden.text.is_empty() && state.golden.status.is_none() {
            "No records yet. {load} reads the sources and the match output that goldsmith.toml names."
        } else {
            "No golden record holds all of that. {back} shows all."
        };
        lines.push(Row::new(columns));
        lines.extend(row::paragraph(&state.keys.spelled(text), columns, theme.style(Role::Muted)));
    }
    let window = visible(state.golden.list.cursor, rows.len(), usize::from(area.height.saturating_sub(HEAD)));
    let start = window.start;
    lines.extend(rows.get(window).unwrap_or_default().iter().enumerate().map(|(i, entity)| {
        let line = entity_row(state, entity, columns);
        if start + i == state.golden.list.cursor { line.over(theme.style(Role::Focus)) } else { line }
    }));
    row::draw(lines, area, buffer);
}

fn summary(state: &State, columns: usize) -> Row {
    let theme = state.theme;
    let all = state.counts.as_ref().filter(|_| state.golden.text.trim().is_empty()).map(|counts| {
        let chosen = |only| counts.statuses.iter().find(|(status, _)| *status == only).map_or(0, |(_, n)| *n);
        state.golden.status.map_or(counts.entities, chosen)
    });
    let place = place(&state.golden.list, &state.golden.text, all);
    let mut row = Row::new(columns);
    if let Some(counts) = &state.counts {
        let entities = usize::try_from(counts.entities).unwrap_or(usize::MAX);
        row = row.text(&counted(entities, "golden record"), theme.style(Role::Strong));
        let chip = |(status, count): &(Status, u64)| Chip {
            glyph: status_glyph(*status),
            word: status.word(),
            count: *count,
            chosen: state.golden.status == Some(*status),
        };
        let all: Vec<Chip> = counts.statuses.iter().map(chip).collect();
        let room = row.room().saturating_sub(columns_of(&place) + 2);
        row = chips(row.gap(1), &all, room, &theme);
    }
    row.right(&place, theme.style(Role::Key))
}

/// Columns of the golden id and of the label. Where the list is narrow because the selected one stands beside it, that
/// one's id stands there.
fn flexible(columns: usize) -> (usize, usize) {
    let id = if columns < ID_FROM { 0 } else { ID + 1 };
    (id, columns.saturating_sub(STATUS + 1 + id + 1 + SIZE + 1 + SCORE + 2))
}

fn heading(state: &State, columns: usize) -> Row {
    let muted = state.theme.style(Role::Muted);
    let (id, label) = flexible(columns);
    Row::new(columns)
        .cell("status", STATUS, muted)
        .gap(1)
        .cell("golden id", id, muted)
        .cell(&state.catalog.label_name(), label, muted)
        .gap(1)
        .number("size", SIZE, muted)
        .gap(1)
        .number("score", SCORE, muted)
}

fn entity_row(state: &State, entity: &EntityRow, columns: usize) -> Row {
    let theme = state.theme;
    let (id, label) = flexible(columns);
    let role = if entity.score.is_some() { Role::Text } else { Role::Muted };
    Row::new(columns)
        .cell(&format!("{} {}", status_glyph(entity.status), entity.status), STATUS, theme.style(Role::Text))
        .gap(1)
        .cell(&entity.golden_id, id, theme.style(Role::Muted))
        .cell(&state.label(&entity.label), label, theme.style(Role::Strong))
        .gap(1)
        .number(&entity.size.to_string(), SIZE, theme.style(Role::Text))
        .gap(1)
        .number(&entity.score.map_or_else(|| "—".to_owned(), two_digits), SCORE, theme.style(role))
        .gap(1)
        .text(entity.kind.map_or("", kind_glyph), theme.style(Role::Warning))
}

/// Columns that a text from the data takes.
fn columns_of(text: &str) -> usize {
    SafeText::from_data(text).columns()
}

/// A golden record: each value with its record, rule, tie and override marks; members; former ids.
fn detail(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    use crate::tui::screens::review::golden;
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let status = format!("  {} {}", status_glyph(view.status), view.status);
    let head =
        Row::new(columns).text(&view.golden_id, theme.style(Role::Title)).text(&status, theme.style(Role::Strong));
    let mut lines = vec![head, Row::new(columns)];
    let from = |value: &GoldenValue| {
        let record = value.record.as_ref().map(|record| format!("★ {} · ", short(record, columns / 3)));
        format!("{}{}", record.unwrap_or_default(), golden::rule(value))
    };
    let told = |value: &&GoldenValue| value.value.is_some() || value.overridden.is_some();
    let longest = |of: &dyn Fn(usize, &GoldenValue) -> usize| {
        let values = view.golden.values.iter().enumerate();
        values.filter(|(_, value)| told(value)).map(|(attribute, value)| of(attribute, value)).max().unwrap_or(0)
    };
    let name = longest(&|attribute, _| columns_of(state.catalog.name(attribute))).min(columns / 3);
    // Where each value comes from stands beside it, if that can be for all of them.
    let widest = longest(&|attribute, value| columns_of(&golden::value(state, attribute, value).0));
    let origin = name + 1 + widest + 3;
    let beside = origin + longest(&|_, value| columns_of(&from(value))) <= columns;
    let mut empty = Vec::new();
    for (attribute, value) in view.golden.values.iter().enumerate() {
        let (text, role) = golden::value(state, attribute, value);
        let row =
            Row::new(columns).cell(state.catalog.name(attribute), name, muted).gap(1).text(&text, theme.style(role));
        match told(&value) {
            true if beside => lines.push(row.to(origin).text(&from(value), muted)),
            true => lines.extend([row, Row::new(columns).gap(name + 1).text(&from(value), muted)]),
            false => empty.push(state.catalog.name(attribute)),
        }
        if let Some(note) = &value.overridden {
            let reason = note.reason.as_deref().map_or_else(String::new, |reason| format!(": {}", state.free(reason)));
            let day = note.at.get(..10).unwrap_or(&note.at);
            let at = if beside { origin } else { name + 1 };
            lines.push(Row::new(columns).to(at).text(&format!("#{} {} {day}{reason}", note.seq, note.by), muted));
        }
    }
    if !empty.is_empty() {
        let text = format!("∅ no value: {}", empty.join(", "));
        lines.extend(wrap(&text, columns.max(2)).iter().map(|line| Row::new(columns).text(line, muted)));
    }
    lines.push(Row::new(columns));
    for member in &view.members {
        let by = member.linked_by.as_deref().map_or_else(String::new, |by| format!(" by {by}"));
        let group = member.match_id.as_deref().map_or_else(String::new, |id| format!(" · match group {id}"));
        let rule = member.match_rule.as_deref().map_or_else(String::new, |rule| format!(" · {rule}"));
        let gone = if member.gone { "  gone from its source" } else { "" };
        lines.push(
            Row::new(columns)
                .text(&short(&member.record.key, columns / 2), theme.style(Role::Strong))
                .text(gone, theme.style(Role::Danger))
                .text(&format!("  {}{by}{rule}{group}", member.link_status), muted),
        );
    }
    if !view.redirected_from.is_empty() {
        let text = format!("also answers to {}", view.redirected_from.join(" "));
        lines.extend(wrap(&text, columns).iter().map(|line| Row::new(columns).text(line, muted)));
    }
    if !view.joined_since_confirmed.is_empty() {
        let label = "joined since it was confirmed: ";
        let text = format!("{label}{}", several(&view.joined_since_confirmed, columns.saturating_sub(label.len())));
        lines.push(Row::new(columns).text(&text, theme.style(Role::Danger)));
    }
    lines.extend(lineage(state, view, columns));
    lines
}

/// Events of a timeline that are shown; `show` has all.
const STEPS: usize = 12;

/// The lives of its golden id and of those that lead here, newest first.
fn lineage(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let mut lines: Vec<Row> = Vec::new();
    for step in view.timeline.iter().rev().take(STEPS) {
        let by = match (step.seq, &step.author) {
            (Some(seq), Some(author)) => format!(" · #{seq} {author}"),
            _ => format!(" · {}", step.summary),
        };
        let day = step.time.get(..10).unwrap_or(&step.time);
        let text = format!("{day} {}{by}", step.sentence());
        lines.extend(wrap(state.free(&text), columns.max(2)).iter().map(|line| Row::new(columns).text(line, muted)));
    }
    if let Some(more @ 1..) = view.timeline.len().checked_sub(STEPS) {
        lines.push(Row::new(columns).text(&format!("… {more} earlier: `goldsmith show`"), muted));
    }
    if !lines.is_empty() {
        lines.insert(0, Row::new(columns));
    }
    lines
}
