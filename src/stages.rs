//! A run is in stages, and each has code of its own: what one of them needed is not held while the next goes on.

/// Takes the code out of this process's memory that is in it by now. The kernel has the files that it is from, and what is called
/// again it maps again, some pages at a time, without a disk: a fraction of a millisecond for all of a stage.
///
/// Nothing in a debug build: the breakpoints of a debugger are pages of code that it has written to, and would be gone without a word.
pub(crate) fn leave() {
    #[cfg(target_os = "linux")]
    if !cfg!(debug_assertions) {
        linux::mapped_code().iter().for_each(linux::forget);
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::c_void;
    use std::fs;
    use std::ops::Range;
    use std::ptr::{NonNull, with_exposed_provenance_mut};

    use nix::sys::mman::{MmapAdvise, madvise};

    /// Where code is mapped from files, as `/proc/self/maps` tells (proc_pid_maps(5)); nothing where it cannot be read.
    pub(super) fn mapped_code() -> Vec<Range<usize>> {
        let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
        maps.lines().filter_map(code).collect()
    }

    /// The addresses of one line: `start-end perms offset device inode path`. What may be written to, or is of no file, is left out:
    /// it would be lost.
    pub(super) fn code(line: &str) -> Option<Range<usize>> {
        let mut fields = line.split_ascii_whitespace();
        let (start, end) = fields.next()?.split_once('-')?;
        let is_code = fields.next()? == "r-xp" && fields.nth(2)? != "0";
        let address = |digits| usize::from_str_radix(digits, 16).ok();
        is_code.then_some(address(start)?..address(end)?)
    }

    pub(super) fn forget(code: &Range<usize>) {
        let Some(start) = NonNull::new(with_exposed_provenance_mut::<c_void>(code.start)) else { return };
        #[expect(unsafe_code, reason = "what is told of memory is told through the C interface alone")]
        // SAFETY: the pages are those of a file, and nobody writes to them, so that each is read again from it as it was.
        let _ = unsafe { madvise(start, code.len(), MmapAdvise::MADV_DONTNEED) };
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn code_is_told_from_what_would_be_lost() {
        for (line, code) in [
            (
                "5581a000-5582b000 r-xp 0001a000 fd:00 1234                       /usr/bin/mailshot",
                Some(0x5581_a000..0x5582_b000),
            ),
            ("5582b000-5582c000 r--p 0002b000 fd:00 1234                       /usr/bin/mailshot", None),
            ("5582c000-5582d000 rw-p 0002c000 fd:00 1234                       /usr/bin/mailshot", None),
            ("7ffd1000-7ffd2000 r-xp 00000000 00:00 0                          [vdso]", None),
            ("7f001000-7f002000 rwxp 00000000 00:00 0", None),
            ("", None),
        ] {
            assert_eq!(linux::code(line), code, "{line}");
        }
    }

    /// In kilobytes.
    fn resident() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssFile:")).unwrap();
        line.trim().trim_end_matches("kB").trim().parse().unwrap()
    }

    #[test]
    fn code_leaves_and_comes_again() {
        let before = resident();
        linux::mapped_code().iter().for_each(linux::forget);
        let after = resident();
        assert!(after < before, "{before} {after}");
        assert!(linux::mapped_code().iter().any(|code| code.contains(&(leave as fn() as usize))));
    }
}
