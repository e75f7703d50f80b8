//! The table turned: records down, attributes across, the golden record at the foot. For clusters of many records.

use super::blind;
use super::cell::cell;
use super::places::{Column, Places};
use super::{golden, head};
use crate::model::two_digits;
use crate::text::width::columns as wide;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::Row;
use crate::tui::widths::{Edge, Handle, LEAST};
use crate::workspace::ClusterView;

use super::compare::{self, Line};

/// An attribute's column is at least so wide.
const NARROWEST: usize = 20;
/// Group digit and pair mark before the key.
const MARKS: usize = 6;
/// And at most.
const WIDEST: usize = 44;
const SCORE: usize = 5;
/// Lines that are no records: the names above; the line, golden value and rule below.
const FIXED: usize = 4;

/// Columns of a record's key, where the attributes begin, how many of them there are, and how wide each is.
fn plan(state: &State, view: &ClusterView, columns: usize) -> (usize, usize, usize, usize) {
    let longest = view.members.iter().map(|m| wide(&m.record.key.to_string())).max().unwrap_or(0);
    let usual = longest.clamp(6, (columns / 6).clamp(24, 36)).min(columns / 4);
    let key = state.widths.within(Edge::Keys, LEAST, columns / 3).unwrap_or(usual);
    let left = MARKS + key + 1 + SCORE + 1;
    let space = columns.saturating_sub(left);
    let chosen = state.widths.within(Edge::Attributes, LEAST, space.saturating_sub(1).max(1));
    let fit = (space / (chosen.unwrap_or(NARROWEST) + 1)).max(1);
    let start = state.review.line / fit * fit;
    let shown = state.review.lines.len().saturating_sub(start).min(fit);
    let width = chosen.unwrap_or((space / shown.max(1)).saturating_sub(1).min(WIDEST));
    (key, left, fit, width)
}

/// The gaps that can be dragged: behind the scores, which stand behind the keys, and behind each attribute.
pub fn handles(state: &State, view: &ClusterView, columns: usize) -> Vec<Handle> {
    let (_, left, fit, width) = plan(state, view, columns);
    let start = state.review.line / fit * fit;
    let shown = state.review.lines.len().saturating_sub(start).min(fit);
    let attribute = |n: usize| Handle::after(Edge::Attributes, left + n * (width + 1) - 1, left, n);
    let keys = Handle::after(Edge::Keys, left - 1, MARKS + 1 + SCORE, 1);
    std::iter::once(keys).chain((1..=shown).map(attribute)).collect()
}

/// The lines of the table, and what stands where in it.
pub fn lines(state: &State, view: &ClusterView, columns: usize, room: usize) -> (Vec<Row>, Places) {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let (key, left, fit, width) = plan(state, view, columns);
    let all = &state.review.lines;
    let start = state.review.line / fit * fit;
    let shown: Vec<Line> = all.iter().skip(start).take(fit).copied().collect();

    let place = format!("{} of {}", state.review.record + 1, view.members.len());
    let mut names = Row::new(columns).cell(&place, left.saturating_sub(SCORE + 1), theme.style(Role::Key)).cell(
        "score",
        SCORE + 1,
        muted,
    );
    for (i, line) in shown.iter().enumerate() {
        let role = if start + i == state.review.line { Role::Anchor } else { Role::Muted };
        names = names
            .cell(&format!("{} {}", line.class.glyph(), state.catalog.name(line.attribute)), width, theme.style(role))
            .gap(1);
    }
    let window = visible(state.review.record, view.members.len(), room.saturating_sub(FIXED));
    let cursor = 1 + state.review.record.saturating_sub(window.start);
    let mut rows = vec![names];
    let column = |n: usize| Column { start: left + n * (width + 1), width, of: start + n };
    let places = Places {
        cursor,
        rows: std::iter::once(None).chain(window.clone().map(Some)).collect(),
        columns: (0..shown.len()).map(column).collect(),
    };
    for at in window {
        rows.push(record(state, view, at, (columns, key, width), &shown));
    }
    // While it is divided, the golden records of two groups take the place of one and its rules.
    let kept = head::kept(state, view, 2);
    let feet = kept.iter().map(|kept| {
        let start = Row::new(columns).text(kept.title(), theme.style(kept.role())).to(left);
        shown.iter().fold(start, |row, line| match kept.golden.values.get(line.attribute) {
            Some(value) => {
                let (text, role) = golden::value(state, line.attribute, value);
                row.cell(&text, width, theme.style(role)).gap(1)
            }
            None => row,
        })
    });
    let mut feet: Vec<Row> = feet.collect();
    if let [only] = kept.as_slice() {
        let start = Row::new(columns).text("rule", muted).to(left);
        feet.push(shown.iter().fold(start, |row, line| match only.golden.values.get(line.attribute) {
            Some(value) => row.cell(&golden::rule(value), width, muted).gap(1),
            None => row,
        }));
    }
    let paged = if all.len() > shown.len() {
        format!(" ‹ attribute {} of {} › ─", state.review.line + 1, all.len())
    } else {
        String::new()
    };
    let dashes = "─".repeat(columns.saturating_sub(wide(&paged)));
    let parting = Row::new(columns).text(&dashes, muted).text(&paged, theme.style(Role::Key));
    rows.push(parting);
    rows.extend(feet);
    (rows, places)
}

fn record(
    state: &State,
    view: &ClusterView,
    at: usize,
    (columns, key, width): (usize, usize, usize),
    shown: &[Line],
) -> Row {
    let theme = state.theme;
    let Some(member) = view.members.get(at) else { return Row::new(columns) };
    let group = state.review.groups.get(at).copied().unwrap_or_default();
    let tag = match (group, view.is_beside(at)) {
        (0, true) => "∪".to_owned(),
        (0, false) => String::new(),
        _ => format!("[{group}]"),
    };
    let role = if at == state.review.record { Role::Anchor } else { Role::Strong };
    let score = compare::pair(view, state.review.record, at)
        .filter(|_| !blind::hides_scores(state, view))
        .map(|pair| two_digits(pair.probability))
        .unwrap_or_default();
    let mut row = Row::new(columns)
        .text(if at == state.review.record { "›" } else { " " }, theme.style(Role::Strong))
        .cell(&tag, 3, theme.style(Role::Group(group)))
        .cell(if state.review.marked.contains(&at) { "●" } else { "" }, 2, theme.style(Role::Key))
        .cell(&short(&member.record.key, key), key, theme.style(role))
        .gap(1)
        .cell(&score, SCORE, theme.style(Role::Muted))
        .gap(1);
    for line in shown {
        let here = at == state.review.record && Some(line.attribute) == state.review.attribute();
        let pieces = cell(state, view, at, line.attribute);
        row = if here {
            row.pieces_under_cursor(&pieces, width, theme.style(Role::Focus)).gap(1)
        } else {
            row.pieces(&pieces, width).gap(1)
        };
    }
    row
}
