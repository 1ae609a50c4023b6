//! Mail transactions (RFC 5321 §3.3): any number of them, one after the other, over one session.

use std::sync::Arc;

use super::{Capabilities, Dialog, Outbox, Phase, ProtocolError, Reply, Step};
use crate::mail::MailObject;

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
    /// An address needs SMTPUTF8 and the server does not offer it (RFC 6531).
    Smtputf8,
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

/// A mail that was in flight when the session was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What had already been decided for each forward-path (a refused RCPT stays refused); `None` = nothing.
    pub verdicts: Vec<Option<Verdict>>,
    /// Whether the last octet of its end of data had left: then the undecided ones are in doubt, otherwise they can
    /// safely be sent again.
    pub in_doubt: bool,
}

/// Any number of mail transactions. Push mails, step, take a [`Settled`] for each in the order of pushing, push more.
///
/// Two cursors run over the commands of the queued mails: one sends, one receives. With PIPELINING (RFC 2920) the
/// sender runs ahead to the next synchronisation point; without, it is never ahead by more than one command.
#[derive(Debug)]
pub struct Submission {
    capabilities: Capabilities,
}

impl Submission {
    /// For a session with these capabilities.
    #[must_use]
    pub fn new(capabilities: Capabilities) -> Self {
        Self { capabilities }
    }

    /// Queues a mail.
    pub fn push(&mut self, mail: Arc<MailObject>) {
        let _ = mail;
    }

    /// How many mails are queued and not yet settled.
    #[must_use]
    pub fn pending(&self) -> usize {
        0
    }

    /// The session is lost after `written` octets of all that this submission ever put into its outbox have been handed
    /// to the connection: what is to be said of each pending mail, in the order of pushing.
    #[must_use]
    pub fn abandon(self, written: u64) -> Vec<Lost> {
        let _ = (written, self.capabilities);
        Vec::new()
    }
}

impl Dialog for Submission {
    type Output = Settled;

    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<Settled>, ProtocolError> {
        let _ = (reply, out);
        Ok(Step::Done(Settled { verdicts: Vec::new() }))
    }
}
