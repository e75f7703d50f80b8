//! Every key that decides, and what it asks of the workspace.

use crate::error::Error;
use crate::model::{Choice, RecordKey};
use crate::tui::fixtures::{cluster, contradicted, press, press_all, proposal, reviewing, settle, two};
use crate::tui::keymap::Key;
use crate::tui::msg::{Ask, Effect, Msg, Reply, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::preview::Preview;
use crate::tui::state::{After, Decision, Screen, State};
use crate::tui::tests::changed::changed;
use crate::tui::update::update;
use crate::workspace::{Change, Lifetime, Proposal, Request, SwapOffer};

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
fn yes_to_what_changed_reaffirms_it_and_r_reopens_it() {
    let mut state = reviewing(changed());
    let effects = press(&mut state, "y");
    assert_eq!(asked(&effects), (vec![Change::Reaffirm { id: id() }], true));
    settle(&mut state, effects);
    let toast = state.toast.clone().unwrap();
    assert!(toast.text.starts_with("Still right: 2 decisions") && toast.tail.ends_with("z undoes"), "{toast:?}");
    let mut state = reviewing(changed());
    assert_eq!(asked(&press(&mut state, "r")), (vec![Change::Reopen { id: id() }], true));
    // With two records marked, the verdict is on them alone.
    let mut state = reviewing(changed());
    press_all(&mut state, "l l Space h h Space");
    assert!(matches!(asked(&press(&mut state, "y")).0.as_slice(), [Change::Same { .. }]));
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

#[test]
fn the_preview_lets_an_id_stay_with_most_of_its_records() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "e");
    assert_eq!(press(&mut state, "i"), [], "nothing is offered here");
    let offer = SwapOffer { id: id(), other: "G-55D0E9B2".to_owned(), members: 3, majority: 2 };
    let split = Change::Split { id: id(), parts: vec![vec![key("crm:C-1001")]], confirm_parts: false };
    let requests = vec![Request::from(split.clone())];
    let proposal = Proposal { swap: Some(offer.clone()), ..proposal(&requests) };
    let decision = Decision { requests, after: After::Stay };
    state.overlays = vec![Overlay::Preview(Box::new(Preview::new(decision, proposal)))];
    let effects = press(&mut state, "i");
    let (changes, written) = asked(&effects);
    settle(&mut state, effects);
    assert_eq!((changes, written), (vec![split.clone(), offer.change()], false), "shown again first");
    let (changes, written) = asked(&press(&mut state, "i"));
    assert_eq!((changes, written), (vec![split], false), "and back");
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
        press_all(&mut state, "j j j v");
        press_all(&mut state, keys);
        asked(&press(&mut state, "Enter")).0
    };
    let pin = |id: &str, choice| {
        vec![Change::Override { id: id.to_owned(), attribute: "phone".to_owned(), choice, until: None }]
    };
    assert_eq!(change(""), pin(ID, Choice::From(key("crm:C-1001"))));
    assert_eq!(change("j"), pin(ID, Choice::From(key("erp:88"))));
    assert_eq!(change("j j Enter Ctrl-u 4 2"), pin("crm:C-1001", Choice::Value("42".to_owned())));
    assert_eq!(change("j j j"), pin("crm:C-1001", Choice::Null));
    assert_eq!(change("j j j j"), vec![Change::Retract { seq: 7 }]);
}

#[test]
fn the_picker_says_how_long_it_holds() {
    let pin = |keys: &str, last: &str| {
        let mut state = reviewing(cluster());
        press_all(&mut state, "j j j v");
        press_all(&mut state, keys);
        match asked(&press(&mut state, last)).0.as_slice() {
            [Change::Override { choice, until, .. }] => (choice.clone(), until.clone()),
            other => panic!("{other:?}"),
        }
    };
    let crm = || Choice::From(key("crm:C-1001"));
    assert_eq!(pin("u", "Enter"), (crm(), Some(Lifetime::SourceChanges)));
    assert_eq!(pin("u u", "Enter"), (crm(), Some(Lifetime::WinnerChanges)));
    assert_eq!(pin("u u u u", "Enter"), (crm(), None));
    assert_eq!(pin("u c", "Enter"), (crm(), Some(Lifetime::SourceChanges)));
    let day = || Some(Lifetime::Date("2031-02-28".to_owned()));
    let typed = "2 0 3 1 - 0 2 - 2 8";
    assert_eq!(pin(&format!("u u u Enter {typed}"), "Enter"), (crm(), day()));
    assert_eq!(pin(&format!("u u u c {typed} Enter w h y"), "Enter"), (crm(), day()));
    assert_eq!(
        pin(&format!("j j u u u Enter Ctrl-u 4 2 Enter {typed}"), "Enter"),
        (Choice::Value("42".to_owned()), day())
    );
    let mut state = reviewing(cluster());
    press_all(&mut state, "j j j v u u u Enter s o o n");
    assert_eq!(press(&mut state, "Enter"), []);
    assert!(state.toast.as_ref().unwrap().text.contains("is no day"));
    assert!(matches!(state.overlays.last(), Some(Overlay::Entry(_))), "it can be mended");
}

