//! `--canary`: the first messages go alone; then somebody decides.

use std::sync::Arc;

use super::{Coordinator, End, Reason};
use crate::delivery::Delivery;

/// The messages that go first, and what has become of them.
pub(super) struct Canary {
    messages: u64,
    sent: u64,
    told: Vec<Arc<Delivery>>,
}

impl Canary {
    pub(super) fn new(messages: u64) -> Self {
        Self { messages, sent: 0, told: Vec::new() }
    }

    pub(super) fn sent(&mut self) {
        self.sent += 1;
    }

    /// So many have come back untouched.
    pub(super) fn returned(&mut self, messages: usize) {
        self.sent = self.sent.saturating_sub(messages as u64);
    }

    /// What the server has said of one: settled, or to be tried again later.
    pub(super) fn answered(&mut self, delivery: &Arc<Delivery>) {
        self.told.push(Arc::clone(delivery));
    }
}

impl Coordinator<'_, '_> {
    /// Whether nothing more may go yet. Once all that went first have been answered, the observer decides.
    pub(super) fn is_held_by_canary(&mut self) -> bool {
        let Some(canary) = self.canary.take_if(|canary| canary.sent >= canary.messages) else { return false };
        if self.in_flight > 0 {
            self.canary = Some(canary);
            return true;
        }
        // What they came to is durable, whatever is decided and however long that takes.
        self.commit_now();
        if self.end.is_none() && !self.observer.goes_on(&canary.told) {
            let messages = canary.told.len();
            self.stop(End::Declined(Reason::Canary { messages }));
        }
        self.end.is_some()
    }
}
