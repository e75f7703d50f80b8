//! The table with attributes down and records across; the golden record stands at the right, always.
//!
//! Where not all records fit, the first stays and the others are paged, so that the focused one is on the screen.

use ratatui::style::Modifier;

use super::blind;
use super::compare::{self, Likeness, Line};
use super::{changes, golden};
use crate::model::two_digits;
use crate::text::{Mark, SafeText, difference, width::columns as wide};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Pieces, Row, part};
use crate::workspace::ClusterView;

/// A record's column is at least so wide.
const NARROWEST: usize = 16;
/// And at most.
const WIDEST: usize = 44;
/// Screens at least so wide have a column for the rule.
const RULE_FROM: usize = 160;
/// Columns of the glyphs before a value.
const MARKS: usize = 2;
/// Lines above the values.
const HEAD: usize = 3;
/// Lines of a value at most; Enter shows what is longer.
const TALLEST: usize = 5;

/// Which columns there are, and how wide.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    name: usize,
    record: usize,
    golden: usize,
    /// Columns of the rule; 0 where it stands below the golden value or not in the table.
    rule: usize,
    /// Positions of the members shown.
    shown: Vec<usize>,
}

fn plan(columns: usize, longest_name: usize, members: usize, focus: usize) -> Plan {
    let name = (longest_name + 4).clamp(8, 20).min(columns / 4);
    let (golden, rule) = match columns {
        0..RULE_FROM => ((columns / 4).min(30), 0),
        _ => (36, 28),
    };
    let room = columns.saturating_sub(name + golden + rule + if rule > 0 { 3 } else { 2 });
    let fit = (room / (NARROWEST + 1)).max(1);
    let shown: Vec<usize> = if members <= fit {
        (0..members).collect()
    } else if fit == 1 {
        vec![focus]
    } else {
        let page = focus.saturating_sub(1) / (fit - 1);
        let start = 1 + page * (fit - 1);
        std::iter::once(0).chain(start..(start + fit - 1).min(members)).collect()
    };
    let record = (room / shown.len().max(1)).saturating_sub(1).clamp(1, WIDEST);
    Plan { name, record, golden, rule, shown }
}

/// Lines that the table would like to have, so that no value is cut and the rules find room.
pub fn wanted(state: &State, view: &ClusterView, columns: usize) -> usize {
    let plan = planned(state, view, columns);
    HEAD + state.review.lines.iter().map(|line| needed(state, view, &plan, line)).sum::<usize>()
}

fn planned(state: &State, view: &ClusterView, columns: usize) -> Plan {
    let names = state.review.lines.iter().map(|line| wide(state.catalog.name(line.attribute))).max().unwrap_or(0);
    plan(columns, names, view.members.len(), state.review.record)
}

/// The lines of the table, and which of them is the focused attribute's.
pub fn lines(state: &State, view: &ClusterView, columns: usize, room: usize) -> (Vec<Row>, usize) {
    let plan = planned(state, view, columns);
    let heights = heights(state, view, &plan, room.saturating_sub(HEAD));
    let first = window(&heights, state.review.line, room.saturating_sub(HEAD));
    let cursor = HEAD + heights.iter().take(state.review.line).skip(first).sum::<usize>();
    let mut rows = header(state, view, &plan, columns);
    for (at, height) in heights.iter().enumerate().skip(first) {
        rows.extend(attribute(state, view, &plan, columns, at, *height));
    }
    (rows, cursor)
}

/// Lines of each attribute: two where they are needed, and more for as long as there is room; where there is none for
/// two each, only the focused one has them.
fn heights(state: &State, view: &ClusterView, plan: &Plan, body: usize) -> Vec<usize> {
    let needs: Vec<usize> = state.review.lines.iter().map(|line| needed(state, view, plan, line)).collect();
    let two: Vec<usize> = needs.iter().map(|need| (*need).min(2)).collect();
    let Some(mut spare) = body.checked_sub(two.iter().sum()) else {
        let focus = state.review.line;
        return two.iter().enumerate().map(|(at, two)| if at == focus { *two } else { 1 }).collect();
    };
    let more = |(two, need): (usize, usize)| {
        let more = spare.min(need - two);
        spare -= more;
        two + more
    };
    two.into_iter().zip(needs).map(more).collect()
}

/// The first attribute to be drawn, so that the focused one is whole on the screen.
fn window(heights: &[usize], focus: usize, body: usize) -> usize {
    let span = |range: std::ops::RangeInclusive<usize>| heights.get(range).map_or(0, |part| part.iter().sum::<usize>());
    let last = heights.len().saturating_sub(1);
    (0..=focus).find(|first| span(*first..=last) <= body || span(*first..=focus) <= body / 2 + 1).unwrap_or(focus)
}

