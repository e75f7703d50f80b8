//! Decisions that cannot be carried out.

use crate::trial::{state, worked};

#[test]
fn each_names_what_is_wrong_and_changes_nothing() {
    let place = worked();
    let before = state(&place);
    let cases: &[(&[&str], &str)] = &[
        (&["show", "G-NOPE"], "no golden record or record \"G-NOPE\" here"),
        (&["show", "crm:99"], "no record crm:99 in this workspace"),
        (&["show", ""], "no golden record or record \"\" here"),
        (&["why", "crm:1", "crx:2"], "no record crx:2 in this workspace"),
        (&["log", "crm:99"], "no record crm:99 in this workspace"),
        (&["decide", "confirm", "crx:1"], "hint: records are written source:record_id; its sources are crm, erp"),
        (&["decide", "split", "crm:1", "--parts", "crm:1/crm:2"], "crm:2 is not in G-"),
        (&["decide", "split", "crm:1", "--parts", "crm:1/crm:1"], "crm:1 is in two parts"),
        (&["decide", "split", "crm:1", "--parts", "crm:1,erp:0007"], "takes two parts at least"),
        (&["decide", "split", "crm:3", "--parts", "crm:3"], "takes two parts at least"),
        (&["decide", "merge", "crm:1", "erp:0007"], "crm:1 and erp:0007 are one golden record already"),
        (&["decide", "merge", "crm:1", "erp:7"], "no record erp:7 in this workspace"),
        (&["decide", "same", "crm:1", "crm:1"], "crm:1 is one record; a pair takes two"),
        (&["decide", "same", "crm:2", "erp:0008"], "it contradicts what was decided; nothing was changed"),
        (&["decide", "override", "crm:1", "emial", "--value", "x"], "no attribute \"emial\" in this domain"),
        (&["decide", "override", "crm:1", "email", "--from", "crm:2"], "crm:2 is not in G-"),
        (&["undo", "99"], "no decision number 99 in the journal"),
        (&["--as", "ben", "undo"], "nothing to undo: no decision of yours stands"),
        (&["redo"], "nothing to redo: you took nothing back"),
        (&["decide", "--file", "no.jsonl"], "cannot read no.jsonl: "),
        (&["decide", "--file", "."], "cannot read .: "),
        (&["backup", "crm.csv"], "crm.csv exists"),
        (&["backup", "."], ". exists"),
        (&["backup", "no/such.db"], "no/such.db: its folder does not exist"),
        (&["backup", "crm.csv/x.db"], "cannot create crm.csv/x.db: "),
    ];
    for (arguments, said) in cases {
        let ran = place.run(arguments);
        assert!(ran.failed(1).contains(said), "{arguments:?} should say {said:?}: {}", ran.stderr);
    }
    assert_eq!(state(&place), before);
}

#[test]
fn one_bad_line_among_many_stops_them_all() {
    let place = worked();
    let before = state(&place);
    let good = "{\"kind\":\"unsure\",\"id\":\"crm:1\"}\n{\"kind\":\"merge\",\"ids\":[\"crm:3\",\"erp:0009\"]}\n";
    let last = "{\"kind\":\"confirm\",\"id\":\"crm:3\"}\n";
    for (bad, said) in [
        (&b"{\"kind\":\"bless\",\"id\":\"crm:1\"}"[..], "f.jsonl:3: unknown kind `bless`"),
        (b"{\"kind\":\"same\",\"a\":\"crm:1\"}", "f.jsonl:3: `b` is missing"),
        (b"{\"kind\":\"confirm\",\"id\":\"G-NOPE\"}", "f.jsonl:3: no golden record or record \"G-NOPE\" here"),
        (b"{\"kind\":\"split\",\"id\":\"crm:1\",\"parts\":[[\"crm:1\"],[\"web:9\"]]}", "f.jsonl:3: "),
        (
            b"{\"kind\":\"merge\",\"ids\":[\"crm:3\",\"erp:0009\"]}",
            "f.jsonl:3: crm:3 and erp:0009 are one golden record",
        ),
        (b"{\"kind\":\"retract\",\"seq\":99}", "f.jsonl:3: no decision number 99 in the journal"),
        (b"{\"kind\":\"confirm\",\"id\":\"\xFF\"}", "f.jsonl:3: byte 25 of the line is not UTF-8"),
        (b"\xFF\xFE", "f.jsonl:3: byte 1 of the line is not UTF-8"),
        (b"[1]", "f.jsonl:3: "),
        (b"{\"kind\":\"confirm\",\"id\":\"crm:1\"", "f.jsonl:3: EOF"),
    ] {
        std::fs::write(place.path("f.jsonl"), [good.as_bytes(), bad, b"\n", last.as_bytes()].concat()).unwrap();
        let ran = place.run(&["decide", "--file", "f.jsonl"]);
        assert!(ran.failed(1).contains(said), "should say {said:?}: {}", ran.stderr);
    }
    // A contradiction is found as well, wherever in the file it stands.
    place.write("f.jsonl", &format!("{good}{{\"kind\":\"same\",\"a\":\"crm:2\",\"b\":\"erp:0008\"}}\n{last}"));
    assert!(place.run(&["decide", "--file", "f.jsonl"]).failed(1).contains("it contradicts what was decided"));
    place.write("f.jsonl", "");
    assert!(place.run(&["decide", "--file", "f.jsonl"]).failed(1).contains("f.jsonl holds no decisions"));
    assert_eq!(state(&place), before);
}

#[test]
fn a_cluster_in_conflict_is_not_approved() {
    let place = worked();
    place.run(&["decide", "override", "crm:1", "company_name", "--value", "Acme"]).ok();
    place.run(&["decide", "override", "erp:0009", "company_name", "--value", "Delta"]).ok();
    place.run(&["decide", "merge", "crm:1", "erp:0009"]).ok();
    let before = state(&place);
    let ran = place.run(&["decide", "approve", "crm:1"]);
    assert!(ran.failed(1).contains("overrides of a golden value disagree, so this cluster cannot be approved"));
    assert!(ran.stderr.contains("hint: override the value again"));
    assert_eq!(state(&place), before);
}
