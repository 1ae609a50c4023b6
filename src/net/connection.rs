//! The loop that drives a dialog over a stream. Nothing else in this crate waits for a server.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use super::stream::{HandshakeError, Stream};
use super::tls_error::first_line;
use super::transcript::Log;
use super::{SessionError, TlsError};
use crate::smtp::auth::Credentials;
use crate::smtp::{Dialog, Outbox, Phase, ProtocolError, Reply, ReplyReader, Step};

/// What is written at once, and what a write deadline is for.
const BLOCK: usize = 64 << 10;

/// RFC 5321 §4.5.3.2.5: three minutes for a block of content.
const BLOCK_DEADLINE: Duration = Duration::from_secs(3 * 60);

/// How TLS is to be done on a connection.
pub(super) struct Security {
    /// Trust and session cache.
    pub(super) config: Arc<ClientConfig>,
    /// The name the certificate must have.
    pub(super) name: ServerName<'static>,
}

/// A stream, and what is needed to hold a dialog over it.
pub(super) struct Connection {
    stream: Stream,
    reader: ReplyReader,
    outbox: Outbox,
    buffer: Box<[u8]>,
    /// Octets of the dialogs that may have reached the server.
    written: u64,
    /// Caps every deadline.
    timeout: Option<Duration>,
    /// No deadline is later than this.
    end: Option<Instant>,
    host: String,
    security: Option<Security>,
    credentials: Option<Credentials>,
    /// What went wrong while an output was already certain: told when the next thing is asked for.
    broken: Option<SessionError>,
    log: Option<Log>,
}

impl Connection {
    pub(super) fn new(
        stream: Stream,
        host: &str,
        security: Option<Security>,
        credentials: Option<&Credentials>,
        timeout: Option<Duration>,
        log: Option<Log>,
    ) -> Self {
        Self {
            stream,
            reader: ReplyReader::new(),
            outbox: Outbox::new(log.is_some()),
            buffer: vec![0; 16 << 10].into_boxed_slice(),
            written: 0,
            timeout,
            end: None,
            host: host.to_owned(),
            security,
            credentials: credentials.cloned(),
            broken: None,
            log,
        }
    }

    /// Octets of all dialogs so far that may have reached the server.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// The socket, for its addresses.
    pub(super) fn tcp(&self) -> &TcpStream {
        self.stream.tcp()
    }

    /// From now on everything together may take so long at most.
    pub(super) fn end_within(&mut self, limit: Duration) {
        self.end = Some(Instant::now() + self.capped(limit));
    }

    /// A line for the transcript.
    pub(super) fn note(&mut self, text: &str) {
        if let Some(log) = &mut self.log {
            log.event(text);
        }
    }

    /// Drives a dialog to its next output.
    ///
    /// # Errors
    /// The connection must not be used again.
    pub(super) fn drive<D: Dialog>(&mut self, dialog: &mut D) -> Result<D::Output, SessionError> {
        self.drive_held(dialog, &mut || true)
    }

