//! Matching by rules.

use super::support::Place;

const RULES: &str = "\n[matching]\nengine = \"rules\"\n[matching.rules]\nsame_mail = \"email exact\"\n\
                     same_name = \"company_name exact\"\nnear_name = \"jaro_winkler(company_name) >= 0.97\"\n";

/// The small workspace with rules, and a record more.
fn place() -> Place {
    let place = Place::unloaded();
    place.write("goldsmith.toml", &(place.read("goldsmith.toml") + RULES));
    place.write("erp.csv", &(place.read("erp.csv") + "0010,Borealis,other@borealis.example,2026-02-05T00:00:00Z\n"));
    place.run(&["load"]).ok();
    place
}

#[test]
fn the_first_rule_that_holds_makes_the_link() {
    let place = place();
    let report = place.run(&["match", "--json"]).json(0);
    let rules: Vec<(&str, u64)> = report["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["rule"].as_str().unwrap(), rule["pairs"].as_u64().unwrap()))
        .collect();
    assert_eq!(rules, [("same_mail", 1), ("same_name", 1), ("near_name", 0)]);
    assert_eq!(
        (report["pairs"].as_u64(), report["groups"].as_u64(), report["clusters"].as_u64()),
        (Some(2), Some(2), Some(5))
    );
    assert_eq!(place.members("crm:1"), ["crm:1", "erp:0007"]);
    assert_eq!(place.members("crm:2"), ["crm:2", "erp:0010"]);
    assert_eq!(place.members("erp:0008"), ["erp:0008"], "what the match output said is gone");
    let shown = place.run(&["show", "crm:2", "--json"]).json(0);
    assert_eq!(shown["members"][0]["match_rule"], "same_name");
    let again = place.run(&["match", "--json"]).json(0);
    assert_eq!(again["run"], report["run"], "the same groups are the same run");
    assert!(place.run(&["match"]).ok().contains("same_mail"));
    place.run(&["verify"]).ok();
}

#[test]
fn decisions_hold_against_rules() {
    let place = place();
    place.run(&["match"]).ok();
    place.run(&["decide", "different", "crm:2", "erp:0010"]).ok();
    let report = place.run(&["match", "--json"]).json(0);
    assert_eq!(report["decisions_kept"], 1);
    assert_eq!(place.members("crm:2"), ["crm:2"]);
}

#[test]
fn rules_that_are_not_there_are_asked_for() {
    let place = Place::loaded();
    let none = place.run(&["match", "--engine", "rules"]);
    assert!(none.failed(1).contains("no rules to match by"), "{}", none.stderr);
}
