//! Match rate, singleton rate, staleness, and their alarms. Pure: counts and moments come in as values.
//!
//! `measure.rs` computes a report and judges it by the limits of `goldsmith.toml`; `words.rs` says percentages and
//! times as people do. May use `config` only.

mod measure;
mod words;

pub use measure::{Alarm, Facts, Report, measure};
