//! Every key that decides, and what it asks of the workspace.

use crate::model::{Choice, RecordKey};
use crate::tui::fixtures::{cluster, press, press_all, reviewing, settle, two};
use crate::tui::keymap::Key;
use crate::tui::msg::{Ask, Effect, Msg};
use crate::tui::overlays::Overlay;
use crate::tui::state::{Screen, State};
use crate::tui::update::update;
use crate::workspace::{Change, Request};

/// The changes that the effects write at once, or propose.
fn asked(effects: &[Effect]) -> (Vec<Change>, bool) {
    let requests = effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask: Ask::Decide(requests), .. } => Some((requests.clone(), true)),
        Effect::Ask { ask: Ask::Propose(requests), .. } => Some((requests.clone(), false)),
        _ => None,
    });
    let (requests, written) = requests.unwrap_or_default();
    (requests.into_iter().map(|request: Request| request.change).collect(), written)
}

fn key(text: &str) -> RecordKey {
    text.parse().unwrap()
}

const ID: &str = "G-7F3A21C0";

fn id() -> String {
    ID.to_owned()
}

#[test]
fn verdicts_on_a_cluster_are_written_at_once() {
    let cases: [(&str, Change); 5] = [
        ("y", Change::Confirm { id: id() }),
        ("u", Change::UnsureCluster { id: id() }),
        ("a", Change::Approve { id: id() }),
        ("z", Change::Undo),
        ("Z", Change::Redo),
    ];
    for (pressed, change) in cases {
        let mut state = reviewing(cluster());
        assert_eq!(asked(&press(&mut state, pressed)), (vec![change], true), "{pressed}");
        assert!(state.writing.is_some());
    }
}

#[test]
fn n_separates_two_records_and_previews_the_exit_of_one_of_more() {
    let different = Change::Different { a: key("crm:C-1001"), b: key("erp:88") };
    assert_eq!(asked(&press(&mut reviewing(two()), "n")), (vec![different], true));
    let mut state = reviewing(cluster());
    press_all(&mut state, "l l");
    let split = |parts: &[&[&str]]| Change::Split {
        id: id(),
        parts: parts.iter().map(|part| part.iter().map(|text| key(text)).collect()).collect(),
        confirm_parts: false,
    };
    assert_eq!(asked(&press(&mut state, "n")), (vec![split(&[&["web:w-3"]])], false));
    let mut state = reviewing(cluster());
    assert_eq!(asked(&press(&mut state, "e")), (vec![split(&[&["crm:C-1001"]])], false));
}

#[test]
fn a_marked_pair_is_what_verdicts_speak_of() {
    let (a, b) = (key("crm:C-1001"), key("web:w-3"));
    for (pressed, change) in [
        ("y", Change::Same { a: a.clone(), b: b.clone() }),
        ("n", Change::Different { a: a.clone(), b: b.clone() }),
        ("u", Change::Unsure { a: a.clone(), b: b.clone() }),
    ] {
        let mut state = reviewing(cluster());
        press_all(&mut state, "l l Space h h Space");
        assert_eq!(asked(&press(&mut state, pressed)), (vec![change], true), "{pressed}");
    }
}

#[test]
fn digits_make_groups_and_enter_previews_them() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "1 l 1 l 2");
    let parts = vec![vec![key("crm:C-1001"), key("erp:88")], vec![key("web:w-3")]];
    let (changes, written) = asked(&press(&mut state, "Enter"));
    assert_eq!(changes, vec![Change::Split { id: id(), parts, confirm_parts: false }]);
    assert!(!written, "nothing is written before the steward has seen what follows");
    // One group for all is no division.
    let mut state = reviewing(two());
    press_all(&mut state, "1 l 1");
    assert_eq!(press(&mut state, "Enter"), []);
    assert!(state.toast.unwrap().danger);
    // Zero forgets.
    let mut state = reviewing(cluster());
    press_all(&mut state, "1 0");
    assert!(state.review.groups.iter().all(|group| *group == 0));
}

