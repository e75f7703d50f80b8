//! load, again and again: match runs change, decisions and golden ids stay; increments add.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Place, Ran, has};

const CRM_HEAD: &str = "customer_id,company,mail,orders,changed\n";
const ERP_HEAD: &str = "no,name1,email,changed\n";
const BOREALIS: &str = "0010,Borealis GmbH,post@borealis.example,2026-03-01T00:00:00Z\n";

/// Match output with these groups, in this order.
fn matches(groups: &[(&str, &[&str])]) -> String {
    let mut text = "InputSourceARN,ConfidenceLevel,RecordId,MatchID,MatchRule\n".to_owned();
    for (group, records) in groups {
        for record in *records {
            let (source, id) = record.split_once(':').unwrap();
            writeln!(text, "arn:aws:glue:eu-west-1:111122223333:table/mdm/{source},0.93,{id},{group},Rule").unwrap();
        }
    }
    text
}

const FIRST: &[(&str, &[&str])] = &[
    ("aaaa", &["crm:1", "erp:0007"]),
    ("bbbb", &["crm:2", "erp:0008"]),
    ("cccc", &["crm:3"]),
    ("dddd", &["erp:0009"]),
];

/// The small workspace, loaded with groups that all have the same confidence.
fn loaded() -> Place {
    let place = Place::unloaded();
    load(&place, FIRST);
    place
}

#[track_caller]
fn load(place: &Place, groups: &[(&str, &[&str])]) -> Value {
    place.write("matches.csv", &matches(groups));
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
    report
}

#[track_caller]
fn add(place: &Place, groups: &[(&str, &[&str])]) -> Value {
    place.write("increment.csv", &matches(groups));
    let report = place.run(&["load", "--incremental", "--matches", "increment.csv", "--json"]).json(0);
    assert_eq!(place.run(&["verify", "--json"]).json(0)["ok"], true);
    report
}

fn show(place: &Place, id: &str) -> Value {
    place.run(&["show", id, "--json"]).json(0)
}

/// A new record of erp, with these groups.
#[track_caller]
fn with_new_record(place: &Place, groups: &[(&str, &[&str])]) -> Value {
    place.write("erp.csv", &(place.read("erp.csv") + BOREALIS));
    load(place, groups)
}

/// The exported crosswalk without what the match run calls its groups.
fn crosswalk(place: &Place) -> String {
    place.run(&["export", "crosswalk", "--out", "crosswalk.csv"]).ok();
    let text = place.read("crosswalk.csv");
    assert!(text.starts_with("golden_id,source,record_id,match_id,"));
    let without = |line: &str| {
        line.split(',').enumerate().filter(|(i, _)| *i != 3).map(|(_, f)| f.to_owned() + ",").collect::<String>()
    };
    text.lines().map(|line| without(line) + "\n").collect()
}

fn golden(place: &Place) -> String {
    place.run(&["export", "golden", "--out", "golden.csv"]).ok();
    place.read("golden.csv")
}

#[test]
fn other_names_for_the_same_groups_change_nothing() {
    let place = loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    place.run(&["decide", "split", "crm:2", "--parts", "crm:2/erp:0008"]).ok();
    place.run(&["decide", "override", "crm:3", "email", "--value", "new@cumulus.example"]).ok();
    let (before, links, queue) = (golden(&place), crosswalk(&place), place.run(&["queue", "--json"]).json(0));
    let report = load(
        &place,
        &[("1", &["erp:0009"]), ("zz", &["crm:3"]), ("y", &["erp:0008", "crm:2"]), ("x", &["erp:0007", "crm:1"])],
    );
    assert_eq!((&report["run"], &report["decisions_kept"]), (&json!(1), &json!(3)));
    assert_eq!((&report["changed_under_decision"], &report["bridges"]), (&json!([]), &json!([])));
    assert_eq!(report["ids"], json!({"created": 0, "merged_into": 0, "retired": 0}));
    assert_eq!(golden(&place), before);
    assert_eq!(crosswalk(&place), links);
    assert_eq!(place.run(&["queue", "--json"]).json(0), queue);
    assert_eq!(show(&place, "crm:1")["members"][0]["match_id"], "x");
}

