//! How much is decided: by the half hours of today, and day by day.

use crate::tui::screens::counted;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Row, wrap};
use crate::tui::widgets::spark;
use crate::workspace::Vitals;

/// The half hours of today one after the other with the hours below; on one line the days before it.
pub fn lines(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let all: u64 = vitals.today.iter().sum();
    let mut lines = Vec::new();
    let days = days(state, vitals, columns);
    if all == 0 {
        let text = "Nobody has decided anything yet today.";
        lines.extend(wrap(text, columns.max(2)).iter().map(|line| Row::new(columns).text(line, muted)));
    } else {
        // One cell a half hour or more, or where there is no room for all of them an hour.
        let parts = vitals.today.len();
        let each = parts.div_ceil(columns.max(1)).max(1);
        let counts: Vec<u64> = vitals.today.chunks(each).map(|chunk| chunk.iter().sum()).collect();
        let wide = (columns / counts.len().max(1)).clamp(1, 3);
        let rows = height.saturating_sub(3 + usize::from(days.is_some())).clamp(1, 10);
        lines.extend(bars(state, &counts, (columns, wide, rows)));
        let now = (vitals.now / each).min(counts.len().saturating_sub(1)) * wide;
        let axis = Row::new(columns).text(&"─".repeat(now), muted).text("◆", theme.style(Role::Strong));
        lines.push(axis.text(&"─".repeat((counts.len() * wide).saturating_sub(now + 1)), muted));
        let hours = [0, 6, 12, 18]
            .iter()
            .fold(Row::new(columns), |row, hour| row.to(hour * 2 / each * wide).text(&hour.to_string(), muted));
        let own = state.counts.as_ref().map_or(0, |counts| counts.own_today);
        lines.push(hours);
        let text = format!("{all} today, {own} of them yours");
        lines.push(Row::new(columns).text(&text, theme.style(Role::Text)));
    }
    lines.extend(days);
    lines
}

/// What was decided day by day, this one last: a line of bars and the sum.
fn days(state: &State, vitals: &Vitals, columns: usize) -> Option<Row> {
    let theme = &state.theme;
    let all: u64 = vitals.days.iter().sum();
    let room = columns.saturating_sub(22).max(1);
    let shown = vitals.days.get(vitals.days.len().saturating_sub(room)..).unwrap_or_default();
    let before: u64 = all - vitals.today.iter().sum::<u64>().min(all);
    (before > 0).then(|| {
        spark::counts(Row::new(columns), shown, theme.style(Role::Bar), theme.style(Role::Muted))
            .gap(1)
            .text(&all.to_string(), theme.style(Role::Text))
            .text(&format!(" in {}", counted(vitals.days.len(), "day")), theme.style(Role::Muted))
    })
}

/// The same days as a picture of at most `height` lines; nothing where nobody has decided anything on them.
pub fn days_drawn(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    const FIXED: usize = 4;
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let all: u64 = vitals.days.iter().sum();
    let most = vitals.days.iter().copied().max().unwrap_or(0);
    if all == 0 || height <= FIXED {
        return Vec::new();
    }
    let wide = (columns / vitals.days.len().max(1)).clamp(1, 3);
    let width = vitals.days.len() * wide;
    let mut lines = vec![Row::new(columns).text("Decisions a day (UTC)", theme.style(Role::Title))];
    lines.extend(bars(state, &vitals.days, (columns, wide, (height - FIXED).min(8))));
    lines.push(Row::new(columns).text(&"─".repeat(width), muted));
    let first = format!("{} ago", counted(vitals.days.len() - 1, "day"));
    lines.push(Row::new(columns).text(&first, muted).to(width.saturating_sub(5)).text("today", muted));
    let text = format!("{all} in {}, at most {most} in one", counted(vitals.days.len(), "day"));
    lines.push(Row::new(columns).text(&text, theme.style(Role::Text)));
    lines
}

/// Counts as bars of so many cells, on so many lines.
fn bars(state: &State, counts: &[u64], (columns, wide, rows): (usize, usize, usize)) -> impl Iterator<Item = Row> {
    let style = state.theme.style(Role::Bar);
    let most = counts.iter().copied().max().unwrap_or(0);
    let line = move |level: usize| -> String {
        let letters = counts.iter().map(|n| spark::column(*n as f64, most as f64, rows, level));
        letters.flat_map(|letter| std::iter::repeat_n(letter, wide)).collect()
    };
    (0..rows).rev().map(move |level| Row::new(columns).text(&line(level), style))
}
