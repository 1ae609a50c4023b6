//! XOAUTH2 (Google, Microsoft): an access token in place of a password.

use super::super::text::push_safe;
use super::{BadMechanism, Credentials, Mechanism};

/// XOAUTH2.
#[derive(Debug)]
pub struct XOAuth2 {
    credentials: Credentials,
    failure: Option<String>,
}

impl XOAuth2 {
    /// A login by XOAUTH2; the secret is the access token.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, failure: None }
    }
}

impl Mechanism for XOAuth2 {
    fn name(&self) -> &'static str {
        "XOAUTH2"
    }

    fn initial_response(&self) -> Option<Vec<u8>> {
        let Credentials { user, secret } = &self.credentials;
        Some(format!("user={user}\x01auth=Bearer {}\x01\x01", secret.expose()).into_bytes())
    }

    /// A challenge is an error in JSON; an empty line asks for the 535 behind it.
    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism> {
        if self.failure.replace(failure(challenge)).is_some() {
            return Err(BadMechanism::extra_challenge(self.name()));
        }
        Ok(Vec::new())
    }

    fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

/// The words of the JSON that a server refuses a token with: `{"status":"401","schemes":"bearer","scope":"…"}`
/// (RFC 7628 §3.2.2).
pub(super) fn failure(json: &[u8]) -> String {
    let value: serde_json::Value = serde_json::from_slice(json).unwrap_or_default();
    let words = ["status", "error", "error_description"].into_iter().filter_map(|name| {
        let found = value.get(name)?;
        Some(found.as_str().map_or_else(|| found.to_string(), str::to_owned))
    });
    let mut text = String::new();
    push_safe(&words.collect::<Vec<_>>().join(" "), &mut text);
    text.truncate(text.floor_char_boundary(500));
    text
}