#[test]
fn a_confirmed_cluster_stays_when_the_engine_splits_its_group() {
    let place = loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    let before = show(&place, "crm:1");
    let report = load(
        &place,
        &[
            ("a", &["crm:1"]),
            ("b", &["erp:0007"]),
            ("c", &["crm:2", "erp:0008"]),
            ("d", &["crm:3"]),
            ("e", &["erp:0009"]),
        ],
    );
    assert_eq!((&report["decisions_over_model"], &report["changed_under_decision"]), (&json!(1), &json!([])));
    assert_eq!(report["run"], 2);
    let after = show(&place, "crm:1");
    assert_eq!((&after["golden_id"], &after["status"]), (&before["golden_id"], &before["status"]));
    assert_eq!(place.members("crm:1"), ["crm:1", "erp:0007"]);
}

#[test]
fn a_split_stays_when_the_engine_merges_groups_and_the_report_names_what_changed() {
    let place = loaded();
    place.run(&["decide", "split", "crm:2", "--parts", "crm:2/erp:0008"]).ok();
    let (two, eight, one) = (place.golden_id("crm:2"), place.golden_id("erp:0008"), place.golden_id("crm:1"));
    let report =
        load(&place, &[("m", &["crm:1", "erp:0007", "crm:2", "erp:0008"]), ("c", &["crm:3"]), ("d", &["erp:0009"])]);
    assert!(!place.members("crm:2").contains(&"erp:0008".to_owned()));
    let changed = report["changed_under_decision"].as_array().unwrap();
    assert!(!changed.is_empty());
    for cluster in changed {
        has(cluster, &["golden_id", "before", "joined", "left"]);
        assert_eq!(cluster["decisions"], json!([{"seq": 1, "kind": "split", "author": "ada"}]));
        assert!([&two, &eight].contains(&&cluster["before"].as_str().unwrap().to_owned()), "{cluster}");
    }
    assert_eq!(report["ids"], json!({"created": 0, "merged_into": 1, "retired": 0}));
    let text = place.run(&["load"]);
    assert!(!text.ok().contains("other records now"), "the same run again changes nothing: {}", text.stdout);
    // The run as it was brings every id back.
    let report = load(&place, FIRST);
    assert_eq!(report["ids"]["created"], 1);
    assert_eq!((place.golden_id("crm:2"), place.golden_id("erp:0008"), place.golden_id("crm:1")), (two, eight, one));
}

#[test]
fn a_record_that_moves_is_told_of_where_a_decision_speaks_of_its_cluster() {
    let place = loaded();
    place.run(&["decide", "override", "crm:2", "email", "--value", "hello@borealis.example"]).ok();
    let id = place.golden_id("crm:2");
    place.write(
        "matches.csv",
        &matches(&[
            ("a", &["crm:1", "erp:0007"]),
            ("b", &["crm:2"]),
            ("c", &["crm:3"]),
            ("d", &["erp:0009", "erp:0008"]),
        ]),
    );
    let text = place.run(&["load"]).ok().to_owned();
    let line =
        format!("1 cluster that was decided holds other records now:\n  {id}: erp:0008 left; override by ada (#1)\n");
    assert!(text.contains(&line), "{text}");
    assert_eq!((place.golden_id("crm:2"), place.members("crm:2")), (id.clone(), vec!["crm:2".to_owned()]));
    let report = load(&place, FIRST);
    let expected = json!([{
        "golden_id": id, "before": id, "joined": ["erp:0008"], "left": [],
        "decisions": [{"seq": 1, "kind": "override", "author": "ada"}],
    }]);
    assert_eq!(report["changed_under_decision"], expected);
    // Nobody cares once it is taken back.
    place.run(&["undo"]).ok();
    let report = load(
        &place,
        &[("a", &["crm:1", "erp:0007"]), ("b", &["crm:2"]), ("c", &["crm:3"]), ("d", &["erp:0009", "erp:0008"])],
    );
    assert_eq!(report["changed_under_decision"], json!([]));
}

