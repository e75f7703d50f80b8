//! Decisions while a load writes: they wait in sight, in their order, and what came of each is said.

use crate::commands::CommandId;
use crate::error::Error;
use crate::tui::fixtures::{press, press_all, proposal, settle, state};
use crate::tui::jobs::start;
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::state::{Screen, State};
use crate::tui::tests::screens::{drawn, text};
use crate::tui::theme::Depth;
use crate::tui::update::{perform, update};
use crate::workspace::{Change, Committed, Job, Request};

/// A review of the first task of the queue, while a load runs.
fn loading() -> State {
    let mut state = state(Screen::Queue, (120, 40), Depth::True);
    press_all(&mut state, "Enter");
    start(&mut state, Job::Load);
    state
}

/// Decides, and hears that it waits; gives the generation of the question.
fn waits(state: &mut State, key: &str) -> u64 {
    let effects = press(state, key);
    let [Effect::Ask { slot: Slot::Write, generation, .. }] = effects[..] else { panic!("{effects:?}") };
    let effects = update(state, Msg::Reply(Reply { slot: Slot::Write, generation, answer: Ok(Answer::Waits) }));
    settle(state, effects);
    generation
}

fn answer(state: &mut State, generation: u64, answer: crate::error::Result<Answer>) -> Vec<Effect> {
    update(state, Msg::Reply(Reply { slot: Slot::Write, generation, answer }))
}

fn committed(id: &str) -> Answer {
    let proposal = proposal(&[Request::from(Change::Confirm { id: id.to_owned() })]);
    Answer::Committed(Box::new(Committed { seqs: vec![9], proposal, proof: None }))
}

#[test]
fn the_steward_goes_on_and_what_waits_is_seen() {
    let mut state = loading();
    let first = state.review.id.clone().unwrap();
    let one = waits(&mut state, "y");
    assert!(state.writing.is_none() && state.waiting.holds(&first));
    assert_ne!(state.review.id.as_ref(), Some(&first), "on to the next task");
    assert!(text(&drawn(&state)).contains("1 decision waits"));
    let second = state.review.id.clone().unwrap();
    waits(&mut state, "u");
    assert!(text(&drawn(&state)).contains("2 decisions wait"), "{}", text(&drawn(&state)));
    assert!(state.waiting.holds(&second));
    // The list says so too, and nobody is led to it again.
    press_all(&mut state, "F1 Ctrl-l");
    assert!(text(&drawn(&state)).contains("decided, waits"));
    let effects = answer(&mut state, one, Ok(committed(&first)));
    let reads = |effect: &Effect| matches!(effect, Effect::Ask { slot: Slot::Tasks, .. });
    assert!(effects.iter().any(reads), "what it changed is read again");
    assert!(state.toast.as_ref().unwrap().text.starts_with("Written: "));
    assert!(!state.waiting.holds(&first) && state.waiting.holds(&second));
}

#[test]
fn nothing_more_is_decided_on_what_waits() {
    let mut state = loading();
    let first = state.review.id.clone().unwrap();
    waits(&mut state, "f");
    assert_eq!(state.review.id, Some(first), "a flag stays with its cluster");
    assert!(press(&mut state, "y").is_empty());
    assert!(state.toast.as_ref().unwrap().text.contains("still to be written"), "{:?}", state.toast);
    // Looking is free, and so is taking back: it waits in its order.
    press_all(&mut state, "w Esc");
    assert!(matches!(perform(&mut state, CommandId::Undo)[..], [Effect::Ask { ask: Ask::Decide(_), .. }]));
}

#[test]
fn what_cannot_be_written_is_named_and_what_was_typed_comes_back() {
    let mut state = loading();
    let first = state.review.id.clone().unwrap();
    press(&mut state, "c");
    "remark".chars().for_each(|c| drop(press(&mut state, &c.to_string())));
    let generation = waits(&mut state, "Enter");
    answer(&mut state, generation, Err(Error::user("not saved: these records have changed")));
    let toast = state.toast.clone().unwrap();
    assert!(toast.danger && toast.text.contains(&first) && toast.text.contains("have changed"), "{toast:?}");
    let Some(Overlay::Entry(entry)) = state.overlays.last() else { panic!("{:?}", state.overlays) };
    assert_eq!(entry.input.text(), "remark");
}
