//! The panels below the gauges: how they share the screen, and what each shows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{histogram, pace, trends};
use crate::learning::{Calibration, Share};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{self, Row, wrap};
use crate::tui::widgets::spark;
use crate::workspace::Vitals;

/// What makes the lines of a panel, of so many columns and at most so many rows.
type Lines = fn(&State, &Vitals, usize, usize) -> Vec<Row>;

/// How many panels there are below the scores.
pub const ALL: usize = 4;
/// A panel is never narrower.
const NARROWEST: u16 = 37;
/// Nor lower.
const EACH: u16 = 8;
/// Columns between panels.
const BETWEEN: u16 = 3;
/// Panels beside each other: all of them, two, or one; three and a lonely one would look forgotten.
fn across(columns: u16) -> u16 {
    match (columns + BETWEEN) / (NARROWEST + BETWEEN) {
        0 | 1 => 1,
        2 | 3 => 2,
        _ => ALL as u16,
    }
}

/// Rows of panels on a screen of so many columns.
fn deep(columns: u16) -> usize {
    ALL.div_ceil(usize::from(across(columns)))
}

/// The picture of the scores is never lower or higher.
const LOW: u16 = 8;
const HIGH: u16 = 46;

/// The panels below the scores, with their titles.
const PANELS: [(&str, Lines); ALL] = [
    ("Golden records by size", sizes),
    ("Over the runs", trends::lines),
    ("Can scores be believed?", calibration),
    ("Decisions (UTC)", pace::lines),
];

/// Columns of a panel.
fn wide(columns: u16) -> u16 {
    let across = across(columns);
    (columns - BETWEEN * (across - 1)) / across
}

/// Rows of panels that find room below the scores, and how high the scores are: what panels have nothing to fill with is
/// theirs.
fn shares(state: &State, vitals: &Vitals, area: Rect) -> (usize, u16) {
    let fitting = (area.height.saturating_sub(8) / EACH).clamp(1, deep(area.width) as u16);
    let below = fitting * if across(area.width) > 2 { 14 } else { 9 };
    let high = area.height.saturating_sub(below).clamp(LOW, 22).min(area.height);
    let rows = usize::from(area.height.saturating_sub(high) / EACH).clamp(1, deep(area.width));
    // Where nothing is drawn no panel can be asked.
    if rows < deep(area.width) || area.width < NARROWEST {
        return (rows, high);
    }
    let left = area.height - high;
    let each = left / rows as u16;
    let columns = usize::from(wide(area.width));
    let filled = |(_, lines): &(&str, Lines)| lines(state, vitals, columns, usize::from(each.saturating_sub(2))).len();
    let needed = PANELS.iter().map(filled).max().unwrap_or(0) as u16 + 2;
    let spare = left.saturating_sub(needed.clamp(EACH, each.max(EACH)) * rows as u16);
    (rows, (high + spare).min(HIGH.max(high)))
}

/// How far the panels can be scrolled: until the last one is seen.
pub fn furthest(state: &State, vitals: &Vitals, area: Rect) -> usize {
    let (rows, _) = shares(state, vitals, area);
    let deep = deep(area.width);
    if rows >= deep { 0 } else { deep + 1 - usize::from(area.height / EACH).clamp(1, deep) }
}

/// Draws the scores and the other panels: as many beside each other as find room, the others further down.
pub fn draw(state: &State, vitals: &Vitals, area: Rect, scroll: usize, buffer: &mut Buffer) {
    let across = across(area.width);
    // The scores come first and take the whole width, and what the rows of panels that find room at all leave.
    let (_, high) = shares(state, vitals, area);
    // The screen may have grown since.
    let scroll = scroll.min(furthest(state, vitals, area));
    let scores = Rect { height: high, ..area };
    // What was scrolled past gives its place to the panels below.
    let (top, skip) = if scroll == 0 { (high, 0) } else { (0, (scroll - 1) * usize::from(across)) };
    if scroll == 0 {
        panel(state, "Clusters by weakest link, and the review band", scores, buffer, |columns, height| {
            histogram::lines(state, vitals, columns, height)
        });
    }
    let rest = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
    let width = wide(rest.width);
    let left: Vec<usize> = (skip.min(ALL - 1)..ALL).collect();
    let rows = left.len().div_ceil(usize::from(across)).max(1);
    let fitting = usize::from(rest.height / EACH).clamp(1, rows);
    let height = rest.height / fitting as u16;
    for (n, which) in left.iter().take(fitting * usize::from(across)).enumerate() {
        let (x, y) = ((n % usize::from(across)) as u16, (n / usize::from(across)) as u16);
        let place = Rect { x: rest.x + x * (width + BETWEEN), y: rest.y + y * height, width, height };
        let Some((title, lines)) = PANELS.get(*which) else { continue };
        panel(state, title, place, buffer, |columns, height| lines(state, vitals, columns, height));
    }
    let below = left.len().saturating_sub(fitting * usize::from(across));
    if below > 0 && rest.height > 0 {
        let columns = usize::from(rest.width);
        let text = format!("↓ {below} more");
        let last = Rect { y: rest.bottom() - 1, height: 1, ..rest };
        row::draw([Row::new(columns).right(&text, state.theme.style(Role::Key))], last, buffer);
    }
}

