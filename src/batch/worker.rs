//! A thread that owns some of the sessions: it composes their mails, and waits for all of their servers' replies at once.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, Sender, TryRecvError};

use super::Prepared;
use super::job::{Attempt, Event, Job, Order, UnderWay};
use super::prepare::prepare_keyed;
use crate::delivery::{Meaning, meaning};
use crate::ledger::Change;
use crate::mail::Address;
use crate::merge::Template;
use crate::net::{Latencies, LostSession, Server, SessionEvent, Sessions, Transcript};
use crate::smtp::{Settled, Verdict};

/// A session that ends after having been quiet for longer may have been closed for that.
const QUIET: Duration = Duration::from_secs(5);

/// What all workers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) template: Arc<Template>,
    pub(super) batch_id: String,
    pub(super) server: Arc<Server>,
    pub(super) transcript: Option<Arc<Transcript>>,
    /// Most messages begun and not answered in one session.
    pub(super) window: usize,
    /// QUIT after so many; 0 = no limit. The coordinator learns it on the way.
    pub(super) messages_per_session: AtomicU64,
    /// A session without work is closed after this long.
    pub(super) idle: Duration,
    /// Set when the batch is being stopped: queued jobs go back untouched.
    pub(super) halt: AtomicBool,
}

/// One worker.
pub(super) struct Worker {
    shared: Arc<Shared>,
    sessions: Sessions,
    /// The number of its first slot, and from one to the next.
    first: usize,
    stride: usize,
    lanes: Vec<Lane>,
    orders: Receiver<Vec<Order>>,
    /// What is to be told with the next batch.
    news: Vec<(usize, Event)>,
    events: Sender<Vec<(usize, Event)>>,
    /// When idle sessions are looked for.
    next_look: Instant,
}

/// One slot: a session after the other, and the jobs for it.
#[derive(Default)]
struct Lane {
    state: State,
    queue: VecDeque<Job>,
    /// Whether a session may be opened for what is queued.
    may_open: bool,
    under_way: VecDeque<UnderWay>,
    /// Messages ever begun in this slot, and those of them in earlier sessions.
    begun: u64,
    before: u64,
    /// Messages the session has carried.
    carried: u64,
    /// When it last did.
    last: Option<Instant>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Closed,
    Opening,
    Open,
    Closing,
}

impl Lane {
    fn is_quiet(&self) -> bool {
        self.last.is_some_and(|last| last.elapsed() > QUIET)
    }
}

impl Worker {
    /// For the slots `first`, `first + stride`, and so on.
    pub(super) fn new(
        shared: Arc<Shared>,
        sessions: Sessions,
        (first, stride): (usize, usize),
        orders: Receiver<Vec<Order>>,
        events: Sender<Vec<(usize, Event)>>,
    ) -> Self {
        Self {
            shared,
            sessions,
            first,
            stride,
            lanes: Vec::new(),
            orders,
            news: Vec::new(),
            events,
            next_look: Instant::now(),
        }
    }

    /// Works until the coordinator drops the queue, then says good-bye to the server. Returns how long replies have taken.
    pub(super) fn run(mut self) -> Latencies {
        let mut happened = Vec::new();
        while self.take_orders() {
            self.close_idle();
            self.tell();
            let until = self.lanes.iter().any(|lane| lane.state != State::Closed).then_some(self.next_look);
            if self.sessions.wait(until, &mut happened).is_err() {
                // Without that nothing works: what is under way is in doubt, and the coordinator says so.
                self.news.push((self.first, Event::Died));
                self.tell();
                break;
            }
            for (number, event) in happened.drain(..) {
                self.take(number, event);
            }
        }
        self.sessions.latencies()
    }

    /// Takes all orders that are there. `false` once there will be no more and every session is closed.
    fn take_orders(&mut self) -> bool {
        loop {
            match self.orders.try_recv() {
                Ok(orders) => orders.into_iter().for_each(|order| self.take_order(order)),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => {
                    for number in 0..self.lanes.len() {
                        self.close(number);
                    }
                    return self.lanes.iter().any(|lane| lane.state != State::Closed);
                }
            }
        }
    }

