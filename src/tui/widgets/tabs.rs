//! The tabs on top: which screens there are and which one this is.

use super::row::Row;
use crate::commands::{CommandId, Keys, names};
use crate::text::width::columns as wide;
use crate::tui::state::{Screen, State};
use crate::tui::theme::Role;

/// The line of tabs, with the domain and the steward at its right end.
pub fn tabs(state: &State, columns: usize) -> Row {
    let theme = state.theme;
    let mut row = Row::new(columns);
    for screen in Screen::ALL {
        let role = if screen == state.screen { Role::TabActive } else { Role::Muted };
        row = row.text(&label(&state.keys, screen), theme.style(role)).gap(1);
    }
    let masked = if state.masked { "masked · " } else { "" };
    let job = state.job.as_ref().map_or_else(String::new, |job| format!("{} · ", job.shown()));
    let waits = state.waiting.shown().map_or_else(String::new, |text| format!("{text} · "));
    let who = format!("{job}{waits}{masked}{} · {}", state.catalog.domain, state.catalog.steward);
    row.right(&who, theme.style(Role::Muted))
}

fn label(keys: &Keys, screen: Screen) -> String {
    let command = match screen {
        Screen::Queue => CommandId::GoQueue,
        Screen::Review => CommandId::GoReview,
        Screen::Golden => CommandId::GoGolden,
        Screen::History => CommandId::GoHistory,
        Screen::Health => CommandId::GoHealth,
    };
    let key = keys.of(command).first().map_or_else(String::new, |key| format!("{} ", names::glyph(key)));
    format!(" {key}{} ", screen.title())
}

/// The screen whose tab lies at a column.
pub fn at(keys: &Keys, column: usize) -> Option<Screen> {
    let mut start = 0;
    Screen::ALL.into_iter().find(|screen| {
        let end = start + wide(&label(keys, *screen));
        let here = (start..end).contains(&column);
        start = end + 1;
        here
    })
}
