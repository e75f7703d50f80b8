//! Second opinions, audit, what is asked again, and how stewards agree: as scripts see them.

use serde_json::{Value, json};

use crate::support::{Place, has};

/// A workspace with these lines of `[review]`, loaded.
fn place(review: &str) -> Place {
    let place = Place::loaded();
    let text = place.read("goldsmith.toml");
    place.write("goldsmith.toml", &format!("{text}\n[review]\n{review}"));
    place.run(&["load"]).ok();
    place
}

fn tasks(place: &Place, kind: &str) -> Vec<Value> {
    place.run(&["queue", "--kind", kind, "--json"]).json(0).as_array().unwrap().clone()
}

fn status(place: &Place, record: &str) -> String {
    place.run(&["show", record, "--json"]).json(0)["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_decision_against_strong_evidence_asks_for_a_second_opinion() {
    let place = place("second_opinion_above = 0.5\napproval = \"four_eyes\"\n");
    let done = place.run(&["decide", "different", "crm:1", "erp:0007", "--json"]).json(0);
    assert!(
        done["second_opinions"][0].as_str().unwrap().starts_with("against strong evidence (>0.999): it holds"),
        "{done}"
    );
    let tasks = tasks(&place, "second_opinion");
    assert_eq!(tasks.len(), 2);
    let reason = tasks[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("ada separated crm:1 from erp:0007 against strong evidence"), "{reason}");
    let own = place.run(&["decide", "reaffirm", "crm:1"]);
    assert!(own.failed(1).contains("the decision is their own"), "{}", own.stderr);
    place.run(&["--as", "ben", "decide", "reaffirm", "crm:1"]).ok();
    assert_eq!(self::tasks(&place, "second_opinion"), Vec::<Value>::new());
    let log = place.run(&["log", "--json"]).json(0);
    assert_eq!((&log[0]["kind"], &log[0]["author"]), (&json!("reaffirm"), &json!("ben")));
    place.run(&["verify"]).ok();
}

#[test]
fn where_it_waits_it_does_not_bind_yet() {
    let place = place("second_opinion = \"wait\"\nsecond_opinion_above = 0.5\nsecond_opinion_by = \"other\"\n");
    let text = place.run(&["decide", "different", "crm:1", "erp:0007"]);
    assert!(text.ok().contains("it waits for a second opinion"), "{}", text.stdout);
    assert_eq!(place.members("crm:1").len(), 2);
    place.write("yes.jsonl", "{\"kind\":\"reaffirm\",\"id\":\"crm:1\"}\n");
    place.run(&["--as", "ben", "decide", "--file", "yes.jsonl"]).ok();
    assert_eq!(place.members("crm:1"), ["crm:1"]);
    place.run(&["rebuild"]).ok();
    place.run(&["verify"]).ok();
    assert_eq!(place.members("crm:1"), ["crm:1"]);
}

#[test]
fn decisions_of_scripts_keep_score_and_comparison() {
    let place = place("audit = 0\n");
    place.run(&["decide", "same", "crm:1", "erp:0007"]).ok();
    place.run(&["decide", "confirm", "crm:2"]).ok();
    place.run(&["export", "pairs", "--out", "pairs.jsonl"]).ok();
    place.run(&["export", "journal", "--out", "journal.jsonl"]).ok();
    let lines = |file: &str| -> Vec<Value> {
        place.read(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let pairs = lines("pairs.jsonl");
    for (pair, (a, b)) in pairs.iter().zip([("crm:1", "erp:0007"), ("crm:2", "erp:0008")]) {
        let why = place.run(&["why", a, b, "--json"]).json(0);
        assert_eq!((&pair["probability"], &pair["weight"]), (&why["probability"], &why["weight"]), "{pair}");
        assert_eq!(pair["blind"], false);
    }
    assert!(place.read("journal.jsonl").contains("\"vector\":[["), "{}", place.read("journal.jsonl"));
}

#[test]
fn what_the_rule_accepted_is_audited() {
    let place = place("band = [0.0, 0.0]\naudit = 1\n");
    let drawn = tasks(&place, "audit");
    assert_eq!(drawn.len(), 2);
    assert_eq!(drawn[0]["reason"], "accepted by rule; 1 in 1 is looked at");
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    assert_eq!(tasks(&place, "audit"), Vec::<Value>::new());
    let audit = place.run(&["stewards", "--json"]).json(0)["audit"].clone();
    assert_eq!((&audit["n"], &audit["count"], &audit["share"]), (&json!(2), &json!(1), &json!(0.5)));
    assert_eq!(audit["interval"].as_array().unwrap().len(), 2);
    assert!(place.run(&["stewards"]).ok().contains("audited and wrong: 1 of 2, 0.50 (0.09 to 0.91)"));
}

#[test]
fn stewards_are_held_against_each_other() {
    let place = place("second_opinion = \"off\"\n");
    assert_eq!(place.run(&["stewards", "--json"]).json(0)["stewards"], json!([]));
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "confirm", "crm:2"]).ok();
    place.run(&["--as", "ben", "decide", "same", "crm:1", "erp:0007"]).ok();
    let seq = place.run(&["log", "--json"]).json(0)[1]["seq"].to_string();
    place.run(&["--as", "ben", "undo", &seq]).ok();
    place.run(&["--as", "ben", "decide", "different", "crm:2", "erp:0008"]).ok();
    let found = place.run(&["stewards", "--json"]).json(0);
    has(&found, &["stewards", "agreement", "audit"]);
    let ada = &found["stewards"][0];
    has(ada, &["decisions", "kinds", "standing", "taken_back", "second_opinions", "self_agreement", "median_ms"]);
    assert_eq!((&ada["steward"], &ada["standing"], &ada["overruled"]), (&json!("ada"), &json!(1), &json!(1)));
    let two = &found["agreement"][0];
    assert_eq!(
        (&two["a"], &two["b"], &two["pairs"], &two["agreed"]),
        (&json!("ada"), &json!("ben"), &json!(2), &json!(1))
    );
    assert_eq!(two["kappa"], json!(0.0));
    assert!(place.run(&["stewards"]).ok().contains("ada and ben"));
}

#[test]
fn four_eyes_keep_deciders_from_approving() {
    for decide in [
        vec!["decide", "confirm", "crm:1"],
        vec!["decide", "split", "crm:1", "--parts", "crm:1/erp:0007"],
        vec!["decide", "merge", "crm:1", "crm:3"],
        vec!["decide", "override", "crm:1", "email", "--value", "x@y.example"],
    ] {
        let place = place("approval = \"four_eyes\"\nsecond_opinion = \"off\"\n");
        place.run(&decide).ok();
        let refused = place.run(&["decide", "approve", "crm:1"]);
        let said = "ada has a standing decision in this cluster, and under four eyes somebody else must approve it";
        assert!(refused.failed(1).contains(said), "{decide:?}: {}", refused.stderr);
        place.run(&["--as", "ben", "decide", "approve", "crm:1"]).ok();
        assert_eq!(status(&place, "crm:1"), "approved", "{decide:?}");
    }
}

#[test]
fn what_is_sent_back_or_changed_is_proposed_again() {
    let place = place("approval = \"four_eyes\"\n");
    place.run(&["decide", "confirm", "crm:1"]).ok();
    assert_eq!(tasks(&place, "second_review").len(), 1);
    assert!(place.run(&["--as", "ben", "decide", "send-back", "crm:1"]).failed(2).contains("needs a reason"));
    place.run(&["--as", "ben", "decide", "send-back", "crm:1", "--comment", "which name?"]).ok();
    assert_eq!(status(&place, "crm:1"), "proposed");
    assert_eq!(tasks(&place, "stale")[0]["reason"], "sent back: which name?");
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["--as", "ben", "decide", "approve", "crm:1"]).ok();
    assert_eq!(status(&place, "crm:1"), "approved");
    place.run(&["--as", "eva", "decide", "override", "crm:1", "email", "--value", "x@y.example"]).ok();
    assert_eq!(status(&place, "crm:1"), "proposed");

    let alone = self::place("approval = \"single\"\n");
    alone.run(&["decide", "confirm", "crm:1"]).ok();
    assert_eq!(status(&alone, "crm:1"), "approved");
    alone.run(&["decide", "override", "crm:1", "email", "--value", "x@y.example"]).ok();
    assert_eq!(status(&alone, "crm:1"), "proposed");
}

#[test]
fn the_configuration_is_checked() {
    let place = Place::loaded();
    let text = place.read("goldsmith.toml");
    place.write("goldsmith.toml", &format!("{text}\n[review]\nsecond_opinion = \"maybe\"\n"));
    assert!(place.run(&["queue"]).failed(1).contains("unknown second_opinion \"maybe\""));
}
