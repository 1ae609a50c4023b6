//! What happened when: a bounded number of intervals of the same length.

use std::time::Duration;

use crate::net::Distribution;

/// The length of an interval in a short run.
const SHORTEST: Duration = Duration::from_millis(100);

/// Intervals at most; then each two become one. With its histogram an interval takes some 13 KiB.
const MOST: usize = 240;

/// What was settled in an interval.
#[derive(Debug, Clone, Default)]
pub(super) struct Interval {
    pub(super) accepted: u64,
    pub(super) failed: u64,
    pub(super) octets: u64,
    /// Of the accepted messages; `None` = there was none.
    pub(super) latency: Option<Box<Distribution>>,
}

/// Intervals from the start of the run, without a gap.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    length: Duration,
    intervals: Vec<Interval>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self { length: SHORTEST, intervals: Vec::new() }
    }
}

impl Timeline {
    /// The length of an interval.
    pub(super) fn length(&self) -> Duration {
        self.length
    }

    /// The intervals, the first from zero on.
    pub(super) fn intervals(&self) -> &[Interval] {
        &self.intervals
    }

    /// A message was accepted.
    pub(super) fn accepted(&mut self, now: Duration, octets: u64, latency: Duration) {
        let interval = self.at(now);
        interval.accepted += 1;
        interval.octets += octets;
        interval.latency.get_or_insert_default().record(latency);
    }

    /// `number` messages were not accepted.
    pub(super) fn failed(&mut self, now: Duration, number: u64) {
        self.at(now).failed += number;
    }

    /// There are intervals until then, though nothing may have happened in the last of them.
    pub(super) fn reach(&mut self, end: Duration) {
        if let Some(last) = end.checked_sub(Duration::from_nanos(1)) {
            self.at(last);
        }
    }

    fn at(&mut self, now: Duration) -> &mut Interval {
        let mut index = self.index(now);
        while index >= MOST {
            self.halve();
            index = self.index(now);
        }
        if index >= self.intervals.len() {
            self.intervals.resize_with(index + 1, Interval::default);
        }
        &mut self.intervals[index]
    }

    fn index(&self, now: Duration) -> usize {
        usize::try_from(now.as_nanos() / self.length.as_nanos()).unwrap_or(usize::MAX)
    }

    fn halve(&mut self) {
        let mut pairs = std::mem::take(&mut self.intervals).into_iter();
        while let Some(mut first) = pairs.next() {
            if let Some(second) = pairs.next() {
                first.take_in(second);
            }
            self.intervals.push(first);
        }
        self.length *= 2;
    }
}

impl Interval {
    fn take_in(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.failed += other.failed;
        self.octets += other.octets;
        match (&mut self.latency, other.latency) {
            (Some(own), Some(other)) => own.merge(&other),
            (own @ None, other) => *own = other,
            (Some(_), None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_keeps_every_message_in_a_bounded_number_of_intervals() {
        let mut timeline = Timeline::default();
        for second in 0..10_000 {
            let now = Duration::from_secs(second);
            timeline.accepted(now, 10, Duration::from_millis(second % 100 + 1));
            if second % 10 == 0 {
                timeline.failed(now, 1);
            }
        }
        let intervals = timeline.intervals();
        assert!((MOST / 2..=MOST).contains(&intervals.len()), "{}", intervals.len());
        assert_eq!(intervals.iter().map(|interval| interval.accepted).sum::<u64>(), 10_000);
        assert_eq!(intervals.iter().map(|interval| interval.failed).sum::<u64>(), 1_000);
        assert_eq!(intervals.iter().map(|interval| interval.octets).sum::<u64>(), 100_000);
        let counted = |interval: &Interval| interval.latency.as_ref().map_or(0, |latency| latency.count());
        assert!(intervals.iter().all(|interval| counted(interval) == interval.accepted));
        assert!(timeline.length() * intervals.len() as u32 >= Duration::from_secs(9_999));
    }

    #[test]
    fn intervals_without_a_message_are_there() {
        let mut timeline = Timeline::default();
        timeline.failed(Duration::from_millis(550), 2);
        let failed =
            |timeline: &Timeline| timeline.intervals().iter().map(|interval| interval.failed).collect::<Vec<_>>();
        assert_eq!(failed(&timeline), [0, 0, 0, 0, 0, 2]);
        timeline.reach(Duration::from_millis(800));
        assert_eq!(failed(&timeline), [0, 0, 0, 0, 0, 2, 0, 0]);
        timeline.reach(Duration::ZERO);
        assert_eq!(timeline.intervals().len(), 8);
    }
}
