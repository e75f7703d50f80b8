//! Widths of columns that the steward chose, by dragging the gap between two of them or by keys. They are kept beside the
//! settings, for all of their workspaces; a double click on the gap, or a key, gives the usual ones back.

use super::frame::{LEAST as ROOM, middle};
use super::msg::Effect;
use super::screens::{golden, history, queue, review};
use super::state::{Screen, State};
use crate::commands::CommandId;
use ratatui::layout::Rect;

/// Columns that a key adds or takes.
const STEP: u16 = 4;
/// Nothing is narrower.
pub const LEAST: usize = 4;
/// Two presses within so many milliseconds are a double click.
const DOUBLE_MS: u64 = 500;

/// What has a width of its own. All records of a table are of one width, so that values stay comparable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Names of attributes, at the left of a review.
    Names,
    /// A record.
    Records,
    /// A golden record.
    Goldens,
    /// Keys of records, at the left of a turned review.
    Keys,
    /// An attribute of a turned review.
    Attributes,
    /// The list of tasks, beside its preview.
    Tasks,
    /// What a task is about.
    Label,
    /// The sources of a task.
    Sources,
    /// The list of golden records, beside the selected one.
    Entities,
    /// Who decided, in the history.
    Author,
}

impl Edge {
    /// All of them, in their order, as they are called where they are kept.
    const ALL: [(Self, &'static str); Edge::Author as usize + 1] = [
        (Self::Names, "names"),
        (Self::Records, "records"),
        (Self::Goldens, "goldens"),
        (Self::Keys, "keys"),
        (Self::Attributes, "attributes"),
        (Self::Tasks, "tasks"),
        (Self::Label, "label"),
        (Self::Sources, "sources"),
        (Self::Entities, "entities"),
        (Self::Author, "author"),
    ];
}

/// The widths that were chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Widths([Option<u16>; Edge::Author as usize + 1]);

impl Widths {
    /// Reads what was kept, a line a width: `label = 40`. What is no such line is left out: a newer program may have more.
    pub fn read(text: &str) -> Self {
        let mut widths = Self::default();
        for line in text.lines() {
            let Some((name, width)) = line.split_once('=') else { continue };
            let known = Edge::ALL.iter().find(|(_, known)| *known == name.trim());
            if let (Some((edge, _)), Ok(width)) = (known, width.trim().parse()) {
                widths.set(*edge, Some(width));
            }
        }
        widths
    }

    /// What is kept.
    pub fn written(&self) -> String {
        let line = |(edge, name): &(Edge, &str)| {
            let width = self.0.get(*edge as usize).copied().flatten()?;
            Some(format!("{name} = {width}\n"))
        };
        Edge::ALL.iter().filter_map(line).collect()
    }

    /// The chosen width, at least `least` and at most `most`, where there is one.
    pub fn within(&self, edge: Edge, least: usize, most: usize) -> Option<usize> {
        let chosen = self.0.get(edge as usize).copied().flatten();
        chosen.map(|width| usize::from(width).clamp(least.min(most), most))
    }

    fn set(&mut self, edge: Edge, width: Option<u16>) {
        if let Some(own) = self.0.get_mut(edge as usize) {
            *own = width;
        }
        // The golden records have what the others leave them: the last one that was moved holds.
        match (edge, width) {
            (Edge::Goldens, Some(_)) => self.set(Edge::Records, None),
            (Edge::Records, Some(_)) => self.set(Edge::Goldens, None),
            _ => {}
        }
    }
}

/// A gap between two columns, which can be dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// What it gives a width to.
    pub edge: Edge,
    /// Its column of the screen.
    pub x: usize,
    /// Where the columns begin that it gives a width to; leftwards, where they end.
    pub origin: usize,
    /// How many of them lie between there and the gap, each with a gap of its own.
    pub share: usize,
    /// They lie right of the gap.
    pub leftwards: bool,
}

impl Handle {
    /// The gap behind the `share`th of equal columns that begin at `origin`.
    pub fn after(edge: Edge, x: usize, origin: usize, share: usize) -> Self {
        Self { edge, x, origin, share, leftwards: false }
    }

    /// The width that each of the columns has where the gap lies at `x`.
    fn width_at(&self, x: usize) -> u16 {
        let all = if self.leftwards { self.origin.saturating_sub(x + 1) } else { (x + 1).saturating_sub(self.origin) };
        let share = self.share.max(1);
        let each = ((all + share / 2) / share).saturating_sub(1);
        u16::try_from(each.max(LEAST)).unwrap_or(u16::MAX)
    }
}

/// A gap that is held, or was let go last.
#[derive(Clone, Copy, Debug)]
pub struct Grab {
    handle: Handle,
    held: bool,
    /// When it was pressed.
    at: u64,
}

