//! All sessions of one thread, and the loop that waits for all of them at once. Nothing else in this crate waits for a
//! server.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mio::event::Event;
use mio::{Events, Interest, Poll, Token};

use super::connect::Found;
use super::connection::{Readiness, Turn};
use super::learnt::Learnt;
use super::session::{Session, Surroundings};
use super::{Latencies, LostSession, Server, SessionError, Transcript};
#[cfg(doc)]
use crate::mail::Content;
use crate::mail::MailObject;
use crate::smtp::auth::Redaction;
use crate::smtp::{Capabilities, Settled};

/// What is read at once: the replies to more mails than are in flight.
const BUFFER: usize = 32 << 10;

/// Sockets whose events are taken at once.
const EVENTS: usize = 256;

/// Most octets of rooms that are kept for other contents, once theirs have been said.
const MOST_ROOM: usize = 4 << 20;

const WAKER: Token = Token(usize::MAX);

/// What has happened to a session.
#[derive(Debug)]
pub enum SessionEvent {
    /// It is open, and logged in where a login was given; the server offers this.
    Opened(Capabilities),
    /// It could not be opened. See [`SessionError`]; a refused login is
    /// [`ProtocolError::LoginRefused`](crate::smtp::ProtocolError::LoginRefused).
    OpenFailed(SessionError),
    /// The oldest of the mails that are under way is settled.
    Settled {
        /// The verdicts.
        settled: Settled,
        /// How long it has been under way.
        elapsed: Duration,
        /// When the last reply to it arrived.
        at: Instant,
    },
    /// It is gone; what is to be said of the mails that were under way is in there, in the order they were submitted.
    Lost(Box<LostSession>),
    /// It was closed with QUIT, as it was told to.
    Closed,
}

/// All sessions of one thread. Each is known by a number that the caller chooses; small ones, for there is a place for each
/// number up to the greatest.
pub struct Sessions {
    server: Arc<Server>,
    transcript: Option<Arc<Transcript>>,
    redaction: Option<Arc<Redaction>>,
    poll: Poll,
    events: Events,
    waker: Waker,
    sessions: Vec<Place>,
    /// Sessions that have been given something to do since the last wait.
    busy: Vec<usize>,
    /// No session needs a turn before the time that stands here for it; it may need one later only.
    timers: BinaryHeap<Reverse<(Instant, usize)>>,
    found: Found,
    /// Sessions that wait for a lookup.
    lookups: Vec<usize>,
    buffer: Box<[u8]>,
    rooms: ContentRooms,
    latencies: Latencies,
    chunks_in_flight: usize,
    learnt: Learnt,
    is_exact: bool,
    /// When the last wait ended.
    polled: Instant,
}

/// Rooms of contents that have been said, the last one on top.
#[derive(Default)]
pub(super) struct ContentRooms {
    rooms: Vec<Vec<u8>>,
    /// What they come to.
    octets: usize,
}

impl ContentRooms {
    pub(super) fn keep(&mut self, room: Vec<u8>) {
        if room.capacity() > 0 && self.octets + room.capacity() <= MOST_ROOM {
            self.octets += room.capacity();
            self.rooms.push(room);
        }
    }

    fn take(&mut self) -> Vec<u8> {
        let room = self.rooms.pop().unwrap_or_default();
        self.octets -= room.capacity();
        room
    }
}

#[derive(Default)]
struct Place {
    session: Option<Session>,
    /// To be opened with the next turn.
    is_wanted: bool,
    is_busy: bool,
    /// The earliest of its times among the timers.
    timer: Option<Instant>,
}

/// Ends a wait from another thread.
#[derive(Clone)]
pub struct Waker {
    waker: Arc<mio::Waker>,
    is_called: Arc<AtomicBool>,
}

impl Waker {
    /// Ends the wait that is going on, or else the next one.
    pub fn wake(&self) {
        if !self.is_called.swap(true, Ordering::AcqRel) {
            // It fails only where the system has no memory left; then the wait ends with its deadline.
            let _ = self.waker.wake();
        }
    }
}

impl std::fmt::Debug for Sessions {
    /// Without the buffers: they hold mail.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let open = self.sessions.iter().filter(|place| place.session.is_some()).count();
        f.debug_struct("Sessions").field("host", &self.server.host).field("open", &open).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Waker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waker").finish_non_exhaustive()
    }
}

