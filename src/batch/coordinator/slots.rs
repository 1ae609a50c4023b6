//! The places for sessions: which of them gets the next job, and which worker has them.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{JoinHandle, available_parallelism};
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, unbounded};

use crate::batch::governor::{Count, Governor, Opening, WINDOW};
use crate::batch::job::{Event, Job, MayOpen, Order};
use crate::batch::worker::{Shared, Worker};
use crate::ledger::FlightLog;
use crate::net::{Latencies, Sessions, Waker};

/// Most jobs that wait in a slot for their turn: they are cold by then, in the processor's sense.
const MOST_QUEUED: usize = 16;

/// A session that takes longer to be opened does not keep its jobs from one that has nothing to do: servers with few processes let
/// the others wait for their greeting.
const LONG_TO_OPEN: Duration = Duration::from_secs(2);

/// All slots. They are dealt out to as many workers as preflight has threads: as there are processors, or as
/// `RAYON_NUM_THREADS` says. A worker's thread starts with its first job.
pub(super) struct Slots {
    slots: Vec<Slot>,
    /// Slots that take jobs for the session they have, or for the one behind it; those with the fewest first.
    ready: BTreeSet<(usize, usize)>,
    /// Slots without a session and without jobs.
    free: BTreeSet<usize>,
    count: Count,
    workers: Vec<Option<Running>>,
    /// No message may end its data any more.
    is_withheld: bool,
    /// A session may follow another in its slot without asking.
    follow: bool,
    /// Mishaps that have been heard of.
    mishaps: u64,
    shared: Arc<Shared>,
    /// Where it is noted what leaves; kept for as long as the workers are.
    flights: Option<FlightLog>,
    events: Sender<Vec<(usize, Event)>>,
}

#[derive(Default, Clone, Copy)]
struct Slot {
    queued: usize,
    open: bool,
    /// It is being closed, or cannot be had: no more jobs for it, and until it is closed the server counts it.
    closing: bool,
    /// Among the jobs there is one for which a session may be opened.
    may_open: bool,
    /// Since when it has had jobs and no session.
    waits_since: Option<Instant>,
}

/// A worker's thread and the way to it.
struct Running {
    orders: Sender<Vec<Order>>,
    waker: Waker,
    /// Orders that have not been handed over yet.
    pending: Vec<Order>,
    /// One of them is for a slot that has nothing else to do.
    is_urgent: bool,
    thread: JoinHandle<Latencies>,
}

/// Where the next job may go.
pub(super) enum Choice {
    /// To this slot; whether a session may be opened for it.
    Slot(usize, MayOpen),
    /// Nowhere before then, unless something happens; `None` = not before something happens.
    Later(Option<Instant>),
}

impl Slots {
    pub(super) fn new(
        most: usize,
        shared: Arc<Shared>,
        flights: Option<FlightLog>,
        events: Sender<Vec<(usize, Event)>>,
    ) -> Self {
        let workers = threads().min(most);
        Self {
            slots: vec![Slot::default(); most],
            ready: BTreeSet::new(),
            free: (0..most).collect(),
            count: Count::default(),
            workers: (0..workers).map(|_| None).collect(),
            is_withheld: false,
            follow: false,
            mishaps: 0,
            shared,
            flights,
            events,
        }
    }

    /// Lets sessions follow one another in their slots without asking, as long as the governor has nothing against it and no
    /// mishap is on its way.
    pub(super) fn heed(&mut self, now: Instant, governor: &Governor) {
        let is_up_to_date = self.mishaps == self.shared.mishaps.load(Ordering::Acquire);
        let follow = is_up_to_date && governor.may_follow(now, self.count);
        self.shared.follow.store(if follow { self.mishaps } else { u64::MAX }, Ordering::Release);
        if follow != self.follow {
            self.follow = follow;
            let ready = self.slots.iter().enumerate().filter(|(_, slot)| slot.is_ready(follow));
            self.ready = ready.map(|(number, slot)| (slot.queued, number)).collect();
        }
    }

    pub(super) fn stumbled(&mut self) {
        self.mishaps += 1;
    }

    /// The slot for the next job: an idle session, else a new one, else the queue behind a busy one.
    pub(super) fn choose(&self, now: Instant, governor: &Governor) -> Choice {
        let may_open = if self.follow { MayOpen::Next } else { MayOpen::No };
        let least = self.least_busy(governor.sessions(now));
        if let Some((0, number)) = least {
            return Choice::Slot(number, may_open);
        }
        let opening = governor.opening(now, self.count);
        if let (Opening::Now, Some(number)) = (opening, self.free.first()) {
            return Choice::Slot(*number, MayOpen::Now);
        }
        match (least, opening) {
            (Some((queued, number)), _) if queued < self.depth(governor) => Choice::Slot(number, may_open),
            (_, Opening::At(ready)) => Choice::Later(Some(ready)),
            (_, Opening::Now | Opening::No) => Choice::Later(None),
        }
    }

