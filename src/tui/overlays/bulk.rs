//! A verdict on everything that the queue shows: how much that is, some of it, and what stays out and why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::screens::review::blind;
use crate::tui::screens::{counted, kind_glyph, kind_word};
use crate::tui::state::{After, Decision, State};
use crate::tui::theme::Role;
use crate::tui::widgets::bar;
use crate::tui::widgets::row::{Row, wrap};
use crate::workspace::{Bulk, Query, Verdict};

/// What a verdict would take.
#[derive(Clone, Debug)]
pub struct BulkView {
    query: Query,
    verdict: Verdict,
    bulk: Option<Bulk>,
    scroll: usize,
}

/// Asks what a verdict on everything that the queue shows would take.
pub fn open(state: &mut State, verdict: Verdict) -> Vec<Effect> {
    let query = state.queue.query();
    if query.is_everything() {
        let what = if verdict == Verdict::Confirm { "confirm all" } else { "approve all" };
        let how = state.keys.spelled("({filter}, {next-kind} or {search})");
        state.warn(format!("{what}: narrow the queue first {how}: a verdict on everything would be a rule"));
        return Vec::new();
    }
    state.overlays.push(Overlay::Bulk(Box::new(BulkView { query: query.clone(), verdict, bulk: None, scroll: 0 })));
    vec![state.ask(Slot::Bulk, Ask::Bulk(query, verdict))]
}

/// Takes what it would take.
pub fn receive(state: &mut State, found: Bulk) -> Vec<Effect> {
    if let Some(Overlay::Bulk(view)) = state.overlays.last_mut() {
        view.bulk = Some(found);
    }
    Vec::new()
}

/// It cannot be said; why was shown.
pub fn fail(state: &mut State) {
    state.overlays.retain(|overlay| !matches!(overlay, Overlay::Bulk(_)));
}

impl BulkView {
    /// Why there is nothing to accept; `None`: there is.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        match &self.bulk {
            None => Some("one moment: it is being looked at what this would take"),
            Some(bulk) if bulk.takes.is_empty() => Some("nothing here can be done at one stroke"),
            Some(_) => None,
        }
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        match (id, self.bulk) {
            (CommandId::Accept, Some(bulk)) => {
                state.overlays.clear();
                state.writing = Some(Decision { requests: vec![bulk.request(None)], after: After::Stay });
                vec![state.ask(Slot::Write, Ask::CarryOut(self.query, Box::new(bulk)))]
            }
            (other, bulk) => {
                self.bulk = bulk;
                self.scroll = scroll(self.scroll, other, self.lines(state, 90).len());
                state.overlays.push(Overlay::Bulk(Box::new(self)));
                Vec::new()
            }
        }
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) {
        let title = if self.verdict == Verdict::Confirm { "Confirm all of these" } else { "Approve all of these" };
        let columns = area.width.saturating_sub(2).min(110);
        let rows = self.lines(state, usize::from(columns.saturating_sub(4))).len() + 2;
        let inner = window(state, area, title, columns, u16::try_from(rows).unwrap_or(u16::MAX), buffer);
        scrolled(state, &self.lines(state, usize::from(inner.width)), self.scroll, inner, buffer);
    }

    fn lines(&self, state: &State, columns: usize) -> Vec<Row> {
        let theme = &state.theme;
        let (muted, strong) = (theme.style(Role::Muted), theme.style(Role::Strong));
        let shown = Row::new(columns).text("shown  ", muted).text(&self.query.words().join(" · "), strong);
        let Some(bulk) = &self.bulk else {
            return vec![shown, Row::new(columns).text("Looking at what this would take …", muted)];
        };
        let clusters = counted(bulk.takes.len(), "golden record");
        let verb = if self.verdict == Verdict::Confirm { "confirms" } else { "approves" };
        let takes = Row::new(columns).text("takes  ", muted);
        let mut lines = vec![
            shown,
            if bulk.takes.is_empty() {
                takes.text("nothing", theme.style(Role::Warning))
            } else {
                takes
                    .text(&clusters, strong)
                    .text(&format!(" of {}, {}", counted(bulk.shown(), "task"), counted(bulk.records, "record")), muted)
            },
        ];
        if !bulk.left_out.is_empty() {
            lines.push(Row::new(columns));
            lines.push(Row::new(columns).text("What stays out", theme.style(Role::Title)));
            for apart in &bulk.left_out {
                for (n, line) in wrap(apart.why, columns.saturating_sub(9).max(2)).iter().enumerate() {
                    let count = if n == 0 { apart.tasks.to_string() } else { String::new() };
                    lines.push(
                        Row::new(columns)
                            .number(&count, 7, theme.style(Role::Warning))
                            .gap(2)
                            .text(line, theme.style(Role::Text)),
                    );
                }
            }
        }
        if !bulk.sample.is_empty() {
            lines.push(Row::new(columns));
            let title = format!("{} of them, spread over the list", bulk.sample.len());
            lines.push(Row::new(columns).text(&title, theme.style(Role::Title)));
        }
        let label = columns.saturating_sub(13 + 1 + 5 + 1 + bar::columns(bar::CELLS)).max(4);
        lines.extend(bulk.sample.iter().map(|task| {
            let row = Row::new(columns)
                .cell(&format!("{} {}", kind_glyph(task.kind), kind_word(task.kind)), 13, theme.style(Role::Warning))
                .cell(&state.label(&task.label), label, theme.style(Role::Text))
                .gap(1)
                .number(&task.size.to_string(), 5, theme.style(Role::Text))
                .gap(1);
            bar::score(row, blind::score(state, task), bar::CELLS, theme)
        }));
        lines.push(Row::new(columns));
        if bulk.takes.is_empty() {
            let back = state.keys.spelled("There is nothing to do at one stroke here · {close} goes back");
            lines.push(Row::new(columns).text(&back, theme.style(Role::Key)));
        } else {
            let how = "{accept} ? them in one stroke · {undo} takes all of it back · {close} leaves it";
            let undo = state.keys.spelled(how).replacen('?', verb, 1);
            lines.push(Row::new(columns).text(&undo, theme.style(Role::Key)));
        }
        lines
    }
}
