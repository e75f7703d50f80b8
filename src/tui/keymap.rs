//! From key presses to commands: the names that the table of commands uses, and back to something to read.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::commands::{self, Command, Place};

/// A key as the table of commands names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, typed.
    Char(char),
    /// Any other key: `Enter`, `Ctrl-l`, `F1` …
    Named(&'static str),
}

const NAMES: [&str; 29] = [
    "Enter",
    "Esc",
    "Tab",
    "Shift-Tab",
    "Backspace",
    "Delete",
    "Up",
    "Down",
    "Left",
    "Right",
    "Home",
    "End",
    "PgUp",
    "PgDn",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "Ctrl-a",
    "Ctrl-c",
    "Ctrl-e",
    "Ctrl-l",
    "Ctrl-r",
    "Ctrl-u",
    "Ctrl-w",
    "Ctrl-z",
    "Space",
];

impl Key {
    /// The key called `name`, as the table writes it.
    pub fn named(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => Some(Self::Char(only)),
            _ if name == "Space" => Some(Self::Char(' ')),
            _ => NAMES.into_iter().find(|known| *known == name).map(Self::Named),
        }
    }

    /// The key of a terminal event; `None` for releases and keys without a name.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        if event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META) {
            return None;
        }
        let name = match event.code {
            KeyCode::Char(c) if control => return Self::named(&format!("Ctrl-{}", c.to_ascii_lowercase())),
            KeyCode::Char(c) => return Some(Self::Char(c)),
            KeyCode::Enter => "Enter",
            KeyCode::Esc => "Esc",
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => "Shift-Tab",
            KeyCode::Tab => "Tab",
            KeyCode::BackTab => "Shift-Tab",
            KeyCode::Backspace => "Backspace",
            KeyCode::Delete => "Delete",
            KeyCode::Up => "Up",
            KeyCode::Down => "Down",
            KeyCode::Left => "Left",
            KeyCode::Right => "Right",
            KeyCode::Home => "Home",
            KeyCode::End => "End",
            KeyCode::PageUp => "PgUp",
            KeyCode::PageDown => "PgDn",
            KeyCode::F(n) => return Self::named(&format!("F{n}")),
            _ => return None,
        };
        Self::named(name)
    }

    /// Its name in the table.
    pub fn name(self) -> String {
        match self {
            Self::Char(' ') => "Space".to_owned(),
            Self::Char(c) => c.to_string(),
            Self::Named(name) => name.to_owned(),
        }
    }

    /// The digit 1–9 that it types.
    pub fn digit(self) -> Option<u8> {
        match self {
            Self::Char(c @ '1'..='9') => Some(c as u8 - b'0'),
            _ => None,
        }
    }
}

/// The command that `key` gives at `place`; none where the key is text.
pub fn resolve(place: Place, key: Key) -> Option<&'static Command> {
    if place.takes_text() && matches!(key, Key::Char(_)) {
        return None;
    }
    commands::resolve(place, &key.name())
}

/// How a command's keys are written on the screen: digits as a range, arrows as arrows.
pub fn shown(command: &Command, place: Place) -> String {
    let keys: Vec<&str> = command.keys_at(place).collect();
    if keys.len() == 9 {
        return "1-9".to_owned();
    }
    keys.first().map_or_else(String::new, |key| glyph(key).to_owned())
}

/// All keys of a command at `place`, for the help.
pub fn all_shown(command: &Command, place: Place) -> String {
    let keys: Vec<&str> = command.keys_at(place).map(glyph).collect();
    if keys.len() == 9 { "1-9".to_owned() } else { keys.join(" ") }
}

fn glyph(key: &str) -> &str {
    match key {
        "Up" => "↑",
        "Down" => "↓",
        "Left" => "◂",
        "Right" => "▸",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::{COMMANDS, CommandId};

    #[test]
    fn every_key_of_the_table_can_be_pressed() {
        for key in COMMANDS.iter().flat_map(|command| command.keys) {
            assert_eq!(Key::named(key).map(Key::name).as_deref(), Some(*key));
        }
    }

    #[test]
    fn letters_are_text_where_text_is_asked_for() {
        assert!(resolve(Place::Entry, Key::Char('q')).is_none());
        assert_eq!(resolve(Place::Queue, Key::Char('q')).map(|c| c.id), Some(CommandId::Quit));
        assert_eq!(resolve(Place::Entry, Key::Named("Esc")).map(|c| c.id), Some(CommandId::Close));
    }

    #[test]
    fn terminal_events_become_names() {
        let key = |code, modifiers| Key::from_event(&KeyEvent::new(code, modifiers)).map(Key::name);
        assert_eq!(key(KeyCode::Char('Z'), KeyModifiers::SHIFT).as_deref(), Some("Z"));
        assert_eq!(key(KeyCode::Char('c'), KeyModifiers::CONTROL).as_deref(), Some("Ctrl-c"));
        assert_eq!(key(KeyCode::BackTab, KeyModifiers::SHIFT).as_deref(), Some("Shift-Tab"));
        assert_eq!(key(KeyCode::Char(' '), KeyModifiers::NONE).as_deref(), Some("Space"));
        assert_eq!(key(KeyCode::Char('y'), KeyModifiers::ALT), None);
    }
}
