//! Merge with …: likely partners first, then a search over everything; the two face to face before anything is done.
//!
//! ```text
//! › northw▏
//! ◇ Northwind Traders    ━━━━━━━───  0.71  web:w-9   G-55D0E9B2  2  crm web
//! ── crm:C-1001 and web:w-9 ─────────────────────────────────────────────
//! email         -2.6 ≠  info@northwind.example    hello@southwind.example
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, facing, window};
use crate::commands::CommandId;
use crate::model::RecordKey;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::review::{blind, decide};
use crate::tui::screens::status_glyph;
use crate::tui::state::{After, State};
use crate::tui::theme::Role;
use crate::tui::widgets::bar;
use crate::tui::widgets::input::Input;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::{short, sources};
use crate::tui::widgets::row::{self, Row};
use crate::workspace::{Change, DecisionRef, EntityRow, Facing, Hit, Partner};

/// Hits and partners asked for.
const LIMIT: usize = 50;
const PARTNERS: usize = 20;
/// Partners less likely than this are none.
const LEAST: f64 = 0.005;
/// Columns of a golden id and of a size.
const ID: usize = 14;
const SIZE: usize = 3;
/// Candidates on the screen at most; and lines that are neither candidates nor attributes.
const MOST_ROWS: usize = 12;
const FIXED: usize = 8;

/// A cluster to merge with.
#[derive(Clone, Debug)]
struct Candidate {
    row: EntityRow,
    /// The record that was found.
    record: RecordKey,
    /// How likely it is the same, where that is known.
    probability: Option<f64>,
    apart: Option<DecisionRef>,
}

/// The search, what it found, and the one under the cursor face to face with the cluster under review.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    /// What was typed.
    pub input: Input,
    /// Something is being looked for.
    pub searching: bool,
    partners: Vec<Candidate>,
    hits: Vec<Candidate>,
    cursor: usize,
    facing: Option<Box<Facing>>,
}

/// Opens on the likely partners of the cluster under review.
pub fn open(state: &mut State) -> Vec<Effect> {
    let Some(id) = state.review.view.as_ref().map(|view| view.golden_id.clone()) else { return Vec::new() };
    state.overlays.push(Overlay::Merge(Merge { searching: true, ..Merge::default() }));
    vec![state.ask(Slot::Partners, Ask::Partners(id, PARTNERS))]
}

/// Takes likely partners.
pub fn receive_partners(state: &mut State, partners: Vec<Partner>) -> Vec<Effect> {
    state.drop_refusal();
    let candidate = |Partner { row, other, pair, apart, .. }| Candidate {
        row,
        record: other,
        probability: Some(pair.probability),
        apart,
    };
    let likely = partners.into_iter().filter(|partner| partner.pair.probability >= LEAST);
    let partners = likely.map(candidate).collect();
    with(state, |merge| {
        merge.partners = partners;
        merge.searching &= !merge.input.text().trim().is_empty();
        merge.cursor = merge.cursor.min(merge.list().len().saturating_sub(1));
    })
}

/// Takes what a search found; the cluster under review is none of it.
pub fn receive_hits(state: &mut State, hits: Vec<Hit>) -> Vec<Effect> {
    state.drop_refusal();
    let own = state.review.view.as_ref().map(|view| view.golden_id.clone());
    with(state, |merge| {
        let known = |row: &EntityRow| merge.partners.iter().find(|partner| partner.row.golden_id == row.golden_id);
        let candidate = |Hit { row, record }| {
            let (probability, apart) =
                known(&row).map_or((None, None), |known| (known.probability, known.apart.clone()));
            Candidate { row, record, probability, apart }
        };
        let others = hits.into_iter().filter(|hit| Some(&hit.row.golden_id) != own.as_ref());
        merge.hits = others.map(candidate).collect();
        merge.searching = false;
        merge.cursor = 0;
    })
}

/// Takes the cluster under the cursor in full.
pub fn receive_facing(state: &mut State, facing: Facing) {
    if let Some(Overlay::Merge(merge)) = state.overlays.last_mut() {
        merge.facing = Some(Box::new(facing));
    }
}

/// Changes the overlay, and asks for whatever is under the cursor then.
fn with(state: &mut State, change: impl FnOnce(&mut Merge)) -> Vec<Effect> {
    match state.overlays.last_mut() {
        Some(Overlay::Merge(merge)) => change(merge),
        _ => return Vec::new(),
    }
    look(state)
}

/// Asks for the candidate under the cursor in full, unless it is here.
fn look(state: &mut State) -> Vec<Effect> {
    let own = state.review.view.as_ref().map(|view| view.golden_id.clone());
    let Some(Overlay::Merge(merge)) = state.overlays.last_mut() else { return Vec::new() };
    let wanted = merge.list().get(merge.cursor).map(|candidate| candidate.row.golden_id.clone());
    let shown = merge.facing.as_ref().map(|facing| &facing.view.golden_id);
    if wanted.as_ref() == shown {
        return Vec::new();
    }
    merge.facing = None;
    if let (Some(own), Some(wanted)) = (own, wanted) {
        return vec![state.ask(Slot::Facing, Ask::Facing(own, wanted))];
    }
    state.forget(Slot::Facing);
    Vec::new()
}

impl Merge {
    /// What the cursor moves in: what was found, or without a search the likely partners.
    fn list(&self) -> &[Candidate] {
        if self.input.text().trim().is_empty() { &self.partners } else { &self.hits }
    }

