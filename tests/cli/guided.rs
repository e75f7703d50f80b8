//! How a cluster formed, ways to split it, and its missing partners, as scripts see them.

use serde_json::{Value, json};

use crate::support::{Place, has};

#[test]
fn ways_to_split_come_with_what_would_follow_and_a_command_that_does_it() {
    let place = Place::loaded();
    let shown = place.run(&["show", "crm:2", "--splits", "--json"]).json(0);
    let splits = shown["splits"].as_array().unwrap();
    assert!(!splits.is_empty());
    for split in splits {
        has(
            split,
            &["methods", "parts", "cut", "strongest", "clusters", "golden_changes", "ids", "conflicts", "command"],
        );
        has(&split["strongest"], &["a", "b", "probability"]);
        assert_eq!(split["against_decisions"], false);
        let mut members: Vec<&Value> =
            split["parts"].as_array().unwrap().iter().flat_map(|p| p.as_array().unwrap()).collect();
        members.sort_by_key(|member| member.as_str());
        assert_eq!(json!(members), json!(["crm:2", "erp:0008"]));
    }
    assert!(place.run(&["show", "crm:2", "--json"]).json(0).get("splits").is_none(), "only where they are asked for");

    // The command is ready to be run as it stands.
    let command = splits[0]["command"].as_str().unwrap().to_owned();
    let words: Vec<&str> = command.split_whitespace().skip_while(|word| *word != "decide").collect();
    let decided = place.run(&[words.as_slice(), &["--json"]].concat()).json(0);
    assert_eq!(decided["ids"], splits[0]["ids"], "what was said would follow");
    assert_eq!(place.members("crm:2"), ["crm:2"]);
    let ran = place.run(&["show", "crm:2", "--splits", "--how"]);
    let text = ran.ok();
    assert!(text.contains("one record alone"), "{text}");
}

#[test]
fn what_was_confirmed_can_be_split_only_against_that() {
    let place = Place::loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    let shown = place.run(&["show", "crm:1", "--splits", "--json"]).json(0);
    let split = &shown["splits"][0];
    assert_eq!(split["against_decisions"], true);
    assert_eq!(split["conflicts"][0]["chain"][0]["kind"], "confirm");
    assert!(!split["conflicts"][0]["exits"].as_array().unwrap().is_empty());
    let ran = place.run(&["show", "crm:1", "--splits"]);
    let text = ran.ok();
    assert!(text.contains("Ways to split") && text.contains("  ! "), "{text}");
}

#[test]
fn how_it_formed_says_who_or_what_made_each_link() {
    let place = Place::loaded();
    place.run(&["--as", "ada", "decide", "merge", "crm:1", "crm:3"]).ok();
    let shown = place.run(&["show", "crm:1", "--json"]).json(0);
    let formed = shown["formed"].as_array().unwrap();
    assert_eq!(formed.len() + 1, shown["members"].as_array().unwrap().len());
    for link in formed {
        has(link, &["a", "b", "kind", "seq", "author", "time", "probability", "sizes"]);
    }
    assert_eq!((&formed[0]["kind"], &formed[0]["author"]), (&json!("merge"), &json!("ada")));
    let other = place.run(&["show", "crm:2", "--json"]).json(0)["formed"][0].clone();
    assert!(other["kind"] == "match" && other["probability"].is_f64() && other["author"].is_null(), "{other}");
    let ran = place.run(&["show", "crm:1", "--how"]);
    let text = ran.ok();
    assert!(text.contains("How it formed") && text.contains("by ada"), "{text}");
}

#[test]
fn a_missing_partner_is_found_and_named_with_the_command_that_merges_it() {
    let place = Place::loaded();
    place.run(&["decide", "different", "crm:1", "erp:0007"]).ok();
    let partners = place.run(&["partners", "crm:1", "--json"]).json(0);
    let first = &partners[0];
    has(
        first,
        &["golden_id", "label", "status", "size", "sources", "own", "record", "weight", "probability", "command"],
    );
    assert_eq!((&first["own"], &first["record"]), (&json!("crm:1"), &json!("erp:0007")));
    assert_eq!(first["set_apart_by"]["kind"], "different");
    assert!(first["command"].as_str().unwrap().contains("decide merge G-"));
    let ran = place.run(&["partners", "crm:1", "--limit", "1"]);
    let text = ran.ok();
    assert!(text.contains("erp:0007") && text.contains("set apart by"), "{text}");
    place.run(&["partners", "crm:404"]).failed(1);
}
