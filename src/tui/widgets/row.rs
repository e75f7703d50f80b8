//! One line of the screen, built from left to right: everything that enters is made safe, nothing is cut without `…`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{SafeText, width};

/// Pieces of one safe text, each in its style.
pub type Pieces = Vec<(String, Style)>;

/// A line of `width` columns in the making.
#[derive(Clone, Debug)]
pub struct Row {
    spans: Vec<Span<'static>>,
    used: usize,
    width: usize,
}

impl Row {
    /// An empty line of `width` columns.
    pub fn new(width: usize) -> Self {
        Self { spans: Vec::new(), used: 0, width }
    }

    /// Nothing is on it.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Columns left.
    pub fn room(&self) -> usize {
        self.width - self.used
    }

    /// Appends text, as much as fits.
    #[must_use]
    pub fn text(self, text: &str, style: Style) -> Self {
        let room = self.room();
        self.up_to(text, room, style)
    }

    /// Appends text in at most `columns` columns.
    #[must_use]
    pub fn up_to(mut self, text: &str, columns: usize, style: Style) -> Self {
        let safe = SafeText::from_data(text);
        let cut = width::truncate(safe.as_str(), columns.min(self.room())).into_owned();
        self.push(cut, style);
        self
    }

    /// Appends text in exactly `columns` columns.
    #[must_use]
    pub fn cell(mut self, text: &str, columns: usize, style: Style) -> Self {
        let padded = width::pad(SafeText::from_data(text).as_str(), columns.min(self.room()));
        self.push(padded, style);
        self
    }

    /// Appends text in exactly `columns` columns, at their right end: for numbers.
    #[must_use]
    pub fn number(mut self, text: &str, columns: usize, style: Style) -> Self {
        let padded = width::pad_left(SafeText::from_data(text).as_str(), columns.min(self.room()));
        self.push(padded, style);
        self
    }

    /// Appends pieces of one text, each in its style, in exactly `columns` columns.
    /// The pieces were made safe before they were told apart.
    #[must_use]
    pub fn pieces(mut self, pieces: &[(String, Style)], columns: usize) -> Self {
        let columns = columns.min(self.room());
        let end = self.used + columns;
        let whole: usize = pieces.iter().map(|(text, _)| width::columns(text)).sum();
        // Where it does not fit, the last column is kept for the mark.
        let mut room = if whole <= columns { columns } else { columns.saturating_sub(1) };
        for (text, style) in pieces {
            let fits = width::columns(text) <= room;
            let part = if fits { text } else { beginning(text, room) };
            room -= width::columns(part);
            self.push(part.to_owned(), *style);
            if !fits {
                break;
            }
        }
        if whole > columns && columns > 0 {
            self.push("…".to_owned(), Style::new());
        }
        self.to(end)
    }

    /// The same with the style of the cursor on top of it, over all of the columns.
    #[must_use]
    pub fn pieces_under_cursor(self, pieces: &[(String, Style)], columns: usize, cursor: Style) -> Self {
        let before = self.spans.len();
        let mut row = self.pieces(pieces, columns);
        for span in row.spans.iter_mut().skip(before) {
            span.style = under_cursor(span.style, cursor);
        }
        row
    }

    /// Appends blanks.
    #[must_use]
    pub fn gap(self, columns: usize) -> Self {
        let to = self.used + columns;
        self.to(to)
    }

    /// Appends blanks up to a column.
    #[must_use]
    pub fn to(mut self, column: usize) -> Self {
        let blanks = column.min(self.width).saturating_sub(self.used);
        self.push(" ".repeat(blanks), Style::new());
        self
    }

    /// Appends text at the right end of the line; it gives way where there is no room.
    #[must_use]
    pub fn right(self, text: &str, style: Style) -> Self {
        let safe = SafeText::from_data(text).into_owned();
        let columns = width::columns(safe.as_str());
        if columns >= self.room() {
            return self;
        }
        let start = self.width - columns;
        let mut row = self.to(start);
        row.push(safe.as_str().to_owned(), style);
        row
    }

    /// The whole line in a style on top of those of its parts: the row under the cursor.
    #[must_use]
    pub fn over(self, style: Style) -> Self {
        let end = self.width;
        let mut row = self.to(end);
        for span in &mut row.spans {
            span.style = under_cursor(span.style, style);
        }
        row
    }

    /// The line.
    pub fn line(self) -> Line<'static> {
        Line::from(self.spans)
    }

    fn push(&mut self, text: String, style: Style) {
        if !text.is_empty() {
            self.used += width::columns(&text);
            self.spans.push(Span::styled(text, style));
        }
    }
}

/// A style with that of the cursor on top of it. Hues and dimness give way, since reversed they would be patches.
pub fn under_cursor(own: Style, cursor: Style) -> Style {
    Style { fg: None, ..own }.remove_modifier(Modifier::DIM | Modifier::REVERSED).patch(cursor)
}

