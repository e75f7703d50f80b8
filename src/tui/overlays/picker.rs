//! The survivorship picker: which value shall be golden, whatever the rules say.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{
    Overlay, beyond,
    entry::{self, Entry, Purpose},
    on_line, window,
};
use crate::commands::CommandId;
use crate::model::{Choice, RecordKey};
use crate::tui::msg::Effect;
use crate::tui::screens::review::{golden, table::moment};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{self, Row};
use crate::workspace::{Change, Lifetime};

/// Lines above the list.
const HEAD: usize = 4;

#[derive(Clone, Debug)]
enum Choose {
    Record { key: RecordKey, value: Option<String>, updated_at: Option<String> },
    Typed,
    Nothing,
    Rule { seq: i64 },
}

/// The candidates for the golden value of an attribute.
#[derive(Clone, Debug)]
pub struct Picker {
    attribute: usize,
    choices: Vec<Choose>,
    cursor: usize,
    hold: Hold,
}

/// How long the value shall hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    ForGood,
    Source,
    Winner,
    Day,
}

impl Hold {
    fn next(self) -> Self {
        match self {
            Self::ForGood => Self::Source,
            Self::Source => Self::Winner,
            Self::Winner => Self::Day,
            Self::Day => Self::ForGood,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::ForGood => "holds for good, until somebody takes it back",
            Self::Source => "holds until the record's own source changes its value",
            Self::Winner => "holds until the rule would choose another value",
            Self::Day => "holds until a day, which is asked for next",
        }
    }

    /// The lifetime; a day is still to be filled in.
    fn lifetime(self) -> Option<Lifetime> {
        match self {
            Self::ForGood => None,
            Self::Source => Some(Lifetime::SourceChanges),
            Self::Winner => Some(Lifetime::WinnerChanges),
            Self::Day => Some(Lifetime::Date(String::new())),
        }
    }
}

impl Picker {
    /// The candidates for the focused attribute; the cursor stands on the record that supplies the value now.
    pub fn new(state: &State) -> Option<Self> {
        let attribute = state.review.attribute()?;
        let view = state.review.view.as_ref()?;
        let mut choices: Vec<Choose> = view
            .members
            .iter()
            .filter(|member| !member.gone && member.record.value(attribute).is_some())
            .map(|member| Choose::Record {
                key: member.record.key.clone(),
                value: member.record.value(attribute).map(str::to_owned),
                updated_at: member.record.updated_at.clone(),
            })
            .collect();
        let golden = view.golden.values.get(attribute)?;
        let is_current =
            |choice: &Choose| matches!(choice, Choose::Record { key, .. } if golden.record.as_ref() == Some(key));
        let cursor = choices.iter().position(is_current).unwrap_or_default();
        choices.extend([Choose::Typed, Choose::Nothing]);
        choices.extend(golden.overridden.as_ref().map(|note| Choose::Rule { seq: note.seq }));
        Some(Self { attribute, choices, cursor, hold: Hold::ForGood })
    }

    /// The change that the selected line asks for; none for a value still to be typed.
    fn change(&self, state: &State) -> Option<Change> {
        let attribute = state.catalog.name(self.attribute).to_owned();
        let golden_id = state.review.view.as_ref()?.golden_id.clone();
        let until = self.hold.lifetime();
        Some(match self.choices.get(self.cursor)? {
            Choose::Record { key, .. } => {
                Change::Override { id: golden_id, attribute, choice: Choice::From(key.clone()), until }
            }
            Choose::Typed => return None,
            Choose::Nothing => Change::Override { id: anchor(state)?, attribute, choice: Choice::Null, until },
            Choose::Rule { seq } => Change::Retract { seq: *seq },
        })
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let last = self.choices.len().saturating_sub(1);
        match id {
            CommandId::Up | CommandId::Left => self.cursor = self.cursor.saturating_sub(1),
            CommandId::Down | CommandId::Right => self.cursor = (self.cursor + 1).min(last),
            CommandId::Until => self.hold = self.hold.next(),
            CommandId::Accept | CommandId::WithReason => return self.choose(state, id == CommandId::WithReason),
            _ => {}
        }
        state.overlays.push(Overlay::Picker(self));
        Vec::new()
    }

