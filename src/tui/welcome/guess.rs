//! What the files hold, for correction: sources with id and time, attributes with kind, evidence, sensitivity and columns;
//! below, why.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::columns;
use super::state::State;
use crate::ingest::infer::{AttributeGuess, Guess, SourceGuess, Sure};
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row, paragraph};

/// Columns before a source's name.
const NAME: usize = 9;
/// Columns of kind, evidence, sensitivity.
const KIND: usize = 13;
const EVIDENCE: usize = 9;
const SENSITIVITY: usize = 11;

/// Draws the guess; returns where the cursor is.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if let Some(choice) = state.choice {
        return columns::draw(state, choice, area, buffer);
    }
    let guess = state.guess.as_ref()?;
    let columns = usize::from(area.width);
    let height = usize::from(area.height);
    let mut typed = None;
    let mut list: Vec<Row> = guess.sources.iter().map(|source| source_row(state, source, columns)).collect();
    if let (Some(at), Some(input)) = (state.source(), &state.naming) {
        let (strong, muted) = (state.theme.style(Role::Strong), state.theme.style(Role::Muted));
        let (_, cursor) = input.row(columns.saturating_sub(NAME), strong);
        if let Some(row) = list.get_mut(at) {
            *row = Row::new(columns).gap(2).text("source ", muted).text(&input.text(), strong);
        }
        typed = Some(NAME + cursor);
    }
    list.push(titles(state, columns));
    let touched = |attribute: &AttributeGuess| state.touched.contains(&attribute.name);
    list.extend(guess.attributes.iter().map(|one| attribute_row(state, guess, one, touched(one), columns)));
    // The titles stand between the sources and the attributes, and are never selected.
    let cursor = state.row + usize::from(state.source().is_none());
    let head = domain(state, guess, columns);
    let foot = why(state, guess, columns, height / 3);
    let window = visible(cursor, list.len(), height.saturating_sub(1 + foot.len()));
    let start = window.start;
    let shown = list.into_iter().enumerate().skip(start).take(window.len());
    let rows = shown.map(|(at, row)| if at == cursor { row.over(state.theme.style(Role::Focus)) } else { row });
    row::draw(std::iter::once(head).chain(rows), area, buffer);
    let bottom = u16::try_from(foot.len().min(height)).unwrap_or_default();
    row::draw(foot, Rect { y: area.bottom() - bottom, height: bottom, ..area }, buffer);
    let x = area.x + u16::try_from(typed.unwrap_or(0)).unwrap_or_default();
    let y = area.y + 1 + u16::try_from(cursor.saturating_sub(start)).unwrap_or_default();
    (y < area.bottom()).then_some(Position { x: x.min(area.right().saturating_sub(1)), y })
}

fn domain(state: &State, guess: &Guess, columns: usize) -> Row {
    let (strong, muted) = (state.theme.style(Role::Strong), state.theme.style(Role::Muted));
    Row::new(columns).gap(2).text("domain ", muted).text(&guess.domain, strong).text("  golden ids depend on it", muted)
}

fn source_row(state: &State, source: &SourceGuess, columns: usize) -> Row {
    let (strong, muted) = (state.theme.style(Role::Strong), state.theme.style(Role::Muted));
    let updated =
        source.updated_at.as_ref().map_or_else(|| " · no time".to_owned(), |column| format!(" · changed in {column}"));
    let about = format!("  {} rows · id in {}{updated}", source.rows, source.id);
    Row::new(columns).gap(2).text("source ", muted).text(&source.name, strong).text(&about, muted)
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
    let left_out = state.left_out.contains(&attribute.name);
    let (evidence, role) = if left_out {
        ("✗ out", Role::Danger)
    } else if attribute.matched {
        ("● yes", Role::Good)
    } else {
        ("○ no", Role::Muted)
    };
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
    let rule = "─".repeat(columns);
    let Some(attribute) = state.attribute().and_then(|at| guess.attributes.get(at)) else {
        let Some(source) = state.source().and_then(|at| guess.sources.get(at)) else { return Vec::new() };
        let mut lines = vec![Row::new(columns).text(&rule, theme.style(Role::Muted))];
        let text = format!("{} is the record id: {}.", source.id, source.id_why);
        lines.extend(paragraph(&text, columns, theme.style(Role::Text)));
        let keys = "{rename} calls it something else · {columns} another record id · {changed-in} another time";
        lines.extend(paragraph(&state.keys.spelled(keys), columns, theme.style(Role::Muted)));
        lines.truncate(most.max(3));
        return lines;
    };
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
