//! The `goldsmith` program: everything lives in the library.

use std::process::ExitCode;

/// A load makes many millions of small pieces: this takes half the time of the system's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    goldsmith::cli::main()
}
