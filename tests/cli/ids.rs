//! Golden ids through merge, split, re-match and undo: where they lead, why, and what an export's follower is told.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Place, has};

const HEADER: &str = "InputSourceARN,ConfidenceLevel,RecordId,MatchID,MatchRule\n";

/// Match output of groups of records of `crm` and `erp`.
fn matches(groups: &[&[&str]]) -> String {
    let mut text = HEADER.to_owned();
    for (group, members) in groups.iter().enumerate() {
        for member in *members {
            let (source, id) = member.split_once(':').unwrap();
            writeln!(text, "arn:aws:glue:eu-west-1:111122223333:table/mdm/{source},0.99,{id},m{group},r").unwrap();
        }
    }
    text
}

/// Approves everything and exports it; gives the export's number.
fn export(place: &Place) -> i64 {
    for record in ["crm:1", "crm:2", "crm:3", "erp:0007", "erp:0008", "erp:0009"] {
        place.run(&["decide", "approve", record]);
    }
    let report = place.run(&["export", "golden", "--approved-only", "--out", "golden.csv", "--json"]).json(0);
    report["export"].as_i64().unwrap()
}

/// The change feed, as rows of its columns.
fn changes(place: &Place, since: &str) -> Vec<[String; 6]> {
    let arguments = ["export", "changes", "--since", since, "--role", "steward", "--out", "changes.csv"];
    place.run(&arguments).ok();
    let text = place.read("changes.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>(),
        ["golden_id", "change", "other_golden_id", "attribute", "before", "after"]
    );
    reader.records().map(|row| std::array::from_fn(|i| row.as_ref().unwrap()[i].to_owned())).collect()
}

/// Of the feed: whose id changed how, and with which other one.
fn of_ids(rows: &[[String; 6]]) -> BTreeSet<(&str, &str, &str)> {
    let ids = rows.iter().filter(|row| row[1] != "value_changed");
    ids.map(|row| (row[0].as_str(), row[1].as_str(), row[2].as_str())).collect()
}

