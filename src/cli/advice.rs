//! What a failure means and what to do about it, for the terminal.

use std::collections::HashSet;

use super::lang::lang;
use super::output::note;
use crate::delivery::{Explanation, Lang, Settlement, explain_error};
use crate::net::SessionError;
use crate::smtp::ProtocolError;

/// Says what a failure means and what to do, behind the message that told it.
pub(super) fn tell(explanation: Option<&Explanation>) {
    if let Some(explanation) = explanation.filter(|explanation| !is_told(explanation)) {
        note(explanation.whole(lang()));
    }
}

/// Whether the message itself says it: this program's own do, to somebody who reads English.
fn is_told(explanation: &Explanation) -> bool {
    explanation.is_own && lang() == Lang::En
}

/// What has been explained already: nobody wants to read it a hundred times.
#[derive(Debug, Default)]
pub(super) struct Explained(HashSet<&'static str>);

impl Explained {
    /// What it means that a session was lost.
    pub(super) fn error(&mut self, error: &SessionError, host: &str) -> Option<&'static str> {
        match error {
            // It has worked before, or the batch would have ended: what is known of wrong passwords is not meant.
            SessionError::Protocol(ProtocolError::LoginRefused { reply }) if reply.is_permanent() => None,
            error => self.once(explain_error(error, Some(host))),
        }
    }

    /// What it means that a recipient was settled so.
    pub(super) fn settlement(&mut self, settlement: &Settlement) -> Option<&'static str> {
        self.once(settlement.explanation())
    }

    fn once(&mut self, explanation: Option<&'static Explanation>) -> Option<&'static str> {
        let explanation = explanation.filter(|explanation| !is_told(explanation) && self.0.insert(&explanation.id))?;
        Some(explanation.whole(lang()))
    }
}
