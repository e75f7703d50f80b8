//! The table with attributes down and records across; the golden record stands at the right, always.
//!
//! Where not all records fit, the first one (or the first that is marked) stays and the others are paged, so that the
//! focused one is on the screen. Attributes that are the same in all records take one line each, without repeating the
//! value; where there is no room they are folded into one line until the focus comes to them.

use ratatui::style::Style;

use super::cell::cell;
use super::compare::{Class, Line};
use super::head::{Kept, fits_behind, header, kept, lines_of, parting};
use super::places::{Column, Places};
use super::{blind, changes, golden};
use crate::model::signed;
use crate::text::{SafeText, width::columns as wide};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::row::{Pieces, Row, height, part};
use crate::tui::widths::{Edge, Handle, LEAST, Widths};
use crate::workspace::ClusterView;

pub use super::head::moment;

/// A record's column is at least so wide.
const NARROWEST: usize = 16;
/// And at most.
const WIDEST: usize = 44;
/// Screens at least so wide have room for two golden records of a cluster that is being divided.
const TWO_FROM: usize = 100;
/// And for three.
const THREE_FROM: usize = 160;
/// Columns of the glyphs before a value.
const MARKS: usize = 2;
/// Lines above the values.
pub const HEAD: usize = 3;
/// Lines of a value at most; Enter shows what is longer.
pub const TALLEST: usize = 5;
/// Columns of what an attribute adds, beside its name, where there is room.
const WEIGHT: usize = 5;

/// Which columns there are, and how wide.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// Columns of the attribute's name, with its glyphs.
    pub name: usize,
    /// Of which so many for what it adds to the match weight.
    weight: usize,
    /// Columns of a record.
    pub record: usize,
    /// Columns of a golden record.
    pub golden: usize,
    /// Golden records.
    goldens: usize,
    /// Positions of the members shown.
    pub shown: Vec<usize>,
}

/// What the screen is planned for.
struct Wish {
    columns: usize,
    longest_name: usize,
    members: usize,
    focus: usize,
    /// The record that stays on the screen.
    anchor: usize,
    /// Golden records that could be shown.
    goldens: usize,
    /// Widths that the steward chose.
    widths: Widths,
}

fn plan(wish: &Wish) -> Plan {
    let Wish { columns, members, focus, anchor, widths, .. } = *wish;
    // While it is divided, the golden records need the room more.
    let weight = if columns >= TWO_FROM && wish.goldens < 2 { WEIGHT } else { 0 };
    let usual = (wish.longest_name + 4).clamp(11, 20).min(columns / 4) + weight;
    let name = widths.within(Edge::Names, LEAST + weight, columns / 2).map_or(usual, |width| width + 1);
    let (goldens, golden) = match (columns, wish.goldens) {
        (0..TWO_FROM, _) | (_, 0 | 1) => (1, (columns / 4).min(50)),
        (TWO_FROM..THREE_FROM, _) => (2, columns / 6),
        (_, more) => (more.min(3), 84 / more.min(3) - 1),
    };
    // Chosen: as wide as leaves a record some room.
    let most = (columns.saturating_sub(name + LEAST + 3) / goldens).saturating_sub(1).max(1);
    let golden = widths.within(Edge::Goldens, LEAST, most).unwrap_or(golden).min(most);
    let right = goldens * (golden + 1) - 1;
    let room = columns.saturating_sub(name + right + 2);
    let chosen = widths.within(Edge::Records, LEAST, room.saturating_sub(1).max(1));
    let fit = (room / (chosen.unwrap_or(NARROWEST) + 1)).max(1);
    let shown: Vec<usize> = if members <= fit {
        (0..members).collect()
    } else if fit == 1 {
        vec![focus]
    } else {
        // The others in the order of the cluster, a page of them after the one that stays.
        let others: Vec<usize> = (0..members).filter(|member| *member != anchor).collect();
        let at = others.iter().position(|member| *member == focus).unwrap_or(0);
        let page = at / (fit - 1);
        std::iter::once(anchor).chain(others.into_iter().skip(page * (fit - 1)).take(fit - 1)).collect()
    };
    // Where the golden records were moved, the others have all that is left.
    let widest = if widths.within(Edge::Goldens, 0, columns).is_some() { columns } else { WIDEST };
    let record = chosen.unwrap_or((room / shown.len().max(1)).saturating_sub(1).clamp(1, widest));
    Plan { name, weight, record, golden, goldens, shown }
}

