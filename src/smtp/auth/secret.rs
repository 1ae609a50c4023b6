//! A login whose secret cannot be printed by accident.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A password, authorization code, app password or access token. `Debug` shows stars; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the octets of a mechanism only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The login name.
    pub user: String,
    /// Password or token.
    pub secret: Secret,
}

impl Credentials {
    /// `text` with every occurrence of the secret, raw or in base64, replaced by stars: server texts may echo it.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let raw = self.secret.expose();
        if raw.is_empty() {
            return text.to_owned();
        }
        text.replace(raw, "***").replace(&STANDARD.encode(raw), "***")
    }
}
