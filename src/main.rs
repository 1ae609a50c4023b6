//! The `mailshot` program: everything is in the library's [`mailshot::cli`].

use std::process::ExitCode;

use mimalloc::MiMalloc;

mod stages;

/// A row is made on one thread and dropped on another, and has some fifty strings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long memory that is free is kept for later, in milliseconds: not at all. The default is a second, and what preflight has
/// needed would still be held while the mails are sent.
const KEPT: std::ffi::c_long = 0;

/// `mi_option_purge_delay` of mimalloc's `mi_option_t`, in front of one that the crate names. Its own number is not in the crate, and
/// the environment variable would have to be set before the program starts; so a test asks the allocator whether it is the one.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = libmimalloc_sys::mi_option_use_numa_nodes - 1;

fn main() -> ExitCode {
    #[expect(unsafe_code, reason = "the allocator's options are set through its C interface alone")]
    // SAFETY: it stores a number under another, which it checks, and may be called at any time.
    unsafe {
        libmimalloc_sys::mi_option_set(PURGE_DELAY, KEPT);
    }
    mailshot::cli::main(stages::leave)
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process::Command;

    use super::*;

    /// The number is told by another option's, so an update of the allocator may make another option of it. What is called the purge
    /// delay is known to the allocator alone, which reads its options from the environment when it starts.
    #[test]
    fn the_option_is_the_purge_delay() {
        const VARIABLE: &str = "MIMALLOC_PURGE_DELAY";
        const VALUE: std::ffi::c_long = 4321;
        if env::var(VARIABLE).is_ok_and(|value| value == VALUE.to_string()) {
            #[expect(unsafe_code, reason = "the allocator's options are read through its C interface alone")]
            // SAFETY: it reads a number under another, which it checks, and may be called at any time.
            let value = unsafe { libmimalloc_sys::mi_option_get(PURGE_DELAY) };
            assert_eq!(value, VALUE);
            return;
        }
        let test = Command::new(env::current_exe().unwrap())
            .args(["--exact", "tests::the_option_is_the_purge_delay"])
            .env(VARIABLE, VALUE.to_string())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&test.stdout);
        assert!(test.status.success() && told.contains("1 passed"), "{told}");
    }
}
