//! The review line by line: every kind of decision through standard input and output, and nothing but text in between.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;
#[path = "terminal/driver.rs"]
mod terminal;

use support::{Place, Ran};
use terminal::Terminal;

/// Runs a review with these lines.
fn review(place: &Place, lines: &[&str]) -> Ran {
    let ran = place.run_with(&["review", "--plain"], &(lines.join("\n") + "\n"));
    let controls = ran.stdout.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(controls, None, "{}", ran.stdout);
    ran
}

/// Both clusters of two, whichever is asked first.
fn two_tasks() -> Place {
    let place = Place::unloaded();
    place.write("matches.csv", &place.read("matches.csv").replace("0.93", "0.80"));
    place.run(&["load"]).ok();
    place
}

#[test]
fn a_queue_is_cleared_line_by_line() {
    let place = two_tasks();
    let ran = review(&place, &["n", "y", "q"]);
    let told = ran.ok();
    for part in ["2 tasks to review", "Record 1, crm:", "Golden record.", "Done, number", "Nothing is left to review"] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
    let log = place.run(&["log", "--json"]).json(0);
    let kinds: Vec<&str> = log.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["confirm", "different"]);
    // What was told stands beside the decision.
    let journal = place.path("journal.jsonl");
    place.run(&["export", "journal", "--out", journal.to_str().unwrap()]).ok();
    let journal = std::fs::read_to_string(journal).unwrap();
    assert!(journal.contains("\"milliseconds\"") && journal.contains("\"vector\""), "{journal}");
}

#[test]
fn two_clusters_that_may_be_one_are_told_together() {
    let place = two_tasks();
    let open = rusqlite::Connection::open(place.path("goldsmith.db")).unwrap();
    let near = "INSERT INTO edge (a, b, probability, near)
                SELECT min(one.rid, other.rid), max(one.rid, other.rid), 0.4, 0.4 FROM record AS one, record AS other
                WHERE one.record_id = '1' AND other.record_id = '3'";
    assert_eq!(open.execute(near, []).unwrap(), 1);
    drop(open);
    place.run(&["rebuild"]).ok();
    // Each is right as it stands; then the question is left.
    let ran = review(&place, &["open crm:1", "y", "open crm:2", "y", "open crm:1", "eject 1", "other-side", "q"]);
    let told = &ran.stdout;
    for part in [
        "Task: possible. crm:1 may be crm:3 in G-",
        "`same` makes them one, `different` keeps them apart",
        "Record 3, crm:3, of G-",
        "Golden record, if they are one.",
        "Not done. eject: these are two clusters",
        "crm:1 may also be crm:3 in G-",
    ] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
    review(&place, &["open crm:1", "different", "q"]).ok();
    assert_eq!(place.members("crm:3"), ["crm:3"]);
    assert_eq!(place.run(&["queue", "--kind", "possible", "--json"]).json(0).as_array().unwrap().len(), 0);
    review(&place, &["undo", "open crm:1", "y", "q"]).ok();
    assert_eq!(place.members("crm:3").len(), 3);
}

#[test]
fn a_split_is_seen_before_it_is_accepted() {
    let place = two_tasks();
    let id = place.golden_id("crm:2");
    let ran = review(&place, &["open crm:2", "group 1 / 2", "0", "split 1 / 2", "2", "q"]);
    let told = ran.ok();
    assert!(told.contains("Would be: split") && told.contains("Nothing was changed."), "{told}");
    assert_eq!(place.members("crm:2"), ["crm:2"]);
    assert_eq!(place.golden_id("crm:2"), id);
    review(&place, &["undo", "q"]).ok();
    assert_eq!(place.members("crm:2"), ["crm:2", "erp:0008"]);
    review(&place, &["redo", "q"]).ok();
    assert_eq!(place.members("crm:2"), ["crm:2"]);
}

#[test]
fn a_contradiction_offers_its_ways_out() {
    let place = two_tasks();
    place.run(&["decide", "different", "crm:3", "erp:0009", "--comment", "other town"]).ok();
    let merge = ["open crm:3", "merge Delta Works", "1"];
    // Given up, nothing is changed.
    let ran = review(&place, &[&merge[..], &["0", "q"]].concat());
    let told = ran.ok();
    assert!(told.contains("This contradicts an earlier decision") && told.contains("other town"), "{told}");
    assert!(told.contains("1. ") && told.contains("Nothing was changed."), "{told}");
    assert_eq!(place.members("crm:3"), ["crm:3"]);
    // The first way out takes the earlier decision back and does it.
    review(&place, &[&merge[..], &["1", "q"]].concat()).ok();
    assert_eq!(place.members("crm:3"), ["crm:3", "erp:0009"]);
}

