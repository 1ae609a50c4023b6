//! What the batch tells whoever watches it, and how it ends.

use std::time::Duration;

use super::{Lesson, Reason, Stop};
use crate::delivery::{Delivery, Explanation};
use crate::net::{Latencies, SessionError};
use crate::report::Summary;
use crate::smtp::Reply;

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every row has been tried.
    Finished,
    /// A person asked for it.
    Interrupted,
    /// The server refused the login: nothing more was tried.
    LoginRefused(String),
    /// The observer decided so after the first messages (`--canary`): when, and what goes on.
    Declined(Reason),
    /// No session would fare better, or none can be opened any more.
    Stopped(Reason),
}

/// What a batch came to.
#[derive(Debug)]
pub struct Ended {
    /// Why it ended.
    pub end: End,
    /// What it means that it did not go on to its end, where something is known of that.
    pub explanation: Option<&'static Explanation>,
    /// Every recipient of the selected rows is counted here once, those of earlier runs included.
    pub summary: Summary,
    /// Whether the ledger holds every selected row under its number, and nothing else: reports need not read the list.
    pub is_whole: bool,
    /// How long the server's replies have taken; nothing where a second interruption cut the end short.
    pub latencies: Latencies,
}

/// The state of the batch, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Messages to be sent.
    pub messages: u64,
    /// Messages that are settled.
    pub done: u64,
    /// Recipients accepted.
    pub accepted: u64,
    /// Recipients that are settled and were not accepted.
    pub failed: u64,
    /// Messages waiting for another try.
    pub waiting: u64,
    /// Sessions that are open.
    pub sessions: usize,
}

/// What a batch waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// Messages that were deferred are tried again.
    Retry,
    /// The rate or the time of day lets the next message go.
    Pace,
    /// So does a pause, or a pace, that the server has brought about.
    Server,
    /// So does a server that puts off everybody's mail: it is asked again now and then.
    Mail,
    /// Another session may be opened: the last one could not be, or there are to be no more at a time.
    Session,
}

/// Something the user may want to see.
#[derive(Debug)]
pub enum Notice<'a> {
    /// A row is settled.
    Settled(&'a Delivery),
    /// A session could not be opened or was lost; the batch goes on.
    SessionLost {
        /// Why.
        error: &'a SessionError,
        /// When another one is opened, where it has to wait.
        retry_in: Option<Duration>,
    },
    /// The batch goes by what was learnt of the server from now on.
    Learnt(Lesson),
    /// The server was there and is gone; it is waited for, for so long at most.
    Away(Duration),
    /// The server puts off everybody's mail; it is waited for, for so long at most.
    PutOff {
        /// What it says.
        reply: &'a Reply,
        /// How long.
        patience: Duration,
    },
    /// Nothing can be done before this time has passed.
    Waiting(Duration, WaitsFor),
    /// The first session has not been opened in this time, and nothing has been heard of it. Whether it is waited for any longer.
    Silent(Duration, bool),
    /// No more rows are started. It is told again where a person asks for the end of a batch that stops by itself.
    Stopping {
        /// Why.
        end: &'a End,
        /// Whether something is in flight, which gets its replies first.
        waits: bool,
    },
}

/// Who watches: called on the coordinator's thread.
pub trait Observer {
    /// Something happened.
    fn notice(&mut self, tally: &Tally, notice: &Notice<'_>);

    /// The messages that went first have been answered, and this is what has become of them (`--canary`): whether the others
    /// are to follow. `None`: the batch was asked to stop before that was decided.
    fn goes_on(&mut self, first: &[Delivery], stop: &Stop) -> Option<bool>;
}
