//! How the queue looks.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation;

use super::WIDE;
use crate::model::{Task, TaskKind};
use crate::text::width::columns as wide;
use crate::tui::others;
use crate::tui::screens::review::blind;
use crate::tui::screens::review::compare::{self, Class};
use crate::tui::screens::{kind_glyph, kind_word, place};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bar;
use crate::tui::widgets::chips::{Chip, chips};
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::{short, sources};
use crate::tui::widgets::row::{self, Row, wrap};
use crate::tui::widgets::spark;
use crate::tui::widths::{Edge, Handle, LEAST, Widths};
use crate::workspace::{ClusterView, Counts, Query};

/// Lines above the list: progress, kinds, headings.
const HEAD: u16 = 3;
/// Columns of the list from which it tells why each task is one.
const ROOMY: usize = 100;
const KIND: usize = 13;
const SIZE: usize = 4;
/// Fewer columns for label, sources and reason are few.
const TIGHT: usize = 34;
/// A list that something stands beside is at least so wide.
const LIST_LEAST: usize = 50;
/// And what stands beside it.
const BESIDE_LEAST: u16 = 24;

/// Draws the queue.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let wide = area.width >= WIDE;
    let list = Rect { width: list_columns(state, area), ..area };
    let columns = usize::from(list.width);
    let height = usize::from(list.height.saturating_sub(HEAD));
    let mut lines = vec![progress(state, columns), kinds(state, columns)];
    if state.queue.list.rows.is_empty() {
        lines.push(Row::new(columns));
        lines.extend(empty(state, columns));
    } else {
        let rows = &state.queue.list.rows;
        let window = visible(state.queue.list.cursor, rows.len(), height);
        let plan = Plan::of(rows, columns, &state.widths);
        lines.push(heading(state, &plan, columns));
        let start = window.start;
        lines.extend(rows.get(window).unwrap_or_default().iter().enumerate().map(|(i, task)| {
            let line = task_row(state, task, &plan, columns);
            if start + i == state.queue.list.cursor { line.over(state.theme.style(Role::Focus)) } else { line }
        }));
    }
    row::draw(lines, list, buffer);
    if wide {
        let x = list.right() + 2;
        let beside = Rect { x, width: area.right().saturating_sub(x), ..area };
        let columns = usize::from(beside.width);
        let selected = state.queue.list.selected();
        // While the cluster under the cursor is being read, the reason is already known.
        let view = state.queue.preview.as_ref().filter(|view| selected.is_some_and(|t| t.golden_id == view.golden_id));
        let mut lines = Vec::new();
        if let Some(task) = selected {
            lines.push(Row::new(columns).text(&task.golden_id, state.theme.style(Role::Title)));
            let notice = others::notice(state, &task.golden_id);
            lines.extend(notice.map(|text| Row::new(columns).text(&text, state.theme.style(Role::Key))));
            lines.extend(
                wrap(blind::of_queue(state, task), columns)
                    .iter()
                    .map(|line| Row::new(columns).text(line, state.theme.style(Role::Text))),
            );
            lines.push(Row::new(columns));
        }
        if let Some(view) = view {
            let room = usize::from(beside.height).saturating_sub(lines.len());
            lines.extend(preview(state, view, columns, room));
        }
        row::draw(lines, beside, buffer);
    }
}

/// Columns of the list.
pub fn list_columns(state: &State, area: Rect) -> u16 {
    match area.width {
        0..WIDE => area.width,
        wide => beside(state, Edge::Tasks, if wide < 160 { wide * 3 / 5 } else { wide * 2 / 3 }, wide),
    }
}

/// Columns of a list that something stands beside: the chosen ones, as far as both find room, or the usual ones.
pub fn beside(state: &State, edge: Edge, usual: u16, wide: u16) -> u16 {
    let chosen = state.widths.within(edge, LIST_LEAST, usize::from(wide.saturating_sub(BESIDE_LEAST)));
    chosen.and_then(|width| u16::try_from(width).ok()).unwrap_or(usual)
}

