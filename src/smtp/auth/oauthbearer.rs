//! OAUTHBEARER (RFC 7628): an access token in place of a password, the standard's way.

use super::xoauth2::failure;
use super::{BadMechanism, Credentials, Mechanism};

/// OAUTHBEARER.
#[derive(Debug)]
pub struct OAuthBearer {
    credentials: Credentials,
    host: String,
    port: u16,
    failure: Option<String>,
}

impl OAuthBearer {
    /// A login by OAUTHBEARER; the secret is the access token, host and port are those connected to.
    #[must_use]
    pub fn new(credentials: Credentials, host: &str, port: u16) -> Self {
        Self { credentials, host: host.to_owned(), port, failure: None }
    }
}

impl Mechanism for OAuthBearer {
    fn name(&self) -> &'static str {
        "OAUTHBEARER"
    }

    fn initial_response(&self) -> Option<Vec<u8>> {
        let user = self.credentials.user.replace('=', "=3D").replace(',', "=2C");
        let (host, port, token) = (&self.host, self.port, self.credentials.secret.expose());
        Some(format!("n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01").into_bytes())
    }

    /// A challenge is an error in JSON; the dummy response asks for the 535 behind it (RFC 7628 §3.2.3).
    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        if self.failure.replace(failure(challenge)).is_some() {
            return Err(BadMechanism::extra_challenge(self.name()));
        }
        Ok(b"\x01".to_vec())
    }

    fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}
