//! What to review next, and why. Pure.
