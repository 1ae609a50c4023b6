//! Sessions that cannot be opened, and what is learnt of the server.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::{Coordinator, End, Notice, Reason};
use crate::batch::governor::Refused;
use crate::batch::job::Job;
use crate::batch::reports::NOT_TRIED;
use crate::delivery::{Outcome, Scope, Settlement, explain_error, scope};
use crate::mail::Address;
use crate::net::SessionError;
use crate::smtp::ProtocolError;

impl Coordinator<'_, '_> {
    /// Failure to open a session is not a failure of a row: only the batch can be stopped by it.
    pub(super) fn open_failed(&mut self, slot: usize, error: &SessionError) {
        self.slots.closed(slot);
        match scope(error, self.governor.is_proven()) {
            Scope::Batch => self.stop_by(error),
            Scope::Session => match self.governor.refused(Instant::now(), self.slots.count().open, error) {
                Refused::Gone => self.stop_by(error),
                Refused::DailyLimit => {
                    self.because(explain_error(error, None));
                    self.stop_for_today(&error.to_string());
                }
                Refused::Again(wait) => self.tell_not_opened(error, wait),
                Refused::Away(wait, patience) => {
                    self.tell_not_opened(error, wait);
                    if self.end.is_none() {
                        self.tell(&Notice::Away(patience));
                    }
                }
            },
        }
    }

    fn tell_not_opened(&mut self, error: &SessionError, wait: Duration) {
        let retry_in = (!wait.is_zero() && self.end.is_none()).then_some(wait);
        self.tell(&Notice::SessionLost { error, retry_in });
    }

    /// No session would fare better, or none can be opened any more.
    fn stop_by(&mut self, error: &SessionError) {
        let explanation = explain_error(error, Some(&self.shared.server.host));
        let (end, explanation) = match error {
            SessionError::Protocol(ProtocolError::LoginRefused { reply }) if !reply.is_transient() => {
                if self.governor.is_proven() {
                    // What is known of wrong passwords is not meant.
                    let explanation = explanation.filter(|_| reply.code != 535);
                    (End::Stopped(Reason::LoginNoLonger { reply: reply.to_string() }), explanation)
                } else {
                    (End::LoginRefused(error.to_string()), explanation)
                }
            }
            _ => (End::Stopped(Reason::from(error)), explanation),
        };
        self.because(explanation);
        self.stop(end);
    }

    /// A message has been begun and no session was given it: it is to be tried again.
    pub(super) fn take_back(&mut self, job: Box<Job>, recipients: &[(usize, Address)]) {
        self.unanswered.remove(&job.id);
        self.nothing_sent(&job, recipients, Outcome::Unsent, NOT_TRIED);
        self.retry(job, Instant::now());
    }

    /// Nothing of a message that has been begun has been sent, nor will be: it is as it was before, but for why that is. If it is faulty,
    /// for good.
    pub(super) fn nothing_sent(&mut self, job: &Job, recipients: &[(usize, Address)], outcome: Outcome, why: &str) {
        self.quota.used(job.id, 0);
        let mut delivery = job.delivery();
        if delivery.recipients.is_empty() {
            let untouched = |address: &Address| Settlement::local(address.as_str(), outcome, None, why.to_owned());
            delivery.recipients = recipients.iter().map(|(_, address)| untouched(address)).collect();
        } else if outcome == Outcome::Faulty {
            let open = delivery.recipients.iter_mut().filter(|each| each.outcome == Outcome::Deferred);
            open.for_each(|each| (each.outcome, each.text) = (outcome, why.into()));
        }
        self.group.settle(job.id, job.key, delivery, outcome == Outcome::Faulty);
    }

    /// The server takes no more today.
    pub(super) fn stop_for_today(&mut self, why: &str) {
        let tomorrow = jiff::Zoned::now().saturating_add(jiff::SignedDuration::from_hours(24));
        let (reply, time) = (why.to_owned(), tomorrow.strftime("%H:%M").to_string());
        self.stop(End::Stopped(Reason::ServerLimit { reply, time }));
    }

    /// Tells what has been learnt, and lets the workers know what concerns them.
    pub(super) fn learn(&mut self) {
        for lesson in self.governor.lessons(self.slots.count().opening) {
            self.tell(&Notice::Learnt(lesson));
        }
        let most = self.governor.messages_per_session().unwrap_or(0);
        self.shared.messages_per_session.store(most, Ordering::Relaxed);
        self.shared.renews.store(self.governor.renews(), Ordering::Relaxed);
    }
}
