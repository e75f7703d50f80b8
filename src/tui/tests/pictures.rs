//! Health, filters, bulk verdicts, the picture of a cluster, and what is read ahead.

use super::screens::{check_at, drawn, text};
use crate::model::TaskKind;
use crate::tui::fixtures::pictures::bulk;
use crate::tui::fixtures::{cluster, many, press, press_all, reviewing, settle, state};
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::state::{Screen, State};
use crate::tui::theme::Depth;
use crate::tui::update::update;
use crate::workspace::{Bulk, Change, Committed, Proposal, Query, Sides, Verdict};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn at(screen: Screen, keys: &str) -> State {
    let mut state = state(screen, (120, 40), Depth::True);
    press_all(&mut state, keys);
    state
}

fn asked(effects: &[Effect]) -> Vec<&Ask> {
    let ask = |effect: &'_ Effect| matches!(effect, Effect::Ask { .. });
    let questions = effects.iter().filter(|effect| ask(effect));
    questions.filter_map(|effect| if let Effect::Ask { ask, .. } = effect { Some(ask) } else { None }).collect()
}

#[test]
fn how_health_looks() {
    check_at(&SIZES, "health", || at(Screen::Health, ""));
    check_at(&SIZES, "health_moved", || at(Screen::Health, "Right Right Right Space End"));
    check_at(&[(80, 24)], "health_below", || below(1));
}

/// Health on a small screen, scrolled.
fn below(steps: usize) -> State {
    let mut state = at(Screen::Health, "");
    state.size = (80, 24);
    (0..steps).for_each(|_| press_all(&mut state, "Down"));
    state
}

#[test]
fn health_is_scrolled_no_further_than_there_is_something_to_see() {
    let (mut once, mut often) = (below(1), below(5));
    assert!(text(&drawn(&once)).contains("Can scores be believed?"));
    assert_eq!(text(&drawn(&once)), text(&drawn(&often)));
    // What was scrolled past comes back when the window grows, and where all is seen nothing scrolls.
    for state in [&mut once, &mut often] {
        state.size = (200, 60);
        assert!(text(&drawn(state)).contains("Clusters by weakest link"));
        press_all(state, "Down");
        assert!(text(&drawn(state)).contains("Clusters by weakest link"));
    }
}

#[test]
fn behind_the_panel_of_stewards_nothing_is_taken_back_unseen() {
    let mut state = at(Screen::History, "s z");
    assert!(state.toast.as_ref().unwrap().danger, "{:?}", state.toast);
    press_all(&mut state, "s z");
    assert!(!state.toast.as_ref().unwrap().danger, "the list shows what is meant: {:?}", state.toast);
}

#[test]
fn how_filters_look() {
    check_at(&SIZES, "facets", || at(Screen::Queue, "f Space j j j Space"));
    check_at(&SIZES, "queue_filtered", || at(Screen::Queue, "f Space Esc / n o r Enter"));
    check_at(&SIZES, "bulk", || at(Screen::Queue, "t Y"));
}

#[test]
fn how_the_picture_of_a_cluster_looks() {
    let graph = |view| {
        let mut state = reviewing(view);
        press_all(&mut state, "L");
        state
    };
    check_at(&SIZES, "graph", || graph(cluster()));
    check_at(&SIZES, "graph_many", || graph(many(60)));
}

#[test]
fn a_health_screen_without_anything_measured_says_so() {
    let mut state =
        State::new(crate::tui::fixtures::catalog(), Screen::Health, &at(Screen::Health, "").theme, (80, 24));
    press(&mut state, "F5");
    assert!(text(&drawn(&state)).contains("Measuring"));
    let mut vitals = crate::tui::fixtures::vitals();
    vitals.strengths.clear();
    vitals.sizes.clear();
    vitals.loads.clear();
    vitals.today = vec![0; 48];
    vitals.calibration.clear();
    state.health.vitals = Some(vitals);
    for size in SIZES {
        state.size = size;
        let shown = text(&drawn(&state));
        assert!(shown.contains("people have settled all of"), "{shown}");
    }
}

#[test]
fn the_band_is_moved_looked_at_and_kept() {
    let mut state = at(Screen::Health, "");
    assert_eq!(state.health.band(), Some((50, 95)));
    assert_eq!(press(&mut state, "Enter"), [], "nothing was moved");
    press_all(&mut state, "Right Right l");
    assert_eq!(state.health.moved, Some((53, 95)));
    press_all(&mut state, "Left Left Left");
    assert_eq!(state.health.moved, None, "back where it was");
    press_all(&mut state, "Space Home");
    assert_eq!(state.health.moved, Some((50, 85)));
    press_all(&mut state, "Home Home Home Home");
    assert_eq!(state.health.moved, Some((45, 45)), "the lower end gives way");
    press_all(&mut state, "Esc End");
    assert_eq!(state.health.moved, Some((50, 100)));
    let effects = press(&mut state, "Enter");
    assert_eq!(asked(&effects), [&Ask::SetBand(50, 100)]);
    assert!(state.health.keeping);
    assert_eq!(press(&mut state, "Enter"), [], "one at a time");
    settle(&mut state, effects);
    assert_eq!((state.health.keeping, state.health.moved, state.health.band()), (false, None, Some((50, 100))));
}

