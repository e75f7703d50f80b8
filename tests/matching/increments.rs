//! `match --incremental` comes to what `match --keep-model` comes to, decisions, golden ids and queue included.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::{Draw, goldsmith, json, people, workspace};

/// Rows of both files, each as its fields; ids are the first.
type Rows = [BTreeMap<String, Vec<String>>; 2];

fn fields(rows: &[Vec<String>; 2]) -> Rows {
    rows.each_ref().map(|rows| {
        let row = |row: &String| row.split(',').map(str::to_owned).collect::<Vec<_>>();
        rows.iter().map(row).map(|row| (row[0].clone(), row)).collect()
    })
}

fn lines(rows: &Rows) -> [Vec<String>; 2] {
    rows.each_ref().map(|rows| rows.values().map(|row| row.join(",")).collect())
}

fn write(dir: &Path, rows: &Rows) {
    for (name, rows) in ["one.csv", "two.csv"].iter().zip(lines(rows)) {
        let text = format!("person_id,given_name,surname,email,phone,street,city\n{}\n", rows.join("\n"));
        fs::write(dir.join(name), text).unwrap();
    }
}

/// Some rows come, of entities old and new, some change, some go.
fn step(rows: &mut Rows, later: &mut Rows, number: usize, draw: &mut Draw) {
    for turn in 0..4 + draw.below(20) {
        let system = draw.below(2);
        let any = |rows: &BTreeMap<String, Vec<String>>, draw: &mut Draw| {
            rows.values().nth(draw.below(rows.len())).unwrap().clone()
        };
        let (one, mut other) = (any(&rows[system], draw), any(&rows[draw.below(2)], draw));
        match draw.below(7) {
            0 => drop(rows[system].remove(&one[0])),
            1 | 2 => {
                let new = later[system].pop_first();
                rows[system].extend(new);
            }
            // Another record of somebody who is here.
            3 | 4 => {
                other[0] = format!("n{number:02}{turn:02}");
                let field = 1 + draw.below(6);
                other[field] = if draw.below(2) == 0 { String::new() } else { one[field].clone() };
                rows[system].insert(other[0].clone(), other);
            }
            // A record takes something over from another one, or all of it.
            _ => {
                let mut changed = one;
                let all = draw.below(3) == 0;
                for field in (1..7).filter(|field| all || *field % 3 == turn % 3) {
                    changed[field].clone_from(&other[field]);
                }
                rows[system].insert(changed[0].clone(), changed);
            }
        }
    }
}

/// Everything that follows from records, run and journal, whatever groups and islands are called.
fn state(dir: &Path) -> Vec<(&'static str, Vec<String>)> {
    let open = Connection::open(dir.join("goldsmith.db")).unwrap();
    let all = |sql: &str| -> Vec<String> {
        let mut statement = open.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    [
        ("run", "SELECT format || groups || hex(digest) || hex(basis) FROM run ORDER BY id DESC LIMIT 1"),
        (
            "groups",
            "SELECT group_concat(rid || ' ' || confidence) AS members
             FROM (SELECT * FROM grouped ORDER BY rid) GROUP BY match_id ORDER BY members",
        ),
        (
            "links and near pairs",
            "SELECT a || ' ' || b || ' ' || printf('%!.17g', probability) || ' ' || coalesce(printf('%!.17g', near), '-')
             FROM edge ORDER BY a, b",
        ),
        (
            "clusters",
            "SELECT golden_id || ' ' || json_array(size, sources, label, status, score, kind, reason, priority, flagged,
                    version, approved_by, approved_us, hex(content), ask, ask_kind, differs, deciders, strength)
             FROM cluster ORDER BY golden_id",
        ),
        (
            "members",
            "SELECT rid || ' ' || coalesce(golden_id, '') || ' ' || member.island
             FROM member LEFT JOIN cluster USING (cid) ORDER BY rid",
        ),
        ("borne", "SELECT rid || ' ' || golden_id FROM borne ORDER BY rid"),
        ("tally", "SELECT what || ' ' || bucket || ' ' || n FROM tally WHERE n > 0 ORDER BY what, bucket"),
        ("compared", "SELECT rid || ' ' || hex(hash) || hex(forms) FROM compared ORDER BY rid"),
    ]
    .map(|(name, sql)| (name, all(sql)))
    .to_vec()
}

