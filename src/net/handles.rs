//! How many files this process may have open: each connection is one.

/// Lets this process have as many files open as the system allows it at all. Many systems begin with 256 or 1024, which a thousand
/// sessions exceed, and let each process raise that by itself (getrlimit(2)). Where that fails, sessions that find no room say so.
pub fn allow_many() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        if let Ok((allowed, most)) = getrlimit(Resource::RLIMIT_NOFILE)
            && allowed < most.min(MOST)
        {
            // Refused, it leaves all as it is.
            let _ = setrlimit(Resource::RLIMIT_NOFILE, most.min(MOST), most);
        }
    }
}

/// More sessions than anybody has, and what macOS takes where it names no end.
#[cfg(unix)]
const MOST: u64 = 10_240;