#[test]
fn a_record_that_goes_and_comes_back_finds_its_place() {
    let place = loaded();
    place.run(&["decide", "confirm", "crm:1"]).ok();
    let (before, erp) = (golden(&place), place.read("erp.csv"));
    let id = place.golden_id("crm:1");
    let without: String =
        erp.lines().filter(|line| !line.starts_with("0007")).map(|line| line.to_owned() + "\n").collect();
    place.write("erp.csv", &without);
    let report =
        load(&place, &[("a", &["crm:1"]), ("b", &["crm:2", "erp:0008"]), ("c", &["crm:3"]), ("d", &["erp:0009"])]);
    assert_eq!(report["removed"], 1);
    assert_eq!(report["changed_under_decision"][0]["left"], json!(["erp:0007"]));
    assert_eq!(show(&place, "crm:1")["task"]["kind"], "stale");
    assert_eq!(place.golden_id("crm:1"), id);
    place.write("erp.csv", &erp);
    let report = load(&place, FIRST);
    assert_eq!(report["changed_under_decision"][0]["joined"], json!(["erp:0007"]));
    assert_eq!(golden(&place), before);

    // A cluster that goes whole is retired, and comes back under its own id.
    place.run(&["decide", "override", "erp:0009", "email", "--null"]).ok();
    let delta = place.golden_id("erp:0009");
    let without: String =
        erp.lines().filter(|line| !line.starts_with("0009")).map(|line| line.to_owned() + "\n").collect();
    place.write("erp.csv", &without);
    let report = load(&place, &FIRST[..3]);
    assert_eq!(report["ids"], json!({"created": 0, "merged_into": 0, "retired": 1}));
    let gone = &report["changed_under_decision"][0];
    assert_eq!(
        (&gone["golden_id"], &gone["before"], &gone["left"]),
        (&json!(null), &json!(delta), &json!(["erp:0009"]))
    );
    place.write("erp.csv", &erp);
    load(&place, FIRST);
    assert_eq!(place.golden_id("erp:0009"), delta);
    assert!(show(&place, "erp:0009")["golden"]["email"]["value"].is_null());
}

const BRIDGED: &[(&str, &[&str])] = &[
    ("a", &["crm:1", "erp:0007"]),
    ("b", &["crm:2", "erp:0008", "erp:0010"]),
    ("c", &["crm:3"]),
    ("d", &["erp:0009"]),
];

/// Borealis and Boreal Fisheries were set apart, and a new record was matched with both.
fn bridged() -> (Place, Value) {
    let place = loaded();
    place.run(&["decide", "split", "crm:2", "--parts", "crm:2/erp:0008"]).ok();
    let report = with_new_record(&place, BRIDGED);
    (place, report)
}

#[test]
fn a_new_record_between_two_that_were_set_apart_is_a_task_that_shows_both_sides() {
    let (place, report) = bridged();
    let (here, there) = (place.golden_id("crm:2"), place.golden_id("erp:0008"));
    assert_eq!(place.members("crm:2"), ["crm:2", "erp:0010"]);
    let bridge = &report["bridges"][0];
    assert_eq!(report["bridges"].as_array().unwrap().len(), 1);
    assert_eq!((&bridge["from"], &bridge["to"]), (&json!("erp:0010"), &json!("erp:0008")));
    assert_eq!((&bridge["golden_id"], &bridge["other_golden_id"]), (&json!(here), &json!(there)));
    for (id, other) in [(&here, &there), (&there, &here)] {
        let shown = &show(&place, id)["bridges"][0];
        assert_eq!((&shown["from"], &shown["to"]), (&json!("erp:0010"), &json!("erp:0008")));
        assert_eq!(shown["other_golden_id"], *other);
        assert_eq!((&shown["separated_by"]["seq"], &shown["separated_by"]["author"]), (&json!(1), &json!("ada")));
        assert!(shown["probability"].is_f64());
        let text = place.run(&["show", id]).ok().to_owned();
        assert!(text.contains("erp:0010 also matches erp:0008") && text.contains(other), "{text}");
    }
    let queue = place.run(&["queue", "--kind", "suspicious", "--json"]).json(0);
    let task = queue.as_array().unwrap().iter().find(|task| task["golden_id"] == here).unwrap();
    let reason = task["reason"].as_str().unwrap();
    assert!(reason.starts_with(&format!("erp:0010 in {here} also matches erp:0008 in {there} (")), "{reason}");
    assert!(reason.ends_with("and ada set the two apart"), "{reason}");
    // The same again, under other names, is nothing new.
    let again = load(&place, &[("q", BRIDGED[0].1), ("r", BRIDGED[1].1), ("s", BRIDGED[2].1), ("t", BRIDGED[3].1)]);
    assert_eq!(again["bridges"], json!([]));
}

