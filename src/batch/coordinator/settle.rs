//! What an attempt means for its row: settled, or to be tried again.

use std::time::{Duration, Instant, SystemTime};

use super::{Coordinator, End, Notice};
use crate::batch::FaultyRow;
use crate::batch::job::{Attempt, Job};
use crate::delivery::{Delivery, Outcome, Settlement};
use crate::input::Record;
use crate::ledger::{Change, Key};
use crate::mail::Address;
use crate::net::{LostSession, SessionError};
use crate::report::rows;
use crate::smtp::{Lost, ProtocolError, Settled, Verdict};

impl Job {
    pub(super) fn new(id: u64, key: Key, record: Record) -> Self {
        Self { id, key, record, attempts: 0, settled: Vec::new(), message_id: String::new(), elapsed: Duration::ZERO }
    }

    fn delivery(&self) -> Delivery {
        Delivery {
            row: self.record.number,
            line: self.record.line,
            message_id: self.message_id.clone(),
            attempts: self.attempts,
            time: SystemTime::now(),
            elapsed: self.elapsed,
            recipients: self.settled.clone(),
        }
    }
}

impl Coordinator<'_> {
    pub(super) fn settle(&mut self, worker: usize, mut job: Job, attempt: Attempt) {
        match attempt {
            Attempt::Faulty(faults) => {
                let delivery = FaultyRow::new(self.list, &job.record, &faults).delivery();
                self.count(&delivery);
                self.group.settled.push(delivery);
            }
            Attempt::Settled { addresses, settled } => {
                job.attempts += 1;
                job.update(verdicts(&addresses, &settled));
                self.keep(job);
            }
            Attempt::Lost { addresses, lost, reused } => {
                let LostSession { error, lost } = *lost;
                self.slots.closed(worker);
                if !matches!(error, SessionError::Withheld) {
                    self.tell(&Notice::SessionLost { error: &error, retry_in: None });
                }
                let lost = lost.into_iter().next();
                let untouched =
                    lost.as_ref().is_none_or(|lost| !lost.in_doubt && lost.verdicts.iter().all(Option::is_none));
                job.update(lost_verdicts(&addresses, lost.as_ref(), &error));
                if untouched && (reused || matches!(error, SessionError::Withheld)) {
                    // Closed while idle, or for having carried enough: nothing that the row is to blame for.
                    self.keep_for(job, Duration::ZERO);
                } else {
                    job.attempts += 1;
                    self.keep(job);
                }
            }
        }
    }

    /// Another try later, if somebody is deferred and there are attempts left; otherwise the row is settled.
    fn keep(&mut self, job: Job) {
        if job.is_deferred() && job.attempts < self.attempts {
            let wait = self.backoff.wait(job.attempts, job.id);
            self.keep_for(job, wait);
        } else {
            self.settle_row(&job);
        }
    }

    /// The ledger hears of it now, and it is tried again after the wait.
    fn keep_for(&mut self, job: Job, wait: Duration) {
        self.group.changes.push(Change::Settle { id: job.id, key: job.key, delivery: job.delivery() });
        self.retry(job, Instant::now() + wait);
    }

    fn settle_row(&mut self, job: &Job) {
        let delivery = job.delivery();
        self.group.changes.push(Change::Settle { id: job.id, key: job.key, delivery: delivery.clone() });
        self.count(&delivery);
        self.group.settled.push(delivery);
    }

    fn count(&mut self, delivery: &Delivery) {
        let accepted = delivery.recipients.iter().filter(|each| each.outcome == Outcome::Accepted).count() as u64;
        self.tally.done += u64::from(delivery.attempts > 0);
        self.tally.accepted += accepted;
        self.tally.failed += delivery.recipients.len() as u64 - accepted;
        rows(delivery).for_each(|row| self.summary.add(&row));
    }

    /// The batch is over: everything is counted as what it is. What a worker has begun when nobody waits for it any more is in
    /// doubt; what waited for another try stays deferred; the rest is unsent.
    pub(super) fn settle_left_behind(&mut self) {
        for retry in std::mem::take(&mut self.retries).into_sorted_vec() {
            if retry.job.attempts > 0 {
                let delivery = retry.job.delivery();
                self.count(&delivery);
            }
        }
        self.commit();
        if self.at_once && !self.begun.is_empty() {
            for id in std::mem::take(&mut self.begun) {
                self.count(&Delivery::untried(id, 0, Outcome::InDoubt, STOPPED_AT_ONCE.to_owned()));
            }
            if let Err(error) = self.ledger.recover() {
                self.end = Some(End::Stopped(error.to_string()));
            }
        }
        if self.end.is_some() {
            self.summary.add_unsent(self.expected.saturating_sub(self.summary.total()));
        }
    }
}

const STOPPED_AT_ONCE: &str = "stopped at once, before the reply was read";

fn verdicts(addresses: &[Address], settled: &Settled) -> Vec<Settlement> {
    addresses.iter().zip(&settled.verdicts).map(|(address, verdict)| Settlement::of(address, verdict)).collect()
}

/// What was decided stays decided; the rest is in doubt or may be tried again.
fn lost_verdicts(addresses: &[Address], lost: Option<&Lost>, error: &SessionError) -> Vec<Settlement> {
    let outcome = if lost.is_some_and(|lost| lost.in_doubt) { Outcome::InDoubt } else { Outcome::Deferred };
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
    addresses
        .iter()
        .enumerate()
        .map(|(index, address)| match lost.and_then(|lost| lost.verdicts.get(index)?.as_ref()) {
            Some(verdict) => Settlement::of(address, verdict),
            None => undecided(address),
        })
        .collect()
}