    fn take_order(&mut self, order: Order) {
        match order {
            Order::Deliver { slot, job, may_open } => {
                let number = (slot - self.first) / self.stride;
                if self.lanes.len() <= number {
                    self.lanes.resize_with(number + 1, Lane::default);
                }
                let lane = &mut self.lanes[number];
                lane.queue.push_back(job);
                lane.may_open |= may_open;
                self.go_on(number);
            }
            Order::Release { slot, message } => {
                let number = (slot - self.first) / self.stride;
                if let Some(released) = message.checked_sub(self.lanes[number].before) {
                    self.sessions.release(number, released);
                }
            }
            Order::Withhold => self.sessions.withhold(),
        }
    }

    /// Begins what can be begun in a lane.
    fn go_on(&mut self, number: usize) {
        let is_halted = self.shared.halt.load(Ordering::Acquire);
        let lane = &mut self.lanes[number];
        match lane.state {
            State::Open if !is_halted => {
                let most = self.shared.messages_per_session.load(Ordering::Relaxed);
                while self.lanes[number].has_room(self.shared.window, most)
                    && let Some(job) = self.lanes[number].queue.pop_front()
                {
                    self.begin(number, job);
                }
                let lane = &self.lanes[number];
                if lane.under_way.is_empty() && !lane.queue.is_empty() {
                    // It has carried more already than has been learnt since to be all it may.
                    self.news.push((self.first + number * self.stride, Event::Closing));
                    self.close(number);
                }
            }
            State::Closed if lane.may_open && !is_halted && !lane.queue.is_empty() => {
                (lane.state, lane.may_open) = (State::Opening, false);
                self.sessions.open(number);
            }
            State::Opening => {}
            _ => self.give_back(number),
        }
    }

    /// Jobs that have not been begun go back untouched.
    fn give_back(&mut self, number: usize) {
        let lane = &mut self.lanes[number];
        lane.may_open = false;
        for job in mem::take(&mut lane.queue) {
            self.news.push((self.first + number * self.stride, Event::Returned(job)));
        }
    }

    fn begin(&mut self, number: usize, mut job: Job) {
        let slot = self.first + number * self.stride;
        let shared = &self.shared;
        let mut prepared = match prepare_keyed(&shared.template, &shared.batch_id, &job.key, &job.record, unix_now()) {
            Ok(prepared) => prepared,
            Err(faults) => return self.news.push((slot, Event::Attempted(job, Attempt::Faulty(faults)))),
        };
        let change = begin(&job, &mut prepared);
        job.message_id = prepared.message_id;
        let addresses = prepared.mail.envelope.forward_paths.clone();
        let lane = &mut self.lanes[number];
        lane.begun += 1;
        self.news.push((slot, Event::Begun(lane.begun, change)));
        let was_idle = lane.under_way.is_empty() && lane.is_quiet();
        lane.under_way.push_back(UnderWay { job, addresses, was_idle });
        self.sessions.submit(number, prepared.mail);
    }

    fn take(&mut self, number: usize, event: SessionEvent) {
        let slot = self.first + number * self.stride;
        let lane = &mut self.lanes[number];
        match event {
            SessionEvent::Opened(_) => {
                lane.state = State::Open;
                (lane.before, lane.carried, lane.last) = (lane.begun, 0, Some(Instant::now()));
                self.news.push((slot, Event::Opened));
                if self.shared.halt.load(Ordering::Acquire) {
                    self.give_back(number);
                }
            }
            SessionEvent::OpenFailed(error) => {
                (lane.state, lane.may_open) = (State::Closed, false);
                let jobs = mem::take(&mut lane.queue).into();
                return self.news.push((slot, Event::OpenFailed(jobs, error)));
            }
            SessionEvent::Settled { settled, elapsed } => self.settle(number, settled, elapsed),
            SessionEvent::Lost(lost) => self.lose(number, lost),
            SessionEvent::Closed => {
                lane.state = State::Closed;
                self.news.push((slot, Event::Closed));
            }
        }
        self.go_on(number);
    }

