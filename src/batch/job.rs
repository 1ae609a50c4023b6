//! A row on its way through the batch, and what workers say about it.

use std::mem;
use std::time::{Duration, Instant, SystemTime};

use crate::delivery::{Delivery, Outcome, Settlement};
use crate::input::Record;
use crate::ledger::{Change, Key, Recipients};
use crate::merge::Fault;
use crate::net::{LostSession, SessionError};
use crate::smtp::Settled;

/// A row that is to be delivered. Owned by the coordinator or by one worker; in a box, since it is handed on so often.
#[derive(Debug)]
pub(super) struct Job {
    /// Its place in the ledger.
    pub(super) id: u64,
    /// Its key in the ledger.
    pub(super) key: Key,
    /// The row.
    pub(super) record: Record,
    /// How many attempts have been charged to it.
    pub(super) attempts: u32,
    /// What is known of each forward-path; empty before the first attempt. Only those that are not settled for good are in
    /// the envelope of the next attempt: nobody gets a mail twice because somebody else was deferred.
    pub(super) settled: Vec<Settlement>,
    /// The Message-ID; empty before the first attempt.
    pub(super) message_id: String,
    /// How long the last attempt took.
    pub(super) elapsed: Duration,
    /// When the last attempt that was answered had begun.
    pub(super) began: Option<Instant>,
    /// How often a session was lost under it without that being charged.
    pub(super) excuses: u8,
    /// How many recipients had been accepted when it last came back because of the pace.
    pub(super) held_at: Option<u64>,
    /// When its MAIL was last put off.
    pub(super) put_off_at: Option<Instant>,
}

impl Job {
    /// A row that nothing is known of yet.
    pub(super) fn new(id: u64, key: Key, record: Record) -> Box<Self> {
        Box::new(Self {
            id,
            key,
            record,
            attempts: 0,
            settled: Vec::new(),
            message_id: String::new(),
            elapsed: Duration::ZERO,
            began: None,
            excuses: 0,
            held_at: None,
            put_off_at: None,
        })
    }

    /// What is known of it so far, for the ledger.
    pub(super) fn delivery(&self) -> Delivery {
        self.delivery_of(self.message_id.clone(), self.settled.clone())
    }

    /// What is known of it in the end.
    pub(super) fn into_delivery(mut self) -> Delivery {
        let (message_id, settled) = (mem::take(&mut self.message_id), mem::take(&mut self.settled));
        self.delivery_of(message_id, settled)
    }

    fn delivery_of(&self, message_id: String, recipients: Vec<Settlement>) -> Delivery {
        Delivery {
            row: self.record.number,
            line: self.record.line,
            message_id,
            attempts: self.attempts,
            time: SystemTime::now(),
            elapsed: self.elapsed,
            recipients,
        }
    }

    /// Takes the settlements of the last attempt, one for each address that was in its envelope.
    pub(super) fn update(&mut self, news: Vec<Settlement>) {
        if self.settled.is_empty() {
            self.settled = news;
            return;
        }
        let unsettled = self.settled.iter_mut().filter(|settlement| settlement.outcome == Outcome::Deferred);
        for (old, new) in unsettled.zip(news) {
            *old = new;
        }
    }

    /// Whether the forward-path at this position is still to be delivered to.
    pub(super) fn is_open(&self, position: usize) -> bool {
        self.settled.get(position).is_none_or(|settlement| settlement.outcome == Outcome::Deferred)
    }

    /// Whether another attempt would have somebody to send to.
    pub(super) fn is_deferred(&self) -> bool {
        self.settled.iter().any(|settlement| settlement.outcome == Outcome::Deferred)
    }

    /// How long the server wants none, if it has said so.
    pub(super) fn stated_wait(&self) -> Option<Duration> {
        self.settled.iter().filter_map(Settlement::stated_wait).max()
    }
}

