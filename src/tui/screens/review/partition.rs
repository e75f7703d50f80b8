//! Dividing a cluster by hand: groups by digit, a record that leaves, a pair to speak of.

use std::collections::BTreeMap;

use super::decide::{propose, request, write};
use super::guide;
use crate::model::RecordKey;
use crate::tui::msg::Effect;
use crate::tui::state::{After, State};
use crate::workspace::Change;

/// Puts the focused record in a group; the same digit again takes it out.
pub fn assign(state: &mut State, digit: u8) -> Vec<Effect> {
    let review = &mut state.review;
    if let Some(group) = review.groups.get_mut(review.record) {
        *group = if *group == digit { 0 } else { digit };
    }
    guide::by_hand(state)
}

/// Marks the focused record for a pair; a third one replaces the first.
pub fn mark(state: &mut State) -> Vec<Effect> {
    let review = &mut state.review;
    if let Some(at) = review.marked.iter().position(|marked| *marked == review.record) {
        review.marked.remove(at);
    } else {
        if review.marked.len() == 2 {
            review.marked.remove(0);
        }
        review.marked.push(review.record);
    }
    Vec::new()
}

/// Forgets groups and marks.
pub fn clear(state: &mut State) -> Vec<Effect> {
    state.review.groups.fill(0);
    state.review.guide.forget();
    state.review.marked.clear();
    Vec::new()
}

/// The groups as parts of a split, by digit.
pub fn parts(state: &State) -> Vec<Vec<RecordKey>> {
    let Some(view) = &state.review.view else { return Vec::new() };
    let mut parts: BTreeMap<u8, Vec<RecordKey>> = BTreeMap::new();
    for (member, group) in view.members.iter().zip(&state.review.groups).filter(|(_, group)| **group > 0) {
        parts.entry(*group).or_default().push(member.record.key.clone());
    }
    parts.into_values().collect()
}

/// Asks what the groups would make.
pub fn preview(state: &mut State) -> Vec<Effect> {
    let parts = parts(state);
    split(state, parts)
}

/// Splits as the groups stand: what follows is on the screen.
pub fn split_now(state: &mut State) -> Vec<Effect> {
    match change(state, parts(state)) {
        Some(change) => {
            let request = request(state, change, None);
            write(state, vec![request], After::Advance)
        }
        None => Vec::new(),
    }
}

/// Asks what would be if the focused record left.
pub fn eject(state: &mut State) -> Vec<Effect> {
    let member = state.review.view.as_ref().and_then(|view| view.members.get(state.review.record));
    match member.map(|member| member.record.key.clone()) {
        Some(key) => split(state, vec![vec![key]]),
        None => Vec::new(),
    }
}

fn split(state: &mut State, parts: Vec<Vec<RecordKey>>) -> Vec<Effect> {
    let Some(change) = change(state, parts) else { return Vec::new() };
    let request = request(state, change, None);
    propose(state, vec![request], After::Advance)
}

/// A split of the cluster under review into these parts.
pub fn change(state: &State, parts: Vec<Vec<RecordKey>>) -> Option<Change> {
    let id = state.review.view.as_ref()?.golden_id.clone();
    Some(Change::Split { id, parts, confirm_parts: false })
}
