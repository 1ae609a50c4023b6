//! The addr-spec: `local-part "@" domain`.

use std::fmt;

use thiserror::Error;

/// A forward- or reverse-path without its angle brackets, checked (RFC 5321 §4.1.2 `Mailbox`).
///
/// The domain is held as A-labels (`xn--…`) in lower case, or as an address literal in brackets; the local part
/// as it was written (quoted if it needs to be). Never empty, never longer than RFC 5321 §4.5.3.1 allows
/// (64 octets of local part, 255 of domain, 254 altogether), never with control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    text: Box<str>,
    at: u16,
}

/// Why a text is not an address. `Display` is the reason alone (`two "@"`), for "X is not an address: REASON".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// Nothing but blanks.
    #[error("it is empty")]
    Empty,
}

impl Address {
    /// Parses an addr-spec: no display name, no angle brackets, blanks around it ignored.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let _ = text;
        Err(AddressError::Empty)
    }

    /// The whole addr-spec as it goes into a command: `user@xn--….example`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The local part as written, with its quotes if it has any.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text[..usize::from(self.at)]
    }

    /// The domain: A-labels in lower case, or an address literal (`[127.0.0.1]`).
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[usize::from(self.at) + 1..]
    }

    /// Whether the local part holds non-ASCII characters, so that the server must offer SMTPUTF8 (RFC 6531 §3.2).
    #[must_use]
    pub fn needs_smtputf8(&self) -> bool {
        !self.text.is_ascii()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