#[test]
fn the_preview_accepts_with_enter_and_confirms_with_y() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "l l e");
    assert!(matches!(state.overlays.last(), Some(Overlay::Preview(_))));
    let mut other = state.clone();
    let effects = press(&mut state, "Enter");
    assert!(matches!(effects.as_slice(), [Effect::Ask { ask: Ask::Commit(_), .. }]), "{effects:?}");
    let (changes, written) = asked(&press(&mut other, "y"));
    assert!(written && matches!(changes.as_slice(), [Change::Split { confirm_parts: true, .. }]));
    let mut third = reviewing(cluster());
    press_all(&mut third, "e Esc");
    assert!(third.overlays.is_empty() && third.writing.is_none());
}

fn type_text(state: &mut State, text: &str) {
    for c in text.chars() {
        let effects = update(state, Msg::Key(Key::Char(c)));
        settle(state, effects);
    }
}

#[test]
fn reasons_and_remarks_are_asked_for_where_the_key_says_so() {
    let comment = |state: &mut State| match press(state, "Enter").as_slice() {
        [Effect::Ask { ask: Ask::Decide(requests), .. }] => requests[0].clone(),
        other => panic!("{other:?}"),
    };
    let mut state = reviewing(cluster());
    press_all(&mut state, "U");
    type_text(&mut state, "too thin");
    let request = comment(&mut state);
    assert_eq!(request.change, Change::UnsureCluster { id: id() });
    assert_eq!(request.comment.as_deref(), Some("too thin"));
    let mut state = reviewing(cluster());
    press_all(&mut state, "U");
    assert_eq!(comment(&mut state).comment, None, "a reason may be left out");
    let mut state = reviewing(cluster());
    press_all(&mut state, "c");
    assert_eq!(press(&mut state, "Enter"), [], "an empty remark is none");
    type_text(&mut state, "quiz: x?");
    let request = comment(&mut state);
    assert_eq!(request.change, Change::Comment { id: id(), flag: false });
    assert_eq!(request.comment.as_deref(), Some("quiz: x?"), "letters are text, not commands");
    let mut state = reviewing(cluster());
    press_all(&mut state, "B w r o n g");
    assert_eq!(comment(&mut state).change, Change::SendBack { id: id() });
}

#[test]
fn f_flags_and_takes_the_flag_back() {
    let mut view = cluster();
    assert_eq!(asked(&press(&mut reviewing(view.clone()), "f")).0, vec![Change::Comment { id: id(), flag: true }]);
    view.task.as_mut().unwrap().flagged = true;
    assert_eq!(asked(&press(&mut reviewing(view), "f")).0, vec![Change::Retract { seq: 4 }]);
}

#[test]
fn the_picker_pins_a_record_a_typed_value_nothing_or_the_rule() {
    let change = |keys: &str| {
        let mut state = reviewing(cluster());
        // The lines differ in company_name, email, phone, city first: phone is the third, and overridden.
        press_all(&mut state, "j j v");
        press_all(&mut state, keys);
        asked(&press(&mut state, "Enter")).0
    };
    let pin = |id: &str, choice| vec![Change::Override { id: id.to_owned(), attribute: "phone".to_owned(), choice }];
    assert_eq!(change(""), pin(ID, Choice::From(key("crm:C-1001"))));
    assert_eq!(change("j"), pin(ID, Choice::From(key("erp:88"))));
    assert_eq!(change("j j Enter Ctrl-u 4 2"), pin("crm:C-1001", Choice::Value("42".to_owned())));
    assert_eq!(change("j j j"), pin("crm:C-1001", Choice::Null));
    assert_eq!(change("j j j j"), vec![Change::Retract { seq: 7 }]);
}

