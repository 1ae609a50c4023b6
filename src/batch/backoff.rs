//! How long to wait before the next try: exponential, with jitter, capped.

use std::time::Duration;

/// Waits that double from one try to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The first wait.
    pub first: Duration,
    /// No wait is longer.
    pub longest: Duration,
}

impl Backoff {
    /// The wait after `failures` failures in a row (1 = the first), between 75 % and 125 % of the exact doubling, so that
    /// rows deferred together do not come back together. `seed` decides where in between: the same seed, the same wait.
    #[must_use]
    pub fn wait(&self, failures: u32, seed: u64) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        let exact = self.first.saturating_mul(1 << doublings).min(self.longest);
        // Fibonacci hashing spreads consecutive seeds over the whole range.
        let spread = (seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54) as u32;
        exact.saturating_mul(768 + spread / 2) / 1024
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { first: Duration::from_secs(60), longest: Duration::from_secs(3600) };

    #[test]
    fn doubles_within_the_jitter_up_to_the_longest() {
        for (failures, exact) in [(1, 60), (2, 120), (3, 240), (7, 3600), (40, 3600), (u32::MAX, 3600)] {
            for seed in 0..1000 {
                let wait = BACKOFF.wait(failures, seed).as_secs_f64();
                let exact = f64::from(exact);
                assert!((exact * 0.75..=exact * 1.25).contains(&wait), "{failures} failures, seed {seed}: {wait}");
            }
        }
    }

    #[test]
    fn spreads_rows_that_failed_together() {
        let mut waits: Vec<_> = (0..100).map(|seed| BACKOFF.wait(1, seed)).collect();
        waits.sort_unstable();
        waits.dedup();
        assert!(waits.len() > 80, "{} different waits of 100", waits.len());
    }

    #[test]
    fn nothing_overflows() {
        let huge = Backoff { first: Duration::MAX, longest: Duration::MAX };
        assert!(huge.wait(u32::MAX, u64::MAX) > Duration::ZERO);
    }
}
