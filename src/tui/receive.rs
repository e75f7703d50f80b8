//! What each answer of the workspace does to the state.

use super::early;
use super::held;
use super::msg::{Answer, Effect, Reply, Slot};
use super::others;
use super::overlays::{Overlay, bulk, conflict::ConflictView, entry::Entry, merge, preview::Preview};
use super::said::said;
use super::screens::{golden, health, history, queue, review};
use super::state::{After, Decision, Screen, State, Toast};
use crate::error::Error;
use crate::workspace::{Change, Committed, Proposal};

/// Takes an answer; those to questions that no longer matter are dropped.
pub fn receive(state: &mut State, reply: Reply) -> Vec<Effect> {
    if !state.expects(&reply) {
        return Vec::new();
    }
    let Reply { slot, generation, answer } = reply;
    if let Some(decision) = state.waiting.take(slot, generation) {
        return held::settled(state, decision, answer);
    }
    match answer {
        Ok(Answer::Waits) => held::waits(state, slot, generation),
        Ok(Answer::TakenUp(waiting)) => held::taken_up(state, generation, &waiting),
        Err(error) => fail(state, slot, &error),
        Ok(answer) => take(state, slot, answer),
    }
}

fn take(state: &mut State, slot: Slot, answer: Answer) -> Vec<Effect> {
    match (slot, answer) {
        (_, Answer::Counts(counts)) => {
            state.counts = Some(counts);
            Vec::new()
        }
        (_, Answer::Tasks(tasks)) => and_early(state, |state| queue::receive(state, tasks)),
        (_, Answer::Entities(rows)) => and_early(state, |state| golden::receive(state, rows)),
        (_, Answer::Log(entries)) => and_early(state, |state| history::receive(state, entries)),
        (_, Answer::Stewards(found)) => {
            state.history.stewards = Some(found);
            Vec::new()
        }
        (Slot::Preview, Answer::Cluster(view)) => queue::receive_preview(state, *view),
        (Slot::Detail, Answer::Cluster(view)) => golden::receive_detail(state, *view),
        (_, Answer::Cluster(view)) => review::receive(state, *view),
        (_, Answer::Clusters(views)) => {
            state.review.ahead = views;
            Vec::new()
        }
        (_, Answer::Filters { kept, authors }) => {
            state.queue.kept = kept;
            state.queue.authors = authors;
            Vec::new()
        }
        (_, Answer::Bulk(found)) => bulk::receive(state, *found),
        (Slot::Band, Answer::Vitals(vitals)) => {
            health::kept(state, *vitals);
            refresh_lists(state)
        }
        (_, Answer::Vitals(vitals)) => health::receive(state, *vitals),
        (_, Answer::Hits(hits)) => merge::receive_hits(state, hits),
        (_, Answer::Partners(partners)) => merge::receive_partners(state, partners),
        (_, Answer::Facing(facing)) => {
            merge::receive_facing(state, *facing);
            Vec::new()
        }
        (_, Answer::Splits(offers)) => review::guide::receive(state, offers),
        (_, Answer::Shared { attribute, value, records, more }) => {
            state.review.shared.insert((attribute, value), (records, more));
            Vec::new()
        }
        (_, Answer::Why(score)) => {
            if let Some(Overlay::Why(why)) = state.overlays.last_mut() {
                why.score = Some(score);
            }
            Vec::new()
        }
        (_, Answer::Claim(claim)) => others::claimed(state, claim),
        (_, Answer::Pulse(pulse)) => others::receive(state, pulse),
        (Slot::Groups, Answer::Proposal(proposal)) => {
            review::guide::follows(state, *proposal);
            Vec::new()
        }
        (_, Answer::Proposal(proposal)) => proposed(state, *proposal),
        (_, Answer::Committed(committed)) => done(state, &committed),
        (_, Answer::Reopened(catalog)) => {
            state.catalog = *catalog;
            read_again(state)
        }
        (_, Answer::Refused(proposal)) => {
            let decision = state.writing.take();
            decision.map_or_else(Vec::new, |decision| refused(state, decision, &proposal))
        }
        (_, Answer::Waits | Answer::TakenUp(_)) => Vec::new(),
    }
}

/// Takes what a list shows; then what was typed before it was there counts.
fn and_early(state: &mut State, receive: impl FnOnce(&mut State) -> Vec<Effect>) -> Vec<Effect> {
    let mut effects = receive(state);
    // While a cluster is being read, it is for that one to say whether it is still the same.
    if state.screen != Screen::Review {
        effects.extend(early::count(state));
    }
    effects
}

