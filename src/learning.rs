//! Labelled pairs: what the journal teaches a matcher. Pure.
