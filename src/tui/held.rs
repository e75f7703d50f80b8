//! Decisions that wait for a load, or for somebody else who is writing, to let go. The steward goes on meanwhile; they
//! are written in their order, checked against what was on the screen, and what came of each is said. So are those that an
//! earlier workbench of theirs left behind when it was killed.

use super::msg::{Answer, Effect, Slot};
use super::overlays::{Overlay, entry::Entry};
use super::receive;
use super::screens::{counted, review};
use super::state::{After, Decision, Screen, State};
use crate::error::{Error, Result};
use crate::workspace::{Committed, Waiting as Waits};

/// A decision that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    generation: u64,
    decision: Decision,
    /// The golden record that it is about, where it is one.
    golden_id: Option<String>,
}

/// The decisions that wait, the oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiting {
    held: Vec<Held>,
    /// What could not be written of those that waited last, to be told together.
    failed: Vec<String>,
    /// How many of them were written.
    written: usize,
    /// Some of them are of an earlier workbench.
    taken_up: bool,
    /// Something smaller has waited too, in memory only: a filter, a goal, the band.
    pub settings: bool,
}

impl Waiting {
    /// How many wait.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether one about this golden record waits.
    pub fn holds(&self, golden_id: &str) -> bool {
        self.held.iter().any(|held| held.golden_id.as_deref() == Some(golden_id))
    }

    /// Those that waited before are told by now.
    fn begin(&mut self) {
        if self.held.is_empty() {
            *self = Self { settings: self.settings, ..Self::default() };
        }
    }

    /// Takes out the one that an answer is to.
    pub fn take(&mut self, slot: Slot, generation: u64) -> Option<Held> {
        let at = self.held.iter().position(|held| held.generation == generation).filter(|_| slot == Slot::Write)?;
        Some(self.held.remove(at))
    }

    /// In a few words, for the line of tabs; `None`: nothing waits.
    pub fn shown(&self) -> Option<String> {
        match self.len() {
            0 => None,
            1 => Some("1 decision waits".to_owned()),
            more => Some(format!("{more} decisions wait")),
        }
    }
}

/// Somebody else is writing: what was asked waits, and the steward goes on to what comes next.
pub fn waits(state: &mut State, slot: Slot, generation: u64) -> Vec<Effect> {
    let who = if state.job.is_some() { "what runs in the background" } else { "another program that is writing here" };
    let Some(decision) = state.writing.take().filter(|_| slot == Slot::Write) else {
        state.waiting.settings |= slot != Slot::Write;
        state.say(format!("it is done once {who} lets go"));
        return Vec::new();
    };
    state.waiting.begin();
    let golden_id = state.at_hand().map(str::to_owned);
    let after = decision.after;
    state.overlays.clear();
    state.waiting.held.push(Held { generation, decision, golden_id });
    let waiting = state.waiting.shown().unwrap_or_default();
    state.say(format!("{waiting}, and is written once {who} lets go").replace("wait, and is", "wait, and are"));
    review::decided(state, after);
    match (state.screen, after) {
        (Screen::Review, After::Advance) if state.review.from == Screen::Queue => review::advance(state),
        _ => Vec::new(),
    }
}

/// An earlier workbench was killed while a decision waited: it waits here now.
pub fn taken_up(state: &mut State, generation: u64, waiting: &Waits) -> Vec<Effect> {
    state.waiting.begin();
    let decision = Decision { requests: waiting.requests().to_vec(), after: After::Stay };
    state.waiting.held.push(Held { generation, decision, golden_id: waiting.about().map(str::to_owned) });
    state.waiting.taken_up = true;
    let count = state.waiting.len();
    let is = if count == 1 { "is" } else { "are" };
    state.say(format!("{} that waited when the workbench ended {is} taken up", counted(count, "decision")));
    Vec::new()
}

/// One that waited was answered: it is written, or cannot be as things stand now, and is for the steward again.
pub fn settled(state: &mut State, held: Held, answer: Result<Answer>) -> Vec<Effect> {
    match answer {
        Ok(Answer::Committed(committed)) => written(state, &committed),
        Ok(Answer::Refused(proposal)) => {
            let why = proposal.conflicts.first().map_or("", |conflict| conflict.message.as_str());
            failed(state, held, &Error::user(why));
        }
        Ok(_) => {}
        Err(error) => failed(state, held, &error),
    }
    // Read again as what others do is: not while something lies on top.
    state.others.fall_behind();
    Vec::new()
}

fn written(state: &mut State, committed: &Committed) {
    let mut toast = receive::told(state, committed);
    state.waiting.written += 1;
    toast.text = match (state.waiting.written, state.waiting.taken_up) {
        (1, false) => format!("Written: {}", toast.text),
        (1, true) => format!("Written, as it waited when the workbench ended: {}", toast.text),
        (all, taken_up) => {
            let since = if taken_up { " since an earlier session" } else { "" };
            format!("{} that waited{since} are written, the last: {}", counted(all, "decision"), toast.text)
        }
    };
    if let Some(more) = state.waiting.shown() {
        toast.tail = format!("{} · {more}", toast.tail);
    }
    if state.waiting.failed.is_empty() {
        state.toast = Some(toast);
    }
}

fn failed(state: &mut State, held: Held, error: &Error) {
    let about = held.golden_id.clone().unwrap_or_else(|| "a decision".to_owned());
    state.waiting.failed.push(about);
    let failed = &state.waiting.failed;
    let text = match failed.as_slice() {
        [only] => {
            let hint = error.hints.first().map_or_else(String::new, |hint| format!(" · {hint}"));
            format!("{only}, which waited: {error}{hint}")
        }
        all => format!(
            "{} that waited are not written, for what they were about has changed: decide on {} again",
            counted(all.len(), "decision"),
            all.join(" ")
        ),
    };
    state.warn(text);
    // What was typed is not lost: it is there to be sent again.
    if let Some(draft) = Entry::draft(held.decision).filter(|_| state.overlays.is_empty()) {
        state.overlays.push(Overlay::Entry(draft));
    }
}
