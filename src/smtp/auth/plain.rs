//! PLAIN (RFC 4616): `NUL user NUL password`.

use super::{BadMechanism, Credentials, Mechanism};

/// PLAIN.
#[derive(Debug)]
pub struct Plain {
    credentials: Credentials,
}

impl Plain {
    /// A login by PLAIN.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials }
    }
}

impl Mechanism for Plain {
    fn name(&self) -> &'static str {
        "PLAIN"
    }

    fn initial_response(&self) -> Option<Vec<u8>> {
        Some(format!("\0{}\0{}", self.credentials.user, self.credentials.secret.expose()).into_bytes())
    }

    fn respond(&mut self, _challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        Err(BadMechanism::extra_challenge(self.name()))
    }
}
