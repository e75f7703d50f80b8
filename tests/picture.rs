//! The README's pictures are screens of the program itself.
//!
//! `GOLDSMITH_WRITE_PICTURE=1 cargo test --test picture` draws them anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on says so by panicking.

#[path = "picture/svg.rs"]
mod svg;
#[path = "terminal/driver.rs"]
mod terminal;

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use terminal::Terminal;

/// Screens are drawn for dark ground.
const LOOKS: [(&str, &str); 2] = [("COLORTERM", "truecolor"), ("COLORFGBG", "15;0")];

/// Presses a key and waits until what it leads to stands still and holds `text`.
fn press(terminal: &mut Terminal, key: &str, text: &str) {
    let before = terminal.cells().contents_formatted();
    terminal.press(key);
    // Frames are written in one piece, so the first that differs is whole once its end has come.
    terminal.wait_until(&format!("{text:?} after {key:?}"), |screen| {
        let now = terminal.cells().contents_formatted();
        std::thread::sleep(Duration::from_millis(150));
        now != before && screen.contains(text) && now == terminal.cells().contents_formatted()
    });
}

/// Rows of the screen, from one that holds a text to one that holds another.
fn rows(terminal: &Terminal, from: &str, to: &str) -> Range<u16> {
    let screen = terminal.screen();
    let at = |text: &str| screen.lines().position(|line| line.contains(text)).expect(text) as u16;
    at(from)..at(to) + 1
}

/// Holds a picture against the file in `docs`, or writes it there.
fn check(name: &str, terminal: &Terminal, rows: Range<u16>) {
    let drawn = svg::svg(&terminal.cells(), rows);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("GOLDSMITH_WRITE_PICTURE").is_some() {
        fs::write(&file, &drawn).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == drawn, "docs/{name} is out of date: draw it anew");
}

#[test]
fn the_pictures_are_what_the_program_shows() {
    let home = TempDir::new().unwrap();
    let demo = home.path().join("demo");
    let made =
        Command::new(env!("CARGO_BIN_EXE_goldsmith")).args(["demo", "--no-tui", "--dir"]).arg(&demo).status().unwrap();
    assert!(made.success());

    let mut terminal = Terminal::start_with(&demo, (132, 36), &["review"], &LOOKS);
    terminal.wait_for("task 1 of");
    press(&mut terminal, "l", "task 1 of");
    press(&mut terminal, "j", "this street");
    check("workbench.svg", &terminal, 0..36);
    press(&mut terminal, "\t", "[2]");
    check("split.svg", &terminal, 0..36);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let mut terminal = Terminal::start_with(&demo, (104, 30), &["review"], &LOOKS);
    terminal.wait_for("task 1 of");
    press(&mut terminal, "w", "= probability");
    let frame = rows(&terminal, "┌ Why", "└");
    check("why.svg", &terminal, frame);
    press(&mut terminal, "\x1b", "weakest link");
    press(&mut terminal, "L", "holds it together");
    let frame = rows(&terminal, "┌ Links", "└");
    check("links.svg", &terminal, frame);
    press(&mut terminal, "\x1b", "weakest link");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let mut terminal = Terminal::start_with(&demo, (108, 36), &[], &LOOKS);
    terminal.wait_for("open");
    press(&mut terminal, "\x1b[15~", "review band");
    press(&mut terminal, "\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C", "0.55");
    let panel = rows(&terminal, "review band", "Enter keeps");
    check("band.svg", &terminal, panel);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}
