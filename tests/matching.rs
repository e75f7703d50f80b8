//! The own matcher from CSV to clusters, on people made up here: two systems, slips, nicknames, households.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "matching/increments.rs"]
mod increments;
#[path = "matching/possible.rs"]
mod possible;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const GIVEN: [&str; 24] = [
    "William",
    "Margaret",
    "Robert",
    "Elizabeth",
    "Henrik",
    "Sofia",
    "Catherine",
    "Edward",
    "Amira",
    "Jonas",
    "Priya",
    "Thomas",
    "Ingrid",
    "Matteo",
    "Yusuf",
    "Clara",
    "Patrick",
    "Rebecca",
    "Samuel",
    "Victoria",
    "Oskar",
    "Helena",
    "Dimitri",
    "Fiona",
];
const NICK: [(&str, &str); 6] = [
    ("William", "Bill"),
    ("Margaret", "Peggy"),
    ("Robert", "Bob"),
    ("Elizabeth", "Liz"),
    ("Catherine", "Kate"),
    ("Edward", "Ted"),
];
const SYLLABLES: [&str; 16] =
    ["ash", "bran", "cor", "dal", "ed", "fen", "gar", "hol", "is", "kel", "lund", "mor", "nor", "ost", "per", "ros"];
const ENDS: [&str; 8] = ["ton", "wick", "berg", "by", "field", "sen", "ley", "mann"];
const STREETS: [&str; 10] =
    ["Mill", "Station", "Harbour", "Linden", "Quarry", "Orchard", "Bishop", "Weaver", "Canal", "Ferry"];

struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

#[derive(Clone)]
struct Person {
    given: String,
    surname: String,
    mail: String,
    phone: String,
    street: String,
    town: String,
}

/// Rows of both files, and who each is. Every third person lives with the one before; half of all stand in both files.
fn people(count: usize) -> ([Vec<String>; 2], String) {
    let mut draw = Draw(7);
    let mut rows = [Vec::new(), Vec::new()];
    let mut truth = "source_system,record_id,entity_id\n".to_owned();
    let mut before: Option<Person> = None;
    for number in 0..count {
        let given = GIVEN[draw.below(GIVEN.len())].to_owned();
        let mut person = Person {
            surname: format!("{}{}{}", SYLLABLES[draw.below(16)], SYLLABLES[draw.below(16)], ENDS[draw.below(8)]),
            mail: String::new(),
            phone: format!("0{}", 200_000_000 + draw.below(700_000_000)),
            street: format!("{} {} Street", 1 + draw.below(180), STREETS[draw.below(10)]),
            town: format!("{}{}", SYLLABLES[draw.below(16)], ENDS[draw.below(8)]),
            given,
        };
        if let Some(before) = before.filter(|before| number % 3 == 0 && before.given != person.given) {
            person = Person { given: person.given, mail: String::new(), ..before };
        }
        person.mail = format!("{}.{}{}@post.example", person.given.to_lowercase(), person.surname, number % 90);
        for (system, rows) in rows.iter_mut().enumerate() {
            if system == 0 || number % 2 == 0 {
                let id = format!("{}{number:05}", ["a", "b"][system]);
                let seen = if system == 0 { person.clone() } else { slip(&person, &mut draw) };
                let name = ["one", "two"][system];
                writeln!(truth, "{name},{id},{number}").unwrap();
                let Person { given, surname, mail, phone, street, town } = seen;
                rows.push(format!("{id},{given},{surname},{mail},{phone},{street},{town}"));
            }
        }
        before = Some(person);
    }
    (rows, truth)
}

fn slip(person: &Person, draw: &mut Draw) -> Person {
    let mut seen = person.clone();
    match draw.below(6) {
        0 => seen.surname.truncate(seen.surname.len() - 1),
        1 => seen.mail = String::new(),
        2 => {
            if let Some((_, nick)) = NICK.iter().find(|(formal, _)| *formal == seen.given) {
                seen.given = (*nick).to_owned();
            }
        }
        3 => seen.phone = format!("0{}", 200_000_000 + draw.below(700_000_000)),
        4 => seen.street = seen.street.replace(" Street", " St."),
        _ => seen.given = seen.given[..1].to_owned(),
    }
    seen
}

fn goldsmith(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_goldsmith"))
        .args(arguments)
        .current_dir(dir)
        .env("GOLDSMITH_STEWARD", "ana")
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap() + &String::from_utf8_lossy(&out.stderr);
    (out.status.code().unwrap(), text)
}

