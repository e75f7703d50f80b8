//! The README's picture of the workbench is a screen of the program itself.
//!
//! `GOLDSMITH_WRITE_PICTURE=1 cargo test --test picture` draws it anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on says so by panicking.

#[path = "terminal/driver.rs"]
mod terminal;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use terminal::Terminal;

/// Pixels of a cell, and of the frame around the screen.
const CELL: (usize, usize) = (9, 19);
const FRAME: usize = 12;
const PAPER: &str = "#16181d";
const INK: &str = "#d4d7dd";

/// The sixteen colours of a terminal, for programs that use them.
const SIXTEEN: [&str; 16] = [
    "#16181d", "#d55e00", "#009e73", "#e69f00", "#56b4e9", "#cc79a7", "#56b4e9", "#d4d7dd", "#6b7280", "#ee7733",
    "#33bb99", "#f0e442", "#88ccee", "#dd99cc", "#88ccee", "#ffffff",
];

fn colour(colour: vt100::Color, otherwise: &str) -> String {
    match colour {
        vt100::Color::Default => otherwise.to_owned(),
        vt100::Color::Idx(i) => SIXTEEN.get(usize::from(i)).unwrap_or(&otherwise).to_string(),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The screen as a picture: a rectangle and a text for every cell that has them.
fn svg(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (usize::from(columns) * CELL.0 + 2 * FRAME, usize::from(rows) * CELL.1 + 2 * FRAME);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    for row in 0..rows {
        for column in 0..columns {
            let Some(cell) = screen.cell(row, column) else { continue };
            let (mut ink, mut paper) = (colour(cell.fgcolor(), INK), colour(cell.bgcolor(), PAPER));
            if cell.inverse() {
                std::mem::swap(&mut ink, &mut paper);
            }
            let (x, y) = (FRAME + usize::from(column) * CELL.0, FRAME + usize::from(row) * CELL.1);
            if paper != PAPER {
                let (w, h) = CELL;
                writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{paper}\"/>").unwrap();
            }
            let text = cell.contents();
            if !text.trim().is_empty() {
                let bold = if cell.bold() { " font-weight=\"bold\"" } else { "" };
                let faint = if cell.dim() { " opacity=\"0.6\"" } else { "" };
                let line = if cell.underline() { " text-decoration=\"underline\"" } else { "" };
                let slant = if cell.italic() { " font-style=\"italic\"" } else { "" };
                let (y, text) = (y + 14, escaped(text));
                writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{ink}\"{bold}{faint}{line}{slant}>{text}</text>")
                    .unwrap();
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn the_picture_is_what_the_program_shows() {
    let home = TempDir::new().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_goldsmith"))
        .args(["demo", "--no-tui", "--dir"])
        .arg(home.path().join("demo"))
        .status()
        .unwrap();
    assert!(made.success());
    let mut terminal = Terminal::start(&home.path().join("demo"), (132, 36), &["review"]);
    terminal.wait_for("task 1 of");
    let before = terminal.cells().contents_formatted();
    terminal.press("l");
    // Frames are written in one piece, so the first that differs is whole once its end has come.
    terminal.wait_until("the next record in focus", |_| {
        let now = terminal.cells().contents_formatted();
        std::thread::sleep(std::time::Duration::from_millis(50));
        now != before && now == terminal.cells().contents_formatted()
    });
    let drawn = svg(&terminal.cells());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/workbench.svg");
    if std::env::var_os("GOLDSMITH_WRITE_PICTURE").is_some() {
        fs::write(&file, &drawn).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == drawn, "docs/workbench.svg is out of date: draw it anew");
}
