//! What happens between decisions: going on, stale answers, failures, masks, tabs.

use crate::error::Error;
use crate::model::TaskKind;
use crate::tui::fixtures::{cluster, counts, press, press_all, reviewing, settle, state, tasks};
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::paged::Paged;
use crate::tui::state::{Screen, State};
use crate::tui::tests::screens::{drawn, text};
use crate::tui::theme::Depth;
use crate::tui::update::{start, update};
use crate::workspace::{BridgeView, DecisionRef};

fn reading(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { slot: Slot::Review, ask: Ask::Cluster(id, _), .. } => Some(id.as_str()),
        _ => None,
    })
}

fn review_id(state: &State) -> &str {
    state.review.id.as_deref().unwrap_or("")
}

#[test]
fn a_verdict_leads_to_the_next_task_and_says_how_to_undo() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "y");
    assert_eq!(review_id(&state), "G-00000001");
    let toast = state.toast.as_ref().unwrap();
    assert_eq!((toast.text.as_str(), toast.tail.as_str()), ("Confirmed 3 records", " · G-7F3A21C0 · z undoes"));
    press_all(&mut state, "p");
    assert_eq!(review_id(&state), "G-7F3A21C0", "back to what was decided");
}

#[test]
fn nothing_is_decided_twice_or_unseen() {
    let mut state = reviewing(cluster());
    let first = press(&mut state, "y");
    assert_eq!(press(&mut state, "y"), [], "the first is still being written");
    assert!(state.toast.as_ref().unwrap().text.contains("moment"));
    // The answer comes; the next cluster has not been read yet.
    let [Effect::Ask { slot, generation, ask }] = first.as_slice() else { panic!("{first:?}") };
    let reply = Reply { slot: *slot, generation: *generation, answer: crate::tui::fixtures::answer(ask) };
    let then = update(&mut state, Msg::Reply(reply));
    assert_eq!(reading(&then), Some("G-00000001"));
    assert_eq!(press(&mut state, "y"), [], "nobody has seen it");
}

#[test]
fn keys_that_come_before_the_list_wait_for_it() {
    let (mut state, effects) = at_start();
    assert_eq!(press(&mut state, "j"), []);
    assert_eq!(press(&mut state, "Enter"), []);
    assert!(state.toast.is_none() && state.screen == Screen::Queue, "{:?}", state.toast);
    assert_eq!(press(&mut state, "q"), [Effect::Quit], "leaving never waits");
    let then: Vec<Effect> = effects.into_iter().flat_map(|effect| answered(&mut state, effect)).collect();
    assert_eq!(reading(&then), Some("G-00000001"));
    assert!(state.early.is_empty());

    // Where the list cannot be read, nothing is done to what comes later.
    let (mut state, effects) = at_start();
    press(&mut state, "Enter");
    for effect in effects {
        let Effect::Ask { slot: slot @ Slot::Tasks, generation, .. } = effect else { continue };
        update(&mut state, Msg::Reply(Reply { slot, generation, answer: Err(Error::store("the disk is gone")) }));
    }
    assert!(state.early.is_empty() && state.toast.as_ref().is_some_and(|toast| toast.danger));
}

fn at_start() -> (State, Vec<Effect>) {
    let mut state = state(Screen::Queue, (120, 40), Depth::True);
    state.queue.list = Paged::default();
    let effects = start(&mut state);
    (state, effects)
}

fn answered(state: &mut State, effect: Effect) -> Vec<Effect> {
    let Effect::Ask { slot, generation, ask } = effect else { return Vec::new() };
    update(state, Msg::Reply(Reply { slot, generation, answer: crate::tui::fixtures::answer(&ask) }))
}

#[test]
fn skipped_tasks_are_not_met_again_until_the_others_are_done() {
    let mut state = reviewing(cluster());
    state.queue.list.rows = tasks(2);
    press_all(&mut state, "s");
    assert_eq!(review_id(&state), "G-00000001");
    state.queue.list.rows = tasks(2);
    press_all(&mut state, "s");
    assert_eq!(state.screen, Screen::Queue);
    assert!(state.toast.unwrap().text.contains("skipped"));
}

