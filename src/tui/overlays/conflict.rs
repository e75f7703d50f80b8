//! A decision that contradicts a standing one: the chain of evidence link by link, and the ways out.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, inner, on_line, outer, window};
use crate::commands::CommandId;
use crate::text::width::columns as wide;
use crate::tui::msg::Effect;
use crate::tui::screens::counted;
use crate::tui::screens::review::decide;
use crate::tui::state::{After, Decision, State};
use crate::tui::theme::Role;
use crate::tui::update;
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

    /// Its outer box, and its lines with what each stands for.
    fn laid_out(&self, state: &State, area: Rect) -> (Rect, Vec<(Stands, Row)>) {
        let theme = state.theme;
        let muted = theme.style(Role::Muted);
        let columns = area.width.saturating_sub(2).min(110);
        let message = wrap(&self.conflict.message, usize::from(columns.saturating_sub(4)).max(2));
        let ways = self.ways(state);
        let comments = self.links().filter(|link| link.comment.is_some()).count();
        // Frame, two blanks, two headings.
        let wanted = self.links().count() + comments + message.len() + 6 + ways.len();
        let outer = outer(area, columns, u16::try_from(wanted).unwrap_or(u16::MAX));
        let inside = inner(outer);
        let columns = usize::from(inside.width);
        let nothing = |row: Row| (Stands::Nothing, row);
        let mut lines: Vec<(Stands, Row)> =
            message.iter().map(|line| nothing(Row::new(columns).text(line, theme.style(Role::Strong)))).collect();
        lines.push(nothing(Row::new(columns)));
        let standing = self.standing_links();
        let selected = standing.get(self.cursor).copied();
        let link = |link: &Link, tie: &str| {
            let stands = standing.iter().position(|seq| Some(*seq) == link.seq).map_or(Stands::Nothing, Stands::Link);
            let rows = link_rows(state, link, tie, selected, columns);
            rows.into_iter().map(|row| (stands, row)).collect::<Vec<_>>()
        };
        let mut evidence = vec![nothing(Row::new(columns).text("tied together by", muted))];
        evidence.extend(self.conflict.chain.iter().flat_map(|tied| link(tied, "──")));
        evidence.push(nothing(Row::new(columns).text("kept apart by", muted)));
        evidence.extend(link(&self.conflict.against, "╳"));
        let room = usize::from(inside.height).saturating_sub(lines.len() + 1 + ways.len());
        let at = evidence.iter().position(|(stands, _)| *stands == Stands::Link(self.cursor)).unwrap_or_default();
        let window = visible(at, evidence.len(), room);
        lines.extend(evidence.into_iter().skip(window.start).take(window.len()));
        lines.push(nothing(Row::new(columns)));
        lines.extend(ways.into_iter().map(|(stands, way)| (stands, way.on(state, columns))));
        (outer, lines)
    }

    /// The ways out, a line each.
    fn ways(&self, state: &State) -> Vec<(Stands, Way)> {
        let and = if self.decision.requests.is_empty() { "" } else { " and do it" };
        let mut ways = Vec::new();
        if self.others > 0 {
            let text = format!("and {} like it", counted(self.others, "more conflict"));
            ways.push((Stands::Nothing, Way { key: None, text, more: String::new() }));
        }
        let way = |id, text: String| Way { key: Some(state.key(id)), text, more: String::new() };
        if let Some(seq) = self.standing_links().get(self.cursor) {
            ways.push((Stands::TakeBack, way(CommandId::RetractEarlier, format!("take back #{seq}{and}"))));
        }
        let moves = self.moves();
        if let Some(exit) = moves.get(self.moved) {
            let keys = state.keys.spelled("{left} {right}");
            let of = format!("   {keys} {} of {}", self.moved + 1, moves.len());
            let more = if moves.len() > 1 { of } else { String::new() };
            ways.push((Stands::Move, Way { more, ..way(CommandId::MoveRecord, exit.summary.clone()) }));
        }
        ways.push((Stands::GiveUp, way(CommandId::Close, "give up, change nothing".to_owned())));
        ways
    }

    /// What the line of the screen stands for that was clicked; `None`: it lies outside.
    pub(super) fn line_at(&self, state: &State, area: Rect, row: u16) -> Option<Stands> {
        let (outer, lines) = self.laid_out(state, area);
        let at = row.checked_sub(inner(outer).y)?;
        lines.get(usize::from(at)).map(|(stands, _)| *stands)
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let asked = !self.decision.requests.is_empty();
        let (outer, lines) = self.laid_out(state, area);
        let title =
            if asked { "This contradicts an earlier decision" } else { "These decisions contradict each other" };
        let inner = window(state, area, title, outer.width, outer.height, buffer);
        let selected = lines.iter().position(|(stands, _)| *stands == Stands::Link(self.cursor));
        row::draw(lines.into_iter().map(|(_, row)| row), inner, buffer);
        selected.and_then(|line| on_line(inner, line))
    }
}

/// What a line of the window stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// Words.
    Nothing,
    /// A link that can be taken back.
    Link(usize),
    /// To take the selected one back.
    TakeBack,
    /// To move a record.
    Move,
    /// To change nothing.
    GiveUp,
}

/// A way out: its key, what it does, and what is told of it.
struct Way {
    key: Option<String>,
    text: String,
    more: String,
}

impl Way {
    fn on(self, state: &State, columns: usize) -> Row {
        /// Columns of a key.
        const KEY: usize = 5;
        let theme = state.theme;
        let Some(key) = self.key else { return Row::new(columns).text(&self.text, theme.style(Role::Warning)) };
        let row = Row::new(columns).cell(&key, KEY.max(wide(&key) + 1), theme.style(Role::Key));
        let room = row.room().saturating_sub(wide(&self.more));
        row.up_to(&self.text, room, theme.style(Role::Text)).text(&self.more, theme.style(Role::Muted))
    }
}

/// Takes a click on a line. A way out is previewed; what is written waits for its key.
pub(super) fn click(state: &mut State, stands: Stands) -> Vec<Effect> {
    let Some(Overlay::Conflict(conflict)) = state.overlays.last_mut() else { return Vec::new() };
    match stands {
        Stands::Nothing => {}
        Stands::Link(at) => conflict.cursor = at,
        Stands::Move => return update::perform(state, CommandId::MoveRecord),
        Stands::GiveUp => return update::perform(state, CommandId::Close),
        Stands::TakeBack if conflict.decision.requests.is_empty() => {
            let text = "take back: a click writes nothing; {retract-earlier} does";
            let text = state.keys.spelled(text).into_owned();
            state.warn(text);
        }
        Stands::TakeBack => {
            let Decision { requests, after } = conflict.decision.clone();
            let Some(seq) = conflict.standing_links().get(conflict.cursor).copied() else { return Vec::new() };
            let first = std::iter::once(Change::Retract { seq }.into());
            return decide::propose(state, first.chain(requests).collect(), after);
        }
    }
    Vec::new()
}

/// A link with who said it, and why; the selected one is told too.
fn link_rows(state: &State, link: &Link, tie: &str, selected: Option<i64>, columns: usize) -> Vec<Row> {
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
        row.text(state.free(comment), theme.style(Role::Text)).text("”", theme.style(Role::Muted))
    });
    let row = if here { row.over(theme.style(Role::Focus)) } else { row };
    std::iter::once(row).chain(comment).collect()
}
