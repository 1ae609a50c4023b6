//! The loop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::alarm::Alarm;
use super::generator::{Generator, GeneratorError};
use super::measured::{Measured, Pending};
use super::schedule::{Schedule, Turn};
use super::slots::Slots;
use super::{Observer, Progress, StopFlag};
use crate::delivery::{Explanation, Scope, explain_error, scope};
use crate::net::{Distribution, Server, SessionError, SessionEvent, Sessions, Transcript};
use crate::rate::Rate;
use crate::smtp::ProtocolError;

/// Between two looks at Ctrl-C, and two tellings of the observer.
const TICK: Duration = Duration::from_millis(100);

/// What the percentile that is shown while it runs is made of.
const RECENT: Duration = Duration::from_secs(1);

/// How many messages, how often, over how many sessions.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Messages at most.
    pub count: Option<u64>,
    /// No message is due later, counted from the opening of the first session; without a rate, none starts later. That
    /// session is not waited for any longer either.
    pub duration: Option<Duration>,
    /// How many start in which time; `None` = each starts when a session has room.
    pub rate: Option<Rate>,
    /// Sessions at the same time.
    pub sessions: usize,
    /// The time over which they are opened, evenly, and over which the rate grows.
    pub ramp: Duration,
    /// QUIT after so many, and open another.
    pub messages_per_session: Option<u64>,
    /// Messages in flight on one session.
    pub window: usize,
}

/// Why it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// All messages were sent, or the time was up.
    Finished,
    /// The time was up, and there was no session any more, or never one.
    NoSession(String),
    /// Ctrl-C.
    Interrupted,
    /// The login was refused: nothing more was tried.
    LoginRefused {
        /// The error.
        why: String,
        /// What the server's reply means.
        explanation: Option<&'static Explanation>,
    },
    /// No session can be had, or no message made.
    Stopped(String),
}

/// Sends, and measures.
///
/// All sessions are driven by the caller's thread. With a rate, a message whose time has come and finds no session with
/// room starts late, and its latency counts from the time it was meant to start. What was due when the time is up still
/// starts, for as long again at most.
pub fn run(
    server: Arc<Server>,
    transcript: Option<Arc<Transcript>>,
    options: &Options,
    generator: &mut Generator,
    stop: &StopFlag,
    observer: &mut dyn Observer,
) -> (Measured, End) {
    let (host, logs_in) = (server.host.clone(), server.credentials.is_some());
    let begun = Sessions::new(server, transcript).and_then(|mut sessions| {
        // One message at a time goes after DATA, so that each phase has its own time.
        sessions.send_in_chunks(if options.window > 1 { options.window } else { 0 });
        sessions.measure_exactly();
        let alarm = Alarm::new(sessions.waker())?;
        Ok((sessions, alarm))
    });
    let (sessions, alarm) = match begun {
        Ok(begun) => begun,
        Err(error) => return (Measured::default(), End::Stopped(format!("cannot wait for sessions: {error}"))),
    };
    let now = Instant::now();
    let Options { sessions: number, ramp, window, messages_per_session, .. } = *options;
    let mut run = Run {
        host,
        logs_in,
        sessions,
        alarm,
        slots: Slots::new(number, ramp, window, messages_per_session, now),
        schedule: Schedule::new(options.rate, options.ramp, options.count, options.duration),
        generator,
        begun: now,
        start: None,
        measured: Measured::default(),
        last_error: None,
        end: None,
        recent: Recent { since: now, accepted: 0, latency: Distribution::default(), shown: (0.0, Duration::ZERO) },
    };
    let end = run.until_the_end(stop, observer);
    run.measured.phases = run.sessions.latencies();
    (run.measured, end)
}

struct Run<'a> {
    /// The server's name.
    host: String,
    logs_in: bool,
    sessions: Sessions,
    alarm: Alarm,
    slots: Slots,
    schedule: Schedule,
    generator: &'a mut Generator,
    begun: Instant,
    /// When the first session was open: what the schedule counts from.
    start: Option<Instant>,
    measured: Measured,
    /// Of the session that failed last.
    last_error: Option<String>,
    /// Set when nothing more is to start.
    end: Option<End>,
    recent: Recent,
}

