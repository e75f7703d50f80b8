//! A copy of a workspace writes under a name of its own; where that is got round, the fork is found out.

use std::fs;
use std::process::Command;

use crate::place::{Place, decide, state, sync, typed};
use goldsmith::workspace::Workspace;

#[test]
fn a_copied_directory_draws_a_name_of_its_own() {
    let (place, mut ana) = Place::loaded("ana");
    decide(&mut ana, typed("crm:01", "Ripon"));
    let writer = ana.writer().to_owned();
    drop(ana);
    assert_eq!(place.open("ana").writer(), writer);
    let elsewhere = tempfile::tempdir().unwrap();
    let copied = elsewhere.path().join("copy");
    assert!(Command::new("cp").arg("-r").args([place.path(), &copied]).status().unwrap().success());
    let mut copy = Workspace::open(&copied, "ana").unwrap();
    let own = copy.writer().to_owned();
    assert_ne!(own, writer);
    decide(&mut copy, typed("crm:02", "Goole"));
    drop(copy);
    assert_eq!(Workspace::open(&copied, "ana").unwrap().writer(), own);
    // The first goes on as it was, moved or not, and both come together.
    let moved = elsewhere.path().join("moved");
    fs::rename(place.path(), &moved).unwrap();
    let mut first = Workspace::open(&moved, "ana").unwrap();
    assert_eq!(first.writer(), writer);
    decide(&mut first, typed("erp:02", "Selby"));
    let folder = tempfile::tempdir().unwrap();
    let mut copy = Workspace::open(&copied, "ana").unwrap();
    for _ in 0..2 {
        sync(&mut first, folder.path()).unwrap();
        sync(&mut copy, folder.path()).unwrap();
    }
    assert_eq!(state(&first), state(&copy));
    assert_eq!(first.heads().unwrap().len(), 2);
    fs::rename(&moved, place.path()).unwrap();
}

#[test]
fn a_restored_backup_draws_a_name_of_its_own_and_gets_the_rest_back() {
    let (place, mut ana) = Place::loaded("ana");
    let folder = tempfile::tempdir().unwrap();
    decide(&mut ana, typed("crm:01", "Ripon"));
    let backup = folder.path().join("backup.db");
    ana.backup(&backup).unwrap();
    decide(&mut ana, typed("crm:02", "Goole"));
    sync(&mut ana, folder.path()).unwrap();
    let (writer, before) = (ana.writer().to_owned(), state(&ana));
    drop(ana);
    fs::remove_file(place.database()).unwrap();
    fs::rename(&backup, place.database()).unwrap();
    let mut ana = place.open("ana");
    assert_ne!(ana.writer(), writer);
    assert_eq!(sync(&mut ana, folder.path()).unwrap().received, 1);
    assert_eq!(state(&ana), before);
}

#[test]
fn two_that_write_under_one_name_are_found_out_and_nobody_is_overwritten() {
    let (place, mut ana) = Place::loaded("ana");
    decide(&mut ana, typed("crm:01", "Ripon"));
    let kept = tempfile::tempdir().unwrap();
    drop(ana);
    // The database is put back under the program: the same file by number, with what was in it then.
    fs::copy(place.database(), kept.path().join("then.db")).unwrap();
    let mut ana = place.open("ana");
    decide(&mut ana, typed("crm:01", "Selby"));
    let folder = tempfile::tempdir().unwrap();
    sync(&mut ana, folder.path()).unwrap();
    let writer = ana.writer().to_owned();
    drop(ana);
    let bytes = fs::read(kept.path().join("then.db")).unwrap();
    fs::write(place.database(), bytes).unwrap();
    let mut ana = place.open("ana");
    assert_eq!(ana.writer(), writer, "the trick works");
    decide(&mut ana, typed("crm:01", "Goole"));
    let (before, there) = (state(&ana), crate::place::files(folder.path()));
    let report = sync(&mut ana, folder.path()).unwrap();
    assert_eq!((report.forked.as_slice(), report.received, report.sent), (&[writer][..], 0, 0));
    assert!(report.needs_eyes());
    assert!(report.warnings[0].contains("two copies of a workspace write under one name"), "{report:?}");
    assert!(report.warnings[0].ends_with("number 2 of the log"), "{report:?}");
    assert_eq!((state(&ana), crate::place::files(folder.path())), (before, there));
    // Others still come through.
    let (_b, mut ben) = Place::loaded("ben");
    decide(&mut ben, typed("crm:02", "Hull"));
    assert_eq!(sync(&mut ben, folder.path()).unwrap().received, 2);
    assert_eq!(sync(&mut ana, folder.path()).unwrap().received, 1);
}
