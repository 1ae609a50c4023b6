//! Why there is no session, or no longer one.

use std::io;
use std::time::Duration;

use thiserror::Error;

use super::TlsError;
use crate::smtp::{Lost, Phase, ProtocolError, Reply};

/// Why there is no session, or no longer one. `Display` is one line, and says what to do where that is known.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The host name does not resolve.
    #[error(
        "{host}: cannot be resolved: {}. Check the spelling of the server's name, and that this machine is online.",
        why(source)
    )]
    Resolve {
        /// The name.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// None of its addresses takes a connection.
    #[error("{server}: cannot connect: {}.{}", why(source), connect_hint(source))]
    Connect {
        /// `host:port`.
        server: String,
        /// Why, and the addresses tried.
        source: io::Error,
    },
    /// TLS failed: a certificate, say.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The server sent octets in the clear behind its reply to STARTTLS: somebody may be adding replies of his own
    /// (RFC 3207 §6, CVE-2011-0411 and its kin).
    #[error(
        "the server sent data behind its reply to STARTTLS, before the TLS handshake: somebody may be tampering with \
         the connection. Try another network, or --tls implicit."
    )]
    Injected,
    /// The server sent a reply to nothing: no later reply could be told from it.
    #[error("the server sent a reply that nobody asked for: {reply}")]
    Unasked {
        /// What it said.
        reply: String,
    },
    /// The end of data was not to be written: the caller took the mail back, and nothing has been delivered.
    #[error("the message was held back before its end was sent")]
    Withheld,
    /// The dialog cannot go on.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// No complete reply by the deadline.
    #[error("no answer within {}, {}{}", seconds(*after), phase.words(), silence_hint(*phase))]
    Deadline {
        /// Where.
        phase: Phase,
        /// The deadline.
        after: Duration,
    },
    /// The server does not read what is sent to it.
    #[error("the server took no more data for {}, {}", seconds(*after), sending(*phase))]
    Stalled {
        /// The reply that would have come next.
        phase: Phase,
        /// The deadline.
        after: Duration,
    },
    /// The server closed the connection.
    #[error("the server closed the connection, {}{}", phase.words(), closed_hint(*phase))]
    Closed {
        /// Where.
        phase: Phase,
    },
    /// Reading or writing failed.
    #[error("connection lost, {}: {}", phase.words(), why(source))]
    Io {
        /// Where.
        phase: Phase,
        /// Why.
        source: io::Error,
    },
}

impl SessionError {
    /// The reply that the session has ended with, and what it is to. The refusal of a login is another matter.
    #[must_use]
    pub fn refusal(&self) -> Option<(Phase, &Reply)> {
        match self {
            Self::Protocol(ProtocolError::Refused { phase, reply }) => Some((*phase, reply)),
            _ => None,
        }
    }

    /// Where in the dialog it happened, where that is known.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        match self {
            Self::Resolve { .. } | Self::Connect { .. } => Some(Phase::Connect),
            Self::Tls(_) => Some(Phase::Tls),
            Self::Injected => Some(Phase::StartTls),
            Self::Unasked { .. } => None,
            Self::Withheld => Some(Phase::Content),
            Self::Protocol(
                ProtocolError::Malformed { phase, .. }
                | ProtocolError::Refused { phase, .. }
                | ProtocolError::Unexpected { phase, .. },
            )
            | Self::Deadline { phase, .. }
            | Self::Stalled { phase, .. }
            | Self::Closed { phase }
            | Self::Io { phase, .. } => Some(*phase),
            Self::Protocol(ProtocolError::LoginRefused { .. } | ProtocolError::BadChallenge { .. }) => {
                Some(Phase::Auth)
            }
            Self::Protocol(_) => None,
        }
    }
}

/// The session was lost under a mail.
#[derive(Debug, Error)]
#[error("{error}")]
pub struct LostSession {
    /// Why.
    pub error: SessionError,
    /// What is to be said of the mails that were pending, in the order they were given.
    pub lost: Vec<Lost>,
}

/// The system's words without its number: `Connection refused (os error 111)`.
pub(super) fn why(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.trim_end_matches('.').replace(|character: char| character.is_control(), "\u{fffd}")
}

fn connect_hint(error: &io::Error) -> &'static str {
    // In the words of glibc and musl, for the standard library has no kind for it.
    if ["Too many open files", "No file descriptors available"].iter().any(|words| why(error).starts_with(words)) {
        return " This machine lets a program have no more: use fewer --sessions, or raise the limit (ulimit -n).";
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => " Nothing listens there: check host and port (submission is 465 or 587).",
        io::ErrorKind::TimedOut => {
            " A firewall may drop it: many networks block port 25; submission is port 465 or 587."
        }
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => " Check that this machine is online.",
        _ => "",
    }
}

fn closed_hint(phase: Phase) -> &'static str {
    match phase {
        // It has waited for a TLS handshake as long as it wanted.
        Phase::Greeting => ". If the port starts with TLS, as 465 does, it needs --tls implicit.",
        Phase::Tls => ". If the port does not start with TLS, say --tls starttls.",
        _ => "",
    }
}

/// A server that waits for a TLS handshake says nothing by itself.
fn silence_hint(phase: Phase) -> &'static str {
    match phase {
        Phase::Greeting => ". A port that starts with TLS, as 465 does, needs --tls implicit.",
        Phase::Tls => ". If the port does not start with TLS, say --tls starttls.",
        _ => "",
    }
}

fn sending(phase: Phase) -> &'static str {
    match phase {
        Phase::Content => "while the content was sent",
        phase => phase.words(),
    }
}

/// `30 seconds`, `1 second`, `0.3 seconds`.
fn seconds(duration: Duration) -> String {
    let tenths = (duration.as_millis() + 50) / 100;
    match (tenths / 10, tenths % 10) {
        (1, 0) => "1 second".to_owned(),
        (whole, 0) if whole > 0 => format!("{whole} seconds"),
        (whole, tenth) => format!("{whole}.{tenth} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_told_as_a_person_would() {
        let told = [30_000, 1_000, 300, 1_500, 20].map(|ms| seconds(Duration::from_millis(ms)));
        assert_eq!(told, ["30 seconds", "1 second", "0.3 seconds", "1.5 seconds", "0.0 seconds"]);
    }

    #[test]
    fn the_system_s_words_lose_their_number() {
        assert_eq!(why(&io::Error::from_raw_os_error(2)), "No such file or directory");
    }
}
