//! How the cluster under review formed: link by link, with who or what made each.
//!
//! ```text
//!  1  crm:C-1001 ══════ erp:88     1 + 1   confirm #6 by robin  2026-05-07 09:12
//!  2  crm:C-1001 ─0.41─ web:w-3    2 + 1   match run
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Overlay, scroll, scrolled, window};
use crate::commands::CommandId;
use crate::model::two_digits;
use crate::text::width::columns as wide;
use crate::tui::msg::Effect;
use crate::tui::screens::review::table::moment;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Row, wrap};
use crate::workspace::Joined;

/// The list of links.
#[derive(Clone, Copy, Debug, Default)]
pub struct Formed {
    scroll: usize,
}

impl Formed {
    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let lines = lines(state, usize::from(state.size.0.saturating_sub(6))).len();
        self.scroll = scroll(self.scroll, id, lines);
        state.overlays.push(Overlay::Formed(self));
        Vec::new()
    }

    pub(super) fn draw(self, state: &State, area: Rect, buffer: &mut Buffer) {
        let columns = area.width.saturating_sub(2).min(120);
        let rows = u16::try_from(lines(state, usize::from(columns.saturating_sub(4))).len() + 2).unwrap_or(u16::MAX);
        let inner = window(state, area, "How it formed", columns, rows, buffer);
        scrolled(state, &lines(state, usize::from(inner.width)), self.scroll, inner, buffer);
    }
}

fn lines(state: &State, columns: usize) -> Vec<Row> {
    let muted = state.theme.style(Role::Muted);
    let joined = state.review.view.as_ref().map_or(&[][..], |view| view.formed.as_slice());
    let mut lines: Vec<Row> =
        joined.iter().enumerate().map(|(n, joined)| link(state, n + 1, joined, columns)).collect();
    lines.push(Row::new(columns));
    let note = "Decisions come first, newest first; then the links of the match run, from strong to weak. Each made one of \
                two sides, which had so many records.";
    lines.extend(wrap(note, columns.max(2)).iter().map(|line| Row::new(columns).text(line, muted)));
    lines
}

fn link(state: &State, n: usize, joined: &Joined, columns: usize) -> Row {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let tie = &joined.tie;
    let said = tie.seq.is_some();
    let line = tie.probability.map_or_else(|| " ══════ ".to_owned(), |p| format!(" ─{:─<5} ", two_digits(p)));
    let by = match (tie.seq, &tie.author) {
        (Some(seq), Some(author)) => format!("{} #{seq} by {author}", tie.kind),
        _ => "match run".to_owned(),
    };
    let when = joined.time.as_deref().map_or_else(String::new, |time| format!("  {}", moment(time)));
    let sizes = format!("{} + {}", joined.sizes.0, joined.sizes.1);
    // What is at the right gives way: first when, then by whom.
    let key = (columns / 4).clamp(10, 30);
    let row = Row::new(columns)
        .number(&n.to_string(), 3, muted)
        .gap(2)
        .cell(&short(&tie.a, key), key, theme.style(Role::Strong))
        .text(&line, theme.style(if said { Role::Good } else { Role::Bar }))
        .cell(&short(&tie.b, key), key, theme.style(Role::Strong))
        .gap(1)
        .cell(&sizes, 8, muted)
        .text(&by, theme.style(if said { Role::Key } else { Role::Text }));
    if wide(&when) <= row.room() { row.text(&when, muted) } else { row }
}
