//! What a run has measured so far.

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
    /// Messages that were meant to start, by rate, before the run ended and found no session.
    pub unsent: u64,
    /// Messages that a second Ctrl-C has cut off.
    pub cut_off: u64,
    /// Octets of the accepted contents.
    pub octets: u64,
    /// Sessions opened.
    pub opened: u64,
    /// Sessions that could not be opened.
    pub unopened: u64,
    /// Sessions lost before their QUIT.
    pub lost: u64,
    /// From the first session's opening to the last reply to a message.
    pub elapsed: Duration,
    /// Of accepted messages, from when each was meant to start: with a rate this is corrected for coordinated omission.
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
    /// Messages that got an answer, or would have got one.
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
            self.failed(Kind::of_verdict(verdict));
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
        self.elapsed = now.saturating_duration_since(start);
        if lost.is_empty() {
            self.failures.add(Kind::of_session(false, error));
        }
        for lost in lost {
            let refused = lost.verdicts.iter().flatten().find(|verdict| !verdict.is_accepted());
            self.in_doubt += u64::from(lost.in_doubt && lost.verdicts.iter().any(Option::is_none));
            self.failed(refused.map_or_else(|| Kind::of_session(true, error), Kind::of_verdict));
        }
    }

    /// There is no session.
    pub(super) fn unopened(&mut self, error: &SessionError) {
        self.unopened += 1;
        self.failures.add(Kind::of_session(false, error));
    }

    fn failed(&mut self, kind: Kind) {
        self.failed += 1;
        self.timeline.failed(self.elapsed);
        self.failures.add(kind);
    }
}

fn per_second(number: u64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { number as f64 / time.as_secs_f64() }
}
