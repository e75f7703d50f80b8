//! Two clusters face to face: both golden records, and what each attribute says of the two records that are most alike.

use super::why::bar;
use crate::model::{signed, two_digits};
use crate::text::{Mark, SafeText, difference, width::columns as wide};
use crate::tui::screens::review::{blind, compare::Likeness, golden};
use crate::tui::screens::{counted, status_glyph};
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::widgets::record_key::short;
use crate::tui::widgets::row::{Pieces, Row};
use crate::workspace::Facing;

/// Columns of the bar and the weight, where there is room for them.
const HALF: usize = 6;
const WEIGHT: usize = 6;
/// Columns of what stands around the keys of the two records.
const WORDS: usize = 28;

/// The lines; `after`: what else the line above them says. What finds no room is counted.
pub fn lines(state: &State, facing: &Facing, after: &str, columns: usize, room: usize) -> Vec<Row> {
    let theme = state.theme;
    let muted = theme.style(Role::Muted);
    let Some(view) = &state.review.view else { return Vec::new() };
    let hidden = blind::hides_scores(state, view);
    let score = if hidden { String::new() } else { format!(": {}", two_digits(facing.pair.probability)) };
    let each = columns.saturating_sub(wide(after) + WORDS) / 2;
    let title = format!("most alike: {} and {}{score}", short(&facing.records.0, each), short(&facing.records.1, each));
    let rule = Row::new(columns).text("── ", muted).text(&title, theme.style(Role::Title)).text(" ", muted);
    let dashes = "─".repeat(rule.room().saturating_sub(wide(after)));
    let mut lines = vec![rule.text(&dashes, muted).text(after, muted)];
    if let Some(apart) = &facing.apart {
        let text =
            format!("╳ #{} {} by {} sets them apart: merging contradicts it", apart.seq, apart.kind, apart.author);
        lines.push(Row::new(columns).text(&text, theme.style(Role::Danger)));
    }
    let names = state.catalog.attributes.iter().map(|attribute| wide(&attribute.name)).max().unwrap_or(0);
    let name = names.clamp(6, (columns / 6).clamp(16, 24));
    let bars = if hidden || columns < 90 { 0 } else { 2 * HALF + 1 };
    let weights = if hidden { 0 } else { WEIGHT };
    let fixed = name + 1 + bars + weights + 3;
    let value = columns.saturating_sub(fixed + 1) / 2;
    // Where there is no room for words, the glyph and the number do.
    let size = |members: usize| if value < 30 { members.to_string() } else { counted(members, "record") };
    let here = format!("{}  {}", view.golden_id, size(view.members.len()));
    let glyph = status_glyph(facing.view.status);
    let there = format!("{}  {glyph} {}", facing.view.golden_id, size(facing.view.members.len()));
    lines.push(Row::new(columns).gap(fixed).cell(&here, value, theme.style(Role::Strong)).gap(1).cell(
        &there,
        value,
        theme.style(Role::Strong),
    ));
    let mut order: Vec<usize> = (0..state.catalog.attributes.len()).collect();
    let weight = |attribute: usize| {
        let score = facing.pair.attributes.iter().find(|score| score.attribute == attribute);
        score.map_or(0.0, |score| score.weight + score.term_frequency_weight)
    };
    order.sort_by(|x, y| weight(*y).abs().total_cmp(&weight(*x).abs()).then(x.cmp(y)));
    let heaviest = order.iter().map(|attribute| weight(*attribute).abs()).fold(1.0, f64::max);
    let of =
        |golden: &crate::model::Golden, attribute: usize| golden.values.get(attribute).and_then(|v| v.value.clone());
    let mut rest = 0;
    for attribute in order {
        let (own, other) = (of(&view.golden, attribute), of(&facing.view.golden, attribute));
        if own.is_none() && other.is_none() {
            continue;
        }
        if lines.len() + 1 >= room {
            rest += 1;
            continue;
        }
        let likeness = likeness(facing, attribute, own.as_deref(), other.as_deref());
        let mut row = Row::new(columns).cell(state.catalog.name(attribute), name, muted).gap(1);
        if bars > 0 {
            row = bar(row, state, weight(attribute), heaviest, HALF);
        }
        if weights > 0 {
            row = row.number(&signed(weight(attribute)), WEIGHT, theme.style(Role::Strong));
        }
        row = row.gap(1).text(likeness.glyph(), theme.style(likeness.role())).gap(1);
        let (mine, theirs) = texts(state, facing, attribute);
        lines.push(row.pieces(&mine, value).gap(1).pieces(&theirs, value));
    }
    if rest > 0 {
        let text = format!("… {} on a taller screen", counted(rest, "more attribute"));
        lines.push(Row::new(columns).text(&text, muted));
    }
    lines
}

/// How the two golden values relate: as the two records do, unless they are the same to the letter.
fn likeness(facing: &Facing, attribute: usize, own: Option<&str>, other: Option<&str>) -> Likeness {
    let score = facing.pair.attributes.iter().find(|score| score.attribute == attribute);
    match (own, other) {
        (_, None) => Likeness::Missing,
        (None, Some(_)) => Likeness::Only,
        (Some(own), Some(other)) if own == other => Likeness::Same,
        _ => score.map_or(Likeness::Differs, |score| Likeness::of(score.level)),
    }
}

/// Both golden values, with what differs in the other one marked.
fn texts(state: &State, facing: &Facing, attribute: usize) -> (Pieces, Pieces) {
    let theme = state.theme;
    let own = state.review.view.as_ref().and_then(|view| view.golden.values.get(attribute));
    let other = facing.view.golden.values.get(attribute);
    let (Some(own), Some(other)) = (own, other) else { return (Vec::new(), Vec::new()) };
    let (mine, role) = golden::value(state, attribute, own);
    let (theirs, other_role) = golden::value(state, attribute, other);
    let (mine, theirs) = (SafeText::from_data(&mine), SafeText::from_data(&theirs));
    let left = vec![(mine.as_str().to_owned(), theme.style(role))];
    if own.value.is_none() || other.value.is_none() {
        return (left, vec![(theirs.as_str().to_owned(), theme.style(other_role))]);
    }
    let plain = theme.style(Role::Text);
    let right = difference(mine.as_str(), theirs.as_str()).into_iter().map(|piece| {
        let style = match piece.mark {
            Mark::Differs => plain.patch(theme.style(Role::Differs)),
            Mark::Moved | Mark::Case => plain.patch(theme.style(Role::Close)),
            Mark::Same | Mark::Gap => plain,
        };
        (piece.text, style)
    });
    (left, right.collect())
}
