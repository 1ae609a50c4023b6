//! What an attempt means for its row: settled, or to be tried again.

use std::time::{Duration, Instant};
use std::{iter, mem};

use super::{Begun, Coordinator, End, Notice, Reason};
use crate::batch::FaultyRow;
use crate::batch::job::{Attempt, Job, UnderWay};
use crate::delivery::{Meaning, Outcome, Settlement, explain_deferred, explain_error, explain_reply, meaning};
use crate::ledger::{Ledger, LedgerError};
use crate::mail::Address;
use crate::net::{LostSession, SessionError};
use crate::smtp::{Lost, Phase, ProtocolError, Settled, Verdict};

impl Coordinator<'_, '_> {
    pub(super) fn settle(&mut self, slot: usize, job: Box<Job>, attempt: Attempt, now: Instant) {
        match attempt {
            Attempt::Faulty(faults, begun) => {
                let row = FaultyRow::new(&self.list.source, &job.record, &faults);
                match begun {
                    // The ledger never hears of it.
                    None => self.count(&row.delivery()),
                    Some(recipients) => self.nothing_sent(&job, &recipients, Outcome::Faulty, &row.why()),
                }
            }
            Attempt::Settled { recipients, settled, carried, is_full, unsure } => {
                if is_full {
                    self.slots.closing(slot);
                }
                self.group.unsure.extend(unsure.map(|message| (slot, message)));
                self.answered(job, &recipients, &settled, (now, carried));
            }
        }
    }

    fn answered(
        &mut self,
        mut job: Box<Job>,
        recipients: &[(usize, Address)],
        settled: &Settled,
        (now, carried): (Instant, u64),
    ) {
        let open = self.slots.count().open;
        self.governor.answered(now, open);
        let mut verdicts = verdicts(recipients, settled);
        let has_progressed = verdicts.iter().any(|each| each.outcome == Outcome::Accepted);
        if has_progressed {
            self.accepted();
        }
        let said = settled.verdicts.iter().find_map(|verdict| match verdict {
            Verdict::Reply { phase, reply } => Some((meaning(*phase, reply)?, *phase, reply)),
            Verdict::Unsupported(_) => None,
        });
        let may_be_denied = matches!(said, Some((Meaning::AccessDenied, ..)))
            && !has_progressed
            && self.may_want_login().unwrap_or_else(|error| {
                self.fail(&error);
                false
            });
        if may_be_denied || matches!(said, Some((Meaning::LoginWanted, ..))) {
            // Not refused for good: with a login they are taken.
            let refused = verdicts.iter_mut().filter(|each| each.outcome == Outcome::Refused);
            refused.for_each(|each| each.outcome = Outcome::Deferred);
        }
        self.quota.used(job.id, used(&verdicts));
        job.update(verdicts);
        let is_blameless = match said {
            Some((_, phase, reply)) if may_be_denied => {
                return self.deny(job, reply.to_string(), explain_deferred(phase, reply));
            }
            Some((Meaning::DailyLimit, phase, reply)) => {
                self.because(explain_reply(phase, reply, None));
                self.stop_for_today(&reply.to_string());
                true
            }
            Some((Meaning::LoginWanted, phase, reply)) => {
                self.because(explain_deferred(phase, reply));
                self.stop(End::Stopped(Reason::NotThisWay { reply: reply.to_string() }));
                true
            }
            Some((meaning, ..)) => {
                self.governor.told(now, open, carried, meaning);
                let is_over = matches!(meaning, Meaning::SessionFull | Meaning::SessionSpoilt);
                is_over && (carried > 0 || has_progressed)
            }
            None => false,
        };
        if is_blameless && job.is_deferred() {
            self.keep_for(job, Duration::ZERO, Answer::None);
        } else {
            job.attempts += 1;
            self.keep(job);
        }
    }

