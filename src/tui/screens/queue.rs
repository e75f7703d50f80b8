//! The queue: tasks on the left, most valuable first; on the right, where there is room, the cluster under the cursor.
//!
//! ```text
//! 12 decided today · 143 open                                        /acme
//! all 143  ≈ borderline 80  ▲ suspicious 12  …
//!   ≈ borderline  ACME Corporation     3  crm erp   ━━━━━━────  0.62 ⚑   │ preview
//! ```

mod draw;

pub use draw::{beside, cursor, draw, handles, list_columns};

use super::review;
use crate::commands::CommandId;
use crate::model::{Task, TaskKind};
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::overlays::{
    Overlay, bulk,
    entry::{Entry, Purpose},
    facets,
};
use crate::tui::paged::Paged;
use crate::tui::state::{Screen, State};
use crate::workspace::{ClusterView, Page, Query, Sides, Verdict};

/// Columns from which the preview is shown.
pub const WIDE: u16 = 100;

/// What the queue screen knows.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// The tasks.
    pub list: Paged<Task>,
    /// Only what these facets admit.
    pub filter: Query,
    /// Only clusters with these words.
    pub text: String,
    /// The cluster under the cursor, once it has been read.
    pub preview: Option<ClusterView>,
    /// Filters that were kept under a name.
    pub kept: Vec<(String, Query)>,
    /// Who decided here.
    pub authors: Vec<String>,
}

impl Queue {
    /// The filter, with the words that were typed.
    pub fn query(&self) -> Query {
        let text = self.text.trim();
        Query { text: (!text.is_empty()).then(|| text.to_owned()), ..self.filter.clone() }
    }

    /// The one kind of task that is chosen, where it is one.
    pub fn kind(&self) -> Option<TaskKind> {
        match self.filter.kinds.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// How many tasks the list has, where it is narrowed by kind at most: of a finer filter nobody has counted them.
pub fn all(state: &State) -> Option<u64> {
    let kinds = &state.queue.filter.kinds;
    let chosen = |kind: TaskKind| kinds.is_empty() || kinds.contains(&kind);
    let by_kind = Query { kinds: Vec::new(), ..state.queue.query() }.is_everything();
    let counts = state.counts.as_ref().filter(|_| by_kind)?;
    Some(counts.tasks.iter().filter(|(kind, _)| chosen(*kind)).map(|(_, n)| n).sum())
}

/// Shows the queue as it was left, or reads it the first time.
pub fn enter(state: &mut State) -> Vec<Effect> {
    if state.queue.list.loaded { ask_preview(state) } else { refresh(state) }
}

/// Reads counts and rows again; the cursor stays with its task.
pub fn refresh(state: &mut State) -> Vec<Effect> {
    let limit = state.queue.list.ask_again();
    let rows = state.ask(Slot::Tasks, Ask::Tasks(state.queue.query(), Page::first(limit)));
    vec![state.ask(Slot::Counts, Ask::Counts), rows]
}

fn restart(state: &mut State) -> Vec<Effect> {
    let limit = state.queue.list.restart();
    state.queue.preview = None;
    vec![state.ask(Slot::Tasks, Ask::Tasks(state.queue.query(), Page::first(limit)))]
}

/// Only what a filter admits.
pub fn narrow(state: &mut State, filter: Query) -> Vec<Effect> {
    state.queue.text = filter.text.clone().unwrap_or_default();
    state.queue.filter = Query { text: None, ..filter };
    restart(state)
}

/// Only clusters with these words.
pub fn search(state: &mut State, text: &str) -> Vec<Effect> {
    if state.queue.text == text {
        return Vec::new();
    }
    text.clone_into(&mut state.queue.text);
    restart(state)
}

/// Takes rows.
pub fn receive(state: &mut State, tasks: Vec<Task>) -> Vec<Effect> {
    // What somebody else decided is another task now, far down: the cursor stays where the work is.
    state.queue.list.receive(tasks, |task| (task.golden_id.clone(), task.kind));
    if state.screen == Screen::Review && state.review.id.is_none() {
        let effects = review::enter(state);
        state.review.automatic = true;
        return effects;
    }
    ask_preview(state)
}

/// Takes the cluster under the cursor.
pub fn receive_preview(state: &mut State, view: ClusterView) -> Vec<Effect> {
    state.queue.preview = Some(view);
    Vec::new()
}

/// Does what a key says.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    let page = isize::from(i16::try_from(state.size.1.saturating_sub(6).max(1)).unwrap_or(1));
    match id {
        CommandId::Up => step(state, -1),
        CommandId::Down => step(state, 1),
        CommandId::PageUp => step(state, -page),
        CommandId::PageDown => step(state, page),
        CommandId::First => step(state, isize::MIN),
        CommandId::Last => step(state, isize::MAX),
        CommandId::Open => match state.queue.list.selected().map(|task| task.golden_id.clone()) {
            Some(golden_id) => review::open(state, golden_id, Screen::Queue),
            None => Vec::new(),
        },
        CommandId::Blind => {
            review::blind::toggle(state);
            Vec::new()
        }
        CommandId::NextKind => {
            state.queue.filter.kinds = next_kind(state).into_iter().collect();
            restart(state)
        }
        CommandId::AllKinds => {
            state.queue.filter.kinds.clear();
            restart(state)
        }
        CommandId::Filter => facets::open(state),
        CommandId::ConfirmAll => bulk::open(state, Verdict::Confirm),
        CommandId::ApproveAll => bulk::open(state, Verdict::Approve),
        CommandId::Goal => {
            let goal = state.counts.as_ref().and_then(|counts| counts.goal);
            let text = goal.map_or_else(String::new, |goal| goal.to_string());
            state.overlays.push(Overlay::Entry(Entry::new(Purpose::Goal, &text)));
            Vec::new()
        }
        CommandId::Search => {
            let entry = Entry::new(Purpose::Search(Screen::Queue), &state.queue.text);
            state.overlays.push(Overlay::Entry(entry));
            Vec::new()
        }
        CommandId::Back if !state.queue.query().is_everything() => {
            state.queue.filter = Query::default();
            state.queue.text.clear();
            restart(state)
        }
        CommandId::Back => {
            state.toast = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The kind after the one chosen, among those that have tasks; after the last, all.
fn next_kind(state: &State) -> Option<TaskKind> {
    let open = state.counts.as_ref().map(|counts| counts.tasks.as_slice()).unwrap_or_default();
    let mut kinds = open.iter().map(|(kind, _)| *kind);
    match state.queue.kind() {
        None => kinds.next(),
        Some(chosen) => kinds.find(|kind| *kind > chosen),
    }
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    if !state.queue.list.step(by) {
        return Vec::new();
    }
    let mut effects = ask_preview(state);
    effects.extend(prefetch(state));
    effects
}

/// Reads the next page when the cursor comes near the end of what has been read.
pub fn prefetch(state: &mut State) -> Option<Effect> {
    let limit = state.queue.list.ask_more()?;
    let after = state.queue.list.rows.last().map(|task| (task.priority, task.golden_id.clone()));
    Some(state.ask(Slot::Tasks, Ask::Tasks(state.queue.query(), Page { after, limit })))
}

fn ask_preview(state: &mut State) -> Vec<Effect> {
    if state.screen != Screen::Queue || state.size.0 < WIDE {
        return Vec::new();
    }
    match state.queue.list.selected().map(|task| task.golden_id.clone()) {
        Some(golden_id) => vec![state.ask(Slot::Preview, Ask::Cluster(golden_id, Sides::Asked))],
        None => Vec::new(),
    }
}