/// A title with a line, and what is below it.
fn panel(state: &State, title: &str, area: Rect, buffer: &mut Buffer, lines: impl FnOnce(usize, usize) -> Vec<Row>) {
    let columns = usize::from(area.width);
    let theme = &state.theme;
    let head = Row::new(columns).text(title, theme.style(Role::Title)).gap(1);
    let dashes = "─".repeat(head.room());
    let mut all = vec![head.text(&dashes, theme.style(Role::Muted))];
    all.extend(lines(columns, usize::from(area.height.saturating_sub(2))));
    row::draw(all, Rect { height: area.height.saturating_sub(1), ..area }, buffer);
}

/// Clusters of each size; large ones together.
fn sizes(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    const PARTS: [(u64, u64); 9] =
        [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 10), (11, 20), (21, 50), (51, u64::MAX)];
    let theme = &state.theme;
    let mut parts: Vec<(String, u64)> = PARTS
        .iter()
        .map(|&(from, to)| {
            let n = vitals.sizes.iter().filter(|(size, _)| (from..=to).contains(size)).map(|(_, n)| n).sum();
            let name = match to {
                _ if from == to => format!("{from}"),
                u64::MAX => format!("{from}+"),
                _ => format!("{from}–{to}"),
            };
            (name, n)
        })
        .collect();
    while parts.last().is_some_and(|(_, n)| *n == 0) {
        parts.pop();
    }
    // Where there is too little room the largest sizes become one line.
    while parts.len() > height.max(1) {
        let (_, last) = parts.pop().unwrap_or_default();
        if let Some((name, n)) = parts.last_mut() {
            *n += last;
            *name = format!("{}+", name.split(['–', '+']).next().unwrap_or_default());
        }
    }
    let most = parts.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let room = columns.saturating_sub(7 + 10);
    let bar = |(name, n): &(String, u64)| {
        Row::new(columns)
            .number(name, 5, theme.style(Role::Muted))
            .gap(1)
            .text(&spark::line(*n as f64, most as f64, room), theme.style(Role::Bar))
            .gap(1)
            .text(&n.to_string(), theme.style(Role::Text))
    };
    parts.iter().map(bar).collect()
}

/// A line a tenth of the scores, or a fifth where there is little room: how many of the labelled pairs are matches, with the
/// interval; `│` is what was promised.
fn calibration(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    if vitals.calibration.iter().all(|bin| bin.share.n == 0) {
        let text = "Nobody has decided on a pair with a score yet. Each verdict on two records adds to this picture.";
        return wrap(text, columns.max(2)).iter().map(|line| Row::new(columns).text(line, muted)).collect();
    }
    let each = if vitals.calibration.len() < height { 1 } else { 2 };
    let room = columns.saturating_sub(9 + 11).max(4);
    let place = |share: f64| (share.clamp(0.0, 1.0) * (room - 1) as f64).round() as usize;
    let mut lines = Vec::new();
    for bins in vitals.calibration.chunks(each) {
        let bin = joined(bins);
        let until = bin.from + 0.1 * bins.len() as f64;
        let mut row = Row::new(columns).cell(&format!("{:.1}–{until:.1}", bin.from), 9, muted);
        let (Some(share), Some((low, high)), Some(mean)) = (bin.share.share, bin.share.interval, bin.mean) else {
            lines.push(row.text(&"·".repeat(room), muted));
            continue;
        };
        for at in 0..room {
            row = if at == place(share) {
                row.text("●", theme.style(Role::Strong))
            } else if at == place(mean) {
                row.text("│", theme.style(Role::Key))
            } else if (place(low)..=place(high)).contains(&at) {
                row.text("─", theme.style(Role::Bar))
            } else {
                row.text("·", muted)
            };
        }
        lines.push(row.gap(1).text(&format!("{} of {}", bin.share.count, bin.share.n), theme.style(Role::Text)));
    }
    lines.truncate(height.saturating_sub(1).max(1));
    lines.push(
        Row::new(columns)
            .text("●", theme.style(Role::Strong))
            .text(" were matches  ", muted)
            .text("─", theme.style(Role::Bar))
            .text(" 95 %  ", muted)
            .text("│", theme.style(Role::Key))
            .text(" as scored", muted),
    );
    lines
}

/// Ranges of scores as one.
fn joined(bins: &[Calibration]) -> Calibration {
    let (count, n) = bins.iter().fold((0, 0), |(count, n), bin| (count + bin.share.count, n + bin.share.n));
    let sum: f64 = bins.iter().filter_map(|bin| Some(bin.mean? * bin.share.n as f64)).sum();
    Calibration {
        from: bins.first().map_or(0.0, |bin| bin.from),
        mean: (n > 0).then(|| sum / n as f64),
        share: Share::of(count, n),
    }
}
