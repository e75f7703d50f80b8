//! Any keys, in any order, at any size: no panic, nothing harmful on the screen, and nothing decided unasked.

use proptest::prelude::*;

use super::screens::{assert_harmless, drawn};
use crate::commands::COMMANDS;
use crate::error::Error;
use crate::tui::fixtures::{press, settle, state};
use crate::tui::keymap::Key;
use crate::tui::msg::{Answer, Effect, Mouse, Msg, Reply, Slot};
use crate::tui::state::{Screen, State};
use crate::tui::theme::Depth;
use crate::tui::update::{perform, update};
use crate::workspace::{News, Progress, Told};

fn keys() -> Vec<&'static str> {
    let mut keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).copied().collect();
    keys.extend(["x", "Backspace", "Ctrl-u", "Ctrl-w", "Delete", "F6"]);
    keys
}

/// What comes by itself, whatever is on the screen: work and its end, others, a decision that has to wait, any command.
fn happen(state: &mut State, event: u8, late: &[Effect]) -> Vec<Effect> {
    let job = |news| Msg::Job(news);
    match event {
        0 => update(state, job(News::Progress(Progress { phase: "records", done: 3, total: 7 }))),
        1 => {
            update(state, job(News::Ended(Ok(Told { text: "done".into(), more: " · more".into(), needs_eyes: true }))))
        }
        2 => update(state, job(News::Ended(Err(Error::store("the disk is full").hint("make room"))))),
        3 => {
            state.others.fall_behind();
            update(state, Msg::Tick)
        }
        4 => {
            let write = late.iter().find_map(|effect| match effect {
                Effect::Ask { slot: Slot::Write, generation, .. } => Some(*generation),
                _ => None,
            });
            let waits = |generation| Reply { slot: Slot::Write, generation, answer: Ok(Answer::Waits) };
            write.map_or_else(Vec::new, |generation| update(state, Msg::Reply(waits(generation))))
        }
        5 => update(state, Msg::Paste("G-7F3A21C0 \u{202e}zzz\n".to_owned())),
        6..9 => {
            // Commands without keys are given by name; the size says which.
            let at = usize::from(state.size.0) * 60 + usize::from(state.size.1);
            perform(state, COMMANDS[at % COMMANDS.len()].id)
        }
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn no_walk_panics(
        walk in prop::collection::vec(
            (prop::sample::select(keys()), 1_u16..200, 1_u16..60, any::<bool>(), 0_u8..8, 0_u8..12),
            1..60,
        ),
        screen in prop::sample::select(Screen::ALL.to_vec()),
    ) {
        let mut state = state(screen, (80, 24), Depth::Ansi16);
        let mut late = Vec::new();
        for (key, columns, rows, answered, mouse, event) in walk {
            update(&mut state, Msg::Resize(columns, rows));
            let mut effects = press(&mut state, key);
            effects.extend(happen(&mut state, event, &late));
            let mouse = match mouse {
                0 => Some(Mouse::Click(columns / 2, rows / 2)),
                1 => Some(Mouse::Click(columns % 40, rows.saturating_sub(3))),
                4 => Some(Mouse::Click(columns % 40, 0)),
                2 => Some(Mouse::WheelDown),
                3 => Some(Mouse::WheelUp),
                5 => Some(Mouse::Drag(columns % 90, rows)),
                6 => Some(Mouse::Release),
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
