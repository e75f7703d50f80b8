//! Killed at any moment, and used by many at once: what was acknowledged is there, once, and nothing is half done.
//!
//! `GOLDSMITH_CRASH_ROUNDS` asks for a longer campaign.

#![allow(clippy::unwrap_used)] // A test fails by panicking.
#![cfg(unix)]

#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use support::Place;

fn rounds() -> u64 {
    std::env::var("GOLDSMITH_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(25)
}

/// The moment to kill in round `round` of a job that usually takes `usual`: all over it, and a little beyond. Every
/// eighth round it may end in peace, however slow the machine has become.
fn moment(round: u64, usual: Duration) -> Option<Duration> {
    // The golden ratio spreads any number of rounds evenly.
    let share = (round as f64 * 0.618_033_988_749_895).fract();
    (round % 8 != 7).then(|| usual.mul_f64(share * 1.2))
}

/// Runs a command and kills it after `after`; true: it had ended well by then.
fn killed(mut command: Command, after: Option<Duration>) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    if let Some(after) = after {
        thread::sleep(after);
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "killed is no reason to complain");
    output.status.success()
}

/// How long the quickest of a few runs takes.
fn usual(place: &Place, arguments: &[&str]) -> Duration {
    let once = |_| {
        let started = Instant::now();
        place.run(arguments).ok();
        started.elapsed()
    };
    (0..3).map(once).min().unwrap()
}

/// How often each comment stands in the journal.
fn comments(place: &Place) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for entry in place.run(&["log", "--json"]).json(0).as_array().unwrap() {
        *counts.entry(entry["comment"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn an_acknowledged_decision_outlives_a_kill() {
    let place = Place::loaded();
    let usual = usual(&place, &["decide", "override", "crm:1", "company_name", "--value", "warm", "--quiet"]);
    let (mut acknowledged, mut before) = (Vec::new(), "\"warm\"".to_owned());
    for round in 0..rounds() {
        let comment = format!("round {round}");
        let value = format!("Acme {round}");
        let arguments = ["decide", "override", "crm:1", "company_name", "--value", &value, "--comment", &comment];
        let done = killed(place.command(&arguments), moment(round, usual));
        if done {
            acknowledged.push(comment);
        }
        // The next one works on, whatever the last one left behind.
        let found = place.run(&["show", "crm:1", "--json"]).json(0)["golden"]["company_name"]["value"].to_string();
        assert!(found.contains(&value) || !done && found == before, "round {round}: {found} after {before}");
        before = found;
    }
    let found = comments(&place);
    assert!(acknowledged.iter().all(|comment| found.get(comment) == Some(&1)), "{acknowledged:?} in {found:?}");
    assert!(found.iter().all(|(comment, count)| comment.is_empty() || *count == 1), "{found:?}");
    place.run(&["verify"]).ok();
}

#[test]
fn a_load_that_is_killed_is_absent_or_whole() {
    let place = Place::empty();
    place.run(&["sample", "--records", "600", "--out", "."]).ok();
    let lineage = || place.run(&["export", "lineage", "--out", "-"]).ok().to_owned();
    let first = place.read("crm_customers.csv");
    let second = first.replace(".example", ".invalid");
    let usual = usual(&place, &["load"]);
    let one = lineage();
    place.write("crm_customers.csv", &second);
    place.run(&["load"]).ok();
    let other = lineage();
    assert_ne!(one, other);
    let (mut now, mut whole) = (other.clone(), 0);
    for round in 0..rounds() {
        // Always the one that is not there.
        place.write("crm_customers.csv", if now == one { &second } else { &first });
        let done = killed(place.command(&["load", "--quiet"]), moment(round, usual));
        let found = lineage();
        assert!(found == one || found == other, "round {round}: half a load");
        assert!(!done || found != now, "round {round}: acknowledged and not there");
        whole += u64::from(found != now);
        now = found;
    }
    place.run(&["verify"]).ok();
    assert!(rounds() < 10 || (1..rounds()).contains(&whole), "{whole} loads got through: the moments are badly chosen");
}

#[test]
fn an_export_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let place = Place::empty();
    place.run(&["sample", "--records", "600", "--out", "."]).ok();
    place.run(&["load"]).ok();
    let arguments = ["export", "lineage", "--out", "lineage.csv", "--quiet"];
    let usual = usual(&place, &arguments);
    let new = place.read("lineage.csv");
    for round in 0..rounds() {
        place.write("lineage.csv", "old");
        let done = killed(place.command(&arguments), moment(round, usual));
        let found = place.read("lineage.csv");
        assert!(found == new || found == "old", "round {round}: part of a file");
        assert!(!done || found == new, "round {round}: acknowledged and not there");
    }
    place.run(&arguments).ok();
    let left = fs::read_dir(place.dir()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(left.into_iter().filter(|name| name.contains(".tmp")).count(), 0, "the next export sweeps");
}

#[test]
fn many_stewards_at_once_lose_nothing() {
    const STEWARDS: usize = 8;
    const DECISIONS: usize = 8;
    let place = Place::loaded();
    let acknowledged = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for steward in 0..STEWARDS {
            let (place, acknowledged) = (&place, &acknowledged);
            scope.spawn(move || {
                for n in 0..DECISIONS {
                    let (name, comment) = (format!("steward {steward}"), format!("{steward}/{n}"));
                    let record = ["crm:1", "crm:2", "crm:3"][(steward + n) % 3];
                    let decision = ["--as", &name, "decide", "override", record, "email", "--value", &comment];
                    let ran = place.run(&[&decision[..], &["--comment", &comment]].concat());
                    match ran.status {
                        0 => acknowledged.lock().unwrap().push(comment),
                        // Somebody else was faster with the same record: a person is to look again.
                        _ => assert!(ran.failed(1).contains("have changed meanwhile"), "{}", ran.stderr),
                    }
                }
            });
        }
        // And the nightly load comes in between.
        scope.spawn(|| (0..4).for_each(|_| drop(place.run(&["load"]).ok().to_owned())));
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    let found = comments(&place);
    assert_eq!(found.len(), acknowledged.len(), "neither more nor fewer than were acknowledged");
    assert!(acknowledged.iter().all(|comment| found.get(comment) == Some(&1)), "{acknowledged:?} in {found:?}");
    assert!(!acknowledged.is_empty());
    place.run(&["verify"]).ok();
}
