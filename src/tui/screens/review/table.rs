//! The table with attributes down and records across; the golden record stands at the right, always.
//!
//! Where not all records fit, the first stays and the others are paged, so that the focused one is on the screen.

use ratatui::style::Modifier;

use super::compare::{self, Likeness, Line};
use super::golden;
use crate::text::{Mark, SafeText, difference, width::columns as wide};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{Pieces, Row, part};
use crate::tui::widgets::score_bar::number;
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

/// Lines that the table would like to have: on a narrow screen two an attribute, so that the rule finds room.
pub fn wanted(attributes: usize, columns: usize) -> usize {
    HEAD + if columns < RULE_FROM { 2 * attributes } else { attributes + 1 }
}

/// The lines of the table, and which of them is the focused attribute's.
pub fn lines(state: &State, view: &ClusterView, columns: usize, room: usize) -> (Vec<Row>, usize) {
    let names = state.review.lines.iter().map(|line| wide(state.catalog.name(line.attribute))).max().unwrap_or(0);
    let plan = plan(columns, names, view.members.len(), state.review.record);
    let attributes = &state.review.lines;
    let body = room.saturating_sub(HEAD);
    // A second line holds the rest of long values, and the rule where it has no column. Where there is no room for
    // that everywhere, the focused attribute has it.
    let wants_two = plan.rule == 0 || !fits(state, view, &plan);
    let tall = wants_two && attributes.len() * 2 <= body;
    let height = if tall { body / 2 } else { body.saturating_sub(usize::from(wants_two)) };
    let window = visible(state.review.line, attributes.len(), height);
    let cursor = HEAD + (state.review.line.saturating_sub(window.start)) * if tall { 2 } else { 1 };
    let mut rows = header(state, view, &plan, columns);
    for at in window {
        let two = tall || (wants_two && at == state.review.line);
        rows.extend(attribute(state, view, &plan, columns, at, two));
    }
    (rows, cursor)
}

/// Every value on the screen has room on one line.
fn fits(state: &State, view: &ClusterView, plan: &Plan) -> bool {
    let room = plan.record.saturating_sub(MARKS);
    let fits = |line: &Line, member: usize| {
        let value = view.members.get(member).and_then(|member| member.record.value(line.attribute));
        value.is_none_or(|value| wide(SafeText::from_data(state.shown(line.attribute, value)).as_str()) <= room)
    };
    state.review.lines.iter().all(|line| plan.shown.iter().all(|member| fits(line, *member)))
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
    let page = format!("‹ {} of {} ›", state.review.record + 1, view.members.len());
    let labels = [if paged { page.as_str() } else { "" }, "  updated", "  score · group"];
    let status = view.status.to_string();
    let golden = [("golden record", "rule", Role::Title), (status.as_str(), "", Role::Muted), ("", "", Role::Muted)];
    let mut rows = Vec::with_capacity(HEAD);
    for (n, (label, (title, rule, role))) in labels.into_iter().zip(golden).enumerate() {
        let mut row = Row::new(columns).cell(label, plan.name, if n == 0 { theme.style(Role::Key) } else { muted });
        for &member in &plan.shown {
            row = heading(state, view, member, n, plan.record, row).gap(1);
        }
        row = bar(row, plan, state).cell(title, plan.golden, theme.style(role));
        rows.push(if plan.rule > 0 { row.gap(1).cell(rule, plan.rule, muted) } else { row });
    }
    rows
}

/// Line `n` above a record's values: its key; when its source changed it; its score and its match group.
fn heading(state: &State, view: &ClusterView, at: usize, n: usize, columns: usize, row: Row) -> Row {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let Some(member) = view.members.get(at) else { return row.gap(columns) };
    match n {
        0 => {
            let group = state.review.groups.get(at).copied().unwrap_or_default();
            let tag = if group > 0 { format!("[{group}] ") } else { String::new() };
            let mark = if state.review.marked.contains(&at) { "● " } else { "" };
            let role = if at == state.review.record { Role::Anchor } else { Role::Strong };
            let pieces = [
                (tag, theme.style(Role::Group(group))),
                (mark.to_owned(), theme.style(Role::Key)),
                (SafeText::from_data(&member.record.key.to_string()).as_str().to_owned(), theme.style(role)),
            ];
            row.pieces(&pieces, columns)
        }
        1 if member.gone => row.cell("gone from its source", columns, theme.style(Role::Danger)),
        1 => row.cell(&moment(member.record.updated_at.as_deref().unwrap_or("—"), columns), columns, muted),
        _ => {
            let score = compare::pair(view, state.review.record, at).map(|pair| number(pair.probability));
            let parts: Vec<&str> = score.iter().chain(&member.match_id).map(String::as_str).collect();
            row.cell(&parts.join(" · "), columns, muted)
        }
    }
}

/// A time as its source writes it; to the minute where that is too long and it is plainly RFC 3339.
fn moment(text: &str, columns: usize) -> String {
    match text.get(..16) {
        Some(minute) if text.len() > columns && text.get(10..11) == Some("T") => minute.replace('T', " "),
        _ => text.to_owned(),
    }
}

/// The line of an attribute. Where it may have two, the second holds the rest of long values, and the rule.
fn attribute(state: &State, view: &ClusterView, plan: &Plan, columns: usize, at: usize, two: bool) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let Some(line) = state.review.lines.get(at) else { return Vec::new() };
    let focused = at == state.review.line;
    let style = theme.style(if focused { Role::Strong } else { Role::Muted });
    let name =
        format!("{}{} {}", if focused { "›" } else { " " }, line.class.glyph(), state.catalog.name(line.attribute));
    let mut first = Row::new(columns).cell(&name, plan.name.saturating_sub(1), style).gap(1);
    let mut second = Row::new(columns).to(plan.name);
    for &member in &plan.shown {
        let here = focused && member == state.review.record;
        let pieces = cell(state, view, member, line.attribute, here);
        if two {
            let (head, tail) = part(pieces, plan.record);
            first = first.pieces(&head, plan.record).gap(1);
            second = second.gap(MARKS).pieces(&tail, plan.record.saturating_sub(MARKS)).gap(1);
        } else {
            first = first.pieces(&pieces, plan.record).gap(1);
        }
    }
    first = bar(first, plan, state);
    if let Some(value) = view.golden.values.get(line.attribute) {
        let (text, role) = golden::value(state, line.attribute, value);
        first = first.cell(text, plan.golden, theme.style(role));
        let rule = golden::rule(value);
        if plan.rule > 0 {
            first = first.gap(1).cell(&rule, plan.rule, muted);
        }
        second = bar(second, plan, state);
        if plan.rule == 0 {
            second = second.gap(1).cell(&rule, plan.golden.saturating_sub(1), muted);
        }
    }
    if two { vec![first, second] } else { vec![first] }
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
