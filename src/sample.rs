//! The generator of fictional sample data, deterministic, of any size. Pure.
