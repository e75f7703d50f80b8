//! The scores of all clusters that the review band judges, and the band under them.

use ratatui::style::Style;

use super::share;
use crate::queue::Judged;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Row, wrap};
use crate::tui::widgets::spark;
use crate::workspace::Vitals;

/// The lines of the panel: bars, the band, and what it makes of the clusters.
pub fn lines(state: &State, vitals: &Vitals, columns: usize, height: usize) -> Vec<Row> {
    let theme = &state.theme;
    let Some((low, high)) = state.health.band() else { return Vec::new() };
    let words = words(state, vitals, (low, high), columns);
    if vitals.strengths.is_empty() {
        let text = "No cluster of several records is left to the band: people have settled all of them.";
        return wrap(text, columns.max(2))
            .iter()
            .map(|line| Row::new(columns).text(line, theme.style(Role::Muted)))
            .collect();
    }
    // A column has one or two cells; 100 per cent is the last one.
    let wide = (columns / 51).clamp(1, 4);
    let bins = (columns / wide).clamp(1, 101);
    let mut counts = vec![0_u64; bins];
    for (strength, n) in &vitals.strengths {
        if let Some(count) = counts.get_mut(bin(strength.weakest, bins)) {
            *count += n;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let rows = height.saturating_sub(words.len() + 2).clamp(1, 28);
    let mut lines = Vec::new();
    for level in (0..rows).rev() {
        let mut row = Row::new(columns);
        for (at, count) in counts.iter().enumerate() {
            // By the square root: else what was all but certain would press all that is doubtful flat.
            let letter = spark::column((*count as f64).sqrt(), (most as f64).sqrt(), rows, level);
            let hue = Style { fg: theme.style(role(at, bins, low, high)).fg, ..Style::new() };
            row = row.text(&String::from(letter).repeat(wide), hue);
        }
        lines.push(row);
    }
    lines.push(axis(state, (low, high), bins, wide, columns));
    lines.push(ends(state, (low, high), bins, wide, columns));
    lines.extend(words);
    lines
}

fn bin(per_cent: u8, bins: usize) -> usize {
    usize::from(per_cent) * bins / 101
}

fn role(at: usize, bins: usize, low: u8, high: u8) -> Role {
    if at < bin(low, bins) {
        Role::Warning
    } else if at < bin(high, bins) {
        Role::Bar
    } else {
        Role::Good
    }
}

/// The line under the bars: `────├▒▒▒▒▒▒┤────`; the end that the keys move is filled.
fn axis(state: &State, (low, high): (u8, u8), bins: usize, wide: usize, columns: usize) -> Row {
    let theme = &state.theme;
    let place = |end: u8| (bin(end, bins) * wide).min(columns.saturating_sub(1));
    let (from, to) = (place(low), place(high).max(place(low) + 1).min(columns.saturating_sub(1)));
    let mark = |upper: bool| if state.health.upper == upper { "◆" } else { "◇" };
    let style = |upper: bool| theme.style(if state.health.upper == upper { Role::Key } else { Role::Muted });
    let line = |n: usize| "─".repeat(n);
    let (muted, band): (Style, Style) = (theme.style(Role::Muted), theme.style(Role::Bar));
    Row::new(columns)
        .text(&line(from), muted)
        .text(mark(false), style(false))
        .text(&"▒".repeat(to.saturating_sub(from + 1)), band)
        .text(mark(true), style(true))
        .text(&line((bins * wide).saturating_sub(to + 1)), muted)
}

/// The numbers under the ends, apart from each other however near these are.
fn ends(state: &State, (low, high): (u8, u8), bins: usize, wide: usize, columns: usize) -> Row {
    const NUMBER: usize = 4;
    let theme = &state.theme;
    let style = |upper: bool| theme.style(if state.health.upper == upper { Role::Key } else { Role::Text });
    let last = columns.saturating_sub(NUMBER);
    let left = (bin(low, bins) * wide).min(last.saturating_sub(NUMBER + 1));
    let right = (bin(high, bins) * wide).clamp(left + NUMBER + 1, last.max(left + NUMBER + 1));
    let row = Row::new(columns);
    let row = if left > NUMBER + 2 { row.text("0.00", theme.style(Role::Muted)) } else { row };
    row.to(left).text(&share(low), style(false)).to(right).text(&share(high), style(true))
}

/// How many clusters a band would ask about, and how many it would accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Judgement {
    suspicious: u64,
    borderline: u64,
    accepted: u64,
}

impl Judgement {
    fn of(vitals: &Vitals, (low, high): (u8, u8)) -> Self {
        let of = |judged| {
            vitals.strengths.iter().filter(|(s, _)| s.judged(low, high) == judged).map(|(_, n)| n).sum::<u64>()
        };
        Self { suspicious: of(Judged::Suspicious), borderline: of(Judged::Borderline), accepted: of(Judged::Accepted) }
    }

    fn tasks(self) -> u64 {
        self.suspicious + self.borderline
    }
}

fn words(state: &State, vitals: &Vitals, band: (u8, u8), columns: usize) -> Vec<Row> {
    let theme = &state.theme;
    let now = Judgement::of(vitals, band);
    let mut text = format!(
        "{} tasks: {} suspicious, {} borderline · {} accepted by rule",
        now.tasks(),
        now.suspicious,
        now.borderline,
        now.accepted
    );
    let mut role = Role::Text;
    if state.health.moved.is_some() {
        let before = Judgement::of(vitals, crate::queue::ends(vitals.band)).tasks();
        let difference = match now.tasks().cmp(&before) {
            std::cmp::Ordering::Equal => "as many as now".to_owned(),
            std::cmp::Ordering::Less => format!("{} fewer than now", before - now.tasks()),
            std::cmp::Ordering::Greater => format!("{} more than now", now.tasks() - before),
        };
        text = format!("{text} · {difference} · Enter keeps this band, Esc gives it up");
        role = Role::Strong;
    }
    let lines = wrap(&text, columns.max(2));
    lines.iter().map(|line| Row::new(columns).text(line, theme.style(role))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixtures;

    #[test]
    fn a_wider_band_never_makes_fewer_tasks() {
        let vitals = fixtures::vitals();
        let tasks: Vec<u64> = (50..=100).map(|high| Judgement::of(&vitals, (50, high)).tasks()).collect();
        assert!(tasks.is_sorted(), "{tasks:?}");
        let all: u64 = vitals.strengths.iter().map(|(_, n)| n).sum();
        let Judgement { suspicious, borderline, accepted } = Judgement::of(&vitals, (50, 95));
        assert_eq!(suspicious + borderline + accepted, all);
    }

    #[test]
    fn every_per_cent_has_a_column() {
        for bins in [1, 13, 38, 80, 101] {
            assert_eq!((bin(0, bins), bin(100, bins)), (0, bins - 1));
        }
    }
}
