//! One SMTP session, from the lookup of the host's name to QUIT: which stage it is in, and what ends each.

use std::collections::VecDeque;
use std::io;
use std::mem;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::net::TcpStream;

use super::connect::{self, Addresses, Connected, Connecting, Found, Lookup};
use super::connection::{Connection, Progress, Readiness, Security, Turn};
use super::learnt::Learnt;
use super::sessions::{ContentRooms, SessionEvent};
use super::transcript::Log;
use super::{LostSession, Server, SessionError, TlsError, Transcript};
use crate::mail::MailObject;
use crate::smtp::auth::Redaction;
use crate::smtp::{Handshake, Lost, Phase, ProtocolError, Quit, Submission, TlsMode, Verdict};

/// A server closes behind its 221 (RFC 5321 §4.1.1.10), and may count the session until it has: where another one follows at
/// once, it would be one too many. One that does not close is not waited for longer.
const LINGER: Duration = Duration::from_millis(200);

/// A server that has answered a content and does not answer what came behind it, for so long and never before, has dropped that: it
/// would be waited for until the deadline of MAIL, and again in the next session.
const UNHEARD: Duration = Duration::from_secs(10);

/// See the module.
pub(super) struct Session {
    stage: Stage,
    began: Instant,
    /// Whom it has been connected to.
    peer: Option<SocketAddr>,
    /// What the socket has to read, as of this turn, or since it is connecting.
    readiness: Readiness,
    /// When each mail was submitted that has not been settled.
    submitted: VecDeque<Instant>,
    /// Something has been submitted or released since the last turn.
    has_news: bool,
    /// It wants another turn at once, when all others have had theirs; whether that goes on with this one.
    wants_turn: bool,
    is_amid_turn: bool,
    /// QUIT as soon as nothing is under way.
    is_leaving: bool,
    /// Mails that may not end their data yet never will.
    is_withheld: bool,
}

enum Stage {
    Lookup(Lookup, Option<Log>),
    Connecting(Box<Connecting>, Option<Log>),
    Tls(Box<(Connection, Handshake)>, TlsMode),
    Handshake(Box<(Connection, Handshake)>),
    Open(Box<(Connection, Submission)>),
    /// QUIT has been said; then it is told that the session is closed, or why it could not be opened.
    Quit(Box<(Connection, Quit)>, SessionEvent),
    /// The server has answered, and has yet to close.
    Parted(Box<Connection>, SessionEvent),
    Over,
}

/// What a session in its turn needs beside itself.
pub(super) struct Surroundings<'a> {
    pub(super) server: &'a Server,
    pub(super) transcript: Option<&'a Arc<Transcript>>,
    /// Takes the login's secret out of what the server says.
    pub(super) redaction: Option<&'a Arc<Redaction>>,
    /// For sessions that are opened now.
    pub(super) chunks_in_flight: usize,
    /// What is known of the server from other sessions.
    pub(super) learnt: &'a Learnt,
    /// See [`Sessions::measure_exactly`](super::Sessions::measure_exactly); for sessions that are opened now.
    pub(super) is_exact: bool,
    /// Where the host was found the last time.
    pub(super) found: &'a mut Found,
    /// Takes the rooms of contents that have been said.
    pub(super) rooms: &'a mut ContentRooms,
    pub(super) turn: Turn<'a>,
    /// Takes what has happened.
    pub(super) tell: &'a mut dyn FnMut(SessionEvent),
}

impl Session {
    /// Begins to open a session. `wake` is called from another thread once it is worth another turn.
    pub(super) fn open(world: &mut Surroundings<'_>, wake: impl FnOnce() + Send + 'static) -> Self {
        let now = world.turn.now;
        let mut session = Self {
            stage: Stage::Over,
            began: now,
            peer: None,
            readiness: Readiness::None,
            submitted: VecDeque::new(),
            has_news: true,
            wants_turn: false,
            is_amid_turn: false,
            is_leaving: false,
            is_withheld: false,
        };
        let mut log = world.transcript.map(|transcript| Log::new(transcript, world.redaction));
        match session.begin(world, wake) {
            Ok(Addresses::Known(addresses)) => {
                let connecting = Connecting::new(&addresses, now + limit(world.server), now, world.is_exact);
                session.stage = Stage::Connecting(Box::new(connecting), log);
            }
            Ok(Addresses::Awaited(lookup)) => session.stage = Stage::Lookup(lookup, log),
            Err(error) => fail(&mut log, error, world),
        }
        session
    }