fn json(dir: &Path, arguments: &[&str]) -> Value {
    let (status, text) = goldsmith(dir, arguments);
    assert_eq!(status, 0, "{arguments:?}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{problem}: {text}"))
}

/// A workspace made by nothing but `init` and `load`.
fn workspace(rows: &[Vec<String>; 2]) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    for (name, rows) in ["one.csv", "two.csv"].iter().zip(rows) {
        let text = format!("person_id,given_name,surname,email,phone,street,city\n{}\n", rows.join("\n"));
        fs::write(place.path().join(name), text).unwrap();
    }
    for arguments in [&["init", ".", "--domain", "person"][..], &["load", "-q"]] {
        let (status, text) = goldsmith(place.path(), arguments);
        assert_eq!(status, 0, "{arguments:?}: {text}");
    }
    place
}

/// Clusters of two or more, by their records.
fn clusters(dir: &Path) -> Vec<Vec<String>> {
    let (status, text) = goldsmith(dir, &["export", "crosswalk", "--out", "crosswalk.csv"]);
    assert_eq!(status, 0, "{text}");
    let mut by_id: HashMap<String, Vec<String>> = HashMap::new();
    for row in csv::Reader::from_path(dir.join("crosswalk.csv")).unwrap().records() {
        let row = row.unwrap();
        by_id.entry(row[0].to_owned()).or_default().push(format!("{}:{}", &row[1], &row[2]));
    }
    let mut clusters: Vec<_> = by_id.into_values().filter(|members| members.len() > 1).collect();
    for members in &mut clusters {
        members.sort();
    }
    clusters.sort();
    clusters
}

