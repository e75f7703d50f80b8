//! The gauges, and the panels below them: how they share the screen, and what each shows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::histogram;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{self, Row};
use crate::tui::widgets::spark;
use crate::workspace::{Load, Vitals};

/// What makes the lines of a panel, of so many columns and at most so many rows.
type Lines = fn(&State, &Vitals, usize, usize) -> Vec<Row>;
/// A measure of loads: its name, what it is, and whether it is a share.
type Measure = (&'static str, fn(&Load) -> f64, bool);

/// How many panels there are below the scores.
pub const ALL: usize = 4;
/// A panel is never narrower.
const NARROWEST: u16 = 37;
/// Columns between panels.
const BETWEEN: u16 = 3;
/// Cells of a gauge.
const GAUGE: usize = 24;

/// The three measures with their limits, a line each, and a blank one.
pub fn gauges(state: &State, vitals: &Vitals, columns: usize) -> Vec<Row> {
    let report = &vitals.report;
    let share = |name: &str, measure: &str, value: f64| {
        let alarm = report.alarms.iter().find(|alarm| alarm.measure == measure);
        gauge(state, name, value, 1.0, &format!("{:.1} %", value * 100.0), alarm, columns)
    };
    let stale = report.alarms.iter().find(|alarm| alarm.measure == "staleness_seconds");
    let longest = stale.map_or(86_400.0, |alarm| alarm.limit * 1.5).max(1.0);
    let seconds = report.staleness_seconds;
    vec![
        share("match rate", "match_rate", report.match_rate),
        share("singletons", "singleton_rate", report.singleton_rate),
        gauge(state, "staleness", seconds as f64, longest, &ago(seconds), stale, columns),
        Row::new(columns),
    ]
}

/// Seconds in the largest unit that holds one: `3 h`, `12 d`.
fn ago(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

fn gauge(
    state: &State,
    name: &str,
    value: f64,
    most: f64,
    said: &str,
    alarm: Option<&crate::health::Alarm>,
    columns: usize,
) -> Row {
    let theme = &state.theme;
    let breached = alarm.is_some_and(|alarm| alarm.breached);
    let role = match alarm {
        Some(_) if breached => Role::Danger,
        Some(_) => Role::Good,
        None => Role::Bar,
    };
    let cell = |value: f64| ((value / most).clamp(0.0, 1.0) * GAUGE as f64).round() as usize;
    let filled = cell(value);
    let limit = alarm.map(|alarm| cell(alarm.limit).min(GAUGE - 1));
    let mut row = Row::new(columns).cell(name, 12, theme.style(Role::Text));
    for at in 0..GAUGE {
        row = match limit {
            Some(limit) if limit == at => row.text("│", theme.style(Role::Strong)),
            _ if at < filled => row.text("█", theme.style(role)),
            _ => row.text("░", theme.style(Role::Muted)),
        };
    }
    let row = row.gap(1).number(said, 8, theme.style(Role::Strong)).gap(2);
    match alarm {
        Some(alarm) => row
            .cell(if breached { "ALARM" } else { "ok" }, 6, theme.style(role))
            .text(&alarm.reason, theme.style(Role::Muted)),
        None => row.text("no limit is set", theme.style(Role::Muted)),
    }
}

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
    let high = area.height.saturating_sub(below).clamp(8, 34).min(area.height);
    let scores = Rect { height: high, ..area };
    // What was scrolled past gives its place to the panels below.
    let (top, skip) = if scroll == 0 { (high, 0) } else { (0, (scroll - 1) * usize::from(across)) };
    if scroll == 0 {
        panel(
            state,
            "Weakest links by score (heights: square root), and the review band",
            scores,
            buffer,
            |columns, height| histogram::lines(state, vitals, columns, height),
        );
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
            1 => ("Over the loads", trends),
            2 => ("Can scores be believed?", calibration),
            _ => ("Decisions today (UTC)", today),
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

/// A line a measure: its course, where it stands, and what the last load did to it.
fn trends(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let Some(last) = vitals.loads.last() else {
        return vec![Row::new(columns).text("The next load leaves the first point.", muted)];
    };
    let per_cent = |value: f64| format!("{:.1} %", value * 100.0);
    let whole = |value: f64| format!("{value:.0}");
    let measures: [Measure; 6] = [
        ("match rate", |load| load.match_rate, true),
        ("singletons", |load| load.singleton_rate, true),
        ("tasks", |load| load.tasks as f64, false),
        ("records", |load| load.records as f64, false),
        ("decisions", |load| load.decisions as f64, false),
        ("over model", |load| load.over_model as f64, false),
    ];
    let room = columns.saturating_sub(11 + 1 + 10 + 10).max(1);
    let seen: Vec<&Load> = vitals.loads.iter().rev().take(room).rev().collect();
    let mut lines: Vec<Row> = measures
        .iter()
        .take(height.saturating_sub(1).max(1))
        .map(|(name, of, is_share)| {
            let values: Vec<f64> = seen.iter().map(|load| of(load)).collect();
            let ends = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
            let say = |value: f64| if *is_share { per_cent(value) } else { whole(value) };
            let before = values.len().checked_sub(2).and_then(|at| values.get(at)).copied();
            let change = before.map_or_else(String::new, |before| {
                let change = of(last) - before;
                if change.abs() < 5e-5 {
                    "=".to_owned()
                } else {
                    format!("{}{}", if change > 0.0 { "+" } else { "−" }, say(change.abs()))
                }
            });
            Row::new(columns)
                .cell(name, 11, muted)
                .cell(&spark::sparkline(&values, ends.0, ends.1), seen.len().min(room), theme.style(Role::Bar))
                .gap(1)
                .number(&say(of(last)), 9, theme.style(Role::Strong))
                .number(&change, 10, muted)
        })
        .collect();
    let first = vitals.loads.first().map_or("", |load| load.time.get(..10).unwrap_or(&load.time));
    let until = last.time.get(..10).unwrap_or(&last.time);
    let span = if vitals.loads.len() == 1 {
        format!("one load, {until}")
    } else {
        format!("{} loads, {first} to {until}", vitals.loads.len())
    };
    lines.push(Row::new(columns).text(&span, muted));
    lines
}

/// A line a tenth of the scores: how many of the labelled pairs are matches, with the interval; `│` is what was promised.
fn calibration(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let known: Vec<_> = vitals.calibration.iter().filter(|bin| bin.share.n > 0).collect();
    if known.is_empty() {
        let text = "Nobody has decided a pair with a score yet.";
        return vec![Row::new(columns).text(text, muted)];
    }
    let room = columns.saturating_sub(9 + 11).max(4);
    let place = |share: f64| (share.clamp(0.0, 1.0) * (room - 1) as f64).round() as usize;
    let mut lines = Vec::new();
    for bin in known.iter().take(height.saturating_sub(1).max(1)) {
        let (low, high) = bin.share.interval.unwrap_or((0.0, 1.0));
        let (low, high) = (place(low), place(high));
        let (dot, mean) = (place(bin.share.share.unwrap_or(0.0)), place(bin.mean.unwrap_or(0.0)));
        let mut row = Row::new(columns).cell(&format!("{:.1}–{:.1}", bin.from, bin.from + 0.1), 9, muted);
        for at in 0..room {
            row = if at == dot {
                row.text("●", theme.style(Role::Strong))
            } else if at == mean {
                row.text("│", theme.style(Role::Key))
            } else if (low..=high).contains(&at) {
                row.text("─", theme.style(Role::Bar))
            } else {
                row.text("·", muted)
            };
        }
        lines.push(row.gap(1).text(&format!("{} of {}", bin.share.count, bin.share.n), theme.style(Role::Text)));
    }
    let legend = "● matches ─ 95 % │ as scored";
    lines.push(Row::new(columns).text(legend, muted));
    lines
}

/// The half hours of today, one after the other.
fn today(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let all: u64 = vitals.today.iter().sum();
    let best = vitals.today.iter().copied().max().unwrap_or(0);
    if all == 0 {
        return vec![Row::new(columns).text("Nobody has decided anything yet today.", muted)];
    }
    // One cell a half hour, or where there is no room for all of them an hour.
    let parts = vitals.today.len();
    let each = parts.div_ceil(columns.max(1)).max(1);
    let counts: Vec<u64> = vitals.today.chunks(each).map(|chunk| chunk.iter().sum()).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let rows = height.saturating_sub(3).clamp(1, 6);
    let mut lines: Vec<Row> = (0..rows)
        .rev()
        .map(|level| {
            let letters: String = counts.iter().map(|n| spark::column(*n as f64, most as f64, rows, level)).collect();
            Row::new(columns).text(&letters, theme.style(Role::Bar))
        })
        .collect();
    let now = (vitals.now / each).min(counts.len().saturating_sub(1));
    let axis = format!("{}◆{}", "─".repeat(now), "─".repeat(counts.len().saturating_sub(now + 1)));
    lines.push(Row::new(columns).text(&axis, muted));
    let hour = |part: usize| format!("{:02}:{:02}", part / 2, part % 2 * 30);
    let at = vitals.today.iter().position(|n| *n == best).unwrap_or(0);
    let own = state.counts.as_ref().map_or_else(String::new, |counts| format!(" · {} yours", counts.own_today));
    let text = format!("{all} today · {best} from {}{own}", hour(at));
    lines.push(Row::new(columns).text(&text, theme.style(Role::Text)));
    lines
}
