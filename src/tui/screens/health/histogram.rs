//! The scores of all clusters that the review band judges, and the band under them.

use ratatui::style::Style;

use super::share;
use crate::queue::Judged;
use crate::tui::screens::counted;
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
    let all: u64 = vitals.strengths.iter().map(|(_, n)| n).sum();
    let scale = Scale::of(columns, all.to_string().len() + 1);
    let mut counts = vec![0_u64; scale.bins];
    for (strength, n) in &vitals.strengths {
        if let Some(count) = counts.get_mut(scale.bin(strength.weakest)) {
            *count += n;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let rows = height.saturating_sub(words.len() + 2).clamp(1, 40);
    let muted = theme.style(Role::Muted);
    let mut lines = Vec::new();
    for level in (0..rows).rev() {
        let said = said(most, rows, level).map_or_else(String::new, |n| n.to_string());
        let mut row = Row::new(columns).number(&said, scale.gutter - 1, muted).gap(1);
        for (at, count) in counts.iter().enumerate() {
            // By the square root: else what was all but certain would press all that is doubtful flat.
            let letter = spark::column((*count as f64).sqrt(), (most as f64).sqrt(), rows, level);
            let hue = Style { fg: theme.style(scale.role(at, low, high)).fg, ..Style::new() };
            row = row.text(&String::from(letter).repeat(scale.wide), hue);
        }
        lines.push(row);
    }
    lines.push(axis(state, (low, high), scale, columns));
    lines.push(ends(state, (low, high), scale, columns));
    lines.extend(words);
    lines
}

/// The number that stands at the left of a level: what a bar that just fills it stands for. Above the lowest half only,
/// at the top and in its middle, where bars are a quarter of the top ones.
fn said(most: u64, rows: usize, level: usize) -> Option<u64> {
    let fills = |level: usize| (most as f64 * ((level + 1) as f64 / rows as f64).powi(2)).round() as u64;
    (level + 1 == rows || (rows > 3 && level + 1 == rows.div_ceil(2))).then(|| fills(level)).filter(|n| *n > 0)
}

/// How per cents lie on the screen: all bars stand for equally many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scale {
    /// Columns before the bars.
    gutter: usize,
    /// Per cents of a bar.
    step: usize,
    bins: usize,
    /// Cells of a bar.
    wide: usize,
}

impl Scale {
    /// Fine bars and a picture that fills the panel, in so far as both can be.
    fn of(columns: usize, gutter: usize) -> Self {
        /// So many columns are given up for bars that are finer by a per cent.
        const FINER: usize = 15;
        let room = columns.saturating_sub(gutter);
        let scale = |step: usize| {
            let bins = 101_usize.div_ceil(step);
            Self { gutter, step, bins, wide: (room / bins).min(6) }
        };
        let worth = |scale: &Self| (scale.bins * scale.wide) as i64 - (scale.step * FINER) as i64;
        let all = (1..=10).map(scale).filter(|scale| scale.wide > 0);
        all.rev().max_by_key(worth).unwrap_or(Self { gutter, step: 10, bins: 11, wide: 1 })
    }

    fn bin(self, per_cent: u8) -> usize {
        usize::from(per_cent) / self.step
    }

    /// The column of a per cent.
    fn place(self, per_cent: u8) -> usize {
        self.gutter + (usize::from(per_cent) * self.wide / self.step).min(self.width() - 1)
    }

    /// Columns of all bars.
    fn width(self) -> usize {
        self.bins * self.wide
    }

    /// The look of a bar: by its middle.
    fn role(self, bin: usize, low: u8, high: u8) -> Role {
        let middle = bin * self.step + self.step / 2;
        if middle < usize::from(low) {
            Role::Warning
        } else if middle < usize::from(high) {
            Role::Bar
        } else {
            Role::Good
        }
    }
}

