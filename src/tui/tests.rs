//! Tests of the whole workbench, without a terminal: decisions, screens, random walks.

mod beside;
mod changed;
mod decisions;
mod flow;
mod guide;
mod held;
mod jobs;
mod others;
mod pictures;
pub mod screens;
mod walk;
