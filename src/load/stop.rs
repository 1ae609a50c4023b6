//! How a run is asked to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// A request to stop, for a signal handler; clones are one.
#[derive(Debug, Clone, Default)]
pub struct StopFlag {
    requests: Arc<AtomicU8>,
}

impl StopFlag {
    /// The first request: nothing new starts, what is in flight gets its replies. The second: at once.
    pub fn request(&self) {
        // A third one changes nothing, and must not begin anew.
        let _ = self.requests.try_update(Ordering::AcqRel, Ordering::Acquire, |requests| requests.checked_add(1));
    }

    pub(super) fn is_requested(&self) -> bool {
        self.requests.load(Ordering::Acquire) > 0
    }

    pub(super) fn is_urgent(&self) -> bool {
        self.requests.load(Ordering::Acquire) > 1
    }
}
