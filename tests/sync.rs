//! Exchange of journals: through the workspace itself, through a folder, through a real PostgreSQL server.

#![allow(clippy::unwrap_used, clippy::expect_used)] // A test fails by panicking.

#[path = "sync/place.rs"]
mod place;
#[path = "sync/received.rs"]
mod received;
