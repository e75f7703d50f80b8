//! The mouse, for those who want it: a click selects a row or a cell, on what is selected it opens, the wheel moves, tabs
//! are tabs.
//! Nothing is decided with it: a slip of the hand is no verdict.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::frame::middle;
use super::msg::{Effect, Mouse};
use super::overlays;
use super::screens::{golden, history, queue, review};
use super::state::{Screen, State};
use super::theme::{Depth, Ground, Theme};
use super::update;
use super::widgets::tabs;
use super::widths;
use crate::commands::{CommandId, command};

/// Rows that a notch of the wheel moves.
const NOTCH: usize = 3;
/// More letters in reverse than hidden characters could be.
const LETTERS: usize = 20;

/// Takes what the mouse did.
pub fn take(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    match mouse {
        Mouse::WheelUp => repeat(state, CommandId::Up, NOTCH),
        Mouse::WheelDown => repeat(state, CommandId::Down, NOTCH),
        Mouse::Release => {
            widths::release(state);
            Vec::new()
        }
        // A click beside what lies on top does not close it by a slip.
        Mouse::Click(_, row) if !state.overlays.is_empty() => {
            let area = middle(Rect::new(0, 0, state.size.0, state.size.1));
            overlays::click(state, area, row).unwrap_or_else(|| choose(state, row))
        }
        Mouse::Drag(..) if !state.overlays.is_empty() => Vec::new(),
        Mouse::Drag(column, _) => {
            widths::drag(state, column);
            Vec::new()
        }
        Mouse::Click(column, 0) => match tabs::at(&state.keys, usize::from(column)) {
            Some(screen) if screen != state.screen => update::go(state, screen),
            _ => Vec::new(),
        },
        Mouse::Click(column, row) => select(state, column, row),
    }
}

/// Moves as the key does, where that key moves.
fn repeat(state: &mut State, id: CommandId, times: usize) -> Vec<Effect> {
    let place = state.place();
    if !command(id).is_some_and(|command| command.contexts.contains(&place)) {
        return Vec::new();
    }
    (0..times).flat_map(|_| update::perform(state, id)).collect()
}

/// Focuses the cell of the table that was clicked, or its record or attribute alone; a second time shows it in full.
fn focus(state: &mut State, area: Rect, column: u16, row: u16) -> Vec<Effect> {
    let Some((record, line)) = review::at(state, area, (column, row)) else { return Vec::new() };
    if (record, line) == (Some(state.review.record), Some(state.review.line)) {
        return update::perform(state, CommandId::FullValue);
    }
    review::focus(state, record, line)
}

/// Selects the row that was clicked of a list on top, or chooses it. What is written waits for its key.
fn choose(state: &mut State, row: u16) -> Vec<Effect> {
    let (Some((at, all, click)), Some(selected)) = (overlays::list(state), selected(state)) else { return Vec::new() };
    let by = isize::try_from(row).unwrap_or(0) - isize::try_from(selected).unwrap_or(0);
    match (at.checked_add_signed(by).filter(|to| *to < all), by) {
        (None, _) => Vec::new(),
        (_, 0) => click.map_or_else(Vec::new, |id| update::perform(state, id)),
        (_, up @ ..0) => repeat(state, CommandId::Up, up.unsigned_abs()),
        (_, down) => repeat(state, CommandId::Down, down.unsigned_abs()),
    }
}

/// The line of the screen on which the selected row of what lies on top stands: the one that is shown in reverse.
fn selected(state: &State) -> Option<u16> {
    let mut plain = state.clone();
    plain.theme = Theme::new(Depth::Mono, Ground::Unknown);
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    let mut buffer = Buffer::empty(area);
    overlays::draw(&plain, area, &mut buffer);
    let reversed = |y: u16| {
        let cells = (0..area.width).filter_map(|x| buffer.cell((x, y)));
        cells.filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count()
    };
    (0..area.height).find(|y| reversed(*y) > LETTERS)
}

