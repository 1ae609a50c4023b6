//! When each message is to start. Pure: times are counted from the start of the run, and given.

use std::iter;
use std::time::Duration;

use crate::rate::Rate;

/// After the time is up those that were due are still started, for as long again, but no longer than this.
const LONGEST_REST: Duration = Duration::from_secs(10);

/// Most groups in which those are told that were due and have not started.
const GROUPS: u64 = 10_000;

/// How many messages, how often, for how long.
///
/// With a rate this is an open loop: message *k* is meant to start when the rate has made room for *k* − 1, whatever has become
/// of those before it; one that is meant to start when the duration is just over is not due. One that finds no session with
/// room starts late, and its latency counts from when it was meant to start. Where only the time in flight is measured, a
/// server that stands still for a second looks well: the messages that would have suffered are not sent, and so are missing
/// from the figures ("coordinated omission"). They would be missing too if the time that is up were the end of those that are
/// due: they still start, as long as that is bounded.
///
/// Over a ramp the rate grows evenly from nothing, as the sessions do: it reaches half of them at half its time.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    rate: Option<Rate>,
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
    /// For `count` messages, those of them that are meant to start within the duration; as fast as it goes where there is no
    /// rate.
    pub(super) fn new(rate: Option<Rate>, ramp: Duration, count: Option<u64>, duration: Option<Duration>) -> Self {
        Self { rate, ramp, count, duration, started: 0 }
    }

    /// A session has room.
    pub(super) fn turn(&mut self, now: Duration) -> Turn {
        let intended = self.intended(self.started).unwrap_or(now);
        let is_within = self.duration.is_none_or(|end| intended < end);
        if !is_within || self.all_started() || self.rest_is_over(now) {
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
        if self.time_is_up(now) {
            return Some(if self.rest_is_over(now) { 0 } else { self.late(now) });
        }
        self.count.map(|count| count.saturating_sub(self.started))
    }

    /// For how long messages become due, where that is what ends the run.
    pub(super) fn duration(&self) -> Option<Duration> {
        self.duration.filter(|_| !self.all_started())
    }

    /// Whether no message becomes due any more, because the duration is over.
    pub(super) fn time_is_up(&self, now: Duration) -> bool {
        self.duration.is_some_and(|end| now >= end)
    }

    /// Whether what was due within the duration has been waited for long enough.
    pub(super) fn rest_is_over(&self, now: Duration) -> bool {
        self.duration.is_some_and(|end| now >= end.saturating_add(end.min(LONGEST_REST)))
    }

    fn all_started(&self) -> bool {
        self.count.is_some_and(|count| self.started >= count)
    }

    /// How many have started.
    pub(super) fn started(&self) -> u64 {
        self.started
    }

    /// How many were meant to start before `now`, or the end of the duration, and have not.
    pub(super) fn late(&self, now: Duration) -> u64 {
        let Some(rate) = self.rate else { return 0 };
        let end = self.duration.map_or(now, |end| now.min(end));
        let (now, ramp) = (end.as_secs_f64(), self.ramp.as_secs_f64());
        // The area under the rate.
        let full = if now < ramp { now * now / (2.0 * ramp) } else { now - ramp / 2.0 };
        let near = (full * rate.per_second()) as u64;
        // A quotient that is right but for its last digits is one too many, or too few.
        let is_due = |before: &u64| self.intended(*before).is_some_and(|intended| intended < end);
        let due = (near.saturating_sub(1)..=near.saturating_add(1)).find(|before| !is_due(before));
        let due = due.unwrap_or(near.saturating_add(2));
        self.count.map_or(due, |count| due.min(count)).saturating_sub(self.started)
    }

    /// Those that are [late](Self::late), in groups: when the first of each was meant to start, and how many it has.
    pub(super) fn late_groups(&self, now: Duration) -> impl Iterator<Item = (Duration, u64)> {
        let end = self.started + self.late(now);
        let size = (end - self.started).div_ceil(GROUPS).max(1);
        let starts = iter::successors(Some(self.started), move |first| first.checked_add(size));
        starts
            .take_while(move |first| *first < end)
            .filter_map(move |first| Some((self.intended(first)?, size.min(end - first))))
    }

    /// When a message is meant to start that has so many before it.
    fn intended(&self, before: u64) -> Option<Duration> {
        // The time it would be without a ramp.
        let full = self.rate?.after(before);
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

    fn every(period: Duration) -> Option<Rate> {
        Rate::over(1, period)
    }

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
        let measured = measure(Schedule::new(every(10 * MS), Duration::ZERO, Some(1_000), None), stalling);
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
        let mut schedule = Schedule::new(every(10 * MS), Duration::ZERO, None, Some(1000 * MS));
        let measured = measure(schedule.clone(), |_| 50 * MS);
        assert_eq!(measured.len(), 40);
        assert_eq!(measured[39].0, 50 * MS + 39 * 40 * MS);
        let mut now = Duration::ZERO;
        while let Turn::Start { .. } = schedule.turn(now) {
            now += 50 * MS;
        }
        // What is left when as much time again has gone by is not waited for.
        assert_eq!((now, schedule.started(), schedule.late(now)), (2000 * MS, 40, 60));
    }

    /// Those whose time came in the stall are started when it is over, though the time was up in it.
    #[test]
    fn what_was_due_when_the_time_is_up_still_starts() {
        let schedule = Schedule::new(every(10 * MS), Duration::ZERO, None, Some(1500 * MS));
        let measured = measure(schedule, stalling);
        assert_eq!(measured.len(), 150);
        assert_eq!(measured.iter().filter(|(latency, _)| *latency > 500 * MS).count(), 50);
    }

    #[test]
    fn what_is_due_is_counted_to_the_last_one() {
        for (interval, duration) in [(100, 1100), (200, 600), (100, 300), (10, 3000), (7, 700), (7, 701), (7, 699)] {
            let schedule = Schedule::new(every(interval * MS), Duration::ZERO, None, Some(duration * MS));
            let expected = u64::from(duration.div_ceil(interval));
            assert_eq!(schedule.late(Duration::MAX), expected, "{interval} {duration}");
            assert_eq!(measure(schedule, |_| Duration::ZERO).len() as u64, expected, "{interval} {duration}");
        }
    }

    #[test]
    fn a_rate_makes_as_many_as_it_says() {
        for (messages, seconds) in [(300, 1), (300, 3600), (7, 1), (7, 1000), (333_333, 60), (1, 10), (997, 997)] {
            for period in [1, 60] {
                let end = Some(Duration::from_secs(seconds * period));
                let rate = Rate::over(messages, Duration::from_secs(period)).unwrap();
                let schedule = Schedule::new(Some(rate), Duration::ZERO, None, end);
                let expected = messages * seconds;
                assert_eq!(schedule.late(Duration::MAX), expected, "{rate:?} {end:?}");
                // The next is meant to start at the end, and is not due.
                assert_eq!((schedule.intended(expected), schedule.intended(expected - 1) < end), (end, true));
            }
        }
        let schedule = Schedule::new(Rate::over(300, 1000 * MS), Duration::ZERO, None, Some(Duration::from_secs(1)));
        assert_eq!(measure(schedule, |_| Duration::ZERO).len(), 300);
    }

    #[test]
    fn those_that_never_started_are_told_in_a_bounded_number_of_groups() {
        for (duration, groups) in [(Duration::ZERO, 0), (50 * MS, 5), (3601 * 1000 * MS, 9_733)] {
            let schedule = Schedule::new(every(10 * MS), Duration::ZERO, None, Some(duration));
            let told: Vec<_> = schedule.late_groups(Duration::MAX).collect();
            assert_eq!(told.len(), groups);
            assert_eq!(told.iter().map(|(_, number)| number).sum::<u64>(), schedule.late(Duration::MAX));
            assert!(told.iter().all(|(intended, _)| *intended < duration));
        }
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
            let measured = measure(Schedule::new(every(10 * MS), Duration::ZERO, count, duration), |_| MS);
            assert_eq!(measured.len(), sent, "{count:?} {duration:?}");
        }
    }

    #[test]
    fn messages_that_were_never_due_are_not_late() {
        let mut schedule = Schedule::new(every(10 * MS), Duration::ZERO, Some(100), Some(1000 * MS));
        assert_eq!(schedule.late(Duration::ZERO), 0);
        assert_eq!(schedule.turn(Duration::ZERO), Turn::Start { number: 1, intended: Duration::ZERO });
        assert_eq!(schedule.turn(Duration::ZERO), Turn::At(10 * MS));
        assert_eq!(schedule.late(5 * MS), 0);
        assert_eq!(schedule.late(25 * MS), 2);
        assert_eq!(schedule.late(Duration::MAX), 99);
        assert_eq!(schedule.remaining(Duration::ZERO), Some(99));
        assert_eq!((schedule.remaining(1000 * MS), schedule.remaining(2000 * MS)), (Some(99), Some(0)));
    }

    #[test]
    fn the_rate_grows_evenly_over_a_ramp() {
        let second = 1000 * MS;
        let mut schedule = Schedule::new(every(10 * MS), 10 * second, None, Some(20 * second));
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
        let idle = Schedule::new(every(10 * MS), 10 * second, None, Some(20 * second));
        assert_eq!((idle.late(5 * second), idle.late(10 * second), idle.late(Duration::MAX)), (125, 500, 1_500));
    }
}
