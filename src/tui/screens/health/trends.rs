//! The course of the measures over the loads and runs of the own matcher: a line each, or where there is room a picture of some lines each.

use crate::tui::screens::counted;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::Row;
use crate::tui::widgets::spark;
use crate::workspace::{Load, Vitals};

/// A measure of loads: its name, what it is, and whether it is a share.
type Measure = (&'static str, fn(&Load) -> f64, bool);

const MEASURES: [Measure; 6] = [
    ("match rate", |load| load.match_rate, true),
    ("singletons", |load| load.singleton_rate, true),
    ("tasks", |load| load.tasks as f64, false),
    ("records", |load| load.records as f64, false),
    ("decisions", |load| load.decisions as f64, false),
    ("corrections", |load| load.over_model as f64, false),
];
/// Columns of a name, of what the last load came to, and of what it changed.
const NAME: usize = 12;
const NOW: usize = 8;
const CHANGE: usize = 8;
/// Columns of a load at most, and lines of a picture.
const WIDEST: usize = 3;
const TALLEST: usize = 4;

/// What each measure came to, load by load, where it stands and what the last load did to it.
pub fn lines(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let muted = state.theme.style(Role::Muted);
    let Some(last) = vitals.loads.last() else {
        return vec![Row::new(columns).text("The next load or match leaves the first point.", muted)];
    };
    let room = columns.saturating_sub(NAME + NOW + CHANGE + 1).max(1);
    let seen: Vec<&Load> = vitals.loads.iter().rev().take(room).rev().collect();
    let wide = (room / seen.len().max(1)).clamp(1, WIDEST);
    // With a blank line between pictures of several lines.
    let tallest = if seen.len() > 1 { TALLEST } else { 1 };
    let each = ((height.saturating_sub(1)) / MEASURES.len()).saturating_sub(1).clamp(1, tallest);
    let day = |load: &Load| load.time.get(..10).unwrap_or(&load.time).to_owned();
    let first = seen.first().map_or_else(String::new, |load| day(load));
    let mut head = Row::new(columns).cell(&counted(vitals.loads.len(), "run"), NAME, muted);
    let since = if seen.len() > 1 { format!("since {first}") } else { day(last) };
    head = if since.len() <= room { head.text(&since, muted) } else { head };
    let head = head.to(columns - NOW - CHANGE).number("last", NOW, muted).number(
        if seen.len() > 1 { "change" } else { "" },
        CHANGE,
        muted,
    );
    // Rather without a heading than without a measure.
    let mut lines = if height > MEASURES.len() { vec![head] } else { Vec::new() };
    for measure in MEASURES {
        if each > 1 && lines.len() > 1 {
            lines.push(Row::new(columns));
        }
        lines.extend(measured(state, &seen, measure, (columns, wide, each)));
    }
    lines.truncate(height.max(1));
    lines
}

/// One measure, on `rows` lines.
fn measured(
    state: &State,
    loads: &[&Load],
    (name, of, is_share): Measure,
    (columns, wide, rows): (usize, usize, usize),
) -> Vec<Row> {
    let theme = &state.theme;
    let values: Vec<f64> = loads.iter().map(|load| of(load)).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let say = |value: f64| if is_share { format!("{:.1} %", value * 100.0) } else { format!("{value:.0}") };
    let last = values.last().copied().unwrap_or_default();
    let change = values.len().checked_sub(2).and_then(|at| values.get(at)).map(|before| last - before);
    let change = change.map_or_else(String::new, |change| match change {
        _ if change.abs() < 5e-4 => "=".to_owned(),
        _ if is_share => format!("{:+.1} %", change * 100.0),
        _ => format!("{change:+.0}"),
    });
    let course = |level: usize| -> String {
        // One point is no course.
        let letters =
            values.iter().filter(|_| values.len() > 1).map(|value| spark::level(*value, low, high, rows, level));
        letters.flat_map(|letter| std::iter::repeat_n(letter, wide)).collect()
    };
    let start = columns - NOW - CHANGE;
    (0..rows)
        .rev()
        .map(|level| {
            let label = if level == rows - 1 { name } else { "" };
            let row = Row::new(columns)
                .cell(label, NAME, theme.style(Role::Muted))
                .text(&course(level), theme.style(Role::Bar))
                .to(start);
            if level == rows - 1 {
                row.number(&say(last), NOW, theme.style(Role::Strong)).number(&change, CHANGE, theme.style(Role::Muted))
            } else {
                row
            }
        })
        .collect()
}
