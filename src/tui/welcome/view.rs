//! The welcome screen as it looks.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::files::What;
use super::guess;
use super::state::{Item, Stage, State};
use crate::tui::frame::{self, Around};
use crate::tui::theme::Role;
use crate::tui::widgets::bar;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row};

/// Lines above the list of a screen.
const HEAD: u16 = 3;

/// Draws the state.
pub fn view(state: &State, frame: &mut Frame) {
    frame::show(frame, state.ascii, |area, buffer| draw(state, area, buffer));
}

/// Draws into a buffer; returns where the terminal's cursor belongs.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if !frame::has_room(&state.theme, &state.keys, area, buffer) {
        return None;
    }
    let columns = usize::from(area.width);
    let theme = &state.theme;
    let top = Row::new(columns)
        .text(" Goldsmith ", theme.style(Role::TabActive))
        .gap(1)
        .text(heading(state), theme.style(Role::Muted))
        .right(&state.steward, theme.style(Role::Muted));
    let message = frame::message(theme, state.toast.as_ref(), columns);
    let around = Around { theme, keys: &state.keys, context: state.context(), top, message };
    let middle = frame::around(around, area, buffer);
    match state.stage {
        Stage::Menu => menu(state, middle, buffer),
        Stage::Files => files(state, middle, buffer),
        Stage::Working => {
            working(state, middle, buffer);
            None
        }
        Stage::Guess => guess::draw(state, middle, buffer),
    }
}

fn heading(state: &State) -> &'static str {
    match state.stage {
        Stage::Menu => "turns match groups into golden records",
        Stage::Files => "data files become a workspace",
        Stage::Working => "one moment",
        Stage::Guess => "what the files hold",
    }
}

/// A row of a list, marked where it is under the cursor.
fn at_cursor(state: &State, row: Row, here: bool) -> Row {
    if here { row.over(state.theme.style(Role::Focus)) } else { row }
}

fn menu(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let columns = usize::from(area.width);
    let (strong, muted) = (state.theme.style(Role::Strong), state.theme.style(Role::Muted));
    let mut lines =
        vec![Row::new(columns), Row::new(columns).gap(2).text("There is no workspace in this folder.", muted)];
    lines.push(Row::new(columns));
    let mut cursor = None;
    for (position, item) in state.items.iter().enumerate() {
        let is_recent = matches!(item, Item::Recent(_));
        if is_recent && !matches!(state.items.get(position.wrapping_sub(1)), Some(Item::Recent(_))) {
            lines.push(Row::new(columns));
            lines.push(Row::new(columns).gap(2).text("Opened lately", state.theme.style(Role::Title)));
        }
        let (name, about) = match item {
            Item::Import => ("Import data files", "CSV, TSV or JSON Lines: guesses, which you correct"),
            Item::Open => ("Open a workspace", "a folder with a goldsmith.toml"),
            Item::Demo => ("Try the demo", "1,200 fictional customers, in goldsmith-demo"),
            Item::Tour => ("Take the tour", "the demo, explained in five steps"),
            Item::Recent(_) => ("", ""),
        };
        let row = match item {
            Item::Recent(dir) => Row::new(columns).gap(4).text(&dir.display().to_string(), strong),
            _ => Row::new(columns).gap(4).cell(name, 20, strong).text(about, muted),
        };
        let here = position == state.item;
        if here {
            cursor = Some(lines.len());
        }
        lines.push(at_cursor(state, row, here));
    }
    // The item under the cursor is always on the screen, however many there are.
    let window = visible(cursor.unwrap_or(0), lines.len(), usize::from(area.height));
    let y = cursor.and_then(|cursor| u16::try_from(cursor - window.start).ok());
    row::draw(lines.get(window).unwrap_or_default().to_vec(), area, buffer);
    y.map(|y| Position { x: area.x, y: area.y + y })
}

fn files(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let columns = usize::from(area.width);
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let marked = match state.marked.len() {
        0 => "none marked: the selected one is read".to_owned(),
        1 => "1 marked".to_owned(),
        more => format!("{more} marked, in the order of trust"),
    };
    let mut lines = vec![
        Row::new(columns).gap(2).text(&state.dir.display().to_string(), theme.style(Role::Title)),
        Row::new(columns).gap(2).text(&marked, muted),
        Row::new(columns),
    ];
    let Some(entries) = &state.entries else {
        lines.push(Row::new(columns).gap(2).text("Reading the folder …", muted));
        row::draw(lines, area, buffer);
        return None;
    };
    if !entries.iter().any(|entry| matches!(entry.what, What::Data(_) | What::Workspace)) {
        lines.truncate(2);
        let text = "No data files here: .csv, .tsv, .jsonl and .ndjson can be read, also with .gz.";
        lines.push(Row::new(columns).gap(2).text(text, muted));
    }
    let window = visible(state.entry, entries.len(), usize::from(area.height.saturating_sub(HEAD)));
    let start = window.start;
    for (offset, entry) in entries.get(window).unwrap_or_default().iter().enumerate() {
        let order = state.marked.iter().position(|marked| *marked == entry.path);
        let mark = order.map_or_else(String::new, |order| (order + 1).to_string());
        let (about, role) = match entry.what {
            What::Above => ("the folder above".to_owned(), Role::Muted),
            What::Folder => ("folder".to_owned(), Role::Text),
            What::Workspace => ("workspace: opens".to_owned(), Role::Good),
            What::Data(bytes) => (size(bytes), Role::Strong),
        };
        let name = if matches!(entry.what, What::Folder | What::Workspace) {
            format!("{}/", entry.name)
        } else {
            entry.name.clone()
        };
        let row = Row::new(columns)
            .gap(2)
            .number(&mark, 2, theme.style(Role::Key))
            .text(if order.is_some() { " ✓ " } else { "   " }, theme.style(Role::Key))
            .cell(&name, (columns / 2).min(60), theme.style(role))
            .gap(1)
            .text(&about, muted);
        lines.push(at_cursor(state, row, start + offset == state.entry));
    }
    row::draw(lines, area, buffer);
    let y = area.y + HEAD + u16::try_from(state.entry.saturating_sub(start)).unwrap_or_default();
    (!entries.is_empty() && y < area.bottom()).then_some(Position { x: area.x, y })
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

fn working(state: &State, area: Rect, buffer: &mut Buffer) {
    let columns = usize::from(area.width);
    let theme = &state.theme;
    let mut lines = vec![Row::new(columns), Row::new(columns).gap(2).text(&state.work.what, theme.style(Role::Strong))];
    if let Some(progress) = state.work.progress {
        let done = match (progress.done * 100).checked_div(progress.total) {
            Some(percent) => format!("{}  {percent} %", progress.phase),
            None => progress.phase.to_owned(),
        };
        lines.push(Row::new(columns).gap(2).text(&done, theme.style(Role::Text)));
        let width = columns.saturating_sub(4).min(60);
        let share = progress.done as f64 / progress.total.max(1) as f64;
        lines.push(bar::share(Row::new(columns).gap(2), share, width, theme.style(Role::Bar), theme));
    }
    let stop = if state.work.stopping { "stopping …" } else { "{close} stops it; then nothing is changed" };
    lines.push(Row::new(columns));
    lines.push(Row::new(columns).gap(2).text(&state.keys.spelled(stop), theme.style(Role::Muted)));
    row::draw(lines, area, buffer);
}