#[test]
fn neighbours_of_the_queue_are_one_key_away() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "J J J J");
    assert_eq!(review_id(&state), "G-00000004");
    press_all(&mut state, "K");
    assert_eq!(review_id(&state), "G-00000003");
    assert_eq!(state.queue.list.cursor, 3, "the queue's cursor goes along");
}

#[test]
fn stale_answers_are_dropped() {
    let mut state = state(Screen::Queue, (120, 40), Depth::Mono);
    let old = press(&mut state, "t");
    let new = press(&mut state, "t");
    let tasks_of = |effects: &[Effect]| match effects {
        [Effect::Ask { slot, generation, .. }] => (*slot, *generation),
        other => panic!("{other:?}"),
    };
    let ((slot, first), (_, second)) = (tasks_of(&old), tasks_of(&new));
    let reply = |generation, n| Msg::Reply(Reply { slot, generation, answer: Ok(Answer::Tasks(tasks(n))) });
    update(&mut state, reply(second, 3));
    update(&mut state, reply(first, 9));
    assert_eq!(state.queue.list.rows.len(), 3);
}

#[test]
fn kinds_are_gone_through_and_left() {
    let mut state = state(Screen::Queue, (120, 40), Depth::Mono);
    let mut seen = Vec::new();
    for _ in 0..=counts().tasks.len() {
        press_all(&mut state, "t");
        seen.push(state.queue.kind());
    }
    assert_eq!(seen.first(), Some(&Some(TaskKind::Conflict)));
    assert_eq!(seen.last(), Some(&None));
    press_all(&mut state, "t T");
    assert_eq!(state.queue.kind(), None);
}

#[test]
fn a_search_follows_what_is_typed_and_ends_with_esc() {
    let mut state = state(Screen::Queue, (120, 40), Depth::Mono);
    press_all(&mut state, "/ n o r");
    assert_eq!(state.queue.text, "nor");
    press_all(&mut state, "Enter");
    assert!(state.overlays.is_empty());
    assert_eq!(state.queue.text, "nor");
    press_all(&mut state, "/ Esc");
    assert_eq!(state.queue.text, "");
}

#[test]
fn a_failure_says_why_and_lets_go_on() {
    let mut state = reviewing(cluster());
    press(&mut state, "y");
    let answer = Err(Error::user("the cluster has changed").hint("look again"));
    let effects = update(&mut state, Msg::Reply(Reply { slot: Slot::Write, generation: 0, answer }));
    assert_eq!(reading(&effects), Some("G-7F3A21C0"), "what it has become is shown");
    let toast = state.toast.clone().unwrap();
    assert!(toast.danger && toast.text.contains("look again"));
    settle(&mut state, effects);
    assert!(!press(&mut state, "y").is_empty());
}

#[test]
fn a_record_alone_has_nothing_to_divide() {
    let mut view = cluster();
    view.members.truncate(1);
    view.weakest = None;
    let mut state = reviewing(view);
    for key in ["n", "e", "1", "w", "Space"] {
        assert_eq!(press(&mut state, key), [], "{key}");
        assert!(state.toast.take().unwrap().text.contains("one record"), "{key}");
    }
}

#[test]
fn tabs_go_round_and_review_opens_the_task_at_hand() {
    let mut state = state(Screen::Queue, (120, 40), Depth::Mono);
    press_all(&mut state, "j j j Tab");
    assert_eq!((state.screen, review_id(&state)), (Screen::Review, "G-00000003"));
    // There Tab proposes splits; the function keys lead on.
    press_all(&mut state, "F3 Tab Tab Tab");
    assert_eq!(state.screen, Screen::Queue);
    press_all(&mut state, "Shift-Tab Shift-Tab");
    assert_eq!(state.screen, Screen::History);
    press_all(&mut state, "Enter");
    assert_eq!(state.screen, Screen::Review);
    press_all(&mut state, "Esc");
    assert_eq!(state.screen, Screen::History, "back to where it was opened");
}

