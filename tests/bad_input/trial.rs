//! A workspace with work in it, one fault at a time, and the proof that nothing changed.

use std::fs;

use crate::support::Place;

/// What may happen to a file.
pub enum Fault<'a> {
    /// Text gives way to bytes, once.
    Replaced(&'a str, &'a [u8]),
    /// The whole content is this.
    Is(&'a [u8]),
    /// It is gone.
    Gone,
    /// A directory lies in its place.
    Directory,
}

/// A loaded workspace with a few decisions in it.
pub fn worked() -> Place {
    let place = Place::loaded();
    place.run(&["decide", "confirm", "crm:1", "--comment", "clear"]).ok();
    place.run(&["decide", "different", "crm:2", "erp:0008"]).ok();
    place.run(&["decide", "override", "crm:3", "email", "--value", "typed@cumulus.example"]).ok();
    place
}

/// Everything that a person could lose, as bytes.
pub fn state(place: &Place) -> Vec<String> {
    let export = |what: &str| place.run(&["export", what, "--out", "-", "--quiet"]).ok().to_owned();
    let list = |what: &str| place.run(&[what, "--json"]).ok().to_owned();
    vec![export("journal"), export("crosswalk"), export("golden"), list("queue"), list("log"), list("verify")]
}

/// Damages `file`, runs the program, mends the file: it must have failed with every part of `said`, and changed nothing.
#[track_caller]
pub fn refused(place: &Place, file: &str, fault: &Fault, arguments: &[&str], said: &[&str]) {
    let path = place.path(file);
    let sound = fs::read(&path).unwrap();
    match fault {
        Fault::Replaced(from, to) => {
            let text = String::from_utf8(sound.clone()).unwrap();
            let (before, after) = text.split_once(from).unwrap_or_else(|| panic!("{file} has no {from}"));
            fs::write(&path, [before.as_bytes(), to, after.as_bytes()].concat()).unwrap();
        }
        Fault::Is(bytes) => fs::write(&path, bytes).unwrap(),
        Fault::Gone | Fault::Directory => fs::remove_file(&path).unwrap(),
    }
    if matches!(fault, Fault::Directory) {
        fs::create_dir(&path).unwrap();
    }
    let ran = place.run(arguments);
    if matches!(fault, Fault::Directory) {
        fs::remove_dir(&path).unwrap();
    }
    fs::write(&path, sound).unwrap();
    let stderr = ran.failed(1);
    for part in said {
        assert!(stderr.contains(part), "{arguments:?} should say {part:?}: {stderr}");
    }
}
