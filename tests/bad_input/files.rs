//! Sources and match output.

use crate::support::Place;
use crate::trial::{Fault, refused, state, worked};

use Fault::{Directory, Gone, Is, Replaced};

/// Runs `load` with each fault in turn.
fn loads_refused(place: &Place, cases: &[(&str, Fault, &[&str])]) {
    let before = state(place);
    for (file, fault, said) in cases {
        refused(place, file, fault, &["load"], said);
    }
    // Not even an attempt leaves a trace.
    assert_eq!(state(place), before);
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!((&report["unchanged"], &report["added"], &report["removed"]), (&6.into(), &0.into(), &0.into()));
}

#[test]
fn a_source_that_cannot_be_read() {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("customer_id".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    loads_refused(
        &worked(),
        &[
            ("crm.csv", Gone, &["crm.csv: there is no such file"]),
            ("crm.csv", Directory, &["crm.csv is a directory; expected a file"]),
            ("crm.csv", Is(b""), &["crm.csv is empty: it has not even a header"]),
            ("crm.csv", Is(&utf16), &["crm.csv is UTF-16; save it as UTF-8"]),
            ("crm.csv", Is(b"PK\x03\x04"), &["crm.csv is a zip archive"]),
            ("crm.csv", Is(b"\x1f\x8b\x08\0"), &["crm.csv is compressed by gzip"]),
            ("crm.csv", Replaced("Borealis", b"Bor\xE9alis"), &["crm.csv:3: byte 6 of the line (0xE9) is not UTF-8"]),
            ("crm.csv", Replaced("Borealis", b"Bor\0alis"), &["crm.csv:3: byte 6 of the line is NUL"]),
            ("crm.csv", Replaced("Borealis GmbH", b"\"Borealis GmbH"), &["crm.csv:3: a quote opens here"]),
            ("crm.csv", Replaced("Borealis GmbH", b"\"Bor\"ealis"), &["crm.csv:3: column \"company\": text follows"]),
        ],
    );
}

#[test]
fn a_source_that_is_not_what_the_configuration_says() {
    loads_refused(
        &worked(),
        &[
            (
                "crm.csv",
                Replaced("customer_id", b"customerid"),
                &["crm.csv: no column \"customer_id\"", "did you mean"],
            ),
            (
                "crm.csv",
                Replaced(",mail,", b",maill,"),
                &["no column \"mail\" (attribute \"email\" of source \"crm\")"],
            ),
            ("crm.csv", Replaced(",changed", b",change"), &["no column \"changed\" (updated_at of source \"crm\")"]),
            ("crm.csv", Replaced(",mail,", b",company,"), &["crm.csv:1: two columns are called \"company\""]),
            ("crm.csv", Replaced("\n2,", b"\n1,"), &["crm.csv:3: record id \"1\" stands in line 2 already"]),
            // Rows that are merely left out leave a hole, and the message leads to it.
            ("crm.csv", Replaced(",3,", b",3,4,"), &["holds crm:2, which no source", "crm.csv:3: 6 fields where the"]),
            (
                "crm.csv",
                Replaced("\n2,", b"\n ,"),
                &["holds crm:2, which no source", "crm.csv:3: the record id is empty"],
            ),
            ("crm.csv", Is(b"customer_id,company,mail,orders,changed\n"), &["crm.csv holds no records"]),
        ],
    );
}

#[test]
fn match_output_that_cannot_be_read_or_contradicts() {
    let head = b"InputSourceARN,ConfidenceLevel,RecordId,MatchID,MatchRule\n";
    loads_refused(
        &worked(),
        &[
            ("matches.csv", Gone, &["matches.csv: there is no such file"]),
            ("matches.csv", Directory, &["matches.csv: no part files in this folder"]),
            ("matches.csv", Is(b""), &["matches.csv: no row places a record in a match group"]),
            ("matches.csv", Is(head), &["matches.csv: no row places a record", "it would dissolve every group"]),
            ("matches.csv", Replaced("MatchID", b"Group"), &["no column \"MatchID\"", "columns found: "]),
            ("matches.csv", Replaced("erp,0.71", b"epr,0.71"), &["matches.csv:5: ", "\"epr\", which is no source"]),
            (
                "matches.csv",
                Replaced("0008,bbbb", b"0007,bbbb"),
                &["matches.csv:5: record erp:0007 is in group \"bbbb\", and in group \"aaaa\" at ", "matches.csv:3"],
            ),
            (
                "matches.csv",
                Replaced("0008,bbbb", b"8,bbbb"),
                &["matches.csv:5: match group bbbb holds erp:8, which no"],
            ),
            ("matches.csv", Replaced("0.93,1", b"9.3,1"), &["matches.csv:2: ConfidenceLevel \"9.3\" is not a number"]),
            ("matches.csv", Replaced("dddd", b"\xFF"), &["matches.csv:7: byte ", "(0xFF) is not UTF-8"]),
            ("matches.csv", Replaced("Email", b"\"Email"), &["matches.csv:2: a quote opens here"]),
        ],
    );
}

#[test]
fn what_the_command_line_names_is_checked_alike() {
    let place = worked();
    let before = state(&place);
    assert!(place.run(&["load", "--matches", "no.csv"]).failed(1).contains("no.csv: there is no such file"));
    assert!(place.run(&["load", "--format", "csvv"]).failed(1).contains("expected one of auto, aws_entity_resolution"));
    assert!(place.run(&["load", "--matches", "crm.csv"]).failed(1).contains("crm.csv: no column \"InputSourceARN\""));
    assert_eq!(state(&place), before);
}

#[test]
fn rows_that_could_not_be_taken_are_told_also_where_the_rest_is_loaded() {
    let place = worked();
    place.write(
        "crm.csv",
        &format!("{}4,Torn\n1,Acme Corp.,info@acme.example,12,2026-01-02T00:00:00Z\n", place.read("crm.csv")),
    );
    let ran = place.run(&["load"]);
    assert!(ran.ok().contains("2 rows could not be taken"), "{}", ran.stdout);
    assert!(ran.stdout.contains("crm.csv:5: 2 fields where the header has 5"), "{}", ran.stdout);
    let report = place.run(&["load", "--json"]).json(0);
    assert_eq!((&report["rejected"][1]["line"], &report["records"]), (&6.into(), &6.into()));
}
