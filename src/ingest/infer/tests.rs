//! Whole guesses over small made-up files.

#![allow(clippy::format_collect)] // Small files, written for reading.

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::guess::File;
use super::{Guess, Scan, guess, scan};
use crate::config::{AttributeKind as K, Config, Sensitivity};
use crate::error::Result;

fn scanned(name: &str, content: &[u8]) -> Result<Scan> {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    scan(&path, &mut |_| {})
}

/// The guess over files `name → content`, and what it says, read back.
fn guessed(domain: Option<&str>, files: &[(&str, &str)]) -> (Guess, Config) {
    let scans: Vec<Scan> = files.iter().map(|(name, content)| scanned(name, content.as_bytes()).unwrap()).collect();
    let files: Vec<File> = files
        .iter()
        .zip(&scans)
        .map(|((name, _), scan)| File { stem: name.split('.').next().unwrap(), path: (*name).to_owned(), scan })
        .collect();
    let guess = guess(domain, &files, None).unwrap();
    let text = guess.to_toml();
    let config = Config::parse(&text, "goldsmith.toml").unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    (guess, config)
}

fn kind(guess: &Guess, name: &str) -> (K, bool) {
    let names: Vec<&str> = guess.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    let found = guess.attributes.iter().find(|attribute| attribute.name == name);
    found.map_or_else(|| panic!("{name}: {names:?}"), |attribute| (attribute.kind, attribute.matched))
}

const CRM: &str = "\
customer_id,source_system,first_name,last_name,email,phone,street,zip,town,dob,notes,balance,segment,changed_at
0001,crm,Anna,Holm,anna@holm.example,+44 20 7946 0101,12 Mill Lane,BA1 1AA,Bath,1981-02-03,called twice,12.50,A,2026-01-02T10:00:00Z
0002,crm,Peter,Quill,pq@quill.example,+44 20 7946 0102,3 High Street,BA2 2BB,Bath,1975-11-30,,3.00,B,2026-01-03T10:00:00Z
0003,crm,Maria,Stone,maria@stone.example,+44 20 7946 0103,9 Elm Road,YO1 1CC,York,1990-06-15,prefers mail,,A,2026-01-04T10:00:00Z
0004,crm,Karl,Winter,karl@winter.example,+44 20 7946 0104,1 Oak Avenue,YO2 2DD,York,1964-12-01,,7.25,A,2026-01-05T10:00:00Z
0005,crm,Lucy,Marsh,lucy@marsh.example,+44 20 7946 0105,77 Park Road,LS1 3EE,Leeds,1988-08-08,,1.00,B,2026-01-06T10:00:00Z
0006,crm,Hugo,Field,hugo@field.example,+44 20 7946 0106,5 Lake Drive,LS2 4FF,Leeds,1971-07-07,vip,2.00,B,2026-01-07T10:00:00Z
";

const SHOP: &str = "\
Kundennummer;Vorname;Nachname;E-Mail;Telefon;Anschrift;PLZ;Ort;Geburtsdatum;Geändert am
A-1;Anna;Holm;anna@holm.example;020 7946 0101;12 Mill Ln;BA1 1AA;Bath;3.2.1981;2026-02-01
A-2;Thomas;Berg;tom@berg.example;020 7946 0190;4 Hill Street;BA9 9ZZ;Bath;1.1.1970;2026-02-02
A-3;Maria;Stone;;020 7946 0103;9 Elm Rd;YO1 1CC;York;15.6.1990;2026-02-03
";

