//! The score of every pair of the cluster under review; of more records than find room those of the focused one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::tui::msg::Effect;
use crate::tui::screens::review::{compare, matrix};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::bar;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::Row;
use crate::workspace::ClusterView;

/// The table of scores.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scores {
    scroll: usize,
}

impl Scores {
    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let lines = lines(state, usize::from(state.size.0.saturating_sub(6))).len();
        self.scroll = scroll(self.scroll, id, lines);
        state.overlays.push(Overlay::Scores(self));
        Vec::new()
    }

    pub(super) fn draw(self, state: &State, area: Rect, buffer: &mut Buffer) {
        let widest = state.review.view.as_ref().map_or(0, matrix::width).clamp(50, 150) + 4;
        let columns = u16::try_from(widest).unwrap_or(u16::MAX).min(area.width.saturating_sub(2));
        let rows = u16::try_from(lines(state, usize::from(columns.saturating_sub(4))).len() + 2).unwrap_or(u16::MAX);
        let inner = window(state, area, "Pair scores", columns, rows, buffer);
        scrolled(state, &lines(state, usize::from(inner.width)), self.scroll, inner, buffer);
    }
}

fn lines(state: &State, columns: usize) -> Vec<Row> {
    let Some(view) = &state.review.view else { return Vec::new() };
    let mut lines = if view.members.len() <= matrix::fits(columns) {
        matrix::rows(state, view, 0, columns)
    } else {
        of_focused(state, view, columns)
    };
    lines.push(Row::new(columns));
    lines.extend(matrix::legend(state, view, columns));
    lines
}

/// Every record with its score against the focused one, weakest first: that is where a cluster breaks.
fn of_focused(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let focus = state.review.record;
    let Some(own) = view.members.get(focus) else { return Vec::new() };
    let mut others: Vec<(f64, usize)> = (0..view.members.len())
        .filter_map(|at| compare::pair(view, focus, at).map(|pair| (pair.probability, at)))
        .collect();
    others.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
    let title = format!("{} against the others", short(&own.record.key, columns / 2));
    let mut lines = vec![Row::new(columns).text(&title, theme.style(Role::Strong)), Row::new(columns)];
    lines.extend(others.iter().filter_map(|(probability, at)| {
        let key = &view.members.get(*at)?.record.key;
        let broken = view.weakest == Some((focus.min(*at), focus.max(*at)));
        let row = bar::score(Row::new(columns), Some(*probability), bar::CELLS, &theme).gap(2);
        let row = row.text(&short(key, columns / 2), theme.style(Role::Text));
        Some(row.gap(2).text(if broken { "[ ]" } else { "" }, theme.style(Role::Danger)))
    }));
    if let Some(missing @ 1..) = (view.members.len() - 1).checked_sub(others.len()) {
        let text = format!("… and {missing} more that were not compared");
        lines.push(Row::new(columns).text(&text, theme.style(Role::Muted)));
    }
    lines
}
