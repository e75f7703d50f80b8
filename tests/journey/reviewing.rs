//! Journeys through Review: a queue cleared, a split that is proposed, a merge, an override that ends, decisions undone.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::terminal::Terminal;
use crate::{ENTER, ESCAPE, demo, golden_id, goldsmith, kinds};

/// A lone escape must not run into the next key.
const APART: Duration = Duration::from_millis(60);

const CONFIGURATION: &str = r#"
[domain]
name = "customer"

[[source]]
name = "crm"
file = "crm.csv"
id = "id"
columns = { name = "name", city = "city", phone = "phone" }

[[source]]
name = "erp"
file = "erp.csv"
id = "id"
columns = { name = "name", city = "city", phone = "phone" }

[[attribute]]
name = "name"
kind = "organisation"

[[attribute]]
name = "city"
kind = "city"

[[attribute]]
name = "phone"
kind = "phone"

[matches]
file = "matches.csv"

[review]                        # nothing that chance brings back
ask_again = 0.0
audit = 0.0
"#;

/// A workspace of so many pairs, all of them doubtful: names that have something in common, telephones that differ.
pub fn pairs(count: usize) -> TempDir {
    let first = ["Amber", "Brack", "Corvid", "Dunmore", "Elder", "Fenwick", "Garnet", "Hollow", "Inver", "Jessop"];
    let second = ["Tools", "Mills", "Press"];
    let place = TempDir::new().unwrap();
    let (mut crm, mut erp) = ("id,name,city,phone\n".to_owned(), "id,name,city,phone\n".to_owned());
    let mut matches = "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n".to_owned();
    for n in 0..count {
        let name = format!("{} {}", first[n % first.len()], second[n / first.len() % second.len()]);
        let other = if n % 2 == 0 { "Ltd" } else { "Garage" };
        writeln!(crm, "{n:03},{name},York,020 7946 {n:04}").unwrap();
        writeln!(erp, "{n:03},{name} {other},Leeds,0161 496 {:04}", n + 500).unwrap();
        writeln!(matches, "crm,{n:03},m{n},r,0.8\nerp,{n:03},m{n},r,0.8").unwrap();
    }
    for (file, text) in
        [("goldsmith.toml", CONFIGURATION), ("crm.csv", &crm), ("erp.csv", &erp), ("matches.csv", &matches)]
    {
        fs::write(place.path().join(file), text).unwrap();
    }
    goldsmith(place.path(), &["load"]);
    place
}

fn queue(dir: &Path) -> Vec<Value> {
    goldsmith(dir, &["queue", "--limit", "1000", "--json"]).as_array().unwrap().clone()
}

/// Another cluster has been read, and stands at the head of the screen: verdicts are offered.
pub fn another(screen: &str, id: &str) -> bool {
    let head = screen.lines().nth(1).unwrap_or_default();
    head.starts_with("G-") && !head.starts_with(id) && screen.contains("y same")
}

fn shown(dir: &Path, id: &str) -> Value {
    goldsmith(dir, &["show", id, "--json"])
}

#[test]
fn thirty_tasks_take_thirty_keys() {
    let place = pairs(30);
    let dir = place.path();
    assert_eq!(queue(dir).len(), 30);
    let mut terminal = Terminal::start(dir, (100, 30), &["review"]);
    let mut id = golden_id(&terminal.wait_for("task 1 of 30"));
    let mut keys = 0;
    for left in (0..30).rev() {
        // Every third pair is two customers.
        terminal.press(if left % 3 == 0 { "n" } else { "y" });
        keys += 1;
        if left > 0 {
            let screen = terminal
                .wait_until("the next task by itself", |screen| another(screen, &id) && !screen.contains("saving"));
            id = golden_id(&screen);
        }
    }
    terminal.wait_for("Nothing left to review");
    assert_eq!(keys, 30, "one key a task, and none to get to the next one");
    let decided = kinds(dir);
    assert_eq!(decided.iter().filter(|kind| *kind == "different").count(), 10);
    assert_eq!(decided.iter().filter(|kind| *kind == "confirm").count(), 20);
    assert!(queue(dir).is_empty());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(goldsmith(dir, &["verify", "--json"])["ok"], true);
}

