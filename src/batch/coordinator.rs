//! The ring: rows out to the workers, attempts back, retries.

mod ahead;
mod bookkeeper;
mod canary;
mod commit;
mod counts;
mod denied;
mod opening;
mod quota;
mod retries;
mod settle;
mod silence;
mod slots;
mod unread;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, never, select, unbounded};

use super::governor::{Governor, Limits};
use super::job::{Event, Job};
use super::schedule::Gate;
use super::worker::Shared;
use super::{End, Ended, List, Notice, Observer, Preflight, Quota, Reason, Redo, Schedule, Stop, WaitsFor};
use crate::delivery::Explanation;
use crate::input::InputError;
use crate::ledger::{Change, Key, LedgerError, Sqlite};
use crate::net::{Latencies, Learnt, Server, Transcript};
use crate::rate::Rate;

use ahead::Ahead;
use bookkeeper::Bookkeeper;
use canary::Canary;
use commit::Group;
use counts::Counts;
use denied::Denied;
use quota::QuotaGate;
use retries::Retries;
use silence::{SILENCE, Silence};
use slots::{Choice, Slots};
use unread::Unread;

/// How a batch is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server.
    pub server: Server,
    /// The dialog as text, for all sessions.
    pub transcript: Option<Arc<Transcript>>,
    /// How many sessions, how fast, how patient.
    pub limits: Limits,
    /// `--daily-limit`.
    pub quota: Option<Quota>,
    /// `--retry`: settled rows that are asked for again.
    pub redo: Redo,
    /// `--at` and the quiet hours.
    pub schedule: Schedule,
    /// `--canary`: so many messages go first, then the observer is asked.
    pub canary: Option<u64>,
}

/// Delivers the rows that preflight found due. Rows that are faulty now are counted, not sent.
///
/// # Errors
/// The source cannot be read; nothing has been sent then. If it fails later on, the batch is stopped.
pub fn run(
    list: &List,
    preflight: Preflight,
    ledger: &mut Sqlite,
    options: &Options,
    stop: &Stop,
    observer: &mut dyn Observer,
) -> Result<Ended, InputError> {
    let rows = list.selection.of(&list.source)?;
    let shared = Arc::new(Shared {
        template: Arc::clone(&list.template),
        batch_id: ledger.batch_id().to_owned(),
        server: Arc::new(options.server.clone()),
        transcript: options.transcript.clone(),
        window: options.limits.window.max(1),
        most_armed: AtomicUsize::new(options.limits.window.max(1)),
        waits: AtomicU64::new(0),
        messages_per_session: AtomicU64::new(options.limits.messages_per_session.unwrap_or(0)),
        renews: AtomicBool::new(true),
        learnt: Learnt::default(),
        idle: idle(options.limits.rate),
        smtputf8: AtomicBool::new(false),
        mishaps: AtomicU64::new(0),
        follow: AtomicU64::new(u64::MAX),
        halt: AtomicBool::new(false),
        is_closed: RwLock::new(false),
    });
    let most = options.limits.sessions.most();
    let (flights, failed) = match ledger.begin_run() {
        Ok(flights) => (flights, None),
        Err(error) => (None, Some(error)),
    };
    // Nobody asks for what a ledger of this run alone has in doubt.
    let may_be_ahead = flights.is_some() || ledger.is_temporary();
    let (sender, events) = unbounded();
    let Preflight { messages, rows_seen, concerned, certain, due, known_due, .. } = preflight;
    let counts = Counts::new(messages, rows_seen, concerned, certain);
    let unread = Unread::new(Box::new(rows), due, known_due, ledger, options);
    let ledger = Mutex::new(ledger);
    thread::scope(|scope| {
        let mut coordinator = Coordinator {
            list,
            unread,
            books: Bookkeeper::new(&ledger, scope),
            group: Group::default(),
            spare: Group::default(),
            gather_until: None,
            unanswered: HashMap::default(),
            unwritten: HashMap::default(),
            in_flight: 0,
            retries: Retries::new(options.limits.retry_wait),
            denied: Denied::default(),
            slots: Slots::new(most, Arc::clone(&shared), flights, sender),
            shared,
            governor: Governor::new(&options.limits),
            quota: QuotaGate::new(options.quota.as_ref()),
            attempts: options.limits.attempts,
            gate: Gate::new(options.schedule.clone()),
            canary: options.canary.map(Canary::new),
            ahead: may_be_ahead.then(|| Ahead::new(Instant::now())),
            counts,
            end: None,
            explanation: None,
            at_once: false,
            is_interrupted: false,
            announced: None,
            stop,
            observer,
        };
        if let Some(error) = failed {
            coordinator.fail(&error);
        }
        coordinator.governor.has_one_sender(list.template.sender_of_all().is_some());
        Ok(coordinator.run(&events))
    })
}

