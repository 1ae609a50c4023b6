//! How many messages of a session are armed ahead, and how often what has gathered is committed.

use std::time::{Duration, Instant};

use crate::ledger::Note;

/// Over so many commits, about, is averaged.
const COMMITS: u32 = 16;

/// A power cut leaves no more messages in doubt than these and a window's, in each session. With a window more than twice as
/// large, half as many as it has; but altogether not more than notes remember: what they have forgotten is in doubt after a crash, and there
/// could be more of that than the window.
const MOST: usize = 6;

/// What gathers waits no longer than this for the next commit.
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// Compares how long a commit takes with how long a session takes for a message. Where replies come faster than the disk
/// writes, as they do on one machine or in one room, a session would wait for the disk after every window. Over the wider network
/// it never does, and nothing is armed ahead.
#[derive(Debug)]
pub(super) struct Ahead {
    commit: Duration,
    between: Duration,
    /// Messages settled by a commit, times a thousand.
    settled: u32,
    /// When the last one began and ended.
    began: Instant,
    last: Instant,
}

impl Ahead {
    pub(super) fn new(now: Instant) -> Self {
        Self { commit: Duration::ZERO, between: Duration::ZERO, settled: 0, began: now, last: now }
    }

    /// A commit has been made from then until now, which settled so many messages.
    pub(super) fn committed(&mut self, began: Instant, now: Instant, settled: usize) {
        let average = |old: Duration, new: Duration| (old * (COMMITS - 1) + new) / COMMITS;
        self.commit = average(self.commit, now - began);
        self.between = average(self.between, now - self.last);
        let settled = u32::try_from(settled).unwrap_or(u32::MAX).saturating_mul(1000);
        self.settled = (self.settled / COMMITS).saturating_mul(COMMITS - 1).saturating_add(settled / COMMITS);
        (self.began, self.last) = (began, now);
    }

    /// How many messages beyond the window, in each of the open sessions: what they would send in the time of five commits.
    /// An outcome waits for one that is under way and for its own, the next message has yet to be handed over, and some of the
    /// commits take longer than others.
    pub(super) fn messages(&self, open: usize, window: usize) -> usize {
        let (sessions, between) = (open.max(1) as f64, self.between.as_secs_f64());
        let sent = 5.0 * self.commit.as_secs_f64() * f64::from(self.settled) / 1000.0;
        let most = (window / 2).max(MOST).min(Note::REMEMBERED.saturating_sub(window));
        // Rounded down: what comes to less than one is nothing.
        if between > 0.0 { ((sent / (between * sessions)) as usize).min(most) } else { 0 }
    }

    /// Before then no commit need begin, where so many sessions are in use: a message is begun as long before its turn as a session
    /// takes for one, and is durable in time if commits follow each other no more slowly. Where sessions are many, or short, the disk
    /// would be asked for a few messages at a time all the while.
    pub(super) fn next(&self, in_use: usize) -> Instant {
        let of_session = self.between * 1000 / self.settled.max(1) * u32::try_from(in_use).unwrap_or(u32::MAX);
        self.began + of_session.saturating_sub(self.commit).min(LONGEST_PAUSE)
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
            ahead.committed(began, now, settled);
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
        assert_eq!(ahead(180, 182, 10), 3);
        assert_eq!(ahead(180, 182, 16), 4);
        // A disk that turns.
        assert_eq!(ahead(9_900, 10_000, 64), MOST);
    }

    /// For how long after the end of a commit of that many µs the next one may be put off.
    fn pause(commit: u64, between: u64, settled: usize, in_use: usize) -> Duration {
        let ahead = averaged(commit, between, settled);
        ahead.next(in_use).saturating_duration_since(ahead.last)
    }

    #[test]
    fn commits_are_put_off_where_sessions_are_many_or_slow() {
        let micros = |range: std::ops::RangeInclusive<u64>, pause: Duration| {
            assert!(range.contains(&(pause.as_micros() as u64)), "{pause:?} is not in {range:?}");
        };
        // A session for each message: 16 of them take 0.96 ms for one.
        micros(640..=720, pause(150, 300, 5, 16));
        micros(800..=850, pause(150, 1000, 16, 100));
        // A session that sends on at once, and a disk that is slower than the server.
        micros(0..=0, pause(180, 182, 3, 1));
        micros(0..=0, pause(180, 400, 40, 16));
        micros(0..=0, pause(9_900, 10_000, 64, 16));
        // Nothing is known yet.
        micros(0..=0, Ahead::new(Instant::now()).next(16).saturating_duration_since(Instant::now()));
    }

    #[test]
    fn no_more_are_armed_than_notes_remember() {
        let ahead = averaged(9_900, 10_000, 4000);
        for (window, most) in [(1, MOST), (12, 6), (16, 8), (64, 32), (100, 28), (124, 4), (128, 0), (4096, 0)] {
            assert_eq!(ahead.messages(16, window), most, "{window}");
        }
    }
}
