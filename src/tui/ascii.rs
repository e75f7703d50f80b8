//! A screen for terminals that know ASCII only: every glyph of ours has a stand-in, letters lose their accents, and
//! others become `?`.

use ratatui::buffer::Buffer;
use unicode_normalization::UnicodeNormalization;

/// Whether the environment says that the terminal reads UTF-8. Nothing said counts as yes: containers say nothing.
pub fn reads_utf8(env: impl Fn(&str) -> Option<String>) -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env(name).filter(|value| !value.is_empty()));
    said.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Replaces all that is not ASCII, cell by cell: no column moves.
pub fn translate(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let stand_in = cell.symbol().chars().next().map_or(' ', stand_in);
            cell.set_char(stand_in);
        }
    }
}

/// Words stand beside the glyphs, so that two may share a stand-in where they never meet.
fn stand_in(glyph: char) -> char {
    match glyph {
        '─' | '—' | '∅' | '▂' | '▃' | '╍' | '┈' | '–' | '−' => '-',
        '▄' | '▅' | '▆' | '▇' | '▏' | '▎' | '▍' | '▌' | '▋' | '▊' | '▉' => '=',
        '│' | '┃' | '‖' => '|',
        '┌' | '┐' | '└' | '┘' | '±' | '◇' | '✔' => '+',
        '≈' => '%',
        '∪' => 'U',
        '…' => '~',
        '≠' | '▲' | '⚑' => '!',
        '␣' | '▁' => '_',
        '★' | '•' | '●' | '✎' | '◆' => '*',
        '█' | '≡' | '━' => '#',
        '░' | '·' | '\u{2800}'..='\u{28ff}' => '.',
        '▒' => ':',
        '○' | '◎' => 'o',
        '✗' | '╳' | '×' => 'x',
        '⇄' | '↻' | '◔' | '◑' => '@',
        '◂' | '‹' | '←' => '<',
        '▸' | '›' | '→' => '>',
        '↑' => '^',
        '↓' => 'v',
        '“' | '”' => '"',
        letter => base(letter),
    }
}

/// The letter without its accent, where one of ASCII is left.
fn base(letter: char) -> char {
    std::iter::once(letter).nfd().next().filter(char::is_ascii).unwrap_or('?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fixtures::{cluster, press_all, reviewing, state};
    use crate::tui::state::Screen;
    use crate::tui::tests::screens::{drawn, text};
    use crate::tui::theme::Depth;

    #[test]
    fn the_locale_decides() {
        let utf8 = |pairs: &'static [(&str, &str)]| {
            reads_utf8(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(utf8(&[]) && utf8(&[("LANG", "de_DE.UTF-8")]) && utf8(&[("LC_ALL", ""), ("LANG", "C.utf8")]));
        assert!(!utf8(&[("LANG", "C")]) && !utf8(&[("LC_ALL", "POSIX"), ("LANG", "en_GB.UTF-8")]));
    }

    #[test]
    fn letters_keep_what_ascii_has_of_them() {
        assert_eq!(['ö', 'É', 'ż', 'ß', '株'].map(stand_in), ['o', 'E', 'z', '?', '?']);
    }

    #[test]
    fn our_own_glyphs_all_have_a_stand_in() {
        for (screen, keys) in [(Screen::Review, ""), (Screen::Queue, "t"), (Screen::Golden, ""), (Screen::History, "")]
        {
            let mut state =
                if screen == Screen::Review { reviewing(cluster()) } else { state(screen, (80, 24), Depth::Mono) };
            press_all(&mut state, keys);
            let before = drawn(&state);
            state.ascii = true;
            let after = drawn(&state);
            assert!(text(&after).is_ascii(), "{}", text(&after));
            for (old, new) in before.content.iter().zip(&after.content) {
                let glyph = old.symbol().chars().next().unwrap_or(' ');
                assert!(new.symbol() != "?" || glyph == '?' || glyph.is_alphabetic(), "{glyph:?} has none");
            }
        }
    }
}