#[test]
fn facets_narrow_the_queue_at_once_and_are_kept_under_a_name() {
    let mut state = at(Screen::Queue, "f");
    let effects = press(&mut state, "Space");
    let kinds = vec![TaskKind::Conflict];
    assert_eq!(state.queue.filter, Query { kinds: kinds.clone(), ..Query::default() });
    assert!(matches!(asked(&effects)[..], [Ask::Tasks(query, _)] if query.kinds == kinds));
    settle(&mut state, effects);
    press_all(&mut state, "Space");
    assert!(state.queue.filter.is_everything(), "again: no longer");
    press_all(&mut state, "s");
    assert!(state.toast.as_ref().unwrap().danger, "there is nothing to keep");
    // Two kept filters come first, then four kinds, then the sources.
    press_all(&mut state, "j j j j Space s");
    for c in "mine".chars() {
        update(&mut state, Msg::Key(crate::tui::keymap::Key::Char(c)));
    }
    let effects = press(&mut state, "Enter");
    let crm = Query { sources: vec!["crm".to_owned()], ..Query::default() };
    assert_eq!(asked(&effects), [&Ask::KeepFilter("mine".to_owned(), crm)]);
    settle(&mut state, effects);
    press_all(&mut state, "Home Space");
    assert_eq!(state.queue.filter.kinds, [TaskKind::Borderline], "the first kept one");
    let effects = press(&mut state, "D");
    assert_eq!(asked(&effects), [&Ask::ForgetFilter("crm first".to_owned())]);
    press_all(&mut state, "0 Esc");
    assert!(state.queue.query().is_everything() && state.overlays.is_empty());
}

#[test]
fn bounds_never_pass_each_other() {
    let mut state = at(Screen::Queue, "f");
    let words = |state: &State| state.queue.query().words().join(" ");
    // Past the kinds, the sources and the attributes.
    for _ in 0..4 + 3 + 6 {
        press_all(&mut state, "j");
    }
    press_all(&mut state, "Right Right");
    assert_eq!(words(&state), "score from 0.10");
    press_all(&mut state, "j Left Left");
    assert_eq!(words(&state), "score 0.10 to 0.90");
    for _ in 0..30 {
        press_all(&mut state, "Left");
    }
    assert_eq!(words(&state), "score 0.10 to 0.10");
    press_all(&mut state, "Space k Space");
    assert_eq!(words(&state), "");
}

#[test]
fn a_bulk_verdict_needs_a_filter_a_preview_and_enter() {
    let mut state = at(Screen::Queue, "Y");
    assert!(state.overlays.is_empty() && state.toast.as_ref().unwrap().text.contains("narrow the queue first"));
    press_all(&mut state, "t");
    let effects = press(&mut state, "Y");
    let query = state.queue.query();
    assert_eq!(asked(&effects), [&Ask::Bulk(query.clone(), Verdict::Confirm)]);
    assert_eq!(press(&mut state, "Enter"), [], "it is not known yet what this would take");
    settle(&mut state, effects);
    let effects = press(&mut state, "Enter");
    assert!(matches!(asked(&effects)[..], [Ask::CarryOut(asked, bulk)] if *asked == query && bulk.takes.len() == 61));
    assert!(state.writing.is_some() && state.overlays.is_empty());
    settle(&mut state, effects);
    assert!(state.writing.is_none());
    press_all(&mut state, "A Esc");
    assert!(state.overlays.is_empty() && state.writing.is_none());
}

#[test]
fn a_bulk_verdict_that_takes_nothing_offers_nothing() {
    let mut state = at(Screen::Queue, "t");
    let effects = press(&mut state, "Y");
    let [Effect::Ask { slot: Slot::Bulk, generation, .. }] = effects[..] else { panic!("{effects:?}") };
    settle(&mut state, effects);
    let foot = |state: &State| text(&drawn(state)).lines().last().unwrap().to_owned();
    assert!(foot(&state).contains("Enter accept"), "{}", foot(&state));
    let Some(Overlay::Bulk(_)) = state.overlays.last() else { panic!("{:?}", state.overlays) };
    let empty = Bulk { takes: Vec::new(), sample: Vec::new(), ..bulk(Verdict::Confirm) };
    let answer = Ok(Answer::Bulk(Box::new(empty)));
    update(&mut state, Msg::Reply(Reply { slot: Slot::Bulk, generation, answer }));
    assert!(!foot(&state).contains("Enter"), "{}", foot(&state));
    assert_eq!(press(&mut state, "Enter"), []);
    assert!(matches!(state.overlays.last(), Some(Overlay::Bulk(_))), "it stays, and says why");
}

