//! Two clusters side by side: one key says whether they are one.

use super::screens::{check_at, drawn, text};
use crate::model::RecordKey;
use crate::tui::fixtures::beside::beside;
use crate::tui::fixtures::{cluster, many, press, press_all, reviewing};
use crate::tui::msg::{Ask, Effect};
use crate::tui::state::State;
use crate::workspace::{Change, ClusterView, Sides};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn pair() -> (RecordKey, RecordKey) {
    ("crm:C-1001".parse().unwrap(), "web:w-3".parse().unwrap())
}

/// What a key decides at once.
fn decided(state: &mut State, key: &str) -> Option<Change> {
    press(state, key).into_iter().find_map(|effect| match effect {
        Effect::Ask { ask: Ask::Decide(mut requests), .. } => {
            let request = requests.remove(0);
            assert!(request.shown.probability.is_some(), "the score of the pair is noted");
            Some(request.change)
        }
        _ => None,
    })
}

#[test]
fn how_two_clusters_that_may_be_one_look() {
    check_at(&SIZES, "review_beside", || reviewing(beside()));
    check_at(&SIZES[..2], "review_beside_turned", || {
        let mut state = reviewing(beside());
        press_all(&mut state, "T");
        state
    });
}

#[test]
fn the_record_in_question_is_focused_and_its_partner_stays_on_the_screen() {
    let mut view = beside();
    let more = many(9).members.into_iter().skip(2);
    view.members.splice(1..1, more);
    view.weakest = Some((0, view.members.len() - 1));
    if let Some(beside) = &mut view.beside {
        beside.from = 9;
    }
    let state = reviewing(view);
    assert_eq!(state.review.record, 9);
    let mut narrow = state;
    narrow.size = (80, 24);
    let screen = text(&drawn(&narrow));
    assert!(screen.contains("crm:C-1001") && screen.contains("┃∪ web:w-3"), "{screen}");
}

#[test]
fn one_key_decides_on_the_two() {
    let (a, b) = pair();
    let words = [
        ("y", Change::Same { a: a.clone(), b: b.clone() }),
        ("n", Change::Different { a: a.clone(), b: b.clone() }),
        ("u", Change::Unsure { a: a.clone(), b: b.clone() }),
    ];
    for (key, change) in words {
        assert_eq!(decided(&mut reviewing(beside()), key), Some(change));
    }
    // A marked pair is spoken of before the question.
    let mut state = reviewing(beside());
    press_all(&mut state, "h h Space l Space");
    let within = Change::Different { a, b: "erp:88".parse().unwrap() };
    assert_eq!(decided(&mut state, "n"), Some(within));
}

#[test]
fn what_is_done_to_one_cluster_waits_until_it_is_alone() {
    for key in ["1", "e", "Tab", "m", "v", "a", "B", "L", "H"] {
        let mut state = reviewing(beside());
        assert_eq!(press(&mut state, key), [], "{key}");
        let said = state.toast.as_ref().map(|toast| toast.text.clone()).unwrap_or_default();
        assert!(said.contains("these are two clusters: y makes them one"), "{key}: {said}");
        assert!(state.overlays.is_empty());
    }
    let mut state = reviewing(beside());
    press_all(&mut state, "w");
    assert!(text(&drawn(&state)).contains("crm:C-1001 ──0.41── web:w-3"), "why speaks of the pair in question");
}

#[test]
fn one_key_leaves_the_other_cluster_out_and_brings_it_back() {
    let sides = |state: &mut State| {
        press(state, "o").into_iter().find_map(|effect| match effect {
            Effect::Ask { ask: Ask::Cluster(id, sides), .. } => Some((id, sides)),
            _ => None,
        })
    };
    let id = beside().golden_id;
    assert_eq!(sides(&mut reviewing(beside())), Some((id.clone(), Sides::One)));
    let alone = ClusterView { possible: beside().possible, ..cluster() };
    let mut state = reviewing(alone);
    let screen = text(&drawn(&state));
    assert!(
        screen.contains("may be          crm:C-1001 0.41, all pairs across 0.38 web:w-3 in G-2B90C4D7 · 1 more"),
        "{screen}"
    );
    assert_eq!(sides(&mut state), Some((id, Sides::Both)));
}

#[test]
fn a_blind_review_asks_without_saying_how_likely_it_is() {
    let mut state = reviewing(beside());
    press_all(&mut state, "b");
    for size in SIZES {
        state.size = size;
        let screen = text(&drawn(&state));
        assert!(screen.contains("crm:C-1001 may be web:w-3 in G-2B90C4D7\n"), "{screen}");
        assert!(!screen.contains("0.41") && !screen.contains("0.38"), "{screen}");
    }
}
