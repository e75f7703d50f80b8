//! The panels below the gauges: how they share the screen, and what each shows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{histogram, trends};
use crate::learning::{Calibration, Share};
use crate::tui::screens::counted;
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

/// How far the panels can be scrolled on a screen of so many columns.
pub fn furthest(columns: u16) -> usize {
    ALL.div_ceil(usize::from(across(columns)))
}

/// Draws the scores and the other panels: as many beside each other as find room, the others further down.
pub fn draw(state: &State, vitals: &Vitals, area: Rect, scroll: usize, buffer: &mut Buffer) {
    let across = across(area.width);
    // The scores come first and take the whole width; where there is much room they are higher.
    let below = furthest(area.width) as u16 * if across > 2 { 14 } else { 9 };
    let high = area.height.saturating_sub(below).clamp(8, 22).min(area.height);
    let scores = Rect { height: high, ..area };
    // What was scrolled past gives its place to the panels below.
    let (top, skip) = if scroll == 0 { (high, 0) } else { (0, (scroll - 1) * usize::from(across)) };
    if scroll == 0 {
        panel(state, "Clusters by weakest link, and the review band", scores, buffer, |columns, height| {
            histogram::lines(state, vitals, columns, height)
        });
    }
    let rest = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
    let width = (rest.width - BETWEEN * (across - 1)) / across;
    let left: Vec<usize> = (skip.min(ALL - 1)..ALL).collect();
    let rows = left.len().div_ceil(usize::from(across)).max(1);
    let fitting = usize::from(rest.height / 8).clamp(1, rows);
    let height = rest.height / fitting as u16;
    for (n, which) in left.iter().take(fitting * usize::from(across)).enumerate() {
        let (x, y) = ((n % usize::from(across)) as u16, (n / usize::from(across)) as u16);
        let place = Rect { x: rest.x + x * (width + BETWEEN), y: rest.y + y * height, width, height };
        let (title, lines): (&str, Lines) = match which {
            0 => ("Golden records by size", sizes),
            1 => ("Over the loads", trends::lines),
            2 => ("Can scores be believed?", calibration),
            _ => ("Decisions (UTC)", decisions),
        };
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
        let text = "Nobody has decided a pair with a score yet.";
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

/// The half hours of today one after the other with the hours below; on one line the days before it.
fn decisions(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
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
        let most = counts.iter().copied().max().unwrap_or(0);
        let rows = height.saturating_sub(3 + usize::from(days.is_some())).clamp(1, 10);
        lines.extend((0..rows).rev().map(|level| {
            let letters = counts.iter().map(|n| spark::column(*n as f64, most as f64, rows, level));
            let letters: String = letters.flat_map(|letter| std::iter::repeat_n(letter, wide)).collect();
            Row::new(columns).text(&letters, theme.style(Role::Bar))
        }));
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
