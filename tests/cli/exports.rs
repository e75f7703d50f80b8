//! The files: columns, order, roles, and whole or none.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::Place;

const GOLDEN: &str = "golden_id,company_name,email,orders,record_count,source_count,min_score,status,version,\
                      approved_by,approved_at,updated_at";

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn golden_records_have_their_columns_and_order() {
    let place = Place::loaded();
    let ran = place.run(&["export", "golden", "--out", "golden.csv"]);
    assert_eq!(ran.ok(), "");
    assert!(ran.stderr.contains("1 cell for a formula"), "{}", ran.stderr);
    let text = place.read("golden.csv");
    assert_eq!(text.lines().next(), Some(GOLDEN));
    assert!(!text.contains('\r'));
    let rows = &rows(&text)[1..];
    assert_eq!(rows.len(), 4);
    assert!(rows.is_sorted_by_key(|row| &row[0]));
    let acme = rows.iter().find(|row| row[1] == "ACME Corporation Ltd.").unwrap();
    assert_eq!(acme[2..6], ["info@acme.example", "12", "2", "2"]);

    let safe = ["export", "golden", "--spreadsheet-safe", "--out", "-"];
    assert!(place.run(&safe).ok().contains(",'=Cumulus,"));
}

#[test]
fn json_lines_keep_columns_and_nulls() {
    let place = Place::loaded();
    let ran = place.run(&["export", "golden", "--format", "jsonl", "--out", "-"]);
    let cumulus = ran.ok().lines().find(|line| line.contains("=Cumulus")).unwrap();
    let value: Value = serde_json::from_str(cumulus).unwrap();
    assert_eq!((&value["orders"], &value["record_count"]), (&json!(null), &json!(1)));
    let order: Vec<_> = GOLDEN.split(',').map(|column| cumulus.find(&format!("\"{column}\":")).unwrap()).collect();
    assert!(order.is_sorted());
}

#[test]
fn roles_see_what_they_may() {
    let place = Place::loaded();
    let export = |what: &str, role: &str| place.run(&["export", what, "--role", role, "--out", "-"]);
    let science = export("golden", "data_science");
    assert!(science.ok().starts_with("golden_id,company_name,orders,record_count,"));
    assert!(!science.stdout.contains("info@acme.example"));
    let audit = export("golden", "auditor");
    assert!(audit.ok().starts_with("golden_id,company_name,email,orders,"));
    assert!(!audit.stdout.contains("info@acme.example") && audit.stdout.contains("ACME Corporation Ltd."));
    assert!(export("golden", "bi").failed(1).contains("counts only"));
    for what in ["crosswalk", "lineage", "pairs", "journal"] {
        assert!(export(what, "auditor").failed(1).contains("role auditor may not have"), "{what}");
        export(what, "steward").ok();
    }
    assert!(export("golden", "nobody").failed(1).contains("no role nobody"));
}

#[test]
fn only_approved_golden_records_go_out_on_request() {
    let place = Place::loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    let ran = place.run(&["export", "golden", "--approved-only", "--out", "golden.csv"]);
    assert_eq!(ran.ok(), "");
    let rows = &rows(&place.read("golden.csv"))[1..];
    let acme = rows.iter().find(|row| row[1] == "ACME Corporation Ltd.").unwrap();
    assert_eq!((acme[7].as_str(), acme[9].as_str()), ("approved", "ada"));
    assert!(rows.iter().all(|row| row[7] == "approved" || (row[7] == "accepted" && row[9] == "rule")));
    assert!(ran.stderr.contains(&format!("Left out {} ", 4 - rows.len())), "{}", ran.stderr);
    assert_eq!(place.run(&["log", "--json"]).json(0)[0]["kind"], "publish");
}

