//! The ring: rows out to the workers, attempts back, retries and reports.

mod settle;
mod slots;

use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, never, select, unbounded};

use super::job::{Event, Job};
use super::worker::Shared;
use super::{Backoff, Outputs, Pace, Preflight, Rate, Selected, Selection};
use crate::delivery::{Delivery, Scope, scope};
use crate::input::{InputError, Record, Source};
use crate::merge::Template;
use crate::net::{Server, SessionError, Transcript};
use crate::report::{ReportError, Summary};
use crate::smtp::ProtocolError;

use slots::Slots;

/// How a batch is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Most sessions at the same time, at least 1.
    pub sessions: usize,
    /// `--messages-per-session`: QUIT after so many.
    pub messages_per_session: Option<u64>,
    /// `--rate`, for the batch as a whole.
    pub rate: Option<Rate>,
    /// `--attempts`: tries per message, at least 1.
    pub attempts: u32,
    /// `--retry-wait`: the wait after the first temporary failure.
    pub retry_wait: Duration,
}

/// How a batch ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Every row has been tried.
    Finished,
    /// A person asked for it.
    Interrupted,
    /// The server refused the login: nothing more was tried.
    LoginRefused(String),
    /// No session would fare better, or none can be opened any more.
    Stopped(String),
}

/// What a batch came to.
#[derive(Debug)]
pub struct Ended {
    /// Why it ended.
    pub end: End,
    /// Every recipient is counted here once.
    pub summary: Summary,
    /// Files that could not be written.
    pub report_errors: Vec<ReportError>,
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
    /// Nothing can be done before this time has passed: a retry or the rate.
    Waiting(Duration),
    /// No more rows are started; what is in flight gets its replies.
    Stopping(&'a End),
}

/// Who watches: called on the coordinator's thread.
pub trait Observer {
    /// Something happened.
    fn notice(&mut self, tally: &Tally, notice: &Notice<'_>);
}

/// A request to stop, for a signal handler.
#[derive(Debug, Clone)]
pub struct StopHandle {
    requests: Sender<()>,
}

impl StopHandle {
    /// The first request: nothing new starts, what is in flight gets its replies. The second: at once.
    pub fn request(&self) {
        // Nobody listens once the batch has ended.
        let _ = self.requests.send(());
    }
}

/// The batch's end of a [`StopHandle`].
#[derive(Debug)]
pub struct Stop {
    requests: Receiver<()>,
}

impl Stop {
    /// A pair.
    #[must_use]
    pub fn new() -> (StopHandle, Self) {
        let (sender, receiver) = unbounded();
        (StopHandle { requests: sender }, Self { requests: receiver })
    }
}

/// Delivers the selected rows. Preflight must have seen them: rows that are faulty now are reported, not sent.
///
/// # Errors
/// The source cannot be read; nothing has been sent then. If it fails later on, the batch is stopped.
#[allow(clippy::too_many_arguments)] // each is another owner's; a struct of them would only be taken apart again
pub fn run(
    source: &Source,
    selection: &Selection,
    template: &Arc<Template>,
    preflight: &Preflight,
    server: Server,
    transcript: Option<Arc<Transcript>>,
    options: &Options,
    outputs: Outputs,
    stop: &Stop,
    observer: &mut dyn Observer,
) -> Result<Ended, InputError> {
    let rows = selection.of(source)?;
    let shared = Arc::new(Shared {
        template: Arc::clone(template),
        server,
        transcript,
        messages_per_session: options.messages_per_session,
        halt: AtomicBool::new(false),
    });
    let (sender, events) = unbounded();
    let coordinator = Coordinator {
        source,
        rows: Box::new(rows),
        exhausted: false,
        sequence: 0,
        in_flight: BTreeMap::new(),
        retries: BinaryHeap::new(),
        slots: Slots::new(options, Arc::clone(&shared), sender),
        shared,
        pace: Pace::new(options.rate),
        backoff: Backoff { first: options.retry_wait, longest: LONGEST_WAIT },
        attempts: options.attempts,
        expected: preflight.recipients + preflight.faulty,
        outputs,
        tally: Tally { messages: preflight.messages, ..Tally::default() },
        end: None,
        at_once: false,
        observer,
    };
    Ok(coordinator.run(&events, &stop.requests))
}

/// No row waits longer than this for its next try.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Waits shorter than this are not worth a notice.
const NOTICEABLE: Duration = Duration::from_secs(1);

struct Coordinator<'a> {
    source: &'a Source,
    rows: Box<dyn Iterator<Item = Result<Selected, InputError>> + 'a>,
    exhausted: bool,
    /// The next row's place in the order of the batch.
    sequence: u64,
    /// What workers have at the moment, so that nothing is forgotten if they are left behind.
    in_flight: BTreeMap<u64, Arc<Record>>,
    /// Jobs to be tried again, the earliest on top.
    retries: BinaryHeap<Retry>,
    slots: Slots,
    shared: Arc<Shared>,
    pace: Pace,
    backoff: Backoff,
    attempts: u32,
    /// What the summary comes to in the end: recipients of sound rows, and faulty rows.
    expected: u64,
    outputs: Outputs,
    tally: Tally,
    /// Set when nothing new is to be started.
    end: Option<End>,
    /// Set when not even replies are waited for.
    at_once: bool,
    observer: &'a mut dyn Observer,
}

impl Coordinator<'_> {
    fn run(mut self, events: &Receiver<(usize, Event)>, stop: &Receiver<()>) -> Ended {
        let mut announced = None;
        loop {
            let timer = self.assign();
            let idle = self.in_flight.is_empty();
            if self.at_once || idle && (self.end.is_some() || self.exhausted && self.retries.is_empty()) {
                break;
            }
            if idle && let Some(until) = timer {
                let wait = until.saturating_duration_since(Instant::now());
                if wait >= NOTICEABLE && announced != Some(until) {
                    announced = Some(until);
                    self.tell(&Notice::Waiting(wait));
                }
            }
            let timer = timer.map_or_else(never, crossbeam_channel::at);
            select! {
                recv(events) -> event => if let Ok((worker, event)) = event {
                    self.take(worker, event);
                    // What has gathered meanwhile is taken in the same turn.
                    for (worker, event) in events.try_iter() {
                        self.take(worker, event);
                    }
                },
                recv(stop) -> _ => self.interrupt(),
                recv(timer) -> _ => {}
            }
        }
        self.end()
    }

