//! What lies on top of a screen: one file an overlay, each with its state, its keys and its looks.

mod beside;
pub mod bulk;
pub mod conflict;
pub mod entry;
pub mod facets;
mod facing;
pub mod formed;
pub mod graph;
pub mod help;
pub mod merge;
pub mod palette;
pub mod picker;
pub mod preview;
pub mod scores;
pub mod tour;
pub mod value;
pub mod why;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, Clear, Widget};

use super::keymap::Key;
use super::msg::Effect;
use super::state::{Screen, State};
use super::theme::Role;
use super::widgets::input;
use super::widgets::row::Row;
use crate::commands::{CommandId, Place};
use crate::text::width::columns as wide;

/// An overlay.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // Each file says what it is.
pub enum Overlay {
    Help(help::Help),
    Palette(palette::Palette),
    Why(why::Why),
    Value(value::Value),
    Entry(entry::Entry),
    Picker(picker::Picker),
    Merge(merge::Merge),
    Preview(Box<preview::Preview>),
    Conflict(Box<conflict::ConflictView>),
    Formed(formed::Formed),
    Scores(scores::Scores),
    Tour(tour::Tour),
    Facets(facets::Facets),
    Bulk(Box<bulk::BulkView>),
    Graph(graph::Graph),
}

impl Overlay {
    /// Where keys are pressed while it is topmost.
    pub fn place(&self) -> Place {
        match self {
            Self::Help(_) => Place::Help,
            Self::Palette(_) => Place::Palette,
            Self::Why(_) => Place::Why,
            Self::Value(_) => Place::Value,
            Self::Entry(_) => Place::Entry,
            Self::Picker(_) => Place::Picker,
            Self::Merge(_) => Place::Merge,
            Self::Preview(_) => Place::Preview,
            Self::Conflict(_) => Place::Conflict,
            Self::Formed(_) => Place::Formed,
            Self::Scores(_) => Place::Scores,
            Self::Tour(_) => Place::Tour,
            Self::Facets(_) => Place::Facets,
            Self::Bulk(_) => Place::Bulk,
            Self::Graph(_) => Place::Graph,
        }
    }

    /// It previews a split.
    pub fn is_split(&self) -> bool {
        matches!(self, Self::Preview(preview) if preview.is_split())
    }

    /// It shows a contradiction that moving a record ends.
    pub fn offers_move(&self) -> bool {
        matches!(self, Self::Conflict(conflict) if conflict.offers_move())
    }

    /// It previews what takes a golden id away from most of its records, or keeps it with them.
    pub fn offers_swap(&self) -> bool {
        matches!(self, Self::Preview(preview) if preview.offers_swap())
    }
}

/// The list in the topmost overlay, where it is one to choose from: which row is selected, how many there are, and what a
/// click on the selected one does, if it is nothing that is written.
pub fn list(state: &State) -> Option<(usize, usize, Option<CommandId>)> {
    let ((at, all), click) = match state.overlays.last()? {
        Overlay::Palette(palette) => (palette.selected(state), Some(CommandId::Accept)),
        Overlay::Facets(facets) => (facets.selected(state), Some(CommandId::Toggle)),
        Overlay::Picker(picker) => (picker.selected(), None),
        // Both golden records are shown before anything is merged.
        Overlay::Merge(merge) => (merge.selected(), Some(CommandId::Accept)),
        _ => return None,
    };
    Some((at, all, click))
}

/// Takes a click into the topmost overlay, where that is one whose lines are not a list; `None`: it is.
pub fn click(state: &mut State, area: Rect, row: u16) -> Option<Vec<Effect>> {
    let Some(Overlay::Conflict(conflict)) = state.overlays.last() else { return None };
    let line = conflict.line_at(state, area, row);
    Some(line.map_or_else(Vec::new, |line| conflict::click(state, line)))
}

/// Why there is nothing to accept in the topmost overlay; `None`: there is.
pub fn nothing(state: &State) -> Option<&'static str> {
    match state.overlays.last()? {
        Overlay::Bulk(bulk) => bulk.nothing(),
        Overlay::Merge(merge) => merge.nothing(),
        _ => None,
    }
}