/// The gaps of the screen.
fn handles(state: &State) -> Vec<Handle> {
    let (columns, rows) = state.size;
    if columns < ROOM.0 || rows < ROOM.1 {
        return Vec::new();
    }
    let area = middle(Rect::new(0, 0, columns, rows));
    match state.screen {
        Screen::Queue => queue::handles(state, area),
        Screen::Review => review::handles(state, area),
        Screen::Golden => golden::handles(state, area),
        Screen::History => history::handles(state, area),
        Screen::Health => Vec::new(),
    }
}

/// Takes hold of the gap at a column, if there is one; a second time at once gives the usual width back.
pub fn grab(state: &mut State, x: u16) -> bool {
    let Some(handle) = handles(state).into_iter().find(|handle| handle.x == usize::from(x)) else { return false };
    let again = state
        .grab
        .is_some_and(|grab| grab.handle.edge == handle.edge && state.clock.saturating_sub(grab.at) <= DOUBLE_MS);
    if again {
        state.widths.set(handle.edge, None);
        state.grab = None;
    } else {
        state.grab = Some(Grab { handle, held: true, at: state.clock });
    }
    true
}

/// Moves the gap that is held.
pub fn drag(state: &mut State, x: u16) {
    let Some(Grab { handle, held: true, .. }) = state.grab else { return };
    if usize::from(x) != handle.x {
        // What lies left of it stays as it is.
        let left = handles(state).into_iter().find(|other| handle.edge == Edge::Sources && other.edge == Edge::Label);
        if let Some(left) = left {
            state.widths.set(left.edge, Some(left.width_at(left.x)));
        }
        state.widths.set(handle.edge, Some(handle.width_at(x.into())));
    }
}

/// Has widths kept that were chosen; those of a gap that is still held may change yet.
pub fn keep_up(state: &mut State) -> Option<Effect> {
    let held = state.grab.is_some_and(|grab| grab.held);
    if held || state.widths == state.kept_widths {
        return None;
    }
    state.kept_widths = state.widths;
    Some(Effect::KeepWidths(state.widths.written()))
}

/// Lets go.
pub fn release(state: &mut State) {
    if let Some(grab) = &mut state.grab {
        grab.held = false;
    }
}