/// How long a session without work is kept: servers close idle ones, some after a minute. With a slow rate it has to last
/// from one message to the next, up to the five minutes of RFC 5321 §4.5.3.2.7: a login for each message would be worse.
fn idle(rate: Option<Rate>) -> Duration {
    let between = rate.map_or(Duration::ZERO, Rate::interval);
    between.saturating_mul(2).clamp(Duration::from_secs(30), Duration::from_secs(300))
}

/// Waits shorter than this are not worth a notice.
const NOTICEABLE: Duration = Duration::from_secs(1);

/// A longer wait is looked at anew in between.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Messages by their places in the ledger, each with its row's number and key.
type Messages = HashMap<u64, (u64, Key), foldhash::fast::RandomState>;

struct Coordinator<'scope, 'a> {
    list: &'a List,
    unread: Unread<'a>,
    books: Bookkeeper<'scope, 'a>,
    /// What the next commit makes durable.
    group: Group,
    /// The room of the one before, for the one behind it: what gathers is not to be moved again and again while it grows.
    spare: Group,
    /// News is not waited for before then, so that more comes together for one commit.
    gather_until: Option<Instant>,
    /// Messages that have been begun and not come back: in doubt, if nobody waits for them any more.
    unanswered: Messages,
    /// Messages of which the ledger could not be told the last: they are what it has them as.
    unwritten: Messages,
    /// Jobs that workers have.
    in_flight: usize,
    retries: Retries,
    /// Rows that were refused, as long as it is not known whether that is about them, or about everybody for want of a login.
    denied: Denied,
    slots: Slots,
    shared: Arc<Shared>,
    governor: Governor,
    quota: QuotaGate,
    attempts: u32,
    gate: Gate,
    /// Until it has been decided whether to go on.
    canary: Option<Canary>,
    /// Where messages may be armed ahead of what leaves.
    ahead: Option<Ahead>,
    counts: Counts,
    /// Set when nothing new is to be started.
    end: Option<End>,
    /// What that means.
    explanation: Option<&'static Explanation>,
    /// Set when not even replies are waited for.
    at_once: bool,
    /// Whether a person has asked for the end, who asks for it at once when asking again.
    is_interrupted: bool,
    /// Until when is waited, as it was told. Whatever else is told meanwhile stands over it.
    announced: Option<Instant>,
    /// Where the batch is asked to stop.
    stop: &'a Stop,
    observer: &'a mut dyn Observer,
}

impl Coordinator<'_, '_> {
    fn run(mut self, events: &Receiver<Vec<(usize, Event)>>) -> Ended {
        let later = never();
        let mut silence = Silence::default();
        loop {
            if self.in_flight == 0 {
                silence.unasked();
            }
            let timer = self.assign();
            let relief = if self.unread.is_empty() { self.slots.relieve(Instant::now()) } else { None };
            // A session without work does not wait for the disk.
            self.slots.hand_over(true);
            self.commit();
            let idle = self.in_flight == 0;
            if idle && self.has_no_more() && self.denied.len() > 0 {
                self.give_up_denied();
            }
            if self.at_once || idle && (self.end.is_some() || self.has_no_more()) {
                break;
            }
            if idle && let Some((until, what)) = timer {
                let wait = until.saturating_duration_since(Instant::now());
                if wait >= NOTICEABLE && self.announced != Some(until) {
                    self.announced = Some(until);
                    self.tell(&Notice::Waiting(wait, what));
                }
            }
            // Before anything is handed out (quiet hours, a start to come), the server is not asked either.
            if silence.look(self.slots.count().open, !idle, Instant::now()) {
                self.tell(&Notice::Silent(SILENCE, true));
            }
            // The machine may have slept meanwhile, for which this clock does not account.
            let look = timer.map(|(timer, _)| timer.min(Instant::now() + LONGEST_SLEEP));
            let timer = look.into_iter().chain(relief).chain(self.gather_until).chain(silence.ends()).min();
            let timer = timer.map_or_else(never, crossbeam_channel::at);
            let news = if self.gather_until.is_some() { &later } else { events };
            select! {
                // What has gathered while the last commit ran goes into the next one.
                recv(news) -> first => self.take_all(first.into_iter().chain(events.try_iter())),
                recv(self.stop.requests) -> _ => self.interrupt(silence.noted(Instant::now())),
                recv(self.books.written()) -> written => {
                    let written = self.books.take(written);
                    self.written(written);
                }
                recv(timer) -> _ => self.take_all(events.try_iter()),
            }
        }
        self.end()
    }

