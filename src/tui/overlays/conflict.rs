//! A decision that contradicts a standing one: the chain of evidence link by link, and the ways out.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, on_line, window};
use crate::commands::CommandId;
use crate::text::width::columns as wide;
use crate::tui::msg::Effect;
use crate::tui::screens::counted;
use crate::tui::screens::review::decide;
use crate::tui::state::{After, Decision, State};
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{self, Row, wrap};
use crate::workspace::{Action, Change, ClusterView, Conflict, Exit, Exits, Link, Proposal};

/// A contradiction, its ways out, and the decision that it came from; one without requests where all of it stands.
#[derive(Clone, Debug)]
pub struct ConflictView {
    decision: Decision,
    conflict: Conflict,
    exits: Exits,
    others: usize,
    /// The selected one of the links that stand.
    cursor: usize,
    /// The selected one of the records that could be moved.
    moved: usize,
}

impl ConflictView {
    /// Shows what stands in the way of a decision; `None` if nothing does.
    pub fn new(decision: Decision, proposal: &Proposal) -> Option<Self> {
        Self::of(decision, &proposal.conflicts, &proposal.exits)
    }

    /// Shows decisions about a cluster that cannot all hold; `None` if they can.
    pub fn standing(view: &ClusterView) -> Option<Self> {
        let nothing_asked = Decision { requests: Vec::new(), after: After::Stay };
        Self::of(nothing_asked, &view.conflicts, &view.exits)
    }

    /// The cursor begins on the newest standing link: the one that was most likely a slip.
    fn of(decision: Decision, conflicts: &[Conflict], exits: &[Exits]) -> Option<Self> {
        let conflict = conflicts.first()?.clone();
        let exits = exits.first().cloned().unwrap_or_default();
        let mut view = Self { decision, conflict, exits, others: conflicts.len() - 1, cursor: 0, moved: 0 };
        let standing = view.standing_links();
        let newest = standing.iter().enumerate().max_by_key(|(_, seq)| **seq).map(|(at, _)| at);
        view.cursor = newest.unwrap_or_default();
        Some(view)
    }

    fn links(&self) -> impl Iterator<Item = &Link> {
        self.conflict.chain.iter().chain([&self.conflict.against])
    }

    /// Numbers of the standing decisions among the links, in the order of the screen.
    fn standing_links(&self) -> Vec<i64> {
        self.links().filter_map(|link| link.seq).collect()
    }

    /// The ways out that move a record.
    fn moves(&self) -> Vec<&Exit> {
        self.exits.ways.iter().filter(|exit| exit.action == Action::Move).collect()
    }

