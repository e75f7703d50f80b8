//! What changed since it was decided, and overrides with a lifetime.

use serde_json::{Value, json};

use crate::support::{Place, has};

/// The next night: Acme has another name, Borealis and Cumulus have other addresses.
fn next_night(place: &Place) {
    let changes =
        [("Acme Corp.", "Acme Holdings"), ("post@borealis", "mail@borealis"), ("hello@cumulus", "hi@cumulus")];
    let crm = changes.into_iter().fold(place.read("crm.csv"), |crm, (old, new)| crm.replace(old, new));
    place.write("crm.csv", &crm);
    place.run(&["load"]).ok();
}

fn tasks(place: &Place, kind: &str) -> Value {
    place.run(&["queue", "--kind", kind, "--json"]).json(0)
}

fn shown(place: &Place, record: &str) -> Value {
    place.run(&["show", record, "--json"]).json(0)
}

#[test]
fn what_changed_stands_beside_what_it_was_and_is_reaffirmed() {
    let place = Place::loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    assert_eq!(shown(&place, "crm:1")["stale"], json!([]));
    let early = place.run(&["decide", "reaffirm", "crm:1"]);
    assert!(early.failed(1).contains("nothing to look at again"), "{}", early.stderr);
    assert!(place.run(&["decide", "reopen", "crm:1"]).failed(1).contains("nothing to look at again"));
    next_night(&place);

    let stale = tasks(&place, "stale");
    let reasons: Vec<&str> = stale.as_array().unwrap().iter().map(|task| task["reason"].as_str().unwrap()).collect();
    assert!(reasons.contains(&"crm:1 changed company_name since you confirmed it"), "{reasons:?}");
    assert!(reasons.contains(&"crm:2 changed email since you separated it from erp:0008"), "{reasons:?}");
    assert_eq!(reasons.len(), 2);
    let decision = &shown(&place, "crm:2")["stale"][0];
    has(decision, &["seq", "time"]);
    assert_eq!((&decision["kind"], &decision["author"]), (&json!("different"), &json!("ada")));
    assert_eq!(decision["record"], "crm:2");
    assert_eq!(
        decision["changes"],
        json!([{
            "attribute": "email", "before": "post@borealis.example", "after": "mail@borealis.example", "known": true
        }])
    );
    let text = place.run(&["show", "crm:2"]);
    assert!(text.ok().contains("Changed since it was decided"), "{}", text.stdout);
    assert_eq!(place.members("crm:2"), ["crm:2"], "what keeps them apart stays");

    let dry = place.run(&["decide", "reaffirm", "crm:1", "--dry-run", "--json"]).json(0);
    assert_eq!(dry["committed"], false);
    let done = place.run(&["decide", "reaffirm", "crm:2", "--comment", "same firm", "--json"]).json(0);
    assert_eq!((&done["committed"], &done["seqs"].as_array().unwrap().len()), (&json!(true), &1));
    assert_eq!(shown(&place, "crm:2")["stale"], json!([]));
    assert_eq!(tasks(&place, "stale").as_array().unwrap().len(), 1);
    place.run(&["undo"]).ok();
    assert_eq!(tasks(&place, "stale").as_array().unwrap().len(), 2);
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
}

#[test]
fn reopening_takes_back_what_is_stale_and_a_file_may_do_both() {
    let place = Place::loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    next_night(&place);
    let lines = "{\"kind\":\"reaffirm\",\"id\":\"crm:1\"}\n{\"kind\":\"reopen\",\"id\":\"crm:2\"}\n";
    place.run_with(&["decide", "--file", "-"], lines).ok();
    assert_eq!(tasks(&place, "stale"), json!([]));
    assert_eq!(place.members("crm:2"), ["crm:2", "erp:0008"]);
    let again = place.run_with(&["decide", "--file", "-"], lines);
    assert!(again.failed(1).contains("standard input:1: nothing to look at again"), "{}", again.stderr);
    let wrong = place.run_with(&["decide", "--file", "-"], "{\"kind\":\"reopen\"}");
    assert!(wrong.failed(1).contains("`id` is missing"), "{}", wrong.stderr);
}

