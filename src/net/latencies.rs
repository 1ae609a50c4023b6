//! How long the server took, phase by phase.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::smtp::Phase;

/// The longest that is told apart: no phase may last longer (see [`Phase::timeout`]).
const LONGEST: Duration = Duration::from_secs(3600);

/// Significant digits: what is told is at most 1 % off.
const DIGITS: u8 = 2;

/// A distribution of times, from 1 µs to one hour, in some 13 KiB however many there are.
#[derive(Clone)]
pub struct Distribution {
    histogram: Histogram<u32>,
}

/// What a [`Distribution`] comes to. A percentile is a time that so many percent did not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Percentiles {
    /// How many were recorded.
    pub count: u64,
    /// The median.
    pub p50: Duration,
    /// 90 %.
    pub p90: Duration,
    /// 99 %.
    pub p99: Duration,
    /// 99.9 %.
    pub p999: Duration,
    /// The longest.
    pub max: Duration,
}

impl Default for Distribution {
    fn default() -> Self {
        let histogram = Histogram::new_with_bounds(1, micros(LONGEST), DIGITS);
        Self { histogram: histogram.expect("the bounds are constants that the histogram takes") }
    }
}

impl Distribution {
    /// Counts one time.
    pub fn record(&mut self, time: Duration) {
        self.histogram.saturating_record(micros(time));
    }

    /// Counts one time so often.
    pub fn record_many(&mut self, time: Duration, number: u64) {
        self.histogram.saturating_record_n(micros(time), u32::try_from(number).unwrap_or(u32::MAX));
    }

    /// Takes in all that another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.histogram.add(&other.histogram).expect("all distributions have the same bounds");
    }

    /// Forgets everything, and keeps the memory.
    pub fn clear(&mut self) {
        self.histogram.reset();
    }

    /// How many were recorded.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// The time that a share of all, from 0 to 1, did not exceed; zero where nothing was recorded.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        Duration::from_micros(self.histogram.value_at_quantile(share))
    }

    /// The arithmetic mean; zero where nothing was recorded.
    #[must_use]
    pub fn mean(&self) -> Duration {
        Duration::from_nanos((self.histogram.mean() * 1e3) as u64)
    }

    /// The usual percentiles.
    #[must_use]
    pub fn percentiles(&self) -> Percentiles {
        Percentiles {
            count: self.count(),
            p50: self.quantile(0.5),
            p90: self.quantile(0.9),
            p99: self.quantile(0.99),
            p999: self.quantile(0.999),
            max: self.quantile(1.0),
        }
    }
}

impl fmt::Debug for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.percentiles().fmt(f)
    }
}

/// A [`Distribution`] for each [`Phase`]. A phase that never happened takes no memory.
///
/// - `Connect`: from the call to the address that has answered to the connection; no lookup, no other address. Where it is
///   measured exactly, from SYN to SYN, as long as none had to be sent again.
/// - `Tls`: the handshake, from the client's first flight to the server's last one. What the client computes between two
///   flights of the server (there are several up to TLS 1.2) is in it, what it computes before and after is not.
/// - `Greeting`: from the connection, or the handshake, to the greeting.
/// - `Auth`: from each line of the client to its reply; a login has as many as its mechanism has lines.
/// - `Mail`, `Rcpt`, `Data` and the like: from the command to its reply. Commands that leave together are answered together,
///   and their times are alike.
/// - `Content`: from the last octets of the content and its end to the reply.
///
/// Both times are those of the turns in which octets are written and read; where it is measured exactly, those at which they
/// leave and arrive: see [`Sessions::measure_exactly`](super::Sessions::measure_exactly).
#[derive(Debug, Clone, Default)]
pub struct Latencies {
    phases: [Option<Box<Distribution>>; Phase::ALL.len()],
}

impl Latencies {
    /// Counts one time.
    pub fn record(&mut self, phase: Phase, time: Duration) {
        self.phases[phase as usize].get_or_insert_default().record(time);
    }

    /// Takes in all that another has counted.
    pub fn merge(&mut self, other: &Self) {
        for (own, other) in self.phases.iter_mut().zip(&other.phases) {
            match (own, other) {
                (Some(own), Some(other)) => own.merge(other),
                (own @ None, Some(other)) => *own = Some(other.clone()),
                (_, None) => {}
            }
        }
    }

    /// What was recorded of a phase, if anything was.
    #[must_use]
    pub fn of(&self, phase: Phase) -> Option<&Distribution> {
        self.phases[phase as usize].as_deref()
    }

    /// The phases of which something was recorded, in the order of a session.
    pub fn percentiles(&self) -> impl Iterator<Item = (Phase, Percentiles)> {
        Phase::ALL.into_iter().filter_map(|phase| Some((phase, self.of(phase)?.percentiles())))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    fn is_near(found: Duration, expected: Duration) -> bool {
        found.abs_diff(expected).as_secs_f64() <= expected.as_secs_f64() / 100.0
    }

    #[test]
    fn percentiles_are_one_percent_off_at_most() {
        let mut distribution = Distribution::default();
        for n in 1..=10_000 {
            distribution.record(n * MILLISECOND);
        }
        let found = distribution.percentiles();
        assert_eq!(found.count, 10_000);
        for (found, expected) in
            [(found.p50, 5_000), (found.p90, 9_000), (found.p99, 9_900), (found.p999, 9_990), (found.max, 10_000)]
        {
            assert!(is_near(found, expected * MILLISECOND), "{found:?}, not {expected} ms");
        }
        assert!(is_near(distribution.mean(), 5_000 * MILLISECOND));
    }

    #[test]
    fn any_time_can_be_recorded() {
        let mut distribution = Distribution::default();
        assert_eq!(distribution.percentiles(), Percentiles::default());
        assert_eq!(distribution.mean(), Duration::ZERO);
        distribution.record(Duration::ZERO);
        distribution.record(Duration::MAX);
        assert_eq!(distribution.count(), 2);
        assert!(is_near(distribution.percentiles().max, LONGEST));
        distribution.clear();
        assert_eq!(distribution.count(), 0);
    }

    #[test]
    fn phases_are_kept_apart_and_merged() {
        let mut one = Latencies::default();
        for phase in Phase::ALL {
            assert!(one.of(phase).is_none());
        }
        one.record(Phase::Quit, MILLISECOND);
        let mut other = Latencies::default();
        other.record(Phase::Quit, 3 * MILLISECOND);
        other.record(Phase::Connect, 2 * MILLISECOND);
        one.merge(&other);
        let found: Vec<_> = one.percentiles().map(|(phase, found)| (phase, found.count)).collect();
        assert_eq!(found, [(Phase::Connect, 1), (Phase::Quit, 2)]);
        assert!(is_near(one.of(Phase::Quit).unwrap().quantile(1.0), 3 * MILLISECOND));
    }

    #[test]
    fn phases_are_in_the_order_of_their_numbers() {
        for (number, phase) in Phase::ALL.into_iter().enumerate() {
            assert_eq!(phase as usize, number);
        }
    }
}
