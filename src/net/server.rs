//! Where to connect to, and how.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConnection;
use rustls::pki_types::ServerName;

use super::{Tls, TlsError, connect};
use crate::smtp::auth::{Choice, Credentials};
use crate::smtp::{HandshakeOptions, TlsMode};

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

impl Server {
    /// `host:port`, an IPv6 address in brackets; fit to be shown.
    #[must_use]
    pub fn label(&self) -> String {
        connect::label(&self.host, self.port)
    }

    /// The host as name resolution knows it: an IP address without brackets, a name in A-labels (RFC 5890). `None` where it
    /// is no host.
    #[must_use]
    pub fn wire_name(&self) -> Option<String> {
        connect::wire_name(&self.host).filter(|name| !name.is_empty())
    }

    /// TLS with this server, yet to begin, for a caller that has a socket of its own.
    ///
    /// # Errors
    /// There are no trust roots, or the host is nothing that a certificate could be checked against.
    pub fn tls_client(&self) -> Result<ClientConnection, TlsError> {
        ClientConnection::new(self.tls.config()?, self.tls_name()?)
            .map_err(|error| TlsError::of_handshake(&self.host, &error, &[], false))
    }

    /// What a handshake with this server needs to know; `local` is asked for where nobody has named this client.
    ///
    /// # Errors
    /// The local address cannot be told, or the system has no random numbers.
    pub fn handshake(
        &self,
        local: impl FnOnce() -> io::Result<SocketAddr>,
        peer: SocketAddr,
    ) -> io::Result<HandshakeOptions> {
        let client_name = match &self.client_name {
            Some(name) => name.clone(),
            None => connect::client_name(local()?.ip()),
        };
        Ok(HandshakeOptions {
            client_name,
            host: self.host.clone(),
            port: self.port,
            tls: self.tls_mode,
            credentials: self.credentials.clone(),
            mechanism: self.mechanism,
            plaintext_auth: self.allow_plaintext_auth || peer.ip().to_canonical().is_loopback(),
            nonce: nonce()?,
        })
    }

    /// The name that its certificate must have.
    pub(super) fn tls_name(&self) -> Result<ServerName<'static>, TlsError> {
        self.wire_name()
            .and_then(|name| ServerName::try_from(name).ok())
            .ok_or_else(|| TlsError::Name { host: self.host.clone() })
    }
}

/// 24 characters of base64: no comma, as RFC 5802 §5.1 demands.
fn nonce() -> io::Result<String> {
    let mut octets = [0; 18];
    getrandom::fill(&mut octets).map_err(io::Error::other)?;
    Ok(STANDARD.encode(octets))
}
