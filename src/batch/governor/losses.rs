//! Sessions lost one after the other: how long to wait between them, and when to give up.

use std::time::Instant;

use crate::batch::Backoff;

/// Fewest new sessions in a row that end before anything has come of them, and tell that the server takes nobody's mail: this many, or
/// three times as many as there may be at once.
const WASTED: usize = 10;

/// Fewest sessions in a row that leave somebody in doubt, beside those that may have been lost with the first of them, and tell that the
/// rest of the list would be in doubt too.
const DOUBTFUL: usize = 5;

/// Fewest messages answered between two sessions that left somebody in doubt for the two not to be in a row.
const APART: u32 = 100;

/// Counts them.
#[derive(Debug)]
pub(super) struct Losses {
    waits: Backoff,
    most_wasted: usize,
    most_doubtful: usize,
    /// Sessions in a row that ended before anything had come of them.
    wasted: usize,
    /// Sessions in a row that left somebody in doubt.
    doubtful: usize,
    /// Messages answered since the last of those.
    answers: u32,
    rest: Option<Instant>,
}

impl Losses {
    /// Of at most so many sessions at once.
    pub(super) fn new(sessions: usize, waits: Backoff) -> Self {
        Self {
            waits,
            most_wasted: WASTED.max(3 * sessions),
            most_doubtful: sessions.saturating_add(DOUBTFUL - 1),
            wasted: 0,
            doubtful: 0,
            answers: 0,
            rest: None,
        }
    }

    /// No other session is to be opened before then, and none beside it before a message has been answered; `None` = nothing is
    /// against it.
    pub(super) fn rest(&self) -> Option<Instant> {
        self.rest
    }

    /// A new session was lost before anything had come of it. How many in a row, if that is enough: those that do not count are
    /// waited after all the same.
    pub(super) fn wasted(&mut self, now: Instant, counts: bool) -> Option<usize> {
        self.wasted += usize::from(counts);
        self.rest_after(self.wasted, now);
        (self.wasted >= self.most_wasted).then_some(self.wasted)
    }

    /// A session was lost, and somebody is in doubt. How many in a row, if that is enough.
    pub(super) fn doubtful(&mut self, now: Instant) -> Option<usize> {
        (self.doubtful, self.answers) = (self.doubtful + 1, 0);
        self.rest_after(self.doubtful, now);
        (self.doubtful >= self.most_doubtful).then_some(self.doubtful)
    }

    /// A message was answered.
    pub(super) fn answered(&mut self) {
        (self.wasted, self.answers) = (0, self.answers.saturating_add(1));
        if self.answers >= APART {
            self.doubtful = 0;
        }
        if self.doubtful < 2 {
            self.rest = None;
        }
    }

    fn rest_after(&mut self, losses: usize, now: Instant) {
        // Once may be chance.
        if losses > 1 {
            let failures = u32::try_from(losses - 1).unwrap_or(u32::MAX);
            self.rest = self.rest.max(Some(now + self.waits.wait(failures, 0)));
        }
    }
}