#[test]
fn every_way_out_of_a_bridge_closes_it() {
    let ways: [(&[&str], &[&str]); 6] = [
        (&["decide", "same", "erp:0010", "crm:2"], &["crm:2", "erp:0010"]),
        (&["decide", "same", "erp:0010", "erp:0008"], &["erp:0008", "erp:0010"]),
        (&["decide", "different", "erp:0010", "erp:0008"], &["crm:2", "erp:0010"]),
        (&["decide", "confirm", "erp:0010"], &["crm:2", "erp:0010"]),
        (&["decide", "approve", "erp:0010"], &["crm:2", "erp:0010"]),
        // Set apart from the one, it goes to the other, with which the run put it as well.
        (&["decide", "split", "crm:2", "--parts", "crm:2/erp:0010"], &["erp:0008", "erp:0010"]),
    ];
    for (way, members) in ways {
        let (place, _) = bridged();
        place.run(way).ok();
        assert_eq!(place.members("erp:0010"), members, "{way:?}");
        for record in ["erp:0010", "crm:2", "erp:0008"] {
            assert_eq!(show(&place, record)["bridges"], json!([]), "{way:?}, {record}");
        }
        let queue = place.run(&["queue", "--json"]).json(0);
        let open = queue
            .as_array()
            .unwrap()
            .iter()
            .filter(|task| task["reason"].as_str().unwrap().contains("set the two apart"));
        assert_eq!(open.count(), 0, "{way:?}: {queue}");
        assert_eq!(place.run(&["load", "--json"]).json(0)["bridges"], json!([]));
    }
}

#[test]
fn an_increment_adds_to_the_groups_that_are_there() {
    let place = loaded();
    let id = place.golden_id("crm:2");
    // Sources, too, hold only what is new and changed.
    place.write("crm.csv", CRM_HEAD);
    place.write("erp.csv", &(ERP_HEAD.to_owned() + BOREALIS));
    let report = add(&place, &[("bbbb", &["erp:0010"])]);
    assert_eq!((&report["added"], &report["removed"], &report["records"]), (&json!(1), &json!(0), &json!(7)));
    assert_eq!((&report["run"], &report["groups"], &report["groups_read"]), (&json!(2), &json!(4), &json!(1)));
    assert_eq!(report["incremental"], true);
    assert_eq!(place.members("erp:0010"), ["crm:2", "erp:0008", "erp:0010"]);
    assert_eq!(
        (place.golden_id("erp:0010"), place.members("crm:1")),
        (id, vec!["crm:1".to_owned(), "erp:0007".to_owned()])
    );

    // A record leaves its group, and what it leaves stays together.
    let report = add(&place, &[("eeee", &["crm:2", "crm:3"])]);
    assert_eq!((&report["run"], &report["groups"]), (&json!(3), &json!(4)));
    assert_eq!(place.members("crm:2"), ["crm:2", "crm:3"]);
    assert_eq!(place.members("erp:0008"), ["erp:0008", "erp:0010"]);

    // The same again changes nothing, and is the same run as all groups in one file.
    let before = (golden(&place), crosswalk(&place));
    assert_eq!(add(&place, &[("eeee", &["crm:3", "crm:2"])])["run"], 3);
    assert_eq!((golden(&place), crosswalk(&place)), before);
    let text = place.run(&["load", "--incremental", "--matches", "increment.csv"]).ok().to_owned();
    assert!(text.contains("1 match group added to earlier ones, 4 in all"), "{text}");
    let whole = Place::unloaded();
    whole.write("erp.csv", &(whole.read("erp.csv") + BOREALIS));
    let report = load(
        &whole,
        &[
            ("1", &["crm:1", "erp:0007"]),
            ("2", &["crm:2", "crm:3"]),
            ("3", &["erp:0008", "erp:0010"]),
            ("4", &["erp:0009"]),
        ],
    );
    assert_eq!(report["run"], 1);
    let pairs = |place: &Place, record: &str| show(place, record)["pairs"].clone();
    assert_eq!(pairs(&whole, "erp:0008"), pairs(&place, "erp:0008"));
    for record in ["crm:2", "erp:0008", "erp:0009"] {
        assert_eq!(show(&whole, record)["status"], show(&place, record)["status"], "{record}");
    }
}

