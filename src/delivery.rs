//! What a verdict means: for a recipient an [`Outcome`], for the rest a [`Scope`].
//!
//! Not for: when to try again (see [`crate::batch`]).
//!
//! | Scope | Example | Message | Session | Batch |
//! | --- | --- | --- | --- | --- |
//! | Recipient | 550 to RCPT | that recipient settled | kept | goes on |
//! | Message | 552 at end of data; SMTPUTF8 needed, not offered | its recipients settled | kept | goes on |
//! | Session | timeout, EOF, 421, garbage | tried again if lost before the end of data, else in doubt | dropped | goes on |
//! | Batch | 535, bad certificate, no STARTTLS, unknown host | unsent | dropped | stops |
//!
//! A 421 with nothing behind it is the last word of a server: what stands behind what it answers was lost before the end of data,
//! although that has left. An unknown host and a failed TLS handshake are of the batch only as long as no session has ever been open.
//!
//! The first two are verdicts ([`Settlement::of`]); the last two are errors of the session ([`scope`]). What a reply's words
//! say beyond its first digit is a table of its own, `delivery/replies.toml`: whether it is worth another try, what it means for
//! the rest of the batch ([`meaning`]), and what a person has to know about it, in English and Chinese ([`explain`]).

mod explain;
mod lang;
pub(crate) mod phrases;
mod replies;

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use crate::mail::{Address, SmallText};
use crate::net::{SessionError, TlsError};
use crate::smtp::{EnhancedCode, Phase, ProtocolError, Verdict};

pub use explain::{
    Explanation, Meaning, explain, explain_deferred, explain_error, explain_reply, may_be_the_session, meaning,
    puts_off_mail, wait_of,
};
pub use lang::Lang;
pub use phrases::Phrases;

/// What became of one recipient of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// The server has taken responsibility: 2yz to the end of data (RFC 5321 §6.1).
    Accepted,
    /// 5yz, or the server cannot take this mail at all.
    Refused,
    /// 4yz, a 5yz whose text says that it is temporary, or a lost connection; and no attempts left.
    Deferred,
    /// The end of data went out and no complete reply came back: it may or may not have arrived.
    InDoubt,
    /// Never tried: the batch stopped before.
    Unsent,
    /// Never tried: the row did not pass preflight (`--skip-faulty`).
    Faulty,
}

impl Outcome {
    /// Every outcome, in the order of a summary.
    pub const ALL: [Self; 6] =
        [Self::Accepted, Self::Refused, Self::Deferred, Self::InDoubt, Self::Unsent, Self::Faulty];

    /// What a verdict says about its recipient.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Reply { .. } if verdict.is_accepted() => Self::Accepted,
            Verdict::Reply { phase, reply } if explain::is_temporary(*phase, reply) => Self::Deferred,
            Verdict::Reply { .. } | Verdict::Unsupported(_) => Self::Refused,
        }
    }

    /// The one word of reports: `accepted`, `refused`, `deferred`, `in-doubt`, `unsent`, `faulty`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Deferred => "deferred",
            Self::InDoubt => "in-doubt",
            Self::Unsent => "unsent",
            Self::Faulty => "faulty",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// How one recipient was settled, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The forward-path, or the cell as it is where it was no address.
    pub address: SmallText,
    /// What became of it.
    pub outcome: Outcome,
    /// Where in the dialog it was decided.
    pub phase: Option<Phase>,
    /// The reply's code.
    pub code: Option<u16>,
    /// The reply's enhanced status code.
    pub enhanced: Option<EnhancedCode>,
    /// The server's text, or why there is none.
    pub text: SmallText,
}

impl Settlement {
    /// What a verdict says about its recipient.
    #[must_use]
    pub fn of(address: &Address, verdict: &Verdict) -> Self {
        let outcome = Outcome::of(verdict);
        match verdict {
            Verdict::Reply { phase, reply } => Self {
                address: address.to_text(),
                outcome,
                phase: Some(*phase),
                code: Some(reply.code),
                enhanced: reply.enhanced,
                text: reply.words(),
            },
            Verdict::Unsupported(unsupported) => {
                Self::local(address.as_str(), outcome, Some(Phase::Mail), unsupported.to_string())
            }
        }
    }

