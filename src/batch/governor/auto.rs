//! `--sessions auto`: one more as long as that makes it faster.

use std::time::{Duration, Instant};

/// Most sessions it goes up to.
pub(super) const MOST: usize = 16;

/// One more is worth it if messages come this much faster.
const WORTH: f64 = 1.1;

/// A measurement takes so long at least …
const LEAST_TIME: Duration = Duration::from_secs(1);

/// … and so many messages.
const LEAST_MESSAGES: u32 = 10;

/// After a step that was not worth it, or a complaint, the next one is tried so much later.
const HOLD: Duration = Duration::from_secs(60);

/// How many sessions are wanted.
#[derive(Debug)]
pub(super) struct Auto {
    wanted: usize,
    /// Messages a second with one session less; zero = not known.
    before: f64,
    settled: u32,
    /// When the measurement began: all wanted sessions were open.
    since: Option<Instant>,
    hold: Option<Instant>,
}

impl Auto {
    pub(super) fn new() -> Self {
        Self { wanted: 1, before: 0.0, settled: 0, since: None, hold: None }
    }

    pub(super) fn wanted(&self) -> usize {
        self.wanted
    }

    /// A message is settled, while so many sessions are open and `most` may be.
    pub(super) fn settled(&mut self, now: Instant, open: usize, most: usize) {
        if open < self.wanted.min(most) {
            self.begin(None);
            return;
        }
        let Some(since) = self.since else { return self.begin(Some(now)) };
        self.settled += 1;
        let time = now.saturating_duration_since(since);
        if time < LEAST_TIME || self.settled < LEAST_MESSAGES {
            return;
        }
        let rate = f64::from(self.settled) / time.as_secs_f64();
        if self.hold.is_some_and(|until| now < until) {
            self.before = 0.0;
        } else if rate >= self.before * WORTH {
            if self.wanted < most.min(MOST) {
                (self.before, self.wanted) = (rate, self.wanted + 1);
            }
        } else {
            (self.before, self.wanted) = (0.0, self.wanted.saturating_sub(1).max(1));
            self.hold = Some(now + HOLD);
        }
        self.begin(Some(now));
    }

    /// The server has complained.
    pub(super) fn complaint(&mut self, now: Instant) {
        (self.before, self.wanted) = (0.0, self.wanted.saturating_sub(1).max(1));
        self.hold = Some(now + HOLD);
        self.begin(None);
    }

    fn begin(&mut self, since: Option<Instant>) {
        (self.since, self.settled) = (since, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs against a server whose throughput with so many sessions is this; the sessions wanted after so many seconds.
    fn run(seconds: u64, rate: impl Fn(usize) -> f64) -> usize {
        let start = Instant::now();
        let mut auto = Auto::new();
        let mut now = start;
        while now < start + Duration::from_secs(seconds) {
            now += Duration::from_secs_f64(1.0 / rate(auto.wanted()));
            auto.settled(now, auto.wanted(), MOST);
        }
        auto.wanted()
    }

    #[test]
    fn it_goes_up_while_that_is_worth_it() {
        assert_eq!(run(60, |sessions| 50.0 * sessions as f64), 10, "an eleventh adds less than a tenth: {WORTH}");
        let wanted = run(30, |sessions| 50.0 * sessions.min(4) as f64);
        assert!((3..=5).contains(&wanted), "{wanted}");
        assert!(run(30, |_| 50.0) <= 2);
    }

    #[test]
    fn a_complaint_takes_one_away() {
        let mut auto = Auto::new();
        auto.wanted = 5;
        let now = Instant::now();
        auto.complaint(now);
        assert_eq!(auto.wanted(), 4);
        (0..1_000).for_each(|n| auto.settled(now + Duration::from_millis(10 * n), 4, MOST));
        assert_eq!(auto.wanted(), 4, "held");
    }
}
