//! Where to connect to, and how.

use std::time::Duration;

use super::Tls;
use crate::smtp::TlsMode;
use crate::smtp::auth::{Choice, Credentials};

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