    /// A settlement without a reply.
    #[must_use]
    pub fn local(address: &str, outcome: Outcome, phase: Option<Phase>, text: String) -> Self {
        Self { address: address.into(), outcome, phase, code: None, enhanced: None, text: text.into() }
    }
}

/// A row that is settled: every recipient of its message.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The record's number, from 1.
    pub row: u64,
    /// Its line in the file.
    pub line: u64,
    /// The Message-ID without angle brackets; empty where no message was made.
    pub message_id: String,
    /// How many times the message was offered to a server.
    pub attempts: u32,
    /// When it was settled.
    pub time: SystemTime,
    /// From the first command of its last attempt to the deciding reply.
    pub elapsed: Duration,
    /// One for each forward-path.
    pub recipients: Vec<Settlement>,
}

impl Delivery {
    /// A row that was never tried, with one settlement to say why.
    #[must_use]
    pub fn untried(row: u64, line: u64, outcome: Outcome, why: String) -> Self {
        Self {
            row,
            line,
            message_id: String::new(),
            attempts: 0,
            time: SystemTime::now(),
            elapsed: Duration::ZERO,
            recipients: vec![Settlement::local("", outcome, None, why)],
        }
    }
}

/// How far a failure of a session reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This session only: drop it, wait, open another.
    Session,
    /// The whole batch: no other session would fare better.
    Batch,
}

/// The table above, for failures of a session. `is_proven`: one has been opened before, so that host and TLS are right as they were
/// given, and what fails now is for now.
#[must_use]
pub fn scope(error: &SessionError, is_proven: bool) -> Scope {
    match error {
        SessionError::Resolve { .. } | SessionError::Tls(TlsError::Handshake { .. } | TlsError::NotTls { .. })
            if is_proven =>
        {
            Scope::Session
        }
        SessionError::Resolve { .. } | SessionError::Tls(_) | SessionError::Injected => Scope::Batch,
        SessionError::Protocol(error) => match error {
            ProtocolError::NoStartTls
            | ProtocolError::NoAuth { .. }
            | ProtocolError::BadChallenge { .. }
            | ProtocolError::ClientName { .. }
            | ProtocolError::OutOfTurn => Scope::Batch,
            // A login that is throttled (454 4.7.0) works later; one that is refused must not be tried again, unless it has worked
            // before: some servers say 535 to too many logins.
            ProtocolError::LoginRefused { reply } => {
                if reply.is_transient() || is_proven && reply.code == 535 {
                    Scope::Session
                } else {
                    Scope::Batch
                }
            }
            // The server is busy, and would be so wherever it says it.
            ProtocolError::Refused { reply, .. } if reply.code == 421 => Scope::Session,
            // TLS is not to be had just now (RFC 3207 §4.1): another session is refused it, too, or is not.
            ProtocolError::Refused { phase: Phase::StartTls, reply } if reply.is_transient() => Scope::Session,
            // STARTTLS refused for good or answered with nonsense: without TLS nothing may be said.
            ProtocolError::Refused { phase: Phase::StartTls, .. }
            | ProtocolError::Unexpected { phase: Phase::StartTls, .. }
            | ProtocolError::Malformed { phase: Phase::StartTls, .. } => Scope::Batch,
            _ => Scope::Session,
        },
        _ => Scope::Session,
    }
}