#[test]
fn merging_searches_shows_and_then_writes() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "m c o n");
    let Some(Overlay::Merge(merge)) = state.overlays.last() else { panic!("no merge") };
    assert!(merge.hits.iter().all(|hit| hit.row.golden_id != ID), "a cluster is not merged with itself");
    let (changes, written) = asked(&press(&mut state, "Enter"));
    assert_eq!((changes, written), (vec![Change::Merge { ids: vec![id(), "G-00000001".to_owned()] }], false));
    let mut state = reviewing(cluster());
    press_all(&mut state, "m c o n Enter Esc");
    assert!(matches!(state.overlays.last(), Some(Overlay::Merge(_))), "Esc leads back to the hits");
    press_all(&mut state, "Enter");
    assert!(matches!(press(&mut state, "Enter").as_slice(), [Effect::Ask { ask: Ask::Commit(_), .. }]));
}

#[test]
fn a_contradiction_shows_its_evidence_and_can_be_resolved_in_one_commit() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "l Space l Space y");
    assert!(matches!(state.overlays.last(), Some(Overlay::Conflict(_))));
    assert!(state.writing.is_none());
    let mut other = state.clone();
    let same = Change::Same { a: key("erp:88"), b: key("web:w-3") };
    assert_eq!(asked(&press(&mut state, "r")), (vec![Change::Retract { seq: 6 }, same.clone()], true));
    press_all(&mut other, "j");
    assert_eq!(asked(&press(&mut other, "r")).0, vec![Change::Retract { seq: 3 }, same]);
}

#[test]
fn the_history_takes_back_any_entry() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "F4 j j");
    assert_eq!(asked(&press(&mut state, "z")), (vec![Change::Retract { seq: 6 }], false));
    let mut state = reviewing(cluster());
    press_all(&mut state, "F4 j j j");
    assert_eq!(press(&mut state, "z"), [], "it was taken back already");
    assert!(state.toast.unwrap().text.contains("#8"));
}

#[test]
fn golden_records_are_approved_from_their_list() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "F3 j");
    assert_eq!(state.screen, Screen::Golden);
    assert_eq!(asked(&press(&mut state, "a")), (vec![Change::Approve { id: "G-00000001".to_owned() }], true));
    let mut state = reviewing(cluster());
    press_all(&mut state, "F3 j B n o");
    let effects = press(&mut state, "Enter");
    let [Effect::Ask { ask: Ask::Decide(requests), .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(requests[0].change, Change::SendBack { id: "G-00000001".to_owned() });
    assert_eq!(requests[0].shown.probability, None, "what lies in Review was not on the screen");
}

#[test]
fn a_decision_says_what_was_on_the_screen() {
    let mut state = reviewing(cluster());
    update(&mut state, Msg::Clock(5_250));
    let effects = press(&mut state, "y");
    let [Effect::Ask { ask: Ask::Decide(requests), .. }] = effects.as_slice() else { panic!("{effects:?}") };
    let shown = &requests[0].shown;
    assert_eq!((shown.probability, shown.milliseconds), (Some(0.413), Some(5_250)));
    assert_eq!(shown.vector[0], ("company_name".to_owned(), "distant".to_owned()));
}

#[test]
fn sync_is_found_by_name_says_what_came_and_reads_the_queue_again() {
    use crate::tui::msg::{Answer, Reply, Slot};
    use crate::workspace::SyncReport;
    let mut state = reviewing(cluster());
    press_all(&mut state, ": s y n c");
    let effects = press(&mut state, "Enter");
    let [Effect::Ask { slot: Slot::Sync, generation, ask: Ask::Sync }] = effects[..] else { panic!("{effects:?}") };
    // Nothing is decided meanwhile, and nothing is exchanged twice.
    assert_eq!(asked(&press(&mut state, "y")), (Vec::new(), false));
    press_all(&mut state, ": s y n c");
    assert!(press(&mut state, "Enter").is_empty());
    press(&mut state, "Esc");
    let report = SyncReport { received: 3, sent: 2, ..SyncReport::default() };
    let reply = Reply { slot: Slot::Sync, generation, answer: Ok(Answer::Synced(Box::new(report))) };
    let effects = update(&mut state, Msg::Reply(reply));
    assert_eq!(state.toast.as_ref().unwrap().text, "3 received, 2 sent");
    assert!(!state.syncing);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { slot: Slot::Tasks, .. })));
}