/// Does what a key says: wider, narrower, or as usual.
pub fn perform(state: &mut State, id: CommandId) {
    if id == CommandId::UsualWidths {
        state.widths = Widths::default();
        state.say("every column is as wide as usual");
        return;
    }
    let wanted: &[Edge] = match state.screen {
        Screen::Review => &[Edge::Records, Edge::Attributes],
        Screen::Queue => &[Edge::Tasks, Edge::Label],
        Screen::Golden => &[Edge::Entities],
        Screen::History => &[Edge::Author],
        Screen::Health => &[],
    };
    let handles = handles(state);
    let Some(handle) = wanted.iter().find_map(|edge| handles.iter().find(|handle| handle.edge == *edge)) else {
        state.warn("no column here can be made wider or narrower");
        return;
    };
    let now = handle.width_at(handle.x);
    let width = if id == CommandId::Wider { now.saturating_add(STEP) } else { now.saturating_sub(STEP) };
    let least = u16::try_from(LEAST).unwrap_or(u16::MAX);
    state.widths.set(handle.edge, Some(width.max(least)));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tui::fixtures::{cluster, many, press, reviewing, settle, state};
    use crate::tui::msg::{Mouse, Msg};
    use crate::tui::tests::screens::{assert_harmless, drawn, text};
    use crate::tui::theme::Depth;
    use crate::tui::update::update;

    fn mouse(state: &mut State, mouse: Mouse) {
        let effects = update(state, Msg::Mouse(mouse));
        settle(state, effects);
    }

    /// Drags the gap of an edge so many columns to the right; gives where it lies then.
    fn moved(state: &mut State, edge: Edge, by: i16) -> (usize, usize) {
        let find = |state: &State| handles(state).into_iter().find(|handle| handle.edge == edge).unwrap();
        let x = u16::try_from(find(state).x).unwrap();
        let to = x.saturating_add_signed(by);
        update(state, Msg::Clock(state.clock + 10_000));
        mouse(state, Mouse::Click(x, 5));
        mouse(state, Mouse::Drag(to.midpoint(x), 6));
        mouse(state, Mouse::Drag(to, 9));
        mouse(state, Mouse::Release);
        (find(state).x, to.into())
    }

    #[test]
    fn a_gap_goes_where_it_is_dragged() {
        for (edge, by) in
            [(Edge::Names, 6), (Edge::Records, 7), (Edge::Records, -6), (Edge::Goldens, 9), (Edge::Goldens, -9)]
        {
            let mut state = reviewing(cluster());
            let (x, to) = moved(&mut state, edge, by);
            // Several columns share the way of the golden records' gap.
            assert!(x.abs_diff(to) <= if edge == Edge::Goldens { 3 } else { 0 }, "{edge:?} {by}: {x} {to}");
            assert!(state.writing.is_none() && state.overlays.is_empty());
        }
        for (edge, by) in [(Edge::Keys, -3), (Edge::Keys, 4), (Edge::Attributes, 8), (Edge::Attributes, -5)] {
            let mut state = reviewing(many(40));
            let (x, to) = moved(&mut state, edge, by);
            assert_eq!(x, to, "{edge:?} {by}");
        }
        for (screen, edge) in [
            (Screen::Queue, Edge::Tasks),
            (Screen::Queue, Edge::Label),
            (Screen::Queue, Edge::Sources),
            (Screen::Golden, Edge::Entities),
            (Screen::History, Edge::Author),
        ] {
            for by in [-3, 5] {
                let mut state = state(screen, (190, 40), Depth::Mono);
                let effects = update(&mut state, Msg::Tick);
                settle(&mut state, effects);
                let effects = crate::tui::update::go(&mut state, screen);
                settle(&mut state, effects);
                let (x, to) = moved(&mut state, edge, by);
                assert_eq!(x, to, "{edge:?} {by}");
            }
        }
    }

    #[test]
    fn widths_are_kept_once_the_hand_lets_go() {
        let kept = |effects: &[Effect]| {
            effects
                .iter()
                .find_map(|effect| if let Effect::KeepWidths(text) = effect { Some(text.clone()) } else { None })
        };
        let mut state = reviewing(cluster());
        let x = u16::try_from(handles(&state)[0].x).unwrap();
        for step in [Mouse::Click(x, 5), Mouse::Drag(x + 4, 5)] {
            assert_eq!(kept(&update(&mut state, Msg::Mouse(step))), None);
        }
        let text = kept(&update(&mut state, Msg::Mouse(Mouse::Release))).unwrap();
        assert_eq!(Widths::read(&text), state.widths);
        assert_ne!(state.widths, Widths::default());
        assert_eq!(kept(&update(&mut state, Msg::Tick)), None, "once");
        let text = kept(&press(&mut state, "=")).unwrap();
        assert_eq!((text.as_str(), Widths::read(&text)), ("", Widths::default()));
    }

    #[test]
    fn what_was_kept_is_read_and_what_is_none_is_left_out() {
        let widths = Widths::read("label = 40\nrecords=22\nmoon = 3\nauthor = wide\n\nauthor = 70000\n = \n");
        assert_eq!(widths.written(), "records = 22\nlabel = 40\n");
        assert_eq!(Widths::read(&widths.written()), widths);
        let all = Edge::ALL.map(|(_, name)| format!("{name} = 9")).join("\n");
        for (n, (edge, _)) in Edge::ALL.iter().enumerate() {
            assert_eq!(*edge as usize, n);
        }
        // Of records and golden records the last one holds.
        assert_eq!(Widths::read(&all).written().lines().count(), Edge::ALL.len() - 1);
    }

    #[test]
    fn a_double_click_or_a_key_gives_the_usual_widths_back() {
        let mut state = reviewing(cluster());
        let before = text(&drawn(&state));
        moved(&mut state, Edge::Names, 8);
        assert_ne!(text(&drawn(&state)), before);
        let x = u16::try_from(handles(&state)[0].x).unwrap();
        update(&mut state, Msg::Clock(50_000));
        mouse(&mut state, Mouse::Click(x, 5));
        mouse(&mut state, Mouse::Release);
        mouse(&mut state, Mouse::Click(x, 5));
        mouse(&mut state, Mouse::Drag(x + 9, 5));
        mouse(&mut state, Mouse::Release);
        assert_eq!(text(&drawn(&state)), before, "the second press holds nothing");
        press(&mut state, ">");
        press(&mut state, ">");
        assert_ne!(text(&drawn(&state)), before);
        press(&mut state, "=");
        state.toast = None;
        assert_eq!(text(&drawn(&state)), before);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn no_width_breaks_a_screen(
            steps in prop::collection::vec((0_usize..9, 0_u16..260, 60_u16..220, 16_u16..60), 1..12),
            screen in prop::sample::select(Screen::ALL.to_vec()),
            members in 1_usize..30,
        ) {
            let mut state = if screen == Screen::Review { reviewing(many(members)) } else { state(screen, (120, 40), Depth::Mono) };
            for (which, to, columns, rows) in steps {
                update(&mut state, Msg::Resize(columns, rows));
                let handles = handles(&state);
                for handle in &handles {
                    prop_assert!(handle.x < columns.into(), "{handle:?} of {columns}");
                }
                if let Some(handle) = handles.get(which) {
                    mouse(&mut state, Mouse::Click(u16::try_from(handle.x).unwrap(), 4));
                    mouse(&mut state, Mouse::Drag(to, 4));
                    mouse(&mut state, Mouse::Release);
                }
                if which == 8 {
                    press(&mut state, "T");
                }
                assert_harmless(&drawn(&state));
            }
        }
    }
}
