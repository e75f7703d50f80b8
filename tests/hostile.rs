//! Data that means to steer the terminal, hide, or run in a spreadsheet: shown as marks, exported as it is.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;
#[path = "terminal/driver.rs"]
mod terminal;

use std::fmt::Write;
use std::fs;
use std::io::Read;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use support::Place;
use terminal::Terminal;

/// A file's name that clears the screen.
const FILE: &str = "crm\u{1b}[2J\u{202e}.csv";

/// The beginning of the match output's names of tables.
const ARN: &str = "arn:aws:glue:eu-west-1:111122223333:table/mdm";
/// One value a record.
const VALUES: [&str; 18] = [
    "clear \u{1b}[2J\u{1b}[H screen",
    "title \u{1b}]0;owned\u{7} and \u{1b}]52;c;b3duZWQ=\u{1b}\\ clipboard",
    "device \u{1b}P+q544e\u{1b}\\ query \u{1b}[6n",
    "eight bit \u{9b}31m \u{9d}0;owned\u{9c} \u{90}x\u{9c} \u{85}",
    "bell \u{7}\u{7} back \u{8}\u{8} delete \u{7f}",
    "carriage\rreturn",
    "line\nbreak\u{b}\u{c}tab\tend",
    "shift \u{e} out \u{f} in",
    "right \u{202e}tfel ot\u{202c} \u{2066}isolated\u{2069} \u{200f}mark",
    "zero\u{200b}width\u{200d}join\u{feff}mark\u{2060}word\u{ad}soft",
    "tags \u{e0041}\u{e0042} filler \u{3164} \u{115f}",
    "separators \u{2028} \u{2029}",
    "zalgo e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}\u{30f}",
    "=HYPERLINK(\"http://example.invalid\")",
    "+1-555-0100",
    "-2+3",
    "@SUM(A1)",
    "\tleading tab",
];

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The id of the record that holds a value: as hostile as the value.
fn id(number: usize) -> String {
    format!("{number}-{}", VALUES[number])
}

fn hostile() -> Place {
    let place = Place::unloaded();
    let config = place.read("goldsmith.toml").replace("crm.csv", "crm\\u001b[2J\\u202e.csv");
    place.write("goldsmith.toml", &config);
    let mut crm = String::from("customer_id,company,mail,orders,changed\n");
    let mut erp = String::from("no,name1,email,changed\n");
    let mut matches = String::from("InputSourceARN,ConfidenceLevel,RecordId,MatchID,MatchRule\n");
    for (number, value) in VALUES.iter().enumerate() {
        let (id, value) = (quoted(&id(number)), quoted(value));
        writeln!(crm, "{id},{value},{value},{value},{value}").unwrap();
        writeln!(erp, "{id},{value},plain@example.invalid,{value}").unwrap();
        for source in ["crm", "erp"] {
            writeln!(matches, "{ARN}/{source},0.6,{id},{id},{value}").unwrap();
        }
    }
    crm += "torn\u{1b}[2J\n";
    place.write(FILE, &crm);
    place.write("erp.csv", &erp);
    place.write("matches.csv", &matches);
    place
}

/// Whether nobody would see the character, or it would turn the text around it.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// What is left of a terminal's input without our own colours; panics at anything else that it would obey or hide.
#[track_caller]
fn harmless(shown: &str, what: &str) {
    let mut rest = shown.replace("\r\n", "\n");
    while let Some(start) = rest.find("\u{1b}[") {
        let sequence = &rest[start + 2..];
        let end = sequence.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(sequence.len());
        assert!(sequence[end..].starts_with('m'), "{what}: a sequence that is no colour: {sequence:?}");
        rest.replace_range(start..=start + 2 + end, "");
    }
    if let Some((at, c)) = rest.char_indices().find(|(_, c)| *c != '\n' && (c.is_control() || unseen(*c))) {
        panic!("{what}: {c:?} in {:?}", rest[..at].lines().last());
    }
    let marks = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let most = rest.split(|c| !marks(c)).map(|run| run.chars().count()).max();
    assert!(most <= Some(4), "{what}: {most:?} marks on one letter");
}

