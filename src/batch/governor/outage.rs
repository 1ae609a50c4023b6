//! A server that has been there and is gone: how long it is waited for.

use std::time::{Duration, Instant};

/// A restart or a reboot is over by then.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// As a multiple of `--retry-wait`, by whose default it is the longest: whoever wants short waits wants an early end, too.
const WAITS: u32 = 15;

/// Since when it is gone.
#[derive(Debug)]
pub(super) struct Outage {
    patience: Duration,
    since: Option<Instant>,
    is_told: bool,
}

impl Outage {
    pub(super) fn new(retry_wait: Duration) -> Self {
        Self { patience: Self::patience(retry_wait), since: None, is_told: false }
    }

    /// How long is waited in all.
    pub(super) fn patience(retry_wait: Duration) -> Duration {
        retry_wait.saturating_mul(WAITS).min(LONGEST)
    }

    /// No session could be opened, once more. Whether it is waited for any longer.
    pub(super) fn goes_on(&mut self, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        now.saturating_duration_since(since) < self.patience
    }

    /// How long it is waited for in all, unless that has been told.
    pub(super) fn tell(&mut self) -> Option<Duration> {
        (!std::mem::replace(&mut self.is_told, true)).then_some(self.patience)
    }

    /// A session is open, or it is known what is to be waited for otherwise.
    pub(super) fn is_over(&mut self) {
        (self.since, self.is_told) = (None, false);
    }
}
