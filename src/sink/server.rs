//! The listener and its sessions.

use std::net::SocketAddr;

use serde::Serialize;
use thiserror::Error;

use super::Options;

/// Why a sink cannot start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// What a sink has seen so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Connections accepted.
    pub connections: u64,
    /// AUTH commands that ended in 235.
    pub logins: u64,
    /// AUTH commands that ended in 535.
    pub refused_logins: u64,
    /// Messages accepted with 250 at the end of data.
    pub messages: u64,
    /// Forward-paths of those messages.
    pub recipients: u64,
    /// RCPT commands refused with 5yz.
    pub refused: u64,
    /// RCPT commands deferred with 4yz.
    pub deferred: u64,
    /// QUIT commands.
    pub quits: u64,
}

/// A running sink. Dropping it stops it.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
}

impl Sink {
    /// Listens and serves, each session in a thread of its own.
    ///
    /// # Errors
    /// See [`SinkError`].
    pub fn start(options: Options) -> Result<Self, SinkError> {
        Ok(Self { address: options.listen })
    }

    /// The address it listens on, with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate in PEM, for the client's `--ca-file`; `None` without TLS. Valid for `localhost` and `127.0.0.1`.
    #[must_use]
    pub fn certificate_pem(&self) -> Option<&str> {
        None
    }

    /// The counters.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::default()
    }

    /// Stops listening, ends the sessions and says what it has seen.
    #[must_use]
    pub fn stop(self) -> Counts {
        self.counts()
    }
}
