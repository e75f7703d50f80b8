//! What the files hold, for correction: attributes with kind, evidence, sensitivity and columns; below, why.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::state::State;
use super::view::paragraph;
use crate::ingest::infer::{AttributeGuess, Guess, Sure};
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row};

/// Columns of kind, evidence, sensitivity.
const KIND: usize = 13;
const EVIDENCE: usize = 9;
const SENSITIVITY: usize = 11;

/// Draws the guess; returns where the cursor is.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let guess = state.guess.as_ref()?;
    let columns = usize::from(area.width);
    let height = usize::from(area.height);
    let mut head = sources(state, guess, columns, height / 4);
    head.push(titles(state, columns));
    let foot = why(state, guess, columns, height / 3);
    let room = height.saturating_sub(head.len() + foot.len());
    let window = visible(state.attribute, guess.attributes.len(), room);
    let start = window.start;
    let top = head.len();
    let mut lines = head;
    for (offset, attribute) in guess.attributes.get(window).unwrap_or_default().iter().enumerate() {
        let position = start + offset;
        let row = attribute_row(state, guess, attribute, state.touched.contains(&position), columns);
        lines.push(if position == state.attribute { row.over(state.theme.style(Role::Focus)) } else { row });
    }
    row::draw(lines, area, buffer);
    let below = foot.len().min(height);
    let bottom = u16::try_from(below).unwrap_or_default();
    row::draw(foot, Rect { y: area.bottom() - bottom, height: bottom, ..area }, buffer);
    let y = area.y + u16::try_from(top + state.attribute.saturating_sub(start)).unwrap_or_default();
    (y < area.bottom()).then_some(Position { x: area.x, y })
}

fn sources(state: &State, guess: &Guess, columns: usize, most: usize) -> Vec<Row> {
    let theme = &state.theme;
    let (strong, muted) = (theme.style(Role::Strong), theme.style(Role::Muted));
    let domain = Row::new(columns)
        .gap(2)
        .text("domain ", muted)
        .text(&guess.domain, strong)
        .text("  golden ids depend on it", muted);
    let mut lines = vec![domain];
    let shown = most.max(2) - 1;
    for source in guess.sources.iter().take(shown) {
        let updated = source.updated_at.as_ref().map_or_else(String::new, |column| format!(" · changed in {column}"));
        let about = format!("  {} rows · id in {}{updated}", source.rows, source.id);
        lines.push(Row::new(columns).gap(2).text("source ", muted).text(&source.name, strong).text(&about, muted));
    }
    if guess.sources.len() > shown {
        let more = format!("… and {} more sources", guess.sources.len() - shown);
        lines.push(Row::new(columns).gap(2).text(&more, muted));
    }
    lines.push(Row::new(columns));
    lines
}

fn name_width(columns: usize) -> usize {
    (columns / 4).clamp(16, 32)
}

fn titles(state: &State, columns: usize) -> Row {
    let style = state.theme.style(Role::Title);
    Row::new(columns)
        .gap(2)
        .cell("attribute", name_width(columns), style)
        .gap(1)
        .cell(&state.keys.spelled("kind {left}{right}"), KIND, style)
        .cell("evidence", EVIDENCE, style)
        .gap(1)
        .cell("sensitivity", SENSITIVITY, style)
        .gap(1)
        .text("columns", style)
}

fn attribute_row(state: &State, guess: &Guess, attribute: &AttributeGuess, touched: bool, columns: usize) -> Row {
    let theme = &state.theme;
    let muted = theme.style(Role::Muted);
    let doubt = if touched {
        "✎ "
    } else if attribute.sure == Sure::Guess {
        "? "
    } else {
        "  "
    };
    let (evidence, role) = if attribute.matched { ("● yes", Role::Good) } else { ("○ no", Role::Muted) };
    let held = guess.sources.iter().zip(&attribute.columns);
    let held: Vec<String> = held
        .filter_map(|(source, column)| {
            Some(if guess.sources.len() == 1 {
                column.clone()?
            } else {
                format!("{}: {}", source.name, column.as_ref()?)
            })
        })
        .collect();
    Row::new(columns)
        .text(doubt, theme.style(Role::Warning))
        .cell(&attribute.name, name_width(columns), theme.style(Role::Strong))
        .gap(1)
        .cell(attribute.kind.word(), KIND, theme.style(Role::Text))
        .cell(evidence, EVIDENCE, theme.style(role))
        .gap(1)
        .cell(attribute.sensitivity.word(), SENSITIVITY, muted)
        .gap(1)
        .text(&held.join(" · "), muted)
}

/// From what the guess at the cursor follows, with some of its values.
fn why(state: &State, guess: &Guess, columns: usize, most: usize) -> Vec<Row> {
    let theme = &state.theme;
    let Some(attribute) = guess.attributes.get(state.attribute) else { return Vec::new() };
    let rule = "─".repeat(columns);
    let mut lines = vec![Row::new(columns).text(&rule, theme.style(Role::Muted))];
    let sure = format!("{}: {}", attribute.sure.word(), attribute.why);
    lines.extend(paragraph(&sure, columns, theme.style(Role::Text)));
    for reason in &attribute.also {
        lines.extend(paragraph(reason, columns, theme.style(Role::Text)));
    }
    if !attribute.examples.is_empty() {
        let examples = attribute.examples.iter().map(|value| value.chars().take(40).collect::<String>());
        let text = format!("for example: {}", examples.collect::<Vec<_>>().join("  ·  "));
        lines.push(Row::new(columns).gap(2).text(&text, theme.style(Role::Muted)));
    }
    for remark in &guess.remarks {
        lines.extend(paragraph(remark, columns, theme.style(Role::Warning)));
    }
    lines.truncate(most.max(3));
    lines
}
