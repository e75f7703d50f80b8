//! The tabs on top: which screens there are and which one this is.

use super::row::Row;
use crate::tui::state::{Screen, State};
use crate::tui::theme::Role;

/// The line of tabs, with the domain and the steward at its right end.
pub fn tabs(state: &State, columns: usize) -> Row {
    let theme = state.theme;
    let mut row = Row::new(columns);
    for (n, screen) in Screen::ALL.into_iter().enumerate() {
        let role = if screen == state.screen { Role::TabActive } else { Role::Muted };
        row = row.text(&format!(" F{} {} ", n + 1, screen.title()), theme.style(role)).gap(1);
    }
    let masked = if state.masked { "masked · " } else { "" };
    let job = state.job.as_ref().map_or_else(String::new, |job| format!("{} · ", job.shown()));
    let who = format!("{job}{masked}{} · {}", state.catalog.domain, state.catalog.steward);
    row.right(&who, theme.style(Role::Muted))
}