#[test]
fn a_strangers_files_become_good_clusters_untouched() {
    let (rows, truth) = people(900);
    let place = workspace(&rows);
    let dir = place.path();
    fs::write(dir.join("truth.csv"), truth).unwrap();
    let report = json(dir, &["match", "--json"]);
    assert_eq!(report["run"], 1);
    for field in ["candidate_pairs", "pairs", "clusters", "keys"] {
        assert!(report.get(field).is_some(), "{field}: {report}");
    }
    for part in ["block", "score", "cluster"] {
        assert!(report["seconds"][part].as_f64().is_some_and(|seconds| seconds >= 0.0));
    }
    let found = json(dir, &["evaluate", "--truth", "truth.csv", "--json"]);
    assert!(found["pairwise"]["f1"].as_f64().unwrap() >= 0.97, "{}", found["pairwise"]);
    // The same again is the same run; its clusters stand.
    let before = clusters(dir);
    assert_eq!(json(dir, &["match", "--json"])["run"], 1);
    assert_eq!(clusters(dir), before);
    let (status, text) = goldsmith(dir, &["verify"]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn matching_with_the_load_comes_to_what_both_do_after_each_other() {
    let (rows, _) = people(300);
    let places = [workspace(&rows), workspace(&rows)];
    let tasks = |dir: &Path| {
        let mut tasks: Vec<String> = json(dir, &["queue", "--limit", "1000", "--json"])
            .as_array()
            .unwrap()
            .iter()
            .map(|task| format!("{} {} {}", task["kind"], task["golden_id"], task["reason"]))
            .collect();
        tasks.sort();
        tasks
    };
    let both = |changed: bool| {
        let [one, other] = places.each_ref().map(TempDir::path);
        json(one, &["load", "--json"]);
        let matched = json(one, &["match", "--json"]);
        let loaded = json(other, &["load", "--match", "--json"]);
        for field in
            ["run", "records", "clusters", "groups", "pairs", "model", "decisions_kept", "decisions_over_model"]
        {
            assert_eq!(loaded["matched"][field], matched[field], "{field}");
        }
        assert_eq!(loaded["changed"].as_u64().unwrap() > 0, changed, "{loaded}");
        assert_eq!(clusters(one), clusters(other));
        // All but the moments at which somebody decided.
        let crosswalk = |dir: &Path| -> Vec<String> {
            let text = fs::read_to_string(dir.join("crosswalk.csv")).unwrap();
            text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect()
        };
        assert!(crosswalk(one) == crosswalk(other) && tasks(one) == tasks(other));
        for dir in [one, other] {
            let (status, text) = goldsmith(dir, &["verify"]);
            assert_eq!(status, 0, "{text}");
        }
    };
    both(false);
    // Decisions, then other content: what follows is made once here, twice there.
    let of_both = |pair: &Vec<String>| pair.len() == 2 && pair[1].starts_with("two:");
    let pairs: Vec<_> = clusters(places[0].path()).into_iter().filter(of_both).collect();
    assert!(pairs.len() > 50);
    for place in &places {
        json(place.path(), &["decide", "different", &pairs[0][0], &pairs[0][1], "--json"]);
        json(place.path(), &["decide", "confirm", &pairs[1][0], "--json"]);
        let file = place.path().join("two.csv");
        let text = fs::read_to_string(&file).unwrap();
        let id = pairs[1][1].strip_prefix("two:").unwrap();
        let changed: Vec<String> = text
            .lines()
            .filter(|line| !line.starts_with(pairs[2][1].strip_prefix("two:").unwrap()))
            .map(|line| if line.starts_with(id) { line.replace(',', ",X") } else { line.to_owned() })
            .collect();
        fs::write(file, changed.join("\n")).unwrap();
    }
    both(true);
    let (status, text) = goldsmith(places[1].path(), &["load", "--match", "--keep-model"]);
    assert!(status == 0 && text.contains("by the kept model"), "{text}");
    let (status, text) = goldsmith(places[1].path(), &["load", "--match", "--matches", "groups.csv"]);
    assert!(status == 2 && text.contains("cannot be used with"), "{text}");
}

#[test]
fn files_alone_give_the_clusters_of_a_workspace() {
    let (rows, _) = people(500);
    let place = workspace(&rows);
    let dir = place.path();
    let report = json(dir, &["match", "--json"]);
    let files = json(dir, &["match", "two.csv", "one.csv", "--out", "groups.csv", "--json"]);
    for field in ["records", "clusters", "groups", "pairs", "candidate_pairs"] {
        assert_eq!(files[field], report[field], "{field}");
    }
    let before = clusters(dir);
    assert!(before.len() > 100);
    // What was written is match output like that of any engine: the same clusters come of it.
    let configuration = fs::read_to_string(dir.join("goldsmith.toml")).unwrap();
    fs::write(dir.join("goldsmith.toml"), configuration + "\n[matches]\nfile = \"groups.csv\"\n").unwrap();
    let (status, text) = goldsmith(dir, &["load"]);
    assert_eq!(status, 0, "{text}");
    assert_eq!(clusters(dir), before);
}

#[test]
fn files_that_cannot_be_matched_leave_no_file_behind() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path();
    fs::write(dir.join("empty.csv"), "id,name\n").unwrap();
    for arguments in [
        &["match", "missing.csv", "--out", "groups.csv"][..],
        &["match", "empty.csv", "--out", "groups.csv"],
        &["match", "empty.csv"],
        &["match", "--out", "groups.csv"],
        &["match", "empty.csv", "--out", "nowhere/groups.csv"],
        &["match", "empty.csv", "--out", "groups.csv", "--incremental"],
    ] {
        let (status, text) = goldsmith(dir, arguments);
        assert!(status != 0 && text.contains("error"), "{arguments:?}: {status} {text}");
    }
    let left: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["empty.csv"]);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let (rows, _) = people(300);
    let mut turned = rows.clone();
    for rows in &mut turned {
        rows.reverse();
    }
    let [one, other] = [rows, turned].map(|rows| {
        let place = workspace(&rows);
        json(place.path(), &["match", "--json"]);
        clusters(place.path())
    });
    assert!(!one.is_empty());
    assert_eq!(one, other);
}

