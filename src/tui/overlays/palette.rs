//! Every command by name: type a few letters of it, Enter does it. One that does not work now says why.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Overlay, beyond, window};
use crate::commands::{Command, CommandId, Danger, Place, fuzzy};
use crate::tui::keymap;
use crate::tui::msg::Effect;
use crate::tui::state::State;
use crate::tui::theme::Role;
use crate::tui::update;
use crate::tui::widgets::input::Input;
use crate::tui::widgets::list::visible;
use crate::tui::widgets::row::{self, Pieces, Row};

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

    /// Commands that fit what was typed, the best first, each with the letters of its title that do.
    fn found(&self, state: &State) -> Vec<(&'static Command, Vec<usize>)> {
        let typed = self.input.text();
        let mut found: Vec<_> = state
            .keys
            .by_category(self.place)
            .into_iter()
            .flat_map(|(_, commands)| commands)
            .filter(|c| c.id != CommandId::Palette)
            .filter_map(|c| fit(&typed, c).map(|(score, at)| (score, c, at)))
            .collect();
        // Stable: of equally good ones the first of the table.
        found.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, command, at)| (command, at)).collect()
    }

    pub(super) fn perform(mut self, state: &mut State, id: CommandId) -> Vec<Effect> {
        let found = self.found(state);
        match id {
            CommandId::Up => self.cursor = self.cursor.saturating_sub(1),
            CommandId::Down => self.cursor = (self.cursor + 1).min(found.len().saturating_sub(1)),
            CommandId::Accept => {
                return match found.get(self.cursor) {
                    Some((command, _)) if command.id == CommandId::AssignGroup => {
                        let keys = keymap::shown(&state.keys, command, self.place);
                        state.say(format!("group: press one of {keys}"));
                        Vec::new()
                    }
                    Some((command, _)) => update::perform(state, command.id),
                    None => Vec::new(),
                };
            }
            _ => {}
        }
        state.overlays.push(Overlay::Palette(self));
        Vec::new()
    }

    /// The row that is selected, and how many there are.
    pub(super) fn selected(&self, state: &State) -> (usize, usize) {
        (self.cursor, self.found(state).len())
    }

    pub(super) fn draw(&self, state: &State, area: Rect, buffer: &mut Buffer) -> Position {
        let theme = state.theme;
        let inner = window(state, area, "Commands", 90, 22, buffer);
        let columns = usize::from(inner.width);
        let (input, at) = self.input.row(columns.saturating_sub(2), theme.style(Role::Strong));
        let found = self.found(state);
        let line = Rect { x: inner.x + 2.min(inner.width), width: inner.width.saturating_sub(2), ..inner };
        row::draw([Row::new(columns).text(":", theme.style(Role::Key))], inner, buffer);
        row::draw([input], line, buffer);
        let list = Rect { y: inner.y + 2.min(inner.height), height: inner.height.saturating_sub(2), ..inner };
        let window = visible(self.cursor, found.len(), usize::from(list.height));
        let start = window.start;
        beyond(state, inner, &window, found.len(), buffer);
        let rows = found.get(window).unwrap_or_default().iter().enumerate().map(|(i, (command, at))| {
            let blocked = command.enabled(&state.context(self.place)).err();
            let role = if blocked.is_some() { Role::Muted } else { Role::Text };
            let help = state.keys.spelled(blocked.unwrap_or(command.help));
            let help = if blocked.is_some() { format!("not now: {help}") } else { help.into_owned() };
            let title_role = match (blocked.is_some(), command.danger) {
                (true, _) => Role::Muted,
                (false, Danger::Final) => Role::Danger,
                (false, _) => Role::Strong,
            };
            let (plain, typed) = (theme.style(title_role), theme.style(title_role).patch(theme.style(Role::Match)));
            // Marked where no undo takes back what it does.
            let mark = if command.danger == Danger::Final { "! " } else { "" };
            let letters = command.title.chars().enumerate();
            let letters = letters.map(|(i, c)| (c.to_string(), if at.contains(&i) { typed } else { plain }));
            let title: Pieces = std::iter::once((mark.to_owned(), plain)).chain(letters).collect();
            let line = Row::new(columns)
                .cell(&keymap::shown(&state.keys, command, self.place), KEY, theme.style(Role::Key))
                .pieces(&title, TITLE - 1)
                .gap(1)
                .text(&help, theme.style(role));
            if start + i == self.cursor { line.over(theme.style(Role::Focus)) } else { line }
        });
        row::draw(rows, list, buffer);
        if found.is_empty() {
            let text = "No command is called so, and none does that.";
            row::draw([Row::new(columns).text(text, theme.style(Role::Muted))], list, buffer);
        }
        Position { x: line.x + u16::try_from(at).unwrap_or(0), y: line.y }
    }
}

/// How well a command fits what was typed: its title best, then its name, then whole words of what it does.
fn fit(typed: &str, command: &Command) -> Option<(i32, Vec<usize>)> {
    /// More than any help can score.
    const TITLE_FITS: i32 = 1_000;
    const NAME_FITS: i32 = 500;
    if let Some(fit) = fuzzy::fit(typed, command.title) {
        return Some((TITLE_FITS + fit.score, fit.at));
    }
    if let Some(fit) = fuzzy::fit(typed, &command.name()) {
        return Some((NAME_FITS + fit.score, Vec::new()));
    }
    let help = command.help.to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| help.contains(word)).then(|| (0, Vec::new()))
}