/// A job for a worker, or what else it has to know.
#[derive(Debug)]
pub(super) enum Order {
    /// A message for a slot.
    Deliver {
        slot: usize,
        job: Box<Job>,
        /// Whether a session may be opened for it. Where there is none, and it may not, the job comes back.
        may_open: MayOpen,
    },
    /// The slot's messages up to this one, counted from 1, are armed: their `sending` is durable, and they may end their data.
    Armed { slot: usize, message: u64 },
    /// What the slot's messages up to this one have come to is durable.
    Settled { slot: usize, message: u64 },
    /// Nothing more may end its data.
    Withhold,
    /// The slot's session is not waited for, if it is not open yet: another one has nothing to do.
    GiveUp { slot: usize },
    /// Nothing more is begun: sessions that are not open yet are not waited for.
    Halt,
}

/// Whether a session may be opened for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MayOpen {
    /// It is for the session that is there.
    No,
    /// Yes.
    Now,
    /// Once the session before it has ended, if sessions still follow one another by then.
    Next,
}

/// A job that has been begun in a session.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) job: Box<Job>,
    pub(super) recipients: Recipients,
    /// Whether the session had been idle for some time.
    pub(super) was_idle: bool,
    /// Its number in the slot.
    pub(super) number: u64,
    /// How large it is.
    pub(super) octets: usize,
}

/// What one attempt came to.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The row could not be composed: its file has gone since preflight, say. With its recipients, if it had been begun.
    Faulty(Vec<Fault>, Option<Recipients>),
    /// The server has answered for each address.
    Settled {
        /// Who this attempt was for.
        recipients: Recipients,
        /// The verdicts, one for each.
        settled: Settled,
        /// How many messages the session had carried before; none, where it is called full and no sender was taken in it.
        carried: u64,
        /// Whether MAIL was put off, and what that says of the session.
        put_off: PutOff,
        /// Whether the session ends with this one: QUIT comes next.
        is_full: bool,
        /// Its number in the slot, where the worker has to know when this is durable.
        unsure: Option<u64>,
    },
}

/// Whether MAIL was put off for no reason that is known, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PutOff {
    /// MAIL was not put off, or no other session is to be tried for it.
    No,
    /// MAIL was put off in a session that had taken mails. The session ends, and another is tried.
    Ending,
    /// MAIL was put off in a session that was ending.
    Ended,
    /// MAIL was put off in a session that had taken no mail.
    Anew,
}

/// From a worker to the coordinator, about one of its slots.
#[derive(Debug)]
pub(super) enum Event {
    /// The session is open and logged in.
    Opened,
    /// The session has been without work for too long, and is being closed: what comes for it now would come back.
    Closing,
    /// The session has been closed with QUIT.
    Closed,
    /// No session could be opened; the jobs that have not been begun come back untouched.
    OpenFailed(Vec<Job>, SessionError),
    /// A message is begun, the slot's n-th: its `sending` is to be made durable, so that it is armed.
    ToArm(u64, Change),
    /// An attempt was made.
    Attempted(Box<Job>, Attempt),
    /// A session could not be opened, or did not end as it should: as long as this has not been heard, none follows another
    /// without asking.
    Mishap,
    /// The session was lost.
    Lost {
        /// What was under way in it, the oldest first; nothing, if it was idle.
        under_way: Vec<UnderWay>,
        /// Why, and what is to be said of each of those.
        lost: Box<LostSession>,
        /// How many messages the session had carried before: if any, it may just have been closed while idle, or for having
        /// carried enough.
        carried: u64,
        /// Whether it had been idle for some time, or its last message was refused: it may have been closed for that.
        may_be_chance: bool,
    },
    /// The job comes back untouched: the batch is being stopped, or there is no session and none may be opened.
    Returned(Box<Job>),
    /// A message that was begun, for these recipients, comes back untouched: it was given to no session.
    TakenBack(Box<Job>, Recipients),
    /// The worker's thread panicked, or cannot wait for its sessions: a defect which must not become a hang.
    Died,
}
