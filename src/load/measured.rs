//! What a run has measured so far: the one account of what was due, and of what has become of it.

use std::time::{Duration, Instant};

use super::failures::{Failures, Kind};
use super::timeline::Timeline;
use crate::net::{Distribution, Latencies, SessionError};
use crate::smtp::{Lost, Settled};

/// Figures that grow with the kinds of things that happen, not with the messages.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Messages accepted for every recipient.
    pub accepted: u64,
    /// Messages that were not, for whatever reason.
    pub failed: u64,
    /// Of those, messages whose end of data went out without a reply: they may have arrived.
    pub in_doubt: u64,
    /// Of those, messages that were meant to start, by rate, before the run ended, and found no session.
    pub unsent: u64,
    /// Of those, messages whose reply was not waited for: a second Ctrl-C has cut them off.
    pub cut_off: u64,
    /// Octets of the accepted contents.
    pub octets: u64,
    /// Sessions opened.
    pub opened: u64,
    /// Sessions that could not be opened.
    pub unopened: u64,
    /// Sessions lost before their QUIT.
    pub lost: u64,
    /// From the first session's opening to the last reply to a message, or to the end of the time where that is later: a
    /// server that has died is not the faster for it.
    pub elapsed: Duration,
    /// Of accepted messages, from when each was meant to start: with a rate this is corrected for coordinated omission. Those
    /// that never started are in it with their wait until the end.
    pub latency: Distribution,
    /// Of accepted messages, from when each did start.
    pub service: Distribution,
    /// Of every phase: from the octets that ask to the reply, of whatever kind.
    pub phases: Latencies,
    pub(super) failures: Failures,
    pub(super) timeline: Timeline,
}

/// A message in flight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    pub(super) intended: Instant,
    /// Octets of its content.
    pub(super) size: u64,
}

impl Measured {
    /// Messages that were due: each was accepted or has failed.
    #[must_use]
    pub fn messages(&self) -> u64 {
        self.accepted + self.failed
    }

    /// Messages that were not accepted, as a share of all; `None` where there was none.
    #[must_use]
    pub fn error_share(&self) -> Option<f64> {
        (self.messages() > 0).then(|| self.failed as f64 / self.messages() as f64)
    }

    /// Accepted messages per second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        per_second(self.accepted, self.elapsed)
    }

    /// Octets of accepted contents per second.
    #[must_use]
    pub fn octet_rate(&self) -> f64 {
        per_second(self.octets, self.elapsed)
    }

    /// The server has answered, and the reply arrived at this time: the latency, where it has accepted the message.
    pub(super) fn settled(
        &mut self,
        pending: Pending,
        settled: &Settled,
        service: Duration,
        start: Instant,
        at: Instant,
    ) -> Option<Duration> {
        // Two replies may be seen in another order than they came in.
        self.elapsed = self.elapsed.max(at.saturating_duration_since(start));
        if let Some(verdict) = settled.verdicts.iter().find(|verdict| !verdict.is_accepted()) {
            self.failed(Kind::of_verdict(verdict), 1);
            return None;
        }
        let latency = at.saturating_duration_since(pending.intended).max(service);
        self.accepted += 1;
        self.octets += pending.size;
        self.latency.record(latency);
        self.service.record(service);
        self.timeline.accepted(self.elapsed, pending.size, latency);
        Some(latency)
    }

    /// The session was lost under these messages; none = under nothing.
    pub(super) fn lost(&mut self, error: &SessionError, lost: &[Lost], start: Instant, now: Instant) {
        self.lost += 1;
        self.elapsed = self.elapsed.max(now.saturating_duration_since(start));
        if lost.is_empty() {
            self.failures.add(Kind::of_session(false, error));
        }
        for lost in lost {
            let refused = lost.verdicts.iter().flatten().find(|verdict| !verdict.is_accepted());
            self.in_doubt += u64::from(lost.in_doubt && lost.verdicts.iter().any(Option::is_none));
            self.failed(refused.map_or_else(|| Kind::of_session(true, error), Kind::of_verdict), 1);
        }
    }

    /// There is no session.
    pub(super) fn unopened(&mut self, error: &SessionError) {
        self.unopened += 1;
        self.failures.add(Kind::of_session(false, error));
    }

    /// Nothing more starts from this time on; groups of messages were due before it, each group from its own time on.
    pub(super) fn unsent(&mut self, groups: impl Iterator<Item = (Duration, u64)>, end: Duration) {
        for (intended, number) in groups {
            self.unsent += number;
            self.failed += number;
            self.latency.record_many(end.saturating_sub(intended), number);
            self.timeline.failed(intended, number);
            self.failures.add_many(Kind::unsent(), number);
        }
    }

    /// The replies to so many messages are not waited for.
    pub(super) fn cut_off(&mut self, number: u64) {
        if number > 0 {
            self.cut_off += number;
            self.failed(Kind::cut_off(), number);
        }
    }

    /// The run has lasted so long at least.
    pub(super) fn lasted(&mut self, time: Duration) {
        self.elapsed = self.elapsed.max(time);
        self.timeline.reach(self.elapsed);
    }

    fn failed(&mut self, kind: Kind, number: u64) {
        self.failed += number;
        self.timeline.failed(self.elapsed, number);
        self.failures.add_many(kind, number);
    }
}

fn per_second(number: u64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { number as f64 / time.as_secs_f64() }
}