    /// Why there is nothing to accept; `None`: there is.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        match (self.list().is_empty(), self.searching) {
            (false, _) => None,
            (true, true) => Some("one moment, it is being looked for"),
            (true, false) => Some("type a name or an id, then choose a cluster"),
        }
    }

    /// The row that is selected, and how many there are.
    pub(super) fn selected(&self) -> (usize, usize) {
        (self.cursor, self.list().len())
    }

    pub(super) fn edited(mut self, state: &mut State, changed: bool) -> Vec<Effect> {
        let text = self.input.text();
        let search = changed && !text.trim().is_empty();
        if changed {
            self.searching = search;
            self.cursor = 0;
            if !search {
                self.hits.clear();
            }
        }
        state.overlays.push(Overlay::Merge(self));
        if search {
            return vec![state.ask(Slot::Hits, Ask::Search(text, LIMIT))];
        }
        state.forget(Slot::Hits);
        look(state)
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let own = state.review.view.as_ref().map(|view| view.golden_id.clone());
        match (id, self.list().get(self.cursor), own) {
            (CommandId::Accept, Some(candidate), Some(own)) => {
                let change = Change::Merge { ids: vec![own, candidate.row.golden_id.clone()] };
                let request = decide::request(state, change, None);
                // Stays below the preview, so that Esc there leads back to the candidates.
                state.overlays.push(Overlay::Merge(self));
                return decide::propose(state, vec![request], After::Advance);
            }
            (CommandId::Up, ..) => self.cursor = self.cursor.saturating_sub(1),
            (CommandId::Down, ..) => self.cursor = (self.cursor + 1).min(self.list().len().saturating_sub(1)),
            _ => {}
        }
        state.overlays.push(Overlay::Merge(self));
        look(state)
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Position {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        // As high as its fullest, so that it keeps its place while the cursor moves.
        let fullest = MOST_ROWS + state.catalog.attributes.len() + FIXED;
        let fullest = u16::try_from(fullest).unwrap_or(u16::MAX);
        let (width, height) = (area.width.saturating_sub(2).min(150), area.height.saturating_sub(1).min(fullest));
        let inner = window(state, area, "Merge with …", width, height, buffer);
        let columns = usize::from(inner.width);
        let (input, at) = self.input.row(columns.saturating_sub(2), theme.style(Role::Strong));
        let typed = !self.input.text().trim().is_empty();
        let mut lines = vec![input];
        let note = match (self.list().is_empty(), self.searching, typed) {
            (true, true, false) => "looking for likely partners …",
            (true, true, true) => "searching …",
            (true, false, true) => {
                "No other cluster holds all of that. Fewer words, or only their beginnings, find more."
            }
            (true, false, false) => {
                "Nothing here is likely. Type words of a name, an address, an id: beginnings of words will do."
            }
            (false, _, false) => {
                "Likely partners, the likeliest first. Type to search all: beginnings of words will do."
            }
            (false, _, true) => "What holds all of these words.",
        };
        lines.push(Row::new(columns).text(note, muted));
        let total = usize::from(inner.height);
        let room = (total / 3).clamp(3, MOST_ROWS).min(total.saturating_sub(lines.len()));
        let list = self.list();
        let window = visible(self.cursor, list.len(), room);
        let start = window.start;
        let more = list.len().saturating_sub(window.end);
        let hidden = state.review.view.as_ref().is_none_or(|view| blind::hides_scores(state, view));
        let scored = !hidden && list.iter().any(|candidate| candidate.probability.is_some());
        // What a search finds has a score now and then: a line for it would mostly be a hole.
        let cells = if typed { 0 } else { bar::CELLS / if columns < 90 { 2 } else { 1 } };
        let bar = scored.then_some(cells);
        lines.extend(list.get(window).unwrap_or_default().iter().enumerate().map(|(i, candidate)| {
            let line = candidate_row(state, candidate, bar, columns);
            if start + i == self.cursor { line.over(theme.style(Role::Focus)) } else { line }
        }));
        let below = if more > 0 { format!(" {more} more below ─") } else { String::new() };
        if let Some(facing) = &self.facing {
            let room = total.saturating_sub(lines.len());
            lines.extend(facing::lines(state, facing, &below, columns, room));
        } else if !below.is_empty() {
            lines.push(Row::new(columns).text(&format!("…{below}"), muted));
        }
        row::draw(lines, inner, buffer);
        Position { x: inner.x + u16::try_from(at).unwrap_or(0), y: inner.y }
    }
}

/// A candidate. `bar`: cells of the line before a score; none where no candidate has one that may be seen.
fn candidate_row(state: &State, candidate: &Candidate, bar: Option<usize>, columns: usize) -> Row {
    let theme = state.theme;
    let Candidate { row, record, probability, apart } = candidate;
    let score = bar.map_or(0, |cells| bar::columns(cells) + 1);
    // On a narrow screen the golden id stands above the comparison only.
    let id = if columns < 90 { 0 } else { ID };
    let fixed = 2 + score + id + 1 + SIZE + 1;
    let key = (columns / 6).clamp(14, 24);
    let name = columns.saturating_sub(fixed + key + 2 + columns / 5).max(12);
    let apart = apart.as_ref().map(|apart| format!("╳ set apart by {} ", apart.author));
    let line = Row::new(columns)
        .cell(status_glyph(row.status), 2, theme.style(Role::Text))
        .cell(&state.label(&row.label), name, theme.style(Role::Strong))
        .gap(1);
    let line = match bar.zip(*probability) {
        Some((cells, probability)) => bar::score(line, Some(probability), cells, &theme).gap(1),
        None => line.gap(score),
    };
    let line = line
        .cell(&short(record, key), key, theme.style(Role::Text))
        .gap(1)
        .cell(&row.golden_id, id, theme.style(Role::Muted))
        .number(&row.size.to_string(), SIZE, theme.style(Role::Text))
        .gap(1)
        .text(&apart.unwrap_or_default(), theme.style(Role::Danger));
    let room = line.room();
    line.text(&sources(&row.sources, room, &state.catalog.sources), theme.style(Role::Muted))
}
