//! How many ended how, and when: counts in intervals of one length, which grows with the time that they span.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Serialize;

use crate::delivery::Outcome;

/// Lengths in milliseconds that a person can name. Each is a multiple of the one before, so that intervals can be joined.
const LENGTHS: [i64; 14] = [
    100, 500, 1_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 14_400_000, 86_400_000,
    604_800_000,
];
/// As many intervals as a chart has room for.
const MOST: i64 = 240;
/// The times that a page can show (ECMA-262, §21.4.1.1), in milliseconds since 1970.
const BOUND: i128 = 8_640_000_000_000_000;

/// Counts by outcome for each interval.
#[derive(Debug, Default)]
pub(super) struct Series {
    level: usize,
    /// By the interval's number, counted from 1970.
    intervals: BTreeMap<i64, Counts>,
}

type Counts = [u64; Outcome::ALL.len()];

/// A [`Series`] at its end. Every interval from the first to the last is there, also where nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Told {
    /// Where the first one begins, in milliseconds since 1970.
    pub(super) start: i64,
    /// How long each is, in milliseconds.
    pub(super) length: i64,
    /// Counts by outcome, in the order of [`Outcome::ALL`].
    pub(super) counts: Vec<Counts>,
}

impl Series {
    /// Counts a recipient.
    pub(super) fn add(&mut self, time: SystemTime, outcome: Outcome) {
        let time = milliseconds(time);
        self.intervals.entry(time.div_euclid(length(self.level))).or_default()[outcome as usize] += 1;
        while self.span() > MOST {
            self.widen();
        }
    }

    /// What there is to tell.
    pub(super) fn told(&self) -> Told {
        let length = length(self.level);
        let first = self.intervals.keys().next().copied().unwrap_or(0);
        let numbers = first..first + self.span();
        let counts = numbers.map(|number| self.intervals.get(&number).copied().unwrap_or_default()).collect();
        Told { start: first * length, length, counts }
    }

    /// How many there are in all.
    pub(super) fn total(&self) -> u64 {
        self.intervals.values().flatten().sum()
    }

    fn span(&self) -> i64 {
        let mut numbers = self.intervals.keys();
        match (numbers.next(), numbers.next_back()) {
            (Some(first), Some(last)) => last - first + 1,
            (Some(_), None) => 1,
            _ => 0,
        }
    }

    fn widen(&mut self) {
        let factor = length(self.level + 1) / length(self.level);
        self.level += 1;
        for (number, counts) in std::mem::take(&mut self.intervals) {
            let joined = self.intervals.entry(number.div_euclid(factor)).or_default();
            for (sum, count) in joined.iter_mut().zip(counts) {
                *sum += count;
            }
        }
    }
}

/// Beyond the lengths that have a name each is twice the one before.
fn length(level: usize) -> i64 {
    let last = LENGTHS.len() - 1;
    LENGTHS.get(level).copied().unwrap_or_else(|| LENGTHS[last] << (level - last))
}

/// Milliseconds since 1970, within [`BOUND`].
pub(super) fn milliseconds(time: SystemTime) -> i64 {
    let since = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_millis()).unwrap_or(BOUND),
        Err(before) => -i128::try_from(before.duration().as_millis()).unwrap_or(BOUND),
    };
    i64::try_from(since.clamp(-BOUND, BOUND)).expect("the bound is within 64 bits")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    #[test]
    fn each_length_is_a_multiple_of_the_one_before() {
        for level in 1..LENGTHS.len() + 10 {
            assert_eq!(length(level) % length(level - 1), 0);
        }
    }

    #[test]
    fn nothing_and_one() {
        let mut series = Series::default();
        assert_eq!(series.told(), Told { start: 0, length: 100, counts: Vec::new() });
        series.add(at(1_234), Outcome::Refused);
        assert_eq!(series.told(), Told { start: 1_200, length: 100, counts: vec![[0, 1, 0, 0, 0, 0]] });
    }

    #[test]
    fn any_clock_can_be_told() {
        let mut series = Series::default();
        for time in [at(0), at(u64::MAX / 2), SystemTime::UNIX_EPOCH - Duration::from_secs(1 << 40)] {
            series.add(time, Outcome::Accepted);
        }
        let told = series.told();
        assert!(told.counts.len() <= MOST as usize);
        assert_eq!(told.counts.iter().map(|counts| counts[0]).sum::<u64>(), 3);
    }

    proptest! {
        /// Whatever the order, the intervals are those that the last length gives at once.
        #[test]
        fn joined_intervals_are_those_of_the_greater_length(
            times in prop::collection::vec((1_000_000_000..2_000_000_000_u64, 0..3_usize), 1..200),
            divisor in 1..1_000_000_u64,
        ) {
            let mut series = Series::default();
            for (time, outcome) in &times {
                series.add(at(time / divisor), Outcome::ALL[*outcome]);
            }
            let told = series.told();
            prop_assert!(told.counts.len() <= MOST as usize);
            for (index, counts) in told.counts.iter().enumerate() {
                let from = told.start + index as i64 * told.length;
                for (outcome, count) in counts.iter().enumerate() {
                    let expected = times.iter().filter(|(time, which)| {
                        let time = (time / divisor) as i64;
                        *which == outcome && (from..from + told.length).contains(&time)
                    });
                    prop_assert_eq!(*count, expected.count() as u64);
                }
            }
        }
    }
}
