//! Goldsmith turns match groups into golden records.
//!
//! ```text
//! files ─ ingest ─► store ◄─ journal of assertions ◄─ propose / commit ◄─ cli, tui
//!                     │
//!                     ▼
//!   records + run edges + assertions ─ resolve ─► clusters, golden ids
//!                                    ─ survivorship ─► golden records ─ export ─► files
//!                                    ─ queue ─► what to review next, and why
//! ```
//!
//! Rooms, from the faces down; arrows only point down, and `tests/architecture.rs` keeps it so:
//!
//! * faces: [`cli`], [`tui`]
//! * use cases: [`workspace`], and [`commands`], the one table of commands
//! * edges of the world: [`ingest`], [`export`], [`sync`], [`store`]
//! * pure: [`normalise`], [`matching`], [`resolve`], [`survivorship`], [`queue`], [`learning`], [`governance`],
//!   [`health`], [`sample`]
//! * words: [`model`], [`text`], [`config`], [`error`]

pub mod cli;
pub mod commands;
pub mod config;
pub mod error;
pub mod export;
pub mod governance;
pub mod health;
pub mod ingest;
pub mod learning;
pub mod matching;
pub mod model;
pub mod normalise;
pub mod queue;
pub mod resolve;
pub mod sample;
pub mod store;
pub mod survivorship;
pub mod sync;
pub mod text;
pub mod tui;
pub mod workspace;
