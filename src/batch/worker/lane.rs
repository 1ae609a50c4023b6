//! One slot, as its worker sees it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::batch::job::{Job, MayOpen, UnderWay};
use crate::ledger::Note;
use crate::mail::{Address, MailObject};

/// With so many octets under way in a session, no message is armed ahead of the window: they are held in memory.
const MOST_AHEAD: usize = 256 << 10;

/// A session that ends after having been quiet for longer may have been closed for that.
const QUIET: Duration = Duration::from_secs(5);

/// One slot: a session after the other, and the jobs for it.
#[derive(Default)]
pub(super) struct Lane {
    pub(super) state: State,
    pub(super) queue: VecDeque<(Job, MayOpen)>,
    /// Messages begun for the next session: their `sending` becomes durable while that is being opened.
    pub(super) ahead: VecDeque<Begun>,
    pub(super) under_way: VecDeque<UnderWay>,
    /// Messages ever begun in this slot, and those of them before the session that is there.
    pub(super) begun: u64,
    pub(super) before: u64,
    /// The messages up to this one are durable as `sending`.
    pub(super) released: u64,
    /// What is noted of it. Its `released` are let go.
    pub(super) note: Note,
    /// Whether there is something to note or to let go.
    pub(super) has_news: bool,
    /// Octets of the messages under way.
    pub(super) octets: usize,
    /// Messages the session has carried.
    pub(super) carried: u64,
    /// When it last did.
    pub(super) last: Option<Instant>,
}

/// A message that is composed, and has not been given to a session.
pub(super) struct Begun {
    /// Its number in the lane.
    pub(super) number: u64,
    pub(super) job: Job,
    pub(super) mail: MailObject,
    /// The forward-paths of this attempt.
    pub(super) addresses: Vec<Address>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Closed,
    Opening,
    Open,
    Closing,
}

impl Lane {
    pub(super) fn is_quiet(&self) -> bool {
        self.last.is_some_and(|last| last.elapsed() > QUIET)
    }

    /// Whether another message may go into the session, which is to end after `most` (0 = never).
    pub(super) fn has_room(&self, window: usize, armed: usize, most: u64) -> bool {
        let room = if self.octets < MOST_AHEAD { armed } else { window };
        self.state == State::Open && self.under_way.len() < room && !self.is_full(most)
    }

    /// This message has been answered, and those before it that never will be.
    pub(super) fn answered(&mut self, message: u64, is_accepted: bool) {
        self.skip(message);
        self.note.answer(is_accepted);
        self.has_news = true;
    }

    /// Those before this message will not be answered any more, if they have not been.
    pub(super) fn skip(&mut self, message: u64) {
        while self.note.answered + 1 < message {
            self.note.answer(false);
        }
    }

    /// Whether the session has been given all it may carry.
    pub(super) fn is_full(&self, most: u64) -> bool {
        most > 0 && self.begun - self.before - self.ahead.len() as u64 >= most
    }

    /// Whether another message may be begun for the next session.
    pub(super) fn has_room_ahead(&self, armed: usize) -> bool {
        self.under_way.len() + self.ahead.len() < armed
    }
}
