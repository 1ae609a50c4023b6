//! The `mailshot` program: everything is in the library's [`mailshot::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A row is made on one thread and dropped on another, and has some fifty strings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long memory that is free is kept for later, in milliseconds: not at all. The default is a second, and what preflight has
/// needed would still be held while the mails are sent.
const KEPT: std::ffi::c_long = 0;

/// `mi_option_purge_delay` of mimalloc's `mi_option_t`, in front of one that the crate names.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = libmimalloc_sys::mi_option_use_numa_nodes - 1;

fn main() -> ExitCode {
    #[expect(unsafe_code, reason = "the allocator's options are set through its C interface alone")]
    // SAFETY: it stores a number under another, which it checks, and may be called at any time.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, KEPT);
    }
    mailshot::cli::main()
}