    /// Hands out what may go now. When to look again, where time decides.
    fn assign(&mut self) -> Option<Instant> {
        while self.end.is_none() {
            let now = Instant::now();
            let due = self.retries.peek().map(|retry| retry.due);
            if self.exhausted && due.is_none_or(|due| due > now) {
                return due;
            }
            let ready = self.pace.ready_at(now);
            if ready > now {
                return Some(ready);
            }
            let Some(slot) = self.slots.choose(now) else {
                return self.slots.next_change(now);
            };
            let job = match due {
                Some(due) if due <= now => self.retries.pop().map(|retry| retry.job),
                _ => self.next_row(),
            };
            let Some(job) = job else { continue };
            self.pace.take(now);
            self.in_flight.insert(job.sequence, Arc::clone(&job.record));
            self.slots.send(slot, job);
        }
        None
    }

    /// The next sound row; `None` if there was a faulty one (settled here) or no more.
    fn next_row(&mut self) -> Option<Job> {
        match self.rows.next() {
            None => self.exhausted = true,
            Some(Err(error)) => {
                self.exhausted = true;
                self.stop(End::Stopped(format!("the recipients cannot be read to the end: {error}")));
            }
            Some(Ok(row)) => {
                let sequence = self.sequence;
                self.sequence += 1;
                match row {
                    Selected::Row(record) => return Some(Job::new(sequence, record)),
                    Selected::Faulty { number, line, fault } => {
                        self.settle_faulty(sequence, number, line, fault);
                    }
                }
            }
        }
        None
    }

    fn take(&mut self, worker: usize, event: Event) {
        match event {
            Event::Opened => self.slots.opened(worker),
            Event::Closed => self.slots.closed(worker),
            Event::Returned(job) => {
                self.slots.returned(worker, 1);
                self.retry(job, Instant::now());
            }
            Event::OpenFailed(jobs, error) => {
                self.slots.returned(worker, jobs.len());
                for job in jobs {
                    self.retry(job, Instant::now());
                }
                self.open_failed(worker, &error);
            }
            Event::Attempted(job, attempt) => {
                self.slots.returned(worker, 1);
                self.in_flight.remove(&job.sequence);
                self.settle(worker, job, attempt);
            }
            Event::Died => {
                // What it had is told of as in doubt: nobody knows how far it came.
                self.at_once = true;
                self.stop(End::Stopped("an internal error: please report it, with what was printed above".to_owned()));
            }
        }
        self.tally.sessions = self.slots.open_sessions();
        self.tally.waiting = self.retries.len() as u64;
    }

    /// Failure to open a session is not a failure of a row: only the batch can be stopped by it.
    fn open_failed(&mut self, worker: usize, error: &SessionError) {
        match scope(error) {
            Scope::Batch => self.stop(match error {
                SessionError::Protocol(ProtocolError::LoginRefused { .. }) => End::LoginRefused(error.to_string()),
                _ => End::Stopped(error.to_string()),
            }),
            Scope::Session => {
                let retry_in = self.slots.open_failed(worker, Instant::now());
                if self.slots.gone(self.attempts) {
                    self.stop(End::Stopped(error.to_string()));
                } else {
                    self.tell(&Notice::SessionLost { error, retry_in: Some(retry_in) });
                }
            }
        }
    }

    fn retry(&mut self, job: Job, due: Instant) {
        self.in_flight.remove(&job.sequence);
        self.retries.push(Retry { due, job });
    }

    fn interrupt(&mut self) {
        self.at_once = self.end.is_some();
        self.stop(End::Interrupted);
    }

    /// Nothing new starts from here on. The first reason is the one that is told.
    fn stop(&mut self, end: End) {
        if self.end.is_none() {
            self.shared.halt.store(true, Ordering::Release);
            self.observer.notice(&self.tally, &Notice::Stopping(&end));
            self.end = Some(end);
        }
    }

    fn tell(&mut self, notice: &Notice<'_>) {
        self.observer.notice(&self.tally, notice);
    }

    fn end(mut self) -> Ended {
        self.settle_left_behind();
        let end = self.end.take().unwrap_or(End::Finished);
        if !self.at_once {
            self.slots.join();
        }
        let (summary, report_errors) = self.outputs.finish();
        Ended { end, summary, report_errors }
    }
}

/// A job and when it may be tried again. Ordered so that the earliest is the greatest, for the heap.
#[derive(Debug)]
struct Retry {
    due: Instant,
    job: Job,
}

impl Ord for Retry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.due, other.job.sequence).cmp(&(self.due, self.job.sequence))
    }
}

impl PartialOrd for Retry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Retry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Retry {}
