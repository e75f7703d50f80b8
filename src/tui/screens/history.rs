//! History: the journal, newest first; any entry can be taken back, and opened in Review.

mod stewards;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{counted, health, place, review};
use crate::commands::CommandId;
use crate::learning::Stewards;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::paged::Paged;
use crate::tui::state::{After, Screen, State};
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::{several, short, squeezed};
use crate::tui::widgets::row::{self, Row, wrap};
use crate::tui::widths::{Edge, Handle, LEAST};
use crate::workspace::{Change, LogEntry};

/// Where the column of stewards begins.
const AUTHOR: usize = 6 + 2 + 16 + 2;
/// Lines of the detail below the list.
const DETAIL: u16 = 6;

/// What the history screen knows.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The entries, newest first.
    pub list: Paged<LogEntry>,
    /// The panel of stewards is shown in its place.
    pub panel: bool,
    /// How well they do, once it has been worked out.
    pub stewards: Option<Stewards>,
}

/// Shows the journal as it was left, or reads it the first time.
pub fn enter(state: &mut State) -> Vec<Effect> {
    if state.history.list.loaded { Vec::new() } else { refresh(state) }
}

/// Reads the newest entries again.
pub fn refresh(state: &mut State) -> Vec<Effect> {
    let limit = state.history.list.ask_again();
    let mut effects = vec![state.ask(Slot::Log, Ask::Log(None, limit))];
    if state.history.panel {
        effects.extend(ask_stewards(state));
    }
    effects
}

/// Reads what the panel of stewards shows; the days are those that Health draws too.
fn ask_stewards(state: &mut State) -> Vec<Effect> {
    let mut effects = vec![state.ask(Slot::Stewards, Ask::Stewards)];
    effects.extend(health::refresh(state));
    effects
}

/// Takes entries.
pub fn receive(state: &mut State, entries: Vec<LogEntry>) -> Vec<Effect> {
    // A reader of the newest entry wants to see what comes on top of it.
    let on_top = state.history.list.cursor == 0;
    state.history.list.receive(entries, |entry| entry.seq);
    if on_top {
        state.history.list.cursor = 0;
    }
    Vec::new()
}

/// Does what a key says.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    let page = isize::from(i16::try_from(state.size.1.saturating_sub(DETAIL + 5).max(1)).unwrap_or(1));
    let selected = state.history.list.selected();
    match id {
        CommandId::Up => step(state, -1),
        CommandId::Down => step(state, 1),
        CommandId::PageUp => step(state, -page),
        CommandId::PageDown => step(state, page),
        CommandId::First => step(state, isize::MIN),
        CommandId::Last => step(state, isize::MAX),
        CommandId::Open => {
            let record = selected.and_then(|entry| entry.records.first()).map(ToString::to_string);
            if let Some(record) = record {
                return review::open(state, record, Screen::History);
            }
            state.warn("open: this entry speaks of no record");
            Vec::new()
        }
        CommandId::Retract => match selected.map(|entry| (entry.seq, entry.retracted_by)) {
            Some((seq, None)) => review::decide::propose(state, vec![Change::Retract { seq }.into()], After::Stay),
            Some((_, Some(by))) => {
                state.warn(format!("take back: it was taken back already, by #{by}; take that back to restore it"));
                Vec::new()
            }
            None => Vec::new(),
        },
        CommandId::Stewards => {
            state.history.panel = !state.history.panel;
            if state.history.panel { ask_stewards(state) } else { Vec::new() }
        }
        CommandId::Back => {
            state.history.panel = false;
            state.toast = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    state.history.list.step(by);
    let Some(limit) = state.history.list.ask_more() else { return Vec::new() };
    let before = state.history.list.rows.last().map(|entry| entry.seq);
    vec![state.ask(Slot::Log, Ask::Log(before, limit))]
}

/// Draws the entries and, below, the selected one in full.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let theme = state.theme;
    let columns = usize::from(area.width);
    if state.history.panel {
        row::draw(stewards::lines(state, columns, usize::from(area.height)), area, buffer);
        return;
    }
    let rows = &state.history.list.rows;
    if rows.is_empty() {
        let text = if state.history.list.loaded {
            "Nothing was decided yet. {go-queue} shows what there is to decide; every decision appears here, and can be \
             taken back by itself."
        } else {
            "Reading the journal …"
        };
        let lines = wrap(&state.keys.spelled(text), columns.saturating_sub(4));
        row::draw(lines.iter().map(|line| Row::new(columns).gap(2).text(line, theme.style(Role::Muted))), area, buffer);
        return;
    }
    let height = list_height(area);
    let window = visible(state.history.list.cursor, rows.len(), usize::from(height.saturating_sub(1)));
    let start = window.start;
    let muted = theme.style(Role::Muted);
    let mut lines = vec![
        Row::new(columns)
            .number("no.", 6, muted)
            .gap(2)
            .cell("time (UTC)", 16, muted)
            .gap(2)
            .cell("steward", author(state, columns), muted)
            .gap(1)
            .text("decision", muted)
            .right(&place(&state.history.list, "", None), theme.style(Role::Key)),
    ];
    lines.extend(rows.get(window).unwrap_or_default().iter().enumerate().map(|(i, entry)| {
        let line = entry_row(state, entry, columns);
        if start + i == state.history.list.cursor { line.over(theme.style(Role::Focus)) } else { line }
    }));
    row::draw(lines, Rect { height, ..area }, buffer);
    let below = Rect { y: area.y + height, height: area.height - height, ..area };
    if let Some(entry) = state.history.list.selected() {
        row::draw(detail(state, entry, columns), below, buffer);
    }
}

