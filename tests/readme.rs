//! What the documents say is what the program does.
//!
//! `GOLDSMITH_WRITE_KEYS=1 cargo test --test readme` writes the keys anew, here and in the README.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on says so by panicking.

use std::fs;
use std::path::{Path, PathBuf};

use goldsmith::commands::pages;

/// What stands around the README's keys.
const BEGIN: &str = "<!-- Made from the table of commands. -->\n";
const END: &str = "<!-- End of the table. -->";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The file holds what it should; where that is asked for, it is written so first.
fn fresh(name: &str, wanted: &str) {
    if std::env::var_os("GOLDSMITH_WRITE_KEYS").is_some() {
        fs::write(path(name), wanted).unwrap();
    }
    assert!(fs::read_to_string(path(name)).unwrap_or_default() == wanted, "{name} is out of date: write it anew");
}

#[test]
fn the_page_of_keys_is_fresh() {
    fresh("docs/keys.md", &pages::document());
}

#[test]
fn the_keys_in_the_readme_are_fresh() {
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let (head, rest) = readme.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    fresh("README.md", &format!("{head}{BEGIN}{}{END}{tail}", pages::summary()));
}

#[test]
fn every_step_of_normalisation_is_explained() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for (_, word, _) in goldsmith::config::Step::ALL {
        assert!(readme.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn the_example_configuration_is_valid() {
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let (_, rest) = readme.split_once("## Your own data").unwrap();
    let (_, rest) = rest.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    goldsmith::config::Config::parse(example, "README.md").unwrap();
}

#[test]
fn the_example_settings_are_valid() {
    let readme = fs::read_to_string(path("README.md")).unwrap();
    let (_, rest) = readme.split_once("## Keys and looks").unwrap();
    let (_, rest) = rest.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let settings = goldsmith::config::Settings::parse(example, "README.md").unwrap();
    goldsmith::commands::Keys::chosen(&settings.keys, "README.md").unwrap();
    goldsmith::tui::check_looks(&settings, "README.md").unwrap();
}
