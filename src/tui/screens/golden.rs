//! The golden records: all of them by golden id at the left, the selected one with its provenance at the right.
//!
//! On a narrow screen Enter shows the provenance first, and opens Review when pressed again.

mod draw;

pub use draw::{cursor, draw, handles, list_columns};

use super::review;
use crate::commands::CommandId;
use crate::model::Status;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::overlays::{
    Overlay,
    entry::{Entry, Purpose},
};
use crate::tui::paged::Paged;
use crate::tui::state::{After, Screen, State};
use crate::workspace::{Change, ClusterView, EntityRow, Page, Query, Sides};

/// Columns from which list and detail stand side by side.
pub const WIDE: u16 = 100;

/// What the golden screen knows.
#[derive(Clone, Debug, Default)]
pub struct GoldenList {
    /// The rows.
    pub list: Paged<EntityRow>,
    /// Only clusters with these words.
    pub text: String,
    /// Only golden records of this status.
    pub status: Option<Status>,
    /// The selected cluster, once it has been read.
    pub detail: Option<ClusterView>,
    /// The detail covers the list.
    pub open: bool,
    /// Lines of the detail above the screen, where it covers the list.
    pub scroll: usize,
}

fn query(state: &State) -> Query {
    let text = state.golden.text.trim();
    Query {
        text: (!text.is_empty()).then(|| text.to_owned()),
        statuses: state.golden.status.into_iter().collect(),
        ..Query::default()
    }
}

/// Shows the list as it was left, or reads it the first time.
pub fn enter(state: &mut State) -> Vec<Effect> {
    if state.golden.list.loaded { ask_detail(state) } else { refresh(state) }
}

/// Reads the rows again.
pub fn refresh(state: &mut State) -> Vec<Effect> {
    let limit = state.golden.list.ask_again();
    let query = query(state);
    vec![state.ask(Slot::Entities, Ask::Entities(query, Page::first(limit)))]
}

/// Only clusters with these words.
pub fn search(state: &mut State, text: &str) -> Vec<Effect> {
    if state.golden.text == text {
        return Vec::new();
    }
    text.clone_into(&mut state.golden.text);
    restart(state)
}

/// Only golden records of the next status that any has; after the last, all.
fn next_status(state: &mut State) -> Vec<Effect> {
    let known = state.counts.as_ref().map(|counts| counts.statuses.as_slice()).unwrap_or_default();
    let mut statuses = known.iter().map(|(status, _)| *status);
    state.golden.status = match state.golden.status {
        None => statuses.next(),
        Some(chosen) => statuses.find(|status| *status > chosen),
    };
    restart(state)
}

fn restart(state: &mut State) -> Vec<Effect> {
    state.golden.list.restart();
    state.golden.detail = None;
    refresh(state)
}

/// Takes rows.
pub fn receive(state: &mut State, rows: Vec<EntityRow>) -> Vec<Effect> {
    state.golden.list.receive(rows, |row| row.golden_id.clone());
    ask_detail(state)
}

/// Takes the selected cluster.
pub fn receive_detail(state: &mut State, view: ClusterView) -> Vec<Effect> {
    state.golden.detail = Some(view);
    Vec::new()
}

fn ask_detail(state: &mut State) -> Vec<Effect> {
    let wanted = state.screen == Screen::Golden && (state.size.0 >= WIDE || state.golden.open);
    match state.golden.list.selected().map(|row| row.golden_id.clone()).filter(|_| wanted) {
        Some(golden_id) => vec![state.ask(Slot::Detail, Ask::Cluster(golden_id, Sides::One))],
        None => Vec::new(),
    }
}

/// Does what a key says.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    let page = isize::from(i16::try_from(state.size.1.saturating_sub(5).max(1)).unwrap_or(1));
    let selected = state.golden.list.selected().map(|row| row.golden_id.clone());
    match (id, selected) {
        (CommandId::Up, _) => step(state, -1),
        (CommandId::Down, _) => step(state, 1),
        (CommandId::PageUp, _) if covered(state) => scroll(state, -page, page),
        (CommandId::PageDown, _) if covered(state) => scroll(state, page, page),
        (CommandId::PageUp, _) => step(state, -page),
        (CommandId::PageDown, _) => step(state, page),
        (CommandId::First, _) => step(state, isize::MIN),
        (CommandId::Last, _) => step(state, isize::MAX),
        (CommandId::Open, Some(_)) if state.size.0 < WIDE && !state.golden.open => {
            state.golden.open = true;
            state.golden.scroll = 0;
            ask_detail(state)
        }
        (CommandId::Open, Some(golden_id)) => review::open(state, golden_id, Screen::Golden),
        (CommandId::Approve, Some(id)) => {
            review::decide::write(state, vec![Change::Approve { id }.into()], After::Stay)
        }
        (CommandId::SendBack, Some(id)) => {
            let purpose = Purpose::Reason { change: Change::SendBack { id }, after: After::Stay };
            state.overlays.push(Overlay::Entry(Entry::new(purpose, "")));
            Vec::new()
        }
        (CommandId::Redact, Some(id)) => {
            if let Some(view) = state.golden.detail.as_ref().filter(|view| view.golden_id == id) {
                let among = view.members.iter().map(|member| member.record.key.clone()).collect();
                state.overlays.push(Overlay::Entry(Entry::new(Purpose::Erase { among }, "")));
            } else {
                let why = "redact: open the golden record first ({open}), to see whose records it has";
                state.warn(state.keys.spelled(why).into_owned());
            }
            Vec::new()
        }
        (CommandId::Search, _) => {
            let entry = Entry::new(Purpose::Search(Screen::Golden), &state.golden.text);
            state.overlays.push(Overlay::Entry(entry));
            Vec::new()
        }
        (CommandId::Back, _) if state.golden.open => {
            state.golden.open = false;
            Vec::new()
        }
        (CommandId::NextStatus, _) => next_status(state),
        (CommandId::Back, _) if state.golden.status.take().is_some() => {
            state.golden.text.clear();
            restart(state)
        }
        (CommandId::Back, _) => search(state, ""),
        _ => Vec::new(),
    }
}

/// The detail covers the list.
fn covered(state: &State) -> bool {
    state.golden.open && state.size.0 < WIDE
}

fn scroll(state: &mut State, by: isize, page: isize) -> Vec<Effect> {
    let last = draw::detail_lines(state).saturating_add_signed(-page);
    state.golden.scroll = state.golden.scroll.saturating_add_signed(by).min(last);
    Vec::new()
}

fn step(state: &mut State, by: isize) -> Vec<Effect> {
    state.golden.scroll = 0;
    if !state.golden.list.step(by) {
        return Vec::new();
    }
    let mut effects = ask_detail(state);
    if let Some(limit) = state.golden.list.ask_more() {
        // Golden records are in the order of their ids: the priority of the page's key plays no part.
        let after = state.golden.list.rows.last().map(|row| (0.0, row.golden_id.clone()));
        let query = query(state);
        effects.push(state.ask(Slot::Entities, Ask::Entities(query, Page { after, limit })));
    }
    effects
}
