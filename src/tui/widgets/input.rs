//! One line of typed text with a cursor, edited by grapheme clusters.

use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::row::Row;
use crate::text::{SafeText, width};
use crate::tui::keymap::Key;

/// Graphemes that fit a line of input; enough for any text that a person writes.
pub const LONGEST: usize = 10_000;

/// The text and the cursor, in graphemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    graphemes: Vec<String>,
    cursor: usize,
}

impl Input {
    /// With `text` in it and the cursor at its end.
    pub fn with(text: &str) -> Self {
        let mut input = Self::default();
        input.insert(text);
        input
    }

    /// The text.
    pub fn text(&self) -> String {
        self.graphemes.concat()
    }

    /// Takes a key; says whether the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        let before = self.graphemes.len();
        match key {
            Key::Char(c) => return self.insert(c.encode_utf8(&mut [0; 4])),
            Key::Named("Left") => self.cursor = self.cursor.saturating_sub(1),
            Key::Named("Right") => self.cursor = (self.cursor + 1).min(before),
            Key::Named("Home" | "Ctrl-a") => self.cursor = 0,
            Key::Named("End" | "Ctrl-e") => self.cursor = before,
            Key::Named("Backspace") if self.cursor > 0 => {
                self.cursor -= 1;
                self.graphemes.remove(self.cursor);
            }
            Key::Named("Delete") if self.cursor < before => {
                self.graphemes.remove(self.cursor);
            }
            Key::Named("Ctrl-u") => {
                self.graphemes.drain(..self.cursor);
                self.cursor = 0;
            }
            Key::Named("Ctrl-w") => {
                let head = self.graphemes.get(..self.cursor).unwrap_or_default();
                let word = head.iter().rev().skip_while(|g| *g == " ").skip_while(|g| *g != " ").count();
                self.graphemes.drain(word..self.cursor);
                self.cursor = word;
            }
            Key::Named(_) => {}
        }
        self.graphemes.len() != before
    }

    /// Puts text at the cursor, without control characters (a pasted line break becomes a blank).
    pub fn insert(&mut self, text: &str) -> bool {
        let clean: String =
            text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()).collect();
        let before = self.text();
        let mut head = self.graphemes.get(..self.cursor).unwrap_or_default().concat();
        let tail = self.graphemes.get(self.cursor..).unwrap_or_default().concat();
        head.push_str(&clean);
        let whole = format!("{head}{tail}");
        // A combining mark joins the letter before it, so the clusters are found anew.
        self.graphemes = whole.graphemes(true).take(LONGEST).map(str::to_owned).collect();
        self.cursor = head.graphemes(true).count().min(self.graphemes.len());
        whole != before
    }

    /// Holds another text from now on, with its line ends, the cursor at its end; false where its end does not fit.
    pub fn replace(&mut self, text: &str) -> bool {
        let clean: String = text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        let all = clean.graphemes(true).count();
        self.graphemes = clean.graphemes(true).take(LONGEST).map(str::to_owned).collect();
        self.cursor = self.graphemes.len();
        all <= LONGEST
    }

    /// The line in `columns` columns and the column of the cursor in it; the end near the cursor is what is seen.
    pub fn row(&self, columns: usize, style: Style) -> (Row, usize) {
        let safe: Vec<String> = self.graphemes.iter().map(|g| SafeText::from_data(g).as_str().to_owned()).collect();
        let wide = |range: &[String]| range.iter().map(|g| width::columns(g)).sum::<usize>();
        let mut start = 0;
        while start < self.cursor && wide(safe.get(start..self.cursor).unwrap_or_default()) + 2 > columns {
            start += 1;
        }
        let mark = usize::from(start > 0);
        let at = mark + wide(safe.get(start..self.cursor).unwrap_or_default());
        let shown = safe.get(start..).unwrap_or_default().concat();
        let row = Row::new(columns).text(if mark == 1 { "…" } else { "" }, style);
        let room = row.room();
        (row.pieces(&[(shown, style)], room), at.min(columns.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_goes_by_what_a_person_calls_a_letter() {
        let mut input = Input::with("ae\u{301}");
        assert!(input.key(Key::Named("Backspace")));
        assert_eq!(input.text(), "a");
        assert!(input.key(Key::Char('ß')));
        input.key(Key::Named("Home"));
        assert!(input.key(Key::Named("Delete")));
        assert_eq!(input.text(), "ß");
    }

    #[test]
    fn words_and_lines_can_be_cleared() {
        let mut input = Input::with("acme corp ltd");
        input.key(Key::Named("Ctrl-w"));
        assert_eq!(input.text(), "acme corp ");
        input.key(Key::Named("Ctrl-u"));
        assert_eq!(input.text(), "");
    }

    #[test]
    fn pasted_controls_do_not_come_in() {
        let mut input = Input::default();
        input.insert("a\nb\u{1b}[2Jc");
        assert_eq!(input.text(), "a b[2Jc");
    }

    #[test]
    fn text_from_an_editor_keeps_its_lines_and_nothing_else_that_steers() {
        let mut input = Input::with("before");
        assert!(input.replace("one\r\ntwo\u{1b}[2J\tthree"));
        assert_eq!(input.text(), "one\ntwo[2Jthree");
        assert!(!input.replace(&"x".repeat(LONGEST + 1)));
    }

    #[test]
    fn the_cursor_stays_in_view() {
        let input = Input::with("abcdefghijklmnop");
        for columns in 1..30 {
            assert!(input.row(columns, Style::new()).1 < columns);
        }
    }
}
