//! Tests of the whole workbench, without a terminal: decisions, screens, random walks.

mod decisions;
mod flow;
mod screens;
mod walk;