/// Lines that an attribute needs for its longest value on the screen, up to [`TALLEST`].
fn needed(state: &State, view: &ClusterView, plan: &Plan, line: &Line) -> usize {
    let room = plan.record.saturating_sub(MARKS);
    let values = plan.shown.iter().filter_map(|member| view.members.get(*member)?.record.value(line.attribute));
    let columns = |value| wide(SafeText::from_data(state.shown(line.attribute, value)).as_str());
    // Broken between words, a text takes a little more than its columns.
    let lines = |columns: usize, room: usize| (columns + columns / 8).div_ceil(room.max(1));
    let longest = values.map(columns).max().unwrap_or(0);
    let records = if longest <= room { 1 } else { lines(longest, room) };
    let golden = view.golden.values.get(line.attribute).map_or(0, |value| {
        let columns = wide(SafeText::from_data(golden::value(state, line.attribute, value).0).as_str());
        let own = if columns <= plan.golden { 1 } else { lines(columns, plan.golden) };
        own + usize::from(plan.rule == 0)
    });
    records.max(golden).clamp(1, TALLEST)
}

/// Up to the golden column, with the line that parts it from the records.
fn bar(row: Row, plan: &Plan, state: &State) -> Row {
    let to = plan.name + plan.shown.len() * (plan.record + 1);
    row.to(to).text("│ ", state.theme.style(Role::Muted))
}

fn header(state: &State, view: &ClusterView, plan: &Plan, columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let paged = plan.shown.len() < view.members.len();
    let (at, of) = (state.review.record + 1, view.members.len());
    let page = format!("‹ {at} of {of} ›");
    let page = if wide(&page) < plan.name { page } else { format!("‹{at}/{of}›") };
    let groups = compare::match_groups(view);
    let scores = if groups.is_empty() { "  score" } else { "  score · group" };
    let labels = [if paged { page.as_str() } else { "" }, "  updated", scores];
    let status = blind::status(view).to_string();
    let golden = [("golden record", "rule", Role::Title), (status.as_str(), "", Role::Muted), ("", "", Role::Muted)];
    let mut rows = Vec::with_capacity(HEAD);
    for (n, (label, (title, rule, role))) in labels.into_iter().zip(golden).enumerate() {
        let mut row = Row::new(columns).cell(label, plan.name, if n == 0 { theme.style(Role::Key) } else { muted });
        for &member in &plan.shown {
            row = heading(state, view, &groups, (member, n), plan.record, row).gap(1);
        }
        row = bar(row, plan, state).cell(title, plan.golden, theme.style(role));
        rows.push(if plan.rule > 0 { row.gap(1).cell(rule, plan.rule, muted) } else { row });
    }
    rows
}

/// Line `n` above a record's values: its key; when its source changed it; its score against the focused record, and
/// its match group where there are several.
fn heading(
    state: &State,
    view: &ClusterView,
    groups: &[&str],
    (at, n): (usize, usize),
    columns: usize,
    row: Row,
) -> Row {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let Some(member) = view.members.get(at) else { return row.gap(columns) };
    match n {
        0 => {
            let group = state.review.groups.get(at).copied().unwrap_or_default();
            let tag = if group > 0 { format!("[{group}] ") } else { String::new() };
            let mark = if state.review.marked.contains(&at) { "● " } else { "" };
            let role = if at == state.review.record { Role::Anchor } else { Role::Strong };
            let room = columns.saturating_sub(wide(&tag) + wide(mark));
            let pieces = [
                (tag, theme.style(Role::Group(group))),
                (mark.to_owned(), theme.style(Role::Key)),
                (SafeText::from_data(&short(&member.record.key, room)).as_str().to_owned(), theme.style(role)),
            ];
            row.pieces(&pieces, columns)
        }
        1 if member.gone => row.cell("gone from its source", columns, theme.style(Role::Danger)),
        1 => row.cell(&moment(member.record.updated_at.as_deref().unwrap_or("—"), columns), columns, muted),
        _ => {
            let focused = (at == state.review.record).then(|| "focused".to_owned());
            let score = compare::pair(view, state.review.record, at)
                .filter(|_| !blind::hides_scores(state, view))
                .map(|pair| two_digits(pair.probability));
            let letter = compare::group_letter(groups, member.match_id.as_deref());
            let letter = (!groups.is_empty()).then_some(letter);
            let parts: Vec<String> = focused.or(score).into_iter().chain(letter).collect();
            row.cell(&parts.join(" · "), columns, muted)
        }
    }
}

/// A time as its source writes it; to the minute where that is too long and it is plainly RFC 3339.
pub fn moment(text: &str, columns: usize) -> String {
    match text.get(..16) {
        Some(minute) if text.len() > columns && text.get(10..11) == Some("T") => minute.replace('T', " "),
        _ => text.to_owned(),
    }
}