/// The time, in seconds since 1970-01-01 00:00 UTC: as fields Date are made of it, and certificates compared.
#[must_use]
pub fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::smtp::{Reply, ReplyError};

    fn reply(code: u16, text: &str) -> Reply {
        Reply { code, text: text.into(), enhanced: None }
    }

    #[test]
    fn scopes_are_as_in_the_table() {
        let io = || io::Error::from(io::ErrorKind::ConnectionReset);
        let after = Duration::from_secs(1);
        let refused = |phase, code| ProtocolError::Refused { phase, reply: reply(code, "") };
        let login = |code| ProtocolError::LoginRefused { reply: reply(code, "") };
        let why = String::new;
        let malformed = |phase| ProtocolError::Malformed { phase, error: ReplyError::LongLine { limit: 1 } };
        let cases: Vec<(SessionError, Scope)> = vec![
            (SessionError::Resolve { host: why(), source: io() }, Scope::Batch),
            (SessionError::Connect { server: why(), source: io() }, Scope::Session),
            (TlsError::UnknownIssuer { host: why() }.into(), Scope::Batch),
            (SessionError::Injected, Scope::Batch),
            (SessionError::Unasked { reply: why() }, Scope::Session),
            (SessionError::Withheld, Scope::Session),
            (SessionError::Deadline { phase: Phase::Auth, after }, Scope::Session),
            (SessionError::Stalled { phase: Phase::Content, after }, Scope::Session),
            (SessionError::Closed { phase: Phase::Tls }, Scope::Session),
            (SessionError::Io { phase: Phase::Mail, source: io() }, Scope::Session),
            (refused(Phase::Greeting, 421).into(), Scope::Session),
            (refused(Phase::Greeting, 554).into(), Scope::Session),
            (refused(Phase::StartTls, 454).into(), Scope::Session),
            (refused(Phase::StartTls, 502).into(), Scope::Batch),
            (refused(Phase::StartTls, 421).into(), Scope::Session),
            (refused(Phase::Auth, 421).into(), Scope::Session),
            (malformed(Phase::StartTls).into(), Scope::Batch),
            (malformed(Phase::Content).into(), Scope::Session),
            (login(454).into(), Scope::Session),
            (login(535).into(), Scope::Batch),
            (ProtocolError::NoStartTls.into(), Scope::Batch),
            (ProtocolError::NoAuth { why: why() }.into(), Scope::Batch),
            (ProtocolError::BadChallenge { why: why() }.into(), Scope::Batch),
            (ProtocolError::ClientName { name: why() }.into(), Scope::Batch),
        ];
        for (error, expected) in cases {
            assert_eq!(scope(&error, false), expected, "{error:?}");
        }
    }

    #[test]
    fn what_has_worked_before_fails_for_now() {
        let io = || io::Error::from(io::ErrorKind::Other);
        let alert = || TlsError::Handshake { host: String::new(), why: String::new() };
        let no_tls = || TlsError::NotTls { host: String::new(), said: None, after_starttls: false };
        let login = |code| ProtocolError::LoginRefused { reply: reply(code, "no") };
        let cases: [(&dyn Fn() -> SessionError, Scope); 7] = [
            (&|| login(535).into(), Scope::Session),
            (&|| login(534).into(), Scope::Batch),
            (&|| SessionError::Resolve { host: String::new(), source: io() }, Scope::Session),
            (&|| alert().into(), Scope::Session),
            (&|| no_tls().into(), Scope::Session),
            (&|| TlsError::UnknownIssuer { host: String::new() }.into(), Scope::Batch),
            (&|| ProtocolError::NoStartTls.into(), Scope::Batch),
        ];
        for (error, expected) in cases {
            assert_eq!((scope(&error(), false), scope(&error(), true)), (Scope::Batch, expected), "{:?}", error());
        }
    }

    #[test]
    fn a_text_that_says_later_defers_in_spite_of_its_5yz() {
        let address = Address::parse("a@example.com").unwrap();
        let outcome = |text: &str| {
            let verdict = Verdict::Reply { phase: Phase::Mail, reply: reply(550, text) };
            Settlement::of(&address, &verdict).outcome
        };
        assert_eq!(outcome("Ip frequency limited"), Outcome::Deferred);
        assert_eq!(outcome("no such user"), Outcome::Refused);
    }
}