    /// Most jobs in a slot: what is under way, and some more, so that no session waits for the coordinator; but no more than
    /// its session carries, where none follows it unasked. A paced batch hands out jobs one by one: a job must not wait
    /// behind another while a session is idle.
    fn depth(&self, governor: &Governor) -> usize {
        let most_armed = self.shared.most_armed();
        let depth = if governor.is_paced() { 1 } else { most_armed + most_armed.min(MOST_QUEUED) };
        match governor.messages_per_session() {
            Some(most) if !self.follow => depth.min(usize::try_from(most).unwrap_or(usize::MAX)),
            _ => depth,
        }
    }

    /// Of the sessions that are wanted, the one with the fewest jobs. More may be open than are wanted by now: those end when
    /// they have been idle for some time.
    fn least_busy(&self, wanted: usize) -> Option<(usize, usize)> {
        if self.ready.len() <= wanted {
            return self.ready.first().copied();
        }
        let ready = self.slots.iter().enumerate().filter(|(_, slot)| slot.is_ready(self.follow));
        ready.take(wanted).map(|(number, slot)| (slot.queued, number)).min()
    }

    /// Gives a job to a slot. Where the system has no thread left for it, the job comes back, and slots without a thread are
    /// used no more.
    pub(super) fn send(
        &mut self,
        number: usize,
        job: Box<Job>,
        may_open: MayOpen,
    ) -> Result<(), (Box<Job>, io::Error)> {
        let count = self.workers.len();
        if self.workers[number % count].is_none() {
            match self.start(number % count) {
                Ok(worker) => self.workers[number % count] = Some(worker),
                Err(error) => {
                    for slot in 0..self.slots.len() {
                        let is_dead = self.workers[slot % count].is_none();
                        self.change(slot, |slot| slot.closing |= is_dead);
                    }
                    return Err((job, error));
                }
            }
        }
        let is_idle = self.slots[number].queued == 0;
        self.change(number, |slot| {
            slot.queued += 1;
            slot.may_open |= may_open != MayOpen::No;
        });
        self.order(number, Order::Deliver { slot: number, job, may_open }, is_idle);
        Ok(())
    }

    fn start(&mut self, worker: usize) -> io::Result<Running> {
        let (orders, queue) = unbounded();
        let mut sessions = Sessions::new(Arc::clone(&self.shared.server), self.shared.transcript.clone())?;
        sessions.send_in_chunks(chunks_in_flight(&self.shared));
        sessions.learn_with(self.shared.learnt.clone());
        let waker = sessions.waker();
        let places = (worker, self.workers.len());
        let lanes = self.slots.len().div_ceil(places.1);
        let flights = self.flights.as_mut().map(|log| log.section(lanes)).transpose()?;
        let worker = Worker::new(Arc::clone(&self.shared), sessions, places, flights, queue, self.events.clone());
        let thread = std::thread::Builder::new().name(format!("sessions-{}", places.0)).spawn(move || worker.run())?;
        Ok(Running { orders, waker, pending: Vec::new(), is_urgent: false, thread })
    }

    fn order(&mut self, slot: usize, order: Order, is_urgent: bool) {
        let count = self.workers.len();
        if let Some(worker) = &mut self.workers[slot % count] {
            worker.pending.push(order);
            worker.is_urgent |= is_urgent;
        }
    }

    /// Hands over the orders: all, or only those that somebody waits for.
    pub(super) fn hand_over(&mut self, only_urgent: bool) {
        for worker in self.workers.iter_mut().flatten() {
            if !worker.pending.is_empty() && (worker.is_urgent || !only_urgent) {
                // The worker lives as long as its queue, unless it panicked; then its last event ends the batch.
                let next = Vec::with_capacity(worker.pending.len());
                let _ = worker.orders.send(std::mem::replace(&mut worker.pending, next));
                worker.is_urgent = false;
                worker.waker.wake();
            }
        }
    }

    /// Whether any worker is there.
    pub(super) fn has_workers(&self) -> bool {
        self.workers.iter().any(Option::is_some)
    }

    /// The slot's messages up to this one are armed: their worker lets them end their data, unless none may any more.
    pub(super) fn armed(&mut self, number: usize, message: u64) {
        if self.is_withheld {
            return;
        }
        self.order(number, Order::Armed { slot: number, message }, true);
    }

    /// What the slot's messages up to this one came to is durable.
    pub(super) fn settled(&mut self, number: usize, message: u64) {
        self.order(number, Order::Settled { slot: number, message }, true);
    }

    /// No message may end its data any more.
    pub(super) fn withhold(&mut self) {
        self.is_withheld = true;
        for worker in 0..self.workers.len() {
            self.order(worker, Order::Withhold, true);
        }
    }

