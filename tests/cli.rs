//! The command line as scripts see it: arguments in; exit status, standard output and standard error out.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

#[path = "cli/decisions.rs"]
mod decisions;
#[path = "cli/evaluate.rs"]
mod evaluate;
#[path = "cli/exports.rs"]
mod exports;
#[path = "cli/facets.rs"]
mod facets;
#[path = "cli/guided.rs"]
mod guided;
#[path = "cli/ids.rs"]
mod ids;
#[path = "cli/init.rs"]
mod init;
#[path = "cli/model.rs"]
mod model;
#[path = "cli/quality.rs"]
mod quality;
#[path = "cli/redact.rs"]
mod redact;
#[path = "cli/rematch.rs"]
mod rematch;
#[path = "cli/reports.rs"]
mod reports;
#[path = "cli/rules.rs"]
mod rules;
#[path = "cli/stale.rs"]
mod stale;
#[path = "cli/support.rs"]
mod support;
#[path = "cli/usage.rs"]
mod usage;