    fn begin(
        &self,
        world: &mut Surroundings<'_>,
        wake: impl FnOnce() + Send + 'static,
    ) -> Result<Addresses, SessionError> {
        let server = world.server;
        if server.tls_mode != TlsMode::None {
            // What is wrong with trust or name is wrong before anybody has been called.
            security(server)?;
        }
        match world.found.addresses(self.began) {
            Some(addresses) => Ok(Addresses::Known(addresses.to_vec())),
            None => Lookup::begin(&server.host, server.port, wake),
        }
    }

    /// Whether it is over: closed, lost, or never opened.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    /// Whether it is on the way to being open.
    pub(super) fn is_opening(&self) -> bool {
        matches!(self.stage, Stage::Lookup(..) | Stage::Connecting(..) | Stage::Tls(..) | Stage::Handshake(_))
    }

    /// Whether it wants another turn at once; asked once.
    pub(super) fn wants_turn(&mut self) -> bool {
        mem::take(&mut self.wants_turn)
    }

    /// Whether it waits for the addresses of the host: no socket will tell of them.
    pub(super) fn is_looking_up(&self) -> bool {
        matches!(self.stage, Stage::Lookup(..))
    }

    /// The socket, once for each that is made: to be told of what happens to it.
    pub(super) fn new_socket(&mut self) -> Option<&mut TcpStream> {
        let Stage::Connecting(connecting, _) = &mut self.stage else { return None };
        let socket = connecting.new_socket()?;
        // What was known of the one before is of no account.
        self.readiness = Readiness::None;
        Some(socket)
    }

    /// Queues a mail, if the session is open.
    pub(super) fn submit(&mut self, mail: MailObject, now: Instant) {
        if let Stage::Open(open) = &mut self.stage {
            open.1.push(mail);
            self.submitted.push_back(now);
            self.has_news = true;
        }
    }

    /// The first so many of all mails submitted in this session may end their data. After [`Session::withhold`] that comes
    /// too late: one of them may be a mail that was withheld.
    pub(super) fn release(&mut self, mails: u64) {
        if let Stage::Open(open) = &mut self.stage
            && !self.is_withheld
        {
            open.1.release(mails);
            self.has_news = true;
        }
    }

    /// No mail may end its data any more that has not been released.
    pub(super) fn withhold(&mut self) {
        (self.is_withheld, self.has_news) = (true, true);
    }

    /// QUIT, as soon as nothing is under way, or right behind the last end of data where that may go together.
    pub(super) fn quit(&mut self) {
        (self.is_leaving, self.has_news) = (true, true);
        if let Stage::Open(open) = &mut self.stage {
            open.1.leave();
        }
    }

    /// Whether so much has been refused in it that another one should follow it.
    pub(super) fn is_worn(&self) -> bool {
        matches!(&self.stage, Stage::Open(open) if open.1.is_worn())
    }

    /// When it needs a turn at the latest.
    pub(super) fn deadline(&self, server: &Server) -> Option<Instant> {
        match &self.stage {
            Stage::Lookup(..) => Some(self.began + limit(server)),
            Stage::Connecting(connecting, _) => Some(connecting.deadline()),
            Stage::Tls(shaking, _) | Stage::Handshake(shaking) => shaking.0.deadline(),
            Stage::Open(open) => open.0.deadline(),
            Stage::Quit(quit, _) => quit.0.deadline(),
            Stage::Parted(connection, _) => connection.deadline(),
            Stage::Over => None,
        }
    }

    /// Goes on as far as it goes without waiting. `readiness` is the socket's.
    pub(super) fn take_turn(&mut self, readiness: Readiness, world: &mut Surroundings<'_>) {
        // Until there is a connection, it is kept for it.
        let is_connecting = matches!(self.stage, Stage::Connecting(..));
        self.readiness = if is_connecting { self.readiness.max(readiness) } else { readiness };
        match &mut self.stage {
            Stage::Tls(shaking, _) | Stage::Handshake(shaking) => shaking.0.begin_turn(readiness, &world.turn),
            Stage::Open(_) if mem::take(&mut self.is_amid_turn) && readiness == Readiness::None => {}
            Stage::Open(open) => open.0.begin_turn(readiness, &world.turn),
            Stage::Quit(quit, _) => quit.0.begin_turn(readiness, &world.turn),
            Stage::Parted(connection, _) => connection.begin_turn(readiness, &world.turn),
            Stage::Lookup(..) | Stage::Connecting(..) | Stage::Over => {}
        }
        let mut next = Some(mem::replace(&mut self.stage, Stage::Over));
        while let Some(stage) = next {
            next = match stage {
                Stage::Lookup(lookup, log) => self.look_up(lookup, log, world),
                Stage::Connecting(connecting, log) => self.connect(connecting, log, world),
                Stage::Tls(shaking, mode) => self.shake_hands(shaking, mode, world),
                Stage::Handshake(shaking) => self.greet(shaking, world),
                Stage::Open(open) => self.deliver(open, world),
                Stage::Quit(quit, then) => self.part(quit, then, world),
                Stage::Parted(connection, then) => self.linger(connection, then, world),
                Stage::Over => None,
            };
        }
    }

