//! What lies below the table: where the golden value comes from, the links, what decisions and time have done.

use super::{blind, compare, golden, matrix};
use crate::model::{RecordKey, two_digits};
use crate::text::width::columns as wide;
use crate::tui::screens::counted;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::{several, short, squeezed};
use crate::tui::widgets::row::Row;
use crate::workspace::ClusterView;

const LABEL: usize = 16;
/// Records whose scores are drawn as a staircase below the table; `M` has more.
const MOST_ROWS: usize = 12;

/// The lines, those that matter most first. Where `room` lines leave it, the scores of all pairs take the place of those of
/// the focused record.
pub fn lines(state: &State, view: &ClusterView, columns: usize, room: usize) -> Vec<Row> {
    let mut lines = vec![rule(state, columns, 0)];
    lines.extend(provenance(state, view, columns));
    let rest = remarks(state, view, columns);
    if blind::hides_scores(state, view) {
        lines.push(label(state, "links", columns).text("hidden until you decide", state.theme.style(Role::Muted)));
    } else {
        lines.extend(bridge(state, view, columns));
        lines.extend(weakest(state, view, columns));
        lines.extend(possible(state, view, columns));
        let members = view.members.len();
        let fits = members > 2 && members <= matrix::fits(columns.saturating_sub(LABEL)) && members <= MOST_ROWS;
        if fits && lines.len() + members + rest.len() <= room {
            let rows = matrix::rows(state, view, LABEL, columns).into_iter().skip(1);
            let first = label(state, "pair scores", columns);
            lines.push(matrix::first(state, view, first));
            lines.extend(rows);
        } else {
            lines.extend(of_focus(state, view, columns));
        }
    }
    lines.extend(rest);
    lines
}

/// What decisions and time have done.
fn remarks(state: &State, view: &ClusterView, columns: usize) -> Vec<Row> {
    let mut lines = Vec::new();
    let told = !blind::hides_decision(view);
    lines.extend(told.then(|| joined(state, view, columns)).flatten());
    lines.extend(gone(state, view, columns));
    lines.extend(told.then(|| suppressed(state, view, columns)).flatten());
    lines.extend(told.then(|| history(state, view, columns)).flatten());
    lines.extend(match_groups(state, view, columns));
    lines
}

/// The line above: how many records have the focused value, and how many of the lines below found no room.
pub fn rule(state: &State, columns: usize, hidden: usize) -> Row {
    let muted = state.theme.style(Role::Muted);
    let text = if hidden > 0 {
        format!(" … {} on a taller screen ─", counted(hidden, "more line"))
    } else {
        String::new()
    };
    let row = Row::new(columns).text("──", muted);
    let row = match shared(state) {
        Some(shared) if wide(&shared) + wide(&text) + 4 <= row.room() => {
            row.text(" ", muted).text(&shared, state.theme.style(Role::Text)).text(" ", muted)
        }
        _ => row,
    };
    let dashes = row.room().saturating_sub(wide(&text));
    row.text(&format!("{}{text}", "─".repeat(dashes)), muted)
}

/// How many records have exactly the focused value, once that is known.
fn shared(state: &State) -> Option<String> {
    let review = &state.review;
    let attribute = review.attribute()?;
    let value = review.view.as_ref()?.members.get(review.record)?.record.value(attribute)?;
    let (records, more) = review.shared.get(&(attribute, value.to_owned()))?;
    let name = state.catalog.name(attribute);
    Some(match (records, more) {
        (_, true) => format!("{records} records or more have this {name}"),
        (0 | 1, false) => format!("no other record has this {name}"),
        (records, false) => format!("{records} records have this {name}"),
    })
}

fn label(state: &State, text: &str, columns: usize) -> Row {
    Row::new(columns).cell(text, LABEL - 1, state.theme.style(Role::Muted)).gap(1)
}

/// Which rule chose the golden value of the focused attribute, and from where.
fn provenance(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let attribute = state.review.attribute()?;
    let value = view.golden.values.get(attribute)?;
    let (text, role) = golden::value(state, attribute, value);
    let from = value.record.as_ref().map_or_else(String::new, |record| format!("★ {} · ", short(record, columns / 4)));
    let told = value.overridden.as_ref().filter(|_| !blind::hides_decision(view));
    let by = told.map_or_else(String::new, |o| {
        format!(" · by {}{}", o.by, o.reason.as_ref().map_or_else(String::new, |r| format!(": {}", state.free(r))))
    });
    let row = label(state, state.catalog.name(attribute), columns)
        .text(&format!("{from}{}{by} · ", golden::rule(value)), state.theme.style(Role::Muted));
    Some(row.text(&text, state.theme.style(role)))
}