#[test]
fn two_systems_in_two_languages_become_one_schema() {
    let (guess, config) = guessed(Some("customer"), &[("crm.csv", CRM), ("shop.csv", SHOP)]);
    let sources: Vec<_> = guess.sources.iter().map(|source| (source.name.as_str(), source.id.as_str())).collect();
    assert_eq!(sources, [("crm", "customer_id"), ("shop", "Kundennummer")]);
    assert_eq!(guess.sources[0].updated_at.as_deref(), Some("changed_at"));
    assert_eq!(guess.sources[1].updated_at.as_deref(), Some("Geändert am"));
    assert_eq!(guess.sources[0].system, Some(("source_system".into(), "crm".into())));
    for (name, expected, columns) in [
        ("first_name", (K::PersonName, true), ["first_name", "Vorname"]),
        ("last_name", (K::PersonName, true), ["last_name", "Nachname"]),
        ("email", (K::Email, true), ["email", "E-Mail"]),
        ("phone", (K::Phone, true), ["phone", "Telefon"]),
        ("street", (K::Address, true), ["street", "Anschrift"]),
        ("zip", (K::PostalCode, true), ["zip", "PLZ"]),
        ("town", (K::City, true), ["town", "Ort"]),
        ("dob", (K::Date, true), ["dob", "Geburtsdatum"]),
    ] {
        assert_eq!(kind(&guess, name), expected, "{name}");
        let at = config.domain.position(name).unwrap();
        let found: Vec<_> = config.sources.iter().map(|source| source.columns[at].as_deref().unwrap_or("-")).collect();
        assert_eq!(found, columns, "{name}");
    }
    for (name, expected) in [("notes", K::Text), ("balance", K::Money), ("segment", K::Category)] {
        assert_eq!(kind(&guess, name), (expected, false), "{name}");
        assert!(!config.domain.attributes[config.domain.position(name).unwrap()].matched);
    }
    for never in ["customer_id", "kundennummer", "source_system", "changed_at"] {
        assert!(config.domain.position(never).is_none(), "{never} is no attribute");
    }
    let email = config.domain.position("email").unwrap();
    assert_eq!(config.domain.attributes[email].sensitivity, Sensitivity::Pii);
}

#[test]
fn values_outvote_headers_that_they_contradict() {
    let rows: String = (1..=30).map(|n| format!("{n},user{n}@x.example,yes,{}\n", 1_000 + n)).collect();
    let (guess, _) = guessed(None, &[("a.csv", &format!("id,phone,website,surname\n{rows}"))]);
    assert_eq!(kind(&guess, "phone"), (K::Email, true));
    assert_eq!(kind(&guess, "website"), (K::Category, false));
    assert_eq!(kind(&guess, "surname"), (K::Number, false));
    assert!(guess.to_toml().contains("the header says phone, but 100 % of the values look like e-mail addresses"));
}

#[test]
fn keys_are_never_evidence_whatever_they_are_called() {
    let rows: String =
        (1..=40).map(|n| format!("r{n},r{n},{},{},Name {n},X{:06}Q\n", n / 2, n * 7, 9_000 - n)).collect();
    let (guess, _) = guessed(None, &[("a.csv", &format!("record_id,alias,cluster_id,parent_key,label,blob\n{rows}"))]);
    for name in ["alias", "cluster_id", "parent_key", "blob"] {
        assert!(!kind(&guess, name).1, "{name}");
    }
}

#[test]
fn columns_of_one_name_and_two_kinds_are_two_attributes() {
    let mail: String = (1..=20).map(|n| format!("{n},Shop {n},u{n}@x.example\n")).collect();
    let dates: String = (1..=20).map(|n| format!("{n},Shop {n},2026-01-{n:02}\n")).collect();
    let (guess, config) = guessed(
        Some("supplier"),
        &[("a.csv", &format!("id,name,contact\n{mail}")), ("b.csv", &format!("id,name,contact\n{dates}"))],
    );
    let at = |name: &str| {
        config
            .domain
            .position(name)
            .map(|at| config.sources.iter().map(|s| s.columns[at].is_some()).collect::<Vec<_>>())
    };
    let parts: Vec<_> =
        guess.attributes.iter().filter(|a| a.name.starts_with("contact")).map(|a| (a.name.as_str(), a.kind)).collect();
    assert_eq!(parts.len(), 2, "{parts:?}");
    for (name, _) in &parts {
        assert_eq!(at(name).unwrap().iter().filter(|has| **has).count(), 1, "{name}");
    }
}