    /// Waits for the addresses of the host.
    fn look_up(&mut self, lookup: Lookup, mut log: Option<Log>, world: &mut Surroundings<'_>) -> Option<Stage> {
        let server = world.server;
        let found = match lookup.poll(&server.host, server.port) {
            Ok(None) if self.began + limit(server) <= world.turn.now => {
                Err(SessionError::Deadline { phase: Phase::Connect, after: limit(server) })
            }
            found => found,
        };
        match found {
            Ok(Some(addresses)) => {
                let now = world.turn.now;
                let addresses = world.found.found(now, addresses);
                let connecting = Connecting::new(addresses, self.began + limit(server), now, world.is_exact);
                self.stage = Stage::Connecting(Box::new(connecting), log);
            }
            Ok(None) => self.stage = Stage::Lookup(lookup, log),
            Err(error) => fail(&mut log, error, world),
        }
        None
    }

    /// Waits for the connection; then TLS where that comes first, else the greeting.
    fn connect(
        &mut self,
        mut connecting: Box<Connecting>,
        mut log: Option<Log>,
        world: &mut Surroundings<'_>,
    ) -> Option<Stage> {
        let (server, now) = (world.server, world.turn.now);
        let Connected { mut socket, peer, took, since } = match connecting.poll(now) {
            Ok(Some(connected)) => connected,
            Ok(None) => {
                self.stage = Stage::Connecting(connecting, log);
                return None;
            }
            Err(source) => {
                world.found.forget();
                let server = connect::label(&server.host, server.port);
                fail(&mut log, SessionError::Connect { server, source }, world);
                return None;
            }
        };
        world.found.takes(peer);
        self.peer = Some(peer);
        world.turn.latencies.record(Phase::Connect, took);
        if let Some(log) = &mut log {
            log.event(&format!("connected to {peer}"));
        }
        let handshake = match server.handshake(|| socket.tcp().local_addr(), peer) {
            Ok(options) => Handshake::new(options),
            Err(source) => {
                fail(&mut log, SessionError::Io { phase: Phase::Connect, source }, world);
                return None;
            }
        };
        let mut connection = Connection::new(socket, &server.host, world.redaction, server.timeout, log, now);
        // A server that has greeted and closed by now will not be heard of again.
        connection.begin_turn(self.readiness, &world.turn);
        if server.tls_mode == TlsMode::Implicit {
            return self.begin_tls(connection, handshake, TlsMode::Implicit, world);
        }
        connection.expect_greeting(since);
        Some(Stage::Handshake(Box::new((connection, handshake))))
    }

    fn begin_tls(
        &mut self,
        mut connection: Connection,
        handshake: Handshake,
        mode: TlsMode,
        world: &mut Surroundings<'_>,
    ) -> Option<Stage> {
        let begun = security(world.server)
            .map_err(SessionError::from)
            .and_then(|security| connection.begin_tls(security, mode == TlsMode::StartTls, &mut world.turn));
        match begun {
            Ok(()) => Some(Stage::Tls(Box::new((connection, handshake)), mode)),
            Err(error) => self.not_opened(connection, error, world),
        }
    }

    fn shake_hands(
        &mut self,
        mut shaking: Box<(Connection, Handshake)>,
        mode: TlsMode,
        world: &mut Surroundings<'_>,
    ) -> Option<Stage> {
        let connection = &mut shaking.0;
        match connection.shake_hands(mode == TlsMode::StartTls, &mut world.turn) {
            Ok(true) => {
                if mode == TlsMode::Implicit {
                    // The certificate has been checked, which is not the server's time.
                    connection.expect_greeting(Instant::now());
                }
                self.has_news = true;
                Some(Stage::Handshake(shaking))
            }
            Ok(false) if connection.is_late(&world.turn) => {
                let error = connection.too_late();
                self.not_opened(shaking.0, error, world)
            }
            Ok(false) => {
                self.stage = Stage::Tls(shaking, mode);
                None
            }
            Err(error) => self.not_opened(shaking.0, error, world),
        }
    }

