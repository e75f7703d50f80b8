//! `goldsmith sync` as scripts see it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::place::{Place, because, confirm, decide, split, typed};

pub fn goldsmith(place: &Place, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_goldsmith"))
        .args(arguments)
        .current_dir(place.path())
        .env("HOME", place.path())
        .env("XDG_CONFIG_HOME", place.path())
        .env_remove("PGPASSWORD")
        .env_remove("PGPASSFILE")
        .env_remove("GOLDSMITH_WORKSPACE")
        .output()
        .unwrap()
}

pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(output)))
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn it_says_what_came_and_who_contradicts_whom() {
    let folder = tempfile::tempdir().unwrap();
    let ((a, mut ana), (b, mut ben)) = (Place::loaded("ana"), Place::loaded("ben"));
    because(&mut ana, split("crm:01", "web:01"), "another company");
    because(&mut ben, confirm("crm:01"), "one and the same");
    let sent = goldsmith(&a, &["sync", path(folder.path()), "--json"]);
    assert_eq!(sent.status.code(), Some(0));
    let report = json(&sent);
    assert_eq!((&report["received"], &report["sent"], &report["known"]), (&0.into(), &1.into(), &0.into()));
    assert_eq!(
        (report["conflicts"].clone(), report["warnings"].clone()),
        (Value::from(vec![(); 0]), Value::from(vec![(); 0]))
    );
    let met = goldsmith(&b, &["sync", path(folder.path())]);
    assert_eq!(met.status.code(), Some(3), "{}", text(&met));
    let shown = text(&met);
    for part in [
        "1 entry received, 1 sent",
        "1 new conflict",
        "crm:01 and web:01 are different (split by ana), but crm:01 is web:01 (confirm by ben)",
        "split crm:01, web:01: another company",
        "confirm crm:01, web:01: one and the same",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let again = goldsmith(&b, &["sync", path(folder.path()), "--json"]);
    assert_eq!((again.status.code(), &json(&again)["conflicts"]), (Some(0), &Value::from(vec![(); 0])));
    let back = json(&goldsmith(&a, &["sync", path(folder.path()), "--json"]));
    assert_eq!(back["conflicts"][0]["records"], serde_json::json!(["crm:01", "web:01"]));
    let sides: Vec<_> = back["conflicts"][0]["sides"].as_array().unwrap().iter().map(|side| &side["author"]).collect();
    assert_eq!(sides, ["ana", "ben"]);
    let queue = json(&goldsmith(&a, &["queue", "--kind", "conflict", "--json"]));
    assert!(queue[0]["reason"].as_str().unwrap().contains("(split by ana)"), "{queue}");
    let shown = text(&goldsmith(&a, &["show", "crm:01"]));
    assert!(shown.contains("one and the same"), "{shown}");
}

#[test]
fn a_target_is_remembered() {
    let (place, mut ana) = Place::loaded("ana");
    decide(&mut ana, typed("crm:01", "Ripon"));
    drop(ana);
    let without = goldsmith(&place, &["sync"]);
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without).contains("no target to exchange with"));
    let configuration = std::fs::read_to_string(place.path().join("goldsmith.toml")).unwrap();
    place.write("goldsmith.toml", &format!("{configuration}\n[sync]\ntarget = \"share\"\n"));
    let missing = goldsmith(&place, &["sync"]);
    assert_eq!(missing.status.code(), Some(1));
    std::fs::create_dir(place.path().join("share")).unwrap();
    let sent = goldsmith(&place, &["sync"]);
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent));
    assert!(place.path().join("share/goldsmith-customer").is_dir());
    place.write("goldsmith.toml", &format!("{configuration}\n[sync]\ntarget = \"postgres://ada:topsecret@h/d\"\n"));
    let told = text(&goldsmith(&place, &["sync"]));
    assert!(told.contains("[sync] target holds a password") && !told.contains("topsecret"), "{told}");
    place.write("goldsmith.toml", &format!("{configuration}\n[sync]\ntargets = \"x\"\n"));
    assert!(text(&goldsmith(&place, &["sync"])).contains("target"), "a misspelt key is told");
}

#[test]
fn what_only_a_newer_version_knows_goes_the_whole_way() {
    use goldsmith::model::{Authority, Entry, Hash, seal};
    let (place, mut ana) = Place::loaded("ana");
    let body = r#"{"statement":{"kind":"pledge","of":["crm:01"],"until":"spring"},"comment":"so it is","shown":{"blind":false},"more":[1]}"#;
    let nonce = vec![1; 16];
    let mut entry = Entry {
        writer: "e".repeat(32),
        writer_seq: 1,
        id: Hash::ZERO,
        previous: Hash::ZERO,
        time_us: 7,
        seen: std::collections::BTreeMap::new(),
        kind: "pledge".into(),
        author: "zoe".into(),
        authority: Authority::Human,
        request: "r".into(),
        run: None,
        commitment: seal::commitment(&nonce, body),
        nonce,
        body: body.into(),
    };
    entry.id = seal::address(&entry.assertion().unwrap(), entry.commitment);
    ana.receive(vec![entry.clone()]).unwrap();
    drop(ana);
    let log = json(&goldsmith(&place, &["log", "--json"]));
    assert_eq!((&log[0]["kind"], &log[0]["comment"]), (&"pledge".into(), &"so it is".into()));
    assert_eq!(goldsmith(&place, &["verify"]).status.code(), Some(0));
    let journal = goldsmith(&place, &["export", "journal", "--out", "-"]);
    assert_eq!(journal.status.code(), Some(0), "{}", text(&journal));
    assert_eq!(json(&journal)["body"], serde_json::json!({"of": ["crm:01"], "until": "spring"}));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(json(&goldsmith(&place, &["sync", path(folder.path()), "--json"]))["sent"], 1);
    let (other, ben) = Place::loaded("ben");
    drop(ben);
    let report = json(&goldsmith(&other, &["sync", path(folder.path()), "--json"]));
    assert_eq!((&report["received"], &report["unknown"]["pledge"]), (&1.into(), &1.into()));
    assert_eq!(other.open("ben").entries_after(&std::collections::BTreeMap::new()).unwrap(), [entry]);
}