#[test]
fn an_undo_of_many_says_how_many() {
    let state = at(Screen::Queue, "");
    let requests = vec![Change::Retract { seq: 1 }.into(), Change::Retract { seq: 2 }.into(), Change::Undo.into()];
    let proposal =
        Proposal { summary: "took back 3 decisions".to_owned(), ..crate::tui::fixtures::proposal(&requests) };
    let (text, tail) = crate::tui::said::said(&state, &Committed { seqs: vec![4, 5, 6], proposal, proof: None });
    assert_eq!((text.as_str(), tail.ends_with("Z restores")), ("Took back 3 decisions", true));
}

#[test]
fn a_bulk_verdict_that_cannot_be_given_closes_its_preview() {
    let mut state = at(Screen::Queue, "t");
    let effects = press(&mut state, "Y");
    let [Effect::Ask { slot: Slot::Bulk, generation, .. }] = effects[..] else { panic!("{effects:?}") };
    let answer = Err(crate::error::Error::user("more than 20000 tasks are shown"));
    update(&mut state, Msg::Reply(Reply { slot: Slot::Bulk, generation, answer }));
    assert!(state.overlays.is_empty() && state.toast.as_ref().unwrap().danger);
}

#[test]
fn a_goal_is_a_number_or_nothing() {
    let mut state = at(Screen::Queue, "#");
    press_all(&mut state, "Ctrl-u x Enter");
    assert!(state.toast.as_ref().unwrap().danger && !state.overlays.is_empty());
    press_all(&mut state, "Ctrl-u 4 0");
    let effects = press(&mut state, "Enter");
    assert_eq!(asked(&effects), [&Ask::SetGoal(Some(40))]);
    settle(&mut state, effects);
    assert_eq!(state.counts.as_ref().unwrap().goal, Some(40));
    press_all(&mut state, "# Ctrl-u");
    let effects = press(&mut state, "Enter");
    assert_eq!(asked(&effects), [&Ask::SetGoal(None)]);
}

#[test]
fn the_next_three_are_read_ahead_and_shown_at_once_but_not_decided_on_unread() {
    let mut state = at(Screen::Queue, "");
    let effects = press(&mut state, "Enter");
    let [Effect::Ask { slot: Slot::Review, generation, .. }, _] = effects[..] else { panic!("{effects:?}") };
    assert!(state.review.view.is_some(), "what stood beside the list is there at once");
    let answer = Ok(Answer::Cluster(Box::new(cluster())));
    let effects = update(&mut state, Msg::Reply(Reply { slot: Slot::Review, generation, answer }));
    let ids: Vec<String> = (1..4).map(|n| format!("G-{n:08X}")).collect();
    assert!(asked(&effects).contains(&&Ask::Clusters(ids.clone())), "{effects:?}");
    settle(&mut state, effects);
    assert_eq!(state.review.ahead.len(), 3);
    let effects = press(&mut state, "J");
    assert_eq!(state.review.view.as_ref().unwrap().golden_id, ids[0], "there before any answer");
    assert!(state.review.loading && asked(&effects).contains(&&Ask::Cluster(ids[0].clone(), Sides::Asked)));
    press(&mut state, "y");
    assert!(state.writing.is_none(), "it is being read");
    settle(&mut state, effects);
    assert!(!state.review.loading);
    assert!(state.toast.as_ref().unwrap().text.contains("it has changed"), "{:?}", state.toast);
}

#[test]
fn a_key_that_was_pressed_too_early_counts_once_nothing_has_changed() {
    let mut state = at(Screen::Queue, "j j j Enter");
    let effects = press(&mut state, "J");
    assert_eq!(state.review.view.as_ref().unwrap().golden_id, "G-00000004");
    assert_eq!(press(&mut state, "y"), []);
    assert!(state.writing.is_none() && state.early.len() == 1);
    settle(&mut state, effects);
    assert!(state.toast.as_ref().unwrap().text.starts_with("Confirmed"), "{:?}", state.toast);
}

#[test]
fn going_on_to_the_next_task_never_waits_for_the_one_before() {
    let mut state = at(Screen::Queue, "Enter J");
    // No answer comes: each is left while it is being read.
    for (key, id) in [("J", "G-00000002"), ("J", "G-00000003"), ("K", "G-00000002"), ("p", "G-00000003")] {
        press(&mut state, key);
        assert_eq!((state.review.id.as_deref(), state.review.loading), (Some(id), true), "{key}: {:?}", state.toast);
    }
}

#[test]
fn the_picture_tells_no_scores_that_are_hidden() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "b L");
    assert!(state.overlays.is_empty() && state.toast.as_ref().unwrap().danger);
    press_all(&mut state, "b L");
    assert_eq!(state.overlays.len(), 1);
    let shown = text(&drawn(&state));
    assert!(shown.contains("0.41") && shown.contains("it would break in 2 and 1 records"), "{shown}");
}
