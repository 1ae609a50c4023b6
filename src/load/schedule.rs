//! When each message is to start. Pure: times are counted from the start of the run, and given.

use std::time::Duration;

/// How many messages, how often, for how long.
///
/// With a rate this is an open loop: message *k* is meant to start at *k* − 1 intervals, whatever has become of those before
/// it. One that finds no session with room starts late, and its latency counts from when it was meant to start. Where only
/// the time in flight is measured, a server that stands still for a second looks well: the messages that would have suffered
/// are not sent, and so are missing from the figures ("coordinated omission").
///
/// Over a ramp the rate grows evenly from nothing, as the sessions do: it reaches half of them at half its time.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    interval: Option<Duration>,
    ramp: Duration,
    count: Option<u64>,
    duration: Option<Duration>,
    started: u64,
}

/// What is to be done where a session has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// A message starts.
    Start {
        /// Its number, from 1.
        number: u64,
        /// When it was meant to.
        intended: Duration,
    },
    /// The next one is meant to start then.
    At(Duration),
    /// There is none any more.
    Over,
}

impl Schedule {
    /// So many messages, and none is started that is not meant to start within the duration; as fast as it goes where there
    /// is no interval.
    pub(super) fn new(
        interval: Option<Duration>,
        ramp: Duration,
        count: Option<u64>,
        duration: Option<Duration>,
    ) -> Self {
        Self { interval, ramp, count, duration, started: 0 }
    }

    /// A session has room.
    pub(super) fn turn(&mut self, now: Duration) -> Turn {
        let intended = self.intended(self.started).unwrap_or(now);
        if self.remaining(now) == Some(0) || self.duration.is_some_and(|end| intended >= end) {
            Turn::Over
        } else if intended > now {
            Turn::At(intended)
        } else {
            self.started += 1;
            Turn::Start { number: self.started, intended }
        }
    }

    /// How many are still to start; `None` = nobody knows.
    pub(super) fn remaining(&self, now: Duration) -> Option<u64> {
        if self.duration.is_some_and(|end| now >= end) {
            return Some(0);
        }
        self.count.map(|count| count.saturating_sub(self.started))
    }

    /// How many have started.
    pub(super) fn started(&self) -> u64 {
        self.started
    }

    /// How many were meant to start before `now`, or the end of the duration, and have not.
    pub(super) fn late(&self, now: Duration) -> u64 {
        let Some(interval) = self.interval else { return 0 };
        let (now, ramp) = (self.duration.map_or(now, |end| now.min(end)).as_secs_f64(), self.ramp.as_secs_f64());
        // The area under the rate.
        let full = if now < ramp { now * now / (2.0 * ramp) } else { now - ramp / 2.0 };
        let due = (full / interval.as_secs_f64()).ceil() as u64;
        self.count.map_or(due, |count| due.min(count)).saturating_sub(self.started)
    }

