//! What an attempt means for its row: settled, or to be tried again.

mod judge;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use std::{iter, mem};

use judge::{
    Said, defer_those_too_many, defer_unsupported, is_end, is_judged, is_untouched, last_words, lost_verdicts,
    put_off_by, used, verdicts,
};

use super::{Coordinator, End, Messages, Notice, Reason};
use crate::batch::FaultyRow;
use crate::batch::governor::{Alike, Stalled};
use crate::batch::job::{Attempt, Job, PutOff, UnderWay};
use crate::delivery::{Meaning, Outcome, Settlement, explain_deferred, explain_error, explain_reply, wait_of};
use crate::ledger::LedgerError;
use crate::mail::Address;
use crate::net::{LostSession, SessionError};
use crate::smtp::{Lost, Phase, Settled, Unsupported, Verdict};

/// Most sessions that may be lost under a row, before any answer to it, without being charged to it as attempts.
const EXCUSES: u8 = 3;

impl Coordinator<'_, '_> {
    pub(super) fn settle(&mut self, slot: usize, job: Box<Job>, attempt: Attempt, now: Instant) {
        match attempt {
            Attempt::Faulty(faults, recipients) => {
                let row = FaultyRow::new(&self.list.source, &job.record, &faults);
                match recipients {
                    // The ledger never hears of it.
                    None => self.count(&row.delivery()),
                    Some(recipients) => self.nothing_sent(&job, &recipients, Outcome::Faulty, &row.why()),
                }
            }
            Attempt::Settled { recipients, settled, carried, put_off, is_full, unsure } => {
                if is_full {
                    self.slots.closing(slot);
                }
                self.group.unsure.extend(unsure.map(|message| (slot, message)));
                self.answered(job, &recipients, &settled, put_off, (now, carried));
            }
        }
    }

    fn answered(
        &mut self,
        mut job: Box<Job>,
        recipients: &[(usize, Address)],
        settled: &Settled,
        put_off: PutOff,
        (now, carried): (Instant, u64),
    ) {
        let open = self.slots.count().open;
        self.governor.answered(now, open);
        let mut verdicts = verdicts(recipients, settled);
        if self.shared.smtputf8.load(Ordering::Relaxed) {
            defer_unsupported(&mut verdicts, settled);
        }
        let is_split = self.spare_plain(&job, recipients, &mut verdicts, settled);
        let is_excused = self.is_excused_by_session(&mut job, put_off, carried);
        let is_held = self.is_held_with_all(&mut job, settled, is_excused, now);
        let said = Said::among(&settled.verdicts);
        self.conclude(job, verdicts, said, At { now, open, carried }, is_split || is_excused || is_held);
    }

    /// Whether MAIL was put off for a row and is put off for everybody: then it waits with them.
    fn is_held_with_all(&mut self, job: &mut Job, settled: &Settled, is_excused: bool, now: Instant) -> bool {
        let Some(reply) = put_off_by(settled) else {
            // Not by when this is heard, which may be after MAIL was put off for others that had begun later.
            if let Some(began) = job.began.filter(|_| settled.is_sender_taken()) {
                self.governor.stall().taken(began);
            }
            return false;
        };
        match self.governor.stall().put_off(now, job.id, &mut job.put_off_at, is_excused, wait_of(reply)) {
            Stalled::Chance => return false,
            Stalled::Held(patience) => {
                if let Some(patience) = patience.filter(|_| self.end.is_none()) {
                    self.tell(&Notice::PutOff { reply, patience });
                }
            }
            Stalled::Gone => self.stop(End::Stopped(Reason::PutOff { reply: reply.to_string() })),
        }
        true
    }

    /// Whether a row whose MAIL was put off may be so for the session's sake: then another session is tried first.
    fn is_excused_by_session(&mut self, job: &mut Job, put_off: PutOff, carried: u64) -> bool {
        match put_off {
            PutOff::No => return false,
            PutOff::Anew => {
                self.governor.put_off_anew();
                return false;
            }
            PutOff::Ending => self.governor.put_off(carried),
            PutOff::Ended => {}
        }
        let is_excused = job.excuses < EXCUSES;
        job.excuses += u8::from(is_excused);
        is_excused
    }