#[test]
fn a_golden_value_is_chosen_typed_and_given_back() {
    let place = two_tasks();
    let value = |attribute: &str| place.run(&["show", "crm:1", "--json"]).json(0)["golden"][attribute]["value"].clone();
    review(&place, &["open crm:1", "v company_name", "1", "1", "q"]).ok();
    assert_eq!(value("company_name"), "Acme Corp.");
    review(&place, &["open crm:1", "override email", "3", "typed@acme.example", "4", "2099-12-31", "q"]).ok();
    assert_eq!(value("email"), "typed@acme.example");
    let ran = review(&place, &["open crm:1", "override company_name", "5", "q"]);
    assert!(ran.ok().contains("back to the rule"), "{}", ran.stdout);
    assert_eq!(value("company_name"), "ACME Corporation Ltd.");
}

#[test]
fn what_is_asked_for_is_told() {
    let place = two_tasks();
    let ran = review(&place, &["open crm:1", "why", "full-value 1 email", "help", "go-history", "mask", "redraw", "q"]);
    let told = ran.ok();
    for part in ["in all:", "email: info@acme.example", "same or y", "A RECORD is its number", "email: hidden"] {
        assert!(told.contains(part), "no {part:?} in {told}");
    }
}

#[test]
fn the_queue_is_narrowed_and_decided_on_in_one_stroke() {
    let place = two_tasks();
    let ran = review(
        &place,
        &[
            "confirm-all",
            "filter",
            "filter kind=borderline source=crm",
            "keep-filter mine",
            "go-queue",
            "0",
            "Y",
            "0",
            "q",
        ],
    );
    assert_eq!(ran.status, 3, "a verdict on everything is refused: {}", ran.stdout);
    for part in [
        "Not done. confirm-all: narrow the queue first",
        "Narrow it by kind, status, source",
        "Shown: borderline, source crm.",
        "Kept as mine: borderline, source crm.",
        "Takes 1 golden record of 1 task",
        "1. Confirm 1 golden record.",
        "Nothing was changed.",
    ] {
        assert!(ran.stdout.contains(part), "no {part:?} in {}", ran.stdout);
    }
    let confirmed = || place.run(&["log", "--json"]).json(0).as_array().unwrap().len();
    assert_eq!(confirmed(), 0);
    let ran = review(&place, &["filter filter=mine", "confirm-all", "1", "clear-filter", "q"]);
    let told = ran.ok();
    assert!(told.contains("Done, number 1: 1 golden record.") && told.contains("No task holds all of that"), "{told}");
    assert!(told.contains("Every task is shown."), "{told}");
    assert_eq!(confirmed(), 1);
    review(&place, &["undo", "forget-filter mine", "q"]).ok();
    assert!(place.run(&["queue", "--filters", "--json"]).json(0).as_array().unwrap().is_empty());
}

#[test]
fn long_work_is_told_part_by_part_and_review_goes_on() {
    let place = Place::unloaded();
    let team = place.path("team");
    std::fs::create_dir(&team).unwrap();
    let sync = format!("sync {}", team.display());
    let ran = review(&place, &["load", "y", "train", &sync, "export", "match", "q"]);
    assert_eq!(ran.status, 3, "{}", ran.stdout);
    for part in [
        "Nothing can be reviewed yet: load reads",
        "load begins. Stopped with Ctrl-C, it changes nothing.",
        "  records …",
        "loaded 6 records, 4 match groups.",
        "Done, number 1: confirmed",
        "too few to learn from",
        "0 received, 1 sent with",
        "rows of the crosswalk to export/",
        "matched 6 records",
    ] {
        assert!(ran.stdout.contains(part), "no {part:?} in {}", ran.stdout);
    }
    assert!(ran.stderr.contains("1 line could not"), "{}", ran.stderr);
    assert!(place.path("export").join("golden.csv").exists());
    // Without a target it is asked for.
    let ran = review(&place, &["sync", team.to_str().unwrap(), "q"]);
    assert!(ran.ok().contains("Exchange with which folder"), "{}", ran.stdout);
}

