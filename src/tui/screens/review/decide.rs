//! Decisions of the review screen: from a key to a request, with what was on the screen when it was pressed.

use super::{blind, compare};
use crate::commands::CommandId;
use crate::model::{PairScore, RecordKey, Shown};
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::overlays::{
    Overlay,
    entry::{Entry, Purpose},
};
use crate::tui::state::{After, Decision, Screen, State};
use crate::workspace::{Change, Proposal, Request};

use super::partition;

/// Does what a key says.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    let Some(golden_id) = state.review.view.as_ref().map(|view| view.golden_id.clone()) else { return Vec::new() };
    match (id, pair(state)) {
        (CommandId::Same, Some((a, b))) => verdict(state, Change::Same { a, b }, After::Stay),
        // Two clusters side by side: the question is whether they are one.
        (CommandId::Same, None) if let Some((a, b)) = asked(state) => {
            verdict(state, Change::Same { a, b }, After::Advance)
        }
        // Where records changed since somebody decided, yes is yes to that, and confirms anew what was confirmed.
        (CommandId::Same, None) if is_stale(state) => {
            verdict(state, Change::Reaffirm { id: golden_id }, After::Advance)
        }
        (CommandId::Same, None) => verdict(state, Change::Confirm { id: golden_id }, After::Advance),
        (CommandId::Reopen, _) => verdict(state, Change::Reopen { id: golden_id }, After::Stay),
        (CommandId::Different, Some((a, b))) => verdict(state, Change::Different { a, b }, After::Stay),
        (CommandId::Different, None) => match asked(state).or_else(|| both(state)) {
            Some((a, b)) => verdict(state, Change::Different { a, b }, After::Advance),
            None => partition::eject(state),
        },
        (CommandId::Unsure | CommandId::UnsureReason, _) => {
            let (change, after) = unsure(state, golden_id);
            if id == CommandId::Unsure {
                return verdict(state, change, after);
            }
            ask_why(state, Purpose::Reason { change, after })
        }
        (CommandId::Approve, _) => verdict(state, Change::Approve { id: golden_id }, After::Advance),
        (CommandId::SendBack, _) => {
            ask_why(state, Purpose::Reason { change: Change::SendBack { id: golden_id }, after: After::Advance })
        }
        (CommandId::Comment, _) => {
            let change = Change::Comment { id: golden_id, flag: false };
            ask_why(state, Purpose::Reason { change, after: After::Stay })
        }
        (CommandId::Reaffirm, _) => verdict(state, Change::Reaffirm { id: golden_id }, After::Advance),
        (CommandId::Flag, _) => flag(state, golden_id),
        (CommandId::Redact, _) => {
            let members = state.review.view.as_ref().map_or(&[][..], |view| view.members.as_slice());
            let focused = members.get(state.review.record).map(|member| member.record.key.clone());
            ask_why(state, Purpose::Erase { among: focused.into_iter().collect() })
        }
        _ => Vec::new(),
    }
}

fn is_stale(state: &State) -> bool {
    state.review.view.as_ref().is_some_and(|view| !view.stale.is_empty())
}

fn ask_why(state: &mut State, purpose: Purpose) -> Vec<Effect> {
    state.overlays.push(Overlay::Entry(Entry::new(purpose, "")));
    Vec::new()
}

fn unsure(state: &State, id: String) -> (Change, After) {
    match (pair(state), asked(state)) {
        (Some((a, b)), _) => (Change::Unsure { a, b }, After::Stay),
        (None, Some((a, b))) => (Change::Unsure { a, b }, After::Advance),
        (None, None) => (Change::UnsureCluster { id }, After::Advance),
    }
}

