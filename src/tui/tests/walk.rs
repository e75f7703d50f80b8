//! Any keys, in any order, at any size: no panic, nothing harmful on the screen, and nothing decided unasked.

use proptest::prelude::*;

use super::screens::{assert_harmless, drawn};
use crate::commands::COMMANDS;
use crate::tui::fixtures::{press, settle, state};
use crate::tui::keymap::Key;
use crate::tui::msg::{Mouse, Msg};
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
        walk in prop::collection::vec((prop::sample::select(keys()), 1_u16..200, 1_u16..60, any::<bool>(), 0_u8..8), 1..60),
        screen in prop::sample::select(Screen::ALL.to_vec()),
    ) {
        let mut state = state(screen, (80, 24), Depth::Ansi16);
        let mut late = Vec::new();
        for (key, columns, rows, answered, mouse) in walk {
            update(&mut state, Msg::Resize(columns, rows));
            let effects = press(&mut state, key);
            let mouse = match mouse {
                0 => Some(Mouse::Click(columns / 2, rows / 2)),
                1 => Some(Mouse::Click(columns % 40, 0)),
                2 => Some(Mouse::WheelDown),
                3 => Some(Mouse::WheelUp),
                _ => None,
            };
            late.extend(mouse.into_iter().flat_map(|mouse| update(&mut state, Msg::Mouse(mouse))));
            // Some answers come at once, others only after further keys.
            late.extend(effects);
            if answered {
                settle(&mut state, std::mem::take(&mut late));
            }
            assert_harmless(&drawn(&state));
        }
    }

    #[test]
    fn a_storm_of_sizes_leaves_a_whole_screen(
        sizes in prop::collection::vec((1_u16..220, 1_u16..70), 1..20),
        screen in prop::sample::select(Screen::ALL.to_vec()),
        key in prop::sample::select(keys()),
    ) {
        let mut state = state(screen, (120, 40), Depth::Mono);
        let effects = press(&mut state, key);
        settle(&mut state, effects);
        let before = drawn(&state);
        for (columns, rows) in sizes {
            let effects = update(&mut state, Msg::Resize(columns, rows));
            settle(&mut state, effects);
            assert_harmless(&drawn(&state));
        }
        let effects = update(&mut state, Msg::Resize(120, 40));
        settle(&mut state, effects);
        prop_assert_eq!(drawn(&state), before);
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