#[test]
fn a_split_is_proposed_shown_and_accepted_by_one_key() {
    let home = demo();
    let dir = home.path().join("demo");
    let mut terminal = Terminal::start(&dir, (120, 40), &["review"]);
    let id = golden_id(&terminal.wait_for("task 1 of"));
    let offers = goldsmith(&dir, &["show", &id, "--splits", "--json"])["splits"].as_array().unwrap().clone();
    assert!(offers.len() > 1, "the first task of the demo can be split in several ways");
    terminal.press("\t");
    let first = terminal.wait_for(&format!("split 1 of {}", offers.len()));
    let ids: Vec<&str> =
        offers[0]["clusters"].as_array().unwrap().iter().map(|one| one["golden_id"].as_str().unwrap()).collect();
    for id in &ids {
        assert!(first.contains(id), "both golden ids are shown before it is accepted: {first}");
    }
    assert!(first.contains("[1] golden record") && first.contains("[2] golden record"), "{first}");
    terminal.press("\t");
    terminal.wait_for(&format!("split 2 of {}", offers.len()));
    terminal.press("\x1b[Z");
    terminal.wait_for(&format!("split 1 of {}", offers.len()));
    terminal.press("S");
    terminal.wait_until("the next task", |screen| screen.contains("z undoes") && another(screen, &id));
    assert_eq!(kinds(&dir).first().map(String::as_str), Some("split"));
    for (golden_id, cluster) in ids.iter().zip(offers[0]["clusters"].as_array().unwrap()) {
        let now = shown(&dir, golden_id);
        let members: Value = now["members"].as_array().unwrap().iter().map(|member| member["record"].clone()).collect();
        assert_eq!(members, cluster["members"]);
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_cluster_is_found_by_its_name_compared_and_merged() {
    let place = pairs(6);
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (120, 40), &["review"]);
    let own = golden_id(&terminal.wait_for("task 1 of 6"));
    let label = |id: &str| shown(dir, id)["golden"]["name"]["value"].as_str().unwrap().to_owned();
    let other =
        queue(dir).iter().map(|task| task["golden_id"].as_str().unwrap().to_owned()).find(|id| *id != own).unwrap();
    let name = label(&other);
    terminal.press("m");
    terminal.wait_for("Merge with");
    let word: String = name.split(' ').next().unwrap().chars().take(5).collect();
    terminal.press(&word.to_lowercase());
    // Found, and face to face with the one at hand.
    terminal.wait_until("the comparison", |screen| {
        screen.contains("What holds all of these words") && screen.matches(&other).count() >= 2
    });
    terminal.press(ENTER);
    let preview = terminal.wait_for("What would follow");
    assert!(preview.contains("now ·") && preview.contains(&own) && preview.contains(&other), "{preview}");
    assert!(preview.contains("leads to"), "what becomes of the id that is given up: {preview}");
    terminal.press(ENTER);
    terminal.wait_until("the next task", |screen| screen.contains("z undoes"));
    assert_eq!(kinds(dir).first().map(String::as_str), Some("merge"));
    assert_eq!(shown(dir, &other)["members"].as_array().unwrap().len(), 4);
    assert_eq!(shown(dir, &other)["golden_id"], shown(dir, &own)["golden_id"]);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_value_is_set_until_a_day_and_says_so() {
    let place = pairs(2);
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (120, 40), &["review"]);
    let id = golden_id(&terminal.wait_for("task 1 of 2"));
    terminal.press("v");
    terminal.wait_for("holds for good");
    terminal.press("uuu");
    terminal.wait_for("holds until a day");
    terminal.press(ENTER);
    thread::sleep(APART);
    terminal.press("2099-12-31");
    terminal.wait_for("2099-12-31");
    terminal.press(ENTER);
    terminal.wait_for("until 2099-12-31");
    let golden = shown(dir, &id)["golden"].clone();
    let set = golden.as_object().unwrap().values().find(|value| !value["override"].is_null()).unwrap();
    assert!(set["override"]["until"].as_str().unwrap().starts_with("2099-12-31"), "{set}");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn three_decisions_are_undone_and_done_again() {
    let place = pairs(4);
    let dir = place.path();
    let mut terminal = Terminal::start(dir, (100, 30), &["review"]);
    // Who is looking at which of them does not matter.
    let tasks =
        || queue(dir).iter().map(|task| [&task["task"], &task["reason"], &task["status"]].map(Value::clone)).collect();
    let before: Vec<[Value; 3]> = tasks();
    let mut id = golden_id(&terminal.wait_for("task 1 of 4"));
    for (n, key) in ["y", "n", "u"].into_iter().enumerate() {
        terminal.press(key);
        let screen = terminal.wait_until("the next task", |screen| screen.contains("z undoes") && another(screen, &id));
        id = golden_id(&screen);
        assert_eq!(kinds(dir).len(), n + 1);
    }
    let log = goldsmith(dir, &["log", "--json"]);
    let numbers: Vec<i64> =
        log.as_array().unwrap().iter().take(3).map(|entry| entry["seq"].as_i64().unwrap()).collect();
    // What is said on the screen comes after what is written: only then is the next key taken.
    for number in &numbers {
        terminal.press("z");
        terminal.wait_for(&format!("Took back number {number}"));
    }
    assert_eq!((kinds(dir).len(), tasks()), (6, before), "all is as it was");
    for number in numbers.iter().rev() {
        terminal.press("Z");
        terminal.wait_for(&format!("Restored number {number}"));
    }
    assert_eq!(kinds(dir).len(), 9);
    terminal.press(ESCAPE);
    thread::sleep(APART);
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(goldsmith(dir, &["verify", "--json"])["ok"], true);
}
