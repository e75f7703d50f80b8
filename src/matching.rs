//! How alike two records are, and why. Pure.
