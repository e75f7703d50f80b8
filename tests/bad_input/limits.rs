//! What the system forbids: reading, writing, growing.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::support::{Place, Ran};
use crate::trial::{state, worked};

/// Whom nothing belongs to. Permissions do not bind the superuser, so tests that run as such become this one.
const NOBODY: u32 = 65534;

/// A workspace that belongs to somebody whom permissions bind, and the program where that one may run it.
struct Bound {
    place: Place,
    user: Option<u32>,
}

impl Bound {
    /// `None` where this cannot be tried: the superuser of a container that knows no other user.
    fn new() -> Option<Self> {
        let place = worked();
        fs::copy(env!("CARGO_BIN_EXE_goldsmith"), place.path("program")).unwrap();
        fs::set_permissions(place.path("program"), fs::Permissions::from_mode(0o755)).unwrap();
        let user = fs::write(place.path("trial"), "").and_then(|()| {
            fs::set_permissions(place.path("trial"), fs::Permissions::from_mode(0o000))?;
            Ok(fs::read(place.path("trial")).is_ok().then_some(NOBODY))
        });
        let user = user.unwrap();
        if let Some(user) = user {
            for entry in fs::read_dir(place.dir()).unwrap() {
                chown(entry.unwrap().path(), Some(user), None).ok()?;
            }
            chown(place.dir(), Some(user), None).ok()?;
        }
        let bound = Self { place, user };
        // Some containers have only one user.
        bound.command(&["--version"]).output().ok()?.status.success().then_some(bound)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.place.path("program"));
        command.args(arguments).current_dir(self.place.dir()).env("GOLDSMITH_STEWARD", "ada").env_remove("NO_COLOR");
        // The other user has a home of its own, and no settings in it.
        command.env("XDG_CONFIG_HOME", self.place.path("no-home"));
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { status: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn mode(&self, file: &str, mode: u32) {
        fs::set_permissions(self.place.path(file), fs::Permissions::from_mode(mode)).unwrap();
    }
}

/// What permissions forbid, or a word on why that was not tried.
fn bound() -> Option<Bound> {
    let bound = Bound::new();
    if bound.is_none() {
        eprintln!("not tried: the superuser here cannot become another user, and permissions do not bind it");
    }
    bound
}

#[test]
fn a_workspace_that_may_not_be_written_is_told() {
    let Some(bound) = bound() else { return };
    let before = state(&bound.place);
    for (file, mode, mended) in [("goldsmith.db", 0o400, 0o600), (".", 0o555, 0o755)] {
        bound.mode(file, mode);
        for arguments in [&["decide", "confirm", "crm:2"][..], &["load"], &["undo"], &["rebuild"]] {
            let ran = bound.run(arguments);
            assert!(
                ran.failed(1).contains("the workspace is read-only: nothing can be saved in it"),
                "{file}: {}",
                ran.stderr
            );
            assert!(ran.stderr.contains("hint: check the permissions of the directory"), "{}", ran.stderr);
        }
        // Looking is still possible, unless the database's log has no place to be.
        let queue = bound.run(&["queue", "--json"]);
        assert!(queue.status == 0 && queue.stdout.starts_with('[') || file == "." && !queue.failed(1).is_empty());
        bound.mode(file, mended);
        for left in ["goldsmith.db-wal", "goldsmith.db-shm"] {
            let _ = fs::remove_file(bound.place.path(left));
        }
    }
    assert_eq!(state(&bound.place), before);
}

#[test]
fn what_may_not_be_read_is_told() {
    let Some(bound) = bound() else { return };
    let before = state(&bound.place);
    for (file, said) in [
        ("crm.csv", "crm.csv: no permission to read it"),
        ("matches.csv", "matches.csv: no permission to read it"),
        ("goldsmith.toml", "goldsmith.toml: Permission denied"),
        ("goldsmith.db", "goldsmith.db: "),
    ] {
        bound.mode(file, 0o000);
        let ran = bound.run(&["load"]);
        assert!(ran.failed(1).contains(said), "{}", ran.stderr);
        bound.mode(file, 0o600);
    }
    fs::create_dir(bound.place.path("locked")).unwrap();
    bound.mode("locked", 0o555);
    for arguments in [&["export", "golden", "--out", "locked/golden.csv"][..], &["backup", "locked/copy.db"]] {
        let ran = bound.run(arguments);
        assert!(ran.failed(1).contains("Permission denied"), "{}", ran.stderr);
    }
    assert_eq!(state(&bound.place), before);
}

/// Runs the program where files may not grow beyond `blocks` of 512 or 1,024 bytes: what a full disk looks like.
fn cramped(place: &Place, blocks: u32, arguments: &[&str]) -> Ran {
    let program = place.command(arguments);
    let script = format!("ulimit -f {blocks}; exec \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, "sh"]).arg(program.get_program()).args(program.get_args()).current_dir(place.dir());
    command.env("GOLDSMITH_STEWARD", "ada").env("HOME", place.path("no-home"));
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn a_disk_that_takes_no_more_loses_nothing() {
    let place = worked();
    place.write("golden.csv", "yesterday's");
    let before = state(&place);
    for arguments in [
        &["decide", "merge", "crm:3", "erp:0009"][..],
        &["undo"],
        &["load"],
        &["rebuild"],
        &["export", "golden", "--out", "golden.csv"],
        &["backup", "copy.db"],
    ] {
        let ran = cramped(&place, 1, arguments);
        assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("error: "), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(state(&place), before);
    assert_eq!(place.read("golden.csv"), "yesterday's");
    assert!(!place.path("copy.db").exists());
    assert!(names(place.dir()).iter().all(|name| !name.contains(".tmp")));
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
