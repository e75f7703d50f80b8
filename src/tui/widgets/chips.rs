//! What a list can be narrowed to, in a row: glyph, word and number of each, the chosen ones marked.

use super::row::Row;
use crate::text::width::columns as wide;
use crate::tui::theme::{Role, Theme};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Chip {
    /// Its glyph.
    pub glyph: &'static str,
    /// Its word.
    pub word: &'static str,
    /// How many there are.
    pub count: u64,
    /// The list is narrowed to it.
    pub chosen: bool,
}

impl Chip {
    fn text(self, worded: bool) -> String {
        let word = if worded || self.chosen { format!("{} ", self.word) } else { String::new() };
        format!(" {} {word}{} ", self.glyph, self.count)
    }
}

/// Appends them in at most `room` columns. Where not all find room with their words, the last ones that are not chosen are
/// left with glyph and number.
#[must_use]
pub fn chips(row: Row, all: &[Chip], room: usize, theme: &Theme) -> Row {
    let texts = |worded: usize| all.iter().enumerate().map(move |(at, chip)| (chip.text(at < worded), chip.chosen));
    let fits = |worded: &usize| texts(*worded).map(|(text, _)| wide(&text)).sum::<usize>() <= room;
    let worded = (0..=all.len()).rev().find(fits).unwrap_or(0);
    let style = |chosen| theme.style(if chosen { Role::TabActive } else { Role::Muted });
    texts(worded).fold(row, |row, (text, chosen)| row.text(&text, style(chosen)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Depth, Ground};

    #[test]
    fn words_give_way_from_the_end_but_not_that_of_the_chosen_one() {
        let chip = |glyph, word, count, chosen| Chip { glyph, word, count, chosen };
        let all = [chip("≈", "borderline", 80, false), chip("⇄", "tie", 4, true), chip("?", "unsure", 7, false)];
        let theme = Theme::new(Depth::Mono, Ground::Unknown);
        let drawn = |room| chips(Row::new(60), &all, room, &theme).line().to_string();
        assert_eq!(drawn(60), " ≈ borderline 80  ⇄ tie 4  ? unsure 7 ");
        assert_eq!(drawn(35), " ≈ borderline 80  ⇄ tie 4  ? 7 ");
        assert_eq!(drawn(10), " ≈ 80  ⇄ tie 4  ? 7 ");
    }
}