#[test]
fn at_a_terminal_long_work_runs_beside_the_review_and_decisions_wait_for_who_writes() {
    let place = two_tasks();
    let mut terminal = Terminal::start(place.dir(), (100, 60), &["review", "--plain"]);
    terminal.wait_for("What do you decide?");
    let writing = rusqlite::Connection::open(place.path("goldsmith.db")).unwrap();
    writing.execute_batch("BEGIN IMMEDIATE").unwrap();
    terminal.press("n\n");
    terminal.wait_for("It waits, kept on the disk, until the other program that is writing here lets go.");
    terminal.press("flag look\n");
    terminal.wait_for("2 decisions wait, kept on the disk");
    writing.execute_batch("COMMIT").unwrap();
    terminal.wait_for("Written, number 2");
    terminal.press("load\n");
    terminal.wait_for("load runs in the background");
    terminal.wait_for("loaded 6 records, 4 match groups.");
    terminal.press("last-job\n");
    terminal.press("stop-job\n");
    terminal.wait_for("Not done. stop-job: ");
    terminal.press("q\n");
    terminal.wait_for("Left. Every decision is kept.");
    assert_eq!(terminal.end(), 0);
    let log = place.run(&["log", "--json"]).json(0);
    let kinds: Vec<&str> = log.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["comment", "different"]);
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
}

#[test]
fn a_record_is_erased_only_by_its_key_in_full_with_a_reason_and_after_a_look() {
    let place = two_tasks();
    let held = || place.run(&["show", "crm:2", "--json"]).json(0).to_string().contains("Borealis");
    let ran = review(&place, &["open crm:2", "redact 1", "redact crm:2", "", "redact crm:2", "ticket 12", "0", "q"]);
    assert_eq!(ran.status, 3, "{}", ran.stdout);
    assert!(ran.stdout.contains("write the key of one of these records in full"), "{}", ran.stdout);
    assert!(ran.stdout.contains("nothing is erased without a reason"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Goes: ") && ran.stdout.contains("Out of reach: source file"), "{}", ran.stdout);
    assert!(held());
    let ran = review(&place, &["open crm:2", "redact crm:2", "ticket 12", "1", "q"]);
    assert!(ran.ok().contains("none found"), "{}", ran.stdout);
    assert!(!held());
}

#[test]
fn scores_links_and_lists_are_told() {
    let place = two_tasks();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    let ran = review(
        &place,
        &[
            "open crm:1",
            "scores",
            "H",
            "blind",
            "scores",
            "blind",
            "go-golden approved",
            "0",
            "go-health",
            "stewards",
            "q",
        ],
    );
    assert_eq!(ran.status, 3, "hidden scores are not told: {}", ran.stdout);
    for part in [
        "Record 1 and record ",
        "confirm number 1 of",
        "records became one.",
        "Not done. scores:",
        "match rate",
        "decided",
    ] {
        assert!(ran.stdout.contains(part), "no {part:?} in {}", ran.stdout);
    }
    assert!(ran.stdout.contains("Open which? `search` finds others."), "{}", ran.stdout);
}

#[test]
fn a_script_learns_what_was_not_carried_out() {
    let place = two_tasks();
    let ran = review(&place, &["smae", "open nowhere:1", "eject 7", "group 1 / 2", "maybe", "q"]);
    assert_eq!(ran.status, 3, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("did you mean \"same\"?") && ran.stderr.contains("4 lines could not"),
        "{}",
        ran.stderr
    );
    // An answer that is none gives the question up: nothing was decided.
    assert!(ran.stdout.contains("\"maybe\" is no number from 0 to"), "{}", ran.stdout);
    assert_eq!(place.members("crm:2"), ["crm:2", "erp:0008"]);
    // The end of the input is an end like any other.
    assert_eq!(review(&place, &[]).status, 0);
}

#[test]
fn keys_are_those_of_the_settings() {
    let place = two_tasks();
    place.write("settings.toml", "[keys]\npreset = \"prodigy\"\n");
    let mut command = place.command(&["keys"]);
    let listed = command.env("GOLDSMITH_CONFIG", place.path("settings.toml")).output().unwrap();
    assert!(
        String::from_utf8_lossy(&listed.stdout).lines().any(|line| line.starts_with("a  ") && line.contains("same"))
    );
    place.write("settings.toml", "[keys]\nflag = \"y\"\n");
    let mut command = place.command(&["keys"]);
    let wrong = command.env("GOLDSMITH_CONFIG", place.path("settings.toml")).output().unwrap();
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said.contains("settings.toml:2: y would be both \"same\" and \"flag\" in Review"), "{said}");
}

#[test]
fn manual_and_completions_are_made_from_the_tables() {
    let place = Place::empty();
    let manual = place.run(&["man"]);
    assert!(manual.ok().contains(".SH KEYS") && manual.stdout.contains("unsure"), "{}", manual.stdout);
    assert!(place.run(&["man", "queue"]).ok().contains("goldsmith\\-queue"));
    assert!(place.run(&["man", "queu"]).failed(2).contains("did you mean \"queue\"?"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(&["completions", shell]).ok().contains("review"), "{shell}");
    }
}