/// The line under the bars: `────◆━━━━━━◇────`; the end that the keys move is filled.
fn axis(state: &State, (low, high): (u8, u8), scale: Scale, columns: usize) -> Row {
    let theme = &state.theme;
    let last = scale.gutter + scale.width() - 1;
    let from = scale.place(low).min(last - 1);
    let to = scale.place(high).clamp(from + 1, last);
    let mark = |upper: bool| if state.health.upper == upper { "◆" } else { "◇" };
    let style = |upper: bool| theme.style(if state.health.upper == upper { Role::Key } else { Role::Text });
    let line = |n: usize| "─".repeat(n);
    let muted = theme.style(Role::Muted);
    Row::new(columns)
        .gap(scale.gutter)
        .text(&line(from - scale.gutter), muted)
        .text(mark(false), style(false))
        .text(&"━".repeat(to - from - 1), theme.style(Role::Bar))
        .text(mark(true), style(true))
        .text(&line(last - to), muted)
}

/// The numbers under the ends, apart from each other however near these are; and those of the scale, where they find room.
fn ends(state: &State, (low, high): (u8, u8), scale: Scale, columns: usize) -> Row {
    const NUMBER: usize = 4;
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let style = |upper: bool| theme.style(if state.health.upper == upper { Role::Key } else { Role::Text });
    let end = (scale.gutter + scale.width()).min(columns);
    let last = end.saturating_sub(NUMBER);
    let left = scale.place(low).min(last.saturating_sub(NUMBER + 1));
    let right = scale.place(high).clamp(left + NUMBER + 1, last.max(left + NUMBER + 1));
    let row = Row::new(columns).gap(scale.gutter);
    let row = if left > scale.gutter + NUMBER { row.text("0.00", muted) } else { row };
    let row = row.to(left).text(&share(low), style(false)).to(right).text(&share(high), style(true));
    if right + NUMBER < last { row.to(last).text("1.00", muted) } else { row }
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

/// What the band makes of the clusters, and what the keys do: always two lines, so that nothing jumps while it is moved.
fn words(state: &State, vitals: &Vitals, band: (u8, u8), columns: usize) -> [Row; 2] {
    let theme = &state.theme;
    let now = Judgement::of(vitals, band);
    let moved = state.health.moved.is_some();
    let difference = if moved {
        let before = Judgement::of(vitals, crate::queue::ends(vitals.band)).tasks();
        match now.tasks().cmp(&before) {
            std::cmp::Ordering::Equal => ", as many as now".to_owned(),
            std::cmp::Ordering::Less => format!(", {} fewer than now", before - now.tasks()),
            std::cmp::Ordering::Greater => format!(", {} more than now", now.tasks() - before),
        }
    } else {
        String::new()
    };
    let tasks = counted(usize::try_from(now.tasks()).unwrap_or(usize::MAX), "task");
    let parts = format!(": {} suspicious, {} borderline · ", now.suspicious, now.borderline);
    let keys = if moved {
        "{keep-band} keeps this band, {back} gives it up"
    } else {
        "{left} {right} move this end of the band, {other-end} the other one"
    };
    let role = if moved { Role::Key } else { Role::Muted };
    [
        Row::new(columns)
            .text(&format!("{tasks}{difference}"), theme.style(Role::Strong))
            .text(&format!("{parts}{} accepted by rule", now.accepted), theme.style(Role::Text)),
        Row::new(columns).text(&state.keys.spelled(keys), theme.style(role)),
    ]
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
    fn every_per_cent_has_a_bar_and_all_bars_find_room() {
        for columns in 20..220 {
            let scale = Scale::of(columns, 4);
            assert_eq!((scale.bin(0), scale.bin(100)), (0, scale.bins - 1), "{scale:?}");
            assert!(scale.gutter + scale.width() <= columns && scale.place(100) < columns, "{columns}: {scale:?}");
        }
        let fine = |columns| (Scale::of(columns, 4).step, Scale::of(columns, 4).wide);
        assert_eq!((fine(80), fine(120), fine(200)), ((3, 2), (1, 1), (3, 5)));
    }

    #[test]
    fn the_numbers_at_the_left_are_what_bars_stand_for() {
        let said: Vec<u64> = (0..8).filter_map(|level| super::said(400, 8, level)).collect();
        assert_eq!(said, [100, 400]);
        assert_eq!(super::said(3, 2, 1), Some(3));
    }
}
