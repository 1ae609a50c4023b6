//! How many logins in how much time: a rolling window.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::rate::Rate;

/// What is learnt is learnt per minute.
const MINUTE: Duration = Duration::from_secs(60);

/// The server's clock starts a login's minute a little later than ours.
const MARGIN: Duration = Duration::from_secs(1);

/// Without a limit that needs more, older ones are forgotten: so many in a minute are no limit that anybody would notice.
const MOST_KEPT: usize = 10_000;

/// The largest limit of logins: each of them has to be remembered for as long as it counts.
pub const MOST_LOGINS: u32 = 100_000;

/// The login budget.
#[derive(Debug)]
pub(super) struct Logins {
    /// `--logins`.
    given: Option<Rate>,
    /// Per minute. Once learnt, it is never exceeded again.
    learnt: Option<usize>,
    /// The earliest first.
    tries: VecDeque<Try>,
}

#[derive(Debug)]
struct Try {
    at: Instant,
    worked: bool,
}

impl Logins {
    pub(super) fn new(given: Option<Rate>) -> Self {
        Self { given, learnt: None, tries: VecDeque::new() }
    }

    /// Whether there is no limit.
    pub(super) fn are_free(&self) -> bool {
        self.given.is_none() && self.learnt.is_none()
    }

    /// When another login may be tried while `pending` are under way; `None` = not before one of those has come back.
    pub(super) fn ready_at(&self, now: Instant, pending: usize) -> Option<Instant> {
        let given = self.given.map(|rate| (rate.messages() as usize, rate.period()));
        let learnt = self.learnt.map(|most| (most, MINUTE));
        let mut ready = now;
        for (most, window) in given.into_iter().chain(learnt) {
            ready = ready.max(self.room_at(now, pending, most, window)?);
        }
        Some(ready)
    }

    /// A login was tried, and has come to its end now: that is later than the server's time of it, and on the safe side.
    pub(super) fn tried(&mut self, now: Instant, worked: bool) {
        self.tries.push_back(Try { at: now, worked });
        let kept = self.given.map_or(MINUTE, |rate| rate.period().max(MINUTE)) + MARGIN;
        // A limit counts as many of them as it allows, or it would not be kept.
        let most = self.given.map_or(0, |rate| rate.messages() as usize).max(MOST_KEPT);
        while self.tries.len() > most || self.tries.front().is_some_and(|each| now > each.at + kept) {
            self.tries.pop_front();
        }
    }

    /// The logins that worked in the last minute were all that the server takes in a minute. The number, or `None` where
    /// there were fewer than `fewest`: then it is something else.
    pub(super) fn learn(&mut self, now: Instant, fewest: usize) -> Option<usize> {
        let worked = self.tries.iter().filter(|each| each.worked && now < each.at + MINUTE).count();
        if worked < fewest {
            return None;
        }
        let limit = self.learnt.map_or(worked, |known| known.min(worked));
        self.learnt = Some(limit);
        Some(limit)
    }

    /// What has been learnt.
    pub(super) fn limit(&self) -> Option<usize> {
        self.learnt
    }

    /// Refused tries count as well: many servers count them.
    fn room_at(&self, now: Instant, pending: usize, most: usize, window: Duration) -> Option<Instant> {
        let first = self.tries.partition_point(|each| each.at + window + MARGIN <= now);
        let inside = self.tries.len() - first;
        let excess = (inside + pending + 1).saturating_sub(most);
        match excess.checked_sub(1) {
            None => Some(now),
            Some(last) if last < inside => Some(self.tries[first + last].at + window + MARGIN),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_given_rate_is_a_rolling_window() {
        let start = Instant::now();
        let mut logins = Logins::new(Some("2/min".parse().unwrap()));
        assert_eq!(logins.ready_at(start, 0), Some(start));
        assert_eq!(logins.ready_at(start, 2), None, "both are under way");
        logins.tried(start, true);
        logins.tried(start + seconds(10), true);
        assert_eq!(logins.ready_at(start + seconds(20), 0), Some(start + seconds(61)));
        assert_eq!(logins.ready_at(start + seconds(61), 0), Some(start + seconds(61)));
        assert_eq!(logins.ready_at(start + seconds(61), 1), Some(start + seconds(71)));
    }

    #[test]
    fn what_worked_in_the_last_minute_is_the_limit() {
        let start = Instant::now();
        let mut logins = Logins::new(None);
        assert_eq!(logins.learn(start, 1), None, "nothing has worked");
        for n in 0..5 {
            logins.tried(start + seconds(n), true);
        }
        logins.tried(start + seconds(5), false);
        assert_eq!(logins.learn(start + seconds(5), 3), Some(5));
        // Six tries are in the window: two have to leave it.
        assert_eq!(logins.ready_at(start + seconds(6), 0), Some(start + seconds(62)));
        assert_eq!(logins.learn(start + seconds(62), 1), Some(2), "refused again: fewer than was thought");
    }

    #[test]
    fn a_large_limit_is_kept_too() {
        let start = Instant::now();
        let mut logins = Logins::new(Some("20000/day".parse().unwrap()));
        (0..20_000).for_each(|n| logins.tried(start + seconds(n / 10), true));
        assert_eq!(logins.ready_at(start + seconds(2000), 0), Some(start + seconds(86_401)));
    }

    #[test]
    fn memory_is_bounded() {
        let mut logins = Logins::new(None);
        let now = Instant::now();
        (0..50_000).for_each(|_| logins.tried(now, true));
        assert_eq!(logins.tries.len(), MOST_KEPT);
    }
}
