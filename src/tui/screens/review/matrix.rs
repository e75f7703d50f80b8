//! The score of every pair as a staircase: a record's name stands at the end of its row, and below it its column.
//!
//! ```text
//!  crm:C-1001
//!  .99   erp:88
//! [.41]  .35   web:w-3        [ ]: where it would break
//! ```

use ratatui::style::Style;

use super::compare;
use crate::text::width::columns as wide;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::Row;
use crate::workspace::ClusterView;

/// Columns of a score.
const CELL: usize = 6;
/// Columns that the last name needs at least.
const NAME: usize = 8;

/// How many records find room in so many columns.
pub fn fits(columns: usize) -> usize {
    columns.saturating_sub(NAME + 1) / CELL + 1
}

/// The rows for the first records that find room; each begins after `indent` columns.
pub fn rows(state: &State, view: &ClusterView, indent: usize, columns: usize) -> Vec<Row> {
    let shown = view.members.len().min(fits(columns.saturating_sub(indent)));
    (0..shown).map(|at| row(state, view, at, Row::new(columns).gap(indent))).collect()
}

/// The row of the first record, after what stands before it.
pub fn first(state: &State, view: &ClusterView, before: Row) -> Row {
    row(state, view, 0, before)
}

fn row(state: &State, view: &ClusterView, at: usize, mut row: Row) -> Row {
    let theme = state.theme;
    for before in 0..at {
        let breaks = view.weakest == Some((before, at));
        let focused = state.review.record == at || state.review.record == before;
        let probability = compare::pair(view, before, at).map(|pair| pair.probability);
        let text = probability.map_or_else(|| "?".to_owned(), percent);
        let text = if breaks { format!("[{text}]") } else { format!(" {text} ") };
        let role = match probability {
            _ if breaks => Role::Danger,
            Some(probability) if probability < 0.5 => Role::Differs,
            _ if focused => Role::Strong,
            _ => Role::Text,
        };
        let rest = CELL.saturating_sub(wide(&text));
        row = row.text(&text, theme.style(role)).gap(rest);
    }
    let Some(member) = view.members.get(at) else { return row };
    // Above the digits of its column, and apart from a score in brackets.
    row = row.gap(1);
    let role = if at == state.review.record { Role::Anchor } else { Role::Strong };
    let group = state.review.groups.get(at).copied().unwrap_or_default();
    let row = if group > 0 { row.text(&format!("[{group}] "), theme.style(Role::Group(group))) } else { row };
    let room = row.room();
    row.text(&short(&member.record.key, room), theme.style(role))
}

/// `.41`, and `>.99` for what is all but certain.
fn percent(probability: f64) -> String {
    crate::model::two_digits(probability).replacen("0.", ".", 1)
}

/// What the brackets mean, where they are used.
pub fn legend(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    view.weakest.filter(|_| view.members.len() > 2)?;
    let cohesion = view.cohesion.map(|cohesion| format!(" · mean {}", percent(cohesion))).unwrap_or_default();
    let what = if view.beside.is_some() { "the likeliest pair across" } else { "the weakest link" };
    let muted: Style = state.theme.style(Role::Muted);
    Some(Row::new(columns).text("[ ]", state.theme.style(Role::Danger)).text(&format!(" {what}{cohesion}"), muted))
}

/// Columns of the widest row of a cluster, as far as its scores go.
pub fn width(view: &ClusterView) -> usize {
    let name = |(at, key): (usize, String)| at * CELL + 1 + wide(&key);
    view.members.iter().map(|member| member.record.key.to_string()).enumerate().map(name).max().unwrap_or(0)
}
