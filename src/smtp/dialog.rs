//! The contract between a dialog and the loop that drives it.

use std::time::Duration;

use thiserror::Error;

use super::{Outbox, Reply, ReplyError};

/// A stretch of the conversation. The loop in [`crate::net`] calls [`Dialog::step`] again and again and does what the
/// returned [`Step`] says. Nothing here waits.
pub trait Dialog {
    /// What it comes to.
    type Output;

    /// Takes the oldest reply that is outstanding, or `None` where there is none yet: at the start, and after anything but
    /// [`Step::AwaitReply`]. Appends octets to `out`, says what comes next.
    ///
    /// # Errors
    /// The session cannot go on, and neither can the dialog.
    fn step(&mut self, reply: Option<Reply>, out: &mut Outbox) -> Result<Step<Self::Output>, ProtocolError>;
}

/// What a dialog wants next. The octets in `out` are written first.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// There is more to say than should be in memory at once: step again as soon as `out` has been written. A reply that
    /// comes before is of this phase.
    Flush(Phase),
    /// Nothing to say and nothing to wait for, until the dialog is given something to do. What it says next, and a reply that
    /// comes before, is of this phase.
    Idle(Phase),
    /// Wait for one whole reply, with the deadline of this phase.
    AwaitReply(Phase),
    /// Do the TLS handshake, then step again without a reply. Octets that arrived before it end the session
    /// (RFC 3207 §6, command injection).
    StartTls,
    /// An output. A dialog that delivers several (see [`super::Submission`]) goes on when it is stepped again.
    Done(T),
}

/// Where in the conversation a reply belongs: decides its deadline, and the words of a message about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// The TCP connection itself (no reply; for deadlines and messages).
    Connect,
    /// The TLS handshake (no reply; for deadlines and messages).
    Tls,
    /// The greeting, 220 or 554.
    Greeting,
    /// EHLO.
    Ehlo,
    /// HELO.
    Helo,
    /// STARTTLS.
    StartTls,
    /// AUTH and its challenges.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA, 354.
    Data,
    /// The end of data: the final dot.
    Content,
    /// RSET.
    Rset,
    /// QUIT.
    Quit,
}

impl Phase {
    /// Every phase, in the order of a session.
    pub const ALL: [Self; 13] = [
        Self::Connect,
        Self::Tls,
        Self::Greeting,
        Self::Ehlo,
        Self::Helo,
        Self::StartTls,
        Self::Auth,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Content,
        Self::Rset,
        Self::Quit,
    ];

    /// How long a client should wait for the whole reply (RFC 5321 §4.5.3.2; minutes for most).
    #[must_use]
    pub fn timeout(self) -> Duration {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        match self {
            Self::Connect | Self::Tls => minutes(1),
            // §4.5.3.2.1–3: greeting, MAIL and RCPT 5 minutes; commands without a figure of their own likewise.
            Self::Greeting
            | Self::Ehlo
            | Self::Helo
            | Self::StartTls
            | Self::Auth
            | Self::Mail
            | Self::Rcpt
            | Self::Rset => minutes(5),
            Self::Data => minutes(2),
            Self::Content => minutes(10),
            // Everything is settled by then: nobody should wait five minutes for a good-bye.
            Self::Quit => Duration::from_secs(5),
        }
    }

    /// The name used in reports: `connect`, `tls`, `greeting`, `ehlo`, … `content`, `quit`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Ehlo => "ehlo",
            Self::Helo => "helo",
            Self::StartTls => "starttls",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Content => "content",
            Self::Rset => "rset",
            Self::Quit => "quit",
        }
    }

    /// The words of a message: "in reply to RCPT TO".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Connect => "while connecting",
            Self::Tls => "during the TLS handshake",
            Self::Greeting => "in the greeting",
            Self::Ehlo => "in reply to EHLO",
            Self::Helo => "in reply to HELO",
            Self::StartTls => "in reply to STARTTLS",
            Self::Auth => "in reply to AUTH",
            Self::Mail => "in reply to MAIL FROM",
            Self::Rcpt => "in reply to RCPT TO",
            Self::Data => "in reply to DATA",
            Self::Content => "in reply to the end of data",
            Self::Rset => "in reply to RSET",
            Self::Quit => "in reply to QUIT",
        }
    }
}

/// The session cannot go on. None of these says anything about a recipient.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProtocolError {
    /// The octets are no reply.
    #[error("malformed reply {}: {error}", phase.words())]
    Malformed {
        /// Where.
        phase: Phase,
        /// Why.
        error: ReplyError,
    },
    /// A negative or unexpected reply where the session needs a positive one: greeting, EHLO, STARTTLS; or a 421.
    #[error("the server answered {}: {reply}", phase.words())]
    Refused {
        /// Where.
        phase: Phase,
        /// What it said.
        reply: Reply,
    },
    /// A reply of a class that makes no sense here: the two sides are out of step, and no later reply can be trusted.
    #[error("unexpected reply {}: {reply}", phase.words())]
    Unexpected {
        /// Where.
        phase: Phase,
        /// What it said.
        reply: Reply,
    },
    /// The client's own name cannot go into EHLO.
    #[error("the client's name {name:?} is neither a domain nor an address literal")]
    ClientName {
        /// The name.
        name: String,
    },
    /// The loop has stepped a dialog that is over or has nothing to do, or has given it a reply it did not ask for.
    #[error("the dialog was driven out of turn")]
    OutOfTurn,
    /// AUTH was refused: 535 and its like. `reply` never holds the secret.
    #[error("login refused: {reply}")]
    LoginRefused {
        /// What it said.
        reply: Reply,
    },
    /// STARTTLS is required and not offered.
    #[error(
        "the server does not offer STARTTLS. If the port begins with TLS (465 does), give --tls implicit; only on a \
         network that nobody else can listen to, --tls none."
    )]
    NoStartTls,
    /// A login was given and the server offers no AUTH, or no mechanism that may be used here.
    #[error("cannot log in: {why}")]
    NoAuth {
        /// Why, and what is offered.
        why: String,
    },
    /// The server's part of a mechanism is wrong: no base64, a bad SCRAM signature, endless challenges.
    #[error("login failed: {why}")]
    BadChallenge {
        /// Why.
        why: String,
    },
}
