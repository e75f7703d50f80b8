//! The welcome screen without a terminal: what keys do, and how it looks.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::Start;
use super::files::{Entry, What, list};
use super::state::{Effect, Msg, Stage, State};
use super::update::update;
use super::view::draw;
use crate::commands::{COMMANDS, Keys};
use crate::config::{AttributeKind, Sensitivity};
use crate::error::Error;
use crate::ingest::infer::{AttributeGuess, Guess, SourceGuess, Sure};
use crate::tui::keymap::Key;
use crate::tui::state::Toast;
use crate::tui::tests::screens::{assert_harmless, text};
use crate::tui::theme::{Depth, Ground, Theme};
use crate::workspace::Progress;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn state() -> State {
    let start = Start {
        dir: PathBuf::from("/home/robin/files"),
        recent: vec![PathBuf::from("/home/robin/suppliers"), PathBuf::from("/data/customers")],
        steward: "robin".to_owned(),
    };
    State::new(start, &Theme::new(Depth::True, Ground::Unknown), Keys::default(), (120, 40))
}

fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    keys.split_whitespace().flat_map(|key| update(state, Msg::Key(Key::named(key).unwrap()))).collect()
}

fn entries() -> Vec<Entry> {
    let entry =
        |what, name: &str| Entry { what, name: name.to_owned(), path: PathBuf::from("/home/robin/files").join(name) };
    vec![
        Entry { what: What::Above, name: "..".to_owned(), path: PathBuf::from("/home/robin") },
        entry(What::Workspace, "old"),
        entry(What::Folder, "pictures"),
        entry(What::Data(1_234_567), "crm.csv"),
        entry(What::Data(812), "erp\u{1b}[2J.jsonl.gz"),
    ]
}

fn guess() -> Guess {
    let source = |name: &str, rows| SourceGuess {
        name: name.to_owned(),
        file: format!("{name}.csv"),
        id: "customer_id".to_owned(),
        id_why: "its name says so".to_owned(),
        updated_at: Some("changed".to_owned()),
        updated_why: Some("its name says so".to_owned()),
        system: None,
        rows,
        rejected: 0,
        empty: vec!["Fax".to_owned()],
        left_out: Vec::new(),
    };
    let attribute = |name: &str, kind, matched, sure, columns: [Option<&str>; 2]| AttributeGuess {
        name: name.to_owned(),
        kind,
        sensitivity: Sensitivity::Pii,
        matched,
        sure,
        why: format!("the header says {name}, and 97 % of the values can be that"),
        also: if matched {
            Vec::new()
        } else {
            vec!["no evidence: it does not say who or what a record is".to_owned()]
        },
        columns: columns.map(|column| column.map(str::to_owned)).to_vec(),
        examples: vec!["Nordlicht Möbel".to_owned(), "a\u{202e}b".to_owned()],
    };
    Guess {
        domain: "customer".to_owned(),
        sources: vec![source("crm", 1_200), source("shop", 340)],
        attributes: vec![
            attribute("company_name", AttributeKind::Organisation, true, Sure::Sure, [Some("company"), Some("Firma")]),
            attribute("email", AttributeKind::Email, true, Sure::Sure, [Some("mail"), Some("E-Mail")]),
            attribute("zip", AttributeKind::PostalCode, true, Sure::Likely, [Some("zip"), Some("PLZ")]),
            attribute("blob", AttributeKind::Text, false, Sure::Guess, [None, Some("blob")]),
        ],
        remarks: vec!["shop.csv: 2 rows cannot be read; `goldsmith load` lists them".to_owned()],
    }
}

fn drawn(state: &State) -> Buffer {
    let (columns, rows) = state.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    draw(state, buffer.area, &mut buffer);
    buffer
}

/// Snapshots at every size; without colour it says the same.
fn check(name: &str, build: impl Fn() -> State) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| {
        for (columns, rows) in SIZES {
            let mut state = build();
            update(&mut state, Msg::Resize(columns, rows));
            let coloured = drawn(&state);
            assert_harmless(&coloured);
            insta::assert_snapshot!(format!("welcome_{name}_{columns}x{rows}"), text(&coloured));
            state.theme = Theme::new(Depth::Mono, Ground::Unknown);
            let mono = drawn(&state);
            assert_eq!(text(&mono), text(&coloured), "{name} says the same without colour");
            assert!(mono.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset), "{name}");
        }
    });
}

fn at_files() -> State {
    let mut state = state();
    assert_eq!(press(&mut state, "Enter"), [Effect::List("/home/robin/files".into())]);
    update(&mut state, Msg::Listed("/home/robin/files".into(), Ok(entries())));
    state
}

fn at_guess() -> State {
    let mut state = at_files();
    press(&mut state, "G Enter");
    let generation = state.generation;
    update(&mut state, Msg::Guessed(generation, Box::new(Ok(guess()))));
    assert_eq!(state.stage, Stage::Guess);
    state
}