    /// Greeting, EHLO, STARTTLS, AUTH.
    fn greet(&mut self, mut shaking: Box<(Connection, Handshake)>, world: &mut Surroundings<'_>) -> Option<Stage> {
        let (connection, handshake) = &mut *shaking;
        match connection.drive(handshake, mem::take(&mut self.has_news), &mut world.turn) {
            Ok(Progress::Done(capabilities)) => {
                let (mut connection, _) = *shaking;
                connection.say_next(Phase::Mail);
                (world.tell)(SessionEvent::Opened(capabilities.clone()));
                let mut submission = Submission::new(capabilities);
                submission.send_in_chunks(world.chunks_in_flight);
                self.stage = Stage::Open(Box::new((connection, submission)));
                None
            }
            Ok(Progress::StartTls) => {
                let (connection, handshake) = *shaking;
                self.begin_tls(connection, handshake, TlsMode::StartTls, world)
            }
            Ok(Progress::Waiting) if connection.is_late(&world.turn) => {
                let error = connection.too_late();
                self.not_opened(shaking.0, error, world)
            }
            Ok(Progress::Waiting) => {
                self.stage = Stage::Handshake(shaking);
                None
            }
            Err(error) => self.not_opened(shaking.0, error, world),
        }
    }

    /// Mail transactions.
    fn deliver(&mut self, mut open: Box<(Connection, Submission)>, world: &mut Surroundings<'_>) -> Option<Stage> {
        let (connection, submission) = &mut *open;
        let mut has_news = mem::take(&mut self.has_news);
        if world.learnt.waits_for_contents() {
            submission.wait_for_contents();
        }
        let error = loop {
            let progress = connection.drive(submission, has_news, &mut world.turn);
            submission.take_rooms().for_each(|room| world.rooms.keep(room));
            if submission.waits_for_contents() {
                world.learnt.wait_for_contents();
            }
            connection.wait_at_most(if submission.may_be_unheard() { UNHEARD } else { Duration::MAX });
            match progress {
                Ok(Progress::Done(settled)) => {
                    let began = self.submitted.pop_front().unwrap_or(world.turn.now);
                    let at = connection.arrived().max(began);
                    (world.tell)(SessionEvent::Settled { settled, elapsed: at.saturating_duration_since(began), at });
                    if submission.has_quit() && submission.pending() == 0 {
                        return Some(self.leave(open.0, Quit::said(), SessionEvent::Closed, world));
                    }
                    has_news = true;
                    if !submission.goes_in_chunks() {
                        // Whoever submits hears of it first: the next mail's commands are to go out with the content of this
                        // one. And in lock-step a reply that nobody asked for, which would be taken for the answer to MAIL,
                        // gets time to arrive.
                        (self.has_news, self.wants_turn, self.is_amid_turn) = (true, true, submission.is_ahead());
                        self.stage = Stage::Open(open);
                        return None;
                    }
                }
                Ok(Progress::Waiting) if connection.is_late(&world.turn) => break connection.too_late(),
                Ok(Progress::Waiting) if self.is_withheld && submission.pending() > 0 && connection.is_resting() => {
                    break SessionError::Withheld;
                }
                Ok(Progress::Waiting) => {
                    if self.is_leaving && submission.pending() == 0 {
                        return Some(self.leave(open.0, Quit::default(), SessionEvent::Closed, world));
                    }
                    self.stage = Stage::Open(open);
                    return None;
                }
                Ok(Progress::StartTls) => break ProtocolError::OutOfTurn.into(),
                Err(error) => break error,
            }
        };
        // A server that had ended the session before need say nothing more, and that says why it is over.
        let has_closed = connection.is_heard_out() && is_close(&error);
        let error = submission.farewell(has_closed).map_or(error, SessionError::from);
        connection.note(&error.to_string());
        if submission.is_behind_content() && may_be_of_contents(&error) {
            world.learnt.wait_for_contents();
        }
        let (connection, submission) = *open;
        let mut lost = submission.abandon(connection.written());
        decide_early(&error, &mut lost);
        (world.tell)(SessionEvent::Lost(Box::new(LostSession { error, lost })));
        None
    }

