//! Match rate, singleton rate, staleness, and their alarms. Pure.

/// A placeholder until the room is built.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Report {}
