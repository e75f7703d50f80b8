//! The engine.
#![allow(missing_docs, clippy::pedantic)]
pub mod blocking;
pub mod cluster;
pub mod compare;
pub mod derive;
pub mod linear;
pub mod model;
pub mod things;
pub mod table;
pub mod tokens;
pub mod union;
