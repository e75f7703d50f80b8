//! Guided split and merge with partners: what Tab, digits, S and m do.

use crate::model::RecordKey;
use crate::tui::fixtures::{cluster, press, press_all, reviewing, settle};
use crate::tui::msg::{Ask, Effect, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::state::State;
use crate::tui::tests::screens::{drawn, text};
use crate::workspace::{Change, Request};

fn keys() -> Vec<RecordKey> {
    cluster().members.iter().map(|member| member.record.key.clone()).collect()
}

fn written(effects: &[Effect]) -> Vec<Change> {
    let requests = effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask: Ask::Decide(requests), .. } => Some(requests.clone()),
        _ => None,
    });
    requests.unwrap_or_default().into_iter().map(|request: Request| request.change).collect()
}

fn shown(state: &State) -> String {
    text(&drawn(state))
}

#[test]
fn tab_goes_through_the_ways_to_split_and_comes_back_to_none() {
    let mut state = reviewing(cluster());
    let asked = press(&mut state, "Tab");
    assert!(matches!(asked.as_slice(), [Effect::Ask { slot: Slot::Splits, .. }]), "{asked:?}");
    settle(&mut state, asked);
    assert_eq!(state.review.groups, [1, 1, 2]);
    let screen = shown(&state);
    assert!(screen.contains("split 1 of 2  weakest bridge, minimum cut"), "{screen}");
    assert!(screen.contains("[1] G-7F3A21C0 keeps its id, 2 records   [2] G-55D0E9B2 new id, 1 record"), "{screen}");
    press_all(&mut state, "Tab");
    assert_eq!(state.review.groups, [1, 2, 3]);
    assert!(shown(&state).contains("cannot be the same: mika said"), "{}", shown(&state));
    press_all(&mut state, "Tab");
    assert_eq!(state.review.groups, [0, 0, 0]);
    press_all(&mut state, "Shift-Tab");
    assert_eq!(state.review.groups, [1, 2, 3]);
    press_all(&mut state, "Esc");
    assert_eq!(state.review.groups, [0, 0, 0]);
}

#[test]
fn both_golden_records_stand_at_the_right_while_it_is_divided() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "Tab");
    for columns in [120, 200] {
        state.size = (columns, 40);
        let screen = shown(&state);
        assert!(screen.contains("[1] golden record") && screen.contains("[2] golden record"), "{screen}");
        assert!(screen.matches("Southwind").count() >= 2, "the record's, and the golden one it makes: {screen}");
    }
    // Where there is room for one, it is that of the focused record's group.
    state.size = (80, 24);
    assert!(shown(&state).contains("[1] golden record") && !shown(&state).contains("[2] golden record"));
    press_all(&mut state, "l l");
    assert!(shown(&state).contains("[2] golden record") && !shown(&state).contains("[1] golden record"));
}

#[test]
fn digits_change_what_was_proposed_and_what_follows_is_asked_anew() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "Tab l");
    let asked = press(&mut state, "2");
    let [Effect::Ask { slot: Slot::Groups, ask: Ask::Propose(requests), .. }] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    let keys = keys();
    let parts = vec![vec![keys[0].clone()], vec![keys[1].clone(), keys[2].clone()]];
    let change = Change::Split { id: "G-7F3A21C0".into(), parts, confirm_parts: false };
    assert_eq!(requests[0].change, change);
    assert!(shown(&state).contains("working out what would follow"), "{}", shown(&state));
    settle(&mut state, asked);
    assert!(shown(&state).contains("split 1 of 2, changed by hand"), "{}", shown(&state));
    assert!(state.overlays.is_empty(), "it is no preview");
    // An answer that comes when the groups are gone changes nothing.
    let late = press(&mut state, "1");
    press_all(&mut state, "Esc");
    settle(&mut state, late);
    assert!(!shown(&state).contains("[1]"));
}

#[test]
fn one_key_splits_as_the_groups_stand() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "S");
    assert!(state.writing.is_none(), "nothing is in groups");
    press_all(&mut state, "Tab");
    let keys = keys();
    let parts = vec![keys[..2].to_vec(), keys[2..].to_vec()];
    let effects = press(&mut state, "S");
    assert_eq!(written(&effects), [Change::Split { id: "G-7F3A21C0".into(), parts, confirm_parts: false }]);
    settle(&mut state, effects);
    assert_ne!(state.review.id.as_deref(), Some("G-7F3A21C0"), "the next task comes by itself");
    assert!(state.review.groups.iter().all(|group| *group == 0));
}

#[test]
fn partners_come_first_and_the_one_under_the_cursor_is_compared() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "m");
    let screen = shown(&state);
    assert!(screen.contains("Likely partners") && screen.contains("web:w-9") && screen.contains("0.71"), "{screen}");
    assert!(screen.contains("set apart by mika"), "{screen}");
    assert!(
        screen.contains("most alike: crm:C-1001 and web:w-9: 0.71") && screen.contains("Northwind Trading GmbH"),
        "{screen}"
    );
    let asked = press(&mut state, "Down");
    assert!(matches!(asked.as_slice(), [Effect::Ask { slot: Slot::Facing, .. }]), "{asked:?}");
    settle(&mut state, asked);
    assert!(shown(&state).contains("merging contradicts it"), "{}", shown(&state));
    // Typing searches everything; without words the partners are there again.
    press_all(&mut state, "c o n");
    assert!(shown(&state).contains("What holds all of these words"), "{}", shown(&state));
    press_all(&mut state, "Ctrl-u");
    assert!(shown(&state).contains("Likely partners"));
    let effects = press(&mut state, "Enter");
    let [Effect::Ask { ask: Ask::Propose(requests), .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(requests[0].change, Change::Merge { ids: vec!["G-7F3A21C0".into(), "G-00000004".into()] });
}

#[test]
fn blind_stewards_see_neither_scores_nor_how_it_formed() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "b M");
    assert!(state.overlays.is_empty() && state.toast.as_ref().unwrap().text.contains("hidden"));
    press_all(&mut state, "H");
    assert!(state.overlays.is_empty());
    press_all(&mut state, "Tab");
    for told in ["0.41", "0.77", "-2.6"] {
        assert!(!shown(&state).contains(told), "{told}: {}", shown(&state));
    }
    press_all(&mut state, "Esc m");
    assert!(matches!(state.overlays.last(), Some(Overlay::Merge(_))));
    assert!(!shown(&state).contains("0.71"), "{}", shown(&state));
}

#[test]
fn values_can_be_read_in_latin_letters() {
    let mut view = cluster();
    view.members[1].record.values[0] = Some("Нортвинд".to_owned());
    let mut state = reviewing(view);
    assert!(shown(&state).contains("Нортвинд"));
    press_all(&mut state, "t");
    assert!(shown(&state).contains("Nortvind") && !shown(&state).contains("Нортвинд"), "{}", shown(&state));
    press_all(&mut state, "t .");
    assert!(!shown(&state).contains("Nortvind") && !shown(&state).contains("Нортвинд"));
}

#[test]
fn how_many_share_the_focused_value_is_asked_once() {
    let mut state = reviewing(cluster());
    let asked = press(&mut state, "j");
    assert!(matches!(asked.as_slice(), [Effect::Ask { slot: Slot::Shared, .. }]), "{asked:?}");
    settle(&mut state, asked);
    assert!(shown(&state).contains("have this company_name") || shown(&state).contains("no other record has this"));
    press_all(&mut state, "k");
    assert_eq!(press(&mut state, "j"), [], "it is known");
}
