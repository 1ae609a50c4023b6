//! What has become of the rows so far, in numbers.

use crate::batch::Tally;
use crate::delivery::{Delivery, Outcome};
use crate::report::{Summary, rows};

/// The numbers of a batch.
pub(super) struct Counts {
    /// What the summary comes to in the end: recipients of sound rows, and faulty rows.
    expected: u64,
    /// Selected rows, the faulty ones and those that are not sent among them.
    rows_seen: u64,
    /// Recipients, by what has become of them.
    pub(super) summary: Summary,
    /// Messages, as they are shown meanwhile.
    pub(super) tally: Tally,
}

impl Counts {
    /// Before anything is sent: so many messages of so many rows concern so many recipients, and this much is certain yet.
    pub(super) fn new(messages: u64, rows_seen: u64, concerned: u64, certain: Summary) -> Self {
        Self {
            expected: certain.total() + concerned,
            rows_seen,
            summary: certain,
            tally: Tally { messages, ..Tally::default() },
        }
    }

    /// A row is settled, or is left as it is.
    pub(super) fn add(&mut self, delivery: &Delivery) {
        let accepted = delivery.recipients.iter().filter(|each| each.outcome == Outcome::Accepted).count() as u64;
        self.tally.done += u64::from(delivery.attempts > 0);
        self.tally.accepted += accepted;
        self.tally.failed += delivery.recipients.len() as u64 - accepted;
        self.summary.add_accepted(accepted);
        if accepted < delivery.recipients.len() as u64 {
            let others = rows(delivery).filter(|row| row.outcome != Outcome::Accepted);
            others.for_each(|row| self.summary.add(&row));
        }
    }

    /// Whoever has not been counted is unsent.
    pub(super) fn add_unsent(&mut self) {
        self.summary.add_unsent(self.expected.saturating_sub(self.summary.total()));
    }

    /// Whether every selected row has been tried in this run.
    pub(super) fn has_tried_all(&self) -> bool {
        self.tally.done == self.rows_seen
    }
}
