//! What a submission says about a mail.

use std::fmt;

use crate::smtp::{Phase, Reply};

/// What decided one recipient of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A reply of the server. `Accepted` is a 2yz to the end of data, and nothing else is.
    Reply {
        /// What it was the reply to.
        phase: Phase,
        /// What it said.
        reply: Reply,
    },
    /// The mail needs what the server does not offer: nothing was sent.
    Unsupported(Unsupported),
}

/// Why a mail cannot go to this server at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsupported {
    /// Larger than the server's SIZE (RFC 1870).
    Size {
        /// Octets of the content.
        size: u64,
        /// Octets the server takes.
        limit: u64,
    },
    /// The content holds octets over 127 and the server does not offer 8BITMIME (RFC 6152).
    EightBit,
    /// An address needs SMTPUTF8 and the server does not offer it (RFC 6531).
    Smtputf8,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { size, limit } => write!(
                f,
                "the message has {size} octets and the server takes {limit}. Make its attachments smaller, or link to them."
            ),
            Self::EightBit => f.write_str("the message holds 8-bit octets, which the server does not take (no 8BITMIME)."),
            Self::Smtputf8 => f.write_str(
                "the address needs SMTPUTF8, which the server does not offer. Ask for an address with an ASCII local part.",
            ),
        }
    }
}

impl Verdict {
    /// Whether the server has taken the mail for this recipient: 2yz in reply to the end of data.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Reply { phase: Phase::Content, reply } if reply.is_positive())
    }
}

/// A mail that is settled: one verdict for each forward-path, in the envelope's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The verdicts.
    pub verdicts: Vec<Verdict>,
}

impl Settled {
    /// Whether the server has taken the sender: MAIL was answered 2yz.
    #[must_use]
    pub fn is_sender_taken(&self) -> bool {
        self.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Reply { phase, .. } if *phase != Phase::Mail))
    }
}

/// A mail that was in flight when the session was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What had already been decided for each forward-path (a refused RCPT stays refused); `None` = nothing.
    pub verdicts: Vec<Option<Verdict>>,
    /// Whether the last octet of its end of data had left: then the undecided ones are in doubt, otherwise they can
    /// safely be sent again.
    pub in_doubt: bool,
}
