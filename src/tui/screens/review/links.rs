//! What lies below the table: where the golden value comes from, the links, what decisions and time have done.

use super::{compare, golden};
use crate::tui::screens::{counted, keys};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::Row;
use crate::tui::widgets::score_bar::number;
use crate::workspace::ClusterView;

const LABEL: usize = 16;

/// The lines, those that matter most first.
pub fn lines(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    let mut lines = vec![rule(state, columns, 0)];
    lines.extend(provenance(state, view, columns));
    lines.extend(weakest(state, view, columns));
    lines.extend(of_focus(state, view, columns));
    lines.extend(joined(state, view, columns));
    lines.extend(suppressed(state, view, columns));
    lines.extend(history(state, view, columns));
    lines
}

/// The line above; it says how many of the lines below found no room.
pub fn rule(state: &State, columns: usize, hidden: usize) -> Row {
    let text = if hidden > 0 {
        format!(" … {} on a taller screen ─", counted(hidden, "more line"))
    } else {
        String::new()
    };
    let dashes = columns.saturating_sub(crate::text::width::columns(&text));
    Row::new(columns).text(&format!("{}{text}", "─".repeat(dashes)), state.theme.style(Role::Muted))
}

fn label(state: &State, text: &str, columns: usize) -> Row {
    Row::new(columns).cell(text, LABEL - 1, state.theme.style(Role::Muted)).gap(1)
}

/// Which rule chose the golden value of the focused attribute, and from where.
fn provenance(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let attribute = state.review.attribute()?;
    let value = view.golden.values.get(attribute)?;
    let (text, role) = golden::value(state, attribute, value);
    let from = value.record.as_ref().map_or_else(String::new, |record| format!("★ {record} · "));
    let by = value.overridden.as_ref().map_or_else(String::new, |o| {
        format!(" · by {}{}", o.by, o.reason.as_ref().map_or_else(String::new, |r| format!(": {}", state.free(r))))
    });
    let row = label(state, state.catalog.name(attribute), columns)
        .text(&format!("{from}{}{by} · ", golden::rule(value)), state.theme.style(Role::Muted));
    Some(row.text(text, state.theme.style(role)))
}

fn weakest(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let theme = state.theme;
    let (i, j) = view.weakest?;
    let key = |at: usize| view.members.get(at).map(|member| member.record.key.to_string());
    let score = compare::pair(view, i, j).map(|pair| pair.probability);
    let line = format!(" ──{}── ", score.map_or_else(|| "?".to_owned(), number));
    let row = label(state, "weakest link", columns)
        .text(&key(i)?, theme.style(Role::Strong))
        .text(&line, theme.style(Role::Warning))
        .text(&key(j)?, theme.style(Role::Strong));
    Some(match view.cohesion {
        Some(cohesion) => row.text(&format!("   cohesion {}", number(cohesion)), theme.style(Role::Muted)),
        None => row,
    })
}

/// The focused record's links, weakest first: that is where a cluster breaks.
fn of_focus(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let theme = state.theme;
    let focus = state.review.record;
    let own = &view.members.get(focus)?.record.key;
    let mut links: Vec<(f64, String)> = view
        .pairs
        .iter()
        .filter_map(|pair| match (pair.a == *own, pair.b == *own) {
            (true, _) => Some((pair.probability, pair.b.to_string())),
            (_, true) => Some((pair.probability, pair.a.to_string())),
            _ => None,
        })
        .collect();
    links.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    (!links.is_empty()).then(|| {
        let row = label(state, "focused record", columns).text(&format!("{own} to "), theme.style(Role::Muted));
        links.iter().enumerate().fold(row, |row, (n, (score, key))| {
            row.text(if n == 0 { "" } else { " · " }, theme.style(Role::Muted))
                .text(key, theme.style(Role::Text))
                .gap(1)
                .text(&number(*score), theme.style(Role::Strong))
        })
    })
}

fn joined(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let records = &view.joined_since_confirmed;
    (!records.is_empty()).then(|| {
        label(state, "new here", columns)
            .text(&keys(records), state.theme.style(Role::Danger))
            .text(" joined since it was confirmed", state.theme.style(Role::Muted))
    })
}

fn suppressed(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let pairs: Vec<String> = view.suppressed.iter().map(|(a, b)| format!("{a} ╳ {b}")).collect();
    (!pairs.is_empty()).then(|| {
        label(state, "kept apart", columns)
            .text(&pairs.join(" · "), state.theme.style(Role::Warning))
            .text(" by a decision, against the matcher", state.theme.style(Role::Muted))
    })
}

fn history(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let last = view.history.first()?;
    let undone = if last.retracted_by.is_some() { " (taken back)" } else { "" };
    let more = if view.history.len() > 1 { format!(" · {} earlier", view.history.len() - 1) } else { String::new() };
    let day = last.time.get(..10).unwrap_or(&last.time);
    Some(
        label(state, "history", columns)
            .text(&format!("#{} {day} {} ", last.seq, last.author), state.theme.style(Role::Muted))
            .text(&format!("{}{undone}", state.free(&last.summary)), state.theme.style(Role::Text))
            .text(&more, state.theme.style(Role::Muted)),
    )
}