#[test]
fn products_are_named_by_name_or_title() {
    let a: String = (1..=30).map(|n| format!("{n},Belt Drive Player PX-{n}00 Black,Orvo,${n}9.99\n")).collect();
    let b: String = (1..=30).map(|n| format!("{n},Orvo PX{n}00 player,Orvo Inc,{n}5.00\n")).collect();
    let (guess, config) = guessed(
        None,
        &[("a.csv", &format!("id,name,manufacturer,price\n{a}")), ("b.csv", &format!("id,title,brand,price\n{b}"))],
    );
    assert_eq!(guess.domain, "product");
    assert_eq!(kind(&guess, "title"), (K::Text, true));
    assert_eq!(kind(&guess, "price"), (K::Money, true));
    assert_eq!(config.domain.attributes.len(), 3);
    assert!(guess.to_toml().contains("are taken for one"));
}

#[test]
fn a_file_without_an_id_says_what_is_wrong() {
    let scan = scanned("a.csv", b"customer_id,name\n7,Ann\n8,Bo\n7,Cy\n,Di\n").unwrap();
    let error = guess(None, &[File { stem: "a", path: "a.csv".into(), scan: &scan }], None).unwrap_err();
    assert!(
        error.message.ends_with("a.csv: no column can be the record id: it has to be filled and unique"),
        "{error}"
    );
    assert_eq!(error.hints[0], "column \"customer_id\": \"7\" stands in line 2 and again in line 4");
    let error = guess(None, &[File { stem: "a", path: "a.csv".into(), scan: &scan }], Some("nme")).unwrap_err();
    assert!(error.message.ends_with("did you mean \"name\"?"), "{error}");
    let scan = scanned("b.csv", b"system,id,name\ncrm,1,Ann\nerp,1,Bo\n").unwrap();
    let error = guess(None, &[File { stem: "b", path: "b.csv".into(), scan: &scan }], None).unwrap_err();
    assert!(error.hints.iter().any(|hint| hint.contains("names several systems")), "{error:?}");
}

#[test]
fn files_that_are_no_tables_are_refused_with_the_reason() {
    let wide = (0..1_500).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    for (name, content, reason) in [
        ("a.csv", &b""[..], "is empty: it has not even a header"),
        ("a.csv", b"id,name\n", "has a header and no records"),
        ("a.csv", b"id,name,name\n1,a,b\n", "two columns are called \"name\""),
        ("a.csv", b"id,name\n1,M\xfcller\n", "is not UTF-8"),
        ("a.csv", b"\x00\x01\x02", "is NUL"),
        ("a.csv", b"PK\x03\x04zip", "is a zip archive"),
        ("a.csv", b"id,name\n1\n2,a,b\n", "has no row that can be read"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"[]", "is a JSON array"),
        ("a.jsonl", b"{}\n", "has no object with a member"),
        ("a.csv", format!("{wide}\n{wide}\n").as_bytes(), "has 1500 columns"),
        ("a.xlsx", b"x", "unknown kind of file"),
    ] {
        let error = scanned(name, content).unwrap_err();
        assert!(error.message.contains(reason), "{name}: {error}");
    }
    let scan = scanned("a.csv", b"id\n1\n2\n").unwrap();
    let error = guess(None, &[File { stem: "a", path: "a.csv".into(), scan: &scan }], None).unwrap_err();
    assert!(error.message.contains("besides the record id there is no column with a value"), "{error}");
}

const NAMES: [&str; 5] = ["Holm", "Quill", "Stone", "Winter", "Marsh"];

#[test]
fn json_lines_are_read_by_their_keys() {
    let lines: String = (1..=10)
        .map(|n| {
            format!(
                "{{\"id\": {n}, \"surname\": \"{}\", \"city\": \"Bath\", \"mail\": \"u{n}@x.example\"}}\n",
                NAMES[n % 5]
            )
        })
        .collect();
    let (guess, _) = guessed(None, &[("a.jsonl", &lines)]);
    assert_eq!(guess.sources[0].id, "id");
    assert_eq!(guess.attributes[0].name, "surname");
    assert_eq!(kind(&guess, "mail"), (K::Email, true));
}