    /// Says good-bye. Never fails, and never takes longer than the deadline of [`Phase::Quit`]: everything is settled by
    /// then, and whatever comes back changes nothing.
    fn part(
        &mut self,
        mut quit: Box<(Connection, Quit)>,
        then: SessionEvent,
        world: &mut Surroundings<'_>,
    ) -> Option<Stage> {
        let (connection, dialog) = &mut *quit;
        match connection.drive(dialog, mem::take(&mut self.has_news), &mut world.turn) {
            Ok(Progress::Waiting) if !connection.is_late(&world.turn) => {
                self.stage = Stage::Quit(quit, then);
                None
            }
            Ok(Progress::Done(())) => {
                let mut connection = quit.0;
                connection.end_within(LINGER, world.turn.now);
                Some(Stage::Parted(Box::new(connection), then))
            }
            _ => {
                if dialog.is_behind_content() && connection.is_late(&world.turn) {
                    world.learnt.wait_for_contents();
                }
                quit.0.close();
                (world.tell)(then);
                None
            }
        }
    }

    fn linger(
        &mut self,
        connection: Box<Connection>,
        then: SessionEvent,
        world: &mut Surroundings<'_>,
    ) -> Option<Stage> {
        if !connection.has_ended() && !connection.is_late(&world.turn) {
            self.stage = Stage::Parted(connection, then);
            return None;
        }
        connection.close();
        (world.tell)(then);
        None
    }

    /// A server that still follows the dialog is told good-bye first.
    fn not_opened(
        &mut self,
        mut connection: Connection,
        error: SessionError,
        world: &mut Surroundings<'_>,
    ) -> Option<Stage> {
        connection.note(&error.to_string());
        if let Some(peer) = self.peer.filter(|_| is_turned_away(&error)) {
            world.found.turns_away(peer);
        }
        if is_worth_a_quit(&error) {
            return Some(self.leave(connection, Quit::default(), SessionEvent::OpenFailed(error), world));
        }
        (world.tell)(SessionEvent::OpenFailed(error));
        None
    }

    fn leave(&mut self, mut connection: Connection, quit: Quit, then: SessionEvent, world: &Surroundings<'_>) -> Stage {
        connection.end_within(Phase::Quit.timeout(), world.turn.now);
        self.has_news = true;
        Stage::Quit(Box::new((connection, quit)), then)
    }
}

fn fail(log: &mut Option<Log>, error: SessionError, world: &mut Surroundings<'_>) {
    if let Some(log) = log {
        log.event(&error.to_string());
    }
    (world.tell)(SessionEvent::OpenFailed(error));
}

/// How long lookup and connection may take together.
fn limit(server: &Server) -> Duration {
    let limit = Phase::Connect.timeout();
    server.timeout.map_or(limit, |timeout| timeout.min(limit))
}

fn security(server: &Server) -> Result<Security, TlsError> {
    Ok(Security { config: server.tls.config()?, name: server.tls_name()? })
}

/// Whether the server has closed the connection, as far as can be seen: with what it has not read yet, that is a reset.
fn is_close(error: &SessionError) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};
    match error {
        SessionError::Closed { .. } => true,
        SessionError::Io { source, .. } => matches!(source.kind(), BrokenPipe | ConnectionAborted | ConnectionReset),
        _ => false,
    }
}

/// Whether another address of the host may do better: the login has not been reached.
fn is_turned_away(error: &SessionError) -> bool {
    matches!(error.phase(), Some(Phase::Tls | Phase::Greeting | Phase::Ehlo | Phase::Helo | Phase::StartTls))
}

/// A server that still follows the dialog is told good-bye (RFC 5321 §4.1.1.10); one that has left it, or says nonsense,
/// is not.
fn is_worth_a_quit(error: &SessionError) -> bool {
    match error {
        SessionError::Protocol(ProtocolError::Refused { reply, .. } | ProtocolError::LoginRefused { reply }) => {
            reply.code != 421
        }
        SessionError::Protocol(ProtocolError::NoStartTls | ProtocolError::NoAuth { .. }) => true,
        _ => false,
    }
}

/// Whether a session may have ended so because of what came behind a content. What was asked for here, or said by the server, is of
/// something else.
fn may_be_of_contents(error: &SessionError) -> bool {
    !matches!(error, SessionError::Withheld | SessionError::Protocol(ProtocolError::Refused { .. }))
}

/// A server may answer a content before its end, with a refusal, and close. That is an answer: the mail it was to is
/// neither in doubt nor undecided. A 421 speaks of the session only.
fn decide_early(error: &SessionError, lost: &mut [Lost]) {
    if let SessionError::Protocol(ProtocolError::Refused { phase: Phase::Content, reply }) = error
        && (400..600).contains(&reply.code)
        && let Some(first) = lost.first_mut()
    {
        first.in_doubt = false;
        if reply.code != 421 {
            for verdict in first.verdicts.iter_mut().filter(|verdict| verdict.is_none()) {
                *verdict = Some(Verdict::Reply { phase: Phase::Content, reply: reply.clone() });
            }
        }
    }
}
