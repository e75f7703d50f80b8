//! Tests of the whole workbench, without a terminal: decisions, screens, random walks.

mod changed;
mod decisions;
mod flow;
mod jobs;
mod others;
pub mod screens;
mod walk;
