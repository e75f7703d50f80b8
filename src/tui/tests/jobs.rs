//! Work in the background, and the tour: what keys and news do.

use crate::commands::CommandId;
use crate::error::Error;
use crate::tui::fixtures::{cluster, press, press_all, reviewing, settle, state};
use crate::tui::msg::{Ask, Effect, Msg, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::state::{Screen, State, Toast};
use crate::tui::tests::screens::{drawn, text};
use crate::tui::theme::Depth;
use crate::tui::update::{perform, update};
use crate::workspace::{Job, News, Progress, Told};

fn told(text: &str, more: &str) -> Told {
    Told { text: text.to_owned(), more: more.to_owned(), needs_eyes: false }
}

fn queue() -> State {
    state(Screen::Queue, (120, 40), Depth::True)
}

#[test]
fn a_job_runs_beside_the_review_and_one_at_a_time() {
    let mut state = queue();
    assert_eq!(perform(&mut state, CommandId::Load), [Effect::Job(Job::Load)]);
    update(&mut state, Msg::Job(News::Progress(Progress { phase: "records", done: 42, total: 100 })));
    assert!(text(&drawn(&state)).contains("load 42 %: records · customer"));
    // On a narrow screen what is always so gives way to what is so now.
    state.size = (80, 24);
    state.masked = true;
    assert!(text(&drawn(&state)).lines().next().unwrap().ends_with("masked · load 42 %…"));
    state.size = (92, 24);
    assert!(text(&drawn(&state)).lines().next().unwrap().ends_with("masked · load 42 %: records"));
    (state.size, state.masked) = ((120, 40), false);
    // Review goes on; a second job waits for the first.
    let effects = press(&mut state, "Enter");
    settle(&mut state, effects);
    assert_eq!(state.screen, Screen::Review);
    assert_eq!(perform(&mut state, CommandId::Export), []);
    assert!(state.toast.as_ref().unwrap().text.contains("one at a time"));
    assert_eq!(perform(&mut state, CommandId::StopJob), [Effect::StopJob]);
    assert!(text(&drawn(&state)).contains("load: stopping"));
}

#[test]
fn what_came_of_it_is_said_and_everything_read_again() {
    let mut state = queue();
    perform(&mut state, CommandId::Load);
    let effects = update(&mut state, Msg::Job(News::Ended(Ok(told("loaded 12 records, 3 match groups", "")))));
    let [Effect::Ask { slot: Slot::Reopen, ask: Ask::Reopen, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert!(state.job.is_none());
    assert_eq!(state.toast.as_ref().unwrap().text, "loaded 12 records, 3 match groups");
    settle(&mut state, effects);
    assert!(!state.queue.list.rows.is_empty());

    perform(&mut state, CommandId::Export);
    update(&mut state, Msg::Job(News::Ended(Err(Error::store("the disk is full").hint("make room")))));
    let toast = state.toast.as_ref().unwrap();
    assert!(toast.danger && toast.text == "export: the disk is full · make room");
    assert_eq!(perform(&mut state, CommandId::StopJob), []);
    // What came of it is heard again, whatever was said since.
    state.toast = None;
    perform(&mut state, CommandId::LastJob);
    assert_eq!(state.toast.as_ref().unwrap().text, "export: the disk is full · make room");
}

#[test]
fn journals_are_exchanged_while_review_goes_on() {
    let mut state = reviewing(cluster());
    press_all(&mut state, ": s y n c");
    assert_eq!(press(&mut state, "Enter"), [Effect::Job(Job::Sync(None))]);
    let effects = press(&mut state, "y");
    assert!(matches!(effects[..], [Effect::Ask { slot: Slot::Write, .. }]), "decisions are taken: {effects:?}");
    settle(&mut state, effects);
    // Nothing is exchanged twice at a time.
    assert_eq!(perform(&mut state, CommandId::Sync), []);
    let came = told("3 received, 2 sent with team", " · a file is not whole yet");
    let effects = update(&mut state, Msg::Job(News::Ended(Ok(came.clone()))));
    assert_eq!(state.toast, Some(Toast { tail: came.more.clone(), ..Toast::good(&came.text) }));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { ask: Ask::Reopen, .. })));
}

#[test]
fn without_a_target_it_is_asked_for() {
    let mut state = queue();
    state.catalog.exchanges = false;
    assert_eq!(perform(&mut state, CommandId::Sync), []);
    assert!(text(&drawn(&state)).contains("Exchange with which folder"));
    press(&mut state, "Enter");
    assert!(state.job.is_none() && state.toast.as_ref().unwrap().danger, "an empty target is none");
    "/mnt/team".chars().for_each(|c| drop(press(&mut state, &c.to_string())));
    assert_eq!(press(&mut state, "Enter"), [Effect::Job(Job::Sync(Some("/mnt/team".to_owned())))]);
    assert!(state.overlays.is_empty() && state.job.is_some());
}

#[test]
fn training_is_a_job() {
    let mut state = queue();
    press_all(&mut state, ": t r a i n");
    assert_eq!(press(&mut state, "Enter"), [Effect::Job(Job::Train)]);
    update(&mut state, Msg::Job(News::Progress(Progress { phase: "comparing", done: 0, total: 0 })));
    assert!(text(&drawn(&state)).contains("train: comparing …"));
}

#[test]
fn the_tour_has_five_steps_can_be_left_and_taken_again() {
    let mut state = queue();
    let effects = update(&mut state, Msg::Tour);
    settle(&mut state, effects);
    let mut seen = Vec::new();
    for step in 1..=5 {
        let shown = text(&drawn(&state));
        assert!(shown.contains(&format!("{step} of 5")), "{shown}");
        assert!(!shown.contains('{'), "keys are named: {shown}");
        seen.push(state.screen);
        let foot = shown.lines().last().unwrap();
        assert!(foot.contains(if step < 5 { "Enter next" } else { "Enter done" }), "{foot}");
        let effects = press(&mut state, "Enter");
        settle(&mut state, effects);
    }
    assert_eq!(seen, [Screen::Queue, Screen::Review, Screen::Review, Screen::History, Screen::Golden]);
    assert!(state.overlays.is_empty() && state.screen == Screen::Queue);

    let effects = perform(&mut state, CommandId::Tour);
    settle(&mut state, effects);
    press_all(&mut state, "l h");
    assert!(text(&drawn(&state)).contains("1 of 5"));
    press_all(&mut state, "Esc");
    assert!(!state.overlays.iter().any(|overlay| matches!(overlay, Overlay::Tour(_))));
}