/// Flags the cluster, or takes back the newest flag that stands.
fn flag(state: &mut State, id: String) -> Vec<Effect> {
    let Some(view) = &state.review.view else { return Vec::new() };
    if !view.task.as_ref().is_some_and(|task| task.flagged) {
        return verdict(state, Change::Comment { id, flag: true }, After::Stay);
    }
    let standing = view.history.iter().find(|entry| entry.flag && entry.retracted_by.is_none());
    if let Some(seq) = standing.map(|entry| entry.seq) {
        return write(state, vec![Change::Retract { seq }.into()], After::Stay);
    }
    let why = state.keys.spelled("flag: take it back in the history ({go-history}, {retract})");
    state.warn(why.into_owned());
    Vec::new()
}

/// The two records that stand for the question whether two clusters are one.
fn asked(state: &State) -> Option<(RecordKey, RecordKey)> {
    state.review.view.as_ref()?.asked_pair()
}

/// The two marked records.
pub fn pair(state: &State) -> Option<(RecordKey, RecordKey)> {
    let [i, j] = state.review.marked.as_slice() else { return None };
    keys(state, *i, *j)
}

/// The records of a cluster of two.
fn both(state: &State) -> Option<(RecordKey, RecordKey)> {
    if state.review.view.as_ref()?.members.len() == 2 { keys(state, 0, 1) } else { None }
}

fn keys(state: &State, i: usize, j: usize) -> Option<(RecordKey, RecordKey)> {
    let members = &state.review.view.as_ref()?.members;
    let (i, j) = (i.min(j), i.max(j));
    Some((members.get(i)?.record.key.clone(), members.get(j)?.record.key.clone()))
}

fn verdict(state: &mut State, change: Change, after: After) -> Vec<Effect> {
    let request = request(state, change, None);
    write(state, vec![request], after)
}

/// A change with what was on the screen: the marked pair, else the weakest link, and how long it was there.
pub fn request(state: &State, change: Change, comment: Option<String>) -> Request {
    // Elsewhere the cluster spoken of is not the one under review, and no comparison is on the screen.
    let reviewed = state.review.view.as_ref().filter(|_| state.screen == Screen::Review);
    let shown = reviewed.map(|view| {
        let pair = match state.review.marked.as_slice() {
            [i, j] => compare::pair(view, *i, *j),
            _ => view.weakest.and_then(|(i, j)| compare::pair(view, i, j)),
        };
        let milliseconds = Some(state.clock.saturating_sub(state.review.since));
        Shown { blind: blind::hides_scores(state, view), milliseconds, ..seen(state, pair) }
    });
    let mut shown = shown.unwrap_or_default();
    if matches!(change, Change::Split { .. } | Change::Merge { .. }) {
        // They go against the strongest link between their parts, which nobody but the workspace knows.
        shown = Shown { blind: shown.blind, milliseconds: shown.milliseconds, ..Shown::default() };
    }
    Request { change, comment, shown }
}

fn seen(state: &State, pair: Option<&PairScore>) -> Shown {
    let Some(pair) = pair else { return Shown::default() };
    let vector = pair
        .attributes
        .iter()
        .map(|score| (state.catalog.name(score.attribute).to_owned(), score.level.word().to_owned()));
    Shown {
        probability: Some(pair.probability),
        weight: Some(pair.weight),
        vector: vector.collect(),
        ..Shown::default()
    }
}

/// Writes a decision at once, unless standing ones are in its way.
pub fn write(state: &mut State, requests: Vec<Request>, after: After) -> Vec<Effect> {
    state.writing = Some(Decision { requests: requests.clone(), after });
    state.toast = None;
    vec![state.ask(Slot::Write, Ask::Decide(requests))]
}

/// Writes what was previewed.
pub fn write_proposal(state: &mut State, proposal: Proposal, decision: Decision) -> Vec<Effect> {
    state.writing = Some(decision);
    state.toast = None;
    vec![state.ask(Slot::Write, Ask::Commit(Box::new(proposal)))]
}

/// Asks what would follow, to be shown before anything is written.
pub fn propose(state: &mut State, requests: Vec<Request>, after: After) -> Vec<Effect> {
    state.proposing = Some(Decision { requests: requests.clone(), after });
    state.toast = None;
    vec![state.ask(Slot::Proposal, Ask::Propose(requests))]
}
