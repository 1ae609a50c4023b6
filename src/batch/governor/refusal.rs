//! Why a session could not be opened, as far as it matters for when to try again.

use std::time::Duration;

use crate::delivery::{Meaning, meaning};
use crate::net::SessionError;
use crate::smtp::{Phase, ProtocolError, Reply};

/// Why a session could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too many sessions, it said.
    TooMany,
    /// Too many logins, it said.
    Throttled,
    /// Nothing more today, it said.
    DailyLimit,
    /// Too much in too short a time, it said.
    TooFast(Option<Duration>),
    /// AUTH was answered 4yz, for whatever reason.
    LoginDeferred,
    /// AUTH was answered 5yz.
    LoginRefused,
    /// It refused for now, without a reason that is known, or closed the connection.
    Refused,
    /// It refused for good (5yz), without a reason that is known.
    Denied,
    /// There was no answer to AUTH: perhaps this is its way of refusing a login.
    SilentLogin,
    /// It closed the connection instead of answering AUTH: the same.
    ClosedLogin,
    /// It has too much to do, it said.
    Busy,
    /// It is out of service for now, it said.
    Away,
    /// Nothing was heard of it.
    Unreachable,
}

impl Refusal {
    pub(super) fn of(error: &SessionError) -> Self {
        match error {
            SessionError::Protocol(ProtocolError::LoginRefused { reply }) => {
                let otherwise = if reply.is_permanent() { Self::LoginRefused } else { Self::LoginDeferred };
                Self::said(Phase::Auth, reply).unwrap_or(otherwise)
            }
            SessionError::Protocol(ProtocolError::Refused { phase, reply }) => {
                let otherwise = if reply.is_permanent() { Self::Denied } else { Self::Refused };
                Self::said(*phase, reply).unwrap_or(otherwise)
            }
            SessionError::Deadline { phase: Phase::Auth, .. } => Self::SilentLogin,
            SessionError::Closed { phase: Phase::Auth } | SessionError::Io { phase: Phase::Auth, .. } => {
                Self::ClosedLogin
            }
            SessionError::Closed { .. } | SessionError::Io { .. } => Self::Refused,
            _ => Self::Unreachable,
        }
    }

    fn said(phase: Phase, reply: &Reply) -> Option<Self> {
        Some(match meaning(phase, reply)? {
            Meaning::TooManySessions => Self::TooMany,
            Meaning::LoginThrottled => Self::Throttled,
            Meaning::Busy => Self::Busy,
            Meaning::Away => Self::Away,
            Meaning::DailyLimit => Self::DailyLimit,
            Meaning::TooFast(wait) | Meaning::Suspect(wait) => Self::TooFast(wait),
            Meaning::SessionFull
            | Meaning::SessionSpoilt
            | Meaning::LoginWanted
            | Meaning::AccessDenied
            | Meaning::TooManyRecipients => return None,
        })
    }
}
