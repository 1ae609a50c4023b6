//! What a run says of the server: told once, for every format, the terminal and the exit code.

use serde::Serialize;

use super::Report;
use crate::load::Checked;

/// What a run that has finished came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No condition holds, and every message was accepted, or as many as the conditions ask for.
    Passed,
    /// A condition holds, or messages were not accepted and no condition says how many may be, or there was no session at the
    /// end.
    Failed,
}

impl Verdict {
    /// `passed`, `failed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

impl Report {
    /// What the run came to; `None` = it did not finish, and says nothing.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// The conditions that make the run a failure.
    pub fn failures(&self) -> impl Iterator<Item = &Checked> {
        self.conditions.iter().filter(|condition| condition.failed && self.verdict.is_some())
    }

    /// How many messages make the run a failure because no condition speaks of them.
    pub(super) fn errors_too_many(&self) -> Option<u64> {
        (self.takes_no_errors && self.failed > 0 && self.verdict.is_some()).then_some(self.failed)
    }

    /// Of a condition, by itself.
    pub(super) fn verdict_of(&self, condition: &Checked) -> Option<Verdict> {
        self.verdict.map(|_| if condition.failed { Verdict::Failed } else { Verdict::Passed })
    }
}
