//! From key presses to commands: the names that the table of commands uses, and back to something to read.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::commands::{Command, Keys, Place, names};

/// A key as the table of commands names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, typed.
    Char(char),
    /// Any other key: `Enter`, `Ctrl-l`, `F1` …
    Named(&'static str),
}

impl Key {
    /// The key called `name`, as the table writes it.
    pub fn named(name: &str) -> Option<Self> {
        let mut chars = name.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => Some(Self::Char(only)),
            _ if name == "Space" => Some(Self::Char(' ')),
            _ => names::long(name).map(Self::Named),
        }
    }

    /// The key of a terminal event; `None` for releases and keys without a name.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        if event.modifiers.intersects(KeyModifiers::SUPER | KeyModifiers::META) || (alt && control) {
            return None;
        }
        let name = match event.code {
            KeyCode::Char(c) if control => return Self::named(&format!("Ctrl-{}", c.to_ascii_lowercase())),
            KeyCode::Char(c) if alt => return Self::named(&format!("Alt-{}", c.to_ascii_lowercase())),
            _ if alt => return None,
            KeyCode::Char(c) => return Some(Self::Char(c)),
            KeyCode::Enter => "Enter",
            KeyCode::Esc => "Esc",
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => "Shift-Tab",
            KeyCode::Tab => "Tab",
            KeyCode::BackTab => "Shift-Tab",
            KeyCode::Backspace => "Backspace",
            KeyCode::Delete => "Delete",
            KeyCode::Insert => "Insert",
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
}

/// The command that `key` gives at `place`; none where the key is text.
pub fn resolve(keys: &Keys, place: Place, key: Key) -> Option<&'static Command> {
    keys.resolve(place, &key.name())
}

/// How a command's keys are written on the screen: those of groups as a range, arrows as arrows.
pub fn shown(keys: &Keys, command: &Command, place: Place) -> String {
    let all: Vec<&str> = keys.at(command, place).collect();
    names::range(&all).unwrap_or_else(|| all.first().map_or_else(String::new, |key| names::glyph(key).to_owned()))
}

/// All keys of a command at `place`, for the help.
pub fn all_shown(keys: &Keys, command: &Command, place: Place) -> String {
    let all: Vec<&str> = keys.at(command, place).collect();
    names::range(&all).unwrap_or_else(|| all.into_iter().map(names::glyph).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::COMMANDS;

    #[test]
    fn every_key_of_the_table_can_be_pressed() {
        for key in COMMANDS.iter().flat_map(|command| command.keys) {
            assert_eq!(Key::named(key).map(Key::name).as_deref(), Some(*key));
        }
    }

    #[test]
    fn terminal_events_become_names() {
        let key = |code, modifiers| Key::from_event(&KeyEvent::new(code, modifiers)).map(Key::name);
        assert_eq!(key(KeyCode::Char('Z'), KeyModifiers::SHIFT).as_deref(), Some("Z"));
        assert_eq!(key(KeyCode::Char('c'), KeyModifiers::CONTROL).as_deref(), Some("Ctrl-c"));
        assert_eq!(key(KeyCode::BackTab, KeyModifiers::SHIFT).as_deref(), Some("Shift-Tab"));
        assert_eq!(key(KeyCode::Char(' '), KeyModifiers::NONE).as_deref(), Some("Space"));
        assert_eq!(key(KeyCode::Char('1'), KeyModifiers::ALT).as_deref(), Some("Alt-1"));
        assert_eq!(key(KeyCode::Enter, KeyModifiers::ALT), None);
        assert_eq!(key(KeyCode::Char('y'), KeyModifiers::SUPER), None);
    }
}
