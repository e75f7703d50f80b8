//! The tabs on top: which screens there are and which one this is.

use super::row::Row;
use crate::commands::{CommandId, Keys, names};
use crate::text::width::{self, columns as wide};
use crate::tui::jobs::Running;
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
    let job = state.job.as_ref().map(Running::shown);
    let masked = state.masked.then(|| "masked".to_owned());
    let known = [state.catalog.steward.clone(), state.catalog.domain.clone()];
    let news: Vec<String> = masked.into_iter().chain(job).chain(state.waiting.shown()).collect();
    // What is always so gives way to what is so now.
    let said = |n: usize| news.iter().chain(known.iter().take(n).rev()).cloned().collect::<Vec<_>>().join(" · ");
    let room = row.room();
    let fits = (0..=known.len()).rev().map(said).find(|text| wide(text) < room);
    let who = fits.unwrap_or_else(|| width::truncate(&said(0), room.saturating_sub(1)).into_owned());
    let role = if news.is_empty() { Role::Muted } else { Role::Text };
    row.right(&who, theme.style(role))
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