#[test]
fn every_stage_looks_right() {
    check("menu", state);
    check("files", || {
        let mut state = at_files();
        press(&mut state, "j j j Space");
        state
    });
    check("working", || {
        let mut state = at_files();
        press(&mut state, "G Enter");
        let generation = state.generation;
        update(&mut state, Msg::Progress(generation, Progress { phase: "reading", done: 3, total: 8 }));
        state
    });
    check("columns", at_columns);
    check("naming", at_naming);
    check("guess", || {
        let mut state = at_guess();
        press(&mut state, "j j j");
        state
    });
}

#[test]
fn files_are_marked_in_the_order_of_trust() {
    let mut state = at_files();
    press(&mut state, "G Space k Space");
    let marked: Vec<_> =
        state.marked.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(marked, ["erp\u{1b}[2J.jsonl.gz", "crm.csv"]);
    press(&mut state, "g Space");
    assert_eq!(state.toast.as_ref().map(|toast| toast.danger), Some(true), "a folder cannot be marked");
    let effects = press(&mut state, "G Enter");
    let [Effect::Scan(generation, setup)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((setup.files.len(), setup.dir.to_str()), (2, Some("/home/robin/files")));
    // A failure leads back to the files, with what is wrong.
    update(&mut state, Msg::Failed(*generation, Error::data("crm.csv is empty").hint("look into it")));
    assert_eq!(state.stage, Stage::Files);
    assert_eq!(state.toast, Some(Toast::bad("crm.csv is empty · look into it")));
}

#[test]
fn a_guess_is_corrected_by_keys_and_written_as_corrected() {
    let mut state = at_guess();
    press(&mut state, "j j j Space Right s d");
    let effects = press(&mut state, "Enter");
    let [Effect::Begin(_, dir, guess)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(dir.to_str(), Some("/home/robin/files"));
    let blob = &guess.attributes[3];
    assert!(blob.matched && blob.sure == Sure::Sure);
    assert_ne!((blob.kind, blob.sensitivity), (AttributeKind::Text, Sensitivity::Pii));
    assert_eq!(guess.domain, "person");
    assert!(guess.to_toml().contains("set by hand at the import"));
}

fn at_columns() -> State {
    let mut state = at_guess();
    press(&mut state, "c");
    assert!(state.choice.is_some());
    state
}

fn at_naming() -> State {
    let mut state = at_guess();
    press(&mut state, "g r");
    assert!(state.naming.is_some());
    state
}

#[test]
fn ids_names_times_and_columns_are_set_right() {
    let mut state = at_guess();
    // The first source: another name, another id, no time.
    press(&mut state, "g r x y z Enter c");
    let listed = text(&drawn(&state));
    assert!(
        listed.contains("Which column of crmxyz is the record id?") && listed.contains("the time of the last"),
        "{listed}"
    );
    press(&mut state, "g j j Enter t g Enter");
    // The e-mail of the second source stands in a column that was thought empty; the last attribute is left out.
    press(&mut state, "j j j c Right");
    assert!(text(&drawn(&state)).contains("Which column of shop is email?"), "{}", text(&drawn(&state)));
    assert!(text(&drawn(&state)).contains("no values"), "the empty column is offered: {}", text(&drawn(&state)));
    let at = {
        let guess = state.guess.as_ref().unwrap();
        1 + guess.columns(1).iter().filter(|column| **column != guess.sources[1].id).position(|c| c == "Fax").unwrap()
    };
    press(&mut state, "g");
    (0..at).for_each(|_| drop(press(&mut state, "j")));
    press(&mut state, "Enter");
    let blob = state.guess.as_ref().unwrap().attributes.iter().position(|one| one.name == "blob").unwrap();
    state.row = 2 + blob;
    press(&mut state, "D");
    assert!(text(&drawn(&state)).contains("✗ out"));
    let effects = press(&mut state, "Enter");
    let [Effect::Begin(_, _, guess)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(guess.sources[0].name, "crmxyz");
    assert_ne!(guess.sources[0].id, "customer_id");
    assert_eq!(guess.sources[0].updated_at, None);
    let email = guess.attributes.iter().find(|one| one.name == "email").unwrap();
    assert_eq!(email.columns[1].as_deref(), Some("Fax"));
    assert!(guess.attributes.iter().all(|one| one.name != "blob"));
    crate::config::Config::parse(&guess.to_toml(), "goldsmith.toml").unwrap();
}

#[test]
fn a_name_that_cannot_be_is_told_and_stays_to_be_corrected() {
    let mut state = at_naming();
    press(&mut state, "Ctrl-u s h o p Enter");
    assert!(
        state.naming.is_some()
            && state.toast.as_ref().is_some_and(|toast| toast.danger && toast.text.contains("another source"))
    );
    press(&mut state, "Esc");
    assert_eq!((state.naming.as_ref(), state.guess.as_ref().unwrap().sources[0].name.as_str()), (None, "crm"));
    press(&mut state, "Space");
    assert!(state.toast.as_ref().is_some_and(|toast| toast.text.contains("choose an attribute")));
}

#[test]
fn work_is_stopped_and_late_answers_do_not_count() {
    let mut state = at_guess();
    press(&mut state, "Enter");
    assert_eq!(state.stage, Stage::Working);
    let generation = state.generation;
    assert_eq!(press(&mut state, "Esc Esc"), [Effect::Stop]);
    update(&mut state, Msg::Failed(generation - 1, Error::user("of something earlier")));
    assert_eq!(state.stage, Stage::Working);
    update(&mut state, Msg::Failed(generation, Error::user("stopped; nothing was changed")));
    assert_eq!(state.stage, Stage::Guess, "the corrections are still there");
    assert_eq!(press(&mut state, "Esc"), [Effect::List("/home/robin/files".into())]);
}

#[test]
fn recent_workspaces_and_workspaces_in_folders_open() {
    let mut state = state();
    let effects = press(&mut state, "j j j j Enter");
    assert_eq!(effects, [Effect::Open(1, "/home/robin/suppliers".into())]);
    let mut state = at_files();
    assert_eq!(press(&mut state, "j Enter"), [Effect::Open(1, "/home/robin/files/old".into())]);
    let mut state = at_files();
    assert_eq!(press(&mut state, "Left"), [Effect::List("/home/robin".into())]);
    update(&mut state, Msg::Listed("/home/robin".into(), Err(Error::user("/home/robin cannot be read"))));
    assert_eq!(state.toast, Some(Toast::bad("/home/robin cannot be read")));
    assert_eq!(press(&mut state, "Esc q"), [Effect::Quit], "back to the menu, and out");
}

#[test]
fn every_key_at_every_stage_and_size_is_harmless() {
    let mut keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    for build in [state as fn() -> State, at_files, at_guess, at_columns, at_naming] {
        for key in &keys {
            let mut state = build();
            press(&mut state, key);
            press(&mut state, key);
            for size in [(1, 1), (59, 15), (60, 16), (80, 24), (300, 90)] {
                update(&mut state, Msg::Resize(size.0, size.1));
                assert_harmless(&drawn(&state));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn no_walk_through_the_import_panics_and_what_is_written_can_be_read(
        walk in prop::collection::vec((0_usize..1_000, 1_u16..200, 1_u16..60), 1..60),
        deep in any::<bool>(),
    ) {
        let mut keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).copied().collect();
        keys.retain(|key| !["q", "Esc", "Ctrl-c"].contains(key) || !deep);
        // Where it is about the columns, these come more often.
        keys.extend(["c", "t", "r", "D", "Enter", "Left", "j", "k"].repeat(6));
        let mut state = at_guess();
        for (key, columns, rows) in walk {
            update(&mut state, Msg::Resize(columns, rows));
            for effect in press(&mut state, keys[key % keys.len()]) {
                match effect {
                    Effect::List(dir) => drop(update(&mut state, Msg::Listed(dir, Ok(entries())))),
                    Effect::Scan(generation, _) => {
                        update(&mut state, Msg::Guessed(generation, Box::new(Ok(guess()))));
                    }
                    Effect::Begin(generation, _, guess) => {
                        let read = crate::config::Config::parse(&guess.to_toml(), "goldsmith.toml");
                        prop_assert!(read.is_ok(), "{:?} in {}", read.err(), guess.to_toml());
                        for source in 0..2 {
                            prop_assert!(!guess.columns(source).is_empty());
                        }
                        update(&mut state, Msg::Failed(generation, Error::user("stopped; nothing was changed")));
                    }
                    Effect::Open(generation, _) | Effect::Demo(generation, ..) => {
                        update(&mut state, Msg::Failed(generation, Error::user("no")));
                    }
                    _ => {}
                }
            }
            assert_harmless(&drawn(&state));
        }
    }
}

#[test]
fn a_folder_is_listed_by_what_its_entries_are() {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["b", "a/ws", "ws"] {
        fs::create_dir_all(dir.path().join(folder)).unwrap();
    }
    for (name, content) in
        [("z.csv", "id\n1\n"), ("a.JSONL.gz", "x"), ("notes.txt", "x"), (".hidden.csv", "x"), ("ws/goldsmith.toml", "")]
    {
        fs::write(dir.path().join(name), content).unwrap();
    }
    let found = list(dir.path()).unwrap();
    let names: Vec<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["..", "ws", "a", "b", "a.JSONL.gz", "z.csv"]);
    assert_eq!((found[1].what, found[5].what), (What::Workspace, What::Data(5)));
    assert!(list(&dir.path().join("no")).is_err());
}