fn fail(state: &mut State, slot: Slot, error: &Error) -> Vec<Effect> {
    // A claim is advice, and who else is here a courtesy: without them work goes on as it is.
    if !matches!(slot, Slot::Claim | Slot::Pulse) {
        let hint = error.hints.first().map_or_else(String::new, |hint| format!(" · {hint}"));
        state.warn(format!("{error}{hint}"));
    }
    if matches!(slot, Slot::Tasks | Slot::Entities | Slot::Log) && state.screen != Screen::Review {
        state.early.clear();
    }
    match slot {
        Slot::Tasks => state.queue.list.fail(),
        Slot::Entities => state.golden.list.fail(),
        Slot::Log => state.history.list.fail(),
        Slot::Review => review::fail(state),
        Slot::Proposal => state.proposing = None,
        Slot::Write => {
            // What was typed is not lost: it is there to be sent again, or left with Esc.
            if let Some(draft) = state.writing.take().and_then(Entry::draft) {
                state.overlays.push(Overlay::Entry(draft));
            }
            // Perhaps it was refused because the cluster has changed: show it as it is.
            return review::reload(state);
        }
        Slot::Hits | Slot::Partners => {
            if let Some(Overlay::Merge(merge)) = state.overlays.last_mut() {
                merge.searching = false;
            }
        }
        Slot::Splits => state.review.guide.fail(),
        Slot::Pulse => state.others.asked = false,
        Slot::Vitals => state.health.loading = false,
        Slot::Band => state.health.keeping = false,
        Slot::Bulk => bulk::fail(state),
        Slot::Counts
        | Slot::Reopen
        | Slot::Preview
        | Slot::Detail
        | Slot::Why
        | Slot::Claim
        | Slot::Stewards
        | Slot::Groups
        | Slot::Shared
        | Slot::Facing
        | Slot::Ahead
        | Slot::Filters => {}
    }
    Vec::new()
}

fn refused(state: &mut State, decision: Decision, proposal: &Proposal) -> Vec<Effect> {
    if let Some(view) = ConflictView::new(decision, proposal) {
        state.overlays.push(Overlay::Conflict(Box::new(view)));
    }
    Vec::new()
}

/// A proposal is shown, except where a retraction moves no record and nothing rests on what it takes back: that needs
/// no second key.
fn proposed(state: &mut State, proposal: Proposal) -> Vec<Effect> {
    let Some(decision) = state.proposing.take() else { return Vec::new() };
    if !proposal.conflicts.is_empty() {
        return refused(state, decision, &proposal);
    }
    let retracts = decision.requests.iter().all(|request| matches!(request.change, Change::Retract { .. }));
    let members = |clusters: &[crate::workspace::ClusterRef]| {
        clusters.iter().map(|cluster| (cluster.golden_id.clone(), cluster.members.clone())).collect::<Vec<_>>()
    };
    let settled = proposal.dependants.is_empty() && members(&proposal.before) == members(&proposal.clusters);
    if retracts && settled {
        return review::decide::write_proposal(state, proposal, decision);
    }
    state.overlays.push(Overlay::Preview(Box::new(Preview::new(decision, proposal))));
    Vec::new()
}

/// Anything may have changed.
fn read_again(state: &mut State) -> Vec<Effect> {
    let mut effects = review::reload(state);
    effects.extend(refresh_lists(state));
    effects
}

/// A decision is in the journal: say so, read again what it may have changed, and go on.
fn done(state: &mut State, committed: &Committed) -> Vec<Effect> {
    let decision = state.writing.take();
    state.overlays.clear();
    state.toast = Some(told(state, committed));
    let after = decision.map_or(After::Stay, |decision| decision.after);
    review::decided(state, after);
    let concerned = review::concerned(state, &committed.proposal.clusters);
    let mut effects = match (state.screen, after) {
        // Its last record was erased: there is no such cluster any more.
        (Screen::Review, _) if committed.proof.is_some() && concerned.is_none() => review::leave(state),
        (Screen::Review, After::Advance) if state.review.from == Screen::Queue => review::advance(state),
        (Screen::Review, After::Follow) => match concerned {
            Some(golden_id) if state.review.id.as_ref() != Some(&golden_id) => {
                let from = state.review.from;
                review::open(state, golden_id, from)
            }
            _ => review::reload(state),
        },
        // Elsewhere the cluster under review is read again too: it may be the one that has changed.
        _ => review::reload(state),
    };
    if state.screen == Screen::Health {
        effects.extend(health::refresh(state));
    }
    effects.extend(refresh_lists(state));
    effects
}

/// What a decision did, for the last line but one.
pub fn told(state: &State, committed: &Committed) -> Toast {
    let (text, tail) = said(state, committed);
    let danger = committed.proof.as_ref().is_some_and(|proof| !proof.holds());
    if danger { Toast { text: text + &tail, tail: String::new(), danger } } else { Toast { text, tail, danger } }
}

fn refresh_lists(state: &mut State) -> Vec<Effect> {
    let mut effects = queue::refresh(state);
    if state.golden.list.loaded {
        effects.extend(golden::refresh(state));
    }
    if state.history.list.loaded {
        effects.extend(history::refresh(state));
    }
    effects
}
