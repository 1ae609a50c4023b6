//! Exit codes.

use std::process::ExitCode;

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// 0: every recipient accepted, or the command did what it should.
    Done,
    /// 1: finished, and some recipients were not accepted, or a report could not be written.
    SomeFailed,
    /// 2: usage or input; nothing was sent.
    Usage,
    /// 75 (`EX_TEMPFAIL`): stopped before the end.
    Stopped,
    /// 77 (`EX_NOPERM`): login refused, nothing more was tried.
    LoginRefused,
    /// 130 (128 + SIGINT): interrupted.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::SomeFailed => 1,
            Exit::Usage => 2,
            Exit::Stopped => 75,
            Exit::LoginRefused => 77,
            Exit::Interrupted => 130,
        })
    }
}
