//! How many messages of a session are armed ahead, and how often what has gathered is committed.

use std::time::{Duration, Instant};

use crate::ledger::Note;

/// Commits over which is averaged, about.
const COMMITS: u32 = 16;

/// A power cut leaves no more messages in doubt than these and a window's, in each session. With a window more than twice as
/// large, half as many as it has; but altogether not more than notes remember: what they have forgotten is in doubt after a crash, and there
/// could be more of that than the window.
const MOST: usize = 6;

/// What a session sends in the time of this many commits is armed ahead. An outcome waits for the commit that is under way, for what
/// is gathered, and for its own; the next message has yet to be handed over; and some commits take longer than others.
const COMMITS_AHEAD: f64 = 8.0;

/// What gathers waits no longer than this for the next commit.
const LONGEST_PAUSE: Duration = Duration::from_millis(4);

/// One message in this many may wait for its commit: its session does so for a moment, while others go on.
const TOLERATED: u64 = 16;

/// By so much, and a thirty-second, what gathers waits longer than the last time, where no more than that have waited.
const LONGER: Duration = Duration::from_micros(5);

/// Compares how long a commit takes with how long a session takes for a message. Where replies come faster than the disk
/// writes, as they do on one machine or in one room, a session would wait for the disk after every window. Over the wider network
/// it never does, and nothing is armed ahead.
#[derive(Debug)]
pub(super) struct Ahead {
    commit: Duration,
    between: Duration,
    /// Messages settled by a commit, times a thousand.
    settled: u32,
    /// When the last one ended.
    last: Instant,
    /// For how long what comes then is gathered before the next one begins.
    pause: Duration,
    /// How often sessions have waited for a commit, as of the last one.
    waits: u64,
}

impl Ahead {
    pub(super) fn new(now: Instant) -> Self {
        Self { commit: Duration::ZERO, between: Duration::ZERO, settled: 0, last: now, pause: Duration::ZERO, waits: 0 }
    }

    /// A commit has been made from then until now, which settled so many messages. Sessions have waited so often by now.
    pub(super) fn committed(&mut self, began: Instant, now: Instant, settled: usize, waits: u64) {
        let average = |old: Duration, new: Duration| (old * (COMMITS - 1) + new) / COMMITS;
        self.commit = average(self.commit, now - began);
        self.between = average(self.between, now - self.last);
        let thousands = u32::try_from(settled).unwrap_or(u32::MAX).saturating_mul(1000);
        self.settled = (self.settled / COMMITS).saturating_mul(COMMITS - 1).saturating_add(thousands / COMMITS);
        self.last = now;
        let waited = waits - std::mem::replace(&mut self.waits, waits);
        let has_waited = waited * TOLERATED > settled as u64;
        self.pause =
            if has_waited { self.pause * 3 / 4 } else { self.pause + self.pause / 32 + LONGER }.min(LONGEST_PAUSE);
    }

    /// How many messages beyond the window, in each of the open sessions.
    pub(super) fn messages(&self, open: usize, window: usize) -> usize {
        let (sessions, between) = (open.max(1) as f64, self.between.as_secs_f64());
        let sent = COMMITS_AHEAD * self.commit.as_secs_f64() * f64::from(self.settled) / 1000.0;
        let most = (window / 2).max(MOST).min(Note::REMEMBERED.saturating_sub(window));
        // Rounded down: what comes to less than one is nothing.
        if between > 0.0 { ((sent / (between * sessions)) as usize).min(most) } else { 0 }
    }

    /// Before then no commit need begin: what gathers until then nobody has to wait for, as far as is known. A message is begun some
    /// time before its turn, and the disk need not be asked for a few of them at a time all the while.
    pub(super) fn next(&self) -> Instant {
        self.last + self.pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After many commits of `commit` µs each, one every `between` µs, that settle so many messages of 16 sessions.
    fn ahead(commit: u64, between: u64, settled: usize) -> usize {
        averaged(commit, between, settled).messages(16, 2)
    }

    fn averaged(commit: u64, between: u64, settled: usize) -> Ahead {
        let mut now = Instant::now();
        let mut ahead = Ahead::new(now);
        for _ in 0..200 {
            let began = now + Duration::from_micros(between - commit);
            now += Duration::from_micros(between);
            ahead.committed(began, now, settled, 0);
        }
        ahead
    }

    #[test]
    fn nothing_is_armed_ahead_where_the_network_is_waited_for() {
        // 16 sessions, a round trip of 50 ms, a disk of 0.2 ms and one of 5 ms.
        assert_eq!(ahead(200, 3_000, 1), 0);
        assert_eq!(ahead(5_000, 6_000, 2), 0);
        // A server that takes 2 ms.
        assert_eq!(ahead(200, 400, 3), 0);
    }

    #[test]
    fn some_are_where_the_disk_is() {
        assert_eq!(ahead(180, 182, 10), 4);
        assert_eq!(ahead(180, 182, 8), 3);
        // A disk that turns.
        assert_eq!(ahead(9_900, 10_000, 64), MOST);
    }

    #[test]
    fn commits_are_put_off_as_long_as_few_wait_for_them() {
        let mut now = Instant::now();
        let (mut ahead, mut waits) = (Ahead::new(now), 0);
        let mut pause = |waited: u64| {
            waits += waited;
            now += Duration::from_millis(1);
            ahead.committed(now, now, 40, waits);
            ahead.next() - now
        };
        let longer: Vec<_> = (0..100).map(|_| pause(0)).collect();
        assert!(longer.is_sorted_by(|one, next| one < next) && longer[99] > Duration::from_micros(500), "{longer:?}");
        // Two of forty go on as soon as it is durable.
        assert!(pause(2) > longer[99]);
        let shorter: Vec<_> = (0..50).map(|_| pause(3)).collect();
        assert!(shorter.is_sorted_by(|one, next| one > next) && shorter[49] < Duration::from_micros(1), "{shorter:?}");
        assert_eq!((0..1000).map(|_| pause(0)).max(), Some(LONGEST_PAUSE));
    }

    #[test]
    fn no_more_are_armed_than_notes_remember() {
        let ahead = averaged(9_900, 10_000, 4000);
        for (window, most) in [(1, MOST), (12, 6), (16, 8), (64, 32), (100, 28), (124, 4), (128, 0), (4096, 0)] {
            assert_eq!(ahead.messages(16, window), most, "{window}");
        }
    }
}
