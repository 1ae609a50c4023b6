//! The `mailshot` program: everything is in the library's [`mailshot::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A row is made on one thread and dropped on another, and has some fifty strings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    mailshot::cli::main()
}
