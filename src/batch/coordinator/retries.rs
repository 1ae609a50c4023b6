//! What is to be tried again, and when.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use crate::batch::Backoff;
use crate::batch::job::Job;

/// No row waits longer than this for its next try.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Most rows that wait for another try before no new ones are begun: memory stays flat when a server defers everybody.
const MOST_WAITING: usize = 20_000;

/// Jobs to be tried again.
pub(super) struct Retries {
    /// The earliest on top.
    jobs: BinaryHeap<Retry>,
    backoff: Backoff,
}

impl Retries {
    /// None yet. `first`: how long a deferred row waits for its second try.
    pub(super) fn new(first: Duration) -> Self {
        Self { jobs: BinaryHeap::new(), backoff: Backoff { first, longest: LONGEST_WAIT } }
    }

    pub(super) fn push(&mut self, job: Box<Job>, due: Instant) {
        self.jobs.push(Retry { due, job });
    }

    /// When the next of them may be tried.
    pub(super) fn due(&self) -> Option<Instant> {
        self.jobs.peek().map(|retry| retry.due)
    }

    /// The next of them, due or not.
    pub(super) fn pop(&mut self) -> Option<Box<Job>> {
        self.jobs.pop().map(|retry| retry.job)
    }

    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// Whether no new rows are to be begun for now.
    pub(super) fn is_full(&self) -> bool {
        self.jobs.len() >= MOST_WAITING
    }

    /// How long a row waits after this attempt: longer with each, and no shorter than the server has asked for.
    pub(super) fn wait(&self, job: &Job) -> Duration {
        let stated = job.stated_wait().unwrap_or_default().min(self.backoff.longest);
        self.backoff.wait(job.attempts, job.id).max(stated)
    }

    /// All of them, the last to be tried first.
    pub(super) fn take_all(&mut self) -> impl Iterator<Item = Box<Job>> + use<> {
        std::mem::take(&mut self.jobs).into_sorted_vec().into_iter().map(|retry| retry.job)
    }
}

/// A job and when it may be tried again. Ordered so that the earliest is the greatest, for the heap.
#[derive(Debug)]
struct Retry {
    due: Instant,
    job: Box<Job>,
}

impl Ord for Retry {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.due, other.job.id).cmp(&(self.due, self.job.id))
    }
}

impl PartialOrd for Retry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Retry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Retry {}