/// Lines that the table would like to have, so that no value is cut and the rules find room.
pub fn wanted(state: &State, view: &ClusterView, columns: usize) -> usize {
    let plan = planned(state, view, columns);
    let kept = kept(state, view, plan.goldens);
    HEAD + state.review.lines.iter().map(|line| needed(state, view, &plan, &kept, line)).sum::<usize>()
}

fn planned(state: &State, view: &ClusterView, columns: usize) -> Plan {
    let review = &state.review;
    let names = review.lines.iter().map(|line| wide(state.catalog.name(line.attribute))).max().unwrap_or(0);
    plan(&Wish {
        columns,
        longest_name: names,
        members: view.members.len(),
        focus: review.record,
        anchor: review
            .marked
            .first()
            .copied()
            .or(view.beside.as_ref().and(view.weakest).map(|(at, _)| at))
            .unwrap_or(0),
        goldens: kept(state, view, usize::MAX).len(),
        widths: state.widths,
    })
}

/// The gaps that can be dragged: behind the names, behind each record, and before the golden records.
pub fn handles(state: &State, view: &ClusterView, columns: usize) -> Vec<Handle> {
    let plan = planned(state, view, columns);
    let bar = plan.name + plan.shown.len() * (plan.record + 1);
    let record = |n: usize| Handle::after(Edge::Records, plan.name + n * (plan.record + 1) - 1, plan.name, n);
    let names = Handle::after(Edge::Names, plan.name - 1, 0, 1);
    let goldens = Handle { edge: Edge::Goldens, x: bar, origin: columns, share: plan.goldens, leftwards: true };
    std::iter::once(names).chain((1..=plan.shown.len()).map(record)).chain([goldens]).collect()
}

/// The lines of the table, and what stands where in it.
pub fn lines(state: &State, view: &ClusterView, columns: usize, room: usize) -> (Vec<Row>, Places) {
    let plan = planned(state, view, columns);
    let kept = kept(state, view, plan.goldens);
    let body = room.saturating_sub(HEAD);
    let needs: Vec<usize> = state.review.lines.iter().map(|line| needed(state, view, &plan, &kept, line)).collect();
    let folded = folded(state, &needs, body);
    // Folded attributes leave one line for all of them, and so do those above and below the window.
    let open = needs.get(..needs.len() - folded).unwrap_or_default();
    let body = body.saturating_sub(usize::from(folded > 0));
    let focus = state.review.line;
    let all = heights(open, focus, body);
    let (heights, body) = if all.iter().sum::<usize>() > body {
        (heights(open, focus, body.saturating_sub(1)), body.saturating_sub(1))
    } else {
        (all, body)
    };
    let first = window(&heights, focus, body);
    let cursor = HEAD + heights.iter().take(focus).skip(first).sum::<usize>();
    let mut rows = header(state, view, &plan, &kept, columns);
    let mut owners = vec![None; rows.len()];
    let mut next = first;
    for (at, height) in heights.iter().enumerate().skip(first) {
        // The focused one is drawn as far as it goes, wherever that ends.
        if rows.len() + height > HEAD + body && at != focus {
            break;
        }
        rows.extend(attribute(state, view, &plan, &kept, (columns, at, *height)));
        owners.resize(rows.len(), Some(at));
        next = at + 1;
    }
    rows.truncate(HEAD + body);
    owners.truncate(HEAD + body);
    if first > 0 || next < heights.len() {
        rows.push(beyond(state, first, next..heights.len(), columns));
    }
    if folded > 0 {
        rows.push(fold(state, view, open.len(), columns));
    }
    let column =
        |(n, &of): (usize, &usize)| Column { start: plan.name + n * (plan.record + 1), width: plan.record, of };
    let columns = plan.shown.iter().enumerate().map(column).collect();
    (rows, Places { cursor, rows: owners, columns })
}