/// The gaps that can be dragged.
pub fn handles(state: &State, area: Rect) -> Vec<Handle> {
    let columns = usize::from(list_columns(state, area));
    let plan = Plan::of(&state.queue.list.rows, columns, &state.widths);
    let sources = KIND + plan.label + SIZE + 2;
    let mut handles = vec![Handle::after(Edge::Label, KIND + plan.label, KIND, 1)];
    handles.extend((plan.reason > 0).then(|| Handle::after(Edge::Sources, sources + plan.sources, sources, 1)));
    handles.extend((area.width >= WIDE).then(|| Handle::after(Edge::Tasks, columns, 0, 1)));
    handles
}

/// Where the terminal's cursor belongs: on the selected row.
pub fn cursor(state: &State, area: Rect) -> Option<Position> {
    let list = &state.queue.list;
    let window = visible(list.cursor, list.rows.len(), usize::from(area.height.saturating_sub(HEAD)));
    let y = area.y + HEAD + u16::try_from(list.cursor.checked_sub(window.start)?).ok()?;
    (!list.rows.is_empty() && y < area.bottom()).then_some(Position { x: area.x, y })
}

fn progress(state: &State, columns: usize) -> Row {
    let theme = &state.theme;
    let Some(counts) = &state.counts else {
        let text = if state.queue.list.loaded { "" } else { "reading …" };
        return Row::new(columns).text(text, theme.style(Role::Muted));
    };
    let open: u64 = counts.tasks.iter().map(|(_, n)| n).sum();
    let row = lately(state, counts, towards(state, counts, Row::new(columns)))
        .text(" · ", theme.style(Role::Muted))
        .text(&open.to_string(), theme.style(Role::Strong))
        .text(" open", theme.style(Role::Muted));
    let mut facets = Query { kinds: Vec::new(), ..state.queue.query() }.words();
    let here = place(&state.queue.list, "", super::all(state));
    facets.extend((!here.is_empty()).then_some(here));
    // What finds no room is cut with a mark; the list itself shows that it is narrowed.
    let room = row.room().saturating_sub(2);
    let text = facets.join(" · ");
    row.right(&cut(&text, room), theme.style(Role::Key))
}

/// How far the day's work has come: towards the goal, where the steward set one.
fn towards(state: &State, counts: &Counts, row: Row) -> Row {
    let theme = &state.theme;
    let (strong, muted) = (theme.style(Role::Strong), theme.style(Role::Muted));
    let Some(goal) = counts.goal else {
        return row.text(&counts.decided_today.to_string(), strong).text(" decided today", muted);
    };
    let reached = counts.own_today >= goal;
    let style = theme.style(if reached { Role::Good } else { Role::Bar });
    let row = row.text(&counts.own_today.to_string(), strong).text(&format!(" of {goal} today "), muted);
    bar::share(row, counts.own_today as f64 / goal.max(1) as f64, bar::CELLS, style, theme)
        .text(if reached { " ✔" } else { "" }, theme.style(Role::Good))
}

/// The last half hours of today as a line of bars, where there is room and something was decided.
fn lately(state: &State, counts: &Counts, row: Row) -> Row {
    const PARTS: usize = 16;
    let from = counts.today.len().saturating_sub(PARTS);
    let parts = counts.today.get(from..).unwrap_or_default();
    if state.size.0 < WIDE || parts.iter().all(|n| *n == 0) {
        return row;
    }
    let theme = &state.theme;
    spark::counts(row.gap(1), parts, theme.style(Role::Bar), theme.style(Role::Muted))
}

/// The end of a text in at most `columns` columns: where the cursor stands comes last.
fn cut(text: &str, columns: usize) -> String {
    let letters: Vec<&str> = text.graphemes(true).collect();
    let mut start = 0;
    while start < letters.len()
        && wide(letters.get(start..).unwrap_or_default().concat().as_str()) + usize::from(start > 0) > columns
    {
        start += 1;
    }
    let rest = letters.get(start..).unwrap_or_default().concat();
    if start > 0 { format!("…{rest}") } else { rest }
}

