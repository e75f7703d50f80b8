//! Several stewards at one workspace: two workbenches that see each other, and many processes that decide at once.
//!
//! `GOLDSMITH_SOAK_SECONDS` asks for a longer soak than the four seconds of the usual run.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on says so by panicking.
#![cfg(unix)]

#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;
#[path = "terminal/driver.rs"]
mod terminal;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::Place;
use terminal::Terminal;

fn workbench(dir: &Path, steward: &str, arguments: &[&str]) -> Terminal {
    Terminal::start_with(dir, (120, 40), arguments, &[("GOLDSMITH_STEWARD", steward), ("NO_COLOR", "1")])
}

/// A demo workspace below a directory of its own.
fn demo() -> (Place, std::path::PathBuf) {
    let place = Place::empty();
    place.run(&["demo", "--no-tui", "--dir", "demo"]).ok();
    let dir = place.path("demo");
    (place, dir)
}

fn queue(place: &Place) -> Vec<Value> {
    place.run(&["-w", "demo", "queue", "--limit", "3", "--json"]).json(0).as_array().unwrap().clone()
}

#[test]
fn two_workbenches_see_each_other() {
    let (place, dir) = demo();
    let tasks = queue(&place);
    assert!(tasks.iter().all(|task| task["claimed_by"].is_null()));
    let id = |n: usize| tasks[n]["golden_id"].as_str().unwrap().to_owned();

    let mut ana = workbench(&dir, "ana", &["review"]);
    ana.wait_for(&id(0));
    ana.wait_until("the claim", |_| queue(&place)[0]["claimed_by"] == json!("ana"));
    // Ben comes to the next one by himself, and sees who has the first.
    let mut ben = workbench(&dir, "ben", &["review"]);
    ben.wait_for(&format!("{}  ", id(1)));
    ben.wait_for("task 2 of");
    ben.press("\x1bOP");
    ben.wait_for("◉ ana");
    ben.press("K\x1b[A\r");
    ben.wait_for("◉ ana is looking at this");

    // It binds nobody: and whoever is second sees who did what.
    ben.press("y");
    ben.wait_for("z undoes");
    ana.wait_for("◉ ben confirmed this a moment ago");
    ana.press("q");
    assert_eq!(ana.end(), 0);
    assert!(queue(&place).iter().all(|task| task["claimed_by"] != json!("ana")), "given up on leaving");
    ben.press("q");
    assert_eq!(ben.end(), 0);
    assert!(queue(&place).iter().all(|task| task["claimed_by"].is_null()));
    place.run(&["-w", "demo", "verify"]).ok();
}

#[test]
fn an_open_remark_is_not_disturbed_and_the_queue_follows() {
    let (place, dir) = demo();
    let first = queue(&place)[0]["golden_id"].as_str().unwrap().to_owned();
    let mut ana = workbench(&dir, "ana", &["review"]);
    ana.wait_for("task 1 of");
    ana.press("chm");
    ana.wait_for("Comment");
    place.run(&["-w", "demo", "--as", "ben", "decide", "confirm", &first]).ok();
    thread::sleep(Duration::from_millis(2_500));
    assert!(!ana.screen().contains("ben confirmed"), "{}", ana.screen());
    assert!(ana.screen().contains("hm"));
    ana.press("\x1b");
    ana.wait_for("◉ ben confirmed this a moment ago");
    ana.press("\x1bOP");
    ana.wait_until("a queue without it", |screen| screen.contains("decided today") && !screen.contains(&first));
    ana.press("q");
    assert_eq!(ana.end(), 0);
}

#[test]
fn many_processes_decide_and_nothing_is_lost() {
    const STEWARDS: usize = 4;
    let seconds = std::env::var("GOLDSMITH_SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(4);
    let (place, _) = demo();
    let tasks = place.run(&["-w", "demo", "queue", "--limit", "12", "--json"]).json(0);
    let ids: Vec<String> =
        tasks.as_array().unwrap().iter().map(|task| task["golden_id"].as_str().unwrap().to_owned()).collect();
    let before = place.run(&["-w", "demo", "log", "--json"]).json(0).as_array().unwrap().len();
    let acknowledged = Mutex::new(Vec::new());
    let end = Instant::now() + Duration::from_secs(seconds);
    thread::scope(|scope| {
        for steward in 0..STEWARDS {
            let (place, ids, acknowledged) = (&place, &ids, &acknowledged);
            scope.spawn(move || {
                let name = format!("steward {steward}");
                for n in 0.. {
                    if Instant::now() > end {
                        break;
                    }
                    // Few clusters, the first of them most of all: stewards shall meet.
                    let id = &ids[(steward * n) % ids.len().min(1 + n % 12)];
                    let comment = format!("{steward}/{n}");
                    let verdict: &[&str] = match n % 3 {
                        0 => &["confirm", id],
                        1 => &["unsure", id],
                        _ => &["comment", id],
                    };
                    let global = ["-w", "demo", "--as", &name, "decide", "--json", "--comment", &comment];
                    let ran = place.run(&[&global[..], verdict].concat());
                    if ran.status == 0 {
                        let seq = ran.json(0)["seq"].as_i64().unwrap();
                        acknowledged.lock().unwrap().push((seq, comment));
                    } else {
                        // Somebody was faster, and is named; never that somebody else was writing.
                        assert!(ran.failed(1).contains("have changed meanwhile: steward"), "{}", ran.stderr);
                    }
                }
            });
        }
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    let seqs: BTreeSet<i64> = acknowledged.iter().map(|(seq, _)| *seq).collect();
    assert_eq!(seqs.len(), acknowledged.len(), "no number twice");
    let log = place.run(&["-w", "demo", "log", "--json"]).json(0);
    let log = log.as_array().unwrap();
    assert_eq!(log.len() - before, acknowledged.len(), "neither more nor fewer than were acknowledged");
    for (seq, comment) in &acknowledged {
        let entry = log.iter().find(|entry| entry["seq"] == json!(seq)).unwrap();
        assert_eq!(entry["comment"], json!(comment));
    }
    assert!(acknowledged.len() >= STEWARDS, "{}", acknowledged.len());
    place.run(&["-w", "demo", "verify"]).ok();
}
