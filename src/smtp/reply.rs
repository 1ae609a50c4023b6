//! Replies (RFC 5321 §4.2) and their reader.

use std::fmt;

use thiserror::Error;

/// One whole reply, single- or multi-line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 599.
    pub code: u16,
    /// The text of each line, without code, separator and enhanced code; decoded (UTF-8, else GB18030), controls
    /// replaced, so that it is safe to show.
    pub lines: Vec<String>,
    /// The enhanced status code (RFC 3463), of the first line that has one of the reply's own class.
    pub enhanced: Option<EnhancedCode>,
}

/// `5.1.1`: class, subject, detail (RFC 3463 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnhancedCode(
    /// 2, 4 or 5.
    pub u8,
    /// 0 to 999.
    pub u16,
    /// 0 to 999.
    pub u16,
);

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl Reply {
    /// 2yz.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// 4yz.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.code / 100 == 4
    }

    /// 5yz.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// All lines as one, separated by a space.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.join(" ")
    }
}

impl fmt::Display for Reply {
    /// `550 5.1.1 no such user`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(enhanced) = self.enhanced {
            write!(f, " {enhanced}")?;
        }
        write!(f, " {}", self.text())
    }
}

/// Why octets are no reply.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// A line over the limit.
    #[error("a line of more than {limit} octets")]
    LongLine {
        /// The limit in octets.
        limit: usize,
    },
}

/// Takes octets as they come, gives whole replies. Any split of the octets gives the same replies.
#[derive(Debug, Default)]
pub struct ReplyReader {}

impl ReplyReader {
    /// Longest line in octets, CRLF included (RFC 5321 §4.5.3.1.5 says 512; servers say more).
    pub const MAX_LINE: usize = 16 << 10;
    /// Most lines of one reply.
    pub const MAX_LINES: usize = 1_000;
    /// Most octets of one reply.
    pub const MAX_REPLY: usize = 256 << 10;

    /// An empty reader.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes octets from the wire.
    pub fn push(&mut self, octets: &[u8]) {
        let _ = octets;
    }

    /// The next whole reply, if it is there.
    ///
    /// # Errors
    /// The octets are no reply, or break a limit: the session is over, nothing is resynchronised.
    pub fn next_reply(&mut self) -> Result<Option<Reply>, ReplyError> {
        Ok(None)
    }

    /// Whether octets are waiting that no reply has taken: before a TLS handshake there must be none.
    #[must_use]
    pub fn has_rest(&self) -> bool {
        false
    }
}