fn kinds(state: &State, columns: usize) -> Row {
    let counts = state.counts.as_ref().map(|counts| counts.tasks.as_slice()).unwrap_or_default();
    let kinds = &state.queue.filter.kinds;
    let chip = |(kind, count): &(TaskKind, u64)| Chip {
        glyph: kind_glyph(*kind),
        word: kind_word(*kind),
        count: *count,
        chosen: kinds.contains(kind),
    };
    let all: Vec<Chip> = counts.iter().map(chip).collect();
    let role = if kinds.is_empty() { Role::TabActive } else { Role::Muted };
    let row = Row::new(columns).text(" all ", state.theme.style(role));
    let room = row.room();
    chips(row, &all, room, &state.theme)
}

/// The columns of the list; the fixed ones are not named.
struct Plan {
    label: usize,
    sources: usize,
    /// Why each task is one, where there is much room.
    reason: usize,
    /// Cells of the line before a score.
    cells: usize,
}

impl Plan {
    /// What the fixed columns leave: no more for sources than the longest text of them needs.
    fn of(rows: &[Task], columns: usize, widths: &Widths) -> Self {
        let cells = if columns >= WIDE.into() { bar::CELLS } else { bar::CELLS / 2 };
        let left = columns.saturating_sub(KIND + SIZE + bar::columns(cells) + 3 + 2);
        let longest = rows.iter().map(|task| wide(&task.sources.join(" "))).max().unwrap_or(0);
        // In a narrow list it is the label that people look for.
        let most = if left < TIGHT { 0 } else { left * 2 / 5 };
        let usual = longest.clamp("sources".len(), most.clamp(7, 24));
        let sources = widths.within(Edge::Sources, LEAST, left / 2).unwrap_or(usual).min(left);
        if columns < ROOMY {
            let label = widths.within(Edge::Label, LEAST, left.saturating_sub(LEAST)).unwrap_or(left - usual.min(left));
            return Self { label, sources: left - label, reason: 0, cells };
        }
        let rest = left - sources;
        let label = widths.within(Edge::Label, LEAST, rest.saturating_sub(LEAST)).unwrap_or(rest - rest * 3 / 5);
        Self { label, sources, reason: rest - label, cells }
    }
}

fn heading(state: &State, plan: &Plan, columns: usize) -> Row {
    let style = state.theme.style(Role::Muted);
    let first = &state.catalog.label_name();
    let gap = usize::from(plan.reason > 0);
    Row::new(columns)
        .cell("task", KIND, style)
        .cell(first, plan.label, style)
        .number("size", SIZE + 1, style)
        .gap(1)
        .cell("sources", plan.sources, style)
        .gap(gap)
        .cell(if gap > 0 { "why" } else { "" }, plan.reason.saturating_sub(gap), style)
        .gap(1)
        .text("weakest link", style)
}

fn task_row(state: &State, task: &Task, plan: &Plan, columns: usize) -> Row {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let gap = usize::from(plan.reason > 0);
    let reason = if plan.reason > 0 { blind::of_queue(state, task) } else { "" };
    let row = Row::new(columns)
        .cell(&format!("{} {}", kind_glyph(task.kind), kind_word(task.kind)), KIND, theme.style(Role::Warning))
        .cell(&format!("{}{}", who(state, task), state.label(&task.label)), plan.label, theme.style(Role::Strong))
        .number(&task.size.to_string(), SIZE + 1, theme.style(Role::Text))
        .gap(1)
        .cell(&sources(&task.sources, plan.sources, &state.catalog.sources), plan.sources, muted)
        .gap(gap)
        .cell(reason, plan.reason.saturating_sub(gap), muted)
        .gap(1);
    bar::score(row, blind::score(state, task), plan.cells, theme)
        .text(if task.flagged { " ⚑" } else { "" }, theme.style(Role::Key))
}