    /// Hands out what may go now. When to look again, where time decides, and why not before.
    fn assign(&mut self) -> Option<(Instant, WaitsFor)> {
        self.slots.heed(Instant::now(), &self.governor);
        if self.has_gathered_enough() {
            return None;
        }
        while self.end.is_none() {
            let is_stalled = self.governor.is_stalled();
            if is_stalled && self.in_flight > 0 {
                return None;
            }
            let now = Instant::now();
            let due = self.retries.due();
            let no_more = self.unread.is_empty() || self.retries.is_full();
            let ready = self.governor.message_at(now).max(self.gate.opens_at(now).unwrap_or(now));
            let waits_for = match self.governor.is_slowed(now) {
                _ if is_stalled => WaitsFor::Mail,
                true => WaitsFor::Server,
                false => WaitsFor::Pace,
            };
            let paced = (ready, waits_for);
            if no_more && due.is_none_or(|due| due > now) {
                return due.map(|due| if ready > due { paced } else { (due, WaitsFor::Retry) });
            }
            if ready > now {
                return Some(paced);
            }
            if self.is_held_by_canary() {
                return None;
            }
            let (slot, may_open) = match self.slots.choose(now, &self.governor) {
                Choice::Slot(slot, may_open) => (slot, may_open),
                Choice::Later(when) => return when.map(|when| (when, WaitsFor::Session)),
            };
            let job = match due {
                // Where everybody is put off, it is tried with another one each time.
                Some(due) if due <= now && (no_more || !is_stalled) => self.retries.pop(),
                _ => self.next_row(),
            };
            let Some(job) = job else { continue };
            if !self.quota_has_room() {
                self.retry(job, now);
                return None;
            }
            let row = job.record.number;
            if let Err((job, error)) = self.slots.send(slot, job, may_open) {
                self.retry(job, now);
                if !self.slots.has_workers() {
                    let why = format!(
                        "no thread can be started for a session: {error}. Free some memory, or raise the limit of processes \
                         (ulimit -u); the same command goes on."
                    );
                    self.stop(End::Stopped(Reason::Other { why, tells_what_goes_on: true }));
                }
                continue;
            }
            self.governor.sent(now);
            self.in_flight += 1;
            if let Some(canary) = &mut self.canary {
                canary.sent(row);
            }
        }
        None
    }

    /// The next row that is due; `None` if there are no more, or the batch has to stop.
    fn next_row(&mut self) -> Option<Box<Job>> {
        match self.unread.next() {
            Ok(record) => self.unread.job(record?, &self.books).map_err(|error| self.fail(&error)).ok(),
            Err(error) => {
                let why = format!("the recipients cannot be read to the end: {error}");
                let tells_what_goes_on = error.tells_what_goes_on();
                self.stop(End::Stopped(Reason::Other { why, tells_what_goes_on }));
                None
            }
        }
    }

    /// Whether no row is left to be begun, or to be tried again.
    fn has_no_more(&self) -> bool {
        self.unread.is_empty() && self.retries.is_empty()
    }

    /// The ledger has failed: first nothing more is sent, then it is told.
    fn fail(&mut self, error: &LedgerError) {
        self.stop(End::Stopped(Reason::from(error)));
    }

    fn take_all(&mut self, news: impl Iterator<Item = Vec<(usize, Event)>>) {
        for news in news {
            let now = Instant::now();
            news.into_iter().for_each(|(slot, event)| self.take(slot, event, now));
        }
    }