/// Does what a key says in the topmost overlay.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    let Some(overlay) = state.overlays.pop() else { return Vec::new() };
    if id == CommandId::Close {
        return match overlay {
            Overlay::Entry(entry) => entry.cancel(state),
            _ => Vec::new(),
        };
    }
    match overlay {
        Overlay::Help(help) => help.perform(state, id),
        Overlay::Palette(palette) => palette.perform(state, id),
        Overlay::Why(why) => why.perform(state, id),
        Overlay::Value(value) => value.perform(state, id),
        Overlay::Entry(entry) => entry.perform(state, id),
        Overlay::Picker(picker) => picker.perform(state, id),
        Overlay::Merge(merge) => merge.perform(state, id),
        Overlay::Preview(preview) => preview.perform(state, id),
        Overlay::Conflict(conflict) => conflict.perform(state, id),
        Overlay::Formed(formed) => formed.perform(state, id),
        Overlay::Scores(scores) => scores.perform(state, id),
        Overlay::Tour(tour) => tour.perform(state, id),
        Overlay::Facets(facets) => facets.perform(state, id),
        Overlay::Bulk(bulk) => bulk.perform(state, id),
        Overlay::Graph(graph) => {
            state.overlays.push(Overlay::Graph(graph));
            Vec::new()
        }
    }
}

/// Takes a key that is no command: text, where text is asked for.
pub fn type_key(state: &mut State, key: Key) -> Vec<Effect> {
    edit(state, |input| input.key(key))
}

/// Takes pasted text, where text is asked for.
pub fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    edit(state, |input| input.insert(text))
}

/// Takes what the steward wrote in their own editor.
pub fn edited(state: &mut State, text: Result<String, String>) -> Vec<Effect> {
    match (text, state.overlays.last_mut()) {
        (Ok(text), Some(Overlay::Entry(entry))) => {
            if entry.input.replace(&text) {
                state.say("the text is here: look at it, and accept it");
            } else {
                state.warn(format!("the text is longer than {} characters: its end is left out", input::LONGEST));
            }
        }
        (Ok(_), _) => {}
        (Err(why), _) => state.warn(format!("editor: {why}")),
    }
    Vec::new()
}

