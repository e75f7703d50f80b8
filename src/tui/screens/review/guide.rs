//! Guided split: ways to split that Tab goes through, and what the groups as they stand would make.
//!
//! ```text
//! split 1 of 3  weakest bridge, minimum cut   2 parts, likeliest link between them 0.41: crm:C-1001 ╳ web:w-3
//! [1] G-7F3A21C0 keeps its id, 2 records   [2] G-55D0E9B2 new id, 1 record
//! ```

use super::{blind, decide, partition};
use crate::commands::CommandId;
use crate::model::{RecordKey, two_digits};
use crate::text::width::columns as wide;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::counted;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Row, two};
use crate::workspace::{ClusterRef, ClusterView, Proposal, SplitOffer};

/// Parts that can be told apart on the screen.
const MOST_PARTS: usize = 99;

/// Ways to split the cluster under review.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    /// Those there are, once they were asked for.
    offers: Option<Vec<SplitOffer>>,
    /// The one that the groups come from.
    at: Option<usize>,
    /// Groups were changed by hand since.
    by_hand: bool,
    /// One was wanted, the next or the one before, when they were not known yet.
    wanted: Option<bool>,
    /// What the groups would make, once that is known.
    follows: Option<Proposal>,
}

impl Guide {
    /// The groups are gone; the ways to split stay.
    pub fn forget(&mut self) {
        *self = Self { offers: self.offers.take(), ..Self::default() };
    }

    /// The ways to split could not be read.
    pub fn fail(&mut self) {
        self.wanted = None;
    }
}

/// Takes the ways to split, and shows the one that was wanted.
pub fn receive(state: &mut State, mut offers: Vec<SplitOffer>) -> Vec<Effect> {
    offers.retain(|offer| offer.parts.len() <= MOST_PARTS);
    state.toast = None;
    state.review.guide.offers = Some(offers);
    state.review.guide.wanted.take().map_or_else(Vec::new, |forward| step(state, forward))
}

/// Shows the next way to split, or the one before; after the last there are no groups.
pub fn step(state: &mut State, forward: bool) -> Vec<Effect> {
    let Some(id) = state.review.view.as_ref().map(|view| view.golden_id.clone()) else { return Vec::new() };
    let guide = &state.review.guide;
    let Some(offers) = &guide.offers else {
        state.review.guide.wanted = Some(forward);
        state.say("looking for ways to split …");
        return vec![state.ask(Slot::Splits, Ask::Splits(id))];
    };
    let to = match (guide.at, forward) {
        (None, true) => Some(0),
        (None, false) => offers.len().checked_sub(1),
        (Some(at), true) => Some(at + 1),
        (Some(at), false) => at.checked_sub(1),
    };
    let shown = to.and_then(|to| Some((to, offers.get(to)?.clone())));
    let none = offers.is_empty();
    partition::clear(state);
    if let (Some((at, offer)), Some(view)) = (shown, &state.review.view) {
        let group = |key: &RecordKey| offer.parts.iter().position(|part| part.contains(key)).map_or(0, |part| part + 1);
        let groups: Vec<u8> =
            view.members.iter().map(|member| u8::try_from(group(&member.record.key)).unwrap_or(0)).collect();
        state.review.groups = groups;
        state.review.guide.at = Some(at);
        state.review.guide.follows = Some(offer.proposal);
    } else if none {
        state.warn("splits: no way to split this cluster was found");
    } else {
        state.say("as it stands: these were all ways to split");
    }
    // Whatever the groups before would have made is of no interest any more.
    state.forget(Slot::Groups);
    Vec::new()
}

/// The groups were changed by hand.
pub fn by_hand(state: &mut State) -> Vec<Effect> {
    if state.review.groups.iter().all(|group| *group == 0) {
        state.review.guide.forget();
    } else {
        state.review.guide.by_hand = true;
    }
    changed(state)
}

/// Asks what the groups as they are now would make.
pub fn changed(state: &mut State) -> Vec<Effect> {
    state.review.guide.follows = None;
    state.forget(Slot::Groups);
    if !state.review.is_divided() {
        return Vec::new();
    }
    match partition::change(state, partition::parts(state)) {
        Some(change) => {
            let request = decide::request(state, change, None);
            vec![state.ask(Slot::Groups, Ask::Propose(vec![request]))]
        }
        None => Vec::new(),
    }
}

/// Takes what the groups would make.
pub fn follows(state: &mut State, proposal: Proposal) {
    if state.review.is_divided() {
        state.review.guide.follows = Some(proposal);
    }
}