    /// A mail that the server cannot take for one address goes to the others all the same, where that address is not written in it:
    /// whether it is to be sent again, to them. Where it is, they are told which it is.
    fn spare_plain(
        &self,
        job: &Job,
        recipients: &[(usize, Address)],
        verdicts: &mut [Settlement],
        settled: &Settled,
    ) -> bool {
        let is_of_it = |verdict: &Verdict| matches!(verdict, Verdict::Unsupported(Unsupported::Smtputf8));
        if !settled.verdicts.iter().any(is_of_it) || self.shared.smtputf8.load(Ordering::Relaxed) {
            return false;
        }
        let Ok(parties) = self.list.template.parties(&job.record) else { return false };
        let at_fault = parties.written().map(|mailbox| &mailbox.address).find(|address| address.needs_smtputf8());
        let is_one_to_blame = recipients.iter().any(|(_, address)| address.needs_smtputf8());
        let mut is_split = false;
        for (each, _) in verdicts.iter_mut().zip(recipients).filter(|(_, (_, address))| !address.needs_smtputf8()) {
            if let Some(address) = at_fault {
                each.text = format!(
                    "the letter names {}, which needs SMTPUTF8, and the server does not offer that. Ask for an address with an ASCII \
                     local part, or put this one into Bcc.",
                    address.as_str()
                )
                .into();
            } else if is_one_to_blame {
                (each.outcome, is_split) = (Outcome::Deferred, true);
            }
        }
        is_split
    }

    /// A session was lost under these messages.
    pub(super) fn lost(&mut self, under_way: Vec<UnderWay>, lost: LostSession, carried: u64, may_be_chance: bool) {
        let LostSession { error, lost } = lost;
        let is_withheld = matches!(error, SessionError::Withheld);
        let at = At { now: Instant::now(), open: self.slots.count().open + 1, carried };
        let parting = Said::with(&error);
        let first = lost.first().map_or(&[][..], |first| first.verdicts.as_slice());
        let is_explained = Said::among(first.iter().flatten()).or(parting).is_some();
        // One that is refused for good may be what the server has closed for. In chunks, the message may have left whole by the
        // time it closes in front of it.
        let may_be_chance = may_be_chance || is_judged(first);
        if !is_explained && !may_be_chance && is_end(&error) {
            self.governor.ended(at.now, carried);
        }
        let is_first_try = under_way.first().is_none_or(|first| first.job.attempts == 0);
        let is_paced = parting.is_some_and(|said| matches!(said.meaning, Meaning::TooFast(_)));
        let is_wasted = carried == 0 && !is_withheld && !is_paced;
        let wasted = if is_wasted { self.governor.wasted(at.now, is_first_try) } else { None };
        let is_doubtful = !is_withheld && lost.iter().any(|each| each.in_doubt);
        let doubtful = if is_doubtful { self.governor.doubtful(at.now) } else { None };
        if !is_withheld && !under_way.is_empty() {
            let retry_in = self.governor.rest(at.now).filter(|_| wasted.or(doubtful).is_none() && self.end.is_none());
            self.tell(&Notice::SessionLost { error: &error, retry_in });
        }
        if under_way.is_empty()
            && let Some(parting) = parting
        {
            self.heed(parting, false, at);
        }
        let nothing = Lost { verdicts: Vec::new(), in_doubt: false };
        let each = lost.iter().chain(iter::repeat(&nothing));
        for (place, (UnderWay { mut job, recipients, .. }, lost)) in under_way.into_iter().zip(each).enumerate() {
            self.unanswered.remove(&job.id);
            let said = Said::among(lost.verdicts.iter().flatten()).or(parting.filter(|_| place == 0));
            // Closed while idle, or for having carried enough: nothing that the row is to blame for. But a row under which
            // one session after another is lost may be what they are lost of. Those behind it are not.
            let may_be_excused = place == 0 && carried > 0 && job.excuses < EXCUSES;
            let is_excused = is_untouched(lost) && (place > 0 || is_withheld || may_be_excused);
            job.excuses += u8::from(is_excused && may_be_excused);
            self.conclude(job, lost_verdicts(&recipients, lost, &error), said, at, is_excused);
        }
        if let Some(sessions) = wasted {
            let (explanation, error) = last_words(first, &error);
            self.because(explanation);
            self.stop(End::Stopped(Reason::SessionsLost { sessions, error }));
        }
        if let Some(sessions) = doubtful {
            self.because(explain_error(&error, None));
            self.stop(End::Stopped(Reason::SessionsInDoubt { sessions, error: error.to_string() }));
        }
    }

    /// Takes what an attempt has come to, with what the server has said of it that concerns more than this row.
    fn conclude(
        &mut self,
        mut job: Box<Job>,
        mut verdicts: Vec<Settlement>,
        said: Option<Said<'_>>,
        at: At,
        is_excused: bool,
    ) {
        let has_progressed = verdicts.iter().any(|each| each.outcome == Outcome::Accepted);
        if has_progressed {
            self.accepted();
            self.governor.accepted();
        }
        let blame = match said {
            Some(said) => self.heed(said, has_progressed, at),
            None => verdicts.first().map_or(Blame::Row, |first| self.doubt(first, at)),
        };
        if matches!(blame, Blame::Denied | Blame::Login | Blame::Doubted) {
            // Not refused for good: with a login, or later, they are taken.
            let refused = verdicts.iter_mut().filter(|each| each.outcome == Outcome::Refused);
            refused.for_each(|each| each.outcome = Outcome::Deferred);
        }
        let is_portion = defer_those_too_many(&mut verdicts);
        self.quota.used(job.id, used(&verdicts));
        job.update(verdicts);
        if let (Blame::Denied, Some(Said { phase, reply, .. })) = (blame, said) {
            self.deny(job, reply.to_string(), explain_deferred(phase, reply));
        } else if job.is_deferred() && (is_excused || is_portion || self.is_blameless(&mut job, blame, said)) {
            self.keep_for(job, Duration::ZERO, Answer::None);
        } else {
            job.attempts += 1;
            self.keep(job);
        }
    }