    fn settle(&mut self, number: usize, settled: Settled, elapsed: Duration) {
        let lane = &mut self.lanes[number];
        let Some(UnderWay { mut job, addresses, .. }) = lane.under_way.pop_front() else { return };
        job.elapsed = elapsed;
        let carried = lane.carried;
        (lane.carried, lane.last) = (carried + 1, Some(Instant::now()));
        let most = self.shared.messages_per_session.load(Ordering::Relaxed);
        let is_full = most > 0 && lane.carried >= most || is_over(&settled);
        let attempt = Attempt::Settled { addresses, settled, carried, is_full };
        self.news.push((self.first + number * self.stride, Event::Attempted(job, attempt)));
        if is_full {
            self.close(number);
        }
    }

    fn lose(&mut self, number: usize, lost: Box<LostSession>) {
        let lane = &mut self.lanes[number];
        lane.state = State::Closed;
        let under_way: Vec<_> = mem::take(&mut lane.under_way).into();
        let was_idle = under_way.first().map_or_else(|| lane.is_quiet(), |first| first.was_idle);
        let carried = lane.carried;
        let event = Event::Lost { under_way, lost, carried, was_idle };
        self.news.push((self.first + number * self.stride, event));
    }

    /// Ends an open session as soon as what is under way in it is settled.
    fn close(&mut self, number: usize) {
        let lane = &mut self.lanes[number];
        if lane.state == State::Open {
            lane.state = State::Closing;
            self.sessions.quit(number);
        }
        if lane.state == State::Closing {
            self.give_back(number);
        }
    }

    /// Closes what has been idle for too long.
    fn close_idle(&mut self) {
        let now = Instant::now();
        if now < self.next_look {
            return;
        }
        self.next_look = now + Duration::from_secs(1).min(self.shared.idle);
        for number in 0..self.lanes.len() {
            let lane = &self.lanes[number];
            let is_idle = lane.under_way.is_empty() && lane.queue.is_empty();
            if is_idle && lane.state == State::Open && lane.last.is_some_and(|last| last + self.shared.idle <= now) {
                self.news.push((self.first + number * self.stride, Event::Closing));
                self.close(number);
            }
        }
    }

    fn tell(&mut self) {
        if !self.news.is_empty() {
            // The coordinator is gone only when it was told to stop at once: nobody is left to tell.
            let _ = self.events.send(mem::take(&mut self.news));
        }
    }
}

impl Lane {
    /// Whether another message may be begun in the session, which is to end after `most` (0 = never).
    fn has_room(&self, window: usize, most: u64) -> bool {
        self.state == State::Open && self.under_way.len() < window && (most == 0 || self.begun - self.before < most)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.news.push((self.first, Event::Died));
            self.tell();
        }
    }
}

/// Whether the server takes no more mail in this session: only another one would do.
fn is_over(settled: &Settled) -> bool {
    settled.verdicts.iter().any(|verdict| match verdict {
        Verdict::Reply { phase, reply } => matches!(
            meaning(*phase, reply),
            Some(Meaning::SessionFull | Meaning::SessionSpoilt | Meaning::TooManySessions)
        ),
        Verdict::Unsupported(_) => false,
    })
}

/// Leaves the forward-paths that no earlier attempt has settled for good in the envelope, and says so to the ledger. The row
/// renders to the same list each time, so positions agree.
fn begin(job: &Job, prepared: &mut Prepared) -> Change {
    let open = |(position, address): (usize, &Address)| job.is_open(position).then(|| (position, address.to_string()));
    let forward_paths = &mut prepared.mail.envelope.forward_paths;
    let recipients: Vec<_> = forward_paths.iter().enumerate().filter_map(open).collect();
    let mut position = 0;
    forward_paths.retain(|_| {
        position += 1;
        job.is_open(position - 1)
    });
    Change::Arm {
        id: job.id,
        key: job.key,
        row: job.record.number,
        line: job.record.line,
        message_id: prepared.message_id.clone(),
        attempts: job.attempts,
        recipients,
    }
}

fn unix_now() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
