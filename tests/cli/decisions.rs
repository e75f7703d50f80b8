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

#[test]
fn a_refusal_hands_over_the_ways_out_as_commands_that_run() {
    let place = Place::loaded();
    place.run(&["decide", "same", "crm:1", "crm:3", "--comment", "it's one"]).ok();
    place.run(&["decide", "different", "crm:3", "erp:0009"]).ok();
    let again = ["decide", "same", "crm:1", "erp:0009"];
    let exits = place.run(&[&again[..], &["--json"]].concat()).json(1)["conflicts"][0]["exits"].clone();
    let exits = exits.as_array().unwrap();
    let actions: Vec<&str> = exits.iter().map(|exit| exit["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["retract", "retract", "move", "move", "give_up"]);
    assert_eq!(exits[0]["commands"], json!(["goldsmith undo 2", "goldsmith decide same crm:1 erp:0009"]));
    assert_eq!(exits[4]["commands"], json!([]));
    let moved = exits.iter().find(|exit| exit["record"] == "crm:3").unwrap();
    let commands: Vec<&str> = moved["commands"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    assert!(
        commands[0].starts_with("goldsmith decide split G-") && commands[0].contains("--parts crm:3"),
        "{commands:?}"
    );

    let text = place.run(&again);
    assert!(text.failed(1).contains("goldsmith undo 2 && goldsmith decide same crm:1 erp:0009"), "{}", text.stderr);
    // As they are printed, so they run.
    for command in commands {
        place.run(&command.split(' ').skip(1).collect::<Vec<_>>()).ok();
    }
    assert_eq!(place.members("crm:1"), ["crm:1", "erp:0007", "erp:0009"]);
    assert_eq!(place.members("crm:3"), ["crm:3"]);
    place.run(&["verify"]).ok();
}

#[test]
fn a_file_that_contradicts_names_the_line_and_the_ways_out() {
    let place = Place::loaded();
    place.run(&["decide", "different", "crm:3", "erp:0009"]).ok();
    place.write(
        "f.jsonl",
        "{\"kind\":\"confirm\",\"id\":\"crm:1\"}\n\n{\"kind\":\"same\",\"a\":\"crm:3\",\"b\":\"erp:0009\"}\n",
    );
    let ran = place.run(&["--as", "ben", "decide", "--file", "f.jsonl"]);
    let said = ran.failed(1);
    assert!(said.starts_with("error: f.jsonl:3: it contradicts"), "{said}");
    assert!(said.contains("goldsmith --as ben undo 1 && goldsmith --as ben decide --file f.jsonl"), "{said}");
    let conflict = place.run(&["decide", "--file", "f.jsonl", "--json"]).json(1)["conflicts"][0].clone();
    assert_eq!(conflict["line"], "f.jsonl:3");
    assert_eq!(conflict["exits"][0]["commands"], json!(["goldsmith undo 1", "goldsmith decide --file f.jsonl"]));
    assert_eq!(entries(&place), 1);
    // Or both in one stroke.
    place.run(&["decide", "--file", "f.jsonl", "--retract", "1"]).ok();
    assert_eq!(place.members("crm:3"), ["crm:3", "erp:0009"]);
}

#[test]
fn what_rests_on_a_decision_is_listed_before_it_is_taken_back() {
    let place = Place::loaded();
    place.run(&["decide", "merge", "crm:1", "crm:3"]).ok();
    place.run(&["--as", "ben", "decide", "approve", "crm:1"]).ok();
    place.run(&["decide", "approve", "crm:2"]).ok();
    let dry = place.run(&["undo", "1", "--dry-run", "--json"]).json(0);
    assert_eq!(dry["dependants"].as_array().unwrap().len(), 1);
    let rests = &dry["dependants"][0];
    has(rests, &["time"]);
    assert_eq!((&rests["seq"], &rests["kind"], &rests["author"]), (&json!(2), &json!("approve"), &json!("ben")));
    assert_eq!(rests["effect"], "lapses");
    let text = place.run(&["undo", "1", "--dry-run"]).ok().to_owned();
    assert!(text.starts_with("Rests on what is taken back:\n  #2 approve by ben"), "{text}");
    assert_eq!(entries(&place), 3);

    // Later decisions stay; undo of the undo restores.
    assert!(place.run(&["undo", "1"]).ok().starts_with("Rested on what is taken back:"));
    assert_eq!(place.members("crm:3"), ["crm:3"]);
    assert_eq!(place.run(&["show", "crm:2", "--json"]).json(0)["status"], "approved");
    let back = place.run(&["undo", "4", "--json"]).json(0);
    assert_eq!(back["dependants"], json!([]));
    assert_eq!(place.members("crm:3"), ["crm:1", "crm:3", "erp:0007"]);
    assert_eq!(place.run(&["show", "crm:1", "--json"]).json(0)["status"], "approved", "ben's approval holds again");
    place.run(&["verify"]).ok();
}