/// Golden ids by record.
fn golden(dir: &Path) -> BTreeMap<String, String> {
    let open = Connection::open(dir.join("goldsmith.db")).unwrap();
    let mut statement = open
        .prepare(
            "SELECT name || ':' || record_id, cluster.golden_id FROM member JOIN cluster USING (cid)
             JOIN record USING (rid) JOIN source ON source.id = record.source WHERE gone = 0",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// How many clusters of one hold records of several of the other.
fn joined(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> usize {
    let mut of: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (record, id) in one {
        of.entry(id).or_default().extend(other.get(record));
    }
    of.values().filter(|ids| ids.len() > 1).count()
}

/// The same workspace, matched in full by the kept model.
fn in_full(dir: &Path) -> (TempDir, Value) {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    let report = json(copy.path(), &["match", "--keep-model", "--json"]);
    (copy, report)
}

#[track_caller]
fn compare(dir: &Path, report: &Value) {
    let (copy, full) = in_full(dir);
    for ((name, one), (_, other)) in state(dir).iter().zip(&state(copy.path())) {
        assert_eq!(one, other, "{name}");
    }
    for field in ["run", "records", "groups", "clusters", "pairs", "possible", "model", "decisions_kept"] {
        assert_eq!(report[field], full[field], "{field}");
    }
    assert!(report["candidate_pairs"].as_u64() < full["candidate_pairs"].as_u64(), "{report}");
    let (status, text) = goldsmith(dir, &["verify"]);
    assert_eq!(status, 0, "{text}");
}

/// How often clusters became one, and two; and how many near pairs there were.
fn play(seed: u64) -> (usize, usize, u64) {
    let mut draw = Draw(seed);
    let mut later = fields(&people(180).0);
    let mut rows: Rows = [BTreeMap::new(), BTreeMap::new()];
    for (rows, later) in rows.iter_mut().zip(&mut later) {
        later.retain(|id, row| {
            let now = draw.below(4) > 0;
            if now {
                rows.insert(id.clone(), row.clone());
            }
            !now
        });
    }
    let place = workspace(&lines(&rows));
    let dir = place.path();
    json(dir, &["match", "--json"]);
    let (mut merges, mut splits, mut near) = (0, 0, 0);
    for number in 0..4 {
        let before = golden(dir);
        step(&mut rows, &mut later, number, &mut draw);
        write(dir, &rows);
        json(dir, &["load", "--json"]);
        // Decisions before and between.
        let records: Vec<&String> = before.keys().collect();
        for verdict in ["confirm", "same", "different"] {
            let (a, b) = (records[draw.below(records.len())], records[draw.below(records.len())]);
            let pair = [a.as_str(), b.as_str()];
            // What contradicts an earlier one, or speaks of a record that has gone, is refused.
            goldsmith(
                dir,
                &[&["decide", verdict][..], if verdict == "confirm" { &pair[..1] } else { &pair[..] }].concat(),
            );
        }
        let report = json(dir, &["match", "--incremental", "--json"]);
        compare(dir, &report);
        let now = golden(dir);
        merges += joined(&now, &before);
        splits += joined(&before, &now);
        near += report["possible"].as_u64().unwrap();
        // At once again there is nothing to do.
        let again = json(dir, &["match", "--incremental", "--json"]);
        assert_eq!((&again["candidate_pairs"], &again["increment"]["touched"]), (&0.into(), &0.into()), "{again}");
        assert_eq!(again["run"], report["run"]);
    }
    (merges, splits, near)
}

#[test]
fn increments_come_to_what_a_full_run_by_the_same_model_does() {
    let (mut merges, mut splits, mut near) = (0, 0, 0);
    for seed in [3, 11] {
        let (merged, split, possible) = play(seed);
        merges += merged;
        splits += split;
        near += possible;
    }
    assert!(merges > 2 && splits > 2, "{merges} merges and {splits} splits are too few to tell");
    assert!(near > 2, "{near} near pairs are too few to tell");
}

#[test]
fn an_increment_tells_what_is_new_changed_and_gone() {
    let mut rows = fields(&people(120).0);
    let place = workspace(&lines(&rows));
    let dir = place.path();
    let first = json(dir, &["match", "--json"]);
    assert_eq!((&first["model"], first.get("increment")), (&"learned".into(), None));
    let mut twin = rows[0]["a00002"].clone();
    twin[0] = "n1".to_owned();
    rows[0].insert("n1".to_owned(), twin);
    rows[0].get_mut("a00005").unwrap()[2] = "Zwirner".to_owned();
    rows[1].remove("b00006");
    write(dir, &rows);
    json(dir, &["load", "--json"]);
    let report = json(dir, &["match", "--incremental", "--json"]);
    let found = &report["increment"];
    assert_eq!((&found["new"], &found["changed"], &found["gone"]), (&1.into(), &1.into(), &1.into()), "{report}");
    assert_eq!((&report["model"], report.get("advice")), (&"kept".into(), None));
    let golden = golden(dir);
    assert_eq!(golden["one:n1"], golden["one:a00002"]);
    // Groups that are as they were keep their names.
    let named = |run: u32| {
        let open = Connection::open(dir.join("goldsmith.db")).unwrap();
        let sql = format!("SELECT count(*) FROM grouped WHERE match_id LIKE '{run}-%'");
        open.query_row(&sql, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert!(named(1) > 50 && (1..10).contains(&named(2)), "{} {}", named(1), named(2));
    let (status, text) = goldsmith(dir, &["match", "--incremental"]);
    assert!(status == 0 && text.contains("by the kept model: 0 new, 0 changed, 0 gone; 0 records looked at"), "{text}");
    // Much more than was learnt from.
    let more = people(300).0;
    rows[0].extend(fields(&more)[0].clone());
    write(dir, &rows);
    json(dir, &["load", "--json"]);
    let report = json(dir, &["match", "--incremental", "--json"]);
    assert!(report["advice"].as_str().unwrap().contains("`goldsmith match` learns a new one"), "{report}");
    compare(dir, &report);
}

#[test]
fn where_new_records_cannot_be_added_it_says_why_and_what_helps() {
    let (rows, _) = people(60);
    let place = workspace(&rows);
    let dir = place.path();
    let refused = |mode: &str, why: &str, hint: &str| {
        let (status, text) = goldsmith(dir, &["match", mode]);
        assert!(status == 1 && text.contains(why) && text.contains(hint), "{mode}: {status} {text}");
    };
    let config = fs::read_to_string(dir.join("goldsmith.toml")).unwrap();
    let with = |from: &str, to: &str| {
        assert!(config.contains(from), "{config}");
        fs::write(dir.join("goldsmith.toml"), config.replace(from, to)).unwrap();
    };
    refused("--incremental", "no run has learnt a model yet", "`goldsmith match` learns one");
    refused("--keep-model", "no run has learnt a model yet", "`goldsmith match` learns one");
    json(dir, &["match", "--json"]);
    json(dir, &["match", "--incremental", "--json"]);
    with("\n[matching]\n", "\n[matching]\nthreshold = 0.6\n");
    refused("--incremental", "what run 1 went by has changed", "--keep-model");
    json(dir, &["match", "--keep-model", "--json"]);
    json(dir, &["match", "--incremental", "--json"]);
    with("engine = \"probabilistic\"", "engine = \"rules\"\nrules = [\"email exact\"]");
    refused("--incremental", "rules match here", "`goldsmith match` applies them");
    json(dir, &["match", "--json"]);
    with("\n[matching]\n", "\n[matching]\nthreshold = 0.6\n");
    refused("--incremental", "it is not known any more what the latest run compared", "--keep-model");
    json(dir, &["match", "--keep-model", "--json"]);
    json(dir, &["redact", "one:a00004", "--reason", "ticket", "--json"]);
    refused("--incremental", "a record was erased after it", "--keep-model");
    json(dir, &["match", "--keep-model", "--json"]);
    let report = json(dir, &["match", "--incremental", "--json"]);
    compare(dir, &report);
    with("kind = \"phone\"", "kind = \"identifier\"");
    json(dir, &["load", "--json"]);
    refused("--incremental", "the model does not fit any more", "`goldsmith match` learns a new one");
    refused("--keep-model", "the model does not fit any more", "`goldsmith match` learns a new one");
    let (status, text) = goldsmith(dir, &["match", "--incremental", "--engine", "trained"]);
    assert!(status == 2 && text.contains("cannot be used with"), "{text}");
}

#[test]
fn every_pair_that_was_compared_is_evaluated_as_long_as_that_is_known() {
    let (mut rows, truth) = people(200);
    // A switchboard's number, which says nothing.
    for row in &mut rows[0].iter_mut().take(140) {
        let mut fields: Vec<&str> = row.split(',').collect();
        fields[4] = "0800555777";
        *row = fields.join(",");
    }
    let place = workspace(&rows);
    let dir = place.path();
    fs::write(dir.join("truth.csv"), truth).unwrap();
    let config = fs::read_to_string(dir.join("goldsmith.toml")).unwrap();
    let keys = "block_on = [[\"email\"], [\"phone\"], [\"surname\", \"first(given_name, 1)\"]]";
    let config = config.replace("engine = \"probabilistic\"", &format!("engine = \"probabilistic\"\n{keys}"));
    fs::write(dir.join("goldsmith.toml"), &config).unwrap();
    let report = json(dir, &["match", "--json"]);
    let keys = report["keys"].as_array().unwrap();
    let common: Vec<&Value> = keys.iter().flat_map(|key| key["most_common"].as_array().unwrap()).collect();
    let phone = common.iter().find(|note| note["values"].get("phone").is_some()).unwrap();
    assert_eq!((&phone["records"], &phone["example"]), (&140.into(), &"one:a00000".into()), "{phone}");
    assert!(phone["values"]["phone"].as_str().unwrap().ends_with("800555777"), "{phone}");
    let found = json(dir, &["evaluate", "--truth", "truth.csv", "--json"]);
    let scores = &found["scores"];
    assert_eq!((&scores["of"], &scores["from"]), (&"compared".into(), &Value::Null));
    assert_eq!(scores["pairs"], report["candidate_pairs"]);
    assert_eq!(found["thresholds"][0]["threshold"], 0.1);
    // Where a role sees it masked, so does whoever reads the log; and rules leave nothing but their links.
    let masked = format!("{config}\n[roles.auditor]\ncolumns = \"all\"\nmask = [\"pii\", \"identifier\"]\n");
    let rules =
        masked.replace("engine = \"probabilistic\"", "engine = \"rules\"\nrules = [\"email exact or phone exact\"]");
    fs::write(dir.join("goldsmith.toml"), rules).unwrap();
    let (status, text) = goldsmith(dir, &["match"]);
    assert!(status == 0 && !text.contains("800555777"), "{text}");
    let found = json(dir, &["evaluate", "--truth", "truth.csv", "--json"]);
    assert_eq!(found["scores"]["of"], "links");
    let from = found["scores"]["from"].as_f64().unwrap();
    assert!(found["thresholds"].as_array().unwrap().iter().all(|row| row["threshold"].as_f64().unwrap() >= from));
}
