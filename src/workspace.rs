//! The use cases: open, load, propose, commit, undo, export, health, verify.