#[test]
fn crosswalk_and_lineage_lead_back_to_the_records() {
    let place = Place::loaded();
    let crosswalk = rows(place.run(&["export", "crosswalk", "--out", "-"]).ok());
    assert_eq!(crosswalk[0].join(","), "golden_id,source,record_id,match_id,link_status,linked_by,linked_at");
    assert_eq!(crosswalk.len(), 7);
    assert!(crosswalk[1..].is_sorted());
    let erp = crosswalk.iter().find(|row| row[2] == "0007").unwrap();
    assert_eq!((erp[1].as_str(), erp[3].as_str(), erp[4].as_str()), ("erp", "aaaa", "matched"));

    let lineage = rows(place.run(&["export", "lineage", "--out", "-"]).ok());
    assert_eq!(
        lineage[0].join(","),
        "golden_id,attribute,value,source,record_id,rule,override_by,override_at,override_reason"
    );
    assert_eq!(lineage.len(), 1 + 4 * 3);
    let name = lineage.iter().find(|row| row[2] == "ACME Corporation Ltd.").unwrap();
    assert_eq!(name[1..5], ["company_name", "ACME Corporation Ltd.", "erp", "0007"]);
}

#[test]
fn labelled_pairs_come_from_standing_decisions() {
    let place = Place::loaded();
    place.run(&["decide", "same", "erp:0007", "crm:1"]).ok();
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    place.run(&["decide", "unsure", "crm:3", "erp:0009"]).ok();
    place.run(&["undo"]).ok();
    let pairs = rows(place.run(&["export", "pairs", "--for", "generic", "--out", "-"]).ok());
    assert_eq!(
        pairs[0].join(","),
        "pair_id,left_source,left_id,right_source,right_id,label,label_origin,probability,weight,author,decided_at,\
         stratum,inclusion_probability,blind,run,left_json,right_json"
    );
    let short: Vec<_> = pairs[1..].iter().map(|row| row[1..7].join(" ")).collect();
    assert_eq!(short, ["crm 1 erp 0007 match same", "crm 2 erp 0008 non_match different"]);
    assert_eq!(pairs[1][15], r#"{"company_name":"Acme Corp.","email":"info@acme.example","orders":"12"}"#);
}

#[test]
fn the_journal_goes_out_for_machines_and_for_people() {
    let place = Place::loaded();
    place.run(&["decide", "same", "crm:1", "erp:0007", "--comment", "clear"]).ok();
    let lines = place.run(&["export", "journal", "--out", "-"]);
    let line: Value = serde_json::from_str(lines.ok().trim_end()).unwrap();
    assert_eq!((&line["kind"], &line["body"]), (&json!("same"), &json!({"a": "crm:1", "b": "erp:0007"})));
    assert_eq!((&line["author"], &line["comment"], &line["writer_seq"]), (&json!("ada"), &json!("clear"), &json!(1)));
    let table = rows(place.run(&["export", "journal", "--format", "csv", "--out", "-"]).ok());
    assert_eq!(table[0].join(","), "seq,time,author,kind,records,comment,retracted_by");
    assert_eq!(table[1][2..6], ["ada", "same", r#"["crm:1","erp:0007"]"#, "clear"]);
}

#[test]
fn a_destination_that_must_not_be_replaced_is_refused() {
    let place = Place::loaded();
    std::fs::create_dir(place.path("folder")).unwrap();
    let export = |path: &str| place.run(&["export", "golden", "--out", path]);
    assert!(export("folder").failed(1).contains("is a directory"));
    assert!(export("no/such/golden.csv").failed(1).contains("folder does not exist"));
    for own in ["goldsmith.toml", "goldsmith.db", "crm.csv", "matches.csv"] {
        let before = std::fs::read(place.path(own)).unwrap();
        assert!(export(own).failed(1).contains("belongs to the workspace"), "{own}");
        assert_eq!(std::fs::read(place.path(own)).unwrap(), before);
    }
    export("golden.csv").ok();
    let first = place.read("golden.csv");
    export("golden.csv").ok();
    assert_eq!(place.read("golden.csv"), first, "the same again");
    let left = std::fs::read_dir(place.dir()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".tmp")));
}

#[test]
fn a_reader_that_leaves_early_gets_no_publication() {
    let place = Place::empty();
    place.run(&["demo", "--no-tui", "--dir", "."]).ok();
    let arguments = ["export", "golden", "--approved-only", "--out", "-", "--quiet"];
    let mut child = place.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let log = place.run(&["log", "--json"]).json(0);
    assert!(log.as_array().unwrap().iter().all(|entry| entry["kind"] == "accept"), "{log}");
}
