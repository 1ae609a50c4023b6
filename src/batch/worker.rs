//! A thread that owns one session at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::job::{Attempt, Event, Job};
use super::prepare;
use crate::delivery::Outcome;
use crate::merge::Template;
use crate::net::{Server, Session, Transcript};

/// A session without work is closed after this long: servers close idle ones, some after a minute or less.
const IDLE: Duration = Duration::from_secs(30);

/// What all workers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) template: Arc<Template>,
    pub(super) server: Server,
    pub(super) transcript: Option<Arc<Transcript>>,
    pub(super) messages_per_session: Option<u64>,
    /// Set when the batch is being stopped: queued jobs go back untouched.
    pub(super) halt: AtomicBool,
}

/// One worker.
pub(super) struct Worker {
    number: usize,
    shared: Arc<Shared>,
    jobs: Receiver<Job>,
    events: Sender<(usize, Event)>,
    open: Option<Open>,
}

struct Open {
    session: Session,
    delivered: u64,
}

impl Worker {
    pub(super) fn new(number: usize, shared: Arc<Shared>, jobs: Receiver<Job>, events: Sender<(usize, Event)>) -> Self {
        Self { number, shared, jobs, events, open: None }
    }

    /// Works until the coordinator drops the queue, then says good-bye to the server.
    pub(super) fn run(mut self) {
        loop {
            let job = match self.open {
                Some(_) => self.jobs.recv_timeout(IDLE),
                None => self.jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match job {
                Ok(job) => self.deliver(job),
                Err(RecvTimeoutError::Timeout) => self.close(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.close();
    }

    fn deliver(&mut self, mut job: Job) {
        if self.shared.halt.load(Ordering::Acquire) {
            return self.tell(Event::Returned(job));
        }
        let mut prepared = match prepare(&self.shared.template, &job.record, unix_now()) {
            Ok(prepared) => prepared,
            Err(faults) => return self.tell(Event::Attempted(job, Attempt::Faulty(faults))),
        };
        job.message_id = prepared.message_id;
        keep_unsettled(&mut prepared.mail.envelope.forward_paths, &job);
        let addresses = prepared.mail.envelope.forward_paths.clone();

        if self.open.is_none() {
            match Session::open(&self.shared.server, self.shared.transcript.as_ref()) {
                Ok(session) => {
                    self.open = Some(Open { session, delivered: 0 });
                    self.tell(Event::Opened);
                }
                Err(error) => {
                    let jobs = std::iter::once(job).chain(self.jobs.try_iter()).collect();
                    return self.tell(Event::OpenFailed(jobs, error));
                }
            }
        }
        let Some(open) = &mut self.open else { return };
        let start = Instant::now();
        let submitted = open.session.submit(&Arc::new(prepared.mail));
        job.elapsed = start.elapsed();
        let attempt = match submitted {
            Ok(settled) => {
                open.delivered += 1;
                if self.shared.messages_per_session.is_some_and(|most| open.delivered >= most) {
                    self.close();
                }
                Attempt::Settled { addresses, settled }
            }
            Err(lost) => {
                let reused = open.delivered > 0;
                self.open = None;
                Attempt::Lost { addresses, lost, reused }
            }
        };
        self.tell(Event::Attempted(job, attempt));
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

/// Leaves those forward-paths that an earlier attempt has not settled for good. The row renders to the same list each
/// time, so positions agree.
fn keep_unsettled(forward_paths: &mut Vec<crate::mail::Address>, job: &Job) {
    let mut settled = job.settled.iter();
    forward_paths.retain(|_| settled.next().is_none_or(|settlement| settlement.outcome == Outcome::Deferred));
}

fn unix_now() -> i64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