    fn take(&mut self, slot: usize, event: Event, now: Instant) {
        match event {
            Event::Opened => {
                self.slots.opened(slot);
                self.governor.opened(now, self.slots.count().open);
            }
            Event::Mishap => self.slots.stumbled(),
            Event::Closing => self.slots.closing(slot),
            Event::Closed => self.slots.closed(slot),
            Event::Returned(job) => {
                self.slots.returned(slot, 1);
                self.came_back_untouched(&job);
                self.retry(job, now);
            }
            Event::TakenBack(job, recipients) => {
                self.slots.returned(slot, 1);
                self.came_back_untouched(&job);
                self.take_back(job, &recipients);
            }
            Event::OpenFailed(jobs, error) => {
                self.slots.returned(slot, jobs.len());
                for job in jobs {
                    self.came_back_untouched(&job);
                    self.retry(Box::new(job), now);
                }
                self.open_failed(slot, &error);
            }
            Event::ToArm(message, change) => {
                if let Change::Arm { id, key, row, .. } = &change {
                    self.quota.forget(*id);
                    self.unanswered.insert(*id, (*row, *key));
                }
                self.group.changes.push(change);
                self.group.armed.push((slot, message));
            }
            Event::Attempted(job, attempt) => {
                self.slots.returned(slot, 1);
                self.in_flight -= 1;
                self.unanswered.remove(&job.id);
                self.settle(slot, job, attempt, now);
            }
            Event::Lost { under_way, lost, carried, may_be_chance } => {
                self.slots.closed(slot);
                self.slots.returned(slot, under_way.len());
                self.in_flight -= under_way.len();
                self.lost(under_way, *lost, carried, may_be_chance);
            }
            Event::Died => {
                // What it had is told of as in doubt, as far as is noted: nobody knows how far it came.
                self.at_once = true;
                let why = "an internal error: please report it, with what was printed above".to_owned();
                self.stop(End::Stopped(Reason::Other { why, tells_what_goes_on: false }));
            }
        }
        self.learn();
        self.counts.tally.sessions = self.slots.count().open;
        self.counts.tally.waiting = (self.retries.len() + self.denied.len()) as u64;
    }

    fn came_back_untouched(&mut self, job: &Job) {
        self.in_flight -= 1;
        if let Some(canary) = &mut self.canary {
            canary.returned(job.record.number);
        }
    }

    fn retry(&mut self, job: Box<Job>, due: Instant) {
        self.retries.push(job, due);
    }

    /// A person asks for the end. The first time what is in flight gets its replies, whatever else has begun to stop the batch by
    /// then; the second time not even those are waited for. `silent`: for how long nothing has been heard of the first session, if
    /// that may be why.
    fn interrupt(&mut self, silent: Option<Duration>) {
        if let Some(silent) = silent {
            self.tell(&Notice::Silent(silent, false));
        }
        if self.is_interrupted {
            self.at_once = true;
            return;
        }
        self.is_interrupted = true;
        if self.end.is_some() {
            self.tell_stopping(&End::Interrupted);
        } else {
            self.stop(End::Interrupted);
        }
    }

    /// Nothing new starts from here on. The first reason is the one that is told.
    fn stop(&mut self, end: End) {
        if self.end.is_none() {
            self.shared.halt.store(true, Ordering::Release);
            self.slots.halt();
            self.tell_stopping(&end);
            self.end = Some(end);
        }
    }

    fn tell_stopping(&mut self, end: &End) {
        let waits = self.in_flight > 0 && !self.at_once;
        self.tell(&Notice::Stopping { end, waits });
    }

    /// What it means that the batch is being stopped now.
    fn because(&mut self, explanation: Option<&'static Explanation>) {
        if self.end.is_none() {
            self.explanation = explanation;
        }
    }

    fn tell(&mut self, notice: &Notice<'_>) {
        if !matches!(notice, Notice::Waiting(..)) {
            self.announced = None;
        }
        self.observer.notice(&self.counts.tally, notice);
    }

    fn end(mut self) -> Ended {
        self.settle_left_behind();
        let latencies = if self.at_once { Latencies::default() } else { self.slots.join() };
        let mut ledger = self.books.ledger();
        if !ledger.is_settled() {
            // It could not be written.
            self.slots.keep_notes();
            if !self.at_once
                && let Err(error) = ledger.consult_notes()
            {
                self.end = Some(End::Stopped(Reason::from(&error)));
            }
        }
        drop(ledger);
        self.count_rest();
        let mut ledger = self.books.ledger();
        if self.end.is_none()
            && let Err(error) = ledger.end_run()
        {
            self.end = Some(End::Stopped(Reason::from(&error)));
        }
        let is_in_order = ledger.is_fresh() && !ledger.finds_by_key();
        let is_whole = self.end.is_none() && is_in_order && self.counts.has_tried_all();
        let (end, explanation) = (self.end.unwrap_or(End::Finished), self.explanation);
        Ended { end, explanation, summary: self.counts.summary, is_whole, latencies }
    }
}
