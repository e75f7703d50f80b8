//! Facets, kept filters, and one verdict on everything that a filter shows.

use serde_json::{Value, json};

use crate::support::{Place, has};

fn ids(queue: &Value) -> Vec<&str> {
    queue.as_array().unwrap().iter().map(|task| task["golden_id"].as_str().unwrap()).collect()
}

#[test]
fn facets_are_combined_and_checked() {
    let place = Place::loaded();
    let (acme, boreal) = (place.golden_id("crm:1"), place.golden_id("crm:2"));
    let list = |facets: &[&str]| place.run(&[&["queue", "--json"], facets].concat()).json(0);
    let all = list(&[]);
    assert!(ids(&all).contains(&acme.as_str()) && ids(&all).contains(&boreal.as_str()), "{all}");
    assert_eq!(ids(&list(&["--differs", "email"])), [&boreal], "the e-mails of the other are one");
    assert_eq!(list(&["--differs", "email"])[0]["differs"], json!(["company_name", "email"]));
    assert_eq!(ids(&list(&["--source", "crm", "--source", "erp"])).len(), ids(&all).len());
    assert_eq!(list(&["--min-score", "0.9999", "--max-score", "1"]), json!([]));
    assert_eq!(ids(&list(&["--text", "boreal fish"])), [&boreal]);
    assert_eq!(list(&["--by", "ada", "--status", "proposed"]), json!([]));
    assert!(place.run(&["queue", "--source", "crn"]).failed(1).contains("did you mean \"crm\""));
    assert!(place.run(&["queue", "--differs", "mail"]).failed(1).contains("no attribute \"mail\""));
    assert!(place.run(&["queue", "--min-score", "7"]).failed(1).contains("0 to 1"));
}

#[test]
fn a_filter_is_kept_used_listed_and_forgotten() {
    let place = Place::loaded();
    place.run(&["queue", "--differs", "email", "--keep", "mails"]).ok();
    assert_eq!(ids(&place.run(&["queue", "--filter", "mails", "--json"]).json(0)), [place.golden_id("crm:2")]);
    let listed = place.run(&["queue", "--filters", "--json"]).json(0);
    assert_eq!(listed, json!([{"name": "mails", "query": {"differs": ["email"]}}]));
    assert!(place.run(&["queue", "--filters"]).ok().contains("email differs"));
    place.run(&["queue", "--forget", "mails"]).ok();
    assert!(place.run(&["queue", "--filter", "mails"]).failed(1).contains("no filter is kept as \"mails\""));
    place.run(&["queue", "--forget", "mails"]).failed(1);
}

#[test]
fn everything_shown_is_confirmed_in_one_stroke_that_one_undo_takes_back() {
    let place = Place::loaded();
    place.run(&["decide", "confirm-all"]).failed(1);
    let all: &[&str] = &["decide", "confirm-all", "--source", "crm", "--kind", "suspicious", "--kind", "borderline"];
    let with = |more: &[&str]| place.run(&[all, more].concat());
    let preview = with(&["--dry-run", "--json"]).json(0);
    has(&preview, &["verdict", "shown", "clusters", "records", "golden_ids", "left_out", "seqs"]);
    assert_eq!((&preview["committed"], &preview["dry_run"]), (&json!(false), &json!(true)));
    let taken = preview["clusters"].as_u64().unwrap();
    assert!(taken > 0, "{preview}");
    assert_eq!(place.run(&["log", "--json"]).json(0), json!([]));
    let done = with(&["--json", "--comment", "seen together"]).json(0);
    assert_eq!((&done["committed"], done["seqs"].as_array().unwrap().len() as u64), (&json!(true), taken));
    assert_eq!(place.run(&["log", "--json"]).json(0)[0]["comment"], "seen together");
    assert_eq!(with(&["--json"]).json(0)["clusters"], 0, "nothing is left, and that is no failure");
    place.run(&["undo"]).ok();
    assert_eq!(with(&["--dry-run", "--json"]).json(0), preview);
    assert!(place.run(&["decide", "approve-all", "--source", "crm", "--dry-run"]).ok().contains("not confirmed yet"));
    with(&["--retract", "1"]).failed(2);
}

#[test]
fn health_tells_in_numbers_what_the_workbench_draws() {
    let place = Place::loaded();
    place.run(&["load"]).ok();
    let health = place.run(&["health", "--json"]).json(0);
    has(&health, &["match_rate", "singleton_rate", "staleness_seconds", "records", "entities", "alarms"]);
    has(&health["band"], &["low", "high", "suspicious", "borderline", "accepted"]);
    let clusters = |list: &str| -> u64 {
        health[list].as_array().unwrap().iter().map(|bin| bin["clusters"].as_u64().unwrap()).sum()
    };
    assert_eq!(clusters("sizes"), health["entities"].as_u64().unwrap());
    let judged: u64 =
        ["suspicious", "borderline", "accepted"].iter().map(|word| health["band"][*word].as_u64().unwrap()).sum();
    assert_eq!(clusters("scores"), judged);
    let loads = health["loads"].as_array().unwrap();
    assert_eq!(loads.iter().map(|load| load["load"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(loads[1]["match_rate"], health["match_rate"]);
    assert_eq!(health["calibration"].as_array().unwrap().len(), 10);
}
