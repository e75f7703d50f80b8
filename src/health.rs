//! Match rate, singleton rate, staleness, and their alarms. Pure.
