//! The panel of stewards: what became of their decisions, and how far they agree.

use crate::learning::{Agreement, Share, Steward, Stewards};
use crate::tui::screens::health::pace;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Row, wrap};

/// The lines of the panel; those that find no room are counted.
pub fn lines(state: &State, columns: usize, height: usize) -> Vec<Row> {
    let muted = state.theme.style(Role::Muted);
    let said =
        |text: &str| wrap(text, columns.saturating_sub(2)).into_iter().map(|line| Row::new(columns).text(&line, muted));
    let Some(found) = &state.history.stewards else { return said("Reading the whole journal …").collect() };
    if found.stewards.is_empty() {
        let text = state.keys.spelled("Nobody has decided anything yet: what becomes of decisions shows here. {go-queue} shows what there is to decide, {stewards} goes back to the journal.");
        return said(&text).collect();
    }
    let mut lines = all(state, found, columns);
    if let Some(vitals) = &state.health.vitals {
        let days = pace::days_drawn(state, vitals, columns, height.saturating_sub(lines.len() + 1));
        lines.extend((!days.is_empty()).then(|| Row::new(columns)));
        lines.extend(days);
    }
    if lines.len() > height {
        let hidden = lines.len() + 1 - height;
        lines.truncate(height.saturating_sub(1));
        lines.push(Row::new(columns).text(&format!("… {hidden} more lines: goldsmith stewards lists all"), muted));
    }
    lines
}

fn all(state: &State, found: &Stewards, columns: usize) -> Vec<Row> {
    let muted = state.theme.style(Role::Muted);
    let names = names(columns);
    let heading = Row::new(columns)
        .cell("steward", names, muted)
        .number("decided", 9, muted)
        .number("stand", 7, muted)
        .number("undone", 8, muted)
        .number("overruled", 11, muted)
        .number("median", 9, muted)
        .gap(2)
        .text("2nd opinions", muted);
    let mut lines = vec![heading];
    for steward in &found.stewards {
        lines.extend(row(state, steward, columns));
    }
    if !found.agreement.is_empty() {
        lines.push(Row::new(columns));
        lines.push(
            Row::new(columns)
                .cell("two stewards", 2 * names, muted)
                .number("pairs", 8, muted)
                .number("agreed", 8, muted)
                .number("share", 7, muted)
                .number("κ", 7, muted),
        );
        lines.extend(found.agreement.iter().map(|two| agreement(state, two, columns)));
        let note = "κ: agreement beyond chance; 1 is full, 0 none";
        lines.push(Row::new(columns).text(note, muted));
    }
    if found.audit.n > 0 {
        lines.push(Row::new(columns));
        let text = format!("accepted by rule, audited, and wrong: {}", share(&found.audit));
        lines.push(Row::new(columns).text(&text, state.theme.style(Role::Text)));
    }
    lines
}

/// A steward on one line, and on a second one how far they agree with themselves, where they were asked.
fn row(state: &State, steward: &Steward, columns: usize) -> Vec<Row> {
    let text = state.theme.style(Role::Text);
    let opinions = &steward.second_opinions;
    let opinions = match opinions.asked {
        0 => "none".to_owned(),
        asked => format!("{asked} ({} yes, {} no)", opinions.agreed, opinions.disagreed),
    };
    let median = steward.median_ms.map_or_else(|| "-".to_owned(), |ms| format!("{:.1} s", ms as f64 / 1_000.0));
    let mut lines = vec![
        Row::new(columns)
            .cell(&steward.steward, names(columns), state.theme.style(Role::Strong))
            .number(&steward.decisions.to_string(), 9, text)
            .number(&steward.standing.to_string(), 7, text)
            .number(&steward.taken_back.to_string(), 8, text)
            .number(&steward.overruled.to_string(), 11, text)
            .number(&median, 9, text)
            .gap(2)
            .text(&opinions, text),
    ];
    if steward.self_agreement.n > 0 {
        let said = format!("asked again: the same {}", share(&steward.self_agreement));
        lines.push(Row::new(columns).gap(names(columns) + 2).text(&said, state.theme.style(Role::Muted)));
    }
    lines
}

fn agreement(state: &State, two: &Agreement, columns: usize) -> Row {
    let text = state.theme.style(Role::Text);
    let kappa = two.kappa.map_or_else(|| "-".to_owned(), |kappa| format!("{kappa:.2}"));
    Row::new(columns)
        .cell(&format!("{} · {}", two.a, two.b), 2 * names(columns), state.theme.style(Role::Strong))
        .number(&two.pairs.to_string(), 8, text)
        .number(&two.agreed.to_string(), 8, text)
        .number(&format!("{:.2}", two.observed), 7, text)
        .number(&kappa, 7, text)
}

fn names(columns: usize) -> usize {
    (columns / 6).clamp(8, 24)
}

/// `2 of 3, 0.67 (0.21 to 0.94)`.
fn share(share: &Share) -> String {
    match (share.share, share.interval) {
        (Some(value), Some((low, high))) => {
            format!("{} of {}, {value:.2} ({low:.2} to {high:.2})", share.count, share.n)
        }
        _ => "-".to_owned(),
    }
}
