//! The sessions of a run: which are open, which have room, which are to be opened when.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::measured::Pending;

/// Before a session that could not be opened, or came to nothing, is tried again; then twice as long each time.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Failures in a row, of one session and of all together, after which the server is given up: some 20 seconds.
const TOO_MANY: u32 = 8;

/// All of them.
#[derive(Debug)]
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// How many of them are to be opened.
    due: usize,
    /// Those with room, the one that has waited longest first. A number that has no room any more is passed over.
    with_room: VecDeque<usize>,
    window: usize,
    /// Messages that a session carries at most.
    most: u64,
    /// Sessions that failed since any message was settled.
    failures: u32,
}

/// One session after the other.
#[derive(Debug)]
struct Slot {
    state: State,
    /// In flight, in the order of submitting.
    pending: VecDeque<Pending>,
    /// Messages that this session was given.
    carried: u64,
    /// Whether it has settled any.
    is_of_use: bool,
    /// Of its sessions, so many in a row came to nothing.
    failures: u32,
    is_listed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// To be opened then.
    Due(Instant),
    Opening,
    Open,
    /// Told to QUIT.
    Closing,
}

impl Slots {
    /// For `sessions` sessions, which are opened evenly over the ramp.
    pub(super) fn new(sessions: usize, ramp: Duration, window: usize, most: Option<u64>, now: Instant) -> Self {
        let share = |index: usize| ramp.mul_f64(index as f64 / sessions.max(1) as f64);
        let slots = (0..sessions).map(|index| Slot {
            state: State::Due(now + share(index)),
            pending: VecDeque::new(),
            carried: 0,
            is_of_use: false,
            failures: 0,
            is_listed: false,
        });
        Self {
            slots: slots.collect(),
            due: sessions,
            with_room: VecDeque::new(),
            window: window.max(1),
            most: most.unwrap_or(u64::MAX),
            failures: 0,
        }
    }

    /// A session that is to be opened now, if the messages that remain need it.
    pub(super) fn next_to_open(&mut self, now: Instant, remaining: Option<u64>) -> Option<usize> {
        if self.due == 0 {
            return None;
        }
        let index = self.slots.iter().position(|slot| matches!(slot.state, State::Due(due) if due <= now))?;
        if remaining.is_some_and(|remaining| self.capacity() >= remaining) {
            return None;
        }
        self.due -= 1;
        let slot = &mut self.slots[index];
        (slot.state, slot.carried, slot.is_of_use) = (State::Opening, 0, false);
        Some(index)
    }

    /// When the next one is to be opened.
    pub(super) fn next_due(&self) -> Option<Instant> {
        if self.due == 0 {
            return None;
        }
        let due = |slot: &Slot| if let State::Due(due) = slot.state { Some(due) } else { None };
        self.slots.iter().filter_map(due).min()
    }

    /// How many messages can do without another session. Where a session may carry any number each still counts for one, so
    /// that all are opened that can be of use.
    fn capacity(&self) -> u64 {
        let room = |slot: &Slot| match slot.state {
            State::Opening | State::Open if self.most == u64::MAX => 1,
            State::Opening | State::Open => self.most - slot.carried,
            State::Due(_) | State::Closing => 0,
        };
        self.slots.iter().map(room).fold(0, u64::saturating_add)
    }

    /// It is open.
    pub(super) fn opened(&mut self, index: usize) {
        self.slots[index].state = State::Open;
        self.list(index);
    }

    /// A session with room for a message.
    pub(super) fn with_room(&mut self) -> Option<usize> {
        while let Some(&index) = self.with_room.front() {
            if self.has_room(index) {
                return Some(index);
            }
            self.with_room.pop_front();
            self.slots[index].is_listed = false;
        }
        None
    }

    /// A message goes into the session that [`Slots::with_room`] has told. `true` = it was the last that the session carries.
    pub(super) fn submitted(&mut self, index: usize, pending: Pending) -> bool {
        let slot = &mut self.slots[index];
        slot.pending.push_back(pending);
        slot.carried += 1;
        // To the end of the queue: every session gets its turn.
        if slot.is_listed {
            self.with_room.pop_front();
            self.slots[index].is_listed = false;
        }
        self.list(index);
        self.slots[index].carried >= self.most
    }

    /// The oldest message of a session is settled.
    pub(super) fn settled(&mut self, index: usize) -> Option<Pending> {
        let slot = &mut self.slots[index];
        (slot.failures, slot.is_of_use) = (0, true);
        self.failures = 0;
        let pending = slot.pending.pop_front();
        self.list(index);
        pending
    }

    /// It has been told to QUIT.
    pub(super) fn closing(&mut self, index: usize) {
        self.slots[index].state = State::Closing;
    }

    /// It has ended as it should; another may take its place.
    pub(super) fn closed(&mut self, index: usize, now: Instant) {
        self.due += 1;
        self.slots[index].state = State::Due(now);
    }

    /// It could not be opened, or was lost. `true` = the server is to be given up.
    pub(super) fn failed(&mut self, index: usize, now: Instant) -> bool {
        self.due += 1;
        let slot = &mut self.slots[index];
        slot.pending.clear();
        if slot.is_of_use {
            slot.state = State::Due(now);
            return false;
        }
        slot.failures += 1;
        self.failures += 1;
        let doubled = FIRST_WAIT.saturating_mul(1 << (slot.failures - 1).min(16));
        slot.state = State::Due(now + doubled.min(LONGEST_WAIT));
        slot.failures >= TOO_MANY && self.failures >= TOO_MANY
    }

    /// Those that are open and have not been told to QUIT.
    pub(super) fn open(&self) -> Vec<usize> {
        (0..self.slots.len()).filter(|&index| self.slots[index].state == State::Open).collect()
    }