fn edit(state: &mut State, change: impl FnOnce(&mut super::widgets::input::Input) -> bool) -> Vec<Effect> {
    match state.overlays.pop() {
        Some(Overlay::Entry(mut entry)) => {
            let changed = change(&mut entry.input);
            entry.edited(state, changed)
        }
        Some(Overlay::Merge(mut merge)) => {
            let changed = change(&mut merge.input);
            merge.edited(state, changed)
        }
        Some(Overlay::Palette(mut palette)) => {
            if change(&mut palette.input) {
                palette.cursor = 0;
            }
            state.overlays.push(Overlay::Palette(palette));
            Vec::new()
        }
        Some(other) => {
            state.overlays.push(other);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Draws the topmost overlay, and what is typed for it; returns where the terminal's cursor belongs. What lies below it
/// would only stick out.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let mut cursor = None;
    let topmost = state.overlays.iter().rposition(|overlay| !matches!(overlay, Overlay::Entry(_))).unwrap_or(0);
    for overlay in state.overlays.iter().skip(topmost) {
        cursor = None;
        // Not where it is read while something is typed.
        if !matches!(overlay, Overlay::Entry(_)) {
            recede(state, area, buffer);
        }
        match overlay {
            Overlay::Help(help) => help.draw(state, area, buffer),
            Overlay::Palette(palette) => cursor = Some(palette.draw(state, area, buffer)),
            Overlay::Why(why) => why.draw(state, area, buffer),
            Overlay::Value(value) => value.draw(state, area, buffer),
            Overlay::Entry(entry) => cursor = Some(entry.draw(state, area, buffer)),
            Overlay::Picker(picker) => cursor = picker.draw(state, area, buffer),
            Overlay::Merge(merge) => cursor = Some(merge.draw(state, area, buffer)),
            Overlay::Preview(preview) => preview.draw(state, area, buffer),
            Overlay::Conflict(conflict) => cursor = conflict.draw(state, area, buffer),
            Overlay::Formed(formed) => formed.draw(state, area, buffer),
            Overlay::Scores(scores) => scores.draw(state, area, buffer),
            Overlay::Tour(tour) => tour.draw(state, area, buffer),
            Overlay::Facets(facets) => cursor = facets.draw(state, area, buffer),
            Overlay::Bulk(bulk) => bulk.draw(state, area, buffer),
            Overlay::Graph(graph) => graph.draw(state, area, buffer),
        }
    }
    cursor
}

/// Columns of the screen at the sides of an overlay that are not worth keeping.
const STRIP: u16 = 16;

/// Lets what is drawn step back, so that what lies on top of it stands out.
fn recede(state: &State, area: Rect, buffer: &mut Buffer) {
    buffer.set_style(area, Style::reset().patch(state.theme.style(Role::Muted)));
}

/// A box in the middle of `area`, at most `columns` by `rows` with its frame.
fn outer(area: Rect, columns: u16, rows: u16) -> Rect {
    // A strip of the screen beside or around it that nobody can read would only disturb.
    let width = if columns + STRIP >= area.width { area.width } else { columns };
    let height = rows.min(area.height);
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 2;
    Rect { x, y, width, height }
}

/// What a frame leaves of a box: a blank column at either side, so that text does not touch it.
fn inner(outer: Rect) -> Rect {
    let inner = Block::bordered().inner(outer);
    let pad = u16::from(inner.width > 2);
    Rect { x: inner.x + pad, width: inner.width - 2 * pad, ..inner }
}

/// A framed box in the middle of `area`, at most `columns` by `rows` with its frame; returns its inside.
fn window(state: &State, area: Rect, title: &str, columns: u16, rows: u16, buffer: &mut Buffer) -> Rect {
    let outer = outer(area, columns, rows);
    Clear.render(outer, buffer);
    // It is drawn over the frame, whose dimness it would take on.
    let style = state.theme.style(Role::Title).remove_modifier(Modifier::DIM);
    let title = Row::new(usize::from(outer.width.saturating_sub(4))).text(&format!(" {title} "), style);
    let block = Block::bordered().border_style(state.theme.style(Role::Muted)).title(title.line());
    block.render(outer, buffer);
    inner(outer)
}

/// On the frame of a window: how many rows of its list lie above and below what is seen of them.
fn beyond(state: &State, inner: Rect, seen: &Range<usize>, all: usize, buffer: &mut Buffer) {
    let above = inner.y.checked_sub(1).filter(|_| seen.start > 0).map(|y| (y, format!(" ↑ {} more ", seen.start)));
    let below = (seen.end < all).then(|| (inner.bottom(), format!(" ↓ {} more ", all - seen.end)));
    for (y, text) in above.into_iter().chain(below) {
        let columns = u16::try_from(wide(&text)).unwrap_or(0).min(inner.width);
        let place = Rect { x: inner.right() - columns, y, width: columns, height: 1 };
        // It is drawn over the frame, whose dimness it would take on.
        let style = state.theme.style(Role::Key).remove_modifier(Modifier::DIM);
        let row = Row::new(usize::from(columns)).text(&text, style);
        super::widgets::row::draw([row], place.intersection(buffer.area), buffer);
    }
}

/// The beginning of a line of a window, where the window reaches so far.
fn on_line(inner: Rect, line: usize) -> Option<Position> {
    let y = inner.y + u16::try_from(line).ok()?;
    (y < inner.bottom()).then_some(Position { x: inner.x, y })
}

/// Draws lines from `scroll` on, with a mark where more lie below; the last page is never left half empty.
fn scrolled(state: &State, lines: &[Row], scroll: usize, area: Rect, buffer: &mut Buffer) {
    let height = usize::from(area.height);
    let start = scroll.min(lines.len().saturating_sub(height));
    let below = lines.len().saturating_sub(start + height);
    let shown = height.saturating_sub(usize::from(below > 0));
    super::widgets::row::draw(lines.iter().skip(start).take(shown).cloned(), area, buffer);
    if below > 0 && height > 0 {
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        let columns = usize::from(area.width);
        let text = format!("… {} more · {}", below + 1, state.key(CommandId::PageDown));
        let row = Row::new(columns).cell(&text, columns, state.theme.style(Role::Muted));
        super::widgets::row::draw([row], last, buffer);
    }
}

/// The scroll position after a movement, never past the end.
fn scroll(position: usize, id: CommandId, lines: usize) -> usize {
    let last = lines.saturating_sub(1);
    match id {
        CommandId::Up => position.saturating_sub(1),
        CommandId::Down => (position + 1).min(last),
        CommandId::PageUp => position.saturating_sub(10),
        CommandId::PageDown => (position + 10).min(last),
        CommandId::First => 0,
        CommandId::Last => last,
        _ => position,
    }
}

/// Runs a search on a screen's list.
fn search(state: &mut State, screen: Screen, text: &str) -> Vec<Effect> {
    match screen {
        Screen::Golden => super::screens::golden::search(state, text),
        _ => super::screens::queue::search(state, text),
    }
}
