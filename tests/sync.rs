//! Exchange of journals: through the workspace itself, through a folder, through a real PostgreSQL server.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test fails by panicking.

#[path = "sync/command.rs"]
mod command;
#[path = "sync/copies.rs"]
mod copies;
#[path = "sync/folder.rs"]
mod folder;
#[path = "sync/place.rs"]
mod place;
#[path = "sync/received.rs"]
mod received;
#[path = "sync/server.rs"]
mod server;
#[path = "sync/strangers.rs"]
mod strangers;
#[path = "sync/through_server.rs"]
mod through_server;
