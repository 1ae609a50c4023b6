//! What a mechanism is.

use std::fmt;

use thiserror::Error;

/// One login by one mechanism (RFC 4422 §3), on raw octets.
pub trait Mechanism: fmt::Debug + Send {
    /// The name in the AUTH command.
    fn name(&self) -> &'static str;

    /// What goes out with the command itself; `None` where the server speaks first.
    fn initial_response(&self) -> Option<Vec<u8>> {
        None
    }

    /// The answer to a challenge. The initial response has gone out before, one way or the other.
    ///
    /// # Errors
    /// The challenge is not what the mechanism has at this point, or proves the server wrong.
    fn respond(&mut self, challenge: &[u8]) -> Result<Vec<u8>, BadMechanism>;

    /// Whether challenges may be plain text in place of base64.
    fn takes_plain_text(&self) -> bool {
        false
    }

    /// The server says that the login succeeded, with this text. A mechanism by which the server proves itself too
    /// has the last word.
    ///
    /// # Errors
    /// The server has not proved itself.
    fn finish(&mut self, text: &str) -> Result<(), BadMechanism> {
        let _ = text;
        Ok(())
    }

    /// What the server said about a failure in a challenge, beside the reply that ends the exchange.
    fn failure(&self) -> Option<&str> {
        None
    }
}

/// What is wrong with the server's part of a mechanism, or with a login that the mechanism cannot carry.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct BadMechanism(pub String);

impl BadMechanism {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// For a mechanism that is asked for more than it has.
    pub(super) fn extra_challenge(name: &str) -> Self {
        Self(format!("the server asks for more than {name} has"))
    }
}
