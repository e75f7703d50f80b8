//! What changed since somebody decided: the value as it was, and as it is, above the records.
//!
//! ```text
//! ↻ changed since it was decided · y still right · r reopens
//!   crm:C-1  city  York → Leeds   since robin separated …
//! ```

use crate::commands::CommandId;
use crate::model::RecordKey;
use crate::text::width::{columns as wide, truncate};
use crate::text::{Mark, SafeText, difference};
use crate::tui::screens::counted;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Pieces, Row};
use crate::workspace::{ClusterView, StaleDecision, ValueChange};

/// Changes that are listed on a screen of so many lines at most.
fn most(height: usize) -> usize {
    if height < 30 { 2 } else { 6 }
}

/// The lines above the records; none where nothing changed.
pub fn lines(state: &State, view: &ClusterView, columns: usize, height: usize) -> Vec<Row> {
    let theme = state.theme;
    let all = changes(view);
    if view.stale.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        Row::new(columns)
            .text("↻ changed since it was decided", theme.style(Role::Warning))
            .text(&state.keys.spelled("   {same} still right · {reopen} reopens"), theme.style(Role::Muted)),
    ];
    let room = most(height);
    let fits = if all.len() > room { room.saturating_sub(1) } else { room };
    lines.extend(all.iter().take(fits).map(|(decision, change)| line(state, decision, change, columns)));
    if all.len() > fits {
        let more = counted(all.len() - fits, "more change");
        let text = format!("  … {more}: {} on a value shows them", state.key(CommandId::FullValue));
        lines.push(Row::new(columns).text(&text, theme.style(Role::Muted)));
    }
    lines
}

/// Each change of a value once, with the newest decision that it came after.
fn changes(view: &ClusterView) -> Vec<(&StaleDecision, &ValueChange)> {
    let mut all: Vec<(&StaleDecision, &ValueChange)> = Vec::new();
    for decision in &view.stale {
        for change in &decision.changes {
            let known = |(other, same): &(&StaleDecision, &ValueChange)| {
                other.record == decision.record && same.attribute == change.attribute && same.before == change.before
            };
            if !all.iter().any(known) {
                all.push((decision, change));
            }
        }
    }
    // What is known to have changed comes before what may have.
    all.sort_by_key(|(_, change)| !change.known);
    all
}

fn line(state: &State, decision: &StaleDecision, change: &ValueChange, columns: usize) -> Row {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let since = format!("   since #{} {} by {}", decision.seq, decision.kind, decision.author);
    let key = short(&decision.record, columns / 4);
    let room = columns.saturating_sub(2 + columns / 4 + 1 + columns / 6 + 1).max(20);
    let row = Row::new(columns)
        .gap(2)
        .cell(&key, columns / 4, theme.style(Role::Strong))
        .gap(1)
        .cell(&change.attribute, columns / 6, muted)
        .gap(1)
        .pieces(&old_and_new(state, change, room), room);
    row.text(if columns >= 100 { &since } else { "" }, muted)
}

/// `old → new`, with what is new about the new value marked; the old one leaves the new one half of the room.
fn old_and_new(state: &State, change: &ValueChange, room: usize) -> Pieces {
    let theme = state.theme;
    let shown = |value: &Option<String>| match (value.as_deref(), change.position) {
        (None, _) => "∅".to_owned(),
        (Some(""), _) => "\"\"".to_owned(),
        (Some(value), Some(attribute)) => SafeText::from_data(&state.shown(attribute, value)).as_str().to_owned(),
        (Some(value), None) => SafeText::from_data(value).as_str().to_owned(),
    };
    let after = shown(&change.after);
    if !change.known {
        return vec![
            ("not known here what it was".to_owned(), theme.style(Role::Missing)),
            (" → ".to_owned(), theme.style(Role::Warning)),
            (after, theme.style(Role::Text)),
        ];
    }
    let before = shown(&change.before);
    let room = room.saturating_sub(wide(" → "));
    let mut pieces = vec![
        (truncate(&before, room.saturating_sub(wide(&after)).max(room / 2)).into_owned(), theme.style(Role::Muted)),
        (" → ".to_owned(), theme.style(Role::Warning)),
    ];
    let differs = theme.style(Role::Text).patch(theme.style(Role::Differs));
    pieces.extend(
        difference(&before, &after)
            .into_iter()
            .map(|piece| (piece.text, if piece.mark == Mark::Differs { differs } else { theme.style(Role::Text) })),
    );
    pieces
}

/// What changed of a record's value, since which decisions.
pub fn of_value<'v>(
    view: &'v ClusterView,
    record: &'v RecordKey,
    attribute: usize,
) -> impl Iterator<Item = (&'v StaleDecision, &'v ValueChange)> {
    let decisions = view.stale.iter().filter(move |decision| decision.record == *record);
    decisions.flat_map(move |decision| {
        let changes = decision.changes.iter().filter(move |change| change.position == Some(attribute));
        changes.map(move |change| (decision, change))
    })
}
