//! One line of text: a reason, a remark, a typed value, words to search for.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, facets, search, window};
use crate::commands::CommandId;
use crate::model::{Choice, RecordKey};
use crate::tui::jobs;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::keys;
use crate::tui::screens::review::decide;
use crate::tui::state::{After, Decision, Screen, State};
use crate::tui::theme::Role;
use crate::tui::widgets::input::Input;
use crate::tui::widgets::row;
use crate::workspace::{Change, Job, Lifetime, Request};

/// What the text is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Why a change is made; for a comment, the remark itself.
    Reason {
        /// The change.
        change: Change,
        /// What comes after.
        after: After,
    },
    /// The golden value of an attribute.
    TypedValue {
        /// The change, with a value to be filled in.
        id: String,
        /// Name of the attribute.
        attribute: String,
        /// How long it shall hold.
        until: Option<Lifetime>,
    },
    /// The last day on which an override holds.
    Day {
        /// The override, with a day to be filled in.
        change: Change,
        /// Ask why, next.
        with_reason: bool,
    },
    /// The key of the record whose content is to be erased, typed out: nobody does so by a slip.
    Erase {
        /// The records that may be named.
        among: Vec<RecordKey>,
    },
    /// The name under which the queue's filter is kept.
    FilterName,
    /// How many decisions to make a day.
    Goal,
    /// With whom to exchange journals.
    Target,
    /// Words to search a screen's list for; the list follows what is typed.
    Search(Screen),
}

/// Writes an override, once it is known until which day it holds, and why, where that is asked for.
pub(super) fn pin(state: &mut State, change: Change, with_reason: bool) -> Vec<Effect> {
    let purpose = match change {
        Change::Override { until: Some(Lifetime::Date(ref day)), .. } if day.is_empty() => {
            Purpose::Day { change, with_reason }
        }
        change if with_reason => Purpose::Reason { change, after: After::Stay },
        change => {
            let request = decide::request(state, change, None);
            return decide::write(state, vec![request], After::Stay);
        }
    };
    state.toast = None;
    state.overlays.push(Overlay::Entry(Entry::new(purpose, "")));
    Vec::new()
}

/// Aims at so many decisions a day.
fn set_goal(state: &mut State, text: &str) -> Vec<Effect> {
    let goal = match text.parse::<u64>() {
        _ if text.is_empty() => None,
        Ok(n @ 1..=100_000) => Some(n),
        _ => {
            state.warn(format!("{text:?} is no number of decisions: write one from 1 to 100000, or nothing"));
            state.overlays.push(Overlay::Entry(Entry::new(Purpose::Goal, text)));
            return Vec::new();
        }
    };
    vec![state.ask(Slot::Counts, Ask::SetGoal(goal))]
}

/// A line of text that is asked for.
#[derive(Clone, Debug)]
pub struct Entry {
    purpose: Purpose,
    /// What was typed.
    pub input: Input,
}

