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
use super::places::Places;
use super::{blind, changes, guide, links, table, turned};
use crate::commands::CommandId;
use crate::model::TaskKind;
use crate::tui::others;
use crate::tui::overlays::why;
use crate::tui::screens::{counted, kind_glyph, kind_word, queue, status_glyph, total};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{self, Row};
use crate::tui::widths::Handle;
use crate::workspace::{ClusterView, Link};

/// Screens at least so wide explain the pair in doubt below the table.
const EXPLAIN_FROM: usize = 100;
/// Lower screens keep two lines below the table.
const LOW: u16 = 16;
/// Lines that the focused attribute has at least, with the one that tells of those above and below.
const FOCUSED: usize = 3;

/// What stands from the top, where the table begins in it, what stands where in the table, and what stands at the foot.
struct Arranged {
    lines: Vec<Row>,
    table: usize,
    places: Places,
    below: Vec<Row>,
}

/// Draws the screen; returns where the terminal's cursor belongs: at the beginning of the focused cell.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let Some(view) = &state.review.view else {
        row::draw(nothing(state, usize::from(area.width)), area, buffer);
        return None;
    };
    let Arranged { lines, table, places, below } = arranged(state, view, area);
    row::draw(lines, area, buffer);
    let foot = u16::try_from(below.len()).unwrap_or_default();
    row::draw(below, Rect { y: area.bottom() - foot, height: foot, ..area }, buffer);
    let across = if state.review.is_turned() { state.review.line } else { state.review.record };
    let x = area.x + u16::try_from(places.start(across)).unwrap_or_default();
    let y = area.y + u16::try_from(table + places.cursor).unwrap_or_default();
    (y < area.bottom()).then_some(Position { x: x.min(area.right().saturating_sub(1)), y })
}

/// The record and the line that the cell at a column and a row of the screen is of, as far as it is of one.
pub fn at(state: &State, area: Rect, (x, y): (u16, u16)) -> Option<(Option<usize>, Option<usize>)> {
    let view = state.review.view.as_ref()?;
    let Arranged { lines, table, places, .. } = arranged(state, view, area);
    let down = usize::from(y.checked_sub(area.y)?).checked_sub(table)?;
    if table + down >= lines.len() {
        return None;
    }
    let (row, column) = places.at(usize::from(x.checked_sub(area.x)?), down);
    Some(if state.review.is_turned() { (row, column) } else { (column, row) })
}

/// The gaps that can be dragged.
pub fn handles(state: &State, area: Rect) -> Vec<Handle> {
    let Some(view) = &state.review.view else { return Vec::new() };
    let columns = usize::from(area.width);
    if state.review.is_turned() { turned::handles(state, view, columns) } else { table::handles(state, view, columns) }
}

fn arranged(state: &State, view: &ClusterView, area: Rect) -> Arranged {
    let columns = usize::from(area.width);
    let mut head = vec![heading(state, view, columns)];
    head.extend(reason(state, view, columns));
    head.extend(contradiction(state, view, columns));
    head.extend(others::line(state, view).map(|text| Row::new(columns).text(&text, state.theme.style(Role::Key))));
    head.extend(changes::lines(state, view, columns, usize::from(area.height)));
    let height = usize::from(area.height);
    let least = if area.height < LOW { 2 } else { 4 };
    // What is said above the table never pushes the focused line off the screen.
    let most = height.saturating_sub(table::HEAD + FOCUSED + least);
    let empty = empty_in_all(state, view, columns).filter(|_| head.len() < most);
    head.truncate(most);
    // What lies below the table is in the order of its worth: four lines at least, and what the table leaves.
    let fixed = head.len() + usize::from(empty.is_some());
    let wanted = if state.review.is_turned() { view.members.len() + 4 } else { table::wanted(state, view, columns) };
    let left = height.saturating_sub(fixed + wanted);
    let below = links::lines(state, view, columns, left);
    let below_lines = below.len();
    let below_room = left.clamp(below.len().min(least), below.len());
    let room = height.saturating_sub(fixed + below_room);
    let (mut table, places) = if state.review.is_turned() {
        turned::lines(state, view, columns, room)
    } else {
        table::lines(state, view, columns, room)
    };
    table.truncate(room);
    let mut lines = head;
    let table_top = lines.len();
    lines.extend(table);
    lines.extend(empty);
    lines.extend(explained(state, view, columns, usize::from(area.height).saturating_sub(lines.len() + below_room)));
    lines.truncate(usize::from(area.height).saturating_sub(below_room));
    let mut below = below;
    if let Some(first) = below.first_mut().filter(|_| below_room < below_lines) {
        *first = links::rule(state, columns, below_lines - below_room);
    }
    below.truncate(below_room);
    Arranged { lines, table: table_top, places, below }
}

