//! One SMTP session, from the connection to QUIT.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::ServerName;

use super::connection::{Connection, Security};
use super::stream::Stream;
use super::transcript::Log;
use super::{LostSession, SessionError, Tls, TlsError, Transcript, connect};
use crate::mail::MailObject;
use crate::smtp::auth::{Choice, Credentials};
use crate::smtp::{
    Capabilities, Handshake, HandshakeOptions, Lost, Phase, ProtocolError, Quit, Settled, Submission, TlsMode, Verdict,
};

/// A session that has been quiet for longer is looked at before it is used.
const IDLE: Duration = Duration::from_millis(100);

/// Where to connect to and how: the same for all sessions of a batch.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is secured.
    pub tls_mode: TlsMode,
    /// Trust and session cache, shared by all sessions; unused with [`TlsMode::None`].
    pub tls: Tls,
    /// The login.
    pub credentials: Option<Credentials>,
    /// Which mechanism.
    pub mechanism: Choice,
    /// `--allow-plaintext-auth`.
    pub allow_plaintext_auth: bool,
    /// The name in EHLO; `None` = found from the local host name, else the local address as a literal.
    pub client_name: Option<String>,
    /// `--timeout`: caps the deadline of every phase.
    pub timeout: Option<Duration>,
}

/// An open session, logged in where a login was given. Dropped without [`Session::quit`] it just closes the connection.
#[derive(Debug)]
pub struct Session {
    capabilities: Capabilities,
    connection: Connection,
    /// `None` once the session is lost.
    submission: Option<Submission>,
    /// Octets that had been written when the submission began.
    before: u64,
    /// When the server was last heard.
    heard: Instant,
}

impl Session {
    /// Connects (each address in turn), shakes hands, logs in.
    ///
    /// # Errors
    /// See [`SessionError`]; a refused login is [`ProtocolError::LoginRefused`].
    pub fn open(server: &Server, transcript: Option<&Arc<Transcript>>) -> Result<Self, SessionError> {
        // What is wrong with trust or name is wrong before anybody has been called.
        let security = match server.tls_mode {
            TlsMode::None => None,
            TlsMode::Implicit | TlsMode::StartTls => Some(security(server)?),
        };
        let mut log = transcript.map(|transcript| Log::new(transcript, server.credentials.as_ref()));
        let mut connection = match dial(server, security, &mut log) {
            Ok(connection) => connection,
            Err(error) => {
                if let Some(log) = &mut log {
                    log.event(&error.to_string());
                }
                return Err(error);
            }
        };
        match greet(server, &mut connection) {
            Ok(capabilities) => Ok(Self {
                submission: Some(Submission::new(capabilities.clone())),
                capabilities,
                before: connection.written(),
                connection,
                heard: Instant::now(),
            }),
            Err(error) => {
                connection.note(&error.to_string());
                if is_worth_a_quit(&error) {
                    part(connection);
                }
                Err(error)
            }
        }
    }

    /// What the server offers.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Delivers one mail and waits for its verdicts. `release` is asked before the end of data is written: until it has
    /// returned, nothing can have been delivered. `false` ends the session there.
    ///
    /// # Errors
    /// The session is lost; what is to be said of the mail is in the error. The session must not be used again.
    pub fn submit(
        &mut self,
        mail: &Arc<MailObject>,
        release: &mut dyn FnMut() -> bool,
    ) -> Result<Settled, Box<LostSession>> {
        let untouched = || Lost { verdicts: vec![None; mail.envelope.forward_paths.len()], in_doubt: false };
        let Some(mut submission) = self.submission.take() else {
            let error = SessionError::Closed { phase: Phase::Mail };
            return Err(Box::new(LostSession { error, lost: vec![untouched()] }));
        };
        if let Err(error) = self.check_idle() {
            self.connection.note(&error.to_string());
            return Err(Box::new(LostSession { error, lost: vec![untouched()] }));
        }
        submission.push(Arc::clone(mail));
        match self.connection.drive_held(&mut submission, release) {
            Ok(settled) => {
                self.submission = Some(submission);
                self.heard = Instant::now();
                Ok(settled)
            }
            Err(error) => {
                self.connection.note(&error.to_string());
                let mut lost = submission.abandon(self.connection.written() - self.before);
                decide_early(&error, &mut lost);
                Err(Box::new(LostSession { error, lost }))
            }
        }
    }

    /// Says good-bye. Never fails and never takes longer than the deadline of [`Phase::Quit`].
    pub fn quit(self) {
        if self.submission.is_some() {
            part(self.connection);
        }
    }

    /// A server may close or speak while nothing is said to it. A mail that follows another at once is not worth the
    /// look: it would see nothing that its first reply does not tell.
    fn check_idle(&mut self) -> Result<(), SessionError> {
        if self.connection.has_rest() || self.heard.elapsed() > IDLE {
            self.connection.check(Phase::Mail)
        } else {
            Ok(())
        }
    }
}

fn security(server: &Server) -> Result<Security, TlsError> {
    let name = connect::wire_name(&server.host)
        .and_then(|name| ServerName::try_from(name).ok())
        .ok_or_else(|| TlsError::Name { host: server.host.clone() })?;
    Ok(Security { config: server.tls.config()?, name })
}

fn dial(server: &Server, security: Option<Security>, log: &mut Option<Log>) -> Result<Connection, SessionError> {
    let limit = Phase::Connect.timeout();
    let limit = server.timeout.map_or(limit, |timeout| timeout.min(limit));
    let tcp = connect::connect(&server.host, server.port, limit)?;
    if let (Some(log), Ok(peer)) = (log.as_mut(), tcp.peer_addr()) {
        log.event(&format!("connected to {peer}"));
    }
    let log = log.take();
    let credentials = server.credentials.as_ref();
    Ok(Connection::new(Stream::new(tcp), &server.host, security, credentials, server.timeout, log))
}

/// TLS where it comes first, then greeting, EHLO, STARTTLS, AUTH.
fn greet(server: &Server, connection: &mut Connection) -> Result<Capabilities, SessionError> {
    let fault = |source| SessionError::Io { phase: Phase::Connect, source };
    let local = connection.tcp().local_addr().map_err(fault)?.ip();
    let peer = connection.tcp().peer_addr().map_err(fault)?.ip();
    let options = HandshakeOptions {
        client_name: server.client_name.clone().unwrap_or_else(|| connect::client_name(local)),
        host: server.host.clone(),
        port: server.port,
        tls: server.tls_mode,
        credentials: server.credentials.clone(),
        mechanism: server.mechanism,
        plaintext_auth: server.allow_plaintext_auth || peer.to_canonical().is_loopback(),
        nonce: nonce().map_err(fault)?,
    };
    if server.tls_mode == TlsMode::Implicit {
        connection.start_tls()?;
    }
    connection.drive(&mut Handshake::new(options))
}

/// 24 characters of base64: no comma, as RFC 5802 §5.1 demands.
fn nonce() -> io::Result<String> {
    let mut octets = [0; 18];
    getrandom::fill(&mut octets).map_err(io::Error::other)?;
    Ok(STANDARD.encode(octets))
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

fn part(mut connection: Connection) {
    connection.end_within(Phase::Quit.timeout());
    // Everything is settled by now: whatever comes back changes nothing.
    let _ = connection.drive(&mut Quit::default());
    connection.close();
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
