//! decide, undo, redo: what follows, what is refused, and that nothing is half done.

use serde_json::{Value, json};

use crate::support::{Place, has};

fn entries(place: &Place) -> usize {
    place.run(&["log", "--json"]).json(0).as_array().unwrap().len()
}

#[test]
fn a_decision_says_what_followed() {
    let place = Place::loaded();
    let id = place.golden_id("crm:2");
    let split = place.run(&["decide", "split", &id, "--parts", "crm:2/erp:0008", "--json"]).json(0);
    has(&split, &["seq", "clusters", "golden_changes", "ids"]);
    assert_eq!((&split["committed"], &split["conflicts"]), (&json!(true), &json!([])));
    assert!(split["seq"].is_i64());
    let clusters: Vec<&Value> = split["clusters"].as_array().unwrap().iter().map(|one| &one["members"]).collect();
    assert!(clusters.contains(&&json!(["crm:2"])) && clusters.contains(&&json!(["erp:0008"])), "{clusters:?}");
    has(&split["ids"], &["kept", "created", "redirected"]);
    assert_eq!(split["ids"]["kept"], json!([id]));
    assert_eq!(split["ids"]["created"].as_array().unwrap().len(), 1);
    for change in split["golden_changes"].as_array().unwrap() {
        has(change, &["golden_id", "attribute", "before", "after"]);
    }
    assert_eq!(place.members("crm:2"), ["crm:2"]);
}

#[test]
fn undo_brings_the_very_same_ids_back_and_redo_takes_them_again() {
    let place = Place::loaded();
    let (joined, alone) = (place.golden_id("crm:1"), place.golden_id("crm:3"));
    place.run(&["decide", "merge", &joined, &alone]).ok();
    assert_eq!(place.members("crm:3"), ["crm:1", "crm:3", "erp:0007"]);
    let merged = place.golden_id("crm:3");
    let undone = place.run(&["undo", "--json"]).json(0);
    assert_eq!(undone["committed"], true);
    assert_eq!((place.golden_id("crm:1"), place.golden_id("crm:3")), (joined, alone));
    place.run(&["redo", "--json"]).json(0);
    assert_eq!(place.golden_id("crm:3"), merged);
}

#[test]
fn any_one_decision_can_be_undone() {
    let place = Place::loaded();
    let seq = place.run(&["decide", "different", "crm:2", "erp:0008", "--json"]).json(0)["seq"].to_string();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["undo", &seq]).ok();
    assert_eq!(place.members("crm:2"), ["crm:2", "erp:0008"]);
    assert_eq!(place.run(&["show", "crm:1", "--json"]).json(0)["status"], "approved");
}

#[test]
fn a_dry_run_changes_nothing() {
    let place = Place::loaded();
    let dry = place.run(&["decide", "different", "crm:2", "erp:0008", "--dry-run", "--json"]).json(0);
    assert_eq!((&dry["committed"], &dry["seq"]), (&json!(false), &json!(null)));
    assert_eq!(dry["clusters"].as_array().unwrap().len(), 2);
    assert!(place.run(&["decide", "confirm", "crm:1", "--dry-run"]).ok().starts_with("Would: "));
    assert_eq!(entries(&place), 0);
}

#[test]
fn a_contradiction_is_refused_with_its_evidence() {
    let place = Place::loaded();
    place.run(&["decide", "different", "crm:1", "erp:0009"]).ok();
    place.run(&["--as", "ben", "decide", "same", "crm:1", "erp:0007"]).ok();
    // Not the pair that was kept apart, but through a third record it would join them all the same.
    let refused = place.run(&["decide", "same", "erp:0007", "erp:0009", "--json"]).json(1);
    assert_eq!((&refused["committed"], &refused["seq"]), (&json!(false), &json!(null)));
    let conflict = &refused["conflicts"][0];
    has(conflict, &["a", "b", "chain", "against", "message"]);
    assert_eq!((&conflict["against"]["kind"], &conflict["against"]["author"]), (&json!("different"), &json!("ada")));
    let chain = conflict["chain"].as_array().unwrap();
    assert_eq!(chain.len(), 2);
    assert!(chain.iter().any(|link| link["author"] == "ben" && link["seq"].is_i64()));
    assert!(chain.iter().any(|link| link["seq"].is_null()));
    let dry = place.run(&["decide", "same", "erp:0007", "erp:0009", "--json", "--dry-run"]).json(1);
    assert_eq!(dry["conflicts"], refused["conflicts"]);
    let text = place.run(&["decide", "same", "crm:1", "erp:0009"]);
    assert!(text.failed(1).contains("goldsmith undo"), "{}", text.stderr);
    assert_eq!(entries(&place), 2);
}

#[test]
fn an_override_is_noted_with_who_and_why() {
    let place = Place::loaded();
    let arguments = ["decide", "override", "crm:1", "company_name", "--from", "crm:1", "--comment", "as they sign"];
    place.run(&arguments).ok();
    let name = place.run(&["show", "crm:1", "--json"]).json(0)["golden"]["company_name"].clone();
    assert_eq!((&name["value"], &name["record"]), (&json!("Acme Corp."), &json!("crm:1")));
    has(&name["override"], &["seq", "at"]);
    assert_eq!((&name["override"]["by"], &name["override"]["reason"]), (&json!("ada"), &json!("as they sign")));
    place.run(&["decide", "override", "crm:3", "email", "--null"]).ok();
    assert!(place.run(&["show", "crm:3", "--json"]).json(0)["golden"]["email"]["value"].is_null());
    place.run(&["decide", "override", "crm:3", "orders", "--value", "-5"]).ok();
    assert_eq!(place.run(&["show", "crm:3", "--json"]).json(0)["golden"]["orders"]["value"], "-5");
}

#[test]
fn a_file_is_carried_out_whole_or_not_at_all() {
    let place = Place::loaded();
    let good = concat!(
        "{\"kind\":\"confirm\",\"id\":\"crm:1\",\"comment\":\"clear\"}\n\n",
        "{\"kind\":\"split\",\"id\":\"crm:2\",\"parts\":[[\"crm:2\"],[\"erp:0008\"]]}\n",
    );
    for (bad, said) in [
        ("{\"kind\":\"confirm\"}", "f.jsonl:4: `id` is missing"),
        ("{\"kind\":\"confirm\",\"id\":\"crm:99\"}", "f.jsonl:4: "),
        ("not json", "f.jsonl:4: "),
    ] {
        place.write("f.jsonl", &format!("{good}{bad}\n"));
        let ran = place.run(&["decide", "--file", "f.jsonl", "--json"]);
        assert!(ran.failed(1).starts_with(&format!("error: {said}")), "{}", ran.stderr);
    }
    assert_eq!(entries(&place), 0);

    let done = place.run_with(&["decide", "--file", "-", "--json"], good).json(0);
    assert_eq!(done["committed"], true);
    assert_eq!(done["seqs"].as_array().unwrap().len(), 2);
    let log = place.run(&["log", "--json"]).json(0);
    assert_eq!((&log[1]["kind"], &log[1]["comment"]), (&json!("confirm"), &json!("clear")));
    assert_eq!(place.members("erp:0008"), ["erp:0008"]);
}

#[test]
fn decisions_outlive_a_new_load() {
    let place = Place::loaded();
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!((&report["decisions_kept"], &report["decisions_over_model"]), (&json!(1), &json!(1)));
    assert_eq!(place.members("crm:2"), ["crm:2"]);
}
