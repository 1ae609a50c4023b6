//! PLAIN (RFC 4616): `NUL user NUL password`.

use std::mem;

use super::{BadMechanism, Credentials, Mechanism};

/// PLAIN.
#[derive(Debug)]
pub struct Plain {
    credentials: Credentials,
    /// Whether the response has been asked for again.
    is_repeated: bool,
}

impl Plain {
    /// A login by PLAIN.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, is_repeated: false }
    }

    fn response(&self) -> Vec<u8> {
        format!("\0{}\0{}", self.credentials.user, self.credentials.secret.expose()).into_bytes()
    }
}

impl Mechanism for Plain {
    fn name(&self) -> &'static str {
        "PLAIN"
    }

    fn initial_response(&self) -> Option<Vec<u8>> {
        Some(self.response())
    }

    /// An empty challenge asks for the response (RFC 4954 §4): some servers do although it came with the command. Once.
    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        if !challenge.is_empty() || mem::replace(&mut self.is_repeated, true) {
            return Err(BadMechanism::extra_challenge(self.name()));
        }
        Ok(self.response())
    }
}
