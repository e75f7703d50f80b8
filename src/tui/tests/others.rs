//! Others at the same workspace: who is there, what they changed, and what stays as it was.

use crate::tui::fixtures::{cluster, press, press_all, reviewing, settle, state};
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::others::notice;
use crate::tui::state::{Screen, State};
use crate::tui::theme::Depth;
use crate::tui::update::update;
use crate::workspace::{Claim, Claimed, ClusterView, LogEntry, Pulse};

const ID: &str = "G-7F3A21C0";

/// A quiet second, after which the workspace says this.
fn hear(state: &mut State, pulse: Pulse) -> Vec<Effect> {
    let effects = update(state, Msg::Tick);
    let [Effect::Ask { slot: Slot::Pulse, generation, ask: Ask::Pulse }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    update(state, Msg::Reply(Reply { slot: Slot::Pulse, generation: *generation, answer: Ok(Answer::Pulse(pulse)) }))
}

fn changed() -> Pulse {
    Pulse { changed: true, claims: Vec::new() }
}

fn at(golden_id: &str, steward: &str, seconds: u64) -> Claimed {
    Claimed { golden_id: golden_id.to_owned(), steward: steward.to_owned(), seconds, mine: false }
}

fn claims(effects: &[Effect]) -> Vec<Option<String>> {
    let asks = effects.iter().filter_map(|effect| match effect {
        Effect::Ask { ask: Ask::Claim(id), .. } => Some(id.clone()),
        _ => None,
    });
    asks.collect()
}

/// The cluster as somebody else has left it.
fn by_ben(kind: &str) -> ClusterView {
    let mut view = cluster();
    let newest = LogEntry { seq: 12, author: "ben".to_owned(), kind: kind.to_owned(), ..view.history[0].clone() };
    view.history.insert(0, newest);
    view
}

fn show(state: &mut State, effects: &[Effect], view: ClusterView) {
    let generation = effects.iter().find_map(|effect| match effect {
        Effect::Ask { slot: Slot::Review, generation, .. } => Some(*generation),
        _ => None,
    });
    let answer = Ok(Answer::Cluster(Box::new(view)));
    update(state, Msg::Reply(Reply { slot: Slot::Review, generation: generation.unwrap(), answer }));
}

#[test]
fn what_is_on_the_screen_is_claimed_renewed_and_given_up() {
    let mut state = state(Screen::Queue, (120, 40), Depth::Mono);
    // Nothing stands beside the list yet.
    state.queue.preview = None;
    let opened = press(&mut state, "Enter");
    assert_eq!(claims(&opened), [], "what is not here yet is not claimed");
    let Effect::Ask { slot: Slot::Review, generation, .. } = &opened[0] else { panic!("{opened:?}") };
    let answer = Ok(Answer::Cluster(Box::new(cluster())));
    let shown = update(&mut state, Msg::Reply(Reply { slot: Slot::Review, generation: *generation, answer }));
    assert_eq!(claims(&shown), [Some(ID.to_owned())]);
    update(&mut state, Msg::Clock(30_000));
    assert_eq!(claims(&press(&mut state, "j")), []);
    assert_eq!(claims(&update(&mut state, Msg::Clock(61_000))), [Some(ID.to_owned())], "renewed");
    assert_eq!(claims(&press(&mut state, "F1")), [None], "given up with the screen");
    assert_eq!(claims(&press(&mut state, "F2")), [Some(ID.to_owned())]);
}

#[test]
fn who_else_is_there_is_said_calmly() {
    let mut state = reviewing(cluster());
    hear(&mut state, Pulse { changed: false, claims: vec![at(ID, "ben", 130), at("G-00000003", "robin", 5)] });
    assert_eq!(notice(&state, ID).unwrap(), "◉ ben is looking at this since 2 min");
    assert_eq!(notice(&state, "G-00000003").unwrap(), "◉ you are looking at this in another window");
    assert!(state.toast.is_none() && state.overlays.is_empty());
    assert!(!press(&mut state, "y").is_empty(), "it may be decided all the same");
}

#[test]
fn the_next_task_is_one_that_nobody_looks_at() {
    let mut state = reviewing(cluster());
    state.review.from = Screen::Queue;
    let taken = vec![at("G-00000001", "ben", 5), at("G-00000002", "ben", 5)];
    hear(&mut state, Pulse { changed: false, claims: taken });
    press_all(&mut state, "y");
    assert_eq!(state.review.id.as_deref(), Some("G-00000003"));
    // Somebody was quicker: on by itself, since it came by itself.
    let answer = Ok(Answer::Claim(Some(Claim::Theirs { steward: "ben".to_owned(), seconds: 0 })));
    let generation = |state: &mut State| {
        let Effect::Ask { generation, .. } = state.ask(Slot::Claim, Ask::Claim(None)) else { panic!("no question") };
        generation
    };
    let reply = Reply { slot: Slot::Claim, generation: generation(&mut state), answer: answer.clone() };
    let effects = update(&mut state, Msg::Reply(reply));
    settle(&mut state, effects);
    assert_eq!(state.review.id.as_deref(), Some("G-00000004"));
    // What the steward chose stays.
    press_all(&mut state, "J");
    let chosen = state.review.id.clone();
    let reply = Reply { slot: Slot::Claim, generation: generation(&mut state), answer };
    update(&mut state, Msg::Reply(reply));
    assert_eq!(state.review.id, chosen);
}

#[test]
fn what_others_decide_is_read_again_and_named() {
    let mut state = reviewing(cluster());
    assert_eq!(hear(&mut state, Pulse::default()), []);
    let effects = hear(&mut state, changed());
    show(&mut state, &effects, by_ben("confirm"));
    assert_eq!(state.review.banner.as_deref(), Some("ben confirmed this a moment ago"));
    // Read again without anything new: it stays said until something is decided here.
    let effects = hear(&mut state, changed());
    show(&mut state, &effects, by_ben("confirm"));
    assert!(state.review.banner.is_some());
    press_all(&mut state, "f");
    assert_eq!(state.review.banner, None);
}

#[test]
fn nothing_moves_under_an_open_prompt() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "c h m");
    assert_eq!(hear(&mut state, changed()), []);
    let effects = press(&mut state, "Esc");
    show(&mut state, &effects, by_ben("override"));
    assert_eq!(state.review.banner.as_deref(), Some("ben set a value of this a moment ago"));
}

