//! A connection and what is needed to hold a dialog over it: it goes as far as it can without waiting.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use super::link::{Arrived, HandshakeError, Link};
use super::socket::Socket;
use super::tls_error::first_line;
use super::transcript::Log;
use super::{Latencies, SessionError, TlsError};
use crate::smtp::auth::Redaction;
use crate::smtp::{Dialog, Outbox, Phase, ProtocolError, Reply, ReplyReader, Step};

/// Octets that have to leave before a write deadline ([`BLOCK_DEADLINE`]): then it begins anew.
const BLOCK: u64 = 64 << 10;

/// RFC 5321 §4.5.3.2.5: three minutes for a block of content.
const BLOCK_DEADLINE: Duration = Duration::from_secs(3 * 60);

/// A socket that was looked at no longer ago than this is not looked at again: little can have arrived since.
const FRESH: Duration = Duration::from_micros(200);

/// How TLS is to be done on a connection.
pub(super) struct Security {
    /// Trust and session cache.
    pub(super) config: Arc<ClientConfig>,
    /// The name the certificate must have.
    pub(super) name: ServerName<'static>,
}

/// What all sessions of a thread share while one of them has its turn.
pub(super) struct Turn<'a> {
    /// When it began.
    pub(super) now: Instant,
    /// When the sockets have last been looked at, all together: what had arrived by then is known.
    pub(super) polled: Instant,
    /// Room to read into.
    pub(super) buffer: &'a mut [u8],
    /// How long replies take.
    pub(super) latencies: &'a mut Latencies,
}

/// What is known of what the socket has to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Readiness {
    /// Nothing new.
    None,
    /// Something has arrived.
    Some,
    /// The server has closed its side, perhaps behind something.
    Ending,
}

/// Why a connection is of no more use.
#[derive(Debug)]
enum Broken {
    /// The server has closed it.
    Closed,
    /// It could not be read or written.
    Failed(io::Error),
}

/// How far a dialog has come.
pub(super) enum Progress<T> {
    /// To where it has to wait.
    Waiting,
    /// To the TLS handshake.
    StartTls,
    /// To an output.
    Done(T),
}

/// See the module.
pub(super) struct Connection {
    link: Link,
    reader: ReplyReader,
    /// When what was read last had arrived.
    arrived: Instant,
    outbox: Outbox,
    /// When that was written which is still to be answered.
    asked: VecDeque<Instant>,
    /// What the oldest of those replies will be to, and since when it has been the oldest.
    awaited: Option<Phase>,
    since: Instant,
    /// What will be said next, where no reply is awaited.
    next: Phase,
    /// The dialog has more to say as soon as the outbox is empty.
    has_more: bool,
    /// The block that is being written: where it began, and when.
    block: (u64, Instant),
    /// The connection did not take all of it the last time.
    is_stuck: bool,
    /// Something may have arrived.
    is_readable: bool,
    /// The server will say no more than what has arrived.
    is_ending: bool,
    /// What has arrived has been looked for in this turn.
    has_looked: bool,
    /// The server has begun to answer a content before its end: no more of it is written, until the rest of that is there.
    is_interrupted: bool,
    /// The connection is of no more use. What had arrived before is still heard.
    broken: Option<Broken>,
    /// Caps every deadline.
    timeout: Option<Duration>,
    /// No deadline is later than this.
    end: Option<Instant>,
    /// The reply that is awaited is not waited for longer.
    patience: Duration,
    host: String,
    redaction: Option<Arc<Redaction>>,
    log: Option<Log>,
}

impl Connection {
    pub(super) fn new(
        socket: Socket,
        host: &str,
        redaction: Option<&Arc<Redaction>>,
        timeout: Option<Duration>,
        log: Option<Log>,
        now: Instant,
    ) -> Self {
        Self {
            link: Link::new(socket),
            reader: ReplyReader::new(),
            arrived: now,
            outbox: Outbox::new(log.is_some()),
            asked: VecDeque::new(),
            awaited: None,
            since: now,
            next: Phase::Greeting,
            has_more: false,
            block: (0, now),
            is_stuck: false,
            is_readable: false,
            is_ending: false,
            has_looked: false,
            is_interrupted: false,
            broken: None,
            timeout,
            end: None,
            patience: Duration::MAX,
            host: host.to_owned(),
            redaction: redaction.cloned(),
            log,
        }
    }

