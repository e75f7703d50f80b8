//! The tabs on top: which screens there are and which one this is.

use super::row::Row;
use crate::text::width::columns as wide;
use crate::tui::state::{Screen, State};
use crate::tui::theme::Role;

/// The line of tabs, with the domain and the steward at its right end.
pub fn tabs(state: &State, columns: usize) -> Row {
    let theme = state.theme;
    let mut row = Row::new(columns);
    for (n, screen) in Screen::ALL.into_iter().enumerate() {
        let role = if screen == state.screen { Role::TabActive } else { Role::Muted };
        row = row.text(&label(n, screen), theme.style(role)).gap(1);
    }
    let masked = if state.masked { "masked · " } else { "" };
    let job = state.job.as_ref().map_or_else(String::new, |job| format!("{} · ", job.shown()));
    let waits = state.waiting.shown().map_or_else(String::new, |text| format!("{text} · "));
    let who = format!("{job}{waits}{masked}{} · {}", state.catalog.domain, state.catalog.steward);
    row.right(&who, theme.style(Role::Muted))
}

fn label(n: usize, screen: Screen) -> String {
    format!(" F{} {} ", n + 1, screen.title())
}

/// The screen whose tab lies at a column.
pub fn at(column: usize) -> Option<Screen> {
    let mut start = 0;
    Screen::ALL.into_iter().enumerate().find_map(|(n, screen)| {
        let end = start + wide(&label(n, screen));
        let here = (start..end).contains(&column);
        start = end + 1;
        here.then_some(screen)
    })
}
