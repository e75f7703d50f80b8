//! The three measures on top, a line each: how far it has come, where its limit lies, what was asked.

use crate::health::Alarm;
use crate::text::width::columns as wide;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::Row;
use crate::workspace::Vitals;

/// Cells of a gauge at most, and the columns of its name, of what is said of it and of its limit.
const GAUGE: usize = 24;
const FIXED: usize = 12 + 9 + 2 + 7 + 15;

/// The three measures with their limits, a line each, and a blank one.
pub fn lines(state: &State, vitals: &Vitals, columns: usize) -> Vec<Row> {
    let report = &vitals.report;
    let alarm = |measure: &str| report.alarms.iter().find(|alarm| alarm.measure == measure);
    let share = |name, measure, value: f64, side: &str| {
        let alarm = alarm(measure);
        let limit = alarm.map(|alarm| format!("{side} {} %", round(alarm.limit * 100.0)));
        let gauge = Gauge { name, value, most: 1.0, said: format!("{:.1} %", value * 100.0), alarm, limit };
        gauge.line(state, columns)
    };
    let stale = alarm("staleness_seconds");
    let seconds = report.staleness_seconds;
    let staleness = Gauge {
        name: "staleness",
        value: seconds as f64,
        most: stale.map_or(86_400.0, |alarm| alarm.limit * 1.5).max(1.0),
        said: ago(seconds),
        alarm: stale,
        limit: stale.map(|alarm| format!("at most {}", ago(alarm.limit.max(0.0) as u64))),
    };
    vec![
        share("match rate", "match_rate", report.match_rate, "at least"),
        share("singletons", "singleton_rate", report.singleton_rate, "at most"),
        staleness.line(state, columns),
        Row::new(columns),
    ]
}

/// Without a fraction where there is none.
fn round(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Seconds in the largest unit that holds one: `3 h`, `12 d`.
fn ago(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..7_200 => format!("{} min", seconds / 60),
        7_200..86_400 => format!("{} h", seconds / 3_600),
        86_400..172_800 if !seconds.is_multiple_of(86_400) => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// A measure on its line.
struct Gauge<'a> {
    name: &'static str,
    value: f64,
    /// What the whole line stands for.
    most: f64,
    said: String,
    alarm: Option<&'a Alarm>,
    limit: Option<String>,
}

impl Gauge<'_> {
    fn line(&self, state: &State, columns: usize) -> Row {
        let theme = &state.theme;
        let muted = theme.style(Role::Muted);
        let breached = self.alarm.is_some_and(|alarm| alarm.breached);
        let (role, verdict) = match self.alarm {
            Some(_) if breached => (Role::Danger, "ALARM"),
            Some(_) => (Role::Good, "ok"),
            None => (Role::Bar, ""),
        };
        let cells = columns.saturating_sub(FIXED).clamp(8, GAUGE);
        let cell = |value: f64| ((value / self.most).clamp(0.0, 1.0) * cells as f64).round() as usize;
        let filled = cell(self.value);
        let limit = self.alarm.map(|alarm| cell(alarm.limit).min(cells - 1));
        // An underline would run together with the line.
        let hue = ratatui::style::Style { fg: theme.style(role).fg, ..theme.style(Role::Strong) };
        let mut row = Row::new(columns).cell(self.name, 12, theme.style(Role::Text));
        for at in 0..cells {
            row = match limit {
                Some(limit) if limit == at => row.text("│", theme.style(Role::Strong)),
                _ if at < filled => row.text("━", hue),
                _ => row.text("─", muted),
            };
        }
        let row = row.number(&self.said, 9, theme.style(Role::Strong)).gap(2);
        let Some(alarm) = self.alarm else { return row.text("no limit is set", muted) };
        let end = columns - row.room() + 7;
        let row = row.text(verdict, theme.style(role)).to(end);
        let limit = self.limit.as_deref().unwrap_or_default();
        let fits = wide(&alarm.reason) <= row.room();
        row.text(if fits { &alarm.reason } else { limit }, muted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_in_the_largest_unit_that_holds_them() {
        let all = [59, 60, 7_199, 7_200, 86_400, 90_000, 200_000].map(ago);
        assert_eq!(all, ["59 s", "1 min", "119 min", "2 h", "1 d", "25 h", "2 d"]);
        assert_eq!([60.0, 82.5].map(round), ["60", "82.5"]);
    }
}