    /// Nothing more is begun, and no session is waited for that is not open yet.
    pub(super) fn halt(&mut self) {
        for worker in 0..self.workers.len() {
            self.order(worker, Order::Halt, true);
        }
    }

    pub(super) fn opened(&mut self, number: usize) {
        let follow = self.follow;
        self.change(number, |slot| (slot.open, slot.may_open) = (true, slot.may_open && follow));
    }

    pub(super) fn closing(&mut self, number: usize) {
        self.change(number, |slot| slot.closing = true);
    }

    /// The session is gone, for whatever reason, or could not be opened. Another may be opened for a job that is there.
    pub(super) fn closed(&mut self, number: usize) {
        self.change(number, |slot| (slot.open, slot.closing) = (false, false));
    }

    pub(super) fn returned(&mut self, number: usize, jobs: usize) {
        self.change(number, |slot| {
            slot.queued -= jobs;
            // What it was to be opened for has come to nothing.
            slot.may_open &= slot.queued > 0;
        });
    }

    /// Where no job is left to hand out, and a session has nothing to do: those that have waited long for theirs give their jobs back.
    /// When to look again, if some may be in time.
    pub(super) fn relieve(&mut self, now: Instant) -> Option<Instant> {
        let is_idle = self.ready.first().is_some_and(|(queued, number)| *queued == 0 && self.slots[*number].open);
        if !is_idle {
            return None;
        }
        let mut next: Option<Instant> = None;
        for number in 0..self.slots.len() {
            let Some(since) = self.slots[number].waits_since else { continue };
            let ready = since + LONG_TO_OPEN;
            if ready > now {
                next = Some(next.map_or(ready, |next| next.min(ready)));
            } else {
                self.slots[number].waits_since = None;
                self.order(number, Order::GiveUp { slot: number }, true);
            }
        }
        next
    }

    /// How many have a session, or jobs for one.
    pub(super) fn in_use(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(super) fn count(&self) -> Count {
        self.count
    }

    /// Lets every worker say good-bye, all at the same time. Returns how long replies have taken.
    pub(super) fn join(&mut self) -> Latencies {
        let wakers: Vec<_> = self.workers.iter_mut().filter_map(Option::take).map(Running::dismiss).collect();
        let mut latencies = Latencies::default();
        for thread in wakers {
            // A panic has been told of by the worker's last event.
            if let Ok(measured) = thread.join() {
                latencies.merge(&measured);
            }
        }
        latencies
    }

    /// Leaves behind what is noted of messages that are not settled.
    pub(super) fn keep_notes(&mut self) {
        if let Some(log) = &mut self.flights {
            log.keep();
        }
    }

    /// Changes a slot, and what is known of all together.
    fn change(&mut self, number: usize, change: impl FnOnce(&mut Slot)) {
        let before = self.slots[number];
        change(&mut self.slots[number]);
        let slot = &mut self.slots[number];
        slot.waits_since = if slot.is_opening() { slot.waits_since.or_else(|| Some(Instant::now())) } else { None };
        let after = *slot;
        self.count.open = self.count.open + usize::from(after.open) - usize::from(before.open);
        self.count.opening = self.count.opening + usize::from(after.is_opening()) - usize::from(before.is_opening());
        let place = |slot: Slot| slot.is_ready(self.follow).then_some((slot.queued, number));
        if place(before) != place(after) {
            place(before).map(|place| self.ready.remove(&place));
            self.ready.extend(place(after));
        }
        if before.is_free() != after.is_free() {
            self.free.remove(&number);
            self.free.extend(after.is_free().then_some(number));
        }
    }
}

/// As many threads as preflight had. To ask rayon itself would start as many for nothing.
fn threads() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    asked.filter(|number| *number > 0).unwrap_or_else(|| available_parallelism().map_or(1, usize::from))
}

/// How many messages of a session may be under way in chunks (RFC 3030), where the server takes them.
///
/// A message in chunks is in doubt when the session is lost, also where the server had already closed it. So by default they
/// go after DATA, where a session that ends between two messages leaves nobody in doubt. But whoever asks for a larger window
/// wants them on their way, and a session for one message alone is a round trip shorter.
fn chunks_in_flight(shared: &Shared) -> usize {
    match shared.window {
        window if window > WINDOW => window,
        _ => usize::from(shared.messages_per_session.load(Ordering::Relaxed) == 1),
    }
}

impl Slot {
    /// Whether it takes jobs; where sessions follow one another, also for the session behind the one that is there.
    fn is_ready(self, follow: bool) -> bool {
        if follow { self.open || self.is_opening() } else { self.open && !self.closing }
    }

    fn is_opening(self) -> bool {
        !self.open && self.may_open
    }

    fn is_free(self) -> bool {
        !self.open && !self.closing && self.queued == 0
    }
}

impl Running {
    /// There will be no more orders.
    fn dismiss(self) -> JoinHandle<Latencies> {
        drop(self.orders);
        self.waker.wake();
        self.thread
    }
}