    /// A session was lost under these messages.
    pub(super) fn lost(&mut self, under_way: Vec<UnderWay>, lost: LostSession, carried: u64, was_idle: bool) {
        let LostSession { error, lost } = lost;
        let is_withheld = matches!(error, SessionError::Withheld);
        if !is_withheld && !under_way.is_empty() {
            self.tell(&Notice::SessionLost { error: &error, retry_in: None });
        }
        // In chunks, the message may have left whole by the time the server closes in front of it.
        let may_be_chance = was_idle || !lost.first().is_none_or(is_undecided);
        let is_done_for_today = !is_withheld && self.heed(&error, carried, may_be_chance);
        let is_first_try = under_way.first().is_none_or(|first| first.job.attempts == 0);
        if carried == 0 && is_first_try && lost.first().is_none_or(is_undecided) && !is_withheld {
            self.wasted(&error);
        }
        let nothing = Lost { verdicts: Vec::new(), in_doubt: false };
        let lost = lost.into_iter().chain(iter::repeat(nothing));
        for (place, (UnderWay { mut job, recipients, .. }, lost)) in under_way.into_iter().zip(lost).enumerate() {
            self.begun.remove(&job.id);
            let verdicts = lost_verdicts(&recipients, &lost, &error);
            self.quota.used(job.id, used(&verdicts));
            job.update(verdicts);
            // Closed while idle, or for having carried enough: nothing that the row is to blame for. But a row under which
            // one session after another is lost may be what they are lost of. Those behind it are not.
            let is_excused = place == 0 && carried > 0 && job.excuses < EXCUSES;
            let is_blameless = place > 0 || is_excused || is_withheld || is_done_for_today;
            if is_untouched(&lost) && is_blameless {
                job.excuses += u8::from(is_excused);
                self.keep_for(job, Duration::ZERO, Answer::None);
            } else {
                job.attempts += 1;
                self.keep(job);
            }
        }
    }

    /// Learns from the end of a session. Whether the server takes no more today.
    fn heed(&mut self, error: &SessionError, carried: u64, may_be_chance: bool) -> bool {
        let (now, open) = (Instant::now(), self.slots.count().open + 1);
        let said = match error {
            SessionError::Protocol(ProtocolError::Refused { phase, reply }) => meaning(*phase, reply),
            _ => None,
        };
        match said {
            Some(Meaning::DailyLimit) => {
                self.because(explain_error(error, None));
                self.stop_for_today(&error.to_string());
            }
            Some(meaning) => self.governor.told(now, open, carried, meaning),
            None if !may_be_chance && is_end(error) => self.governor.ended(now, carried),
            None => {}
        }
        said == Some(Meaning::DailyLimit)
    }

    /// A new session has ended before its first row had an answer.
    fn wasted(&mut self, error: &SessionError) {
        if let Some(sessions) = self.governor.wasted() {
            self.because(explain_error(error, None));
            self.stop(End::Stopped(Reason::SessionsLost { sessions, error: error.to_string() }));
        }
    }

    /// Another try later, if somebody is deferred and there are attempts left; otherwise the row is settled.
    fn keep(&mut self, job: Box<Job>) {
        if job.is_deferred() && job.attempts < self.attempts {
            let wait = self.retries.wait(&job);
            self.keep_for(job, wait, Answer::Deferred);
        } else {
            self.settle_row(*job);
        }
    }

    /// The ledger hears of it now, and it is tried again after the wait.
    fn keep_for(&mut self, job: Box<Job>, wait: Duration, answer: Answer) {
        let job = self.put_off(job, answer);
        self.retry(job, Instant::now() + wait);
    }

    /// The ledger hears of it now.
    pub(super) fn put_off(&mut self, job: Box<Job>, answer: Answer) -> Box<Job> {
        let delivery = job.delivery();
        if let Some(canary) = &mut self.canary {
            match answer {
                Answer::Deferred => canary.answered(&delivery),
                Answer::None => canary.returned(delivery.row),
            }
        }
        self.group.settle(job.id, job.key, delivery, false);
        job
    }

    fn settle_row(&mut self, job: Job) {
        let (id, key) = (job.id, job.key);
        let delivery = job.into_delivery();
        if let Some(canary) = &mut self.canary {
            canary.answered(&delivery);
        }
        if let Some(why) = self.governor.settled(&delivery.recipients) {
            self.stop(End::Stopped(why));
        }
        self.group.settle(id, key, delivery, true);
    }