#[test]
fn review_can_be_the_first_screen() {
    let state = state(Screen::Review, (80, 24), Depth::Mono);
    assert_eq!((state.screen, review_id(&state)), (Screen::Review, "G-7F3A21C0"));
    let mut empty = State::new(crate::tui::fixtures::catalog(), Screen::Review, &state.theme, (80, 24));
    for effect in start(&mut empty) {
        let Effect::Ask { slot: Slot::Tasks, generation, .. } = effect else { continue };
        update(&mut empty, Msg::Reply(Reply { slot: Slot::Tasks, generation, answer: Ok(Answer::Tasks(Vec::new())) }));
    }
    assert_eq!(press(&mut empty, "y"), []);
    assert!(empty.toast.unwrap().text.contains("no cluster"));
}

#[test]
fn quitting_is_safe_everywhere() {
    for keys in ["", "?", ":", "w", "v", "m", "c", "e", "Enter", "F3", "F4"] {
        let mut state = reviewing(cluster());
        press_all(&mut state, keys);
        assert_eq!(press(&mut state, "Ctrl-c"), [Effect::Quit], "{keys}");
    }
    assert_eq!(press(&mut reviewing(cluster()), "q"), [Effect::Quit]);
    let mut state = reviewing(cluster());
    press_all(&mut state, "? q");
    assert!(state.overlays.is_empty(), "in an overlay q leads back");
    assert_eq!(press(&mut state, "Ctrl-z"), [Effect::Suspend]);
}

#[test]
fn the_palette_does_what_it_lists() {
    let mut state = reviewing(cluster());
    press_all(&mut state, ": w h y Enter");
    assert!(matches!(state.overlays.as_slice(), [Overlay::Why(_)]), "{:?}", state.overlays);
}

#[test]
fn pasted_text_goes_where_text_is_asked_for() {
    let mut state = reviewing(cluster());
    assert_eq!(update(&mut state, Msg::Paste("y".to_owned())), [], "a paste decides nothing");
    press_all(&mut state, "c");
    update(&mut state, Msg::Paste("two\nlines\u{1b}[2J".to_owned()));
    let Some(Overlay::Entry(entry)) = state.overlays.last() else { panic!("no entry") };
    assert_eq!(entry.input.text(), "two lines[2J");
}

#[test]
fn a_bridge_is_shown_and_one_key_leads_to_the_other_side_and_back() {
    let mut plain = reviewing(cluster());
    assert_eq!(press(&mut plain, "o"), []);
    assert!(plain.toast.as_ref().unwrap().text.contains("set apart"), "a disabled key says why");

    let mut view = cluster();
    view.bridges.push(BridgeView {
        from: "web:w-3".parse().unwrap(),
        to: "erp:90".parse().unwrap(),
        probability: 0.83,
        golden_id: view.golden_id.clone(),
        other_golden_id: "G-00000003".to_owned(),
        separated_by: DecisionRef { seq: 4, kind: "split".to_owned(), author: "ana".to_owned() },
    });
    let mut state = reviewing(view);
    for (size, by) in [((80, 24), " · set apart by ana #4"), ((120, 40), " · set apart by ana #4")] {
        state.size = size;
        let screen = text(&drawn(&state));
        let line = format!("bridge          web:w-3 0.83 erp:90 in G-00000003{by}");
        assert!(screen.contains(&line), "{screen}");
    }
    let effects = press(&mut state, "o");
    assert_eq!(reading(&effects), Some("G-00000003"));
    settle(&mut state, effects);
    press_all(&mut state, "p");
    assert_eq!(review_id(&state), "G-7F3A21C0");
}

#[test]
fn why_a_key_did_nothing_is_forgotten_once_one_does_something() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "C");
    assert!(state.toast.as_ref().is_some_and(|toast| toast.danger), "nothing contradicts anything here");
    press_all(&mut state, "w");
    assert_eq!(state.toast, None);
    // What went wrong stays.
    press_all(&mut state, "Esc");
    state.warn("the disk is full");
    press_all(&mut state, "w");
    assert!(state.toast.is_some());
}
