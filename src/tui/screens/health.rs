//! Health: how the workspace does, in pictures, and the review band to be moved and looked at before it is kept.
//!
//! ```text
//! match rate      ━━━━━━━━━━━━│━━──   83 %   ok   at least 80 % is asked
//! ── scores and the review band ─────────    ── cluster sizes ──
//!        ▂▃   ▂▁▁          ▁▂▅█                1 ████████ 401
//!     ───────◆━━━━━━━━━━━━━━━━◇──             2 ███      143
//! ```
//!
//! `gauges.rs` draws the measures, `histogram.rs` the scores and the band, `trends.rs` the loads, `pace.rs` decisions, `panels.rs`
//! all else.

mod gauges;
mod histogram;
pub mod pace;
mod panels;
mod trends;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::commands::CommandId;
use crate::queue;
use crate::tui::frame;
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{self, Row};
use crate::workspace::Vitals;

/// How far a page key moves an end of the band.
const FAR: i16 = 10;

/// What the screen knows.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// How the workspace does, once that has been read.
    pub vitals: Option<Vitals>,
    /// It is being read.
    pub loading: bool,
    /// A band is being kept.
    pub keeping: bool,
    /// The band as it is being moved, in whole per cent; none: as it is.
    pub moved: Option<(u8, u8)>,
    /// The keys move the upper end.
    pub upper: bool,
    /// Panels that lie above the screen.
    scroll: usize,
}

impl Health {
    /// The band on the screen: the moved one, else the one in force.
    pub fn band(&self) -> Option<(u8, u8)> {
        self.moved.or_else(|| self.vitals.as_ref().map(|vitals| queue::ends(vitals.band)))
    }
}

/// Reads how the workspace does.
pub fn refresh(state: &mut State) -> Vec<Effect> {
    state.health.loading = true;
    vec![state.ask(Slot::Vitals, Ask::Vitals)]
}

/// Takes it.
pub fn receive(state: &mut State, vitals: Vitals) -> Vec<Effect> {
    state.health.loading = false;
    state.health.vitals = Some(vitals);
    Vec::new()
}

/// The band was kept.
pub fn kept(state: &mut State, vitals: Vitals) {
    state.health.keeping = false;
    state.health.moved = None;
    let (low, high) = queue::ends(vitals.band);
    state.say(format!("the band is {} to {} now, in goldsmith.toml and in the queue", share(low), share(high)));
    receive(state, vitals);
}

/// A whole per cent as a share.
pub fn share(per_cent: u8) -> String {
    format!("{}.{:02}", per_cent / 100, per_cent % 100)
}

/// Does what a key says.
pub fn perform(state: &mut State, id: CommandId) -> Vec<Effect> {
    match id {
        CommandId::Left => shift(state, -1),
        CommandId::Right => shift(state, 1),
        CommandId::First => shift(state, -FAR),
        CommandId::Last => shift(state, FAR),
        CommandId::OtherEnd => state.health.upper = !state.health.upper,
        CommandId::Up | CommandId::PageUp => state.health.scroll = state.health.scroll.saturating_sub(1),
        CommandId::Down | CommandId::PageDown => {
            let area = frame::middle(Rect::new(0, 0, state.size.0, state.size.1));
            let room = state.health.vitals.as_ref().zip(below(state, area));
            let furthest = room.map_or(0, |(vitals, area)| panels::furthest(state, vitals, area));
            state.health.scroll = (state.health.scroll + 1).min(furthest);
        }
        CommandId::Back => {
            state.health.moved = None;
            state.toast = None;
        }
        CommandId::KeepBand => return keep(state),
        _ => {}
    }
    Vec::new()
}

/// Moves an end of the band; the other one gives way.
fn shift(state: &mut State, by: i16) {
    let Some((low, high)) = state.health.band() else { return };
    let moved = |end: u8| u8::try_from((i16::from(end) + by).clamp(0, 100)).unwrap_or(end);
    let band =
        if state.health.upper { (low.min(moved(high)), moved(high)) } else { (moved(low), high.max(moved(low))) };
    let in_force = state.health.vitals.as_ref().map(|vitals| queue::ends(vitals.band));
    state.health.moved = (Some(band) != in_force).then_some(band);
}

fn keep(state: &mut State) -> Vec<Effect> {
    let Some((low, high)) = state.health.moved else {
        let why = state.keys.spelled("keep band: it is where goldsmith.toml has it; {left} {right} move it");
        state.warn(why.into_owned());
        return Vec::new();
    };
    state.health.keeping = true;
    state.say("working the queue out anew …");
    vec![state.ask(Slot::Band, Ask::SetBand(low, high))]
}

/// Draws the gauges, and below them as many panels as there is room for.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let columns = usize::from(area.width);
    let Some(vitals) = &state.health.vitals else {
        let text =
            if state.health.loading { "Measuring …" } else { "Nothing was measured yet: {redraw} measures again." };
        let text = state.keys.spelled(text);
        row::draw([Row::new(columns).gap(2).text(&text, state.theme.style(Role::Muted))], area, buffer);
        return;
    };
    row::draw(gauges::lines(state, vitals, columns), area, buffer);
    if let Some(rest) = below(state, area) {
        panels::draw(state, vitals, rest, state.health.scroll, buffer);
    }
}

/// What the gauges leave to the panels.
fn below(state: &State, area: Rect) -> Option<Rect> {
    let vitals = state.health.vitals.as_ref()?;
    let top = gauges::lines(state, vitals, usize::from(area.width)).len() as u16;
    Some(Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area })
}
