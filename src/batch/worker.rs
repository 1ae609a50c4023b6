//! A thread that owns one session at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::job::{Attempt, Event, Job, Order};
use super::{Prepared, prepare};
use crate::delivery::{Meaning, meaning};
use crate::ledger::Change;
use crate::mail::Address;
use crate::merge::Template;
use crate::net::{Server, Session, Transcript};
use crate::smtp::{Settled, Verdict};

/// A session that ends after having been quiet for longer may have been closed for that.
const QUIET: Duration = Duration::from_secs(5);

/// What all workers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) template: Arc<Template>,
    pub(super) batch_id: String,
    pub(super) server: Server,
    pub(super) transcript: Option<Arc<Transcript>>,
    /// QUIT after so many; 0 = no limit. The coordinator learns it on the way.
    pub(super) messages_per_session: AtomicU64,
    /// A session without work is closed after this long.
    pub(super) idle: Duration,
    /// Set when the batch is being stopped: queued jobs go back untouched.
    pub(super) halt: AtomicBool,
}

/// One worker.
pub(super) struct Worker {
    number: usize,
    shared: Arc<Shared>,
    orders: Receiver<Order>,
    /// Which of its messages, counted from 1, has its `sending` durable. Closed = nothing may be sent any more.
    released: Receiver<u64>,
    begun: u64,
    events: Sender<(usize, Event)>,
    open: Option<Open>,
}

struct Open {
    session: Session,
    /// Messages it has carried.
    carried: u64,
    /// When it last did.
    last: Instant,
}

impl Worker {
    pub(super) fn new(
        number: usize,
        shared: Arc<Shared>,
        orders: Receiver<Order>,
        released: Receiver<u64>,
        events: Sender<(usize, Event)>,
    ) -> Self {
        Self { number, shared, orders, released, begun: 0, events, open: None }
    }

    /// Works until the coordinator drops the queue, then says good-bye to the server.
    pub(super) fn run(mut self) {
        loop {
            let order = match self.open {
                Some(_) => self.orders.recv_timeout(self.shared.idle),
                None => self.orders.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match order {
                Ok(order) => self.deliver(order),
                Err(RecvTimeoutError::Timeout) => self.close(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.close();
    }

    fn deliver(&mut self, Order { mut job, may_open }: Order) {
        if self.shared.halt.load(Ordering::Acquire) || self.open.is_none() && !may_open {
            return self.tell(Event::Returned(job));
        }
        let shared = &self.shared;
        let mut prepared = match prepare(&shared.template, &shared.batch_id, &job.record, unix_now()) {
            Ok(prepared) => prepared,
            Err(faults) => return self.tell(Event::Attempted(job, Attempt::Faulty(faults))),
        };
        if self.open.is_none() {
            match Session::open(&shared.server, shared.transcript.as_ref()) {
                Ok(session) => {
                    self.open = Some(Open { session, carried: 0, last: Instant::now() });
                    self.tell(Event::Opened);
                }
                Err(error) => {
                    let others = self.orders.try_iter().map(|order| order.job);
                    let jobs = std::iter::once(job).chain(others).collect();
                    return self.tell(Event::OpenFailed(jobs, error));
                }
            }
        }
        let change = begin(&job, &mut prepared);
        job.message_id = prepared.message_id;
        let addresses = prepared.mail.envelope.forward_paths.clone();
        self.begun += 1;
        self.tell(Event::Begun(self.begun, change));
        let Some(open) = &mut self.open else { return };

        let start = Instant::now();
        let mut release = || wait_for(&self.released, self.begun);
        let was_idle = open.last.elapsed() > QUIET;
        let carried = open.carried;
        let submitted = open.session.submit(&Arc::new(prepared.mail), &mut release);
        job.elapsed = start.elapsed();
        let mut is_full = false;
        let attempt = match submitted {
            Ok(settled) => {
                (open.carried, open.last) = (carried + 1, Instant::now());
                let most = self.shared.messages_per_session.load(Ordering::Relaxed);
                is_full = most > 0 && open.carried >= most || is_over(&settled);
                Attempt::Settled { addresses, settled, carried, is_full }
            }
            Err(lost) => {
                self.open = None;
                Attempt::Lost { addresses, lost, carried, was_idle }
            }
        };
        // Before QUIT, which may take its time: what is known is told at once.
        self.tell(Event::Attempted(job, attempt));
        if is_full {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            open.session.quit();
            self.tell(Event::Closed);
        }
    }

    fn tell(&self, event: Event) {
        // The coordinator is gone only when it was told to stop at once: nobody is left to tell.
        let _ = self.events.send((self.number, event));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.tell(Event::Died);
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

/// Waits until this message may be delivered; `false` if none may any more. Releases of earlier messages that came to
/// nothing before their end of data are passed over.
fn wait_for(released: &Receiver<u64>, message: u64) -> bool {
    released.iter().any(|released| released == message)
}

fn unix_now() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