/// How many attributes lie above the window, and which lie below it.
fn beyond(state: &State, above: usize, below: std::ops::Range<usize>, columns: usize) -> Row {
    let muted = state.theme.style(Role::Muted);
    let lines = state.review.lines.get(below).unwrap_or_default();
    let names: Vec<&str> = lines.iter().map(|line| state.catalog.name(line.attribute)).collect();
    let up = if above > 0 { format!("↑ {above} above  ") } else { String::new() };
    let down =
        if names.is_empty() { String::new() } else { format!("↓ {} below: {}", names.len(), names.join(", ")) };
    Row::new(columns).gap(1).text(&format!("{up}{down}"), muted)
}

/// How many attributes at the end of the list are folded into one line: those that are the same in all records, where
/// not all lines find room and the focus is on another one.
fn folded(state: &State, needs: &[usize], body: usize) -> usize {
    let lines = &state.review.lines;
    let equal = lines.iter().rev().take_while(|line| line.class == Class::Equal).count();
    let open = lines.len() - equal;
    let fits = needs.iter().map(|need| (*need).min(2)).sum::<usize>() <= body;
    if fits || equal < 2 || state.review.line >= open { 0 } else { equal }
}

/// The line of the attributes that are folded: names and values.
fn fold(state: &State, view: &ClusterView, from: usize, columns: usize) -> Row {
    let theme = state.theme;
    let mut row = Row::new(columns).text(" = ", theme.style(Role::Same)).text("same in all:", theme.style(Role::Muted));
    for (n, line) in state.review.lines.iter().skip(from).enumerate() {
        let value = view.members.first().and_then(|member| member.record.value(line.attribute)).unwrap_or_default();
        row = row
            .text(if n == 0 { " " } else { " · " }, theme.style(Role::Muted))
            .text(state.catalog.name(line.attribute), theme.style(Role::Muted))
            .text(" ", theme.style(Role::Muted))
            .text(&state.shown(line.attribute, value), theme.style(Role::Text));
    }
    row
}

/// Lines of each attribute: one, then a second where it is needed, first for the focused one and then from the top, and
/// only when all have two more of them, for as long as there is room.
fn heights(needs: &[usize], focus: usize, body: usize) -> Vec<usize> {
    let mut heights = vec![1; needs.len()];
    let mut spare = body.saturating_sub(needs.len());
    // The focused one has its second line even where that pushes others off the screen.
    if needs.get(focus).is_some_and(|need| *need > 1) {
        if let Some(own) = heights.get_mut(focus) {
            *own = 2;
        }
        spare = spare.saturating_sub(1);
    }
    for most in [2, usize::MAX] {
        for (height, need) in heights.iter_mut().zip(needs) {
            let more = spare.min(need.min(&most).saturating_sub(*height));
            spare -= more;
            *height += more;
        }
    }
    heights
}

/// The first attribute to be drawn, so that the focused one is whole on the screen.
fn window(heights: &[usize], focus: usize, body: usize) -> usize {
    let span = |range: std::ops::RangeInclusive<usize>| heights.get(range).map_or(0, |part| part.iter().sum::<usize>());
    let last = heights.len().saturating_sub(1);
    (0..=focus).find(|first| span(*first..=last) <= body || span(*first..=focus) <= body / 2 + 1).unwrap_or(focus)
}

