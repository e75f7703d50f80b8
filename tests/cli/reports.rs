//! The JSON of what only reports: load, queue, show, why, log, health, verify.

use serde_json::json;

use crate::support::{Place, has};

#[test]
fn load_counts_and_is_idempotent() {
    let place = Place::unloaded();
    let first = place.run(&["load", "--json"]).json(0);
    has(&first, &["unchanged", "run", "decisions_kept", "decisions_over_model"]);
    assert_eq!(first["records"], 6);
    assert_eq!(first["sources"], json!({"crm": 3, "erp": 3}));
    assert_eq!(first["groups"], 4);
    assert_eq!((&first["added"], &first["removed"], &first["rejected"]), (&json!(6), &json!(0), &json!([])));
    let again = place.run(&["load", "--json"]).json(0);
    assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(6)));
}

#[test]
fn the_queue_holds_what_is_doubtful() {
    let place = Place::loaded();
    let queue = place.run(&["queue", "--json"]).json(0);
    let tasks = queue.as_array().unwrap();
    assert!(!tasks.is_empty());
    for task in tasks {
        has(task, &["task", "kind", "golden_id", "reason", "size", "sources", "score", "status"]);
    }
    let doubtful = tasks.iter().find(|task| task["golden_id"] == place.golden_id("crm:2").as_str()).unwrap();
    assert_eq!((&doubtful["size"], &doubtful["sources"]), (&json!(2), &json!(["crm", "erp"])));
    assert_eq!(doubtful["status"], "proposed");

    assert_eq!(place.run(&["queue", "--json", "--limit", "1"]).json(0).as_array().unwrap().len(), 1);
    assert_eq!(place.run(&["queue", "--json", "--kind", "conflict"]).json(0), json!([]));
    assert!(place.run(&["queue"]).ok().starts_with("golden id"));
}

#[test]
fn show_has_members_pairs_golden_and_history() {
    let place = Place::loaded();
    let ran = place.run(&["show", "crm:1", "--json"]);
    let shown = ran.json(0);
    has(&shown, &["golden_id", "status", "members", "pairs", "golden", "history", "redirected_from"]);
    assert!(shown["golden_id"].as_str().unwrap().starts_with("G-"));
    assert_eq!(shown["members"][1]["record"], "erp:0007");
    assert_eq!(
        shown["members"][1]["values"],
        json!({"company_name": "ACME Corporation Ltd.", "email": "info@acme.example", "orders": null})
    );
    assert_eq!(shown["members"][0]["updated_at"], "2026-01-02T00:00:00Z");
    let pair = &shown["pairs"][0];
    assert_eq!((&pair["a"], &pair["b"]), (&json!("crm:1"), &json!("erp:0007")));
    assert!(pair["weight"].is_number() && pair["probability"].is_number());
    let name = &shown["golden"]["company_name"];
    assert_eq!((&name["value"], &name["record"]), (&json!("ACME Corporation Ltd."), &json!("erp:0007")));
    assert!(name["rule"].is_string() && name["override"].is_null() && name["tie"] == false);
    let order = ["\"company_name\"", "\"email\"", "\"orders\""].map(|name| ran.stdout.find(name).unwrap());
    assert!(order.is_sorted(), "values are in the order of the attributes");

    let text = place.run(&["show", shown["golden_id"].as_str().unwrap()]);
    for word in ["Records", "crm:1", "erp:0007", "Golden record", "prefer erp"] {
        assert!(text.ok().contains(word), "no {word} in {}", text.stdout);
    }
    assert!(place.run(&["show", "G-nonesuch", "--json"]).failed(1).starts_with("error: "));
}

#[test]
fn why_adds_up() {
    let place = Place::loaded();
    let why = place.run(&["why", "erp:0007", "crm:1", "--json"]).json(0);
    assert_eq!((&why["a"], &why["b"]), (&json!("erp:0007"), &json!("crm:1")));
    let attributes = why["attributes"].as_array().unwrap();
    let email = attributes.iter().find(|one| one["attribute"] == "email").unwrap();
    has(email, &["attribute", "a", "b", "level", "weight", "term_frequency_weight"]);
    assert_eq!((&email["a"], &email["level"]), (&json!("info@acme.example"), &json!("exact")));
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let sum: f64 = attributes.iter().map(|one| number(&one["weight"]) + number(&one["term_frequency_weight"])).sum();
    let weight = number(&why["weight"]);
    assert!((number(&why["prior"]) + sum - weight).abs() < 1e-9);
    assert!((number(&why["probability"]) - 1.0 / (1.0 + (-weight).exp2())).abs() < 1e-9);
    assert!(place.run(&["why", "crm:1", "erp:0007"]).ok().contains("(before)"));
}

#[test]
fn the_log_is_newest_first_and_says_what_was_taken_back() {
    let place = Place::loaded();
    place.run(&["decide", "same", "crm:1", "erp:0007", "--comment", "same phone"]).ok();
    place.run(&["--as", "ben", "decide", "different", "crm:2", "erp:0008"]).ok();
    place.run(&["--as", "ben", "undo"]).ok();
    let log = place.run(&["log", "--json"]).json(0);
    let entries = log.as_array().unwrap();
    for entry in entries {
        has(entry, &["seq", "time", "author", "kind", "records", "comment", "retracted_by"]);
    }
    let kinds: Vec<_> = entries.iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["retract", "different", "same"]);
    assert_eq!(entries[1]["retracted_by"], entries[0]["seq"]);
    assert_eq!((&entries[1]["author"], &entries[1]["records"]), (&json!("ben"), &json!(["crm:2", "erp:0008"])));
    assert_eq!((&entries[2]["comment"], &entries[2]["retracted_by"]), (&json!("same phone"), &json!(null)));
    assert!(entries[2]["time"].as_str().unwrap().ends_with('Z'));
    let one = place.run(&["log", "crm:1", "--json"]).json(0);
    assert_eq!(one.as_array().unwrap().len(), 1);
}

#[test]
fn health_measures_and_checks() {
    let place = Place::loaded();
    let health = place.run(&["health", "--json"]).json(0);
    has(&health, &["singleton_rate", "staleness_seconds", "alarms"]);
    assert_eq!((&health["records"], &health["entities"]), (&json!(6), &json!(4)));
    assert!((health["match_rate"].as_f64().unwrap() - 4.0 / 6.0).abs() < 1e-12);
    let alarm = &health["alarms"][0];
    assert_eq!((&alarm["measure"], &alarm["limit"]), (&json!("match_rate"), &json!(0.99)));
    assert_eq!(alarm["breached"], true);
    has(alarm, &["value", "reason"]);
    assert_eq!(place.run(&["health", "--format", "json", "--check"]).json(3)["records"], 6);
    let text = place.run(&["health", "--check"]);
    assert!(text.status == 3 && text.stdout.contains("ALARM"), "{}", text.stdout);
}

#[test]
fn verify_backup_and_rebuild_hold() {
    let place = Place::loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    let verified = place.run(&["verify", "--json"]).json(0);
    assert_eq!(verified["ok"], true);
    has(&verified["checks"][0], &["name", "ok", "detail"]);
    let before = place.run(&["show", "crm:1", "--json"]).json(0);
    place.run(&["rebuild"]).ok();
    assert_eq!(place.run(&["show", "crm:1", "--json"]).json(0), before);
    place.run(&["backup", "copy.db"]).ok();
    assert!(place.path("copy.db").is_file());
    assert!(place.run(&["backup", "copy.db"]).failed(1).contains("exists"));
}
