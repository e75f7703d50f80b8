//! The lines above the table: which records stand where, and which golden records follow.

use super::table::{HEAD, Plan, TALLEST, bar};
use super::{blind, compare, golden, guide};
use crate::model::{Golden, two_digits};
use crate::text::{SafeText, width::columns as wide};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Row, height};
use crate::workspace::ClusterView;

/// The gap behind a record's column; a line where the records of another cluster begin or end.
pub fn parting(row: Row, state: &State, view: &ClusterView, plan: &Plan, at: usize) -> Row {
    let side = |at: usize| plan.shown.get(at).map(|member| view.is_beside(*member));
    match (side(at), side(at + 1)) {
        (Some(this), Some(next)) if this != next => row.text("┃", state.theme.style(Role::Key)),
        _ => row.gap(1),
    }
}

/// A golden record at the right of the table, with the lines above it.
pub struct Kept<'a> {
    /// The record.
    pub golden: &'a Golden,
    heading: Vec<(String, Role)>,
}

impl Kept<'_> {
    /// What it is called.
    pub fn title(&self) -> &str {
        self.heading.first().map_or("", |(title, _)| title.as_str())
    }

    /// The look of its title.
    pub fn role(&self) -> Role {
        self.heading.first().map_or(Role::Title, |(_, role)| *role)
    }
}

/// The golden records at the right: that of the cluster; while it is being divided those of the groups, at most `count`,
/// that of the focused record's group among them.
pub fn kept<'a>(state: &'a State, view: &'a ClusterView, count: usize) -> Vec<Kept<'a>> {
    let mut groups = guide::groups(state);
    let focused = state.review.groups.get(state.review.record).copied().unwrap_or_default();
    groups.retain(|group| guide::outcome(state, *group).is_some());
    if groups.len() > count {
        let at = groups.iter().position(|group| *group == focused).unwrap_or(0);
        groups = groups.into_iter().skip((at + 1).saturating_sub(count)).take(count).collect();
    }
    let divided: Vec<Kept> = groups
        .iter()
        .filter_map(|group| {
            let cluster = guide::outcome(state, *group)?;
            let role = if *group == 0 { Role::Muted } else { Role::Group(*group) };
            let title = (format!("{} golden record", guide::tag(*group)), role);
            let id = (cluster.golden_id.clone(), Role::Muted);
            let fate = (guide::fate(state, cluster).to_owned(), Role::Muted);
            Some(Kept { golden: &cluster.golden, heading: vec![title, id, fate] })
        })
        .collect();
    if !divided.is_empty() {
        return divided;
    }
    let heading = match &view.beside {
        None => vec![("golden record".to_owned(), Role::Title), (blind::status(view).to_string(), Role::Muted)],
        Some(beside) => {
            vec![("golden, if one".to_owned(), Role::Title), (format!("as {}", beside.stays), Role::Muted)]
        }
    };
    vec![Kept { golden: &view.golden, heading }]
}

/// How many lines a golden record wants for an attribute: those of its value, and one for the rule where `ruled` asks for
/// it and it finds no room behind the value.
pub fn lines_of(state: &State, kept: &[Kept], attribute: usize, columns: usize, ruled: bool) -> usize {
    let lines = |kept: &Kept| {
        kept.golden.values.get(attribute).map_or(0, |value| {
            let (text, _) = golden::value(state, attribute, value);
            let text = SafeText::from_data(&text);
            let behind = fits_behind(text.columns(), &golden::rule(value), columns);
            height(text.as_str(), columns, TALLEST) + usize::from(ruled && !behind)
        })
    };
    kept.iter().map(lines).max().unwrap_or(0)
}

/// Whether a rule finds room on the line of a value that takes so many columns.
pub fn fits_behind(value: usize, rule: &str, columns: usize) -> bool {
    value + 2 + wide(rule) <= columns
}

/// The lines above the values.
pub fn header(state: &State, view: &ClusterView, plan: &Plan, kept: &[Kept], columns: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let paged = plan.shown.len() < view.members.len();
    let (at, of) = (state.review.record + 1, view.members.len());
    let page = format!("‹ {at} of {of} ›");
    let page = if wide(&page) < plan.name { page } else { format!("‹{at}/{of}›") };
    let groups = compare::match_groups(view);
    let scores = if groups.is_empty() { "  score" } else { "  score · group" };
    let labels = [if paged { page.as_str() } else { "" }, "  updated", scores];
    let mut rows = Vec::with_capacity(HEAD);
    for (n, label) in labels.into_iter().enumerate() {
        let mut row = Row::new(columns).cell(label, plan.name, if n == 0 { theme.style(Role::Key) } else { muted });
        for (at, &member) in plan.shown.iter().enumerate() {
            row = parting(heading(state, view, &groups, (member, n), plan.record, row), state, view, plan, at);
        }
        row = bar(row, plan, state);
        for (at, kept) in kept.iter().enumerate() {
            let (title, role) = kept.heading.get(n).map_or(("", Role::Muted), |(title, role)| (title.as_str(), *role));
            row = row.gap(usize::from(at > 0)).cell(title, plan.golden, theme.style(role));
        }
        rows.push(row);
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
            let mark = match (state.review.marked.contains(&at), view.is_beside(at)) {
                (true, _) => "● ",
                (false, true) => "∪ ",
                (false, false) => "",
            };
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
        1 => row.cell(&moment(member.record.updated_at.as_deref().unwrap_or("—")), columns, muted),
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

/// A time to the minute, where it is plainly RFC 3339; else as its source writes it.
pub fn moment(text: &str) -> String {
    match text.get(..16) {
        Some(minute) if matches!(text.get(10..11), Some("T" | " ")) => minute.replace('T', " "),
        _ => text.to_owned(),
    }
}