#[test]
fn an_increment_with_a_changed_record_scores_its_group_anew() {
    let place = loaded();
    let score = |place: &Place| {
        place.run(&["export", "golden", "--out", "golden.csv"]).ok();
        let text = place.read("golden.csv");
        let id = place.golden_id("crm:2");
        text.lines().find(|line| line.starts_with(&id)).unwrap().to_owned()
    };
    let before = score(&place);
    place.write("crm.csv", CRM_HEAD);
    place.write("erp.csv", &format!("{ERP_HEAD}0008,Borealis GmbH,post@borealis.example,2026-03-01T00:00:00Z\n"));
    let report = add(&place, &[]);
    assert_eq!((&report["changed"], &report["groups"], &report["run"]), (&json!(1), &json!(4), &json!(1)));
    let after = score(&place);
    assert_ne!(before, after);
    // As if everything had been loaded at once.
    let whole = Place::unloaded();
    let erp = whole.read("erp.csv").replace(
        "0008,Boreal Fisheries,office@fisheries.example,2026-02-03",
        "0008,Borealis GmbH,post@borealis.example,2026-03-01",
    );
    whole.write("erp.csv", &erp);
    load(&whole, FIRST);
    assert_eq!(score(&whole), after);
}

#[test]
fn the_configuration_can_say_incremental_and_the_command_line_otherwise() {
    let place = loaded();
    let configuration = place.read("goldsmith.toml").replace("[matches]", "[matches]\nincremental = true");
    place.write("goldsmith.toml", &configuration);
    place.write("matches.csv", &matches(&[("aaaa", &["crm:3"])]));
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!((&report["groups"], &report["incremental"]), (&json!(3), &json!(true)));
    assert_eq!(place.members("crm:3"), ["crm:1", "crm:3", "erp:0007"]);
    place.write("matches.csv", &matches(FIRST));
    assert_eq!(place.run(&["load", "--full", "--json"]).json(0)["incremental"], false);
    assert_eq!(place.members("crm:3"), ["crm:3"]);
    assert_eq!(place.run(&["load", "--full", "--incremental"]).status, 2);
    place.write("goldsmith.toml", &configuration.replace("incremental = true", "incremental = 3"));
    assert!(place.run(&["load"]).failed(1).contains("incremental"));
}

#[test]
fn an_increment_may_be_the_folder_of_a_job() {
    let place = loaded();
    for (part, groups) in
        [("part-0", [("aaaa", ["crm:3"].as_slice())]), ("part-1", [("ffff", ["erp:0008"].as_slice())])]
    {
        std::fs::create_dir_all(place.path("job/success")).unwrap();
        place.write(&format!("job/success/{part}.csv"), &matches(&groups));
    }
    let arguments = ["load", "--incremental", "--matches", "job", "--format", "aws_entity_resolution", "--json"];
    assert_eq!(place.run(&arguments).json(0)["groups_read"], 2);
    assert_eq!(place.members("crm:3"), ["crm:1", "crm:3", "erp:0007"]);
    assert_eq!(place.members("erp:0008"), ["erp:0008"]);
}

#[test]
fn an_increment_that_names_an_unknown_record_changes_nothing() {
    let place = loaded();
    let before = (golden(&place), crosswalk(&place));
    place.write("crm.csv", &format!("{CRM_HEAD}9,Newcomer,new@comer.example,1,2026-05-05T00:00:00Z\n"));
    place.write("increment.csv", &matches(&[("aaaa", &["crm:9"]), ("bbbb", &["erp:0007", "erp:4711"])]));
    let ran: Ran = place.run(&["load", "--incremental", "--matches", "increment.csv"]);
    let said = ran.failed(1);
    assert!(said.contains("increment.csv:4: match group bbbb holds erp:4711, which no source has"), "{said}");
    assert_eq!((golden(&place), crosswalk(&place)), before);
    assert_eq!(place.run(&["show", "crm:9"]).status, 1);
    // A record that is gone from its source is unknown as well.
    place.write("crm.csv", CRM_HEAD);
    load(&place, &[("a", &["erp:0007"]), ("b", &["erp:0008"]), ("d", &["erp:0009"])]);
    place.write("increment.csv", &matches(&[("a", &["crm:1"])]));
    assert!(
        place.run(&["load", "--incremental", "--matches", "increment.csv"]).failed(1).contains("increment.csv:2: ")
    );
}