    /// The same; `release` is asked before the end of any data is written, and `false` ends the session there.
    ///
    /// # Errors
    /// The connection must not be used again.
    pub(super) fn drive_held<D: Dialog>(
        &mut self,
        dialog: &mut D,
        release: &mut dyn FnMut() -> bool,
    ) -> Result<D::Output, SessionError> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        // What a step that failed has left is not for the next dialog.
        self.outbox.clear();
        let mut reply = None;
        loop {
            match dialog.step(reply.take(), &mut self.outbox)? {
                // Only content is long enough to go out in blocks.
                Step::Flush => self.flush(Phase::Content)?,
                Step::Hold if release() => self.check(Phase::Content)?,
                Step::Hold => return Err(SessionError::Withheld),
                Step::AwaitReply(phase) => {
                    self.flush(phase)?;
                    reply = Some(self.reply(phase)?);
                }
                Step::StartTls => {
                    self.flush(Phase::StartTls)?;
                    self.upgrade()?;
                }
                Step::Done(output) => {
                    // What is settled stays settled, whatever becomes of the octets behind it.
                    self.broken = self.flush(Phase::Mail).err();
                    return Ok(output);
                }
            }
        }
    }

    /// Does the TLS handshake.
    pub(super) fn start_tls(&mut self) -> Result<(), SessionError> {
        self.handshake(false)
    }

    /// Whether the connection has stayed as it was left: open, and with nothing said by the server.
    ///
    /// A server that has closed the connection is noticed before `next` is written to it, so that nothing is in doubt. A
    /// reply that nobody asked for (mostly a 421) must not be taken for the answer to what is said next: a 250 that came
    /// before the end of data, least of all. A refusal in the middle of a content is an answer to it.
    pub(super) fn check(&mut self, next: Phase) -> Result<(), SessionError> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let open = self.drain();
        match self.reader.next_reply() {
            Ok(Some(reply)) if reply.code == 421 || next == Phase::Content && reply.is_negative() => {
                Err(ProtocolError::Refused { phase: next, reply: self.without_secret(reply) }.into())
            }
            Ok(Some(reply)) => Err(SessionError::Unasked { reply: self.without_secret(reply).to_string() }),
            Err(error) => Err(ProtocolError::Malformed { phase: next, error }.into()),
            Ok(None) if self.reader.has_rest() => Err(SessionError::Unasked { reply: "half a line".to_owned() }),
            Ok(None) => match open {
                Ok(true) => Ok(()),
                Ok(false) => Err(SessionError::Closed { phase: next }),
                Err(source) => Err(SessionError::Io { phase: next, source }),
            },
        }
    }

    /// Whether the server has already said something that no reply has taken.
    pub(super) fn has_rest(&self) -> bool {
        self.reader.has_rest()
    }

    /// Closes the connection in good order.
    pub(super) fn close(mut self) {
        let deadline = self.deadline(Phase::Quit.timeout());
        self.stream.close(deadline);
    }

    /// STARTTLS has been agreed to: nothing may have come behind that reply (RFC 3207 §6).
    fn upgrade(&mut self) -> Result<(), SessionError> {
        let _ = self.drain();
        if self.reader.has_rest() {
            return Err(SessionError::Injected);
        }
        self.handshake(true)?;
        self.reader = ReplyReader::new();
        Ok(())
    }

    fn handshake(&mut self, after_starttls: bool) -> Result<(), SessionError> {
        let after = self.capped(Phase::Tls.timeout());
        let deadline = self.deadline(Phase::Tls.timeout());
        let (host, credentials) = (&self.host, &self.credentials);
        let Some(Security { config, name }) = self.security.take() else {
            let why = "it was asked for out of turn".to_owned();
            return Err(TlsError::Handshake { host: host.clone(), why }.into());
        };
        let done = self.stream.start_tls(config, name, deadline).map_err(|error| match error {
            HandshakeError::Closed => SessionError::Closed { phase: Phase::Tls },
            HandshakeError::Io(source) if source.kind() == io::ErrorKind::TimedOut => {
                SessionError::Deadline { phase: Phase::Tls, after }
            }
            HandshakeError::Io(source) => SessionError::Io { phase: Phase::Tls, source },
            HandshakeError::Tls { error, first } => {
                // A session before this one may have told the server the secret.
                let redact = |line: &str| credentials.as_ref().map_or_else(|| line.to_owned(), |all| all.redact(line));
                TlsError::of(host, &error, first_line(&first).map(redact), after_starttls).into()
            }
        })?;
        self.note(&format!("TLS handshake done ({done}): from here on everything is encrypted"));
        Ok(())
    }

    /// Writes all of the outbox.
    fn flush(&mut self, phase: Phase) -> Result<(), SessionError> {
        if self.outbox.octets().is_empty() {
            return Ok(());
        }
        if let Some(log) = &mut self.log {
            log.client(&self.outbox);
        }
        let after = self.capped(BLOCK_DEADLINE);
        let mut fault = None;
        for block in self.outbox.octets().chunks(BLOCK) {
            let (written, result) = self.stream.write(block, self.deadline(BLOCK_DEADLINE));
            self.written += u64::try_from(written).unwrap_or(u64::MAX);
            if let Err(error) = result {
                fault = Some(error);
                break;
            }
        }
        self.outbox.clear();
        fault.map_or(Ok(()), |error| Err(self.why_unwritten(phase, error, after)))
    }

    /// A server that refuses a content half-way says so and closes: its words are worth more than "broken pipe".
    fn why_unwritten(&mut self, phase: Phase, error: io::Error, after: Duration) -> SessionError {
        let _ = self.drain();
        if let Ok(Some(reply)) = self.reader.next_reply()
            && (400..600).contains(&reply.code)
        {
            return ProtocolError::Refused { phase, reply: self.without_secret(reply) }.into();
        }
        match error.kind() {
            io::ErrorKind::TimedOut => SessionError::Stalled { phase, after },
            _ => SessionError::Io { phase, source: error },
        }
    }

    /// Waits for one whole reply. The deadline is the reply's, however many reads it takes.
    fn reply(&mut self, phase: Phase) -> Result<Reply, SessionError> {
        let mut deadline = None;
        loop {
            match self.reader.next_reply() {
                Ok(Some(reply)) => return Ok(self.without_secret(reply)),
                Ok(None) => {}
                Err(error) => return Err(ProtocolError::Malformed { phase, error }.into()),
            }
            let deadline = *deadline.get_or_insert_with(|| self.deadline(phase.timeout()));
            let length = match self.stream.read(&mut self.buffer, deadline) {
                Ok(0) => return Err(SessionError::Closed { phase }),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return Err(SessionError::Deadline { phase, after: self.capped(phase.timeout()) });
                }
                Err(source) => return Err(SessionError::Io { phase, source }),
            };
            if let Some(log) = &mut self.log {
                log.server(&self.buffer[..length]);
            }
            self.reader.push(&self.buffer[..length]);
        }
    }

    /// Takes in what has already arrived. Returns whether the connection is still open.
    fn drain(&mut self) -> io::Result<bool> {
        let (reader, log) = (&mut self.reader, &mut self.log);
        self.stream.drain(&mut self.buffer, |octets| {
            if let Some(log) = log {
                log.server(octets);
            }
            reader.push(octets);
        })
    }

    fn capped(&self, limit: Duration) -> Duration {
        self.timeout.map_or(limit, |timeout| timeout.min(limit))
    }

    fn deadline(&self, limit: Duration) -> Instant {
        let deadline = Instant::now() + self.capped(limit);
        self.end.map_or(deadline, |end| end.min(deadline))
    }

    /// A reply whose text is safe to keep and show, even if the server echoes the secret.
    fn without_secret(&self, mut reply: Reply) -> Reply {
        // A challenge must stay as it is, and is never kept.
        let Some(credentials) = self.credentials.as_ref().filter(|_| reply.code != 334) else { return reply };
        let secret = credentials.secret.expose();
        for line in &mut reply.lines {
            if may_hold(line, secret) {
                *line = credentials.redact(line);
            }
        }
        reply
    }
}

/// Whether a line holds the secret, or a run of base64 long enough to. Most lines do not, and are not searched further.
fn may_hold(line: &str, secret: &str) -> bool {
    let is_base64 = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/');
    let encoded = (secret.len() * 4).div_ceil(3);
    line.contains(secret) || line.as_bytes().split(|octet| !is_base64(*octet)).any(|run| run.len() >= encoded)
}

impl std::fmt::Debug for Connection {
    /// Without the buffers: they hold mail, and have held a login.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("host", &self.host).field("written", &self.written).finish_non_exhaustive()
    }
}