/// Runs the program where everything is a terminal.
fn on_a_terminal(place: &Place, arguments: &[&str]) -> String {
    let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_goldsmith"));
    command.args(arguments);
    command.cwd(place.dir());
    for (name, value) in [("GOLDSMITH_STEWARD", "ada"), ("TERM", "xterm-256color"), ("COLORTERM", "truecolor")] {
        command.env(name, value);
    }
    command.env("HOME", place.path("no-home"));
    command.env_remove("NO_COLOR");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut bytes = Vec::new();
    // Some systems end a terminal with an error.
    let _ = reader.read_to_end(&mut bytes);
    child.wait().unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Runs it both ways.
#[track_caller]
fn shown(place: &Place, arguments: &[&str]) -> String {
    let what = format!("{arguments:?}");
    let ran = place.run(arguments);
    harmless(&ran.stdout, &what);
    harmless(&ran.stderr, &what);
    let terminal = on_a_terminal(place, arguments);
    harmless(&terminal, &what);
    assert!(!terminal.is_empty() || ran.stdout.is_empty(), "{what}");
    ran.stdout + &ran.stderr
}

#[test]
fn no_report_steers_the_terminal_or_hides_anything() {
    let place = hostile();
    let loaded = shown(&place, &["load", "--quiet"]);
    assert!(loaded.contains("crm␛[2J⟨U+202E⟩.csv:") && loaded.contains(": 1 fields where"), "{loaded}");
    let key = |number: usize| format!("crm:{}", id(number));
    for (number, value) in VALUES.iter().enumerate() {
        let (a, b) = (key(number), format!("erp:{}", id(number)));
        let comment = format!("because {value}");
        shown(&place, &["decide", "override", &a, "email", "--value", value, "--comment", &comment]);
        // A task of the queue.
        shown(&place, &["decide", "unsure", &a]);
        shown(&place, &["show", &a]);
        shown(&place, &["why", &a, &b]);
        // Ids and values that nobody knows come back in messages.
        shown(&place, &["show", value]);
        shown(&place, &["why", value, &a]);
        shown(&place, &["decide", "override", &a, value, "--null"]);
        shown(&place, &["decide", "split", &a, "--part", &b, "--part", value]);
    }
    shown(&place, &["decide", "merge", &key(0), &key(1)]);
    shown(&place, &["decide", "different", &key(0), &key(1)]);
    shown(&place, &["decide", "different", &key(2), &key(3)]);
    shown(&place, &["decide", "same", &key(2), &key(3)]);
    for arguments in [
        &["queue"][..],
        &["queue", "--color", "always"],
        &["log"],
        &["log", "--limit", "99"],
        &["health"],
        &["verify"],
        &["undo"],
        &["redo"],
        &["undo", "1", "--dry-run"],
        &["export", "golden", "--out", "\u{1b}[2J/none.csv"],
        &["backup", "\u{1b}[2J/none.db"],
        &["load", "--matches", "\u{1b}[2J.csv"],
        &["load", "--format", "\u{1b}[2J"],
        &["-w", "\u{1b}[2J", "queue"],
        &["--as", "\u{1b}[2J", "queue"],
        &["\u{1b}[2J"],
        &["decide", "--file", "\u{1b}[2J"],
    ] {
        assert!(!shown(&place, arguments).is_empty(), "{arguments:?}");
    }
    let queue = place.run(&["queue"]);
    assert!(queue.ok().lines().count() > VALUES.len() / 2 && queue.stdout.contains("␛]0;owned␇"), "{}", queue.stdout);
    fs::remove_file(place.path(FILE)).unwrap();
    assert!(shown(&place, &["load", "--quiet"]).contains("crm␛[2J⟨U+202E⟩.csv: there is no such file"));
}

#[test]
fn the_review_line_by_line_steers_nothing() {
    let place = hostile();
    place.run(&["load", "--quiet"]).ok();
    for (number, value) in VALUES.iter().enumerate() {
        let key = format!("crm:{}", id(number)).replace(['\n', '\r'], " ");
        let lines = [
            &format!("open {key}"),
            "why",
            "full-value 1 email",
            "override email",
            "0",
            &format!("comment {}", value.replace(['\n', '\r'], " ")),
            &format!("merge {}", value.replace(['\n', '\r'], " ")),
            "0",
            value,
            "partition",
            "go-history",
            "redraw",
            "split 1 / 2",
            "1",
        ];
        let ran = place.run_with(&["review", "--plain", "--color", "always"], &(lines.join("\n") + "\n"));
        harmless(&ran.stdout, value);
        harmless(&ran.stderr, value);
        assert!(!ran.stdout.contains('\u{1b}') && ran.stdout.contains("Left."), "{}", ran.stdout);
    }
}

#[test]
fn json_holds_the_values_and_steers_nothing() {
    let place = hostile();
    place.run(&["load"]).ok();
    for (number, value) in VALUES.iter().enumerate() {
        let key = format!("crm:{}", id(number));
        let ran = place.run(&["show", &key, "--json"]);
        let json = ran.json(0);
        assert_eq!(
            (&json["members"][0]["record"], &json["members"][0]["values"]["email"]),
            (&key.into(), &(*value).into())
        );
        harmless(
            &on_a_terminal(&place, &["show", &format!("crm:{}", id(number)), "--json"])
                .replace(&*long_marks(value), ""),
            value,
        );
    }
    for command in ["queue", "log", "health", "verify", "load"] {
        let text = place.run(&[command, "--json"]).stdout;
        assert!(!text.chars().any(|c| c != '\n' && c.is_control()), "{command}");
    }
}

/// A run of combining marks, which JSON keeps: it is neither obeyed nor unseen.
fn long_marks(value: &str) -> String {
    let marks: String = value.chars().filter(|c| ('\u{300}'..='\u{36f}').contains(c)).collect();
    if marks.is_empty() { "\u{0}".to_owned() } else { marks }
}

#[test]
fn files_keep_every_byte_and_a_terminal_sees_marks() {
    let place = hostile();
    place.run(&["load"]).ok();
    let cells = |arguments: &[&str]| -> Vec<csv::StringRecord> {
        place.run(&[arguments, &["--quiet", "--out", "out.csv"]].concat()).ok();
        let mut reader = csv::Reader::from_path(place.path("out.csv")).unwrap();
        reader.records().map(Result::unwrap).collect()
    };
    let crosswalk = cells(&["export", "crosswalk"]);
    let golden = cells(&["export", "golden"]);
    for (number, value) in VALUES.iter().enumerate() {
        for source in ["crm", "erp"] {
            let found =
                crosswalk.iter().filter(|row| (&row[1], &row[2]) == (source, &id(number)) && row[3] == id(number));
            assert_eq!(found.count(), 1, "{value:?}");
        }
        assert_eq!(golden.iter().filter(|row| &row[1] == *value && &row[3] == *value).count(), 1, "{value:?}");
    }
    let safe = cells(&["export", "golden", "--spreadsheet-safe"]);
    for row in safe.iter().flatten() {
        assert!(!row.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{row:?}");
    }
    assert_eq!(safe.iter().flatten().filter(|cell| cell.starts_with('\'')).count(), 5 * 2 + 5);
    let lines = place.run(&["export", "golden", "--format", "jsonl", "--out", "-", "--quiet"]);
    for line in lines.ok().lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(VALUES.contains(&object["company_name"].as_str().unwrap()));
    }
    for what in ["golden", "crosswalk", "lineage", "journal"] {
        for format in ["csv", "jsonl"] {
            harmless(&on_a_terminal(&place, &["export", what, "--format", format, "--out", "-"]), what);
        }
    }
}

#[test]
fn the_workbench_draws_marks_only() {
    let place = hostile();
    place.run(&["load"]).ok();
    let decisions =
        |number| format!("{{\"kind\":\"unsure\",\"id\":{}}}\n", serde_json::json!(format!("crm:{}", id(number))));
    let lines: String = (0..VALUES.len()).map(decisions).collect();
    place.run_with(&["decide", "--file", "-"], &lines).ok();
    let mut terminal = Terminal::start(place.dir(), (160, 50), &[]);
    terminal.wait_for("unsure");
    terminal.press("\r");
    terminal.wait_for("task 1 of");
    for task in 2..=VALUES.len() {
        terminal.press("J");
        terminal.wait_for(&format!("task {task} of"));
    }
    let raw = String::from_utf8(terminal.raw()).unwrap();
    // Our own: the question what lies behind the text.
    let raw = raw.replacen("\u{1b}]11;?\u{1b}\\", "", 1);
    for payload in ["\u{1b}]", "\u{1b}P", "\u{1b}[6n", "\u{7}", "\u{8}", "\u{e}", "\u{f}", "\u{7f}", "\u{b}", "\u{c}"] {
        assert!(!raw.contains(payload), "{payload:?} reached the terminal");
    }
    assert_eq!(raw.chars().find(|c| ('\u{80}'..='\u{9f}').contains(c) || unseen(*c)), None);
    assert!(raw.contains('␛') && raw.contains("⟨U+202E⟩"));
}
