//! How every screen and overlay looks, at three sizes, in colour and without.

use std::fmt::Write as _;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Style};

use crate::model::{Status, TaskKind};
use crate::tui::fixtures::{cluster, contradicted, hostile, many, press_all, proposal, reviewing, settle};
use crate::tui::msg::{Answer, Ask, Effect, Msg, Reply, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::preview::Preview;
use crate::tui::screens::queue;
use crate::tui::state::{After, Decision, Screen, State};
use crate::tui::tests::changed::changed;
use crate::tui::theme::{Depth, Ground, Role, Theme};
use crate::tui::update::update;
use crate::tui::view::view;
use crate::workspace::{Change, Hidden, Proposal, Request, SwapOffer};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

pub fn drawn(state: &State) -> Buffer {
    let (columns, rows) = state.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| view(state, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// The text of a buffer, one line a row.
pub fn text(buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width).max(1);
    let mut out = String::new();
    for row in buffer.content.chunks(columns) {
        let mut line = String::new();
        let mut skip = 0;
        for cell in row {
            // A wide character leaves a blank cell behind it.
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            skip = crate::text::width::columns(cell.symbol()).saturating_sub(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The name of a cell's look: a role, or its parts where two roles lie on each other.
fn look(theme: &Theme, cell: &Cell) -> String {
    let modifiers = cell.modifier;
    let of = |style: Style| (style.fg.unwrap_or(Color::Reset), style.add_modifier);
    let plain = Role::ALL.into_iter().find(|role| of(theme.style(*role)) == (cell.fg, modifiers));
    let name = |role: Role| format!("{role:?}").to_lowercase();
    plain.map_or_else(
        || {
            let hue =
                Role::ALL.into_iter().find(|role| of(theme.style(*role)).0 == cell.fg).map_or_else(String::new, name);
            format!("{hue}+{modifiers:?}").to_lowercase().replace(' ', "")
        },
        name,
    )
}

/// The looks of a buffer: for each row the runs that are not plain.
fn looks(theme: &Theme, buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width).max(1);
    let mut out = String::new();
    for (y, row) in buffer.content.chunks(columns).enumerate() {
        let mut runs: Vec<(String, usize, usize)> = Vec::new();
        for (x, cell) in row.iter().enumerate() {
            let name = look(theme, cell);
            match runs.last_mut() {
                Some((last, _, end)) if *last == name && *end == x => *end = x + 1,
                _ => runs.push((name, x, x + 1)),
            }
        }
        let runs: Vec<String> = runs
            .iter()
            .filter(|(name, ..)| name != "text")
            .map(|(name, from, to)| format!("{name} {from}-{to}"))
            .collect();
        if !runs.is_empty() {
            writeln!(out, "{y:>2}: {}", runs.join(", ")).unwrap();
        }
    }
    out
}

/// Snapshots of what `build` makes: in colour at every size, without at the smallest; the text is the same in both.
fn check(name: &str, build: impl Fn() -> State) {
    check_at(&SIZES, name, build);
}

/// The same at these sizes.
pub fn check_at(sizes: &[(u16, u16)], name: &str, build: impl Fn() -> State) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| {
        for &(columns, rows) in sizes {
            let mut state = build();
            state.size = (columns, rows);
            // What a size shows beside a list is read when it is needed.
            let effects = crate::tui::update::go(&mut state, build().screen);
            settle(&mut state, effects);
            state.theme = Theme::new(Depth::True, Ground::Unknown);
            let coloured = drawn(&state);
            let shown = text(&coloured);
            insta::assert_snapshot!(
                format!("{name}_{columns}x{rows}"),
                format!("{shown}---\n{}", looks(&state.theme, &coloured))
            );
            state.theme = Theme::new(Depth::Mono, Ground::Unknown);
            let mono = drawn(&state);
            assert_eq!(text(&mono), shown, "{name} says the same without colour");
            assert!(mono.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset), "{name}");
            if (columns, rows) == (80, 24) {
                insta::assert_snapshot!(format!("{name}_80x24_no_color"), looks(&state.theme, &mono));
            }
        }
    });
}

fn at(screen: Screen, keys: &str) -> State {
    let mut state = crate::tui::fixtures::state(screen, (120, 40), Depth::True);
    press_all(&mut state, keys);
    state
}

fn review(keys: &str) -> State {
    let mut state = reviewing(cluster());
    press_all(&mut state, keys);
    state
}

#[test]
fn the_queue() {
    check("queue", || at(Screen::Queue, "j j j j"));
    check("queue_search", || at(Screen::Queue, "t / n o r"));
}

#[test]
fn an_empty_queue_says_what_to_do() {
    check("queue_empty", || {
        let mut state = at(Screen::Queue, "");
        if let Some(counts) = &mut state.counts {
            counts.tasks.clear();
        }
        let asked = queue::refresh(&mut state);
        for effect in asked {
            if let Effect::Ask { slot: Slot::Tasks, generation, .. } = effect {
                update(
                    &mut state,
                    Msg::Reply(Reply { slot: Slot::Tasks, generation, answer: Ok(Answer::Tasks(vec![])) }),
                );
            }
        }
        state
    });
}

#[test]
fn the_review_of_a_cluster() {
    check("review", || review("l"));
    check("review_groups", || review("1 l 1 l 2 Space"));
    check("review_masked", || review("."));
}

#[test]
fn what_changed_since_it_was_decided() {
    let keys = |keys: &str| {
        let mut state = reviewing(changed());
        press_all(&mut state, keys);
        state
    };
    check("review_stale", || keys("l"));
    check("value_stale", || keys("Enter"));
}

#[test]
fn a_mask_hides_what_it_was_too() {
    let mut state = reviewing(changed());
    for size in SIZES {
        state.size = size;
        for keys in [". l", "Enter"] {
            press_all(&mut state, keys);
            let shown = text(&drawn(&state));
            assert!(state.masked && !shown.contains("Northwind Traders"), "{shown}");
        }
        press_all(&mut state, "Esc .");
    }
}

#[test]
fn the_review_of_many_records() {
    check("review_turned", || {
        let mut state = reviewing(many(16));
        press_all(&mut state, "j j j l 1");
        state
    });
    check("review_paged", || {
        let mut state = reviewing(many(9));
        press_all(&mut state, "l l l j");
        state
    });
}

#[test]
fn attributes_beyond_the_screen_are_named() {
    let mut state = reviewing(cluster());
    state.size = (80, 16);
    let shown = text(&drawn(&state));
    assert!(shown.contains("below: ") && !shown.contains("above"), "{shown}");
    press_all(&mut state, "G");
    let shown = text(&drawn(&state));
    assert!(shown.contains(" above") && !shown.contains("below: "), "{shown}");
    // On every size the focused attribute is on the screen.
    for rows in 16..30 {
        state.size = (80, rows);
        for _ in 0..state.review.lines.len() {
            press_all(&mut state, "k");
            let shown = text(&drawn(&state));
            let name = state.catalog.name(state.review.attribute().unwrap()).to_owned();
            assert!(shown.lines().any(|line| line.starts_with('›') && line.contains(&name)), "{rows} {name}: {shown}");
        }
        press_all(&mut state, "G");
    }
}

#[test]
fn the_smallest_screen_shows_the_focused_value_whatever_is_said_above_it() {
    for (view, keys) in [
        (cluster(), "Tab Tab"),
        (cluster(), "Tab"),
        (cluster(), "1 l l 2"),
        (contradicted(), ""),
        (contradicted(), "Tab Tab"),
        (many(30), "Tab"),
        (many(30), "Tab Tab"),
    ] {
        for size in [(60, 16), (60, 18), (80, 16)] {
            let mut state = reviewing(view.clone());
            update(&mut state, Msg::Resize(size.0, size.1));
            press_all(&mut state, keys);
            state.review.banner = Some("robin confirmed this a moment ago".to_owned());
            press_all(&mut state, "j j");
            let shown = text(&drawn(&state));
            let foot = shown.lines().position(|line| line.starts_with("───")).unwrap_or(size.1.into());
            let focus = shown.lines().position(|line| line.starts_with('›'));
            assert!(focus.is_some_and(|focus| focus < foot), "{size:?} {keys}:\n{shown}");
        }
    }
}

#[test]
fn the_golden_records() {
    check("golden", || at(Screen::Golden, "j"));
    check("golden_detail", || {
        let mut state = at(Screen::Golden, "");
        state.golden.open = true;
        state
    });
}

#[test]
fn the_history() {
    check("history", || at(Screen::History, "j j"));
    check("stewards", || at(Screen::History, "s"));
}

#[test]
fn help_and_palette() {
    check("help", || review("?"));
    check("palette", || review(": s"));
}

#[test]
fn why_and_full_value() {
    check("why", || review("w"));
    check("value", || review("Enter"));
}

#[test]
fn guided_split() {
    check("split", || review("Tab"));
    check("split_refused", || review("Tab Tab"));
    check("split_by_hand", || review("1 l l 2"));
}

#[test]
fn scores_and_how_it_formed() {
    check("scores", || review("M"));
    check("scores_of_one", || {
        let mut state = reviewing(many(40));
        press_all(&mut state, "j M");
        state
    });
    check("formed", || review("H"));
}

#[test]
fn asking_for_text() {
    check("comment", || review("c h m"));
    check("picker", || review("j j j v j"));
    check("merge", || review("m c o n Down"));
    check("partners", || review("m"));
}

#[test]
fn what_would_follow_and_what_stands_against_it() {
    check("preview", || review("l l e"));
    check("preview_keep_id", || {
        let mut state = review("");
        let change = Change::Split { id: "G-7F3A21C0".into(), parts: Vec::new(), confirm_parts: false };
        let requests = vec![Request::from(change)];
        let offer = SwapOffer { id: "G-7F3A21C0".into(), other: "G-55D0E9B2".into(), members: 3, majority: 2 };
        let proposal = Proposal { swap: Some(offer), ..proposal(&requests) };
        let decision = Decision { requests, after: After::Stay };
        state.overlays = vec![Overlay::Preview(Box::new(Preview::new(decision, proposal)))];
        state
    });
    check("conflict", || review("l Space l Space y"));
    check("undo_preview", || at(Screen::History, "j z"));
    let standing = |keys: &str| {
        let mut state = reviewing(contradicted());
        press_all(&mut state, keys);
        state
    };
    check("contradicted", || standing(""));
    check("conflict_standing", || standing("r k"));
}

#[test]
fn what_is_too_small_says_so() {
    let mut state = review("");
    for size in [(52, 12), (20, 5), (1, 1)] {
        state.size = size;
        let shown = text(&drawn(&state));
        assert!(size.0 < 20 || shown.contains("too small"), "{shown}");
    }
}

/// No cell may hold what a terminal would obey or a person would not see.
pub fn assert_harmless(buffer: &Buffer) {
    for cell in &buffer.content {
        let bad = |c: char| c.is_control() || crate::text::safe::is_unseen(c);
        assert!(!cell.symbol().chars().any(bad), "{:?}", cell.symbol());
    }
}

#[test]
fn hostile_values_are_shown_and_never_obeyed() {
    for keys in ["", "Enter", "v", "w", "1", "T", "c", "e", "m a", "m", "M", "H", "Tab", "t", "?"] {
        for size in SIZES {
            let mut state = reviewing(hostile());
            press_all(&mut state, keys);
            state.size = size;
            let buffer = drawn(&state);
            assert_harmless(&buffer);
            if keys.is_empty() {
                let shown = text(&buffer);
                assert!(shown.contains('␛') && shown.contains("U+202E"), "{shown}");
            }
        }
    }
}

#[test]
fn a_blind_review_tells_neither_scores_nor_who_decided() {
    let mut view = cluster();
    view.hidden = Hidden::DecisionAndScores;
    view.status = Status::Confirmed;
    if let Some(task) = &mut view.task {
        task.kind = TaskKind::SecondReview;
        task.reason = "decided by mika; somebody else must approve it".to_owned();
    }
    let mut state = reviewing(view);
    for size in SIZES {
        state.size = size;
        let shown = text(&drawn(&state));
        for told in ["mika", "0.41", "0.35", "0.98", "confirmed by"] {
            assert!(!shown.contains(told), "{told}: {shown}");
        }
        assert!(shown.contains("judge for yourself"), "{shown}");
    }
    press_all(&mut state, "w");
    assert!(state.overlays.is_empty());
    let request = crate::tui::screens::review::decide::request(&state, Change::Approve { id: "G".into() }, None);
    assert!(request.shown.blind && request.shown.probability.is_some(), "what was hidden is still noted");
}

#[test]
fn golden_records_of_one_status() {
    let mut state = at(Screen::Golden, "");
    let asked = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Ask { ask: Ask::Entities(query, _), .. } => Some(query.statuses),
            _ => None,
        })
    };
    let mut seen = Vec::new();
    for key in ["t", "t", "t", "Esc"] {
        seen.push(asked(crate::tui::fixtures::press(&mut state, key)).unwrap());
    }
    assert_eq!(seen, [vec![Status::Proposed], vec![Status::Accepted], vec![Status::Confirmed], vec![]]);
}

#[test]
fn b_hides_scores_and_shows_them_again() {
    let mut state = review("b");
    let blind = text(&drawn(&state));
    assert!(!blind.contains("0.41") && blind.contains("hidden until you decide"), "{blind}");
    press_all(&mut state, "b");
    assert!(text(&drawn(&state)).contains("0.41"));
}

#[test]
fn what_is_asked_again_looks_as_it_did() {
    let mut view = cluster();
    view.hidden = Hidden::Decision;
    view.status = Status::Approved;
    let shown = text(&drawn(&reviewing(view)));
    assert!(shown.contains("○ proposed") && !shown.contains("approved") && !shown.contains("mika"), "{shown}");
}