#[test]
fn why_adds_up_and_agrees_with_the_run() {
    let (rows, _) = people(300);
    let place = workspace(&rows);
    let dir = place.path();
    json(dir, &["match", "--json"]);
    for pair in clusters(dir).iter().take(20) {
        let why = json(dir, &["why", &pair[0], &pair[1], "--json"]);
        let parts: f64 = why["attributes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part["weight"].as_f64().unwrap() + part["term_frequency_weight"].as_f64().unwrap())
            .sum();
        let (prior, weight) = (why["prior"].as_f64().unwrap(), why["weight"].as_f64().unwrap());
        assert!((prior + parts - weight).abs() < 1e-6, "{why}");
        let shown = json(dir, &["show", &pair[0], "--json"]);
        let of_run = shown["pairs"][0]["probability"].as_f64().unwrap();
        let probability = why["probability"].as_f64().unwrap();
        assert!((of_run - probability).abs() < 1e-9, "{of_run} {probability}: {why}");
    }
}

#[test]
fn decisions_outlast_a_new_run_and_keys_can_be_given() {
    let (rows, _) = people(300);
    let place = workspace(&rows);
    let dir = place.path();
    json(dir, &["match", "--json"]);
    let pair = clusters(dir).remove(0);
    json(dir, &["decide", "different", &pair[0], &pair[1], "--json"]);
    let report = json(dir, &["match", "--json"]);
    assert!(report["decisions_kept"].as_u64().unwrap() >= 1 && report["decisions_over_model"].as_u64().unwrap() >= 1);
    assert!(!clusters(dir).contains(&pair));

    let config = fs::read_to_string(dir.join("goldsmith.toml")).unwrap();
    assert!(config.contains("\n[matching]\n"), "{config}");
    let with = |keys: &str| {
        let changed = config.replace("\n[matching]\n", &format!("\n[matching]\n{keys}\n"));
        fs::write(dir.join("goldsmith.toml"), changed)
    };
    with("block_on = [[\"email\"], [\"soundex(surname)\", \"first(phone, 4)\"]]").unwrap();
    let report = json(dir, &["match", "--json"]);
    assert_eq!(report["keys"].as_array().unwrap().len(), 2);
    assert_eq!(report["keys"][1]["key"][0], "soundex(surname)");
    with("block_on = [[\"emial\"]]").unwrap();
    let (status, text) = goldsmith(dir, &["match"]);
    assert!(status == 1 && text.contains("\"emial\" is no attribute"), "{status}: {text}");
}

/// Answers, by the truth, to candidate pairs of people who live together and of records that are one.
fn answers(dir: &Path, truth: &str, count: usize) -> Vec<(String, String, bool)> {
    let entity: HashMap<String, &str> = truth
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|row| (format!("{}:{}", row[0], row[1]), row[2]))
        .collect();
    let mut pairs: Vec<(String, String, bool)> = clusters(dir)
        .into_iter()
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .map(|(a, b)| {
            let same = entity[&a] == entity[&b];
            (a, b, same)
        })
        .take(count)
        .collect();
    for number in (3..).step_by(3).take(count) {
        let (a, b) = (format!("one:a{:05}", number - 1), format!("one:a{number:05}"));
        pairs.push((a, b, false));
    }
    pairs
}

fn labels(pairs: &[(String, String, bool)]) -> String {
    let mut text = "left_source,left_id,right_source,right_id,label\n".to_owned();
    for (a, b, same) in pairs {
        let label = if *same { "match" } else { "non_match" };
        writeln!(text, "{},{},{label}", a.replace(':', ","), b.replace(':', ",")).unwrap();
    }
    text
}

#[test]
fn decisions_train_the_matcher() {
    let (rows, truth) = people(400);
    let place = workspace(&rows);
    let dir = place.path();
    fs::write(dir.join("truth.csv"), &truth).unwrap();
    json(dir, &["match", "--json"]);
    let plain = json(dir, &["evaluate", "--truth", "truth.csv", "--json"]);
    // Without labels the trained engine says so, and is the probabilistic one.
    let before = clusters(dir);
    let report = json(dir, &["match", "--engine", "trained", "--json"]);
    assert!(report["training"]["lack"].as_str().unwrap().contains("too few"), "{report}");
    assert_eq!(clusters(dir), before);
    let (status, text) = goldsmith(dir, &["train"]);
    assert!(status == 1 && text.contains("0 labelled pairs are too few"), "{status}: {text}");

    for (a, b, same) in answers(dir, &truth, 15) {
        json(dir, &["decide", if same { "same" } else { "different" }, &a, &b, "--json"]);
    }
    let report = json(dir, &["train", "--json"]);
    assert_eq!(report["labels"]["journal"], 30, "{report}");
    assert_eq!(report["matches"].as_u64().unwrap() + report["non_matches"].as_u64().unwrap(), 30);
    let loss = |when: &str| report[when]["log_loss"].as_f64().unwrap();
    assert!(loss("after") <= loss("before"), "{report}");
    let matched = json(dir, &["match", "--engine", "trained", "--json"]);
    assert_eq!(matched["training"]["before"], report["before"], "{matched}");
    assert_eq!(matched["training"]["labels"], report["labels"]);
    let taught = json(dir, &["evaluate", "--truth", "truth.csv", "--json"]);
    let f1 = |found: &Value| found["pairwise"]["f1"].as_f64().unwrap();
    assert!(f1(&taught) >= f1(&plain) - 0.005, "{} {}", plain["pairwise"], taught["pairwise"]);
    let (status, text) = goldsmith(dir, &["verify"]);
    assert_eq!(status, 0, "{text}");
}

