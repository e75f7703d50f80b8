//! `SafeText`: what a terminal may be given of the data.
//!
//! Everything that a terminal would obey, or that nobody would see, is drawn as a visible mark instead:
//!
//! ```text
//! ESC → ␛    line feed → ⏎    tab → →    U+009B → ⟨9B⟩    U+202E → ⟨U+202E⟩    a fifth mark on one letter → ⟨+1⟩
//! ```
//!
//! The marks themselves are escaped where the data holds them, so two values never look alike because of an escape.

use std::borrow::Cow;
use std::fmt::{self, Write};

use unicode_normalization::char::is_combining_mark;

use super::width;

/// Bytes of a value that are shown; longer values are cut with a mark that says how long they are.
pub const LONGEST: usize = 4 * 1024;

/// Combining marks drawn on one letter: more of them would paint over the neighbouring lines.
const MARKS_PER_LETTER: usize = 4;

/// Invisible or direction-changing code points: soft hyphen, fillers, joiners, directional controls, tags.
const UNSEEN: [(char, char); 15] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e007f}'),
];

/// Text that a terminal shows and never obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeText<'a> {
    text: Cow<'a, str>,
    hidden: bool,
    cut: bool,
}

impl<'a> SafeText<'a> {
    /// `data` made safe, cut after [`LONGEST`] bytes. Clean text is borrowed.
    pub fn from_data(data: &'a str) -> Self {
        if data.len() <= LONGEST {
            return Self::whole(data);
        }
        let head = data.get(..data.floor_char_boundary(LONGEST)).unwrap_or_default();
        let mut safe = Self::whole(head);
        let _infallible = write!(safe.text.to_mut(), "⟨… {} bytes⟩", data.len());
        safe.cut = true;
        safe
    }

    /// `data` made safe and never cut: for the page that shows one value in full.
    pub fn whole(data: &'a str) -> Self {
        if data.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Self { text: Cow::Borrowed(data), hidden: false, cut: false };
        }
        escape(data)
    }

    /// The text, ready to be drawn.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the data holds something that would not have been seen: a finding about the data.
    pub fn has_hidden(&self) -> bool {
        self.hidden
    }

    /// Whether only the beginning is shown.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Columns that it takes on a screen.
    pub fn columns(&self) -> usize {
        width::columns(&self.text)
    }

    /// The same in at most `columns` columns; `…` stands for what does not fit.
    #[must_use]
    pub fn truncated(&self, columns: usize) -> SafeText<'_> {
        let text = width::truncate(&self.text, columns);
        let cut = self.cut || text != self.text;
        SafeText { text, hidden: self.hidden, cut }
    }

    /// The same, no longer bound to the data it came from.
    pub fn into_owned(self) -> SafeText<'static> {
        SafeText { text: Cow::Owned(self.text.into_owned()), hidden: self.hidden, cut: self.cut }
    }
}

impl<'a> From<SafeText<'a>> for Cow<'a, str> {
    fn from(safe: SafeText<'a>) -> Self {
        safe.text
    }
}

impl fmt::Display for SafeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Whether a code point is invisible or changes how its neighbours are read.
pub fn is_unseen(c: char) -> bool {
    UNSEEN.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// Our own marks: escaped in data, so that an escape cannot be forged.
fn is_own_mark(c: char) -> bool {
    matches!(c, '⟨' | '⏎' | '→' | '\u{2400}'..='\u{2421}')
}

fn escape(data: &str) -> SafeText<'_> {
    let mut text: Option<String> = None; // made at the first escape
    let mut hidden = false;
    let mut marks = 0; // combining marks since the last letter
    for (at, c) in data.char_indices() {
        if is_combining_mark(c) && !is_unseen(c) {
            marks += 1;
            if marks > MARKS_PER_LETTER {
                text.get_or_insert_with(|| data.get(..at).unwrap_or_default().to_owned());
                hidden = true;
            } else if let Some(text) = &mut text {
                text.push(c);
            }
            continue;
        }
        if let Some(text) = &mut text {
            count_marks(text, marks);
        }
        marks = 0;
        let concealed = c.is_control() || is_unseen(c);
        if concealed || is_own_mark(c) {
            hidden |= concealed;
            push_mark(text.get_or_insert_with(|| data.get(..at).unwrap_or_default().to_owned()), c);
        } else if let Some(text) = &mut text {
            text.push(c);
        }
    }
    if let Some(text) = &mut text {
        count_marks(text, marks);
    }
    SafeText { text: text.map_or(Cow::Borrowed(data), Cow::Owned), hidden, cut: false }
}