    /// How many are open.
    pub(super) fn count(&self) -> usize {
        self.slots.iter().filter(|slot| matches!(slot.state, State::Open | State::Closing)).count()
    }

    /// Whether one is being opened.
    pub(super) fn is_opening(&self) -> bool {
        self.slots.iter().any(|slot| slot.state == State::Opening)
    }

    /// Whether the server takes no session any more: none is open, and wherever one was to be opened, the last has come to
    /// nothing.
    pub(super) fn are_gone(&self) -> bool {
        let is_of_hope = |slot: &Slot| slot.state == State::Opening && slot.failures == 0;
        self.count() == 0 && !self.slots.iter().any(is_of_hope) && self.slots.iter().any(|slot| slot.failures > 0)
    }

    /// Messages in flight.
    pub(super) fn pending(&self) -> u64 {
        self.slots.iter().map(|slot| slot.pending.len() as u64).sum()
    }

    fn has_room(&self, index: usize) -> bool {
        let slot = &self.slots[index];
        slot.state == State::Open && slot.pending.len() < self.window && slot.carried < self.most
    }

    fn list(&mut self, index: usize) {
        if self.has_room(index) && !self.slots[index].is_listed {
            self.slots[index].is_listed = true;
            self.with_room.push_back(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(now: Instant) -> Pending {
        Pending { intended: now, size: 1 }
    }

    /// Opens what is due.
    fn open_all(slots: &mut Slots, now: Instant, remaining: Option<u64>) -> usize {
        let mut opened = 0;
        while let Some(index) = slots.next_to_open(now, remaining) {
            slots.opened(index);
            opened += 1;
        }
        opened
    }

    #[test]
    fn sessions_are_opened_evenly_over_the_ramp() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let mut slots = Slots::new(10, 10 * second, 1, None, now);
        assert_eq!(open_all(&mut slots, now, None), 1);
        assert_eq!(slots.next_due(), Some(now + second));
        assert_eq!(open_all(&mut slots, now + 5 * second, None), 5);
        assert_eq!(open_all(&mut slots, now + 9 * second, None), 4);
        assert_eq!(slots.next_due(), None);
    }

    #[test]
    fn no_more_are_opened_than_the_messages_need() {
        let now = Instant::now();
        for (sessions, most, remaining, opened) in [
            (8, None, 3, 3),
            (8, Some(1), 3, 3),
            (8, Some(2), 3, 2),
            (8, Some(100), 300, 3),
            (2, Some(1), 10, 2),
            (8, None, 0, 0),
        ] {
            let mut slots = Slots::new(sessions, Duration::ZERO, 1, most, now);
            assert_eq!(open_all(&mut slots, now, Some(remaining)), opened, "{sessions} {most:?} {remaining}");
        }
    }

    #[test]
    fn messages_go_round_as_far_as_the_window_reaches() {
        let now = Instant::now();
        let mut slots = Slots::new(2, Duration::ZERO, 2, Some(3), now);
        open_all(&mut slots, now, None);
        let mut went = Vec::new();
        while let Some(index) = slots.with_room() {
            went.push((index, slots.submitted(index, pending(now))));
        }
        assert_eq!(went, [(0, false), (1, false), (0, false), (1, false)]);
        assert_eq!(slots.pending(), 4);
        assert!(slots.settled(1).is_some());
        assert_eq!(slots.with_room(), Some(1));
        assert!(slots.submitted(1, pending(now)), "its third and last");
        slots.closing(1);
        slots.settled(1);
        assert_eq!(slots.with_room(), None);
        slots.settled(0);
        assert_eq!(slots.with_room(), Some(0));
    }

    #[test]
    fn a_session_that_was_of_use_is_opened_again_at_once_and_any_other_later_and_later() {
        let now = Instant::now();
        let mut slots = Slots::new(1, Duration::ZERO, 1, None, now);
        open_all(&mut slots, now, None);
        slots.submitted(0, pending(now));
        slots.settled(0);
        slots.submitted(0, pending(now));
        assert!(!slots.failed(0, now));
        assert_eq!((slots.next_due(), slots.pending()), (Some(now), 0));

        let mut now = now;
        let mut waits = Vec::new();
        loop {
            assert_eq!(slots.next_to_open(now, None), Some(0));
            let given_up = slots.failed(0, now);
            let due = slots.next_due().unwrap();
            waits.push((due - now).as_millis());
            if given_up {
                break;
            }
            now = due;
        }
        assert_eq!(waits, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    }

    #[test]
    fn sessions_are_gone_where_all_that_were_tried_have_failed() {
        let now = Instant::now();
        let mut slots = Slots::new(3, Duration::ZERO, 1, None, now);
        assert!(!slots.are_gone(), "none was tried");
        for index in [0, 1] {
            assert_eq!(slots.next_to_open(now, Some(2)), Some(index));
        }
        slots.failed(0, now);
        assert!(!slots.are_gone(), "the second is being opened");
        slots.opened(1);
        slots.submitted(1, pending(now));
        slots.settled(1);
        assert!(!slots.are_gone(), "the second is open");
        slots.failed(1, now);
        assert!(slots.are_gone(), "the second was lost, and the first could not be opened");
        assert_eq!(slots.next_to_open(now, None), Some(1));
        assert!(!slots.are_gone(), "the second may be opened again");
        slots.failed(1, now);
        assert!(slots.are_gone());
    }

    #[test]
    fn one_session_that_fails_among_others_that_work_is_not_the_end() {
        let now = Instant::now();
        let mut slots = Slots::new(2, Duration::ZERO, 1, None, now);
        open_all(&mut slots, now, None);
        for _ in 0..100 {
            assert!(!slots.failed(1, now));
            slots.submitted(0, pending(now));
            slots.settled(0);
        }
    }
}