    /// Moving a record is one.
    pub fn offers_move(&self) -> bool {
        !self.moves().is_empty()
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let standing = self.standing_links();
        let moves = self.moves().len();
        let after = self.decision.after;
        match (id, standing.get(self.cursor)) {
            (CommandId::RetractEarlier, Some(seq)) => {
                let mut requests = vec![Change::Retract { seq: *seq }.into()];
                if self.decision.requests.is_empty() {
                    // Nothing was asked for yet: what would follow is shown first.
                    state.overlays.push(Overlay::Conflict(Box::new(self)));
                    return decide::propose(state, requests, after);
                }
                // One commit: the earlier decision goes and this one takes its place.
                requests.append(&mut self.decision.requests);
                return decide::write(state, requests, after);
            }
            (CommandId::RetractEarlier, None) => {
                state.warn("there is no earlier decision here that could be taken back");
            }
            (CommandId::MoveRecord, _) => {
                let way = self.moves().get(self.moved).map(|exit| exit.requests(&self.decision.requests));
                state.overlays.push(Overlay::Conflict(Box::new(self)));
                if let Some(requests) = way {
                    return decide::propose(state, requests, after);
                }
                state.warn("moving one record is no way out of this one");
                return Vec::new();
            }
            (CommandId::Up, _) => self.cursor = self.cursor.saturating_sub(1),
            (CommandId::Down, _) => self.cursor = (self.cursor + 1).min(standing.len().saturating_sub(1)),
            (CommandId::Left, _) => self.moved = self.moved.checked_sub(1).unwrap_or(moves.saturating_sub(1)),
            (CommandId::Right, _) => self.moved = (self.moved + 1) % moves.max(1),
            _ => {}
        }
        state.overlays.push(Overlay::Conflict(Box::new(self)));
        Vec::new()
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let columns = area.width.saturating_sub(2).min(110);
        let message = wrap(&self.conflict.message, usize::from(columns.saturating_sub(4)).max(2));
        let comments = self.links().filter(|link| link.comment.is_some()).count();
        let asked = !self.decision.requests.is_empty();
        // Frame, two blanks, two headings, more of its kind, ways out.
        let wanted = self.links().count() + comments + message.len() + 9;
        let inner = window(
            state,
            area,
            if asked { "This contradicts an earlier decision" } else { "These decisions contradict each other" },
            columns,
            u16::try_from(wanted).unwrap_or(u16::MAX),
            buffer,
        );
        let columns = usize::from(inner.width);
        let mut lines: Vec<Row> =
            message.iter().map(|line| Row::new(columns).text(line, theme.style(Role::Strong))).collect();
        lines.push(Row::new(columns));
        let selected = self.standing_links().get(self.cursor).copied();
        let mut evidence: Vec<(bool, Row)> = vec![(false, Row::new(columns).text("tied together by", muted))];
        evidence.extend(self.conflict.chain.iter().flat_map(|link| link_rows(state, link, "──", selected, columns)));
        evidence.push((false, Row::new(columns).text("kept apart by", muted)));
        evidence.extend(link_rows(state, &self.conflict.against, "╳", selected, columns));
        let foot = 4;
        let room = usize::from(inner.height).saturating_sub(lines.len() + foot);
        let at = evidence.iter().position(|(selected, _)| *selected).unwrap_or_default();
        let window = visible(at, evidence.len(), room);
        let selected_line = lines.len() + at.saturating_sub(window.start);
        lines.extend(evidence.into_iter().skip(window.start).take(window.len()).map(|(_, row)| row));
        lines.push(Row::new(columns));
        if self.others > 0 {
            let text = format!("and {} like it", counted(self.others, "more conflict"));
            lines.push(Row::new(columns).text(&text, theme.style(Role::Warning)));
        }
        let (key, text) = (theme.style(Role::Key), theme.style(Role::Text));
        let and = if asked { " and do it" } else { "" };
        let exit = match selected {
            Some(seq) => format!("take back #{seq}{and}"),
            None => "nothing here can be taken back".to_owned(),
        };
        let give_up = Row::new(columns)
            .text(&format!("{} ", state.key(CommandId::RetractEarlier)), key)
            .text(&exit, text)
            .text(&format!("   {} ", state.key(CommandId::Close)), key);
        lines.push(give_up.text("give up, change nothing", text));
        let moves = self.moves();
        if let Some(exit) = moves.get(self.moved) {
            let keys = state.keys.spelled("{left} {right}");
            let of = format!("   {keys} {} of {}", self.moved + 1, moves.len());
            let more = if moves.len() > 1 { of.as_str() } else { "" };
            let row = Row::new(columns).text(&format!("{} ", state.key(CommandId::MoveRecord)), key);
            lines.push(row.up_to(&exit.summary, columns.saturating_sub(2 + wide(more)), text).text(more, muted));
        }
        row::draw(lines, inner, buffer);
        selected.and_then(|_| on_line(inner, selected_line))
    }
}

/// A link with who said it, and why; the selected one is told too.
fn link_rows(state: &State, link: &Link, tie: &str, selected: Option<i64>, columns: usize) -> Vec<(bool, Row)> {
    let theme = state.theme;
    let here = link.seq.is_some() && link.seq == selected;
    let who = match link.seq {
        Some(seq) => format!("#{seq} {} by {}", link.kind, link.author),
        None => format!("{} (what you ask for)", link.kind),
    };
    let each = columns.saturating_sub(2 + 4 + 3 + wide(&who)).max(32) / 2;
    let row = Row::new(columns)
        .text(if here { "› " } else { "  " }, theme.style(Role::Key))
        .text(&short(&link.a, each), theme.style(Role::Strong))
        .text(&format!(" {tie} "), theme.style(Role::Warning))
        .text(&short(&link.b, each), theme.style(Role::Strong))
        .text(&format!("   {who}"), theme.style(Role::Muted));
    let comment = link.comment.as_ref().map(|comment| {
        let row = Row::new(columns).gap(4).text("“", theme.style(Role::Muted));
        (false, row.text(state.free(comment), theme.style(Role::Text)).text("”", theme.style(Role::Muted)))
    });
    let row = (here, if here { row.over(theme.style(Role::Focus)) } else { row });
    std::iter::once(row).chain(comment).collect()
}
