//! What sessions learn of their server, for those that come after them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What has been learnt of one server. Copies of it learn together: each thread of a batch has one.
#[derive(Debug, Default, Clone)]
pub struct Learnt {
    waits_for_contents: Arc<AtomicBool>,
}

impl Learnt {
    /// The server has shown that it does not take what comes behind a content before that has been answered: see
    /// [`Submission::wait_for_contents`](crate::smtp::Submission::wait_for_contents).
    pub fn wait_for_contents(&self) {
        if !self.waits_for_contents() {
            self.waits_for_contents.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it has.
    #[must_use]
    pub fn waits_for_contents(&self) -> bool {
        self.waits_for_contents.load(Ordering::Relaxed)
    }
}
