//! The `mailshot` program: everything is in the library's [`mailshot::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    mailshot::cli::main()
}
