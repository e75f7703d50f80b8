//! Every command by name: type a part of it, Enter does it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, window};
use crate::commands::{self, Command, CommandId, Danger, Place};
use crate::tui::keymap;
use crate::tui::msg::Effect;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::update;
use crate::tui::widgets::input::Input;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Row};

/// Columns of key and title.
const KEY: usize = 10;
const TITLE: usize = 18;

/// The palette for a place.
#[derive(Clone, Debug)]
pub struct Palette {
    place: Place,
    /// What was typed.
    pub input: Input,
    /// The selected command.
    pub cursor: usize,
}

impl Palette {
    /// The commands of `place`.
    pub fn new(place: Place) -> Self {
        Self { place, input: Input::default(), cursor: 0 }
    }

    /// Commands that hold every typed word in title or help; those whose title begins so come first.
    fn found(&self) -> Vec<&'static Command> {
        let text = self.input.text().to_lowercase();
        let mut found: Vec<_> = commands::by_category(self.place)
            .into_iter()
            .flat_map(|(_, commands)| commands)
            .filter(|c| c.id != CommandId::Palette)
            .filter(|c| {
                let whole = format!("{} {}", c.title, c.help).to_lowercase();
                text.split_whitespace().all(|word| whole.contains(word))
            })
            .collect();
        found.sort_by_key(|c| !c.title.starts_with(text.trim()));
        found
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let found = self.found();
        match id {
            CommandId::Up => self.cursor = self.cursor.saturating_sub(1),
            CommandId::Down => self.cursor = (self.cursor + 1).min(found.len().saturating_sub(1)),
            CommandId::Accept => {
                return match found.get(self.cursor) {
                    Some(command) if command.id == CommandId::AssignGroup => {
                        state.say("group: press a digit from 1 to 9");
                        Vec::new()
                    }
                    Some(command) => update::perform(state, command.id),
                    None => Vec::new(),
                };
            }
            _ => {}
        }
        state.overlays.push(Overlay::Palette(self));
        Vec::new()
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Position {
        let theme = state.theme;
        let inner = window(state, area, "Commands", 90, 22, buffer);
        let columns = usize::from(inner.width);
        let (input, at) = self.input.row(columns.saturating_sub(2), theme.style(Role::Strong));
        let found = self.found();
        let line = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), ..inner };
        row::draw([Row::new(columns).text(":", theme.style(Role::Key))], inner, buffer);
        row::draw([input], line, buffer);
        let list = Rect { y: inner.y + 2.min(inner.height), height: inner.height.saturating_sub(2), ..inner };
        let window = visible(self.cursor, found.len(), usize::from(list.height));
        let start = window.start;
        let rows = found.get(window).unwrap_or_default().iter().enumerate().map(|(i, command)| {
            let blocked = command.enabled(&state.context(self.place)).err();
            let role = if blocked.is_some() { Role::Muted } else { Role::Text };
            let help = blocked.map_or_else(|| command.help.to_owned(), |why| format!("not now: {why}"));
            let line = Row::new(columns)
                .cell(&keymap::shown(command, self.place), KEY, theme.style(Role::Key))
                .cell(
                    &title(command),
                    TITLE,
                    theme.style(role).patch(theme.style(match (blocked.is_some(), command.danger) {
                        (true, _) => Role::Muted,
                        (false, Danger::Final) => Role::Danger,
                        (false, _) => Role::Strong,
                    })),
                )
                .text(&help, theme.style(role));
            if start + i == self.cursor { line.over(theme.style(Role::Focus)) } else { line }
        });
        row::draw(rows, list, buffer);
        Position { x: line.x + u16::try_from(at).unwrap_or(0), y: line.y }
    }
}

/// Its title, marked where no undo takes back what it does.
fn title(command: &Command) -> String {
    let mark = if command.danger == Danger::Final { "! " } else { "" };
    format!("{mark}{}", command.title)
}
