//! One global rate for the whole batch, never per session.

use std::time::{Duration, Instant};

use crate::rate::Rate;

/// Spaces messages evenly: no bursts, and a pause is not made up for afterwards.
#[derive(Debug, Clone)]
pub struct Pace {
    interval: Duration,
    next: Option<Instant>,
}

impl Pace {
    /// As fast as it goes with `None`.
    #[must_use]
    pub fn new(rate: Option<Rate>) -> Self {
        Self { interval: rate.map_or(Duration::ZERO, Rate::interval), next: None }
    }

    /// From the next message on, so much time between two; zero = as fast as it goes.
    pub(super) fn set_interval(&mut self, interval: Duration) {
        self.interval = interval;
    }

    /// Whether there is a rate at all.
    pub(super) fn is_limited(&self) -> bool {
        !self.interval.is_zero()
    }

    /// When the next message may go; in the past = now.
    #[must_use]
    pub fn ready_at(&self, now: Instant) -> Instant {
        self.next.unwrap_or(now)
    }

    /// A message goes now.
    pub fn take(&mut self, now: Instant) {
        if !self.interval.is_zero() {
            // From the planned instant where the batch keeps up, so that lateness of microseconds does not add up.
            let due = self.ready_at(now);
            let from = if now.saturating_duration_since(due) < self.interval { due } else { now };
            self.next = from.checked_add(self.interval);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_messages_take_the_time_they_should() {
        let start = Instant::now();
        let mut pace = Pace::new(Some("10/s".parse().unwrap()));
        let mut now = start;
        for _ in 0..1000 {
            now = now.max(pace.ready_at(now)) + Duration::from_micros(300);
            pace.take(now);
        }
        let taken = (now - start).as_secs_f64();
        assert!((99.8..100.1).contains(&taken), "{taken}");
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        let start = Instant::now();
        let mut pace = Pace::new(Some("1/s".parse().unwrap()));
        pace.take(start);
        let later = start + Duration::from_secs(100);
        pace.take(later);
        assert_eq!(pace.ready_at(later), later + Duration::from_secs(1));
    }

    #[test]
    fn without_a_rate_there_is_no_waiting() {
        let now = Instant::now();
        let mut pace = Pace::new(None);
        pace.take(now);
        assert_eq!(pace.ready_at(now), now);
    }
}
