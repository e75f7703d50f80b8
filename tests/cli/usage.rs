//! Wrong usage, missing workspaces, the demo.

use std::process::Stdio;

use crate::support::Place;

#[test]
fn wrong_usage_ends_with_2_and_says_nothing_on_standard_output() {
    let place = Place::unloaded();
    for arguments in [
        &["frobnicate"][..],
        &["queue", "--kind", "bogus"],
        &["queue", "--limit", "0"],
        &["show"],
        &["why", "crm:1"],
        &["why", "crm", "erp:2"],
        &["decide"],
        &["decide", "merge", "G-1"],
        &["decide", "split", "G-1"],
        &["decide", "send-back", "G-1"],
        &["decide", "comment", "G-1"],
        &["decide", "override", "G-1", "email"],
        &["decide", "override", "G-1", "email", "--null", "--value", "x"],
        &["decide", "--file", "f", "confirm", "G-1"],
        &["export", "golden"],
        &["export", "golden", "--for", "generic", "--out", "-"],
        &["export", "journal", "--approved-only", "--out", "-"],
        &["export", "everything", "--out", "-"],
        &["demo", "warehouse"],
        &["--as", "", "queue"],
        &["--as", "a\u{1b}[1m", "queue"],
        &["--as", "rule", "queue"],
        &["--color", "sometimes", "queue"],
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.status, 2, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert!(ran.stderr.starts_with("error: "), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_missing_workspace_is_told_with_what_to_do() {
    let place = Place::empty();
    let ran = place.run(&["queue", "--json"]);
    let said = ran.failed(1);
    assert!(said.starts_with("error: no workspace here"), "{said}");
    assert!(said.contains("\nhint: `goldsmith init`") && said.contains("`goldsmith demo`"), "{said}");
    assert!(place.run(&["-w", "nowhere", "queue"]).failed(1).starts_with("error: no workspace in nowhere"));
}

#[test]
fn without_command_and_workspace_it_says_where_to_begin() {
    assert!(Place::empty().run(&[]).ok().contains("goldsmith demo"));
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let place = Place::empty();
    let mut child = place.command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn the_workspace_is_found_upwards_by_option_and_by_environment() {
    let place = Place::loaded();
    std::fs::create_dir_all(place.path("a/b")).unwrap();
    for outside in [false, true] {
        let mut command = place.command(&["queue", "--json"]);
        if outside {
            command.current_dir("/").env("GOLDSMITH_WORKSPACE", place.dir());
        } else {
            command.current_dir(place.path("a/b"));
        }
        assert_eq!(command.output().unwrap().status.code(), Some(0));
    }
    let elsewhere = Place::empty();
    elsewhere.run(&["-w", &place.dir().display().to_string(), "queue"]).ok();
}

#[test]
fn the_demo_is_made_once_and_kept() {
    let place = Place::empty();
    let made = place.run(&["demo", "--no-tui"]);
    assert!(made.ok().contains("match groups"), "{}", made.stdout);
    assert!(made.ok().contains("goldsmith -w goldsmith-demo queue"));
    let queue = place.run(&["-w", "goldsmith-demo", "queue", "--json", "--limit", "1"]).json(0);
    let id = queue[0]["golden_id"].as_str().unwrap();
    let commented = ["-w", "goldsmith-demo", "decide", "comment", id, "--comment", "looked at"];
    place.run(&commented).ok();

    assert!(place.run(&["demo", "--no-tui"]).ok().contains("as you left it"));
    let log = place.run(&["-w", "goldsmith-demo", "log", "--json"]).json(0);
    assert_eq!(log[0]["comment"], "looked at");

    let other = Place::empty();
    other.write("mine.txt", "mine");
    assert!(other.run(&["demo", "--no-tui", "--dir", "."]).failed(1).contains("not empty"));
}

#[test]
fn a_demo_that_was_never_loaded_is_loaded() {
    let place = Place::empty();
    place.run(&["demo", "--no-tui"]).ok();
    for file in ["goldsmith.db", "goldsmith.db-wal", "goldsmith.db-shm"] {
        if let Err(problem) = std::fs::remove_file(place.path("goldsmith-demo").join(file)) {
            assert_eq!(problem.kind(), std::io::ErrorKind::NotFound, "{file}");
        }
    }
    // Opening it leaves an empty database behind, as a first load that fails does.
    assert!(place.run(&["-w", "goldsmith-demo", "queue"]).failed(1).contains("goldsmith load"));
    assert!(place.run(&["demo", "--no-tui"]).ok().contains("match groups"));
}

#[test]
fn sample_data_is_the_same_every_time() {
    let place = Place::empty();
    for folder in ["one", "two"] {
        place.run(&["sample", "--records", "300", "--seed", "7", "--out", folder]).ok();
    }
    for file in ["goldsmith.toml", "crm_customers.csv", "match_output.csv", "truth.csv"] {
        assert_eq!(place.read(&format!("one/{file}")), place.read(&format!("two/{file}")), "{file}");
    }
}
