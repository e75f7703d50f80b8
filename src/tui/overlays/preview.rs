//! What would follow, before it is written: the clusters, their golden records and what becomes of golden ids.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, beside, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::model::Statement;
use crate::tui::msg::Effect;
use crate::tui::screens::counted;
use crate::tui::screens::review::decide;
use crate::tui::state::{Decision, State};
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Row, wrap};
use crate::workspace::{Change, Proposal, SwapOffer};

/// Decisions in one stroke that are told one by one.
const FEW: usize = 6;

/// A proposal, and the decision that it came from.
#[derive(Clone, Debug)]
pub struct Preview {
    decision: Decision,
    proposal: Proposal,
    scroll: usize,
}

impl Preview {
    /// Shows a proposal.
    pub fn new(decision: Decision, proposal: Proposal) -> Self {
        Self { decision, proposal, scroll: 0 }
    }

    /// A golden id could stay with most of its records, or is made to.
    pub fn offers_swap(&self) -> bool {
        self.proposal.swap.is_some() || self.swaps()
    }

    fn swaps(&self) -> bool {
        self.decision.requests.iter().any(|request| matches!(request.change, Change::SwapIds { .. }))
    }

    /// A cluster would be split.
    pub fn is_split(&self) -> bool {
        self.decision.requests.iter().any(|request| matches!(request.change, Change::Split { .. }))
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        match id {
            CommandId::Accept => {
                state.overlays.clear();
                decide::write_proposal(state, self.proposal, self.decision)
            }
            CommandId::AcceptConfirm => {
                for request in &mut self.decision.requests {
                    if let Change::Split { confirm_parts, .. } = &mut request.change {
                        *confirm_parts = true;
                    }
                }
                state.overlays.clear();
                decide::write(state, self.decision.requests, self.decision.after)
            }
            CommandId::KeepId => {
                let Decision { mut requests, after } = self.decision;
                match self.proposal.swap {
                    Some(offer) => requests.push(decide::request(state, offer.change(), None)),
                    None => requests.retain(|request| !matches!(request.change, Change::SwapIds { .. })),
                }
                decide::propose(state, requests, after)
            }
            other => {
                self.scroll = scroll(self.scroll, other, self.lines(state, 100).len());
                state.overlays.push(Overlay::Preview(Box::new(self)));
                Vec::new()
            }
        }
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let columns = area.width.saturating_sub(2).min(130);
        let rows = self.lines(state, usize::from(columns.saturating_sub(4))).len() + 2;
        let inner = window(state, area, "What would follow", columns, u16::try_from(rows).unwrap_or(u16::MAX), buffer);
        let lines = self.lines(state, usize::from(inner.width));
        scrolled(state, &lines, self.scroll, inner, buffer);
    }

    fn lines(&self, state: &State, columns: usize) -> Vec<Row> {
        let strong = state.theme.style(Role::Strong);
        // Several in one stroke are told one by one, as far as anybody reads on.
        let sentences = match self.proposal.sentences.len() {
            3..=FEW => self.proposal.sentences.as_slice(),
            _ => std::slice::from_ref(&self.proposal.summary),
        };
        let told = sentences.iter().flat_map(|sentence| wrap(state.free(sentence), columns.max(2)));
        let mut lines: Vec<Row> = told.map(|line| Row::new(columns).text(&line, strong)).collect();
        lines.splice(0..0, self.dependants(state, columns));
        lines.extend(self.warning(state, columns));
        lines.extend(self.swap(state, columns));
        lines.extend(beside::lines(state, &self.proposal, columns));
        for (old, new) in &self.proposal.ids.redirected {
            let text = if new.is_empty() {
                format!("{old} is given up: none of its records is left")
            } else {
                format!("{old} is given up and leads to {new}")
            };
            lines.push(Row::new(columns).text(&text, state.theme.style(Role::Warning)));
        }
        lines
    }

    /// What no key takes back.
    fn warning(&self, state: &State, columns: usize) -> Vec<Row> {
        let erased = self.proposal.statements.iter().find_map(|(said, _)| match said {
            Statement::Redact { emptied, .. } => Some(emptied.len()),
            _ => None,
        });
        let text = erased.map(|entries| {
            let words = match entries {
                0 => String::new(),
                1 => ", and with them what 1 journal entry says of it in words".to_owned(),
                more => format!(", and with them what {more} journal entries say of it in words"),
            };
            format!(
                "! This cannot be undone. Its values go{words}, here and in every copy that exchanges journals. Its \
                 key and its links stay."
            )
        });
        let lines = text.map_or_else(Vec::new, |text| wrap(&text, columns.max(2)));
        lines.iter().map(|line| Row::new(columns).text(line, state.theme.style(Role::Danger))).collect()
    }

    /// Later decisions that rest on what is taken back, and what becomes of them.
    fn dependants(&self, state: &State, columns: usize) -> Vec<Row> {
        let theme = state.theme;
        let rests = &self.proposal.dependants;
        if rests.is_empty() {
            return Vec::new();
        }
        let rest = if rests.len() == 1 { "rests" } else { "rest" };
        let title = format!("{} {rest} on what is taken back:", counted(rests.len(), "later decision"));
        let mut lines = vec![Row::new(columns).text(&title, theme.style(Role::Title))];
        lines.extend(rests.iter().map(|rests| {
            let day = rests.time.get(..10).unwrap_or(&rests.time);
            let role = if rests.effect.starts_with("stays") { Role::Text } else { Role::Warning };
            Row::new(columns)
                .gap(2)
                .text(&format!("#{} {} by {} {day}  ", rests.seq, rests.kind, rests.author), theme.style(Role::Muted))
                .text(&rests.effect, theme.style(role))
        }));
        lines.push(Row::new(columns));
        lines
    }

    /// That an id which was handed out leaves most of its records, and what can be done.
    fn swap(&self, state: &State, columns: usize) -> Vec<Row> {
        let swapped = self.decision.requests.iter().find_map(|request| match &request.change {
            Change::SwapIds { id, other } => Some((id, other)),
            _ => None,
        });
        let key = state.key(CommandId::KeepId);
        let text = match (&self.proposal.swap, swapped) {
            (Some(SwapOffer { id, other, members, majority }), _) => format!(
                "{id} was handed out, and {majority} of its {members} records would be {other} · {key} lets it stay with them"
            ),
            (None, Some((id, other))) => {
                format!(
                    "{id} stays with most of its records, {other} goes to the others · {key} leaves it to the oldest"
                )
            }
            (None, None) => return Vec::new(),
        };
        let style = state.theme.style(Role::Warning);
        wrap(&text, columns.max(2)).iter().map(|line| Row::new(columns).text(line, style)).collect()
    }
}
