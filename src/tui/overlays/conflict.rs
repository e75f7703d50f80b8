//! A decision that contradicts a standing one: the chain of evidence link by link, and the ways out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, window};
use crate::commands::CommandId;
use crate::tui::msg::Effect;
use crate::tui::screens::counted;
use crate::tui::screens::review::decide;
use crate::tui::state::{Decision, State};
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row, wrap};
use crate::workspace::{Change, Conflict, Link, Proposal};

/// The first conflict of a proposal, and the decision that it came from.
#[derive(Clone, Debug)]
pub struct ConflictView {
    decision: Decision,
    conflict: Conflict,
    others: usize,
    /// The selected one of the links that stand.
    cursor: usize,
}

impl ConflictView {
    /// Shows what stands in the way of a decision; `None` if nothing does.
    ///
    /// The cursor begins on the newest standing link: the one that was most likely a slip.
    pub fn new(decision: Decision, proposal: &Proposal) -> Option<Self> {
        let conflict = proposal.conflicts.first()?.clone();
        let mut view = Self { decision, conflict, others: proposal.conflicts.len() - 1, cursor: 0 };
        let newest = view.standing().iter().enumerate().max_by_key(|(_, seq)| **seq).map(|(at, _)| at);
        view.cursor = newest.unwrap_or_default();
        Some(view)
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        self.conflict.chain.iter().chain([&self.conflict.against])
    }

    /// Numbers of the standing decisions among the links, in the order of the screen.
    fn standing(&self) -> Vec<i64> {
        self.links().filter_map(|link| link.seq).collect()
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let standing = self.standing();
        match (id, standing.get(self.cursor)) {
            (CommandId::RetractEarlier, Some(seq)) => {
                // One commit: the earlier decision goes and this one takes its place.
                let mut requests = vec![Change::Retract { seq: *seq }.into()];
                requests.append(&mut self.decision.requests);
                return decide::write(state, requests, self.decision.after);
            }
            (CommandId::RetractEarlier, None) => {
                state.warn("there is no earlier decision here that could be taken back");
            }
            (CommandId::Up, _) => self.cursor = self.cursor.saturating_sub(1),
            (CommandId::Down, _) => self.cursor = (self.cursor + 1).min(standing.len().saturating_sub(1)),
            _ => {}
        }
        state.overlays.push(Overlay::Conflict(Box::new(self)));
        Vec::new()
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let wanted = self.links().count() + 10;
        let columns = area.width.saturating_sub(2).min(110);
        let inner = window(
            state,
            area,
            "This contradicts an earlier decision",
            columns,
            u16::try_from(wanted).unwrap_or(u16::MAX),
            buffer,
        );
        let columns = usize::from(inner.width);
        let message = wrap(&self.conflict.message, columns.max(2));
        let mut lines: Vec<Row> =
            message.iter().map(|line| Row::new(columns).text(line, theme.style(Role::Danger))).collect();
        lines.push(Row::new(columns));
        let selected = self.standing().get(self.cursor).copied();
        let mut evidence: Vec<(bool, Row)> = vec![(false, Row::new(columns).text("tied together by", muted))];
        evidence.extend(self.conflict.chain.iter().map(|link| link_row(state, link, "──", selected, columns)));
        evidence.push((false, Row::new(columns).text("kept apart by", muted)));
        evidence.push(link_row(state, &self.conflict.against, "╳", selected, columns));
        let foot = 3;
        let room = usize::from(inner.height).saturating_sub(lines.len() + foot);
        let at = evidence.iter().position(|(selected, _)| *selected).unwrap_or_default();
        let window = visible(at, evidence.len(), room);
        lines.extend(evidence.into_iter().skip(window.start).take(window.len()).map(|(_, row)| row));
        lines.push(Row::new(columns));
        if self.others > 0 {
            let text = format!("and {} like it", counted(self.others, "more conflict"));
            lines.push(Row::new(columns).text(&text, theme.style(Role::Warning)));
        }
        let exit = match selected {
            Some(seq) => format!("take back #{seq} and do it"),
            None => "nothing here can be taken back".to_owned(),
        };
        let key = theme.style(Role::Key);
        lines.push(
            Row::new(columns)
                .text("r ", key)
                .text(&exit, theme.style(Role::Text))
                .text("   Esc ", key)
                .text("give up, change nothing", theme.style(Role::Text)),
        );
        row::draw(lines, inner, buffer);
    }
}

/// A link with who said it; the selected one is told too.
fn link_row(state: &State, link: &Link, tie: &str, selected: Option<i64>, columns: usize) -> (bool, Row) {
    let theme = state.theme;
    let here = link.seq.is_some() && link.seq == selected;
    let who = match link.seq {
        Some(seq) => format!("#{seq} {} by {}", link.kind, link.author),
        None => format!("{} (what you ask for)", link.kind),
    };
    let row = Row::new(columns)
        .text(if here { "› " } else { "  " }, theme.style(Role::Key))
        .text(&link.a.to_string(), theme.style(Role::Strong))
        .text(&format!(" {tie} "), theme.style(Role::Warning))
        .text(&link.b.to_string(), theme.style(Role::Strong))
        .text(&format!("   {who}"), theme.style(Role::Muted));
    (here, if here { row.over(theme.style(Role::Focus)) } else { row })
}
