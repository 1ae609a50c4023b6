//! The loop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::alarm::Alarm;
use super::generator::{Generator, GeneratorError};
use super::measured::{Measured, Pending};
use super::schedule::{Schedule, Turn};
use super::slots::Slots;
use super::{Observer, Progress, Stop};
use crate::delivery::{Scope, scope};
use crate::net::{Distribution, Server, SessionError, SessionEvent, Sessions, Transcript};
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
    /// No message is started later, counted from the opening of the first session.
    pub duration: Option<Duration>,
    /// Between the starts of two messages; `None` = each starts when a session has room.
    pub interval: Option<Duration>,
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
    /// Ctrl-C.
    Interrupted,
    /// The login was refused: nothing more was tried.
    LoginRefused(String),
    /// No session can be had, or no message made.
    Stopped(String),
}

/// Sends, and measures.
///
/// All sessions are driven by the caller's thread. With a rate, a message whose time has come and finds no session with
/// room starts late, and its latency counts from the time it was meant to start.
pub fn run(
    server: Arc<Server>,
    transcript: Option<Arc<Transcript>>,
    options: &Options,
    generator: &mut Generator,
    stop: &Stop,
    observer: &mut dyn Observer,
) -> (Measured, End) {
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
        sessions,
        alarm,
        slots: Slots::new(number, ramp, window, messages_per_session, now),
        schedule: Schedule::new(options.interval, options.ramp, options.count, options.duration),
        generator,
        start: None,
        measured: Measured::default(),
        end: None,
        recent: Recent { since: now, accepted: 0, latency: Distribution::default(), shown: (0.0, Duration::ZERO) },
    };
    let end = run.until_the_end(stop, observer);
    run.measured.phases = run.sessions.latencies();
    (run.measured, end)
}

struct Run<'a> {
    sessions: Sessions,
    alarm: Alarm,
    slots: Slots,
    schedule: Schedule,
    generator: &'a mut Generator,
    /// When the first session was open: what the schedule counts from.
    start: Option<Instant>,
    measured: Measured,
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
    fn until_the_end(&mut self, stop: &Stop, observer: &mut dyn Observer) -> End {
        let mut events = Vec::new();
        let mut tick = Instant::now();
        loop {
            let now = Instant::now();
            if stop.is_requested() && self.end.is_none() {
                self.end(End::Interrupted, now);
                observer.stopping();
            }
            let next = if self.end.is_none() { self.start_what_is_due(now) } else { None };
            let nothing_left = self.end.is_some() && self.slots.count() == 0;
            if nothing_left || stop.is_urgent() {
                self.measured.cut_off = self.slots.pending();
                return self.end.take().unwrap_or(End::Interrupted);
            }
            if tick <= now {
                tick = now + TICK;
                observer.progress(&self.progress(now));
            }
            let until = next.map_or(tick, |next| next.min(tick));
            if let Err(error) = self.sessions.wait(Some(until), &mut events) {
                self.measured.cut_off = self.slots.pending();
                return End::Stopped(format!("cannot wait for sessions: {error}"));
            }
            let now = Instant::now();
            for (session, event) in events.drain(..) {
                self.take(session, event, now);
            }
        }
    }

    /// Opens sessions and starts messages. When the next of either is due.
    fn start_what_is_due(&mut self, now: Instant) -> Option<Instant> {
        let since_start = self.start.map(|start| now.saturating_duration_since(start));
        let remaining = self.schedule.remaining(since_start.unwrap_or_default());
        while let Some(session) = self.slots.next_to_open(now, remaining) {
            self.sessions.open(session);
        }
        let next_open = self.slots.next_due().filter(|due| *due > now);
        let (Some(start), Some(since_start)) = (self.start, since_start) else { return next_open };
        if remaining == Some(0) {
            self.end(End::Finished, now);
            return None;
        }
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
        if let SessionError::Protocol(ProtocolError::LoginRefused { reply }) = error
            && !reply.is_transient()
        {
            self.end(End::LoginRefused(error.to_string()), now);
        } else if scope(error, false) == Scope::Batch {
            self.end(End::Stopped(error.to_string()), now);
        } else if given_up {
            self.end(End::Stopped(format!("one session after the other failed, the last so: {error}")), now);
        }
    }

    /// Starts nothing more. The first reason stays.
    fn end(&mut self, end: End, now: Instant) {
        if self.end.is_none() {
            self.end = Some(end);
            let since_start = self.start.map_or(Duration::ZERO, |start| now.saturating_duration_since(start));
            self.measured.unsent = self.schedule.late(since_start);
            for session in self.slots.open() {
                self.quit(session);
            }
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
            elapsed: self.start.map_or(Duration::ZERO, |start| now.saturating_duration_since(start)),
        }
    }
}
