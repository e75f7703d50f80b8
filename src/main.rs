//! The `goldsmith` program: everything lives in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    goldsmith::cli::main()
}
