//! What lies around the screens, in the real program: the steward's keys, looks, editor, clipboard and mouse.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;
#[path = "terminal/driver.rs"]
mod terminal;

use std::fs;

use support::Place;
use terminal::Terminal;

/// The workbench on the first task of a small workspace, with these settings.
fn review(place: &Place, settings: &str, env: &[(&str, &str)]) -> Terminal {
    place.write("settings.toml", settings);
    let path = place.path("settings.toml");
    let all = [env, &[("GOLDSMITH_CONFIG", path.to_str().unwrap())]].concat();
    let terminal = Terminal::start_with(place.dir(), (120, 36), &["review"], &all);
    terminal.wait_for("task 1 of");
    terminal
}

fn leave(mut terminal: Terminal) -> String {
    terminal.press("\u{3}");
    assert_eq!(terminal.end(), 0);
    String::from_utf8(terminal.raw()).unwrap()
}

#[test]
fn a_comment_is_written_in_the_stewards_own_editor() {
    let place = Place::loaded();
    // An editor that sees what was typed, and reads a key from the terminal: it must get it, not the workbench.
    let script = "#!/bin/sh\nread key\nprintf '%s\\nfrom the editor, %s\\n' \"$(cat \"$1\")\" \"$key\" > \"$1\"\n";
    place.write("editor.sh", script);
    let editor = format!("sh {}", place.path("editor.sh").display());
    let tmp = place.path("tmp");
    fs::create_dir(&tmp).unwrap();
    let mut terminal = review(&place, "", &[("VISUAL", &editor), ("TMPDIR", tmp.to_str().unwrap())]);
    terminal.press("c");
    terminal.wait_for("Comment");
    terminal.press("typed");
    terminal.wait_for("typed");
    let before = terminal.raw().len();
    terminal.press("\u{f}");
    // The terminal is given back for the editor, and taken again after it.
    terminal.wait_for_bytes(before, b"\x1b[?1049l");
    terminal.press("qqq\n");
    terminal.wait_for("from the editor, qqq");
    terminal.press("\r");
    terminal.wait_until("the comment is written", |_| {
        let log = place.run(&["log", "--json"]).json(0);
        log[0]["comment"] == "typed\nfrom the editor, qqq"
    });
    leave(terminal);
    assert_eq!(fs::read_dir(&tmp).unwrap().count(), 0, "the editor's file is gone");
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let place = Place::loaded();
    let mut terminal = review(&place, "", &[("EDITOR", "false")]);
    terminal.press("c");
    terminal.wait_for("Comment");
    terminal.press("kept\u{f}");
    terminal.wait_for("did not end well");
    assert!(terminal.screen().contains("kept"));
    leave(terminal);
}

#[test]
fn a_copy_goes_to_the_terminal_as_safe_text_and_only_when_asked_for() {
    let place = Place::unloaded();
    let crm = place.read("crm.csv").replace("Borealis GmbH", "Bo\u{1b}]52;c;b3du\u{7}realis");
    place.write("crm.csv", &crm);
    place.run(&["load"]).ok();
    let mut terminal = review(&place, "", &[]);
    assert!(!String::from_utf8(terminal.raw()).unwrap().contains("\u{1b}]52"));
    terminal.press("\u{1b}y");
    terminal.wait_for("handed to the terminal");
    let raw = leave(terminal);
    let sequences = raw.split("\u{1b}]").skip(1);
    // The other one is the question what lies behind the text.
    let copies: Vec<&str> = sequences.filter(|text| !text.starts_with("11;?")).collect();
    assert_eq!(copies.len(), 1, "one copy, and no other such sequence");
    let written = copies[0].strip_prefix("52;c;").unwrap().split('\u{1b}').next().unwrap();
    let text = decoded(written);
    assert!(text.starts_with("record\tcrm:2\n") && text.contains("company_name\tBo␛]52;c;b3du␇realis\n"), "{text:?}");
}

/// Base64, read.
fn decoded(text: &str) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.trim_end_matches('=').chars() {
        bits = bits << 6 | u32::try_from(letters.find(letter).unwrap()).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap());
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_mouse_is_asked_for_unless_the_settings_say_no() {
    let place = Place::loaded();
    let mut terminal = review(&place, "", &[]);
    // A click on the first tab.
    terminal.press("\u{1b}[<0;4;1M\u{1b}[<0;4;1m");
    terminal.wait_for("decided today");
    let raw = leave(terminal);
    assert!(raw.contains("\u{1b}[?1002h") && raw.rfind("\u{1b}[?1002l") > raw.rfind("\u{1b}[?1002h"));
    let raw = leave(review(&place, "[workbench]\nmouse = false\n", &[]));
    assert!(!raw.contains("\u{1b}[?1000"));
}

