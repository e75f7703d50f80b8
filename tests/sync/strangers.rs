//! Two organisations that call their domain alike, at one folder.

use goldsmith::error::ErrorKind;
use goldsmith::sync::Target;
use goldsmith::workspace::Workspace;

use crate::command::{goldsmith, text};
use crate::place::{Place, confirm, decide, files, load, state, sync};

/// Ana's team has confirmed all that it has, and left that in a folder.
fn team() -> (tempfile::TempDir, Place, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let (place, mut ana) = Place::loaded("ana");
    for id in ["crm:01", "crm:02", "web:09"] {
        decide(&mut ana, confirm(id));
    }
    sync(&mut ana, folder.path()).unwrap();
    (folder, place, ana)
}

/// Another organisation, with the same systems: `ids` is what its records are called, `name` whom they are about.
fn other(ids: [&str; 2], name: &str) -> (Place, Workspace) {
    let place = Place::new();
    let [one, two] = ids;
    for source in ["crm", "erp", "web"] {
        let text = format!("id,name,city,changed\n{one},{name},Oslo,2026-01-01\n{two},{name} Two,Bergen,2026-01-01\n");
        place.write(&format!("{source}.csv"), &text);
    }
    let rows = ["crm", "erp", "web"].map(|source| format!("{source},{one},m1,r,0.9\n{source},{two},m2,r,0.9\n"));
    let header = "InputSourceARN,RecordId,MatchID,MatchRule,ConfidenceLevel\n";
    place.write("matches.csv", &format!("{header}{}", rows.concat()));
    let mut workspace = place.open("zoe");
    load(&mut workspace);
    (place, workspace)
}

#[test]
fn strangers_are_refused_and_nothing_is_exchanged() {
    for (ids, why) in [
        (["77", "88"], "none of the 6 records that they speak of is in this workspace"),
        (["01", "02"], "though 5 records that they speak of have the same keys here, none has the same content"),
    ] {
        let (folder, _place, mut ana) = team();
        let (_there, mut zoe) = other(ids, "Fjordglass");
        decide(&mut zoe, confirm(&format!("crm:{}", ids[0])));
        let (before, left) = (state(&zoe), files(folder.path()));
        let error = sync(&mut zoe, folder.path()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::User);
        assert!(error.message.ends_with(why), "{error}");
        assert!(error.hints.iter().any(|hint| hint.contains("--join")), "{error:?}");
        assert_eq!((state(&zoe), files(folder.path())), (before, left));

        // A steward may know better; from then on they know each other.
        let report = zoe.join(&Target::Folder(folder.path().to_owned()), &mut |_| {}).unwrap();
        assert_eq!((report.received, report.sent), (3, 1));
        assert_eq!(sync(&mut ana, folder.path()).unwrap().received, 1);
        assert_eq!(sync(&mut zoe, folder.path()).unwrap().received, 0);
        assert!(zoe.verify().unwrap().ok && ana.verify().unwrap().ok);
    }
}

#[test]
fn one_decision_about_other_sources_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let (_place, mut ana) = Place::loaded("ana");
    decide(&mut ana, confirm("web:09"));
    sync(&mut ana, folder.path()).unwrap();
    let there = Place::new();
    let configured = std::fs::read_to_string(there.path().join("goldsmith.toml")).unwrap();
    there.write(
        "goldsmith.toml",
        &["crm", "erp", "web"].iter().fold(configured, |text, name| {
            text.replace(&format!("name = \"{name}\""), &format!("name = \"my_{name}\"\ntable = \"{name}\""))
        }),
    );
    let mut zoe = there.open("zoe");
    load(&mut zoe);
    let error = sync(&mut zoe, folder.path()).unwrap_err();
    assert!(error.message.ends_with("none of the sources that they speak of is one of this workspace's"), "{error}");
}

#[test]
fn colleagues_meet_whatever_has_changed_since() {
    let (folder, _place, _ana) = team();
    // One record of six is as it was.
    let (there, mut zoe) = other(["01", "02"], "Fjordglass");
    there.write("web.csv", "id,name,city,changed\n01,amberley,York,2026-03-01\n02,Fjordglass,Oslo,2026-01-01\n");
    load(&mut zoe);
    assert_eq!(sync(&mut zoe, folder.path()).unwrap().received, 3);
    // And whoever has decided nothing yet, and comes to an empty folder.
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(sync(&mut zoe, empty.path()).unwrap().sent, 3);
}

#[test]
fn the_command_says_how_to_go_on() {
    let (folder, _place, _ana) = team();
    let (there, _zoe) = other(["77", "88"], "Fjordglass");
    let target = folder.path().to_str().unwrap();
    let ran = goldsmith(&there, &["sync", target]);
    let told = text(&ran);
    assert_eq!(ran.status.code(), Some(1), "{told}");
    assert!(told.contains("goldsmith sync TARGET --join") && told.contains("nothing was exchanged"), "{told}");
    let ran = goldsmith(&there, &["sync", target, "--join"]);
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran));
}