/// The groups in use, smallest first.
pub fn groups(state: &State) -> Vec<u8> {
    let mut groups = state.review.groups.clone();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The cluster that the records of a group would be, or the first of several; nothing while it is not known.
pub fn outcome(state: &State, group: u8) -> Option<&ClusterRef> {
    let proposal = state.review.guide.follows.as_ref().filter(|proposal| proposal.conflicts.is_empty())?;
    let view = state.review.view.as_ref()?;
    let first = state.review.groups.iter().position(|other| *other == group)?;
    let key = &view.members.get(first)?.record.key;
    proposal.clusters.iter().find(|cluster| cluster.members.contains(key))
}

/// What becomes of the golden id of a cluster that would follow.
pub fn fate(state: &State, cluster: &ClusterRef) -> &'static str {
    let created =
        state.review.guide.follows.as_ref().is_some_and(|proposal| proposal.ids.created.contains(&cluster.golden_id));
    if created { "new id" } else { "keeps its id" }
}

/// The tag of a group; records of none are not spoken of.
pub fn tag(group: u8) -> String {
    if group == 0 { "[ ]".to_owned() } else { format!("[{group}]") }
}

/// What is proposed, and what would follow; nothing while no record is in a group.
pub fn lines(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let guide = &state.review.guide;
    let offers = guide.offers.as_deref().unwrap_or_default();
    let offer = guide.at.and_then(|at| Some((at, offers.get(at)?)));
    let head = match offer {
        Some((at, _)) if guide.by_hand => format!("split {} of {}, changed by hand", at + 1, offers.len()),
        Some((at, _)) => format!("split {} of {}", at + 1, offers.len()),
        None => "split by hand".to_owned(),
    };
    let mut first = Row::new(columns).text(&head, theme.style(Role::Key)).gap(2);
    first = if let Some((_, offer)) = offer.filter(|_| !guide.by_hand) {
        measured(state, view, offer, first)
    } else {
        let (more, clear) = (state.key(CommandId::NextSplit), state.key(CommandId::ClearGroups));
        let text = format!("digits group the focused record · {more} proposes · {clear} clears");
        first.text(&text, muted)
    };
    let mut lines = vec![first];
    let Some(proposal) = &guide.follows else {
        let text = if state.review.is_divided() { "working out what would follow …" } else { "all in one group" };
        lines.push(Row::new(columns).text(text, muted));
        return lines;
    };
    if let Some(conflict) = proposal.conflicts.first() {
        let told = two(&format!("! {}", conflict.message), columns, theme.style(Role::Warning));
        lines.extend(told);
        let out = format!("{} shows the ways out", state.key(CommandId::PreviewSplit));
        lines.push(Row::new(columns).text(&out, muted));
        return lines;
    }
    let mut told = Vec::new();
    let mut texts: Vec<(String, Role)> = Vec::new();
    for group in groups(state) {
        let Some(cluster) = outcome(state, group) else { continue };
        told.push(&cluster.golden_id);
        let count = counted(cluster.members.len(), "record");
        let text = format!("{} {} {}, {count}", tag(group), cluster.golden_id, fate(state, cluster));
        texts.push((text, if group == 0 { Role::Muted } else { Role::Group(group) }));
    }
    let rest = proposal.clusters.iter().filter(|cluster| !told.contains(&&cluster.golden_id)).count();
    if rest > 0 {
        texts.push((
            format!("and {}: nothing ties all of a group together", counted(rest, "more cluster")),
            Role::Warning,
        ));
    }
    let mut row = Row::new(columns);
    for (n, (text, role)) in texts.iter().enumerate() {
        let gap = if n == 0 { 0 } else { 3 };
        if n > 0 && row.room() < wide(text) + gap {
            lines.push(std::mem::replace(&mut row, Row::new(columns)));
            row = row.text(text, theme.style(*role));
        } else {
            row = row.gap(gap).text(text, theme.style(*role));
        }
    }
    lines.push(row);
    // More than three would push the records off a small screen; the preview has all.
    if lines.len() > 3 {
        lines.truncate(2);
        lines.push(Row::new(columns).text(
            &format!(
                "… {} clusters in all: {} shows them",
                proposal.clusters.len(),
                state.key(CommandId::PreviewSplit)
            ),
            muted,
        ));
    }
    lines
}

/// The method, and what it cuts.
fn measured(state: &State, view: &ClusterView, offer: &SplitOffer, row: Row) -> Row {
    let theme = state.theme;
    let row = row.text(&offer.title(), theme.style(Role::Title));
    if blind::hides_scores(state, view) {
        return row;
    }
    let (a, b, probability) = &offer.strongest;
    let across = offer.parts.len();
    let cut = format!("  {across} parts, likeliest link between them {}", two_digits(*probability));
    let row = if wide(&cut) <= row.room() { row.text(&cut, theme.style(Role::Muted)) } else { row };
    let room = row.room().saturating_sub(wide(":  ╳ "));
    if room < 24 {
        return row;
    }
    let pair = format!(": {} ╳ {}", short(a, room / 2), short(b, room / 2));
    row.text(&pair, theme.style(Role::Muted))
}