/// The last second, for whoever watches.
struct Recent {
    since: Instant,
    accepted: u64,
    latency: Distribution,
    /// The rate and the 99th percentile of the second before.
    shown: (f64, Duration),
}

impl Run<'_> {
    fn until_the_end(&mut self, stop: &StopFlag, observer: &mut dyn Observer) -> End {
        let mut events = Vec::new();
        let mut tick = Instant::now();
        loop {
            let now = Instant::now();
            // What is due starts first, so that of a server that keeps up nothing is missing.
            let next = if self.end.is_none() { self.start_what_is_due(now) } else { None };
            if stop.is_requested() && self.end.is_none() {
                self.end(End::Interrupted, now);
                observer.stopping();
            }
            let nothing_left = self.end.is_some() && self.slots.count() == 0;
            if nothing_left || stop.is_urgent() {
                self.cut_off(now);
                return self.end.take().unwrap_or(End::Interrupted);
            }
            if tick <= now {
                tick = now + TICK;
                observer.progress(&self.progress(now));
            }
            let until = next.map_or(tick, |next| next.min(tick));
            if let Err(error) = self.sessions.wait(Some(until), &mut events) {
                let end = End::Stopped(format!("cannot wait for sessions: {error}"));
                self.end(end.clone(), now);
                self.cut_off(now);
                return end;
            }
            let now = Instant::now();
            for (session, event) in events.drain(..) {
                self.take(session, event, now);
            }
        }
    }

    /// Opens sessions and starts messages. When the next of either is due.
    fn start_what_is_due(&mut self, now: Instant) -> Option<Instant> {
        if let Some(end) = self.end_of_time(now) {
            self.end(end, now);
            return None;
        }
        let remaining = self.schedule.remaining(self.since_start(now));
        while !self.awaits_first_login()
            && let Some(session) = self.slots.next_to_open(now, remaining)
        {
            self.sessions.open(session);
        }
        let next_open = self.next_of_time(now);
        let Some(start) = self.start else { return next_open };
        let since_start = self.since_start(now);
        while let Some(session) = self.slots.with_room() {
            match self.schedule.turn(since_start) {
                Turn::Start { number, intended } => {
                    if let Err(error) = self.submit(session, number, start + intended) {
                        self.end(End::Stopped(error.to_string()), now);
                        return None;
                    }
                }
                Turn::At(next) => {
                    let next = start + next;
                    // The loop ticks anyway before a time that is further away.
                    if next.saturating_duration_since(now) <= TICK {
                        self.alarm.set(next);
                    }
                    return [Some(next), next_open].into_iter().flatten().min();
                }
                Turn::Over => {
                    self.end(End::Finished, now);
                    return None;
                }
            }
        }
        next_open
    }

    /// Whether the first login is on its way: none other is tried before it is taken, since providers lock accounts that are refused
    /// many.
    fn awaits_first_login(&self) -> bool {
        self.logs_in && self.start.is_none() && self.slots.is_opening()
    }

    /// How it ends, if it does because its time is up, or because all messages have started.
    fn end_of_time(&self, now: Instant) -> Option<End> {
        let time = now.saturating_duration_since(self.start.unwrap_or(self.begun));
        if !self.schedule.time_is_up(time) {
            let none_left = self.start.is_some() && self.schedule.remaining(time) == Some(0);
            return none_left.then_some(End::Finished);
        }
        let no_session = || {
            let why = self
                .last_error
                .as_deref()
                .unwrap_or("it was still being opened; a server that is slow to greet needs more time");
            Some(End::NoSession(why.to_owned()))
        };
        if self.start.is_none() || self.slots.are_gone() {
            return no_session();
        }
        if self.slots.count() == 0 && self.slots.is_opening() {
            // Where each message has a session of its own, there may be none for a moment.
            return if self.schedule.rest_is_over(time) { no_session() } else { None };
        }
        (self.schedule.remaining(time) == Some(0)).then_some(End::Finished)
    }

    /// When something is to be done that no message asks for: a session is to be opened, or the time is up.
    fn next_of_time(&self, now: Instant) -> Option<Instant> {
        let end = self.schedule.duration().map(|duration| self.start.unwrap_or(self.begun) + duration);
        [self.slots.next_due(), end].into_iter().flatten().filter(|due| *due > now).min()
    }

    fn since_start(&self, now: Instant) -> Duration {
        self.start.map_or(Duration::ZERO, |start| now.saturating_duration_since(start))
    }

    fn submit(&mut self, session: usize, number: u64, intended: Instant) -> Result<(), GeneratorError> {
        let mail = self.generator.message(number)?;
        let pending = Pending { intended, size: mail.content.size() as u64 };
        self.sessions.submit(session, mail);
        if self.slots.submitted(session, pending) {
            self.quit(session);
        }
        Ok(())
    }

    fn take(&mut self, session: usize, event: SessionEvent, now: Instant) {
        let start = self.start.unwrap_or(now);
        match event {
            SessionEvent::Opened(_) => {
                self.measured.opened += 1;
                self.start = Some(start);
                self.slots.opened(session);
                // There is no ledger to wait for.
                self.sessions.release(session, u64::MAX);
                if self.end.is_some() {
                    self.quit(session);
                }
            }
            SessionEvent::OpenFailed(error) => {
                self.measured.unopened(&error);
                self.failed(session, &error, now);
            }
            SessionEvent::Settled { settled, elapsed, at } => {
                if let Some(pending) = self.slots.settled(session) {
                    let latency = self.measured.settled(pending, &settled, elapsed, start, at);
                    if let Some(latency) = latency {
                        self.recent.accepted += 1;
                        self.recent.latency.record(latency);
                    }
                }
            }
            SessionEvent::Lost(lost) => {
                self.measured.lost(&lost.error, &lost.lost, start, now);
                self.failed(session, &lost.error, now);
            }
            SessionEvent::Closed => self.slots.closed(session, now),
        }
    }

    fn failed(&mut self, session: usize, error: &SessionError, now: Instant) {
        let given_up = self.slots.failed(session, now);
        self.last_error = Some(error.to_string());
        if let SessionError::Protocol(ProtocolError::LoginRefused { reply }) = error
            && !reply.is_transient()
        {
            let explanation = explain_error(error, Some(&self.host));
            self.end(End::LoginRefused { why: error.to_string(), explanation }, now);
        } else if scope(error, false) == Scope::Batch {
            self.end(End::Stopped(error.to_string()), now);
        } else if given_up {
            self.end(End::Stopped(format!("one session after the other failed, the last so: {error}")), now);
        }
    }

    /// Starts nothing more. The first reason stays.
    fn end(&mut self, end: End, now: Instant) {
        if self.end.is_none() {
            let since_start = self.since_start(now);
            self.measured.unsent(self.schedule.late_groups(since_start), since_start);
            match (&end, self.schedule.duration()) {
                // A run of so many messages is over with the reply to the last one.
                (End::Finished, None) => {}
                (End::Finished, Some(duration)) => self.measured.lasted(since_start.max(duration)),
                _ => self.measured.lasted(since_start),
            }
            self.end = Some(end);
            for session in self.slots.open() {
                self.quit(session);
            }
        }
    }

    /// Whatever is in flight gets no reply any more.
    fn cut_off(&mut self, now: Instant) {
        let number = self.slots.pending();
        if number > 0 {
            self.measured.lasted(self.since_start(now));
            self.measured.cut_off(number);
        }
    }

    fn quit(&mut self, session: usize) {
        self.slots.closing(session);
        self.sessions.quit(session);
    }

    fn progress(&mut self, now: Instant) -> Progress {
        let recent = &mut self.recent;
        let time = now.saturating_duration_since(recent.since);
        if time >= RECENT {
            recent.shown = (recent.accepted as f64 / time.as_secs_f64(), recent.latency.quantile(0.99));
            (recent.since, recent.accepted) = (now, 0);
            recent.latency.clear();
        }
        Progress {
            started: self.schedule.started(),
            accepted: self.measured.accepted,
            failed: self.measured.failed,
            rate: recent.shown.0,
            p99: recent.shown.1,
            sessions: self.slots.count(),
            elapsed: self.since_start(now),
        }
    }
}