/// Lines that an attribute would like to have.
fn needed(state: &State, view: &ClusterView, plan: &Plan, kept: &[Kept], line: &Line) -> usize {
    // The rule of a value that is the same in all is of interest once somebody looks: the line below the table tells it.
    let spanning = is_spanning(view, line);
    let golden = lines_of(state, kept, line.attribute, plan.golden, !spanning);
    if spanning {
        return golden.clamp(1, TALLEST);
    }
    let room = plan.record.saturating_sub(MARKS);
    let values = plan.shown.iter().filter_map(|member| view.members.get(*member)?.record.value(line.attribute));
    let lines = |value| height(SafeText::from_data(&state.shown(line.attribute, value)).as_str(), room, TALLEST);
    let records = values.map(lines).max().unwrap_or(1);
    records.max(golden).clamp(1, TALLEST)
}

/// All records have the same value: it stands once.
fn is_spanning(view: &ClusterView, line: &Line) -> bool {
    line.class == Class::Equal && view.members.len() > 1
}

/// Up to the golden column, with the line that parts it from the records.
pub fn bar(row: Row, plan: &Plan, state: &State) -> Row {
    let to = plan.name + plan.shown.len() * (plan.record + 1);
    row.to(to).text("│ ", state.theme.style(Role::Muted))
}

/// The name of an attribute with its glyphs, and what it adds to the match weight of those that it speaks most against.
fn name(state: &State, view: &ClusterView, plan: &Plan, line: &Line, focused: bool, row: Row) -> Row {
    let theme = state.theme;
    let changed =
        view.members.iter().any(|m| changes::of_value(view, &m.record.key, line.attribute).any(|(_, c)| c.known));
    let glyphs =
        format!("{}{}{}", if focused { "›" } else { " " }, line.class.glyph(), if changed { "↻" } else { " " });
    let text = format!("{glyphs}{}", state.catalog.name(line.attribute));
    let style = theme.style(if focused { Role::Strong } else { Role::Muted });
    let row = row.cell(&text, plan.name.saturating_sub(1 + plan.weight), style);
    let weight = line.telling().filter(|_| line.class == Class::Differs && !blind::hides_scores(state, view));
    let role = if weight.is_some_and(|weight| weight < 0.0) { Role::Differs } else { Role::Same };
    let weight = weight.map_or_else(String::new, signed);
    row.number(&weight, plan.weight, theme.style(role)).gap(1)
}

/// The lines of an attribute: long values go on below, and so does the golden one; the rule stands last where it has
/// no column of its own.
fn attribute(
    state: &State,
    view: &ClusterView,
    plan: &Plan,
    kept: &[Kept],
    (columns, at, height): (usize, usize, usize),
) -> Vec<Row> {
    let Some(line) = state.review.lines.get(at) else { return Vec::new() };
    let focused = at == state.review.line;
    let cursor = state.theme.style(Role::Focus);
    let mut rows: Vec<Row> = (0..height).map(|_| Row::new(columns).to(plan.name)).collect();
    if let Some(first) = rows.first_mut() {
        *first = name(state, view, plan, line, focused, Row::new(columns));
    }
    if is_spanning(view, line) {
        let width = (plan.shown.len() * (plan.record + 1)).saturating_sub(1);
        let mut pieces = cell(state, view, state.review.record, line.attribute);
        let all = format!("  in all {}", view.members.len());
        pieces.push((all, state.theme.style(Role::Muted)));
        if let Some(first) = rows.first_mut() {
            let row = std::mem::replace(first, Row::new(0));
            let drawn =
                if focused { row.pieces_under_cursor(&pieces, width, cursor) } else { row.pieces(&pieces, width) };
            *first = drawn.gap(1);
        }
    } else {
        for (column, &member) in plan.shown.iter().enumerate() {
            let here = focused && member == state.review.record;
            let mut rest = cell(state, view, member, line.attribute);
            for (n, row) in rows.iter_mut().enumerate() {
                let margin = if n == 0 { 0 } else { MARKS };
                let room = plan.record.saturating_sub(margin);
                let (head, tail) = if n + 1 < height { part(rest, room) } else { (rest, Vec::new()) };
                let own = std::mem::replace(row, Row::new(0));
                *row = if here && (n == 0 || !head.is_empty()) {
                    let blank = (" ".repeat(margin), Style::new());
                    let head: Pieces = std::iter::once(blank).chain(head).collect();
                    own.pieces_under_cursor(&head, plan.record, cursor)
                } else {
                    own.gap(margin).pieces(&head, room)
                };
                let own = std::mem::replace(row, Row::new(0));
                *row = parting(own, state, view, plan, column);
                rest = tail;
            }
        }
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|row| bar(row, plan, state)).collect();
    for (n, kept) in kept.iter().enumerate() {
        let start = plan.name + plan.shown.len() * (plan.record + 1) + 2 + n * (plan.golden + 1);
        golden_column(state, plan, kept, line.attribute, start, &mut rows);
    }
    rows
}