#[test]
fn merging_searches_shows_and_then_writes() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "m c o n");
    // The first hit is the cluster itself, with which it is not merged.
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
fn a_contradiction_can_be_resolved_by_moving_a_record_after_a_preview() {
    let same = Change::Same { a: key("erp:88"), b: key("web:w-3") };
    let moved = |record: &str| Change::Split { id: id(), parts: vec![vec![key(record)]], confirm_parts: false };
    let mut state = reviewing(cluster());
    press_all(&mut state, "l Space l Space y");
    let mut other = state.clone();
    let effects = press(&mut state, "e");
    let expected = vec![moved("crm:C-1001"), Change::Retract { seq: 6 }, same.clone()];
    assert_eq!(asked(&effects), (expected, false), "nothing is written before it was seen");
    settle(&mut state, effects);
    assert!(matches!(state.overlays.as_slice(), [Overlay::Conflict(_), Overlay::Preview(_)]));
    press_all(&mut state, "Esc");
    assert!(matches!(state.overlays.as_slice(), [Overlay::Conflict(_)]), "Esc leads back to the ways out");
    press_all(&mut other, "l");
    assert_eq!(asked(&press(&mut other, "e")).0, vec![moved("erp:88"), Change::Retract { seq: 6 }, same]);
}

#[test]
fn decisions_that_contradict_each_other_offer_both_sides() {
    let mut state = reviewing(contradicted());
    press_all(&mut state, "C");
    assert!(matches!(state.overlays.last(), Some(Overlay::Conflict(_))));
    let mut other = state.clone();
    assert_eq!(asked(&press(&mut state, "r")), (vec![Change::Retract { seq: 7 }], false), "shown first");
    press_all(&mut other, "k k");
    assert_eq!(asked(&press(&mut other, "r")).0, vec![Change::Retract { seq: 6 }]);
    let mut state = reviewing(cluster());
    assert_eq!(press(&mut state, "C"), [], "here nothing contradicts anything");
}

#[test]
fn what_was_typed_is_not_lost_where_it_came_too_late() {
    let mut state = reviewing(cluster());
    press_all(&mut state, "B w r o n g");
    press(&mut state, "Enter");
    let answer = Err(Error::user("not saved: these records have changed meanwhile: ben split G-7F3A21C0 just now"));
    let effects = update(&mut state, Msg::Reply(Reply { slot: Slot::Write, generation: 0, answer }));
    settle(&mut state, effects);
    let Some(Overlay::Entry(entry)) = state.overlays.last() else { panic!("no draft") };
    assert_eq!(entry.input.text(), "wrong");
    assert!(state.toast.as_ref().unwrap().text.contains("ben split"));
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
fn an_erasure_takes_the_key_typed_out_a_reason_and_a_preview() {
    let mut state = reviewing(cluster());
    assert!(press(&mut state, "Ctrl-r").is_empty());
    let typed = |state: &mut State, text: &str| text.chars().for_each(|c| drop(press(state, &c.to_string())));
    typed(&mut state, "crm:C-100");
    assert!(press(&mut state, "Enter").is_empty());
    assert!(state.toast.as_ref().is_some_and(|toast| toast.danger && toast.text.contains("type the key exactly")));
    typed(&mut state, "1");
    assert!(press(&mut state, "Enter").is_empty());
    assert!(press(&mut state, "Enter").is_empty(), "it needs a reason");
    typed(&mut state, "ticket");
    let effects = press(&mut state, "Enter");
    assert_eq!(asked(&effects), (vec![Change::Redact { record: key("crm:C-1001") }], false));
    settle(&mut state, effects);
    assert!(matches!(state.overlays.last(), Some(Overlay::Preview(_))));
    press_all(&mut state, "Esc");
    assert!(state.overlays.is_empty() && state.writing.is_none(), "nothing is written without the last key");
}

#[test]
fn an_erasure_from_the_list_names_a_record_of_the_selected_cluster() {
    let mut state = crate::tui::fixtures::state(Screen::Golden, (120, 40), crate::tui::theme::Depth::True);
    press(&mut state, "Ctrl-r");
    assert!(matches!(state.overlays.last(), Some(Overlay::Entry(_))), "{:?}", state.toast);
    "web:w-3".chars().for_each(|c| drop(press(&mut state, &c.to_string())));
    press(&mut state, "Enter");
    "x".chars().for_each(|c| drop(press(&mut state, &c.to_string())));
    assert_eq!(asked(&press(&mut state, "Enter")).0, [Change::Redact { record: key("web:w-3") }]);
}

#[test]
fn a_message_that_was_read_goes_with_the_next_key_and_a_failure_stays() {
    let mut state = reviewing(cluster());
    state.clock = 1_000;
    press(&mut state, ".");
    assert!(state.toast.is_some());
    update(&mut state, Msg::Clock(9_000));
    press(&mut state, "j");
    assert!(state.toast.is_some(), "it was hardly read");
    update(&mut state, Msg::Clock(17_000));
    press(&mut state, "j");
    assert!(state.toast.is_none());
    state.warn("not saved");
    update(&mut state, Msg::Clock(90_000));
    press(&mut state, "j");
    assert!(state.toast.is_some());
}