    /// When a message is meant to start that has so many before it.
    fn intended(&self, before: u64) -> Option<Duration> {
        let nanos = self.interval?.as_nanos().saturating_mul(u128::from(before));
        // The time it would be without a ramp.
        let full = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let half = self.ramp / 2;
        if full >= half {
            return Some(full.saturating_add(half));
        }
        let seconds = (2.0 * self.ramp.as_secs_f64() * full.as_secs_f64()).sqrt();
        Some(Duration::from_secs_f64(seconds))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// What one session measures, on a clock of its own, at a server that takes `service(now)` for a message.
    /// For each message: from when it was meant to start, from when it did, to its end.
    fn measure(mut schedule: Schedule, service: impl Fn(Duration) -> Duration) -> Vec<(Duration, Duration)> {
        let mut now = Duration::ZERO;
        let mut measured = Vec::new();
        loop {
            match schedule.turn(now) {
                Turn::Start { intended, .. } => {
                    let end = now + service(now);
                    measured.push((end - intended, end - now));
                    now = end;
                }
                Turn::At(next) => now = next,
                Turn::Over => return measured,
            }
        }
    }

    /// 1 ms each, but from 1 s to 2 s the server stands still.
    fn stalling(now: Duration) -> Duration {
        if (1000 * MS..2000 * MS).contains(&now) { 2001 * MS - now } else { MS }
    }

    #[test]
    fn a_stall_is_felt_by_every_message_that_was_to_start_in_it() {
        let measured = measure(Schedule::new(Some(10 * MS), Duration::ZERO, Some(1_000), None), stalling);
        assert_eq!(measured.len(), 1_000);
        // In flight, one message in a thousand was slow.
        assert_eq!(measured.iter().filter(|(_, service)| *service > MS).count(), 1);
        // Of those meant for the stalled second, each waited for the rest of it, and then for the others.
        let mut late: VecDeque<_> =
            measured.iter().map(|(latency, _)| *latency).filter(|latency| *latency > MS).collect();
        assert_eq!(late.pop_front(), Some(1001 * MS));
        assert_eq!(late.pop_front(), Some(992 * MS));
        assert!((105..115).contains(&late.len()), "{}", late.len());
        assert_eq!(late.back(), Some(&(2 * MS)));
    }

    #[test]
    fn without_a_rate_nothing_is_late() {
        let measured = measure(Schedule::new(None, Duration::ZERO, Some(1_000), None), stalling);
        assert!(measured.iter().all(|(latency, service)| latency == service));
    }

    #[test]
    fn a_server_that_is_slower_than_the_rate_falls_behind_without_bound() {
        let mut schedule = Schedule::new(Some(10 * MS), Duration::ZERO, None, Some(1000 * MS));
        let measured = measure(schedule.clone(), |_| 20 * MS);
        assert_eq!(measured.len(), 50);
        assert_eq!(measured[49].0, 20 * MS + 49 * 10 * MS);
        let mut now = Duration::ZERO;
        while let Turn::Start { .. } = schedule.turn(now) {
            now += 20 * MS;
        }
        assert_eq!((schedule.started(), schedule.late(now)), (50, 50));
    }

    #[test]
    fn whichever_comes_first_ends_it() {
        for (count, duration, sent) in [
            (Some(50), None, 50),
            (None, Some(100 * MS), 10),
            (Some(5), Some(100 * MS), 5),
            (Some(50), Some(100 * MS), 10),
            (Some(0), None, 0),
            (None, Some(Duration::ZERO), 0),
        ] {
            let measured = measure(Schedule::new(Some(10 * MS), Duration::ZERO, count, duration), |_| MS);
            assert_eq!(measured.len(), sent, "{count:?} {duration:?}");
        }
    }

    #[test]
    fn messages_that_were_never_due_are_not_late() {
        let mut schedule = Schedule::new(Some(10 * MS), Duration::ZERO, Some(100), Some(1000 * MS));
        assert_eq!(schedule.late(Duration::ZERO), 0);
        assert_eq!(schedule.turn(Duration::ZERO), Turn::Start { number: 1, intended: Duration::ZERO });
        assert_eq!(schedule.turn(Duration::ZERO), Turn::At(10 * MS));
        assert_eq!(schedule.late(5 * MS), 0);
        assert_eq!(schedule.late(25 * MS), 2);
        assert_eq!(schedule.late(Duration::MAX), 99);
        assert_eq!(schedule.remaining(Duration::ZERO), Some(99));
        assert_eq!(schedule.remaining(1000 * MS), Some(0));
    }

    #[test]
    fn the_rate_grows_evenly_over_a_ramp() {
        let second = 1000 * MS;
        let mut schedule = Schedule::new(Some(10 * MS), 10 * second, None, Some(20 * second));
        let mut started = [0; 20];
        let mut now = Duration::ZERO;
        loop {
            match schedule.turn(now) {
                Turn::Start { intended, .. } => {
                    assert!(intended <= now);
                    started[intended.as_secs() as usize] += 1;
                }
                Turn::At(next) => {
                    assert_eq!(schedule.late(now), 0, "{now:?}");
                    assert!(next > now);
                    now = next;
                }
                Turn::Over => break,
            }
        }
        for (index, started) in started.into_iter().enumerate() {
            let expected = if index < 10 { 5 + 10 * index } else { 100 };
            assert!(expected.abs_diff(started) <= 1, "second {index}: {started}, not {expected}");
        }
        assert_eq!(schedule.started(), 1_500);
        let idle = Schedule::new(Some(10 * MS), 10 * second, None, Some(20 * second));
        assert_eq!((idle.late(5 * second), idle.late(10 * second), idle.late(Duration::MAX)), (125, 500, 1_500));
    }
}