/// Who else is looking at a task; or that what was decided of it is still to be written.
fn who(state: &State, task: &Task) -> String {
    if state.waiting.holds(&task.golden_id) {
        return "◔ decided, waits · ".to_owned();
    }
    state.others.at(&task.golden_id).map_or_else(String::new, |claim| format!("◉ {} · ", claim.steward))
}

/// What to do where there is no record at all.
const NOT_LOADED: &[&str] = &[
    "Nothing is loaded yet.",
    "",
    "{load} reads the sources and the match output that goldsmith.toml names.",
    "{tour} shows you round.",
];

fn empty(state: &State, columns: usize) -> Vec<Row> {
    let style = state.theme.style(Role::Muted);
    let text: &[&str] = if !state.queue.list.loaded {
        &["Reading the queue …"]
    } else if !state.queue.query().is_everything() {
        &["No task holds all of that.", "", "{back} shows every task again."]
    } else {
        match &state.counts {
            None => NOT_LOADED,
            Some(counts) if counts.records == 0 => NOT_LOADED,
            Some(counts) if counts.records == counts.entities => &[
                "No two records are linked yet.",
                "",
                "{match} finds those that belong together; [matches] in goldsmith.toml names what an engine found.",
                "{go-golden} shows the records.",
            ],
            Some(_) => &[
                "Nothing left to review.",
                "",
                "{export} hands out what is approved; goldsmith export does so too.",
                "{go-golden} shows golden records, {go-history} what was decided.",
            ],
        }
    };
    text.iter().flat_map(|line| row::paragraph(&state.keys.spelled(line), columns, style)).collect()
}

/// A cluster in a narrow column: each attribute with its values, one line a record, those that differ first.
fn preview(state: &State, view: &ClusterView, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let key = view.members.iter().map(|m| m.record.key.to_string().chars().count()).max().unwrap_or(0).min(columns / 3);
    let mut lines = Vec::new();
    for line in compare::lines(view).iter().filter(|line| line.class != Class::Empty) {
        if lines.len() > height {
            break;
        }
        let name = Row::new(columns).text(state.catalog.name(line.attribute), theme.style(Role::Muted));
        if line.class == Class::Equal && view.members.len() > 1 {
            let value = view.members.first().and_then(|member| member.record.value(line.attribute)).unwrap_or_default();
            lines.push(
                name.text(" = ", theme.style(Role::Same))
                    .text(&state.shown(line.attribute, value), theme.style(Role::Text)),
            );
            continue;
        }
        let missing = view.members.iter().filter(|member| member.record.value(line.attribute).is_none()).count();
        let absent = if missing > 0 { format!("  ∅ in {missing} of {}", view.members.len()) } else { String::new() };
        lines.push(name.text(&absent, theme.style(Role::Muted)));
        // What lies below the screen is not built, however large the cluster is.
        let valued = view.members.iter().enumerate().take(height);
        lines.extend(valued.filter_map(|(i, member)| {
            let value = member.record.value(line.attribute)?;
            let likeness = compare::likeness(view, 0, i, line.attribute);
            let style = theme.style(likeness.role());
            Some(
                Row::new(columns)
                    .gap(1)
                    .text(if view.is_beside(i) { "∪" } else { "" }, theme.style(Role::Key))
                    .to(if view.beside.is_some() { 3 } else { 1 })
                    .cell(&short(&member.record.key, key), key, theme.style(Role::Muted))
                    .gap(1)
                    .text(likeness.glyph(), style)
                    .gap(1)
                    .text(&state.shown(line.attribute, value), style),
            )
        }));
    }
    if lines.len() > height {
        lines.truncate(height.saturating_sub(1));
        lines.push(Row::new(columns).text(&state.keys.spelled("… more, {open} shows all"), theme.style(Role::Muted)));
    }
    lines
}
