//! The `goldsmith` program: everything lives in the library.

fn main() {}
