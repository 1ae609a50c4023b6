//! `--canary`: the first messages go alone; then somebody decides.

use std::collections::BTreeMap;

use super::{Coordinator, End, Reason};
use crate::delivery::Delivery;

/// The messages that go first, and what has become of them.
pub(super) struct Canary {
    messages: u64,
    /// By row, so that one that is tried again counts once; `None` = not answered yet.
    sent: BTreeMap<u64, Option<Delivery>>,
}

impl Canary {
    pub(super) fn new(messages: u64) -> Self {
        Self { messages, sent: BTreeMap::new() }
    }

    pub(super) fn sent(&mut self, row: u64) {
        self.sent.entry(row).or_default();
    }

    /// One has come back, and nothing is said of it: it gives its place back, unless an earlier try was answered.
    pub(super) fn returned(&mut self, row: u64) {
        if self.sent.get(&row).is_some_and(Option::is_none) {
            self.sent.remove(&row);
        }
    }

    /// What the server has said of one: settled, or to be tried again later. The last word counts.
    pub(super) fn answered(&mut self, delivery: &Delivery) {
        self.sent.insert(delivery.row, Some(delivery.clone()));
    }

    fn are_sent(&self) -> bool {
        self.sent.len() as u64 >= self.messages
    }
}

impl Coordinator<'_, '_> {
    /// Whether nothing more may go yet. Once all that went first have been answered, the observer decides.
    pub(super) fn is_held_by_canary(&mut self) -> bool {
        let Some(canary) = self.canary.take_if(|canary| canary.are_sent()) else { return false };
        if self.in_flight > 0 {
            self.canary = Some(canary);
            return true;
        }
        // What they came to is durable, whatever is decided and however long that takes.
        self.commit_now();
        let told: Vec<_> = canary.sent.into_values().flatten().collect();
        if self.end.is_none() {
            let messages = told.len();
            match self.observer.goes_on(&told, self.stop) {
                Some(true) => {}
                Some(false) => self.stop(End::Declined(Reason::Canary { messages })),
                None => self.interrupt(None),
            }
        }
        self.end.is_some()
    }
}
