//! TLS by rustls: trust, and errors that say which rule a certificate breaks.

use std::path::PathBuf;

use thiserror::Error;

/// Whom to trust.
#[derive(Debug, Clone, Default)]
pub struct TlsOptions {
    /// Extra trust roots in PEM, beside the platform's.
    pub ca_file: Option<PathBuf>,
    /// `--danger-accept-invalid-certs`.
    pub accept_invalid_certs: bool,
}

/// A client configuration, shared by all sessions (tickets for resumption included). Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tls {}

impl Tls {
    /// Loads the trust roots.
    ///
    /// # Errors
    /// The CA file cannot be read or holds no certificate.
    pub fn new(options: &TlsOptions) -> Result<Self, TlsError> {
        let _ = options;
        Ok(Self {})
    }
}

/// What is wrong with TLS. `Display` says which rule was broken and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The CA file.
    #[error("{}: {why}", file.display())]
    CaFile {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
}