#[test]
fn names_that_steer_or_collide_are_made_plain() {
    let text = "id,\"sta\u{1b}[2Jtus\",status,Status,STATUS ,näme\n1,a,b,c,d,e\n2,f,g,h,i,j\n3,k,l,m,n,o\n";
    let (guess, config) = guessed(None, &[("a.csv", text)]);
    let toml = guess.to_toml();
    assert!(!toml.contains('\u{1b}'), "{toml}");
    let names: Vec<&str> = config.domain.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert!(names.contains(&"source_status") && names.contains(&"name"), "{names:?}");
}

#[test]
fn the_sample_is_spread_over_the_whole_file() {
    let rows: String = (0..20_000).map(|n| format!("{n},{}\n", if n < 10_000 { "a" } else { "b" })).collect();
    let scan = scanned("a.csv", format!("id,half\n{rows}").as_bytes()).unwrap();
    assert_eq!(scan.rows, 20_000);
    let late = scan.sample.iter().filter(|row| row[1] == "b").count() * 100 / scan.sample.len();
    assert!((45..=55).contains(&late) && scan.sample.len() <= 8_192, "{late} % of {}", scan.sample.len());
}

#[test]
fn a_file_without_headers_is_told_so() {
    let text = "r-1, anna, holm, 12, 1981\nr-2, peter, quill, 14, 1975\nr-3, maria, stone, 3, 1990\n";
    let scan = scanned("people.csv", text.as_bytes()).unwrap();
    let file = File { stem: "people", path: "people.csv".into(), scan: &scan };
    let error = format!("{:?}", guess(None, &[file], None).unwrap_err());
    assert!(error.contains("looks like a record: r-1, anna, holm"), "{error}");
}

#[test]
fn what_is_said_in_parts_too_does_not_count_twice() {
    let people = [("Anna", "Holm"), ("Peter", "Quill"), ("Maria", "Stone"), ("Karl", "Winter"), ("Lucy", "Marsh")];
    let file = |full: &dyn Fn(&str, &str) -> String, given: &dyn Fn(&str) -> String| {
        let rows = people.iter().enumerate().map(|(id, (first, last))| {
            format!("{id},{},{},{last},{}-02-03\n", full(first, last), given(first), 1960 + id)
        });
        format!("id,full_name,first_name,last_name,dob\n{}", rows.collect::<String>())
    };
    let matched = |text: &str| {
        let (guess, _) = guessed(Some("person"), &[("people.csv", text)]);
        ["full_name", "first_name", "last_name"].map(|name| kind(&guess, name).1)
    };
    let both = |first: &str, last: &str| format!("Dr. {last} {first}");
    assert_eq!(matched(&file(&both, &str::to_owned)), [false, true, true]);
    // Where the parts say something else, each counts.
    assert_eq!(matched(&file(&|_, last| format!("Jan {last}"), &str::to_owned)), [true, true, true]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever a file holds, what is written can be read back, or an error says why not.
    #[test]
    fn every_guess_is_a_valid_configuration(
        header in proptest::collection::vec("\\PC{0,12}", 1..6),
        rows in proptest::collection::vec(proptest::collection::vec("\\PC{0,12}|[a-z]{1,9}@x\\.example|[0-9]{1,8}", 6), 1..20),
    ) {
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let line = |cells: Vec<String>| cells.join(",") + "\n";
        let mut text = line(std::iter::once("id".to_owned()).chain(header.iter().map(|name| cell(name))).collect());
        for (number, row) in rows.iter().enumerate() {
            text.push_str(&line(std::iter::once(number.to_string()).chain(row.iter().take(header.len()).map(|value| cell(value))).collect()));
        }
        if let Ok(scan) = scanned("a.csv", text.as_bytes())
            && let Ok(guess) = guess(None, &[File { stem: "a", path: "a.csv".into(), scan: &scan }], None)
        {
            let toml = guess.to_toml();
            prop_assert!(Config::parse(&toml, "goldsmith.toml").is_ok(), "{:?}\n{}", Config::parse(&toml, "x"), toml);
        }
    }
}
