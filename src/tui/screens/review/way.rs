//! From task to task: the next one, the one before, past what was skipped and what somebody else is looking at.

use super::{Review, open, queue, reload};
use crate::tui::msg::Effect;
use crate::tui::state::{Screen, State};
use crate::tui::update::go;
use crate::workspace::{ClusterRef, Sides};

/// Back to the cluster that was under review before this one.
pub fn previous(state: &mut State) -> Vec<Effect> {
    let Some(golden_id) = state.review.trail.pop() else {
        state.warn("previous: there was no cluster before this one");
        return Vec::new();
    };
    // Going back leaves no trail of its own.
    state.review.view = None;
    let from = state.review.from;
    open(state, golden_id, from)
}

/// To the cluster that the strongest bridge leads to; from there the same key leads back. Without one, the cluster that
/// may be the same comes beside this one, or goes again.
pub fn other_side(state: &mut State) -> Vec<Effect> {
    let Some(view) = &state.review.view else { return Vec::new() };
    if let (Some(bridge), None) = (view.bridges.first(), &view.beside) {
        let (golden_id, from) = (bridge.other_golden_id.clone(), state.review.from);
        return open(state, golden_id, from);
    }
    state.review.sides = if view.beside.is_some() { Sides::One } else { Sides::Both };
    state.review.groups.fill(0);
    state.review.guide.forget();
    reload(state)
}

/// Of the clusters that a decision made, the one that was under review last; else the first.
pub fn concerned(state: &State, clusters: &[ClusterRef]) -> Option<String> {
    let made = |id: &&String| clusters.iter().any(|cluster| cluster.golden_id == **id);
    let last = state.review.trail.iter().rev().find(made).cloned();
    last.or_else(|| clusters.first().map(|cluster| cluster.golden_id.clone()))
}

/// Where the cluster under review stands in the queue.
pub fn position(state: &State) -> Option<usize> {
    let id = state.review.id.as_ref()?;
    state.queue.list.rows.iter().position(|task| task.golden_id == *id)
}

/// The task after or before this one, as the queue stands.
pub fn neighbour(state: &mut State, next: bool) -> Vec<Effect> {
    let rows = state.queue.list.rows.len();
    let at = position(state);
    let to = match (at, next) {
        (Some(at), true) => Some(at + 1).filter(|to| *to < rows),
        (Some(at), false) => at.checked_sub(1),
        (None, _) => (rows > 0).then_some(state.queue.list.cursor),
    };
    if let Some(to) = to {
        return open_task(state, to);
    }
    state.warn(if next { "this is the last task of the queue" } else { "this is the first task of the queue" });
    Vec::new()
}

fn open_task(state: &mut State, at: usize) -> Vec<Effect> {
    let by = isize::try_from(at).unwrap_or(0) - isize::try_from(state.queue.list.cursor).unwrap_or(0);
    state.queue.list.step(by);
    let mut effects = match state.queue.list.selected().map(|task| task.golden_id.clone()) {
        Some(golden_id) => open(state, golden_id, Screen::Queue),
        None => Vec::new(),
    };
    effects.extend(queue::prefetch(state));
    effects
}

pub fn skip(state: &mut State) -> Vec<Effect> {
    if let Some(id) = state.review.id.clone() {
        state.review.skipped.insert(id);
    }
    let from = position(state).map_or(0, |at| at + 1);
    next_open(state, from)
}

/// The task at hand is done: on to the next one that was not skipped.
pub fn advance(state: &mut State) -> Vec<Effect> {
    let at = position(state);
    if let Some(at) = at {
        state.queue.list.remove(at);
    }
    next_open(state, at.unwrap_or(state.queue.list.cursor))
}

/// Opens the first task from row `from` on that was not skipped and that nobody else is looking at, going round the end
/// once.
fn next_open(state: &mut State, from: usize) -> Vec<Effect> {
    let rows = &state.queue.list.rows;
    let fresh = |at: &usize| rows.get(*at).is_some_and(|task| !state.review.skipped.contains(&task.golden_id));
    let free = |at: &usize| rows.get(*at).is_some_and(|task| state.others.at(&task.golden_id).is_none());
    let open = |at: &usize| rows.get(*at).is_some_and(|task| !state.waiting.holds(&task.golden_id));
    let all = (from..rows.len()).chain(0..from.min(rows.len()));
    let left: Vec<usize> = all.filter(fresh).filter(open).collect();
    if let Some(at) = left.iter().copied().find(free) {
        let effects = open_task(state, at);
        state.review.automatic = true;
        return effects;
    }
    let skipped = std::mem::take(&mut state.review.skipped).len();
    state.review = Review { trail: std::mem::take(&mut state.review.trail), ..Review::default() };
    if !left.is_empty() {
        state.say("every other task is done, or somebody else is looking at it");
    } else if skipped > 0 {
        state.say("every other task is done: those left are the ones you skipped");
    }
    go(state, Screen::Queue)
}

/// On from a task that came by itself, and that somebody else is looking at.
pub fn give_way(state: &mut State) -> Vec<Effect> {
    match position(state) {
        Some(at) => next_open(state, at + 1),
        None => Vec::new(),
    }
}
