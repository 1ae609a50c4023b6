//! Rows refused in words that a server has for two things: a rule against the recipient, and for everybody who has not logged in
//! (`Recipient address rejected: Access denied`). Which of the two it is, the other rows tell: they are waited for.

use std::mem;
use std::time::Instant;

use super::settle::Answer;
use super::{Coordinator, End, Reason};
use crate::batch::job::Job;
use crate::delivery::{Explanation, Outcome};
use crate::ledger::LedgerError;

/// Fewest rows in which everybody was denied, and none in which anybody was accepted, that are not chance.
const ENOUGH: usize = 3;

/// Those that were denied before anybody was accepted.
#[derive(Default)]
pub(super) struct Denied {
    jobs: Vec<Job>,
    /// Whether somebody has been accepted; of earlier runs the ledger is asked once.
    has_accepted: Option<bool>,
    /// What the server said of the last one, and what that means.
    reply: String,
    explanation: Option<&'static Explanation>,
}

impl Denied {
    pub(super) fn len(&self) -> usize {
        self.jobs.len()
    }
}

impl Coordinator<'_, '_> {
    /// Whether the server may take mail from nobody without a login, as far as is known: there is none, and nobody has been accepted,
    /// in an earlier run neither.
    pub(super) fn may_want_login(&mut self) -> Result<bool, LedgerError> {
        if self.shared.server.credentials.is_some() || self.counts.tally.accepted > 0 {
            return Ok(false);
        }
        let has_accepted = match self.denied.has_accepted {
            Some(known) => known,
            None => {
                let ledger = self.books.ledger();
                !ledger.is_fresh() && ledger.count(Outcome::Accepted)? > 0
            }
        };
        self.denied.has_accepted = Some(has_accepted);
        Ok(!has_accepted)
    }

    /// Keeps a row until it is known which of the two it is.
    pub(super) fn deny(&mut self, job: Box<Job>, reply: String, explanation: Option<&'static Explanation>) {
        let job = self.put_off(job, Answer::Deferred);
        self.denied.jobs.push(*job);
        (self.denied.reply, self.denied.explanation) = (reply, explanation);
        if self.denied.jobs.len() >= ENOUGH {
            self.give_up_denied();
        }
    }

    /// Somebody has been accepted: what is said of the others, once they have been asked for again, is about them.
    pub(super) fn accepted(&mut self) {
        self.denied.has_accepted = Some(true);
        self.try_denied();
    }

    /// They are to be asked for again.
    pub(super) fn try_denied(&mut self) {
        let now = Instant::now();
        for job in mem::take(&mut self.denied.jobs) {
            self.retry(Box::new(job), now);
        }
    }

    /// Nobody has been accepted, and nothing else is left that could be.
    pub(super) fn give_up_denied(&mut self) {
        self.because(self.denied.explanation);
        let reply = mem::take(&mut self.denied.reply);
        self.stop(End::Stopped(Reason::NotThisWay { reply }));
        self.try_denied();
    }
}
