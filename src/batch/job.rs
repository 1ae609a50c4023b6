//! A row on its way through the batch, and what workers say about it.

use std::sync::Arc;
use std::time::Duration;

use crate::delivery::Settlement;
use crate::input::Record;
use crate::mail::Address;
use crate::merge::Fault;
use crate::net::{LostSession, SessionError};
use crate::smtp::Settled;

/// A row that is to be delivered. Owned by the coordinator or by one worker.
#[derive(Debug)]
pub(super) struct Job {
    /// Its place in the order of the batch, from 0.
    pub(super) sequence: u64,
    /// The row; the coordinator keeps a second handle while a worker has the job.
    pub(super) record: Arc<Record>,
    /// How many attempts have been charged to it.
    pub(super) attempts: u32,
    /// What is known of each forward-path; empty before the first attempt. Only those that are not settled for good are in
    /// the envelope of the next attempt: nobody gets a mail twice because somebody else was deferred.
    pub(super) settled: Vec<Settlement>,
    /// The Message-ID; empty before the first attempt.
    pub(super) message_id: String,
    /// How long the last attempt took.
    pub(super) elapsed: Duration,
}

/// What one attempt came to.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The row could not be composed: its file has gone since preflight, say.
    Faulty(Vec<Fault>),
    /// The server has answered for each address.
    Settled {
        /// The forward-paths of this attempt.
        addresses: Vec<Address>,
        /// The verdicts, one for each.
        settled: Settled,
    },
    /// The session was lost.
    Lost {
        /// The forward-paths of this attempt.
        addresses: Vec<Address>,
        /// What was lost.
        lost: Box<LostSession>,
        /// Whether the session had delivered mail before: then it may just have been closed while idle.
        reused: bool,
    },
}

/// From a worker to the coordinator.
#[derive(Debug)]
pub(super) enum Event {
    /// The worker's session is open and logged in.
    Opened,
    /// The worker's session has been closed with QUIT.
    Closed,
    /// No session could be opened; the jobs come back untouched.
    OpenFailed(Vec<Job>, SessionError),
    /// An attempt was made.
    Attempted(Job, Attempt),
    /// The batch is being stopped; the job comes back untouched.
    Returned(Job),
    /// The worker's thread panicked: a defect of this program, which must not become a hang.
    Died,
}
