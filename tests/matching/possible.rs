//! Clusters that may be one: the queue asks, and what is answered outlasts the next run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::{goldsmith, json, people, workspace};

/// People whom the second system sometimes knows by another telephone, no mail, and a name or a street that is not theirs.
fn vague() -> [Vec<String>; 2] {
    let (mut rows, _) = people(600);
    for (at, row) in rows[1].iter_mut().enumerate().filter(|(at, _)| at % 4 == 0) {
        let mut fields: Vec<String> = row.split(',').map(str::to_owned).collect();
        fields[3].clear();
        fields[4] = format!("07{:08}", 31_415_926 * (at + 1) % 99_999_989);
        if at % 3 > 0 {
            fields[5] = format!("{at} Newcome Road");
        }
        match at % 5 {
            0 => fields[1].truncate(1),
            1 => fields[2].push_str("son"),
            2 => fields[6].clear(),
            _ => "Faraway".clone_into(&mut fields[6]),
        }
        *row = fields.join(",");
    }
    rows
}

fn tasks(dir: &Path) -> Vec<Value> {
    json(dir, &["queue", "--kind", "possible", "--limit", "1000", "--json"]).as_array().unwrap().clone()
}

/// Golden ids of the clusters that are asked about.
fn asked(dir: &Path) -> BTreeSet<String> {
    tasks(dir).iter().map(|task| task["golden_id"].as_str().unwrap().to_owned()).collect()
}

/// The first task: its cluster in full, and both records of the pair that it asks about.
fn first(dir: &Path) -> (Value, [String; 2]) {
    let task = tasks(dir).remove(0);
    let shown = json(dir, &["show", task["golden_id"].as_str().unwrap(), "--json"]);
    let pair = ["record", "other"].map(|side| shown["possible"][0][side].as_str().unwrap().to_owned());
    let reason = task["reason"].as_str().unwrap();
    assert!(reason.starts_with(&format!("{} may be {} in G-", pair[0], pair[1])), "{reason}");
    (shown, pair)
}

fn decide(dir: &Path, verdict: &str, pair: &[String; 2]) {
    let done = json(dir, &["decide", verdict, &pair[0], &pair[1], "--json"]);
    assert_eq!(done["committed"], true, "{done}");
}

fn golden_id(dir: &Path, record: &str) -> String {
    json(dir, &["show", record, "--json"])["golden_id"].as_str().unwrap().to_owned()
}

#[test]
fn what_nearly_matched_is_asked_and_the_answer_outlasts_the_next_run() {
    let place = workspace(&vague());
    let dir = place.path();
    let config = fs::read_to_string(dir.join("goldsmith.toml")).unwrap();
    let strict = config.replace("\n[matching]\n", "\n[matching]\nthreshold = 0.99\n");
    fs::write(dir.join("goldsmith.toml"), strict).unwrap();
    let report = json(dir, &["match", "--json"]);
    let all = asked(dir);
    assert!(all.len() >= 4 && report["possible"].as_u64().unwrap() >= all.len() as u64, "{report} {all:?}");
    let (status, text) = goldsmith(dir, &["match", "--keep-model"]);
    assert!(status == 0 && text.contains("clusters may be one: `goldsmith queue --kind possible`"), "{text}");
    assert_eq!(asked(dir), all, "the same by the same model");

    // Both sides are shown, on either.
    let (shown, [record, other]) = first(dir);
    let question = &shown["possible"][0];
    assert!((0.2..1.0).contains(&question["mean"].as_f64().unwrap()), "{question}");
    let why = json(dir, &["why", &record, &other, "--json"]);
    let apart = (why["probability"].as_f64().unwrap() - question["probability"].as_f64().unwrap()).abs();
    assert!(apart < 1e-9, "{why} {question}");
    let there = json(dir, &["show", question["golden_id"].as_str().unwrap(), "--json"]);
    let back = there["possible"].as_array().unwrap().iter().any(|seen| seen["golden_id"] == shown["golden_id"]);
    assert!(back, "{there}");
    let (_, text) = goldsmith(dir, &["show", &record]);
    assert!(text.contains(&format!("{record} may be {other} in G-")), "{text}");

    // The three answers, each of another task.
    let same = first(dir).1;
    decide(dir, "same", &same);
    assert_eq!(golden_id(dir, &same[0]), golden_id(dir, &same[1]));
    let different = first(dir).1;
    decide(dir, "different", &different);
    let unsure = first(dir).1;
    decide(dir, "unsure", &unsure);
    let left = asked(dir);
    assert!(left.len() < all.len() && !left.contains(&golden_id(dir, &unsure[0])), "{left:?}");
    let unsure_of = |dir: &Path| json(dir, &["show", &unsure[0], "--json"])["possible"][0]["unsure"].clone();
    assert_eq!(unsure_of(dir), true);

    // A new run finds the same pairs, and asks none of them again.
    json(dir, &["match", "--keep-model", "--json"]);
    assert_eq!(goldsmith(dir, &["rebuild"]).0, 0);
    assert_eq!(asked(dir), left);
    assert_eq!(unsure_of(dir), true);
    assert_ne!(golden_id(dir, &different[0]), golden_id(dir, &different[1]));
    for _ in 0..3 {
        json(dir, &["undo", "--json"]);
    }
    assert_eq!(asked(dir), all);
    let (status, text) = goldsmith(dir, &["verify"]);
    assert_eq!(status, 0, "{text}");

    // What is erased is nobody's match any more, and nobody else is asked anything else.
    let (shown, [record, _]) = first(dir);
    json(dir, &["redact", &record, "--reason", "ticket", "--json"]);
    let now = asked(dir);
    assert!(
        now.is_subset(&all) && !tasks(dir).iter().any(|task| task["reason"].to_string().contains(&record)),
        "{shown}"
    );
    json(dir, &["match", "--keep-model", "--json"]);
    assert_eq!(asked(dir), now);
    let (status, text) = goldsmith(dir, &["verify"]);
    assert_eq!(status, 0, "{text}");
}