#[test]
fn a_column_is_dragged_and_a_double_click_puts_it_back() {
    let place = Place::loaded();
    let mut terminal = review(&place, "", &[]);
    let bar = |screen: &str| {
        let line = screen.lines().find(|line| line.contains("│ golden record"))?;
        Some(line.chars().take_while(|letter| *letter != '│').count())
    };
    let from = bar(&terminal.screen()).unwrap();
    let to = from - 12;
    // The terminal counts from one. Pressed, moved while it is held, let go.
    terminal.press(&format!(
        "\u{1b}[<0;{};6M\u{1b}[<32;{};6M\u{1b}[<32;{};7M\u{1b}[<0;{};7m",
        from + 1,
        from - 5,
        to + 1,
        to + 1
    ));
    terminal.wait_until("the gap where it was dragged", |screen| bar(screen).is_some_and(|bar| bar.abs_diff(to) <= 3));
    // So that this press is no second one of the same.
    std::thread::sleep(std::time::Duration::from_millis(600));
    let now = bar(&terminal.screen()).unwrap() + 1;
    let click = format!("\u{1b}[<0;{now};6M\u{1b}[<0;{now};6m");
    terminal.press(&format!("{click}{click}"));
    terminal.wait_until("the gap where it was", |screen| bar(screen) == Some(from));
    leave(terminal);
}

#[test]
fn the_terminal_says_whether_it_is_light_or_dark_and_nobody_waits_for_it() {
    let question = b"\x1b]11;?\x1b\\";
    // A role whose colour is another on a light ground.
    let title = |terminal: &Terminal| terminal.cells().cell(1, 0).unwrap().fgcolor();
    let place = Place::loaded();
    let mut seen = Vec::new();
    for ground in ["0000/0000/0000", "ffff/ffff/ffff"] {
        let mut terminal = review(&place, "", &[("COLORTERM", "truecolor")]);
        terminal.wait_for_bytes(0, question);
        let before = title(&terminal);
        terminal.press(&format!("\x1b]11;rgb:{ground}\x1b\\"));
        terminal.wait_until("other colours", |_| title(&terminal) != before);
        seen.push(title(&terminal));
        // Nothing of the answer was taken for keys.
        terminal.wait_for("task 1 of");
        leave(terminal);
        assert!(
            place.run(&["log", "--json"]).json(0).as_array().unwrap().iter().all(|entry| entry["kind"] == "accept")
        );
    }
    assert_ne!(seen[0], seen[1]);
    // Whoever has said it, or wants no colour, is not asked; and a terminal that does not answer costs nothing to speak of.
    for (settings, env) in
        [("[theme]\nbase = \"light\"\n", ("A", "b")), ("", ("NO_COLOR", "1")), ("", ("TERM", "linux"))]
    {
        let raw = leave(review(&place, settings, &[env]));
        assert!(!raw.contains("\u{1b}]11;"), "{settings}{env:?}");
    }
    let terminal = review(&place, "", &[]);
    let begun = std::time::Instant::now();
    leave(terminal);
    assert!(begun.elapsed() < std::time::Duration::from_secs(2));
}

#[test]
fn keys_and_looks_are_the_stewards_own() {
    let place = Place::loaded();
    let settings = "[keys]\npreset = \"prodigy\"\nhelp = \"F9\"\n[theme]\nkey = \"#123456\"\n";
    let mut terminal = review(&place, settings, &[("COLORTERM", "truecolor")]);
    terminal.wait_until("the keys", |screen| screen.contains("a same") && screen.contains("F9 help"));
    terminal.press("a");
    terminal.wait_for("Confirmed 2 records");
    let raw = leave(terminal);
    assert!(raw.contains("38;2;18;52;86"), "the role's own colour");
    // Whoever wants no colour gets none, whatever the settings say.
    let raw = leave(review(&place, settings, &[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]));
    assert!(!raw.contains("38;2;") && !raw.contains("38;5;"), "no colour");
}

#[test]
fn settings_that_cannot_be_are_told_before_the_screen_is_taken() {
    let place = Place::loaded();
    place.write("settings.toml", "[theme]\nkye = \"bold\"\n");
    let path = place.path("settings.toml");
    let env = [("GOLDSMITH_CONFIG", path.to_str().unwrap())];
    let mut terminal = Terminal::start_with(place.dir(), (120, 36), &["review"], &env);
    assert_eq!(terminal.end(), 1);
    terminal.wait_for("there is no role \"kye\"");
    assert!(!String::from_utf8(terminal.raw()).unwrap().contains("\u{1b}[?1049h"));
}

#[test]
fn widths_that_were_chosen_are_there_again_the_next_time() {
    let place = Place::loaded();
    let gap = |screen: &str| screen.lines().find_map(|line| line.find('│')).unwrap_or_default();
    let mut terminal = review(&place, "", &[]);
    let usual = gap(&terminal.screen());
    terminal.press("<<");
    let narrow = gap(&terminal.wait_until("columns are narrower", |screen| gap(screen) != usual));
    leave(terminal);
    let kept = fs::read_to_string(place.path("widths")).unwrap();
    assert!(kept.starts_with("records = "), "{kept}");
    let mut terminal = review(&place, "", &[]);
    assert_eq!(gap(&terminal.screen()), narrow);
    terminal.press("=");
    terminal.wait_until("columns are as usual", |screen| gap(screen) == usual);
    leave(terminal);
    assert_eq!(fs::read_to_string(place.path("widths")).unwrap(), "");
}