/// Why the pair in doubt is in doubt, where the table leaves room for all of it.
fn explained(state: &State, view: &ClusterView, columns: usize, room: usize) -> Vec<Row> {
    if columns < EXPLAIN_FROM || view.members.len() < 2 || blind::hides_scores(state, view) {
        return Vec::new();
    }
    let lines = why::inline(state, columns);
    if lines.is_empty() || lines.len() + 2 > room {
        return Vec::new();
    }
    std::iter::once(Row::new(columns)).chain(lines).collect()
}

fn nothing(state: &State, columns: usize) -> Vec<Row> {
    let style = state.theme.style(Role::Muted);
    let text = if state.review.loading || (state.review.id.is_none() && !state.queue.list.loaded) {
        "Reading the cluster …"
    } else if let Some(id) = &state.review.id {
        return vec![
            Row::new(columns)
                .gap(2)
                .text(&format!("{id} could not be read · {} tries again", state.key(CommandId::Redraw)), style),
        ];
    } else if state.counts.as_ref().is_some_and(|counts| counts.records == 0) {
        "Nothing is loaded yet: {load} reads the sources and the match output that goldsmith.toml names."
    } else if state.queue.list.loaded && state.queue.list.rows.is_empty() && state.queue.query().is_everything() {
        "Nothing is left to review. {export} hands out what is approved; {go-golden} shows all golden records, {go-history} \
         what was decided."
    } else {
        "No cluster is open. Choose one in the queue ({go-queue}) or among the golden records ({go-golden}) and press {open}."
    };
    row::wrap(&state.keys.spelled(text), columns.saturating_sub(4))
        .iter()
        .map(|line| Row::new(columns).gap(2).text(line, style))
        .collect()
}

fn heading(state: &State, view: &ClusterView, columns: usize) -> Row {
    let theme = state.theme;
    let mut row = Row::new(columns).text(&view.golden_id, theme.style(Role::Title));
    if let Some(task) = &view.task {
        let kind = format!("  {} {}", kind_glyph(task.kind), kind_word(task.kind));
        row = row.text(&kind, theme.style(Role::Warning));
        row = row.text(if task.flagged { "  ⚑ flagged" } else { "" }, theme.style(Role::Key));
    }
    let status = blind::status(view);
    row = row
        .text(&format!("  {} {status}", status_glyph(status)), theme.style(Role::Strong))
        .text(&format!("  {}", counted(view.size(), "record")), theme.style(Role::Text));
    if let Some(beside) = &view.beside {
        let glyph = kind_glyph(TaskKind::Possible);
        let records = counted(view.members.len() - beside.from, "record");
        row = row
            .text(&format!("   {glyph} {}", beside.question.golden_id), theme.style(Role::Title))
            .text(&format!("  {records}"), theme.style(Role::Text));
    }
    if let [i, j] = state.review.marked.as_slice() {
        let room = columns.saturating_sub(72).max(24) / 2;
        let key = |at: &usize| view.members.get(*at).map_or_else(String::new, |m| short(&m.record.key, room));
        row = row.text(&format!("  pair {} · {}", key(i), key(j)), theme.style(Role::Key));
    }
    let place = state.queue.list.rows.iter().position(|task| task.golden_id == view.golden_id);
    match place {
        Some(at) => row.right(
            &format!("task {} of {}", at + 1, total(&state.queue.list, queue::all(state))),
            theme.style(Role::Muted),
        ),
        None => row,
    }
}

/// Why somebody should look, on at most two lines.
fn reason(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    let theme = state.theme;
    if state.review.groups.iter().any(|group| *group > 0) {
        return guide::lines(state, view, columns);
    }
    match &view.task {
        Some(task) => row::two(blind::reason(state, view, task), columns, theme.style(Role::Text)),
        None => row::two("nothing open here", columns, theme.style(Role::Muted)),
    }
}

/// What cannot all hold, and the key that shows the ways out.
fn contradiction(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let conflict = view.conflicts.first()?;
    let newest = conflict.chain.iter().max_by_key(|link| link.seq)?;
    let said = |link: &Link| format!("{} #{} by {}", link.kind, link.seq.unwrap_or_default(), link.author);
    let text = format!("{} ╳ {} · both sides and the ways out", said(&conflict.against), said(newest));
    let key = Row::new(columns).text(&format!("{} ", state.key(CommandId::Resolve)), state.theme.style(Role::Key));
    Some(key.text(&text, state.theme.style(Role::Danger)))
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
