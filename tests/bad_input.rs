//! Bad input, through the program itself: a clear message that names the place, nothing on standard output, and
//! nothing changed.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "bad_input/configuration.rs"]
mod configuration;
#[path = "bad_input/database.rs"]
mod database;
#[path = "bad_input/decisions.rs"]
mod decisions;
#[path = "bad_input/exports.rs"]
mod exports;
#[path = "bad_input/files.rs"]
mod files;
#[path = "bad_input/limits.rs"]
mod limits;
#[allow(dead_code)] // Shared with other tests.
#[path = "cli/support.rs"]
mod support;
#[path = "bad_input/trial.rs"]
mod trial;
