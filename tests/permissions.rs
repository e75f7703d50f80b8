//! Who else may read: the database and its copies nobody, exports whom the umask lets.

#![allow(clippy::unwrap_used)] // A test fails by panicking.
#![cfg(unix)]

#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use support::Place;

/// Runs the program under a umask.
fn run(place: &Place, umask: &str, arguments: &[&str]) {
    let program = place.command(arguments);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"]).arg(program.get_program());
    command.args(arguments).current_dir(place.dir()).env("GOLDSMITH_STEWARD", "ada").env("HOME", place.path("no-home"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn mode(place: &Place, file: &str) -> u32 {
    fs::metadata(place.path(file)).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_database_its_log_and_its_copies_are_the_owners_alone() {
    let place = Place::unloaded();
    run(&place, "000", &["load"]);
    assert_eq!(mode(&place, "goldsmith.db"), 0o600);
    // While somebody has it open, the log and the shared memory lie beside it.
    let open = rusqlite::Connection::open(place.path("goldsmith.db")).unwrap();
    let count: i64 = open.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 6);
    run(&place, "000", &["decide", "confirm", "crm:1"]);
    for file in ["goldsmith.db", "goldsmith.db-wal", "goldsmith.db-shm"] {
        assert_eq!(mode(&place, file), 0o600, "{file}");
    }
    run(&place, "000", &["backup", "copy.db"]);
    assert_eq!(mode(&place, "copy.db"), 0o600);
    drop(open);

    // The copy is a workspace's database as good as the first.
    let restored = Place::unloaded();
    fs::copy(place.path("copy.db"), restored.path("goldsmith.db")).unwrap();
    let journal = |place: &Place| place.run(&["export", "journal", "--out", "-"]).ok().to_owned();
    assert_eq!(journal(&restored), journal(&place));
    restored.run(&["verify"]).ok();
}

#[test]
fn exports_are_for_whom_the_umask_says() {
    let place = Place::loaded();
    for (umask, expected) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        let file = format!("golden-{umask}.csv");
        run(&place, umask, &["export", "golden", "--out", &file]);
        assert_eq!(mode(&place, &file), expected, "{umask}");
        // Once there, a file keeps what its owner gave it.
        fs::set_permissions(place.path(&file), fs::Permissions::from_mode(0o604)).unwrap();
        run(&place, umask, &["export", "golden", "--out", &file]);
        assert_eq!(mode(&place, &file), 0o604, "{umask}");
    }
}