/// The lines of an attribute: long values go on below, and so does the golden one; the rule stands last where it has
/// no column of its own.
fn attribute(state: &State, view: &ClusterView, plan: &Plan, columns: usize, at: usize, height: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let Some(line) = state.review.lines.get(at) else { return Vec::new() };
    let focused = at == state.review.line;
    let style = theme.style(if focused { Role::Strong } else { Role::Muted });
    let changed =
        view.members.iter().any(|m| changes::of_value(view, &m.record.key, line.attribute).any(|(_, c)| c.known));
    let name = format!(
        "{}{}{}{}",
        if focused { "›" } else { " " },
        line.class.glyph(),
        if changed { "↻" } else { " " },
        state.catalog.name(line.attribute)
    );
    let mut rows: Vec<Row> = (0..height).map(|_| Row::new(columns).to(plan.name)).collect();
    if let Some(first) = rows.first_mut() {
        *first = Row::new(columns).cell(&name, plan.name.saturating_sub(1), style).gap(1);
    }
    for &member in &plan.shown {
        let here = focused && member == state.review.record;
        let mut rest = cell(state, view, member, line.attribute, here);
        for (n, row) in rows.iter_mut().enumerate() {
            let margin = if n == 0 { 0 } else { MARKS };
            let room = plan.record.saturating_sub(margin);
            let (head, tail) = if n + 1 < height { part(rest, room) } else { (rest, Vec::new()) };
            *row = std::mem::replace(row, Row::new(0)).gap(margin).pieces(&head, room).gap(1);
            rest = tail;
        }
    }
    let Some(value) = view.golden.values.get(line.attribute) else { return rows };
    let (text, role) = golden::value(state, line.attribute, value);
    let rule = golden::rule(value);
    let below = plan.rule == 0 && height > 1;
    let mut rest: Pieces = vec![(SafeText::from_data(text).as_str().to_owned(), theme.style(role))];
    let last = height - 1 - usize::from(below);
    let mut ruled = !below;
    let golden = rows.into_iter().enumerate().map(|(n, row)| {
        let row = bar(row, plan, state);
        if !ruled && rest.is_empty() {
            ruled = true;
            return row.gap(1).cell(&rule, plan.golden.saturating_sub(1), muted);
        }
        let all = std::mem::take(&mut rest);
        let (head, tail) = if n < last { part(all, plan.golden) } else { (all, Vec::new()) };
        rest = tail;
        let row = row.pieces(&head, plan.golden);
        if plan.rule > 0 && n == 0 { row.gap(1).cell(&rule, plan.rule, muted) } else { row }
    });
    golden.collect()
}

/// A value: how it relates to the focused record's, whether it is the golden one, and itself with what differs marked.
pub fn cell(state: &State, view: &ClusterView, member: usize, attribute: usize, here: bool) -> Pieces {
    let theme = state.theme;
    let focus = state.review.record;
    let likeness = compare::likeness(view, focus, member, attribute);
    let value = |at: usize| view.members.get(at).and_then(|m| m.record.value(attribute));
    let winner = view.members.get(member).is_some_and(|m| golden::is_winner(view, &m.record.key, attribute));
    let mut pieces = vec![
        (likeness.glyph().to_owned(), theme.style(likeness.role())),
        (if winner { "★" } else { " " }.to_owned(), theme.style(Role::Winner)),
    ];
    match value(member) {
        None => {}
        Some("") => pieces.push(("\"\"".to_owned(), theme.style(Role::Missing))),
        Some(text) => {
            let safe = SafeText::from_data(state.shown(attribute, text));
            let plain = theme.style(if safe.has_hidden() { Role::Hidden } else { Role::Text });
            match value(focus).map(|text| SafeText::from_data(state.shown(attribute, text))) {
                Some(anchor) if matches!(likeness, Likeness::Close | Likeness::Differs) => {
                    let differs = plain.patch(theme.style(Role::Differs));
                    pieces.extend(
                        difference(anchor.as_str(), safe.as_str())
                            .into_iter()
                            .map(|piece| (piece.text, if piece.mark == Mark::Differs { differs } else { plain })),
                    );
                }
                _ => pieces.push((safe.as_str().to_owned(), plain)),
            }
        }
    }
    if here {
        for (_, style) in &mut pieces {
            *style = style.add_modifier(Modifier::REVERSED);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focused_record_and_the_first_are_always_shown() {
        for columns in [60, 80, 100, 160, 200] {
            for members in 1..14 {
                for focus in 0..members {
                    let plan = plan(columns, 12, members, focus);
                    assert!(plan.shown.contains(&focus), "{columns} {members} {focus}: {plan:?}");
                    assert!(plan.shown.len() == 1 || plan.shown.first() == Some(&0));
                    let rule = if plan.rule > 0 { plan.rule + 1 } else { 0 };
                    let used = plan.name + plan.shown.len() * (plan.record + 1) + 2 + plan.golden + rule;
                    assert!(used <= columns, "{columns}: {plan:?}");
                }
            }
        }
    }
}