    /// Octets of all dialogs so far that may have reached the server.
    pub(super) fn written(&self) -> u64 {
        self.link.written()
    }

    /// When what was read last had arrived.
    pub(super) fn arrived(&self) -> Instant {
        self.arrived
    }

    /// From now on everything together may take so long at most.
    pub(super) fn end_within(&mut self, limit: Duration, now: Instant) {
        self.end = Some(now + self.capped(limit));
    }

    /// The reply that is awaited now is not waited for longer than this.
    pub(super) fn wait_at_most(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// What is said next, where no reply is outstanding: for the words of a message.
    pub(super) fn say_next(&mut self, phase: Phase) {
        self.next = phase;
    }

    /// The server speaks first.
    pub(super) fn expect_greeting(&mut self, now: Instant) {
        self.asked.push_back(now);
        self.since = now;
    }

    /// A line for the transcript.
    pub(super) fn note(&mut self, text: &str) {
        if let Some(log) = &mut self.log {
            log.event(text);
        }
    }

    /// A turn begins, because of this.
    pub(super) fn begin_turn(&mut self, readiness: Readiness, turn: &Turn<'_>) {
        self.is_readable |= readiness != Readiness::None;
        self.is_ending |= readiness == Readiness::Ending;
        self.has_looked = turn.now.saturating_duration_since(turn.polled) < FRESH;
    }

    /// Drives a dialog as far as it goes without waiting. `has_news` where it has something to say that no reply has asked
    /// for: at the start, and when it has been given something to do.
    ///
    /// # Errors
    /// The connection must not be used again.
    pub(super) fn drive<D: Dialog>(
        &mut self,
        dialog: &mut D,
        mut has_news: bool,
        turn: &mut Turn<'_>,
    ) -> Result<Progress<D::Output>, SessionError> {
        loop {
            let reply = if has_news { None } else { self.reply(turn)? };
            if reply.is_none() && !has_news {
                if self.is_readable {
                    self.look(turn);
                    continue;
                }
                if self.has_nothing_to_write() || self.is_interrupted || self.broken.is_some() {
                    // What came while this process could not run has come in time.
                    if self.is_late(turn) && !self.has_looked {
                        self.look(turn);
                        continue;
                    }
                    return self.waiting();
                }
                // A server that has closed the connection is noticed before anything is written to it, so that nothing is
                // in doubt; and a reply that nobody asked for must not be taken for the answer to what is said next: a 250
                // that came before the end of data, least of all.
                if !self.has_looked {
                    self.look(turn);
                    continue;
                }
                let is_all = self.flush(turn);
                if self.broken.is_some() {
                    continue;
                }
                if !is_all || !std::mem::take(&mut self.has_more) {
                    return Ok(Progress::Waiting);
                }
            }
            has_news = false;
            if reply.is_some() {
                self.since = turn.now;
            }
            match dialog.step(reply, &mut self.outbox)? {
                Step::Flush(phase) => {
                    (self.has_more, self.has_looked) = (true, false);
                    self.awaited = Some(phase);
                }
                Step::AwaitReply(phase) => {
                    if self.awaited.is_none() {
                        self.since = turn.now;
                    }
                    self.awaited = Some(phase);
                }
                Step::Idle(phase) => (self.awaited, self.next) = (None, phase),
                Step::StartTls => return Ok(Progress::StartTls),
                Step::Done(output) => {
                    if self.asked.is_empty() {
                        (self.awaited, self.has_looked) = (None, false);
                    }
                    return Ok(Progress::Done(output));
                }
            }
        }
    }

    /// Whether nothing is to be written and nothing awaited.
    pub(super) fn is_resting(&self) -> bool {
        self.awaited.is_none() && self.has_nothing_to_write()
    }

    /// Whether the deadline has passed.
    pub(super) fn is_late(&self, turn: &Turn<'_>) -> bool {
        self.deadline().is_some_and(|deadline| deadline <= turn.now)
    }

    /// When to give up, if nothing happens before.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let deadline = if self.is_interrupted {
            Some(self.since + self.capped(self.phase().timeout()))
        } else if self.has_nothing_to_write() || self.awaited == Some(Phase::Tls) {
            self.awaited.map(|phase| self.since + self.capped(phase.timeout()).min(self.patience))
        } else {
            Some(self.block.1 + self.capped(BLOCK_DEADLINE))
        };
        deadline.into_iter().chain(self.end).min()
    }

    /// Why to give up, when the deadline has passed.
    pub(super) fn too_late(&self) -> SessionError {
        let phase = self.phase();
        if self.has_nothing_to_write() || self.is_interrupted || phase == Phase::Tls {
            SessionError::Deadline { phase, after: self.capped(phase.timeout()).min(self.patience) }
        } else {
            SessionError::Stalled { phase, after: self.capped(BLOCK_DEADLINE) }
        }
    }

    /// Begins the TLS handshake. After STARTTLS nothing may have come behind the reply to it (RFC 3207 §6).
    pub(super) fn begin_tls(
        &mut self,
        security: Security,
        after_starttls: bool,
        turn: &mut Turn<'_>,
    ) -> Result<(), SessionError> {
        if after_starttls {
            self.look(turn);
            if self.reader.has_rest() {
                return Err(SessionError::Injected);
            }
        }
        self.reader = ReplyReader::new();
        let Security { config, name } = security;
        self.link.begin_tls(config, name).map_err(|error| TlsError::of(&self.host, &error, None, false))?;
        // Its keys have been made, which is not the server's time.
        (self.awaited, self.since) = (Some(Phase::Tls), Instant::now());
        Ok(())
    }

    /// Goes on with the TLS handshake; `true` once it is done.
    pub(super) fn shake_hands(&mut self, after_starttls: bool, turn: &mut Turn<'_>) -> Result<bool, SessionError> {
        let (host, redaction, reader, log) = (&self.host, &self.redaction, &mut self.reader, &mut self.log);
        // A server may speak first as soon as it has said its part of the handshake.
        let mut take = |octets: &[u8]| {
            if let Some(log) = log {
                log.server(octets);
            }
            reader.push(octets);
        };
        let done = self.link.shake_hands(turn.buffer, &mut take).map_err(|error| match error {
            HandshakeError::Closed => SessionError::Closed { phase: Phase::Tls },
            HandshakeError::Io(source) => SessionError::Io { phase: Phase::Tls, source },
            HandshakeError::Tls { error, first } => {
                // A session before this one may have told the server the secret.
                let redact = |line: &str| redaction.as_ref().map_or_else(|| line.to_owned(), |all| all.redact(line));
                TlsError::of(host, &error, first_line(&first).map(redact), after_starttls).into()
            }
        })?;
        let Some(done) = done else { return Ok(false) };
        self.note(&format!("TLS handshake done ({done}): from here on everything is encrypted"));
        // The server may have answered in the turn in which it was asked.
        let seen = if self.since < turn.now { turn.now } else { Instant::now() };
        self.arrived = self.link.arrived().unwrap_or(seen);
        turn.latencies.record(Phase::Tls, self.arrived.saturating_duration_since(self.since));
        self.awaited = None;
        self.is_readable = true;
        Ok(true)
    }

    /// Whether the server has closed its side.
    pub(super) fn has_ended(&self) -> bool {
        self.is_ending || self.broken.is_some()
    }

    /// Whether what has arrived is whole replies, all of which have been taken.
    pub(super) fn is_heard_out(&self) -> bool {
        !self.reader.has_rest()
    }

    /// Closes the connection in good order.
    pub(super) fn close(mut self) {
        if !self.has_ended() {
            self.link.close();
        }
    }

    fn has_nothing_to_write(&self) -> bool {
        self.outbox.octets().is_empty() && !self.link.is_behind()
    }

    /// What is being waited for, or comes next.
    fn phase(&self) -> Phase {
        self.awaited.unwrap_or(self.next)
    }

    /// Nothing is left to do: good, unless the connection has ended.
    fn waiting<T>(&mut self) -> Result<Progress<T>, SessionError> {
        let phase = self.phase();
        match self.broken.take() {
            None => Ok(Progress::Waiting),
            Some(Broken::Closed) => Err(SessionError::Closed { phase }),
            Some(Broken::Failed(source)) => Err(SessionError::Io { phase, source }),
        }
    }

    /// The next whole reply that has arrived.
    fn reply(&mut self, turn: &mut Turn<'_>) -> Result<Option<Reply>, SessionError> {
        let phase = self.phase();
        let reply = match self.reader.next_reply() {
            Ok(Some(reply)) => self.without_secret(reply),
            Ok(None) if !self.asked.is_empty() || !self.reader.has_rest() => return Ok(None),
            // How the network cuts a refusal of the content must not matter.
            Ok(None) if phase == Phase::Content => {
                if !std::mem::replace(&mut self.is_interrupted, true) {
                    self.since = turn.now;
                }
                return Ok(None);
            }
            Ok(None) => return Err(SessionError::Unasked { reply: "half a line".to_owned() }),
            Err(error) => return Err(ProtocolError::Malformed { phase, error }.into()),
        };
        match self.asked.pop_front() {
            Some(asked) => {
                turn.latencies.record(phase, self.arrived.saturating_duration_since(asked));
                Ok(Some(reply))
            }
            // A refusal in the middle of a content is an answer to it.
            None if reply.code == 421 || phase == Phase::Content && reply.is_negative() => {
                Err(ProtocolError::Refused { phase, reply }.into())
            }
            None => Err(SessionError::Unasked { reply: reply.to_string() }),
        }
    }

    /// Takes in what has arrived, as much as there is room for.
    fn look(&mut self, turn: &mut Turn<'_>) {
        let (reader, log) = (&mut self.reader, &mut self.log);
        let arrived = self.link.receive(turn.buffer, &mut |octets| {
            if let Some(log) = log {
                log.server(octets);
            }
            reader.push(octets);
        });
        self.has_looked = true;
        if !matches!(arrived, Ok(Arrived::Nothing)) {
            self.arrived = self.link.arrived().unwrap_or(turn.now);
        }
        // The end comes behind the last octets, and is no event of its own if it was there with them.
        self.is_readable = match arrived {
            Ok(Arrived::Some) => true,
            Ok(Arrived::All) => self.is_ending,
            _ => false,
        };
        match arrived {
            Ok(Arrived::End) => self.broken = Some(Broken::Closed),
            Err(error) => self.broken = Some(Broken::Failed(error)),
            Ok(_) => {}
        }
    }

    /// Writes what is in the outbox, as much as the connection takes; whether that was all.
    fn flush(&mut self, turn: &mut Turn<'_>) -> bool {
        if let Some(log) = &mut self.log {
            log.client(&mut self.outbox);
        }
        if !self.is_stuck {
            self.block = (self.link.written(), turn.now);
        }
        let (taken, result) = self.link.write(self.outbox.octets());
        self.outbox.take(taken);
        let written = self.link.written();
        if written >= self.block.0 + BLOCK {
            self.block = (written, turn.now);
        }
        let asked = self.outbox.asked(written);
        if self.asked.is_empty() && asked > 0 {
            self.since = turn.now;
        }
        self.asked.extend(std::iter::repeat_n(self.link.left().unwrap_or(turn.now), asked));
        self.is_stuck = matches!(result, Ok(false));
        result.unwrap_or_else(|error| {
            // A server that refuses a content half-way says so and closes: its words are worth more than "broken pipe".
            self.look(turn);
            self.broken = Some(Broken::Failed(error));
            false
        })
    }

    fn capped(&self, limit: Duration) -> Duration {
        self.timeout.map_or(limit, |timeout| timeout.min(limit))
    }

    /// A reply whose text is safe to keep and show, even if the server echoes the secret.
    fn without_secret(&self, reply: Reply) -> Reply {
        match &self.redaction {
            Some(redaction) => redaction.clean(reply),
            None => reply,
        }
    }
}

impl std::fmt::Debug for Connection {
    /// Without the buffers: they hold mail, and have held a login.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("host", &self.host).field("written", &self.written()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