impl Sessions {
    /// None yet; all of them will be with this server.
    ///
    /// # Errors
    /// The system has no room for another set of sockets to wait for.
    pub fn new(server: Arc<Server>, transcript: Option<Arc<Transcript>>) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Arc::new(mio::Waker::new(poll.registry(), WAKER)?);
        let redaction = server.credentials.as_ref().map(Redaction::new).map(Arc::new);
        Ok(Self {
            server,
            transcript,
            redaction,
            poll,
            events: Events::with_capacity(EVENTS),
            waker: Waker { waker, is_called: Arc::new(AtomicBool::new(false)) },
            sessions: Vec::new(),
            busy: Vec::new(),
            timers: BinaryHeap::new(),
            found: Found::default(),
            lookups: Vec::new(),
            buffer: vec![0; BUFFER].into_boxed_slice(),
            rooms: ContentRooms::default(),
            latencies: Latencies::default(),
            chunks_in_flight: 0,
            learnt: Learnt::default(),
            is_exact: false,
            polled: Instant::now(),
        })
    }

    /// In the sessions that are opened from here on: see [`Submission::send_in_chunks`](crate::smtp::Submission::send_in_chunks).
    pub fn send_in_chunks(&mut self, mails: usize) {
        self.chunks_in_flight = mails;
    }

    /// What they learn of the server goes there, and what others have learnt counts for them.
    pub fn learn_with(&mut self, learnt: Learnt) {
        self.learnt = learnt;
    }

    /// How many mails of a session with these capabilities may have left whole and be unanswered: one, if not in chunks.
    #[must_use]
    pub fn most_in_flight(&self, capabilities: &Capabilities) -> usize {
        if capabilities.takes_chunks() { self.chunks_in_flight.max(1) } else { 1 }
    }

    /// In the sessions that are opened from here on, the time a reply takes ends when it arrives at this machine, by the clock
    /// of the kernel where that tells, and not when a turn finds it; it begins when the octets that ask are written. This costs
    /// some looks at the clock.
    pub fn measure_exactly(&mut self) {
        self.is_exact = true;
    }

    /// What ends a wait from another thread.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Begins to open a session under a number that has none: the name is looked up, each address is tried in turn, hands are
    /// shaken, the login is made. It comes to [`SessionEvent::Opened`] or [`SessionEvent::OpenFailed`].
    pub fn open(&mut self, number: usize) {
        if self.sessions.len() <= number {
            self.sessions.resize_with(number + 1, Place::default);
        }
        let place = &mut self.sessions[number];
        (place.session, place.is_wanted) = (None, true);
        self.touch(number);
    }

    /// Drops a session that has not been opened yet: nothing more comes of it. Whether there was one.
    pub fn give_up(&mut self, number: usize) -> bool {
        let Some(place) = self.sessions.get_mut(number) else { return false };
        let is_begun = place.session.take_if(|session| session.is_opening()).is_some();
        std::mem::take(&mut place.is_wanted) || is_begun
    }

    /// Queues a mail in an open session. It comes to [`SessionEvent::Settled`], in the order of submitting, or
    /// [`SessionEvent::Lost`].
    pub fn submit(&mut self, number: usize, mail: MailObject) {
        if let Some(session) = self.session(number) {
            session.submit(mail, Instant::now());
            self.touch(number);
        }
    }

    /// The first so many of all mails that were ever submitted in this session may end their data. Until then none of them
    /// can have been delivered.
    pub fn release(&mut self, number: usize, mails: u64) {
        if let Some(session) = self.session(number) {
            session.release(mails);
            self.touch(number);
        }
    }

    /// What has not been released by now, in any session, never will be: where nothing else is under way, the session ends
    /// with [`SessionError::Withheld`].
    pub fn withhold(&mut self) {
        for number in 0..self.sessions.len() {
            if let Some(session) = self.session(number) {
                session.withhold();
                self.touch(number);
            }
        }
    }

    /// Whether so much has been refused in a session that the server may soon drop it: another one should follow it.
    #[must_use]
    pub fn is_worn(&self, number: usize) -> bool {
        self.sessions.get(number).and_then(|place| place.session.as_ref()).is_some_and(Session::is_worn)
    }

    /// Says QUIT as soon as all that was submitted is settled, or behind the last end of data where the server takes that
    /// together (RFC 2920), and closes the session. Nothing may be submitted from here on. It comes to
    /// [`SessionEvent::Closed`], once the server has closed its side too.
    pub fn quit(&mut self, number: usize) {
        if let Some(session) = self.session(number) {
            session.quit();
            self.touch(number);
        }
    }

    /// Room for the content of another mail: where there is one, that of a content that has just been said, still in the
    /// processor's caches ([`Content::into_room`]).
    pub fn room(&mut self) -> Vec<u8> {
        self.rooms.take()
    }

    /// How long replies have taken since this was last asked.
    pub fn latencies(&mut self) -> Latencies {
        std::mem::take(&mut self.latencies)
    }

    /// Lets the sessions that have been given something to do go on as far as they can without waiting, as [`Self::wait`] does
    /// first. What has happened is appended to `happened`, with the session's number.
    ///
    /// # Errors
    /// The system cannot wait for the sockets.
    pub fn take_turns(&mut self, happened: &mut Vec<(usize, SessionEvent)>) -> io::Result<()> {
        let now = Instant::now();
        for number in std::mem::take(&mut self.busy) {
            self.sessions[number].is_busy = false;
            self.take_turn(number, Readiness::None, now, happened)?;
        }
        Ok(())
    }

    /// Waits until something has happened, or until a time, or for a [`Waker`]. What has happened is appended to `happened`,
    /// with the session's number.
    ///
    /// # Errors
    /// The system cannot wait for the sockets.
    pub fn wait(&mut self, until: Option<Instant>, happened: &mut Vec<(usize, SessionEvent)>) -> io::Result<()> {
        self.take_turns(happened)?;
        self.poll(until, !happened.is_empty() || !self.busy.is_empty())?;
        let now = Instant::now();
        self.polled = now;
        let events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        for event in &events {
            if event.token() == WAKER {
                self.wake_up(now, happened)?;
            } else {
                self.take_turn(event.token().0, readiness(event), now, happened)?;
            }
        }
        self.events = events;
        while let Some(Reverse((time, number))) = self.timers.peek().copied().filter(|Reverse((time, _))| *time <= now)
        {
            self.timers.pop();
            let place = &mut self.sessions[number];
            if place.timer == Some(time) {
                place.timer = None;
                self.take_turn(number, Readiness::None, now, happened)?;
            }
        }
        Ok(())
    }

    fn poll(&mut self, until: Option<Instant>, has_news: bool) -> io::Result<()> {
        let timer = self.timers.peek().map(|Reverse((time, _))| *time);
        let wait = if has_news {
            Some(Duration::ZERO)
        } else {
            until.into_iter().chain(timer).min().map(|time| time.saturating_duration_since(Instant::now()))
        };
        match self.poll.poll(&mut self.events, wait) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                self.events.clear();
                Ok(())
            }
            result => result,
        }
    }

    /// Another thread has called: the caller, or a lookup that has come to something.
    fn wake_up(&mut self, now: Instant, happened: &mut Vec<(usize, SessionEvent)>) -> io::Result<()> {
        // What a caller has done before it called is seen after this, whether that call woke or came too late to.
        self.waker.is_called.swap(false, Ordering::AcqRel);
        for number in std::mem::take(&mut self.lookups) {
            self.take_turn(number, Readiness::None, now, happened)?;
        }
        Ok(())
    }

    fn session(&mut self, number: usize) -> Option<&mut Session> {
        self.sessions.get_mut(number)?.session.as_mut()
    }

    fn touch(&mut self, number: usize) {
        let place = &mut self.sessions[number];
        if !std::mem::replace(&mut place.is_busy, true) {
            self.busy.push(number);
        }
    }

    fn take_turn(
        &mut self,
        number: usize,
        readiness: Readiness,
        now: Instant,
        happened: &mut Vec<(usize, SessionEvent)>,
    ) -> io::Result<()> {
        let Some(place) = self.sessions.get_mut(number) else { return Ok(()) };
        let mut world = Surroundings {
            server: &self.server,
            transcript: self.transcript.as_ref(),
            redaction: self.redaction.as_ref(),
            chunks_in_flight: self.chunks_in_flight,
            learnt: &self.learnt,
            is_exact: self.is_exact,
            found: &mut self.found,
            rooms: &mut self.rooms,
            turn: Turn { now, polled: self.polled, buffer: &mut self.buffer, latencies: &mut self.latencies },
            tell: &mut |event| happened.push((number, event)),
        };
        if std::mem::take(&mut place.is_wanted) {
            let waker = self.waker.clone();
            place.session = Some(Session::open(&mut world, move || waker.wake()));
        }
        let Some(session) = &mut place.session else { return Ok(()) };
        session.take_turn(readiness, &mut world);
        if let Some(tcp) = session.new_socket() {
            self.poll.registry().register(tcp, Token(number), Interest::READABLE | Interest::WRITABLE)?;
        }
        if session.is_over() {
            place.session = None;
            return Ok(());
        }
        if session.is_looking_up() {
            self.lookups.push(number);
        }
        if session.wants_turn() && !std::mem::replace(&mut place.is_busy, true) {
            self.busy.push(number);
        }
        if let Some(deadline) = session.deadline(&self.server)
            && place.timer.is_none_or(|timer| deadline < timer)
        {
            place.timer = Some(deadline);
            self.timers.push(Reverse((deadline, number)));
        }
        Ok(())
    }
}

fn readiness(event: &Event) -> Readiness {
    match event {
        event if event.is_read_closed() || event.is_error() => Readiness::Ending,
        event if event.is_readable() => Readiness::Some,
        _ => Readiness::None,
    }
}
