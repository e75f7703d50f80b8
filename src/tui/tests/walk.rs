//! Any keys, in any order, at any size: no panic, nothing harmful on the screen, and nothing decided unasked.

use proptest::prelude::*;

use super::screens::{assert_harmless, drawn};
use crate::commands::COMMANDS;
use crate::tui::fixtures::{press, settle, state};
use crate::tui::keymap::Key;
use crate::tui::msg::Msg;
use crate::tui::state::Screen;
use crate::tui::theme::Depth;
use crate::tui::update::update;

fn keys() -> Vec<&'static str> {
    let mut keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).copied().collect();
    keys.extend(["x", "Backspace", "Ctrl-u", "Ctrl-w", "Delete", "F6"]);
    keys
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn no_walk_panics(
        walk in prop::collection::vec((prop::sample::select(keys()), 1_u16..200, 1_u16..60, any::<bool>()), 1..60),
        screen in prop::sample::select(Screen::ALL.to_vec()),
    ) {
        let mut state = state(screen, (80, 24), Depth::Ansi16);
        let mut late = Vec::new();
        for (key, columns, rows, answered) in walk {
            update(&mut state, Msg::Resize(columns, rows));
            let effects = press(&mut state, key);
            // Some answers come at once, others only after further keys.
            late.extend(effects);
            if answered {
                settle(&mut state, std::mem::take(&mut late));
            }
            assert_harmless(&drawn(&state));
        }
    }

    #[test]
    fn typed_text_never_decides(text in "[a-zA-Z0-9?:./ ]{1,30}") {
        let mut state = state(Screen::Review, (80, 24), Depth::Mono);
        press(&mut state, "c");
        for c in text.chars() {
            prop_assert_eq!(update(&mut state, Msg::Key(Key::Char(c))), vec![]);
        }
        prop_assert!(state.writing.is_none());
    }
}