fn weakest(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let theme = state.theme;
    let (i, j) = view.weakest?;
    let (a, b) = (&view.members.get(i)?.record.key, &view.members.get(j)?.record.key);
    let score = compare::pair(view, i, j).map(|pair| pair.probability);
    let tie = format!(" ──{}── ", score.map_or_else(|| "?".to_owned(), two_digits));
    let (near, far) = sides(view, i, j);
    let room = columns.saturating_sub(LABEL + wide(&tie) + wide(&near) + wide(&far));
    let each = if wide(&a.to_string()) + wide(&b.to_string()) <= room { room } else { room / 2 };
    let name = if view.beside.is_some() { "likeliest pair" } else { "weakest link" };
    let row = label(state, name, columns)
        .text(&short(a, each), theme.style(Role::Strong))
        .text(&near, theme.style(Role::Muted))
        .text(&tie, theme.style(Role::Warning))
        .text(&short(b, each), theme.style(Role::Strong))
        .text(&far, theme.style(Role::Muted));
    let cohesion = view.cohesion.map(|cohesion| format!("   cohesion {}", two_digits(cohesion)));
    Some(match cohesion.filter(|text| wide(text) <= row.room()) {
        Some(text) => row.text(&text, theme.style(Role::Muted)),
        None => row,
    })
}

/// What else hangs on either side of the weakest link, and would come off with it.
fn sides(view: &ClusterView, i: usize, j: usize) -> (String, String) {
    if view.far.is_empty() {
        return (String::new(), String::new());
    }
    let beside =
        |far: bool, but: usize| (0..view.members.len()).filter(|at| *at != but && view.far.contains(at) == far).count();
    let text = |n: usize| if n == 0 { String::new() } else { format!(" and {}", counted(n, "other")) };
    (text(beside(false, i)), text(beside(true, j)))
}

/// The focused record's links, weakest first: that is where a cluster breaks.
fn of_focus(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let theme = state.theme;
    let own = &view.members.get(state.review.record)?.record.key;
    let mut links: Vec<(f64, &RecordKey)> = view
        .pairs
        .iter()
        .filter_map(|pair| match (pair.a == *own, pair.b == *own) {
            (true, _) => Some((pair.probability, &pair.b)),
            (_, true) => Some((pair.probability, &pair.a)),
            _ => None,
        })
        .collect();
    links.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    // More than these never find room.
    links.truncate(columns / 8);
    let write = |cap: usize| {
        let texts: Vec<String> =
            links.iter().map(|(p, key)| format!("{} {}", two_digits(*p), short(key, cap))).collect();
        texts.join(" · ")
    };
    let text = squeezed(links.iter().map(|(_, key)| *key), columns.saturating_sub(LABEL), write);
    (!links.is_empty()).then(|| label(state, "focused record", columns).text(&text, theme.style(Role::Text)))
}

fn joined(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let note = " joined since it was confirmed";
    keys_with(state, "new here", &view.joined_since_confirmed, note, columns)
}

/// Records that their sources no longer hold.
fn gone(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let keys: Vec<RecordKey> =
        view.members.iter().filter(|member| member.gone).map(|member| member.record.key.clone()).collect();
    keys_with(state, "gone", &keys, " no longer in its source", columns)
}

fn keys_with(state: &State, name: &str, keys: &[RecordKey], note: &str, columns: usize) -> Option<Row> {
    let room = columns.saturating_sub(LABEL + wide(note));
    (!keys.is_empty()).then(|| {
        label(state, name, columns)
            .text(&several(keys, room), state.theme.style(Role::Danger))
            .text(note, state.theme.style(Role::Muted))
    })
}

