//! Others at the same workspace: what they look at and what they have changed. Calm: nothing moves under an open prompt.
//!
//! The cluster under review is claimed while it is on the screen, and renewed; a claim binds nobody.

use super::msg::{Ask, Effect, Slot};
use super::screens::{golden, health, history, queue, review};
use super::state::{Screen, State};
use crate::workspace::{Claim, Claimed, ClusterView, Pulse, deed, long_ago};

/// A claim is renewed when it is this old, in milliseconds: well before its lease of five minutes ends.
const RENEW_MS: u64 = 60_000;

/// What is known of others.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// Claims that stand, by golden id.
    claims: Vec<Claimed>,
    /// What was claimed last, and when.
    claimed: Option<(String, u64)>,
    /// Somebody changed something that has not been read again.
    behind: bool,
    /// An answer is on its way.
    pub asked: bool,
}

impl Others {
    /// Who else is looking at a golden record.
    pub fn at(&self, golden_id: &str) -> Option<&Claimed> {
        self.claims.iter().find(|claim| !claim.mine && claim.golden_id == golden_id)
    }

    /// Something was changed, by others or meanwhile: it is read again once nothing lies on top.
    pub fn fall_behind(&mut self) {
        self.behind = true;
    }
}

/// A quiet second: look what others do.
pub fn tick(state: &mut State) -> Vec<Effect> {
    if std::mem::replace(&mut state.others.asked, true) {
        return Vec::new();
    }
    vec![state.ask(Slot::Pulse, Ask::Pulse)]
}

/// Takes what others do.
pub fn receive(state: &mut State, pulse: Pulse) -> Vec<Effect> {
    state.others.asked = false;
    state.others.claims = pulse.claims;
    state.others.behind |= pulse.changed;
    Vec::new()
}

/// After every message: claims what has come on the screen, and reads again what others have changed.
pub fn keep_up(state: &mut State) -> Vec<Effect> {
    let mut effects = claim(state);
    if state.others.behind && is_free(state) {
        state.others.behind = false;
        effects.extend(queue::refresh(state));
        if state.golden.list.loaded {
            effects.extend(golden::refresh(state));
        }
        if state.history.list.loaded {
            effects.extend(history::refresh(state));
        }
        if state.screen == Screen::Health {
            effects.extend(health::refresh(state));
        }
        state.review.rechecking = state.review.view.is_some();
        effects.extend(review::reload(state));
    }
    effects
}

/// Nothing is asked, written or read that a change on the screen would pull the ground from under.
fn is_free(state: &State) -> bool {
    state.overlays.is_empty() && state.writing.is_none() && state.proposing.is_none() && !state.review.loading
}

/// Claims the cluster on the Review screen, renews that, or gives it up.
fn claim(state: &mut State) -> Vec<Effect> {
    let shown = state.review.view.as_ref().filter(|_| state.screen == Screen::Review);
    let wanted = match shown {
        Some(view) => Some(view.golden_id.clone()),
        // On the way to the next one: that claim gives this one up.
        None if state.screen == Screen::Review && state.review.loading => return Vec::new(),
        None => None,
    };
    let fresh = |(id, at): &(String, u64)| Some(id) == wanted.as_ref() && state.clock < at + RENEW_MS;
    if state.others.claimed.as_ref().map_or(wanted.is_none(), fresh) {
        return Vec::new();
    }
    state.others.claimed = wanted.clone().map(|id| (id, state.clock));
    vec![state.ask(Slot::Claim, Ask::Claim(wanted))]
}

/// Takes the answer to a claim: on from a task that came by itself, if somebody else was there first.
pub fn claimed(state: &mut State, claim: Option<Claim>) -> Vec<Effect> {
    let Some(Claim::Theirs { steward, seconds }) = claim else { return Vec::new() };
    let Some((golden_id, _)) = state.others.claimed.clone() else { return Vec::new() };
    state.others.claims.retain(|claim| claim.golden_id != golden_id);
    state.others.claims.push(Claimed { golden_id, steward, seconds, mine: false });
    let touched = state.review.groups.iter().any(|group| *group > 0) || !state.review.marked.is_empty();
    if !std::mem::take(&mut state.review.automatic) || touched || !is_free(state) {
        return Vec::new();
    }
    review::give_way(state)
}

/// Who else is looking at a golden record, in a sentence.
pub fn notice(state: &State, golden_id: &str) -> Option<String> {
    let claim = state.others.at(golden_id)?;
    let who = if claim.steward == state.catalog.steward {
        "you are looking at this in another window".to_owned()
    } else {
        format!("{} is looking at this", claim.steward)
    };
    Some(if claim.seconds < 60 { format!("◉ {who}") } else { format!("◉ {who} since {}", long_ago(claim.seconds)) })
}

/// What there is to say of others on the Review screen: what they did, else that they are there.
pub fn line(state: &State, view: &ClusterView) -> Option<String> {
    let done = state.review.banner.as_ref().map(|banner| format!("◉ {banner}"));
    done.or_else(|| notice(state, &view.golden_id))
}

/// What somebody else did to the cluster under review, now that it has been read again; `None`: nothing.
pub fn banner(state: &State, view: &ClusterView) -> Option<String> {
    let before = state.review.view.as_ref()?;
    let newest = view.history.first().filter(|entry| before.history.first().is_none_or(|old| old.seq < entry.seq));
    match newest {
        Some(entry) if entry.author == state.catalog.steward => {
            Some(format!("you {} a moment ago, elsewhere", deed(&entry.kind, "this")))
        }
        Some(entry) => Some(format!("{} {} a moment ago", entry.author, deed(&entry.kind, "this"))),
        None if before.members != view.members || before.golden != view.golden => {
            Some("a load changed this a moment ago".to_owned())
        }
        None => None,
    }
}