/// Selects the row of a list that was clicked, or opens it.
fn select(state: &mut State, column: u16, row: u16) -> Vec<Effect> {
    let area = middle(Rect::new(0, 0, state.size.0, state.size.1));
    if (area.y..area.bottom()).contains(&row) && widths::grab(state, column) {
        return Vec::new();
    }
    if state.screen == Screen::Review {
        return focus(state, area, column, row);
    }
    // Only lists have rows to select.
    let (cursor, at, rows, columns) = if state.screen == Screen::Queue {
        let list = &state.queue.list;
        (queue::cursor(state, area), list.cursor, list.rows.len(), queue::list_columns(state, area))
    } else if state.screen == Screen::Golden {
        let list = &state.golden.list;
        (golden::cursor(state, area), list.cursor, list.rows.len(), golden::list_columns(state, area))
    } else if state.screen == Screen::History {
        let list = &state.history.list;
        (history::cursor(state, area), list.cursor, list.rows.len(), area.width)
    } else {
        return Vec::new();
    };
    let Some(Position { y, .. }) = cursor.filter(|_| column < columns) else { return Vec::new() };
    let by = isize::try_from(row).unwrap_or(0) - isize::try_from(y).unwrap_or(0);
    let Some(_) = at.checked_add_signed(by).filter(|to| *to < rows) else { return Vec::new() };
    match by {
        0 => update::perform(state, CommandId::Open),
        up @ ..0 => repeat(state, CommandId::Up, up.unsigned_abs()),
        down => repeat(state, CommandId::Down, down.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixtures::{settle, state};
    use crate::tui::msg::Msg;
    use crate::tui::theme::Depth;
    use crate::tui::view;

    fn mouse(state: &mut State, mouse: Mouse) {
        let effects = update::update(state, Msg::Mouse(mouse));
        settle(state, effects);
    }

    #[test]
    fn a_click_selects_a_second_one_opens_and_the_wheel_moves() {
        let mut state = state(Screen::Queue, (80, 24), Depth::Mono);
        let area = middle(Rect::new(0, 0, 80, 24));
        let first = queue::cursor(&state, area).unwrap().y;
        mouse(&mut state, Mouse::Click(5, first + 4));
        assert_eq!((state.queue.list.cursor, state.screen), (4, Screen::Queue));
        mouse(&mut state, Mouse::WheelDown);
        assert_eq!(state.queue.list.cursor, 7);
        mouse(&mut state, Mouse::WheelUp);
        assert_eq!(state.queue.list.cursor, 4);
        let here = queue::cursor(&state, area).unwrap().y;
        mouse(&mut state, Mouse::Click(5, here));
        assert_eq!(state.screen, Screen::Review);
        assert!(state.writing.is_none() && state.review.view.is_some());
    }

    #[test]
    fn a_click_focuses_a_cell_and_a_second_one_shows_it_in_full() {
        use crate::tui::fixtures::{cluster, many, reviewing};
        use crate::tui::overlays::Overlay;
        use crate::tui::tests::screens::drawn;
        for view in [cluster(), many(16)] {
            let mut state = reviewing(view);
            let area = middle(Rect::new(0, 0, 120, 40));
            // Every cell of the screen: what is clicked is focused, and the terminal's cursor then stands in it.
            for y in 1..38 {
                for x in (0..120).step_by(7) {
                    let Some((record, line)) = review::at(&state, area, (x, y)) else { continue };
                    mouse(&mut state, Mouse::Click(x, y));
                    state.overlays.clear();
                    assert!(record.is_none_or(|record| state.review.record == record));
                    assert!(line.is_none_or(|line| state.review.line == line));
                    if let (Some(_), Some(_)) = (record, line) {
                        let cursor = view::draw(&state, Rect::new(0, 0, 120, 40), &mut drawn(&state)).unwrap();
                        assert_eq!(review::at(&state, area, (cursor.x, cursor.y)), Some((record, line)));
                    }
                }
            }
            assert!(state.writing.is_none());
        }
        let mut state = reviewing(cluster());
        let cursor = view::draw(&state, Rect::new(0, 0, 120, 40), &mut drawn(&state)).unwrap();
        mouse(&mut state, Mouse::Click(cursor.x + 1, cursor.y));
        assert!(matches!(state.overlays.last(), Some(Overlay::Value(_))));
    }

    #[test]
    fn rows_of_what_lies_on_top_are_selected_and_chosen_and_nothing_is_written() {
        use crate::tui::fixtures::{cluster, press_all, reviewing};
        use crate::tui::overlays::Overlay;
        let mut state = state(Screen::Queue, (100, 40), Depth::True);
        press_all(&mut state, "f");
        let first = selected(&state).unwrap();
        let before = overlays::list(&state).unwrap().0;
        mouse(&mut state, Mouse::Click(50, first + 2));
        assert_eq!(overlays::list(&state).unwrap().0, before + 2);
        assert!(state.queue.query().is_everything());
        mouse(&mut state, Mouse::Click(50, first + 2));
        assert!(!state.queue.query().is_everything(), "a second click chooses");
        mouse(&mut state, Mouse::Click(50, 39));
        assert!(matches!(state.overlays.last(), Some(Overlay::Facets(_))));
        press_all(&mut state, "Esc : t o u r");
        let row = selected(&state).unwrap();
        mouse(&mut state, Mouse::Click(50, row));
        assert!(matches!(state.overlays.last(), Some(Overlay::Tour(_))), "{:?}", state.overlays);
        let mut state = reviewing(cluster());
        press_all(&mut state, "v");
        let row = selected(&state).unwrap();
        let (at, all, _) = overlays::list(&state).unwrap();
        let to = if at + 1 < all { row + 1 } else { row - 1 };
        mouse(&mut state, Mouse::Click(50, to));
        mouse(&mut state, Mouse::Click(50, to));
        assert_ne!(overlays::list(&state).unwrap().0, at);
        assert!(state.writing.is_none() && state.proposing.is_none());
    }

    /// The line of the screen that holds a text.
    fn line_of(state: &State, wanted: &str) -> u16 {
        let buffer = crate::tui::tests::screens::drawn(state);
        let shown = crate::tui::tests::screens::text(&buffer);
        u16::try_from(shown.lines().position(|line| line.contains(wanted)).expect(wanted)).unwrap()
    }

    #[test]
    fn ways_out_of_a_conflict_are_chosen_and_nothing_is_written_before_its_key() {
        use crate::tui::fixtures::{cluster, conflicting, press_all, reviewing};
        use crate::tui::overlays::{Overlay, conflict::ConflictView};
        use crate::tui::state::{After, Decision};
        use crate::workspace::Change;
        let request = crate::workspace::Request::from(Change::Merge { ids: vec!["A".into(), "B".into()] });
        let contradicted = || {
            let mut state = reviewing(cluster());
            let decision = Decision { requests: vec![request.clone()], after: After::Stay };
            let view = ConflictView::new(decision, &conflicting(std::slice::from_ref(&request))).unwrap();
            state.overlays.push(Overlay::Conflict(Box::new(view)));
            state
        };
        let mut state = contradicted();
        let row = line_of(&state, "give up");
        mouse(&mut state, Mouse::Click(40, row));
        assert!(state.overlays.is_empty() && state.writing.is_none());
        for way in ["take back #", "move "] {
            let mut state = contradicted();
            let row = line_of(&state, way);
            mouse(&mut state, Mouse::Click(40, row));
            assert!(matches!(state.overlays.last(), Some(Overlay::Preview(_))), "{way}: {:?}", state.overlays.last());
            assert!(state.writing.is_none(), "{way}");
            press_all(&mut state, "Esc");
            assert!(matches!(state.overlays.last(), Some(Overlay::Conflict(_))), "{way}: Esc leads back");
        }
        // Any link that stands can be the one; words and what lies outside are nothing.
        let mut state = contradicted();
        let links: Vec<u16> = {
            let shown = crate::tui::tests::screens::text(&crate::tui::tests::screens::drawn(&state));
            let lines = shown.lines().enumerate().filter(|(_, line)| line.contains(" #"));
            lines
                .filter(|(_, line)| line.contains('│') && !line.contains("take back"))
                .map(|(at, _)| u16::try_from(at).unwrap())
                .collect()
        };
        assert!(!links.is_empty());
        for row in links {
            mouse(&mut state, Mouse::Click(40, row));
            assert_eq!(selected(&state), Some(row));
        }
        for row in [0, 1, line_of(&state, "tied together"), 39] {
            mouse(&mut state, Mouse::Click(40, row));
            assert!(matches!(state.overlays.as_slice(), [Overlay::Conflict(_)]));
        }
        assert!(state.writing.is_none() && state.proposing.is_none());
    }

    #[test]
    fn candidates_for_a_merge_are_selected_and_a_second_click_previews() {
        use crate::tui::fixtures::{cluster, press_all, reviewing};
        use crate::tui::overlays::Overlay;
        let mut state = reviewing(cluster());
        press_all(&mut state, "m");
        let (at, all, _) = overlays::list(&state).unwrap();
        assert!(at == 0 && all > 1, "{all}");
        let row = selected(&state).unwrap() + 1;
        mouse(&mut state, Mouse::Click(40, row));
        assert_eq!(overlays::list(&state).unwrap().0, 1);
        mouse(&mut state, Mouse::Click(40, row));
        assert!(matches!(state.overlays.last(), Some(Overlay::Preview(_))), "{:?}", state.overlays.last());
        assert!(state.writing.is_none());
    }

    #[test]
    fn tabs_are_clicked_and_what_lies_beside_a_list_is_not() {
        let mut state = state(Screen::Queue, (160, 40), Depth::Mono);
        mouse(&mut state, Mouse::Click(150, 8));
        assert_eq!(state.queue.list.cursor, 0);
        let golden = (0..160).find(|column| tabs::at(&state.keys, *column) == Some(Screen::Golden)).unwrap();
        mouse(&mut state, Mouse::Click(u16::try_from(golden).unwrap(), 0));
        assert_eq!(state.screen, Screen::Golden);
        mouse(&mut state, Mouse::Click(159, 0));
        assert_eq!(state.screen, Screen::Golden);
    }
}