fn count_marks(text: &mut String, marks: usize) {
    if marks > MARKS_PER_LETTER {
        let _infallible = write!(text, "⟨+{}⟩", marks - MARKS_PER_LETTER);
    }
}

fn push_mark(text: &mut String, c: char) {
    let code = u32::from(c);
    let _infallible = match c {
        '\n' => text.write_char('⏎'),
        '\t' => text.write_char('→'),
        '\0'..='\u{1f}' => text.write_char(char::from_u32(0x2400 + code).unwrap_or('␦')),
        '\u{7f}' => text.write_char('␡'),
        '\u{80}'..='\u{9f}' => write!(text, "⟨{code:02X}⟩"),
        _ => write!(text, "⟨U+{code:04X}⟩"),
    };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        for (data, shown) in [
            ("\u{1b}[2J", "␛[2J"),
            ("a\nb\tc\0\u{7f}", "a⏎b→c␀␡"),
            ("\u{9b}1m", "⟨9B⟩1m"),
            ("a\u{202e}b", "a⟨U+202E⟩b"),
            ("a\u{200b}b\u{e0041}", "a⟨U+200B⟩b⟨U+E0041⟩"),
            ("e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}x", "e\u{301}\u{302}\u{303}\u{304}⟨+2⟩x"),
            ("⟨9B⟩", "⟨U+27E8⟩9B⟩"),
        ] {
            assert_eq!(SafeText::from_data(data).as_str(), shown);
        }
    }

    #[test]
    fn own_marks_are_no_finding_but_hidden_characters_are() {
        assert!(!SafeText::from_data("a → b").has_hidden());
        assert!(SafeText::from_data("a\u{200b}").has_hidden());
        assert!(!SafeText::from_data("Zürich 株式会社").has_hidden());
    }

    #[test]
    fn a_long_value_says_how_long_it_is() {
        let data = "ü".repeat(5_000);
        let safe = SafeText::from_data(&data);
        assert!(safe.is_cut() && safe.as_str().ends_with("⟨… 10000 bytes⟩"));
        assert_eq!(SafeText::whole(&data).as_str(), data);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let one = prop_oneof![
            any::<char>(),
            prop::sample::select(vec!['\u{1b}', '\n', '\u{9b}', '\u{202e}', '\u{301}', '⟨', '⟩', '→', '+', '1', 'U']),
        ];
        prop::collection::vec(one, 0..40).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_obeyed_or_unseen_comes_through(data in hostile()) {
            let safe = SafeText::from_data(&data);
            prop_assert!(!safe.as_str().chars().any(|c| c.is_control() || is_unseen(c)));
            // Again: still safe, and nothing new is hidden.
            let again = SafeText::from_data(safe.as_str());
            prop_assert!(!again.has_hidden());
        }

        #[test]
        fn clean_text_is_borrowed(data in "[ -~éß株Ω]{0,60}") {
            let safe = SafeText::from_data(&data);
            prop_assert!(matches!(safe.text, Cow::Borrowed(text) if text == data));
        }

        #[test]
        fn different_values_look_different(a in "[a\u{1b}\n⟨⟩→U+0-9␛\u{80}-\u{9f}]{0,5}", b in "[a\u{1b}\n⟨⟩→U+0-9␛\u{80}-\u{9f}]{0,5}") {
            prop_assert_eq!(a == b, SafeText::from_data(&a) == SafeText::from_data(&b));
        }
    }
}