impl Entry {
    /// Asks, with `text` to begin with.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self { purpose, input: Input::with(text) }
    }

    /// Asks again, with the text of a decision that could not be written; `None` where nothing was typed.
    pub fn draft(mut decision: Decision) -> Option<Self> {
        let request = decision.requests.pop().filter(|_| decision.requests.is_empty())?;
        match request {
            Request { change, comment: Some(comment), .. } => {
                Some(Self::new(Purpose::Reason { change, after: decision.after }, &comment))
            }
            Request { change: Change::Override { id, attribute, choice: Choice::Value(text), until }, .. } => {
                Some(Self::new(Purpose::TypedValue { id, attribute, until }, &text))
            }
            _ => None,
        }
    }

    /// The text may not be empty.
    fn needs_text(&self) -> bool {
        match &self.purpose {
            Purpose::Reason { change, .. } => {
                matches!(change, Change::Comment { .. } | Change::SendBack { .. } | Change::Redact { .. })
            }
            Purpose::TypedValue { .. }
            | Purpose::Day { .. }
            | Purpose::Erase { .. }
            | Purpose::FilterName
            | Purpose::Target => true,
            Purpose::Search(_) | Purpose::Goal => false,
        }
    }

    /// It is worth an editor.
    fn may_be_long(&self) -> bool {
        matches!(self.purpose, Purpose::Reason { .. } | Purpose::TypedValue { .. })
    }

    fn title(&self) -> String {
        match &self.purpose {
            Purpose::Reason { change: Change::Comment { .. }, .. } => "Comment".to_owned(),
            Purpose::Reason { change: Change::SendBack { .. }, .. } => "Send back: what is wrong?".to_owned(),
            Purpose::Reason { change: Change::Override { attribute, .. }, .. } => {
                format!("Golden {attribute}: why? (may stay empty)")
            }
            Purpose::Reason { change: Change::Redact { record }, .. } => {
                format!("Why erase it? A ticket or a legal ground, no value of it · {record}")
            }
            Purpose::Reason { .. } => "Unsure: why? (may stay empty)".to_owned(),
            Purpose::Erase { among } => match among.as_slice() {
                [only] => format!("! Type its key to erase for good: {only}"),
                _ => "! Erase the content of a record for good: type its key".to_owned(),
            },
            Purpose::TypedValue { attribute, .. } => format!("Golden {attribute}: type a value"),
            Purpose::Day { .. } => "Until the end of which day (UTC)? YYYY-MM-DD, or +30: in 30 days".to_owned(),
            Purpose::FilterName => "Keep this filter: under which name?".to_owned(),
            Purpose::Goal => "How many decisions a day? (empty: no goal)".to_owned(),
            Purpose::Target => "Exchange with which folder, or postgres://USER@HOST/DATABASE?".to_owned(),
            Purpose::Search(_) => "Search: all of these words, a golden id, or a record as source:id".to_owned(),
        }
    }

    pub(super) fn perform(self, state: &mut State, id: CommandId) -> Vec<Effect> {
        if id == CommandId::EditLong {
            let text = self.may_be_long().then(|| self.input.text());
            state.overlays.push(Overlay::Entry(self));
            if text.is_none() {
                state.warn("editor: one line is all that is asked for here");
            }
            return text.map(Effect::Edit).into_iter().collect();
        }
        if id != CommandId::Accept {
            state.overlays.push(Overlay::Entry(self));
            return Vec::new();
        }
        let text = self.input.text();
        if self.needs_text() && text.trim().is_empty() {
            let why = match self.purpose {
                Purpose::TypedValue { .. } => "type a value first; for no value at all choose “no value” in the list",
                Purpose::Day { .. } => "write a day first, as YYYY-MM-DD or +30; {close} leaves it",
                _ => "write something first; {close} leaves it",
            };
            state.warn(state.keys.spelled(why).into_owned());
            state.overlays.push(Overlay::Entry(self));
            return Vec::new();
        }
        match self.purpose {
            Purpose::Erase { ref among } => {
                if let Some(record) = among.iter().find(|key| key.to_string() == text.trim()).cloned() {
                    let purpose = Purpose::Reason { change: Change::Redact { record }, after: After::Stay };
                    state.overlays.push(Overlay::Entry(Self::new(purpose, "")));
                } else {
                    let keys = keys(among.iter().take(4));
                    state.warn(format!(
                        "nothing is erased: type the key exactly ({keys}), or leave with {}",
                        state.key(CommandId::Close)
                    ));
                    state.overlays.push(Overlay::Entry(self));
                }
                Vec::new()
            }
            Purpose::Reason { change: change @ Change::Redact { .. }, after } => {
                let request = decide::request(state, change, Some(text));
                decide::propose(state, vec![request], after)
            }
            Purpose::Reason { change, after } => {
                let comment = (!text.trim().is_empty()).then_some(text);
                let request = decide::request(state, change, comment);
                decide::write(state, vec![request], after)
            }
            Purpose::TypedValue { id, attribute, until } => {
                pin(state, Change::Override { id, attribute, choice: Choice::Value(text), until }, false)
            }
            Purpose::Day { change, with_reason } => match (Lifetime::read(text.trim()), change) {
                (Ok(Some(day @ Lifetime::Date(_))), Change::Override { id, attribute, choice, .. }) => {
                    pin(state, Change::Override { id, attribute, choice, until: Some(day) }, with_reason)
                }
                (_, change) => {
                    state.warn(format!("{:?} is no day: write it as YYYY-MM-DD, or +30 for in 30 days", text.trim()));
                    let purpose = Purpose::Day { change, with_reason };
                    state.overlays.push(Overlay::Entry(Self { purpose, input: self.input }));
                    Vec::new()
                }
            },
            Purpose::FilterName => facets::keep(state, text.trim()),
            Purpose::Goal => set_goal(state, text.trim()),
            Purpose::Target => jobs::start(state, Job::Sync(Some(text.trim().to_owned()))),
            Purpose::Search(screen) => search(state, screen, &text),
        }
    }

    pub(super) fn edited(self, state: &mut State, changed: bool) -> Vec<Effect> {
        let live = match self.purpose {
            // One letter alone begins a word of nearly every record: it is searched for with Enter only.
            Purpose::Search(screen) if changed && self.input.text().trim().chars().nth(1).is_some() => Some(screen),
            Purpose::Search(screen) if changed && self.input.text().trim().is_empty() => Some(screen),
            _ => None,
        };
        let text = self.input.text();
        state.overlays.push(Overlay::Entry(self));
        live.map_or_else(Vec::new, |screen| search(state, screen, &text))
    }

    pub(super) fn cancel(self, state: &mut State) -> Vec<Effect> {
        match self.purpose {
            Purpose::Search(screen) => search(state, screen, ""),
            _ => Vec::new(),
        }
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Position {
        // At the foot, so that what is written about stays in sight.
        let foot = Rect { y: area.bottom().saturating_sub(3).max(area.y), height: area.height.min(3), ..area };
        let editor = format!(" · {} editor", state.key(CommandId::EditLong));
        let title = self.title() + if self.may_be_long() { &editor } else { "" };
        let inner = window(state, foot, &title, area.width.min(100), 3, buffer);
        let (line, at) = self.input.row(usize::from(inner.width), state.theme.style(Role::Strong));
        row::draw([line], inner, buffer);
        Position { x: inner.x + u16::try_from(at).unwrap_or(0), y: inner.y }
    }
}