#[test]
fn groups_stay_with_their_records() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "l 2 l 3 Space");
    let effects = hear(&mut state, changed());
    let mut view = by_ben("split");
    view.members.remove(0);
    view.weakest = Some((0, 1));
    show(&mut state, &effects, view);
    assert_eq!((state.review.groups.as_slice(), state.review.record), (&[2, 3][..], 1));
    assert_eq!(state.review.marked, [1]);
}

#[test]
fn the_selection_stays_with_its_task() {
    let mut state = state(Screen::Queue, (120, 40), Depth::Mono);
    press_all(&mut state, "j j j");
    let selected = state.queue.list.selected().unwrap().golden_id.clone();
    let effects = hear(&mut state, changed());
    let mut tasks = state.queue.list.rows.clone();
    tasks.remove(0);
    for effect in effects {
        let Effect::Ask { slot: Slot::Tasks, generation, .. } = effect else { continue };
        let answer = Ok(Answer::Tasks(tasks.clone()));
        update(&mut state, Msg::Reply(Reply { slot: Slot::Tasks, generation, answer }));
    }
    assert_eq!(state.queue.list.selected().unwrap().golden_id, selected);
    assert_eq!(state.queue.list.cursor, 2);
}

#[test]
fn what_others_do_is_read_again_on_health_too() {
    let mut state = state(Screen::Health, (120, 40), Depth::True);
    let effects = hear(&mut state, changed());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { slot: Slot::Vitals, .. })), "{effects:?}");
}
