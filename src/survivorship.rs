//! Strategies, groups and overrides choose golden values, each with its provenance. Pure.