/// The strongest link to a cluster that somebody set apart: which record bridges, and what lies on the other side.
fn bridge(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let bridge = view.bridges.first()?;
    let theme = state.theme;
    let is_here = view.members.iter().any(|member| member.record.key == bridge.from);
    let (here, there) = if is_here { (&bridge.from, &bridge.to) } else { (&bridge.to, &bridge.from) };
    let more = if view.bridges.len() > 1 { format!(" · {} more", view.bridges.len() - 1) } else { String::new() };
    let into = format!(" in {}{more}", bridge.other_golden_id);
    let score = format!(" {} ", two_digits(bridge.probability));
    let by = format!(" · set apart by {} #{}", bridge.separated_by.author, bridge.separated_by.seq);
    let room = columns.saturating_sub(LABEL + wide(&into) + wide(&score));
    // Who said so gives way first: the history has it too.
    let keys = wide(&here.to_string()) + wide(&there.to_string());
    let by = if room >= keys + wide(&by) { by.as_str() } else { "" };
    let room = room - wide(by);
    let each = if keys <= room { room } else { room / 2 };
    Some(
        label(state, "bridge", columns)
            .text(&short(here, each), theme.style(Role::Danger))
            .text(&score, theme.style(Role::Warning))
            .text(&short(there, each), theme.style(Role::Danger))
            .text(&into, theme.style(Role::Text))
            .text(by, theme.style(Role::Muted)),
    )
}

/// What else may be the same as this cluster, beside what stands there already.
fn possible(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let theme = state.theme;
    let shown = view.beside.as_ref().map(|beside| &beside.question.golden_id);
    let others = || view.possible.iter().filter(|one| Some(&one.golden_id) != shown);
    let first = others().next()?;
    let more = match others().count() {
        1 => String::new(),
        n => format!(" · {} more", n - 1),
    };
    let into = format!(" in {}{more}", first.golden_id);
    let score = format!(" {} ", first.how_likely());
    let room = columns.saturating_sub(LABEL + wide(&into) + wide(&score));
    Some(
        label(state, if shown.is_some() { "may be as well" } else { "may be" }, columns)
            .text(&short(&first.record, room / 2), theme.style(Role::Strong))
            .text(&score, theme.style(Role::Warning))
            .text(&short(&first.other, room - room / 2), theme.style(Role::Strong))
            .text(&into, theme.style(Role::Text)),
    )
}

fn suppressed(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let note = " by a decision, against the matcher";
    let pairs = || view.suppressed.iter().take(columns / 8);
    let write = |cap: usize| {
        let texts: Vec<String> = pairs().map(|(a, b)| format!("{} ╳ {}", short(a, cap), short(b, cap))).collect();
        texts.join(" · ")
    };
    let room = columns.saturating_sub(LABEL + wide(note));
    let text = squeezed(pairs().flat_map(|(a, b)| [a, b]), room, write);
    (!view.suppressed.is_empty()).then(|| {
        label(state, "kept apart", columns)
            .text(&text, state.theme.style(Role::Warning))
            .text(note, state.theme.style(Role::Muted))
    })
}

/// Which match group the focused record comes from, by which rule; where there are several groups, all of them.
fn match_groups(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let member = view.members.get(state.review.record)?;
    let groups = compare::match_groups(view);
    let rule = member.match_rule.as_ref().map_or_else(String::new, |rule| format!(" · by {rule}"));
    let own = match (&member.match_id, groups.is_empty()) {
        (Some(id), true) => format!("{id}{rule}"),
        (id, false) => {
            let letter = compare::group_letter(&groups, id.as_deref());
            let all: Vec<String> =
                groups.iter().map(|group| format!("{} {group}", compare::group_letter(&groups, Some(group)))).collect();
            format!("{letter}{rule} · of {}", all.join(" · "))
        }
        (None, true) => return None,
    };
    Some(label(state, "match group", columns).text(&own, state.theme.style(Role::Muted)))
}

fn history(state: &State, view: &ClusterView, columns: usize) -> Option<Row> {
    let last = view.history.first()?;
    let undone = if last.retracted_by.is_some() { " (taken back)" } else { "" };
    let more = if view.history.len() > 1 { format!(" · {} earlier", view.history.len() - 1) } else { String::new() };
    let day = last.time.get(..10).unwrap_or(&last.time);
    Some(
        label(state, "history", columns)
            .text(&format!("#{} {day} {} ", last.seq, last.author), state.theme.style(Role::Muted))
            .text(&format!("{}{undone}", state.free(&last.summary)), state.theme.style(Role::Text))
            .text(&more, state.theme.style(Role::Muted)),
    )
}