    fn choose(self, state: &mut State, with_reason: bool) -> Vec<Effect> {
        if let Some(change) = self.change(state) {
            return entry::pin(state, change, with_reason);
        }
        if let Some(id) = anchor(state) {
            let attribute = state.catalog.name(self.attribute).to_owned();
            let value = state.review.view.as_ref().and_then(|view| view.golden.values.get(self.attribute));
            // What stands there now is the usual start for a correction; masked, it stays hidden.
            let text = value.and_then(|value| value.value.clone()).filter(|_| !state.masked).unwrap_or_default();
            state.overlays.push(Overlay::Entry(Entry::new(
                Purpose::TypedValue { id, attribute, until: self.hold.lifetime() },
                &text,
            )));
        }
        Vec::new()
    }

    /// The row that is selected, and how many there are.
    pub(super) fn selected(&self) -> (usize, usize) {
        (self.cursor, self.choices.len())
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let rows = self.choices.len() + HEAD + 2;
        let title = format!("Golden {}", state.catalog.name(self.attribute));
        let inner = window(state, area, &title, 110, u16::try_from(rows).unwrap_or(u16::MAX), buffer);
        let columns = usize::from(inner.width);
        let current = state.review.view.as_ref().and_then(|view| view.golden.values.get(self.attribute));
        let mut lines = Vec::new();
        if let Some(value) = current {
            let (text, role) = golden::value(state, self.attribute, value);
            lines.push(Row::new(columns).text("now  ", muted).text(&text, theme.style(role)));
            lines.push(Row::new(columns).text(&format!("     {}", golden::rule(value)), muted));
        }
        let hold = Row::new(columns).text("new  ", muted).text(self.hold.words(), theme.style(Role::Strong));
        lines.push(if hold.room() > 16 {
            hold.text(&format!("  {} changes that", state.key(CommandId::Until)), muted)
        } else {
            hold
        });
        lines.push(Row::new(columns));
        let room = usize::from(inner.height).saturating_sub(lines.len());
        let window = visible(self.cursor, self.choices.len(), room);
        let start = window.start;
        beyond(state, inner, &window, self.choices.len(), buffer);
        let selected = lines.len() + self.cursor.saturating_sub(start);
        lines.extend(self.choices.get(window).unwrap_or_default().iter().enumerate().map(|(i, choice)| {
            let line = self.line(state, choice, columns);
            if start + i == self.cursor { line.over(theme.style(Role::Focus)) } else { line }
        }));
        row::draw(lines, inner, buffer);
        on_line(inner, selected)
    }

    /// A source says when a record was last changed: else there is no column of dashes.
    fn is_dated(&self) -> bool {
        self.choices.iter().any(|choice| matches!(choice, Choose::Record { updated_at: Some(_), .. }))
    }

    fn line(&self, state: &State, choice: &Choose, columns: usize) -> Row {
        let theme = state.theme;
        let row = Row::new(columns);
        match choice {
            Choose::Record { key, value, updated_at } => {
                let winner =
                    state.review.view.as_ref().is_some_and(|view| golden::is_winner(view, key, self.attribute));
                let value = value.as_deref().map_or("".into(), |value| state.shown(self.attribute, value));
                let shown = if value.is_empty() { "\"\"" } else { &*value };
                let row = row
                    .cell(if winner { "★" } else { "" }, 2, theme.style(Role::Winner))
                    .cell(&short(key, columns * 2 / 7), columns * 2 / 7, theme.style(Role::Strong))
                    .gap(1);
                let row = if self.is_dated() {
                    row.cell(&moment(updated_at.as_deref().unwrap_or("—")), 16, theme.style(Role::Muted)).gap(1)
                } else {
                    row
                };
                row.text(shown, theme.style(Role::Text))
            }
            Choose::Typed => row.gap(2).text("type a value …", theme.style(Role::Text)),
            Choose::Nothing => row.gap(2).text("∅ no value (null)", theme.style(Role::Text)),
            Choose::Rule { seq } => {
                row.gap(2).text(&format!("back to the rule (takes back #{seq})"), theme.style(Role::Text))
            }
        }
    }
}

/// The focused record: typed values and nulls are anchored to it.
fn anchor(state: &State) -> Option<String> {
    let view = state.review.view.as_ref()?;
    view.members.get(state.review.record).map(|member| member.record.key.to_string())
}
