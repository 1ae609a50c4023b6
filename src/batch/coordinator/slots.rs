//! The places for sessions: which worker gets the next job.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use crossbeam_channel::{Sender, unbounded};

use crate::batch::governor::{Count, Governor, Opening};
use crate::batch::job::{Event, Job, Order};
use crate::batch::worker::{Shared, Worker};

/// Jobs a worker may hold: one in the dialog and one behind it, so that no session waits for the coordinator.
const DEPTH: usize = 2;

/// Workers keep little on their stacks; a thousand of them should not cost gigabytes of address space.
const STACK: usize = 2 << 20;

/// All slots. A worker's thread starts with its first job.
pub(super) struct Slots {
    slots: Vec<Slot>,
    shared: Arc<Shared>,
    events: Sender<(usize, Event)>,
}

#[derive(Default)]
struct Slot {
    worker: Option<Running>,
    queued: usize,
    open: bool,
    /// It is being closed, or cannot be had: no more jobs for it, and until it is closed the server counts it.
    closing: bool,
    /// A job is there for which a session may be opened.
    opening: bool,
}

/// A worker's thread and the ways to it.
struct Running {
    orders: Sender<Order>,
    /// Which of its messages may end its data; `None` once nothing may be sent any more.
    releases: Option<Sender<u64>>,
    thread: JoinHandle<()>,
}

/// Where the next job may go.
pub(super) enum Choice {
    /// To this slot; whether a session may be opened for it.
    Slot(usize, bool),
    /// Nowhere before then, unless something happens; `None` = not before something happens.
    Later(Option<Instant>),
}

impl Slots {
    pub(super) fn new(most: usize, shared: Arc<Shared>, events: Sender<(usize, Event)>) -> Self {
        Self { slots: (0..most).map(|_| Slot::default()).collect(), shared, events }
    }

    /// The slot for the next job: an idle session, else a new one, else the queue behind a busy one.
    pub(super) fn choose(&self, now: Instant, governor: &Governor) -> Choice {
        // A paced batch hands out jobs one by one: a job must not wait behind another while a session is idle.
        let depth = if governor.is_paced() { 1 } else { DEPTH };
        // More may be open than are wanted by now: those end when they have been idle for some time.
        let mut in_use =
            self.slots.iter().enumerate().filter(|(_, slot)| slot.open && !slot.closing).take(governor.sessions(now));
        let with_room = |most: usize| move |(_, slot): &(usize, &Slot)| slot.queued < most;
        if let Some((number, _)) = in_use.clone().find(with_room(1)) {
            return Choice::Slot(number, false);
        }
        let opening = governor.opening(now, self.count());
        let free = self.slots.iter().position(|slot| !slot.open && !slot.closing && slot.queued == 0);
        if let (Opening::Now, Some(number)) = (opening, free) {
            return Choice::Slot(number, true);
        }
        if let Some((number, _)) = in_use.find(with_room(depth)) {
            return Choice::Slot(number, false);
        }
        Choice::Later(match opening {
            Opening::At(ready) => Some(ready),
            Opening::Now | Opening::No => None,
        })
    }

    /// Gives a job to a slot. Where the system has no thread left for it, the job comes back, and slots without a thread are
    /// used no more.
    pub(super) fn send(&mut self, number: usize, job: Job, may_open: bool) -> Result<(), Box<(Job, io::Error)>> {
        if self.slots[number].worker.is_none() {
            match self.start(number) {
                Ok(worker) => self.slots[number].worker = Some(worker),
                Err(error) => {
                    for slot in self.slots.iter_mut().filter(|slot| slot.worker.is_none()) {
                        slot.closing = true;
                    }
                    return Err(Box::new((job, error)));
                }
            }
        }
        let slot = &mut self.slots[number];
        let Some(worker) = &slot.worker else { return Ok(()) };
        slot.queued += 1;
        slot.opening |= may_open;
        // The worker lives as long as its queue, unless it panicked; then its last event ends the batch.
        let _ = worker.orders.send(Order { job, may_open });
        Ok(())
    }

    fn start(&self, number: usize) -> io::Result<Running> {
        let (orders, queue) = unbounded();
        let (releases, released) = unbounded();
        let worker = Worker::new(number, Arc::clone(&self.shared), queue, released, self.events.clone());
        let thread = std::thread::Builder::new()
            .name(format!("session-{number}"))
            .stack_size(STACK)
            .spawn(move || worker.run())?;
        Ok(Running { orders, releases: Some(releases), thread })
    }

    /// Whether any worker is there.
    pub(super) fn has_workers(&self) -> bool {
        self.slots.iter().any(|slot| slot.worker.is_some())
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
        let slot = &mut self.slots[number];
        (slot.open, slot.opening) = (true, false);
    }

    pub(super) fn closing(&mut self, number: usize) {
        self.slots[number].closing = true;
    }

    /// The session is gone, for whatever reason, or could not be opened.
    pub(super) fn closed(&mut self, number: usize) {
        let slot = &mut self.slots[number];
        (slot.open, slot.closing, slot.opening) = (false, false, false);
    }

    pub(super) fn returned(&mut self, number: usize, jobs: usize) {
        let slot = &mut self.slots[number];
        slot.queued -= jobs;
        // What it was to be opened for has come to nothing.
        slot.opening &= slot.queued > 0;
    }

    pub(super) fn count(&self) -> Count {
        let count = |wanted: fn(&Slot) -> bool| self.slots.iter().filter(|slot| wanted(slot)).count();
        Count { open: count(|slot| slot.open), opening: count(|slot| slot.opening) }
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