/// The longest beginning of safe text that takes at most `columns` columns.
fn beginning(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = text.grapheme_indices(true).find_map(|(at, grapheme)| {
        used += width::columns(grapheme);
        (used > columns).then_some(at)
    });
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Pieces of safe text parted so that the first part takes at most `columns` columns: after a blank, where one is near.
pub fn part(pieces: Pieces, columns: usize) -> (Pieces, Pieces) {
    let whole: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
    let first = beginning(&whole, columns);
    let blank = first.rfind(' ').map(|at| at + 1).filter(|at| first.len() < whole.len() && at * 5 > first.len() * 3);
    let mut left = blank.unwrap_or(first.len());
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for (text, style) in pieces {
        let (kept, rest) = text.split_at_checked(left).unwrap_or((&text, ""));
        left -= kept.len();
        head.push((kept.to_owned(), style));
        if !rest.is_empty() {
            tail.push((rest.to_owned(), style));
        }
    }
    (head, tail)
}

/// How many lines of `columns` columns a safe text takes where `part` breaks it, `most` at the most.
pub fn height(text: &str, columns: usize, most: usize) -> usize {
    let mut rest: Pieces = vec![(text.to_owned(), Style::new())];
    for lines in 1..most {
        let (_, tail) = part(rest, columns.max(1));
        if tail.is_empty() {
            return lines;
        }
        rest = tail;
    }
    most
}

/// Safe text broken into lines of at most `columns` columns, between words where that can be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if !line.is_empty() && width::columns(&line) + width::columns(word.trim_end()) > columns {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(word);
        while columns > 1 && width::columns(line.trim_end()) > columns {
            let at = beginning(&line, columns).len();
            let tail = line.split_off(at);
            lines.push(std::mem::replace(&mut line, tail));
        }
    }
    lines.push(line);
    // A blank that hangs over the end would be taken for text that is cut.
    for line in lines.iter_mut().filter(|line| width::columns(line) > columns) {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// A text for a place where nothing else is: indented, between words, on as many lines as it takes.
pub fn paragraph(text: &str, columns: usize, style: Style) -> Vec<Row> {
    let lines = wrap(text, columns.saturating_sub(4).max(10));
    lines.iter().map(|line| Row::new(columns).gap(2).text(line, style)).collect()
}

/// A text on at most two lines, between words; what a third one would hold is drawn on the second, which marks that it is cut.
pub fn two(text: &str, columns: usize, style: Style) -> Vec<Row> {
    let lines = wrap(text, columns.max(2));
    let second = lines.get(1..).map(<[String]>::concat).filter(|rest| !rest.is_empty());
    lines.first().into_iter().chain(second.as_ref()).map(|line| Row::new(columns).text(line, style)).collect()
}

/// Draws lines from the top of an area; what lies below it is left out.
pub fn draw(lines: impl IntoIterator<Item = Row>, area: Rect, buffer: &mut Buffer) {
    for (y, row) in (area.top()..area.bottom()).zip(lines) {
        row.line().render(Rect { y, height: 1, ..area }, buffer);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(row: Row) -> String {
        row.line().spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn what_does_not_fit_is_marked() {
        assert_eq!(plain(Row::new(6).text("abcdefgh", Style::new())), "abcde…");
        assert_eq!(plain(Row::new(9).cell("abcdef", 4, Style::new()).text("xy", Style::new())), "abc…xy");
        let pieces = [("abc".to_owned(), Style::new()), ("def".to_owned(), Style::new())];
        assert_eq!(plain(Row::new(9).pieces(&pieces, 5)), "abcd…");
        assert_eq!(plain(Row::new(9).pieces(&pieces, 8)), "abcdef  ");
    }

    #[test]
    fn hostile_text_is_shown_not_obeyed() {
        let shown = plain(Row::new(40).text("a\u{1b}[2J\u{202e}b", Style::new()));
        assert_eq!(shown, "a␛[2J⟨U+202E⟩b");
    }

    #[test]
    fn the_right_end_gives_way() {
        assert_eq!(plain(Row::new(8).text("ab", Style::new()).right("cd", Style::new())), "ab    cd");
        assert_eq!(plain(Row::new(8).text("abcdef", Style::new()).right("cd", Style::new())), "abcdef");
    }

    proptest! {
        #[test]
        fn no_row_is_wider_than_its_width(texts in prop::collection::vec(".{0,12}", 0..5), width in 0_usize..30) {
            let mut row = Row::new(width);
            for text in &texts {
                row = row.text(text, Style::new()).cell(text, 5, Style::new()).pieces(&[(SafeText::from_data(text).as_str().to_owned(), Style::new())], 4);
            }
            prop_assert!(crate::text::width::columns(&plain(row)) <= width);
        }

        #[test]
        fn parting_loses_nothing(texts in prop::collection::vec("[a-z株é\u{301} ]{0,12}", 0..5), columns in 0_usize..30) {
            let pieces: Pieces = texts.iter().map(|text| (text.clone(), Style::new())).collect();
            let (head, tail) = part(pieces, columns);
            let joined = |pieces: &Pieces| pieces.iter().map(|(text, _)| text.as_str()).collect::<String>();
            prop_assert_eq!(joined(&head) + &joined(&tail), texts.concat());
            prop_assert!(crate::text::width::columns(&joined(&head)) <= columns);
        }

        #[test]
        fn a_text_takes_the_lines_that_are_counted(text in "[a-z株 ]{0,60}", columns in 2_usize..20) {
            let lines = height(&text, columns, 99);
            let mut rest: Pieces = vec![(text, Style::new())];
            for _ in 0..lines {
                prop_assert!(!rest.is_empty() || lines == 1);
                rest = part(rest, columns).1;
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn wrapping_loses_nothing(text in "[a-z株 ]{0,60}", columns in 2_usize..20) {
            let lines = wrap(&text, columns);
            prop_assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            prop_assert!(lines.iter().all(|line| crate::text::width::columns(line) <= columns));
        }
    }
}