#[test]
fn a_merge_redirects_and_its_undo_brings_the_very_same_ids_back() {
    let place = Place::loaded();
    let (kept, lost) = (place.golden_id("crm:1"), place.golden_id("crm:3"));
    place.run(&["decide", "merge", &kept, &lost]).ok();
    let shown = place.run(&["show", &lost, "--json"]).json(0);
    has(&shown, &["timeline", "split_from", "given_up"]);
    assert_eq!((&shown["golden_id"], &shown["given_up"]["golden_id"]), (&json!(kept), &json!(lost)));
    let step = shown["timeline"].as_array().unwrap().iter().find(|step| step["event"] == "merged_into").unwrap();
    has(step, &["time", "event", "golden_id", "other", "seq", "run", "author", "summary"]);
    assert_eq!((&step["golden_id"], &step["other"], &step["author"]), (&json!(lost), &json!(kept), &json!("ada")));
    let text = place.run(&["show", &lost]).ok().to_owned();
    let number = step["seq"].as_i64().unwrap();
    assert!(text.contains(&format!("merged into {kept} by number {number} of ada")), "{text}");
    assert!(text.contains(&format!("crm:3 is tied to crm:1 by number {number} (merge by ada)")), "{text}");
    place.run(&["undo"]).ok();
    assert_eq!((place.golden_id("crm:1"), place.golden_id("crm:3")), (kept.clone(), lost.clone()));
    let shown = place.run(&["show", &lost, "--json"]).json(0);
    assert_eq!(shown["given_up"], Value::Null);
    let last = shown["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["event"], &last["other"]), (&json!("reinstated"), &json!(kept)));
    place.run(&["verify"]).ok();
}

/// Three records of one company, handed out under the id of `crm:1`.
fn three() -> (Place, String) {
    let place = Place::unloaded();
    place.write("matches.csv", &matches(&[&["crm:1", "erp:0007", "erp:0009"]]));
    place.run(&["load"]).ok();
    export(&place);
    let id = place.golden_id("crm:1");
    (place, id)
}

#[test]
fn an_id_that_was_handed_out_stays_with_most_of_its_records_if_the_steward_wants() {
    let (place, id) = three();
    let split = ["decide", "split", &id, "--part", "crm:1"];
    let dry = place.run(&[&split[..], &["--dry-run"]].concat()).ok().to_owned();
    assert!(dry.contains(&format!("{id} was handed out, and 2 of its 3 records are now G-")), "{dry}");
    assert!(dry.contains("--keep-id-with-majority"), "{dry}");
    let done = place.run(&[&split[..], &["--keep-id-with-majority", "--json"]].concat()).json(0);
    assert_eq!((done["seqs"].as_array().unwrap().len(), &done["swap"]), (2, &Value::Null));
    assert_eq!(place.members(&id), ["erp:0007", "erp:0009"]);
    assert_eq!(place.run(&["show", "crm:1", "--json"]).json(0)["split_from"], json!(id));
    place.run(&["verify"]).ok();
    place.run(&["load"]).ok();
    place.run(&["rebuild"]).ok();
    assert_eq!(place.golden_id("erp:0007"), id);
    place.run(&["undo"]).ok();
    assert_eq!((place.members("crm:1").len(), place.golden_id("erp:0009")), (3, id.clone()));
    place.run(&["verify"]).ok();
    // Without: the oldest record keeps it, and the ids can still be exchanged afterwards.
    let done = place.run(&[&split[..], &["--json"]].concat()).json(0);
    assert_eq!((&done["swap"]["id"], &done["swap"]["majority"]), (&json!(id), &json!(2)));
    assert_eq!(place.members(&id), ["crm:1"]);
    let other = done["swap"]["other"].as_str().unwrap();
    place
        .run_with(&["decide", "--file", "-"], &format!("{{\"kind\":\"swap_ids\",\"ids\":[\"{id}\",\"{other}\"]}}\n"))
        .ok();
    assert_eq!(place.members(&id), ["erp:0007", "erp:0009"]);
    place.run(&["undo"]).ok();
    assert_eq!(place.members(&id), ["crm:1"]);
    place.run(&["decide", "swap-ids", "crm:1", other]).ok();
    assert_eq!(place.members(&id), ["erp:0007", "erp:0009"]);
    place.run(&["verify"]).ok();
    assert!(place.run(&["decide", "swap-ids", &id, "erp:0007"]).failed(1).contains("one golden record already"));
}

#[test]
fn a_feed_tells_every_kind_of_change_since_an_export() {
    let place = Place::loaded();
    let [a, b, c, d] = ["crm:1", "crm:2", "crm:3", "erp:0009"].map(|record| place.golden_id(record));
    let first = export(&place);
    assert_eq!(changes(&place, "last"), Vec::<[String; 6]>::new());

    // One merges into another, one is split, one changes its value.
    place.run(&["decide", "merge", "crm:1", "crm:3"]).ok();
    place.run(&["decide", "split", "crm:2", "--parts", "crm:2/erp:0008"]).ok();
    place.run(&["decide", "override", &d, "company_name", "--value", "Delta"]).ok();
    let second = export(&place);
    assert_eq!(second, first + 1);
    let (kept, lost) = if place.golden_id("crm:1") == a { (&a, &c) } else { (&c, &a) };
    let part = if place.golden_id("crm:2") == b { place.golden_id("erp:0008") } else { place.golden_id("crm:2") };
    let rows = changes(&place, &first.to_string());
    assert_eq!(of_ids(&rows), [(lost.as_str(), "merged_into", kept.as_str()), (&part, "split_from", &b)].into());
    let value = rows.iter().find(|row| row[0] == d).unwrap();
    assert_eq!(value[1..], ["value_changed", "", "company_name", "Delta Works", "Delta"]);
    assert!(rows.windows(2).all(|two| (&two[0][0], &two[0][3]) < (&two[1][0], &two[1][3])), "in the order of keys");
    assert!(changes(&place, "last").is_empty());
    let written = place.read("changes.csv");
    changes(&place, "last");
    assert_eq!(place.read("changes.csv"), written, "the same again, byte for byte");

    // A new match run: a record is gone, a new one comes, what was merged is taken apart.
    let merge = place.run(&["log", "--json"]).json(0);
    let merge = merge.as_array().unwrap().iter().find(|entry| entry["kind"] == "merge").unwrap()["seq"].to_string();
    place.run(&["undo", &merge]).ok();
    let crm = place.read("crm.csv");
    let erp: String = place.read("erp.csv").split_inclusive('\n').filter(|line| !line.starts_with("0009")).collect();
    place.write("crm.csv", &format!("{crm}4,Elder,mail@elder.example,1,2026-05-01T00:00:00Z\n"));
    place.write("erp.csv", &erp);
    place.write("matches.csv", &matches(&[&["crm:1", "erp:0007"]]));
    place.run(&["load"]).ok();
    place.run(&["decide", "confirm", "crm:4"]).ok();
    export(&place);
    let new = place.golden_id("crm:4");
    let rows = changes(&place, &second.to_string());
    let expected = [(lost.as_str(), "reinstated", kept.as_str()), (&new, "created", "")];
    assert!(expected.iter().all(|one| of_ids(&rows).contains(one)), "{rows:?}");
    // The override holds on to its record after it is gone from its source; nothing else of the cluster is left.
    assert!(of_ids(&rows).contains(&(d.as_str(), "retired", "")), "{rows:?}");
    let values: Vec<_> = rows.iter().filter(|row| row[0] == new && row[1] == "value_changed").collect();
    assert_eq!((values[0][3].as_str(), values[0][5].as_str()), ("company_name", "Elder"));
    place.run(&["verify"]).ok();

    // From the first export on, the merge and its undo cancel out.
    assert!(!of_ids(&changes(&place, &first.to_string())).iter().any(|(id, ..)| id == lost));
}

#[test]
fn a_feed_shows_what_the_role_sees_and_counts_from_exports_that_there_are() {
    let place = Place::loaded();
    let none = place.run(&["export", "changes", "--since", "last", "--out", "c.csv"]);
    assert!(none.failed(1).contains("no approved golden records were exported"));
    place.run(&["export", "changes", "--out", "c.csv"]).failed(2);
    place.run(&["export", "golden", "--since", "1", "--out", "c.csv"]).failed(2);
    // A part of the columns is no export to count from; nor is a stream.
    let part = ["export", "golden", "--approved-only", "--role", "data_science", "--out", "part.csv", "--json"];
    assert_eq!(place.run(&part).json(0)["export"], Value::Null);
    place.run(&["export", "golden", "--approved-only", "--out", "-"]).ok();
    assert_eq!(export(&place), 1);
    let missing = place.run(&["export", "changes", "--since", "7", "--out", "c.csv"]);
    assert!(missing.failed(1).contains("the exports are 1 ("), "{}", missing.stderr);
    place.run(&["export", "changes", "--since", "2001-01-01", "--out", "c.csv"]).failed(1);
    place.run(&["decide", "override", "crm:1", "email", "--value", "new@acme.example"]).ok();
    assert!(changes(&place, "2999-01-01").is_empty(), "what is not approved yet is held back");
    place.run(&["decide", "confirm", "crm:1"]).ok();
    assert_eq!(changes(&place, "last")[0][4..], ["info@acme.example", "new@acme.example"]);
    place.run(&["export", "changes", "--since", "1", "--role", "auditor", "--out", "c.jsonl"]).ok();
    let line: Value = serde_json::from_str(place.read("c.jsonl").trim()).unwrap();
    assert_eq!((&line["change"], &line["before"]), (&json!("value_changed"), &json!("•••@•••")));
    place.run(&["export", "changes", "--since", "1", "--role", "data_science", "--out", "c.csv"]).ok();
    assert_eq!(place.read("c.csv").lines().count(), 1, "nothing that this role sees has changed");
    place.run(&["export", "changes", "--since", "1", "--role", "bi", "--out", "c.csv"]).failed(1);
}

#[test]
fn what_is_out_as_it_is_says_so_until_it_changes() {
    let place = Place::loaded();
    let status = |record: &str| place.run(&["show", record, "--json"]).json(0)["status"].as_str().unwrap().to_owned();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    assert_eq!((status("crm:1").as_str(), status("crm:3").as_str()), ("approved", "accepted"));
    let out = ["export", "golden", "--approved-only", "--out", "golden.csv"];
    let report = place.run(&out);
    assert!(report.ok().is_empty() && report.stderr.contains("This is export 1:"), "{}", report.stderr);
    assert_eq!((status("crm:1").as_str(), status("crm:3").as_str()), ("exported", "exported"));
    assert_eq!(status("crm:2"), "proposed");
    let first = place.read("golden.csv");
    assert!(first.contains(",approved,") && first.contains(",accepted,") && !first.contains("exported"));
    place.run(&out).ok();
    assert_eq!(place.read("golden.csv"), first, "the same export twice");
    place.run(&["verify"]).ok();
    place.run(&["rebuild"]).ok();
    assert_eq!(status("crm:1"), "exported");
    place.run(&["decide", "override", "crm:1", "email", "--value", "new@acme.example"]).ok();
    assert_ne!(status("crm:1"), "exported");
    place.run(&["undo"]).ok();
    assert_eq!(status("crm:1"), "exported");
    place.run(&["verify"]).ok();
}
