//! Erasure as scripts see it: what goes, what stays, and what the bytes of the files say.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Place, has};

/// What only crm:2 holds, what was typed for it, and what was said of it.
const SECRETS: [&str; 6] =
    ["Borealis GmbH", "post@borealis.example", "borealis", "Bjarne Typed", "Greta lives there", "moved to Oslo"];

/// A workspace in which much was said of crm:2, by several.
fn spoken_of() -> Place {
    let place = Place::loaded();
    let set = ["decide", "override", "crm:2", "company_name", "--value", "Bjarne Typed", "--comment", "moved to Oslo"];
    place.run(&set).ok();
    place.run(&["decide", "unsure", "crm:2", "erp:0008", "--comment", "Greta lives there"]).ok();
    place.run(&["decide", "comment", "crm:1", "--comment", "see POST@borealis.example"]).ok();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "confirm", "crm:2"]).ok();
    place.run(&["export", "golden", "--approved-only", "--out", "handed_out.csv"]).ok();
    fs::remove_file(place.path("handed_out.csv")).unwrap();
    place
}

fn redact(place: &Place, more: &[&str]) -> crate::support::Ran {
    place.run(&[&["redact", "crm:2", "--reason", "ticket 4711"], more].concat())
}

/// Which of the secrets the files of the database hold, in any case.
fn held(place: &Place) -> Vec<&'static str> {
    let mut bytes = Vec::new();
    for file in ["goldsmith.db", "goldsmith.db-wal", "goldsmith.db-shm"] {
        bytes.extend(fs::read(place.path(file)).unwrap_or_default());
    }
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    SECRETS.into_iter().filter(|secret| text.contains(&secret.to_lowercase())).collect()
}

fn exported(place: &Place, what: &str) -> Vec<String> {
    place.run(&["export", what, "--out", "-"]).ok().lines().map(str::to_owned).collect()
}

#[test]
fn the_values_go_from_every_byte_and_nothing_of_anybody_else_moves() {
    let place = spoken_of();
    let id = place.golden_id("crm:2");
    let (crosswalk, golden) = (exported(&place, "crosswalk"), exported(&place, "golden"));
    assert_eq!(held(&place).len(), SECRETS.len());

    let report = redact(&place, &["--json"]).json(0);
    has(&report, &["seq", "summary", "clusters", "golden_changes", "ids", "erased", "proof"]);
    assert_eq!(report["committed"], true);
    assert_eq!(report["erased"]["typed_values"], 1);
    assert_eq!(report["erased"]["comments"], 3, "{report}");
    assert_eq!(report["erased"]["comments_on_others_too"], 2, "{report}");
    let out = &report["erased"]["out_of_reach"];
    assert_eq!(out["source_files"], serde_json::json!(["crm.csv"]));
    assert!(out["exports"][0]["out"].as_str().unwrap().ends_with("handed_out.csv"), "{out}");
    let proof = &report["proof"];
    assert_eq!((&proof["found"], &proof["scrubbed"]), (&Value::from(0), &Value::from(true)), "{proof}");
    assert!(proof["values"].as_u64().unwrap() >= 4, "{proof}");

    assert_eq!(held(&place), [""; 0]);
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
    assert_eq!(place.golden_id("crm:2"), id, "the ghost still leads to its cluster");
    let without: Vec<String> = crosswalk.iter().filter(|row| !row.contains(",crm,2,")).cloned().collect();
    assert_eq!(exported(&place, "crosswalk"), without);
    let others = |rows: Vec<String>| rows.into_iter().filter(|row| !row.starts_with(&id)).collect::<Vec<_>>();
    assert_eq!(others(exported(&place, "golden")), others(golden));
    let journal = exported(&place, "journal").join("\n");
    let lines = place.run(&["export", "journal", "--format", "jsonl", "--out", "-"]).ok().to_owned();
    for secret in SECRETS {
        assert!(!journal.contains(secret) && !lines.contains(secret), "{secret}");
    }
}

#[test]
fn what_the_matcher_compared_goes_too() {
    let place = spoken_of();
    place.run(&["match"]).ok();
    let kept = |place: &Place| -> i64 {
        let db = Connection::open(place.path("goldsmith.db")).unwrap();
        db.query_row("SELECT count(*) FROM compared", [], |row| row.get(0)).unwrap()
    };
    assert!(kept(&place) > 0);
    redact(&place, &[]).ok();
    assert_eq!(kept(&place), 0);
    assert_eq!(held(&place), [""; 0]);
    // Matching again compares, and so keeps, what is left.
    place.run(&["match"]).ok();
    assert!(kept(&place) > 0);
    assert_eq!(held(&place), [""; 0]);
}

