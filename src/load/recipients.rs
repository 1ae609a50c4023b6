//! Whom test mail goes to.

use std::str::FromStr;

use thiserror::Error;

use crate::mail::{Address, AddressError};

/// What stands for the message's number.
const NUMBER: &str = "{n}";

/// An address with `{n}` for the number of the message, from 1: `user{n}@example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipients {
    /// What stands before, between and behind the numbers.
    pieces: Vec<String>,
}

/// Why a text is no [`Recipients`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecipientsError {
    /// Braces around something else.
    #[error("{pattern:?}: only {{n}} has a meaning in braces. Write {{n}} where the message's number is to stand")]
    Placeholder {
        /// What was written.
        pattern: String,
    },
    /// With a number it is no address.
    #[error("{address:?} is no address: {source}")]
    Address {
        /// The first or the longest of the addresses.
        address: String,
        /// Why.
        source: AddressError,
    },
}

impl FromStr for Recipients {
    type Err = RecipientsError;

    fn from_str(pattern: &str) -> Result<Self, RecipientsError> {
        if pattern.replace(NUMBER, "").contains(['{', '}']) {
            return Err(RecipientsError::Placeholder { pattern: pattern.to_owned() });
        }
        let recipients = Self { pieces: pattern.split(NUMBER).map(str::to_owned).collect() };
        // With more digits than any count will have.
        recipients.address(1).and(recipients.address(u64::MAX))?;
        Ok(recipients)
    }
}

impl Recipients {
    /// The address of a message.
    ///
    /// # Errors
    /// With this number it is no address.
    pub fn address(&self, number: u64) -> Result<Address, RecipientsError> {
        let text = self.pieces.join(&number.to_string());
        Address::parse(&text).map_err(|source| RecipientsError::Address { address: text, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_has_its_address() {
        for (pattern, number, address) in [
            ("user{n}@example.com", 1, "user1@example.com"),
            ("{n}@example.com", 12_345, "12345@example.com"),
            ("anna+{n}@{n}.example.com", 7, "anna+7@7.example.com"),
            ("anna@example.com", 7, "anna@example.com"),
            ("张{n}@example.com", 7, "张7@example.com"),
        ] {
            let recipients: Recipients = pattern.parse().unwrap();
            assert_eq!(recipients.address(number).unwrap().as_str(), address, "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (pattern, words) in [
            ("", "is no address"),
            ("user{n}", "is no address"),
            ("user {n}@example.com", "is no address"),
            ("user{n}@exa mple.com", "is no address"),
            ("user{N}@example.com", "only {n}"),
            ("user{number}@example.com", "only {n}"),
            ("user{{n}}@example.com", "only {n}"),
            ("user{n@example.com", "only {n}"),
            ("a\r\nRCPT TO:<b@example.com>{n}@example.com", "is no address"),
            // Too long, but only with a long number.
            ("a-local-part-of-exactly-sixty-three-octets-that-has-no-room-left{n}@example.com", "is no address"),
        ] {
            let error = pattern.parse::<Recipients>().unwrap_err().to_string();
            assert!(error.contains(words), "{pattern:?}: {error}");
        }
    }
}