/// A golden value from a column on, over as many rows as there are.
fn golden_column(state: &State, plan: &Plan, kept: &Kept, attribute: usize, start: usize, rows: &mut [Row]) {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let Some(value) = kept.golden.values.get(attribute) else { return };
    let (text, role) = golden::value(state, attribute, value);
    let rule = golden::rule(value);
    // Behind the value where both find room, at the right end; else below it.
    let behind = fits_behind(wide(SafeText::from_data(&text).as_str()), &rule, plan.golden);
    let below = !behind && rows.len() > 1;
    let mut rest: Pieces = vec![(SafeText::from_data(&text).as_str().to_owned(), theme.style(role))];
    let last = rows.len().saturating_sub(1 + usize::from(below));
    let mut ruled = !below;
    for (n, row) in rows.iter_mut().enumerate() {
        let own = std::mem::replace(row, Row::new(0)).to(start);
        if !ruled && rest.is_empty() {
            ruled = true;
            *row = own.number(&rule, plan.golden, muted);
            continue;
        }
        let all = std::mem::take(&mut rest);
        let (head, tail) = if n < last { part(all, plan.golden) } else { (all, Vec::new()) };
        rest = tail;
        if behind && n == 0 {
            let room = plan.golden.saturating_sub(wide(&rule));
            *row = own.pieces(&head, room).text(&rule, muted).to(start + plan.golden);
            continue;
        }
        *row = own.pieces(&head, plan.golden);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_to_the_focused_attribute_then_from_the_top() {
        assert_eq!(heights(&[1, 3, 2, 4], 0, 20), [1, 3, 2, 4]);
        assert_eq!(heights(&[1, 3, 2, 4], 0, 8), [1, 3, 2, 2]);
        assert_eq!(heights(&[1, 3, 2, 4], 3, 6), [1, 2, 1, 2]);
        assert_eq!(heights(&[1, 3, 2, 4], 3, 4), [1, 1, 1, 2], "though it finds no room");
        assert_eq!(heights(&[], 0, 4), [0; 0]);
    }

    #[test]
    fn the_focused_record_and_the_one_that_stays_are_always_shown() {
        for columns in [60, 80, 100, 160, 200] {
            for members in 1..14 {
                for focus in 0..members {
                    for (anchor, goldens) in [(0, 1), (members - 1, 1), (members / 2, 3)] {
                        let widths = Widths::default();
                        let wish = Wish { columns, longest_name: 12, members, focus, anchor, goldens, widths };
                        let plan = plan(&wish);
                        assert!(plan.shown.contains(&focus), "{columns} {members} {focus}: {plan:?}");
                        assert!(plan.shown.len() == 1 || plan.shown.contains(&anchor), "{plan:?}");
                        let mut once = plan.shown.clone();
                        once.sort_unstable();
                        once.dedup();
                        assert_eq!(once.len(), plan.shown.len());
                        let right = plan.goldens * (plan.golden + 1) - 1;
                        let used = plan.name + plan.shown.len() * (plan.record + 1) + 2 + right;
                        assert!(used <= columns, "{columns}: {plan:?}");
                    }
                }
            }
        }
    }
}
