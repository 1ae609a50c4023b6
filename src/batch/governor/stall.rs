//! MAIL that is put off for one message after the other. Nothing has been said of the recipient by then: where the sender is the same
//! for all, it is the server, or the account, that takes no mail just now, and no row is to blame. It is waited for like a server that
//! is gone.

use std::time::{Duration, Instant};

use crate::batch::Backoff;

/// Fewest rows in a row whose MAIL is put off that are not chance.
const MANY: u32 = 2;

/// What it is taken for that MAIL was put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::batch) enum Stalled {
    /// For chance, or for something of the row's.
    Chance,
    /// Nobody's mail is taken: the row waits with the others. How long for at most, unless that has been told.
    Held(Option<Duration>),
    /// That has been waited for long enough.
    Gone,
}

/// Since when MAIL is put off, and when it is tried again.
#[derive(Debug)]
pub(in crate::batch) struct Stall {
    /// Whether all mails have the same sender.
    has_one_sender: bool,
    waits: Backoff,
    /// How long is waited in all, and how long that has been. Quiet hours in between are not counted.
    patience: Duration,
    waited: Duration,
    is_told: bool,
    /// When the last message was begun whose MAIL was taken.
    taken: Option<Instant>,
    /// Rows in a row whose MAIL was put off, the last of them, and when the first was.
    in_a_row: u32,
    last: Option<u64>,
    since: Option<Instant>,
    pauses: u32,
    /// The next message may go then; `None` = nothing is waited for.
    until: Option<Instant>,
}

impl Stall {
    pub(super) fn new(waits: Backoff, patience: Duration) -> Self {
        Self {
            has_one_sender: false,
            waits,
            patience,
            waited: Duration::ZERO,
            is_told: false,
            taken: None,
            in_a_row: 0,
            last: None,
            since: None,
            pauses: 0,
            until: None,
        }
    }

    /// All mails have the same sender, or have not.
    pub(super) fn has_one_sender(&mut self, has_one: bool) {
        self.has_one_sender = has_one;
    }

    /// Whether nobody's mail is taken: one message at a time is tried.
    pub(super) fn is_on(&self) -> bool {
        self.until.is_some()
    }

    /// When the next one may go.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// MAIL was put off for this row. `before`: when that happened to it the last time; where others were begun since and taken, it may
    /// be the row's own. `is_excused`: another session is to be tried first. `stated`: how long to wait, by
    /// the reply.
    pub(in crate::batch) fn put_off(
        &mut self,
        now: Instant,
        row: u64,
        before: &mut Option<Instant>,
        is_excused: bool,
        stated: Option<Duration>,
    ) -> Stalled {
        let is_its_own = before.is_some_and(|before| self.taken > Some(before)) && self.in_a_row == 0;
        if !is_excused {
            *before = Some(now);
        }
        if !self.has_one_sender || is_its_own {
            return Stalled::Chance;
        }
        self.since.get_or_insert(now);
        self.in_a_row += u32::from(self.last.replace(row) != Some(row));
        if !self.is_on() && (self.in_a_row < MANY || is_excused) {
            return Stalled::Chance;
        }
        // What left before the pause that is on says nothing new.
        if self.until.is_none_or(|until| until <= now) {
            if self.waited >= self.patience {
                return Stalled::Gone;
            }
            self.pauses += 1;
            let wait = self.waits.wait(self.pauses, row).max(stated.unwrap_or_default().min(self.waits.longest));
            (self.until, self.waited) = (Some(now + wait), self.waited + wait);
        }
        // Once may be chance.
        let is_news = self.pauses > 1 && !std::mem::replace(&mut self.is_told, true);
        Stalled::Held(is_news.then_some(self.patience))
    }

    /// A sender was taken, of a message that was begun then. What was on its way together with others that were put off says nothing:
    /// its MAIL may have come before theirs.
    pub(in crate::batch) fn taken(&mut self, begun: Instant) {
        self.taken = self.taken.max(Some(begun));
        if self.since.is_none_or(|since| begun < since) {
            return;
        }
        (self.in_a_row, self.last, self.since, self.until) = (0, None, None, None);
        (self.pauses, self.waited, self.is_told) = (0, Duration::ZERO, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    fn stall(has_one_sender: bool) -> Stall {
        let waits = Backoff { first: seconds(1), longest: seconds(60) };
        let mut stall = Stall::new(waits, seconds(900));
        stall.has_one_sender(has_one_sender);
        stall
    }

    #[test]
    fn row_after_row_is_waited_for_with_growing_pauses() {
        let (mut stall, start) = (stall(true), Instant::now());
        assert_eq!(stall.put_off(start, 1, &mut None, false, None), Stalled::Chance);
        assert_eq!(stall.put_off(start, 1, &mut None, false, None), Stalled::Chance, "the same row again");
        assert!(!stall.is_on());
        assert_eq!(stall.put_off(start, 2, &mut None, false, None), Stalled::Held(None), "once may be chance");
        let first = stall.until().unwrap();
        assert_eq!(stall.put_off(start, 3, &mut None, false, None), Stalled::Held(None), "it had left before");
        assert_eq!(stall.until(), Some(first));
        let (mut now, mut tries, mut told) = (first, 0, Vec::new());
        loop {
            tries += 1;
            match stall.put_off(now, 3 + tries, &mut None, false, None) {
                Stalled::Held(patience) => told.extend(patience),
                stalled => {
                    assert_eq!(stalled, Stalled::Gone);
                    break;
                }
            }
            now = stall.until().unwrap();
        }
        assert!((seconds(900)..seconds(980)).contains(&(now - start)) && tries < 30, "{:?}, {tries}", now - start);
        assert_eq!(told, [seconds(900)]);
    }

    #[test]
    fn a_sender_that_is_taken_ends_it() {
        let (mut stall, start) = (stall(true), Instant::now());
        for round in 0..3 {
            let now = start + seconds(60 * round);
            assert_eq!(stall.put_off(now, 1, &mut None, false, None), Stalled::Chance, "{round}");
            stall.taken(now);
            let next = now + seconds(1);
            assert_eq!(stall.put_off(next, 2, &mut None, true, None), Stalled::Chance, "another session comes first");
            stall.taken(now);
            assert_eq!(stall.put_off(next, 3, &mut None, true, None), Stalled::Chance);
            assert_eq!(stall.put_off(next, 2, &mut None, false, Some(seconds(30))), Stalled::Held(None));
            assert!(stall.until().unwrap() >= now + seconds(30), "as it was said");
            stall.taken(now);
            assert!(stall.is_on(), "it was on its way before");
            stall.taken(next + seconds(31));
            assert!(!stall.is_on());
        }
    }

    /// Two rows of many are put off each time, and nothing else is left in the end.
    #[test]
    fn rows_that_are_put_off_while_others_are_taken_are_not_waited_for() {
        let (mut stall, mut now) = (stall(true), Instant::now());
        let mut before = [None; 2];
        for _ in 0..2 {
            for (row, before) in before.iter_mut().enumerate() {
                assert_eq!(stall.put_off(now, row as u64, before, false, None), Stalled::Chance);
                now += seconds(1);
                stall.taken(now);
            }
        }
        for (row, before) in before.iter_mut().enumerate() {
            assert_eq!(stall.put_off(now, row as u64, before, false, None), Stalled::Chance);
        }
        assert!(!stall.is_on());
    }

    #[test]
    fn where_senders_differ_it_may_be_one_of_them() {
        let (mut stall, now) = (stall(false), Instant::now());
        assert!((0..50).all(|row| stall.put_off(now, row, &mut None, false, None) == Stalled::Chance));
    }
}
