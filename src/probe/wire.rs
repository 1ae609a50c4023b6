//! One connection that waits: a dialog's commands out, whole replies in, a deadline for each.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustls::ClientConnection;

use crate::net::{Server, SessionError, TlsError};
use crate::smtp::auth::{Credentials, Redaction};
use crate::smtp::{Outbox, Phase, ProtocolError, Reply, ReplyReader};

/// No reply is waited for longer, unless the user says so: a probe is for people who watch it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Octets of what came instead of TLS that are kept for a message.
const KEPT: usize = 512;

/// See the module.
pub(super) struct Wire {
    tcp: TcpStream,
    tls: Option<Box<ClientConnection>>,
    reader: ReplyReader,
    redaction: Option<Redaction>,
    /// What the dialog wants written.
    pub(super) outbox: Outbox,
}

impl Wire {
    /// `credentials`: what no reply is to show.
    pub(super) fn new(tcp: TcpStream, credentials: Option<&Credentials>) -> Self {
        let redaction = credentials.map(Redaction::new);
        Self { tcp, tls: None, reader: ReplyReader::new(), redaction, outbox: Outbox::new(false) }
    }

    /// Writes what is in the outbox and waits for one reply.
    pub(super) fn ask(&mut self, phase: Phase, server: &Server) -> Result<Reply, SessionError> {
        let limit = limit(phase, server);
        let deadline = Instant::now() + limit;
        self.flush(phase, limit)?;
        let mut buffer = [0; 4096];
        loop {
            if let Some(reply) = self.reader.next_reply().map_err(|error| ProtocolError::Malformed { phase, error })? {
                return Ok(match &self.redaction {
                    Some(redaction) => redaction.clean(reply),
                    None => reply,
                });
            }
            self.wait(phase, deadline, limit)?;
            match self.read(&mut buffer) {
                Ok(0) => return Err(SessionError::Closed { phase }),
                Ok(length) => self.reader.push(&buffer[..length]),
                Err(error) => go_on(phase, error)?,
            }
        }
    }

    /// Does the TLS handshake. After STARTTLS nothing may have come behind the reply to it (RFC 3207 §6).
    pub(super) fn start_tls(&mut self, server: &Server, after_starttls: bool) -> Result<(), SessionError> {
        if after_starttls && (self.reader.has_rest() || self.has_more()) {
            return Err(SessionError::Injected);
        }
        let mut tls = Box::new(server.tls_client()?);
        self.reader = ReplyReader::new();
        let limit = limit(Phase::Tls, server);
        let deadline = Instant::now() + limit;
        let mut first = Vec::new();
        let mut buffer = [0; 4096];
        let failed = |source| SessionError::Io { phase: Phase::Tls, source };
        self.tcp.set_write_timeout(Some(limit)).map_err(failed)?;
        while tls.is_handshaking() {
            while tls.wants_write() {
                tls.write_tls(&mut self.tcp).map_err(failed)?;
            }
            if !tls.is_handshaking() {
                break;
            }
            self.wait(Phase::Tls, deadline, limit)?;
            let length = match self.tcp.read(&mut buffer) {
                Ok(0) => return Err(SessionError::Closed { phase: Phase::Tls }),
                Ok(length) => length,
                Err(error) => {
                    go_on(Phase::Tls, error)?;
                    continue;
                }
            };
            let room = KEPT.saturating_sub(first.len()).min(length);
            first.extend_from_slice(&buffer[..room]);
            let mut rest = &buffer[..length];
            while !rest.is_empty() {
                let taken = tls.read_tls(&mut rest).map_err(failed)?;
                if let Err(error) = tls.process_new_packets() {
                    // The alert that tells the server why.
                    let _ = tls.write_tls(&mut self.tcp);
                    return Err(TlsError::of_handshake(&server.host, &error, &first, after_starttls).into());
                }
                if taken == 0 {
                    break;
                }
            }
        }
        while tls.wants_write() {
            tls.write_tls(&mut self.tcp).map_err(failed)?;
        }
        self.tls = Some(tls);
        Ok(())
    }

    pub(super) fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }

    /// The TLS connection, once there is one.
    pub(super) fn tls(&self) -> Option<&ClientConnection> {
        self.tls.as_deref()
    }

    fn flush(&mut self, phase: Phase, limit: Duration) -> Result<(), SessionError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => SessionError::Stalled { phase, after: limit },
            _ => SessionError::Io { phase, source },
        };
        self.tcp.set_write_timeout(Some(limit)).map_err(failed)?;
        let octets = self.outbox.octets();
        match self.tls.as_deref_mut() {
            None => self.tcp.write_all(octets).map_err(failed)?,
            Some(tls) => {
                tls.writer().write_all(octets).map_err(failed)?;
                while tls.wants_write() {
                    tls.write_tls(&mut self.tcp).map_err(failed)?;
                }
            }
        }
        self.outbox.clear();
        Ok(())
    }

    /// The next read will wait until the deadline at most.
    fn wait(&self, phase: Phase, deadline: Instant, limit: Duration) -> Result<(), SessionError> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(SessionError::Deadline { phase, after: limit });
        }
        self.tcp.set_read_timeout(Some(left)).map_err(|source| SessionError::Io { phase, source })
    }

    /// 0 = closed.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(tls) = self.tls.as_deref_mut() else { return self.tcp.read(buffer) };
        loop {
            match tls.reader().read(buffer) {
                Ok(length) => return Ok(length),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // A connection that ends without TLS's own good-bye has ended too.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                Err(error) => return Err(error),
            }
            let arrived = tls.read_tls(&mut self.tcp)?;
            let state = tls.process_new_packets().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            if state.plaintext_bytes_to_read() == 0 {
                let is_over = arrived == 0 || state.peer_has_closed();
                // The caller looks at the deadline: a server may drip records that hold nothing.
                return if is_over { Ok(0) } else { Err(io::ErrorKind::Interrupted.into()) };
            }
        }
    }

    /// Whether something has arrived that nobody has read.
    fn has_more(&self) -> bool {
        let peeked = self.tcp.set_nonblocking(true).and_then(|()| self.tcp.peek(&mut [0]));
        let _ = self.tcp.set_nonblocking(false);
        peeked.is_ok_and(|length| length > 0)
    }
}

/// How long a reply may take.
fn limit(phase: Phase, server: &Server) -> Duration {
    phase.timeout().min(server.timeout.unwrap_or(PATIENCE)).max(Duration::from_millis(1))
}

/// What only says that nothing has come so far is no error: the deadline is.
fn go_on(phase: Phase, source: io::Error) -> Result<(), SessionError> {
    match source.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted => Ok(()),
        _ => Err(SessionError::Io { phase, source }),
    }
}