#[test]
fn a_load_brings_nothing_back() {
    let place = spoken_of();
    redact(&place, &[]).ok();
    let (crosswalk, golden) = (exported(&place, "crosswalk"), exported(&place, "golden"));
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!((&report["suppressed"], &report["added"]), (&Value::from(1), &Value::from(0)), "{report}");
    assert!(report["warnings"][0].as_str().unwrap().contains("1 record that was erased"), "{report}");
    assert_eq!((exported(&place, "crosswalk"), exported(&place, "golden")), (crosswalk.clone(), golden.clone()));
    assert_eq!(held(&place), [""; 0]);
    // Gone from the source as well, and from the groups: the golden id that it lent its cluster stays.
    let without = |name: &str, row: &str| {
        let kept: Vec<String> =
            place.read(name).lines().filter(|line| !line.contains(row)).map(str::to_owned).collect();
        place.write(name, &(kept.join("\n") + "\n"));
    };
    without("crm.csv", "2,Borealis");
    without("matches.csv", "mdm/crm,0.71,2,");
    assert_eq!(place.run(&["load", "--json"]).json(0)["suppressed"], 0);
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
    let ids = |rows: &[String]| rows.iter().map(|row| row.split(',').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&exported(&place, "golden")), ids(&golden));
    assert_eq!(ids(&exported(&place, "crosswalk")), ids(&crosswalk));
}

#[test]
fn a_dry_run_says_it_all_and_changes_nothing() {
    let place = spoken_of();
    let log = place.run(&["log", "--json"]).json(0);
    let report = redact(&place, &["--dry-run", "--json"]).json(0);
    assert_eq!((&report["committed"], &report["proof"]), (&Value::Bool(false), &Value::Null));
    assert!(!report["golden_changes"].as_array().unwrap().is_empty(), "{report}");
    assert!(redact(&place, &["--dry-run"]).ok().contains("Out of reach"));
    assert_eq!(place.run(&["log", "--json"]).json(0), log);
    assert_eq!(held(&place).len(), SECRETS.len());
}

#[test]
fn what_cannot_be_erased_and_what_cannot_be_taken_back_is_said() {
    let place = spoken_of();
    assert!(place.run(&["redact", "crm:77", "--reason", "x"]).failed(1).contains("no record crm:77"));
    assert!(place.run(&["redact", "crm:2", "--reason", " "]).failed(1).contains("needs a reason"));
    assert_eq!(place.run(&["redact", "crm:2"]).status, 2);
    assert!(
        place.run(&["redact", "crm:2", "--dry-run"]).ok().contains("of the journal"),
        "what goes, whatever the reason"
    );
    assert_eq!(place.run(&["redact", "crm", "--reason", "x"]).status, 2);
    let quoting = ["redact", "crm:2", "--reason", "Post@Borealis.example asked us to"];
    assert!(place.run(&quoting).failed(1).contains("the reason quotes a value"));
    let seq = redact(&place, &["--json"]).json(0)["seq"].as_i64().unwrap();
    assert!(redact(&place, &[]).failed(1).contains("was erased already"));
    let undo = place.run(&["undo", &seq.to_string()]);
    assert!(undo.failed(1).contains("cannot be taken back"), "{}", undo.stderr);
    // Undo does not go on to what was decided before it; by its number that can be taken back all the same.
    let undo = place.run(&["undo"]);
    assert!(undo.failed(1).contains(&format!("number {seq}, an erasure, cannot be taken back")), "{}", undo.stderr);
    assert!(undo.stderr.contains("`goldsmith undo SEQ`"), "{}", undo.stderr);
    place.run(&["undo", "1"]).ok();
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
    assert_eq!(held(&place), [""; 0]);
}

#[test]
fn a_record_alone_and_one_that_left_its_source_are_erased_too() {
    let place = Place::loaded();
    place.run(&["redact", "erp:0009", "--reason", "ticket 1"]).ok();
    assert_eq!(exported(&place, "crosswalk").len(), 6);
    place.write(
        "crm.csv",
        "customer_id,company,mail,orders,changed\n1,Acme Corp.,info@acme.example,12,2026-01-02T00:00:00Z\n",
    );
    let matches = place.read("matches.csv");
    let kept: Vec<&str> =
        matches.lines().filter(|line| !line.contains("mdm/crm,0.71,2") && !line.contains("mdm/crm,,3")).collect();
    place.write("matches.csv", &(kept.join("\n") + "\n"));
    place.run(&["load"]).ok();
    let report = redact(&place, &["--json"]).json(0);
    assert_eq!(report["proof"]["found"], 0, "{report}");
    assert_eq!(held(&place), [""; 0]);
    let verified = place.run(&["verify", "--json"]).json(0);
    assert_eq!(verified["ok"], true, "{verified}");
    place.run(&["rebuild"]).ok();
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
}

#[test]
fn an_emptied_payload_that_is_altered_is_found_with_its_number() {
    let place = spoken_of();
    redact(&place, &[]).ok();
    let check = |name: &str| {
        let verified = place.run(&["verify", "--json"]).json(3);
        let checks = verified["checks"].as_array().unwrap().clone();
        checks.into_iter().find(|check| check["name"] == name).unwrap()["detail"].as_str().unwrap().to_owned()
    };
    let database = Connection::open(place.path("goldsmith.db")).unwrap();
    let alter = "UPDATE payload SET body = replace(body, 'crm:2', 'crm:3') WHERE seq = 1";
    assert_eq!(database.execute(alter, []).unwrap(), 1);
    assert!(check("journal").contains("number 1: its payload is empty, and no erasure says so"));
    database.execute("UPDATE payload SET body = replace(body, 'crm:3', 'crm:2') WHERE seq = 1", []).unwrap();
    database.execute("UPDATE record SET attrs = '[\"Borealis GmbH\",null,null]' WHERE redacted = 1", []).unwrap();
    assert!(check("redactions").contains("record crm:2 was erased and holds values"));
}