    /// Whether a row is to be tried again as if it had not been tried.
    fn is_blameless(&self, job: &mut Job, blame: Blame, said: Option<Said<'_>>) -> bool {
        match blame {
            Blame::Login | Blame::Limit | Blame::Doubted => true,
            // What is said to MAIL no row is to blame for. What is said later may yet be about the row: where others are accepted
            // meanwhile, it is.
            Blame::Pace => {
                let accepted = self.counts.tally.accepted;
                let before = job.held_at.replace(accepted);
                said.is_some_and(|said| said.phase == Phase::Mail) || before.is_none_or(|before| before == accepted)
            }
            Blame::Row | Blame::Denied => false,
        }
    }

    /// Whether a refusal is to be believed that says nothing known, after others have been taken.
    fn doubt(&mut self, refused: &Settlement, at: At) -> Blame {
        if !refused.is_vague() {
            return Blame::Row;
        }
        match self.governor.refused_vaguely(at.now, &refused.text) {
            Alike::Believed => Blame::Row,
            Alike::Held => Blame::Doubted,
            Alike::Enough(times) => {
                self.because(refused.explanation());
                let code = refused.code.map(|code| code.to_string()).unwrap_or_default();
                let reply = format!("{code} {}", refused.text);
                self.stop(End::Stopped(Reason::RefusedAlike { refused: times, reply }));
                Blame::Doubted
            }
        }
    }

    /// Heeds what the server has said, be it in reply to a message or as the end of a session.
    fn heed(&mut self, said: Said<'_>, has_progressed: bool, at: At) -> Blame {
        let Said { meaning, phase, reply } = said;
        match meaning {
            Meaning::AccessDenied => {
                let may_want_login = !has_progressed
                    && self.may_want_login().unwrap_or_else(|error| {
                        self.fail(&error);
                        false
                    });
                if may_want_login { Blame::Denied } else { Blame::Row }
            }
            Meaning::DailyLimit => {
                self.because(explain_reply(phase, reply, None));
                self.stop_for_today(&reply.to_string());
                Blame::Limit
            }
            Meaning::LoginWanted => {
                self.because(explain_deferred(phase, reply));
                self.stop(End::Stopped(Reason::NotThisWay { reply: reply.to_string() }));
                Blame::Login
            }
            Meaning::TooFast(_) => {
                self.governor.told(at.now, at.open, at.carried, meaning);
                if self.governor.is_at_its_end(at.now) {
                    self.because(explain_reply(phase, reply, None));
                    self.stop(End::Stopped(Reason::TooFast { reply: reply.to_string() }));
                }
                Blame::Pace
            }
            meaning => {
                self.governor.told(at.now, at.open, at.carried, meaning);
                let is_over = matches!(meaning, Meaning::SessionFull | Meaning::SessionSpoilt);
                if is_over && (at.carried > 0 || has_progressed) { Blame::Limit } else { Blame::Row }
            }
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
            if let Reason::SenderRefused { .. } = why {
                let refused = delivery.recipients.iter().rfind(|each| each.outcome == Outcome::Refused);
                self.because(refused.and_then(Settlement::explanation));
            }
            self.stop(End::Stopped(why));
        }
        self.group.settle(id, key, delivery, true);
    }

    /// The batch is over: what is known is made durable. What has left when nobody waits for it any more is in doubt, as far as is
    /// noted.
    pub(super) fn settle_left_behind(&mut self) {
        self.try_denied();
        self.commit_now();
        if self.at_once && !self.unanswered.is_empty() {
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
            in_ledger.extend(mem::take(&mut self.unanswered));
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
    fn count_as_in_ledger(&mut self, messages: &Messages) -> Result<(), LedgerError> {
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

/// The session in which something happened.
#[derive(Clone, Copy)]
struct At {
    now: Instant,
    /// How many were open with it.
    open: usize,
    /// How many messages it had carried.
    carried: u64,
}

/// What a row has to do with what the server said to it.
#[derive(Clone, Copy)]
enum Blame {
    /// It is about the row, as far as is known: the attempt is charged to it.
    Row,
    /// A limit was reached that no row is to blame for.
    Limit,
    /// Mail comes too fast: from the account, as far as is known.
    Pace,
    /// The sender is refused, and that may be a limit.
    Doubted,
    /// Nobody is taken without a login.
    Login,
    /// The row is refused, or nobody is taken without a login.
    Denied,
}
