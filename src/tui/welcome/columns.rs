//! Which column: a list of a source's columns, each with what it is taken for now, to choose one from.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::state::{Effect, State};
use super::update::moved;
use crate::commands::CommandId;
use crate::ingest::infer::Guess;
use crate::tui::theme::Role;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row};

/// Lines above the list.
const HEAD: u16 = 3;

/// What a column is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The record id of a source.
    Id,
    /// The time of the last change.
    Time,
    /// The attribute at this position.
    Attribute(usize),
}

/// A column being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// For what.
    pub wanted: Wanted,
    /// Of which source.
    pub source: usize,
    /// Where the cursor stands.
    pub cursor: usize,
}

impl Choice {
    /// Begins where the guess has it now.
    pub fn new(guess: &Guess, wanted: Wanted, source: usize) -> Self {
        let choice = Self { wanted, source, cursor: 0 };
        let now = choice.now(guess);
        let cursor = choice.columns(guess).iter().position(|column| *column == now).unwrap_or(0);
        Self { cursor, ..choice }
    }

    /// The columns to choose from; `None` where it may be none.
    fn columns(self, guess: &Guess) -> Vec<Option<String>> {
        let id = guess.sources.get(self.source).map(|source| source.id.as_str());
        let all = guess.columns(self.source).into_iter();
        match self.wanted {
            Wanted::Id => all.map(Some).collect(),
            _ => std::iter::once(None).chain(all.filter(|column| Some(column.as_str()) != id).map(Some)).collect(),
        }
    }

    fn now(self, guess: &Guess) -> Option<String> {
        let source = guess.sources.get(self.source)?;
        match self.wanted {
            Wanted::Id => Some(source.id.clone()),
            Wanted::Time => source.updated_at.clone(),
            Wanted::Attribute(at) => guess.attributes.get(at)?.columns.get(self.source)?.clone(),
        }
    }
}

/// Does what a key says.
pub fn perform(state: &mut State, mut choice: Choice, id: CommandId) -> Vec<Effect> {
    let Some(guess) = &mut state.guess else { return Vec::new() };
    let columns = choice.columns(guess);
    match id {
        CommandId::Close => return Vec::new(),
        CommandId::Accept => {
            let column = columns.into_iter().nth(choice.cursor).flatten();
            match (choice.wanted, column) {
                (Wanted::Id, Some(column)) => guess.set_id(choice.source, &column),
                (Wanted::Id, None) => {}
                (Wanted::Time, column) => guess.set_updated_at(choice.source, column.as_deref()),
                (Wanted::Attribute(at), column) => {
                    state.touched.extend(guess.attributes.get(at).map(|attribute| attribute.name.clone()));
                    guess.map(at, choice.source, column.as_deref());
                    guess.tidy();
                }
            }
            state.row = state.row.min((guess.sources.len() + guess.attributes.len()).saturating_sub(1));
            return Vec::new();
        }
        CommandId::Left | CommandId::Right => {
            let sources = guess.sources.len().max(1);
            let by = if id == CommandId::Right { 1 } else { sources - 1 };
            choice = Choice::new(guess, choice.wanted, (choice.source + by) % sources);
        }
        other => choice.cursor = moved(choice.cursor, other, columns.len(), 10),
    }
    state.choice = Some(choice);
    Vec::new()
}

/// Draws the columns; returns where the cursor is.
pub fn draw(state: &State, choice: Choice, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let guess = state.guess.as_ref()?;
    let width = usize::from(area.width);
    let theme = &state.theme;
    let (muted, strong) = (theme.style(Role::Muted), theme.style(Role::Strong));
    let source = guess.sources.get(choice.source).map_or("", |source| source.name.as_str());
    let what = match choice.wanted {
        Wanted::Id => "the record id",
        Wanted::Time => "the time of the last change",
        Wanted::Attribute(at) => guess.attributes.get(at).map_or("", |attribute| attribute.name.as_str()),
    };
    let others = if guess.sources.len() > 1 { state.keys.spelled("{left} {right} other sources") } else { "".into() };
    let mut lines = vec![
        Row::new(width)
            .gap(2)
            .text("Which column of ", muted)
            .text(source, strong)
            .text(" is ", muted)
            .text(what, strong)
            .text("?", muted),
        Row::new(width).gap(2).text(&others, muted),
        Row::new(width)
            .gap(2)
            .cell("column", width / 2, theme.style(Role::Title))
            .text("now", theme.style(Role::Title)),
    ];
    let columns = choice.columns(guess);
    let window = visible(choice.cursor, columns.len(), usize::from(area.height.saturating_sub(HEAD)));
    let start = window.start;
    for (offset, column) in columns.get(window).unwrap_or_default().iter().enumerate() {
        let row = match column {
            Some(column) => {
                let taken = guess.taken_for(choice.source, column);
                Row::new(width).gap(2).cell(column, width / 2, strong).text(&taken, muted)
            }
            None => Row::new(width).gap(2).text("no column", muted),
        };
        let here = start + offset == choice.cursor;
        lines.push(if here { row.over(theme.style(Role::Focus)) } else { row });
    }
    row::draw(lines, area, buffer);
    let y = area.y + HEAD + u16::try_from(choice.cursor.saturating_sub(start)).unwrap_or_default();
    (y < area.bottom()).then_some(Position { x: area.x, y })
}