#[test]
fn an_override_ends_with_what_it_waited_for() {
    let place = Place::loaded();
    let set = |attribute: &str, value: &str, until: &str| {
        place.run(&["decide", "override", "crm:1", attribute, "--value", value, "--until", until]).ok().to_owned()
    };
    assert!(set("company_name", "ACME", "source_changes").contains("until its source changes the value"));
    set("email", "acme@acme.example", "2099-12-31");
    set("orders", "7", "never");
    let golden = shown(&place, "crm:1")["golden"].clone();
    let until = |attribute: &str| golden[attribute]["override"]["until"].clone();
    assert_eq!((until("company_name"), until("email")), (json!("source_changes"), json!("2099-12-31")));
    assert_eq!((until("orders"), &golden["orders"]["override"]["lapsed"]), (json!(null), &json!(false)));
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "override", "crm:3", "email", "--value", "c@c.example", "--until", "source_changes"]).ok();
    next_night(&place);

    let name = shown(&place, "crm:1")["golden"]["company_name"].clone();
    assert_eq!((&name["value"], &name["override"]["lapsed"]), (&json!("ACME Corporation Ltd."), &json!(true)));
    assert!(name["rule"].as_str().unwrap().starts_with("override lapsed, "), "{name}");
    // It has changed since it was confirmed, which comes first; a new confirmation answers both.
    assert_eq!(tasks(&place, "stale").as_array().unwrap().len(), 1);
    place.run(&["decide", "reaffirm", "crm:1"]).ok();
    assert_eq!(tasks(&place, "stale"), json!([]));
    let lapsing = tasks(&place, "lapsing");
    assert_eq!(lapsing.as_array().unwrap().len(), 1);
    assert_eq!(
        lapsing[0]["reason"],
        "the override of email by ada lapsed: crm:3 changed its value from hello@cumulus.example to hi@cumulus.example"
    );
    place.run(&["decide", "approve", "crm:3"]).ok();
    assert_eq!(tasks(&place, "lapsing"), json!([]));
    place.run(&["export", "lineage", "--out", "lineage.csv"]).ok();
    let lineage = place.read("lineage.csv");
    assert!(
        lineage
            .starts_with("golden_id,attribute,value,source,record_id,rule,override_by,override_at,override_reason\n")
    );
    let line = lineage.lines().find(|line| line.contains("override lapsed")).unwrap();
    assert!(line.ends_with(",,,"), "whoever overrode it no longer decides it: {line}");
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
}

#[test]
fn a_lifetime_that_makes_no_sense_is_refused() {
    let place = Place::loaded();
    let until = |until: &str| place.run(&["decide", "override", "crm:1", "email", "--null", "--until", until]);
    assert!(until("2020-02-29").failed(1).contains("2020-02-29 is over"));
    for nonsense in ["soon", "2031-13-01", "20310101", ""] {
        let ran = until(nonsense);
        assert!(ran.failed(2).contains("never, source_changes, winner_changes"), "{nonsense}: {}", ran.stderr);
    }
    let line = |until: &str| {
        let line = format!(
            "{{\"kind\":\"override\",\"id\":\"crm:1\",\"attribute\":\"email\",\"value\":null,\"until\":\"{until}\"}}"
        );
        place.run_with(&["decide", "--file", "-"], &line)
    };
    assert!(line("soon").failed(1).contains("standard input:1: \"soon\" is not one of never"));
    assert!(line("2020-02-29").failed(1).contains("standard input:1: 2020-02-29 is over"));
    line("winner_changes").ok();
    let note = shown(&place, "crm:1")["golden"]["email"]["override"].clone();
    assert_eq!((&note["until"], &note["by"]), (&json!("winner_changes"), &json!("ada")));
}