    /// The batch is over: what is known is made durable. What has left when nobody waits for it any more is in doubt, as far as is
    /// noted.
    pub(super) fn settle_left_behind(&mut self) {
        self.try_denied();
        self.commit_now();
        if self.at_once && !self.begun.is_empty() {
            self.shared.close();
            let given_up = self.books.ledger().give_up();
            if let Err(error) = given_up {
                self.end = Some(End::Stopped(Reason::from(&error)));
            }
        }
    }

    /// Everything else is counted as what it is. What waited for another try stays deferred; what nobody has waited for, or could not
    /// be written, is what the ledger, and so the report, has it as; the rest is unsent.
    pub(super) fn count_rest(&mut self) {
        let mut in_ledger = mem::take(&mut self.unwritten);
        if self.at_once {
            in_ledger.extend(mem::take(&mut self.begun));
        }
        for job in self.retries.take_all() {
            // What this run has not begun is as it was before.
            let is_begun = job.attempts > 0 || !job.message_id.is_empty();
            if is_begun && !in_ledger.contains_key(&job.id) {
                self.counts.add(&job.delivery());
            }
        }
        if let Err(error) = self.count_as_in_ledger(&in_ledger) {
            self.end = Some(End::Stopped(Reason::from(&error)));
        }
        if self.end.is_some() {
            self.counts.add_unsent();
        }
    }

    /// Each of their recipients.
    fn count_as_in_ledger(&mut self, messages: &Begun) -> Result<(), LedgerError> {
        for (row, key) in messages.values() {
            if let Some(entry) = self.books.ledger().find(*row, key)? {
                self.counts.add(&entry.delivery);
            }
        }
        Ok(())
    }
}

/// Whether what puts a row off says something of it.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// It was deferred.
    Deferred,
    /// The session was at its end, and the row is not to blame.
    None,
}

/// So many sessions may be lost under a row, before any answer to it, without that being charged as an attempt.
const EXCUSES: u8 = 3;

/// Whether nobody has been decided on, though somebody may be in doubt.
fn is_undecided(lost: &Lost) -> bool {
    lost.verdicts.iter().all(Option::is_none)
}

/// Whether it is as if it had never been begun.
fn is_untouched(lost: &Lost) -> bool {
    is_undecided(lost) && !lost.in_doubt
}

/// Recipients that count against a daily limit: those that have got the mail, or may have.
fn used(settlements: &[Settlement]) -> u64 {
    settlements.iter().filter(|each| matches!(each.outcome, Outcome::Accepted | Outcome::InDoubt)).count() as u64
}

/// Whether the server has ended the session instead of taking another message.
fn is_end(error: &SessionError) -> bool {
    match error {
        SessionError::Protocol(ProtocolError::Refused { reply, .. }) => reply.code == 421,
        SessionError::Closed { phase } | SessionError::Io { phase, .. } => {
            matches!(phase, Phase::Rset | Phase::Mail | Phase::Rcpt | Phase::Data)
        }
        _ => false,
    }
}

fn verdicts(recipients: &[(usize, Address)], settled: &Settled) -> Vec<Settlement> {
    recipients.iter().zip(&settled.verdicts).map(|((_, address), verdict)| Settlement::of(address, verdict)).collect()
}

/// What was decided stays decided; the rest is in doubt or may be tried again.
fn lost_verdicts(recipients: &[(usize, Address)], lost: &Lost, error: &SessionError) -> Vec<Settlement> {
    let outcome = if lost.in_doubt { Outcome::InDoubt } else { Outcome::Deferred };
    let reply = match error {
        SessionError::Protocol(ProtocolError::Refused { phase, reply }) => {
            Some(Verdict::Reply { phase: *phase, reply: reply.clone() })
        }
        _ => None,
    };
    let undecided = |address: &Address| match &reply {
        Some(verdict) if outcome == Outcome::Deferred => Settlement { outcome, ..Settlement::of(address, verdict) },
        _ => Settlement::local(address.as_str(), outcome, error.phase(), error.to_string()),
    };
    recipients
        .iter()
        .enumerate()
        .map(|(index, (_, address))| match lost.verdicts.get(index).and_then(Option::as_ref) {
            Some(verdict) => Settlement::of(address, verdict),
            None => undecided(address),
        })
        .collect()
}