#[test]
fn a_file_of_labels_is_kept_and_heeded_and_explained() {
    let (rows, truth) = people(400);
    let place = workspace(&rows);
    let dir = place.path();
    json(dir, &["match", "--json"]);
    // Told the wrong way round throughout, the engine has to follow.
    let mut pairs = answers(dir, &truth, 60);
    for pair in &mut pairs {
        pair.2 = !pair.2;
    }
    let first = pairs[0].clone();
    let weight = |dir: &Path| json(dir, &["why", &first.0, &first.1, "--json"])["weight"].as_f64().unwrap();
    let before = weight(dir);
    let strangers: Vec<_> = (0..3).map(|i| (format!("one:gone{i}"), "two:gone".to_owned(), true)).collect();
    fs::write(dir.join("labels.csv"), labels(&[pairs.clone(), strangers].concat())).unwrap();
    let report = json(dir, &["train", "--labels", "labels.csv", "--json"]);
    assert_eq!((&report["labels"]["file"], &report["labels"]["left_out"]), (&120.into(), &3.into()), "{report}");
    assert_eq!(report["learned"], true, "{report}");
    assert!(report["after"]["brier"].as_f64() < report["before"]["brier"].as_f64(), "{report}");
    assert!((weight(dir) - before).abs() < 1e-12, "no score changes before the run");
    json(dir, &["match", "--engine", "trained", "--json"]);
    assert!(weight(dir) < before - 1.0, "{before} {}", weight(dir));
    for (a, b, _) in pairs.iter().step_by(12) {
        let why = json(dir, &["why", a, b, "--json"]);
        let parts = why["attributes"].as_array().unwrap().iter();
        let number = |part: &Value, name: &str| part[name].as_f64().unwrap();
        let sum: f64 = parts.map(|part| number(part, "weight") + number(part, "term_frequency_weight")).sum();
        assert!((number(&why, "prior") + sum - number(&why, "weight")).abs() < 1e-6, "{why}");
    }
    // A decision stands above the file, and the file is remembered.
    json(dir, &["decide", if first.2 { "different" } else { "same" }, &first.0, &first.1, "--json"]);
    let report = json(dir, &["train", "--json"]);
    assert_eq!((&report["labels"]["overruled"], &report["labels"]["file"]), (&1.into(), &119.into()), "{report}");
    let (status, text) = goldsmith(dir, &["match", "--engine", "trained"]);
    assert!(status == 0 && text.contains("120 labelled pairs") && text.contains("3 labels left out"), "{text}");
}

#[test]
fn labels_that_teach_nothing_are_refused() {
    let (rows, truth) = people(200);
    let place = workspace(&rows);
    let dir = place.path();
    json(dir, &["match", "--json"]);
    let pairs = answers(dir, &truth, 20);
    let head = "left_source,left_id,right_source,right_id,label\n";
    let one_sort: Vec<_> = pairs.iter().filter(|pair| !pair.2).cloned().collect();
    let strangers: Vec<_> = (0..30).map(|i| (format!("erp:{i}"), format!("erp:x{i}"), i % 2 == 0)).collect();
    for (text, said) in [
        (labels(&one_sort), "say that two records are not one"),
        (labels(&strangers), "0 labelled pairs are too few to learn from, 10 are the least (30 more are of records"),
        (format!("{head}one,a00001,one,a00002,1\none,a00002,one,a00001,0\n"), "have another label in line 2"),
        (truth, "has no labels"),
        (format!("{head}one,a00001,one,a00001,1\n"), "says nothing"),
    ] {
        fs::write(dir.join("labels.csv"), text).unwrap();
        let (status, text) = goldsmith(dir, &["train", "--labels", "labels.csv"]);
        assert!(status == 1 && text.contains(said), "{said}: {status} {text}");
    }
    let (status, text) = goldsmith(dir, &["train"]);
    assert!(status == 1 && text.contains("0 labelled pairs"), "nothing of them was kept: {text}");
    let (status, text) = goldsmith(dir, &["match", "--engine", "oracle"]);
    assert!(status == 1 && text.contains("there is no engine \"oracle\""), "{text}");
}
