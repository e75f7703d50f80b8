//! The first start, as a stranger would make it: the real program in a pseudo-terminal.

#![allow(clippy::unwrap_used)] // A test that cannot go on says so by panicking.

#[path = "terminal/driver.rs"]
mod terminal;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use terminal::Terminal;

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const LEFT: &str = "\x1b[D";

const SHOP: &str = "\
Kundennr;Firma;E-Mail;PLZ;Ort;Notizen
K-01;Nordlicht Möbel GmbH;info@nordlicht.example;24103;Kiel;ruft an
K-02;Hafen Logistik AG;post@hafen.example;20457;Hamburg;
K-03;Bäckerei Alster;brot@alster.example;20099;Hamburg;zahlt spät
";

const CRM: &str = "\
id,company_name,mail,zip,city,modified
7,Nordlicht Moebel,info@nordlicht.example,24103,Kiel,2026-01-02
8,Hafen Logistik,kontakt@hafen.example,20457,Hamburg,2026-01-03
9,Elbe Druck GmbH,druck@elbe.example,22767,Hamburg,2026-01-04
";

fn goldsmith(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goldsmith"));
    let output =
        command.current_dir(dir).env("HOME", dir).env_remove("GOLDSMITH_WORKSPACE").args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_strangers_files_are_imported_corrected_loaded_and_opened() {
    let home = TempDir::new().unwrap();
    let files = home.path().join("files");
    fs::create_dir(&files).unwrap();
    fs::write(files.join("crm.csv"), CRM).unwrap();
    fs::write(files.join("shop.csv"), SHOP).unwrap();
    fs::write(files.join("readme.txt"), "nothing").unwrap();
    let mut terminal = Terminal::start(home.path(), (120, 40), &[]);
    terminal.wait_for("There is no workspace in this folder");
    terminal.press(ENTER);
    terminal.wait_for("files/");
    // Into the folder, past the one above.
    terminal.press("j");
    terminal.press(ENTER);
    let listed = terminal.wait_for("shop.csv");
    assert!(!listed.contains("readme.txt"), "{listed}");
    terminal.press("j  ");
    terminal.wait_for("2 marked, in the order of trust");
    terminal.press(ENTER);
    let guess = terminal.wait_for("company_name");
    for expected in ["crm: mail · shop: E-Mail", "postal_code", "id in Kundennr", "changed in modified"] {
        assert!(guess.contains(expected), "{expected} in:\n{guess}");
    }
    // The notes are no evidence; the towns shall be text.
    terminal.press("jjj");
    terminal.press(LEFT);
    terminal.wait_for("set by hand at the import");
    terminal.press(ENTER);
    terminal.wait_for("matched 6 records");
    terminal.wait_for("? help");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);

    let config = fs::read_to_string(files.join("goldsmith.toml")).unwrap();
    assert!(config.contains("set by hand at the import") && config.contains("match = false"), "{config}");
    goldsmith(&files, &["verify"]);
    assert!(goldsmith(&files, &["show", "shop:K-01"]).contains("Nordlicht Möbel GmbH"));

    // The next time it is among those opened lately.
    let mut terminal = Terminal::start(home.path(), (80, 24), &[]);
    terminal.wait_for("Opened lately");
    terminal.press("jjjj");
    terminal.press(ENTER);
    terminal.wait_for("? help");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_bad_file_is_told_and_nothing_is_written() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("a.csv"), "name,town\nAnn,Bath\nAnn,Bath\n").unwrap();
    let mut terminal = Terminal::start(home.path(), (120, 40), &[]);
    terminal.wait_for("Import data files");
    terminal.press(ENTER);
    terminal.wait_for("a.csv");
    terminal.press("G");
    terminal.press(ENTER);
    let told = terminal.wait_for("no column can be the record id");
    assert!(told.contains("Space mark"), "the files are still there:\n{told}");
    terminal.press(ESCAPE);
    terminal.wait_for("Try the demo");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert!(!home.path().join("goldsmith.toml").exists() && !home.path().join("goldsmith.db").exists());
}

#[test]
fn the_tour_leads_through_the_demo_and_jobs_run_beside_the_review() {
    let home = TempDir::new().unwrap();
    let mut terminal = Terminal::start(home.path(), (120, 40), &[]);
    terminal.wait_for("Take the tour");
    terminal.press("jjj");
    terminal.press(ENTER);
    for step in 1..=5 {
        terminal.wait_for(&format!("{step} of 5"));
        terminal.press(ENTER);
    }
    terminal.wait_for("that was the tour");
    // Load again, in the background, and export what is approved.
    terminal.press(":load");
    terminal.wait_for("Load or refresh");
    terminal.press(ENTER);
    terminal.wait_for("loaded 1200 records");
    terminal.press(ENTER);
    terminal.wait_for("task 1 of");
    terminal.press("y");
    terminal.wait_for("z undoes");
    terminal.press(":export");
    terminal.wait_for("Write approved golden");
    terminal.press(ENTER);
    terminal.wait_for("of the crosswalk to export/");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let dir = home.path().join("goldsmith-demo");
    let golden = fs::read_to_string(dir.join("export/golden.csv")).unwrap();
    assert!(golden.starts_with("golden_id,") && golden.contains(",approved,"), "what was just confirmed is in it");
    goldsmith(&dir, &["verify"]);
}

/// Whether the program has ended some time after its terminal went away, the screen showing `text`.
fn ends_without_a_terminal(dir: &Path, text: &str) -> bool {
    let (master, mut child) = terminal::spawn(dir, (80, 24), &[], &[]);
    let mut reader = master.try_clone_reader().unwrap();
    let mut parser = vt100::Parser::new(24, 80, 0);
    let mut buffer = [0; 8192];
    while !parser.screen().contents().contains(text) {
        let read = reader.read(&mut buffer).unwrap();
        assert!(read > 0, "never saw {text:?}");
        parser.process(&buffer[..read]);
    }
    // All that holds the other end of the line.
    drop((reader, master));
    for _ in 0..1_000 {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    false
}

#[test]
fn whoever_loses_the_terminal_ends() {
    let home = TempDir::new().unwrap();
    assert!(ends_without_a_terminal(home.path(), "There is no workspace in this folder"));
    goldsmith(home.path(), &["demo", "--no-tui", "--dir", "demo"]);
    assert!(ends_without_a_terminal(&home.path().join("demo"), "Queue"));
}