/// Where the terminal's cursor belongs: on the selected row.
pub fn cursor(state: &State, area: Rect) -> Option<Position> {
    if state.history.panel {
        return None;
    }
    let list = &state.history.list;
    let height = list_height(area);
    let window = visible(list.cursor, list.rows.len(), usize::from(height.saturating_sub(1)));
    let y = area.y + 1 + u16::try_from(list.cursor.checked_sub(window.start)?).ok()?;
    (!list.rows.is_empty() && y < area.y + height).then_some(Position { x: area.x, y })
}

fn list_height(area: Rect) -> u16 {
    area.height.saturating_sub(DETAIL).max(area.height / 2)
}

fn author(state: &State, columns: usize) -> usize {
    state.widths.within(Edge::Author, LEAST, columns / 3).unwrap_or((columns / 8).clamp(6, 16))
}

/// The gaps that can be dragged.
pub fn handles(state: &State, area: Rect) -> Vec<Handle> {
    if state.history.panel || state.history.list.rows.is_empty() {
        return Vec::new();
    }
    vec![Handle::after(Edge::Author, AUTHOR + author(state, usize::from(area.width)), AUTHOR, 1)]
}

fn entry_row(state: &State, entry: &LogEntry, columns: usize) -> Row {
    let theme = state.theme;
    let undone = entry.retracted_by.is_some();
    let style = theme.style(if undone { Role::Muted } else { Role::Text });
    let time = entry.time.get(..16).unwrap_or(&entry.time).replace('T', " ");
    let back = entry.retracted_by.map_or_else(String::new, |by| format!("taken back by #{by}: "));
    Row::new(columns)
        .number(&format!("#{}", entry.seq), 6, theme.style(Role::Muted))
        .gap(2)
        .cell(&time, 16, theme.style(Role::Muted))
        .gap(2)
        .cell(&entry.author, author(state, columns), style)
        .gap(1)
        .text(&back, theme.style(Role::Warning))
        .text(&squeeze(state, entry, columns.saturating_sub(AUTHOR + author(state, columns) + 1 + back.len())), style)
}

/// The sentence of an entry; where it is too long, with the sources of its records shortened.
fn squeeze(state: &State, entry: &LogEntry, columns: usize) -> String {
    let whole = summary(state, entry);
    squeezed(&entry.records, columns, |cap| {
        entry
            .records
            .iter()
            .take(16)
            .fold(whole.to_owned(), |text, key| text.replace(&key.to_string(), &short(key, cap)))
    })
}

/// The sentence of an entry; masked, only its kind, since the sentence may quote values.
fn summary<'e>(state: &State, entry: &'e LogEntry) -> &'e str {
    if state.masked { &entry.kind } else { &entry.summary }
}

fn detail(state: &State, entry: &LogEntry, columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let time = entry.time.get(..19).unwrap_or(&entry.time).replace('T', " ");
    // A run of the rule names none of the records that it accepts.
    let records = match entry.records.len() {
        0 => String::new(),
        n => format!("{} · ", counted(n, "record")),
    };
    let title = format!("#{} {} · {records}{time} UTC", entry.seq, entry.kind);
    let mut lines = vec![
        Row::new(columns).text(&"─".repeat(columns), muted),
        Row::new(columns).text(&title, theme.style(Role::Title)),
        Row::new(columns).text(&squeeze(state, entry, columns), theme.style(Role::Text)),
        Row::new(columns).text(&several(&entry.records, columns), muted),
    ];
    if let Some(target) = entry.target {
        lines.push(Row::new(columns).text(&format!("takes back #{target}"), muted));
    }
    if let Some(comment) = &entry.comment {
        lines.push(
            Row::new(columns).text("“", muted).text(state.free(comment), theme.style(Role::Text)).text("”", muted),
        );
    }
    lines
}
