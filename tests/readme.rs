//! What the documents say is what the program does.
//!
//! `GOLDSMITH_WRITE_KEYS=1 cargo test --test readme` writes the table of keys anew.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test that cannot go on says so by panicking.

use std::fs;
use std::path::Path;

const HEAD: &str = "# The keys of the workbench\n\nMade from the table of commands that the program itself reads.\n\n";

#[test]
fn the_table_of_keys_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let table = format!("{HEAD}{}", goldsmith::commands::markdown());
    if std::env::var_os("GOLDSMITH_WRITE_KEYS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == table, "docs/keys.md is out of date: write it anew");
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
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    goldsmith::config::Config::parse(example, "README.md").unwrap();
}
