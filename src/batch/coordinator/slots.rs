//! The places for sessions: which worker gets the next job, and when another session may be opened.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, unbounded};

use crate::batch::job::{Event, Job};
use crate::batch::worker::{Shared, Worker};
use crate::batch::{Backoff, Options};

/// Jobs a worker may hold: one in the dialog and one behind it, so that no session waits for the coordinator.
const DEPTH: usize = 2;

/// Waits between attempts to open a session in one slot.
const REOPEN: Backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(60) };

/// Workers keep little on their stacks; a thousand of them should not cost gigabytes of address space.
const STACK: usize = 2 << 20;

/// All slots. A worker's thread starts with its first job.
pub(super) struct Slots {
    slots: Vec<Slot>,
    depth: usize,
    shared: Arc<Shared>,
    events: Sender<(usize, Event)>,
    /// Until the first session is logged in, no other is opened: a wrong password is tried once, whatever `--sessions` says.
    proven: bool,
    /// Failures to open a session since one was opened.
    failures: u32,
}

#[derive(Default)]
struct Slot {
    worker: Option<Running>,
    queued: usize,
    open: bool,
    failures: u32,
    closed_until: Option<Instant>,
}

/// A worker's thread and the ways to it.
struct Running {
    jobs: Sender<Job>,
    /// Which of its messages may end its data; `None` once nothing may be sent any more.
    releases: Option<Sender<u64>>,
    thread: JoinHandle<()>,
}

impl Slots {
    pub(super) fn new(options: &Options, shared: Arc<Shared>, events: Sender<(usize, Event)>) -> Self {
        // A paced batch hands out jobs one by one: a job must not wait behind another while a session is idle.
        let depth = if options.rate.is_some() { 1 } else { DEPTH };
        let slots = (0..options.sessions.max(1)).map(|_| Slot::default()).collect();
        Self { slots, depth, shared, events, proven: false, failures: 0 }
    }

    /// The slot for the next job: an idle session, else a new one, else the queue behind a busy one.
    pub(super) fn choose(&self, now: Instant) -> Option<usize> {
        if !self.proven {
            return (self.slots[0].queued == 0 && self.slots[0].may_open(now)).then_some(0);
        }
        let find = |wanted: &dyn Fn(&Slot) -> bool| self.slots.iter().position(wanted);
        find(&|slot| slot.open && slot.queued == 0)
            .or_else(|| find(&|slot| slot.queued == 0 && slot.may_open(now)))
            .or_else(|| find(&|slot| slot.open && slot.queued < self.depth))
    }

    /// When a slot that waits before opening a session may do so.
    pub(super) fn next_change(&self, now: Instant) -> Option<Instant> {
        self.slots.iter().filter_map(|slot| slot.closed_until).filter(|&until| until > now).min()
    }

    pub(super) fn send(&mut self, number: usize, job: Job) {
        let slot = &mut self.slots[number];
        let worker = slot.worker.get_or_insert_with(|| {
            let (jobs, queue) = unbounded();
            let (releases, released) = unbounded();
            let worker = Worker::new(number, Arc::clone(&self.shared), queue, released, self.events.clone());
            let thread = std::thread::Builder::new()
                .name(format!("session-{number}"))
                .stack_size(STACK)
                .spawn(move || worker.run())
                .expect("the system has threads left: --sessions is bounded");
            Running { jobs, releases: Some(releases), thread }
        });
        slot.queued += 1;
        // The worker lives as long as its queue, unless it panicked; then its last event ends the batch.
        let _ = worker.jobs.send(job);
    }

    /// Lets the worker's message end its data.
    pub(super) fn release(&self, number: usize, message: u64) {
        if let Some(releases) = self.slots[number].worker.as_ref().and_then(|worker| worker.releases.as_ref()) {
            // Nobody listens where the message has come to nothing already and the worker is gone.
            let _ = releases.send(message);
        }
    }

    /// No message may end its data any more.
    pub(super) fn withhold(&mut self) {
        for worker in self.slots.iter_mut().filter_map(|slot| slot.worker.as_mut()) {
            worker.releases = None;
        }
    }

    pub(super) fn opened(&mut self, number: usize) {
        self.proven = true;
        self.failures = 0;
        let slot = &mut self.slots[number];
        (slot.open, slot.failures, slot.closed_until) = (true, 0, None);
    }

    /// The session is gone, for whatever reason.
    pub(super) fn closed(&mut self, number: usize) {
        self.slots[number].open = false;
    }

    pub(super) fn returned(&mut self, number: usize, jobs: usize) {
        self.slots[number].queued -= jobs;
    }

    /// How long the slot waits before it tries again.
    pub(super) fn open_failed(&mut self, number: usize, now: Instant) -> Duration {
        self.failures += 1;
        let slot = &mut self.slots[number];
        slot.open = false;
        slot.failures += 1;
        let wait = REOPEN.wait(slot.failures, number as u64);
        slot.closed_until = Some(now + wait);
        wait
    }

    /// Whether the server is gone: no session is open, and so many attempts in a row to open one have failed.
    pub(super) fn gone(&self, attempts: u32) -> bool {
        self.open_sessions() == 0 && self.failures >= attempts
    }

    pub(super) fn open_sessions(&self) -> usize {
        self.slots.iter().filter(|slot| slot.open).count()
    }

    /// Lets every worker say good-bye, all at the same time.
    pub(super) fn join(&mut self) {
        let threads: Vec<_> =
            self.slots.iter_mut().filter_map(|slot| slot.worker.take()).map(|worker| worker.thread).collect();
        for thread in threads {
            // A panic has been told of by the worker's last event.
            let _ = thread.join();
        }
    }
}

impl Slot {
    fn may_open(&self, now: Instant) -> bool {
        !self.open && self.closed_until.is_none_or(|until| until <= now)
    }
}
