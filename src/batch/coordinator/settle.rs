//! What an attempt means for its row: settled, or to be tried again.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::{Coordinator, Notice};
use crate::batch::job::{Attempt, Job};
use crate::batch::{FaultyRow, Selected, prepare};
use crate::delivery::{Delivery, Outcome, Settlement};
use crate::input::Record;
use crate::mail::Address;
use crate::net::{LostSession, SessionError};
use crate::smtp::{Lost, Phase, ProtocolError, Settled, Verdict};

impl Job {
    pub(super) fn new(sequence: u64, record: Record) -> Self {
        Self {
            sequence,
            record: Arc::new(record),
            attempts: 0,
            settled: Vec::new(),
            message_id: String::new(),
            elapsed: Duration::ZERO,
        }
    }

    /// Takes the settlements of the last attempt, one for each address that was in its envelope.
    fn update(&mut self, news: Vec<Settlement>) {
        if self.settled.is_empty() {
            self.settled = news;
            return;
        }
        let unsettled = self.settled.iter_mut().filter(|settlement| settlement.outcome == Outcome::Deferred);
        for (old, new) in unsettled.zip(news) {
            *old = new;
        }
    }

    fn is_deferred(&self) -> bool {
        self.settled.iter().any(|settlement| settlement.outcome == Outcome::Deferred)
    }
}

impl Coordinator<'_> {
    pub(super) fn settle(&mut self, worker: usize, mut job: Job, attempt: Attempt) {
        match attempt {
            Attempt::Faulty(faults) => {
                let row = FaultyRow::new(self.source, job.record.number, job.record.line, &faults);
                job.settled = vec![Settlement::local("", Outcome::Faulty, None, row.to_string())];
                self.finish(job);
            }
            Attempt::Settled { addresses, settled } => {
                job.attempts += 1;
                job.update(verdicts(&addresses, &settled));
                self.finish_or_retry(job);
            }
            Attempt::Lost { addresses, lost, reused } => {
                let LostSession { error, lost } = *lost;
                self.slots.closed(worker);
                self.tell(&Notice::SessionLost { error: &error, retry_in: None });
                let lost = lost.into_iter().next();
                let untouched =
                    lost.as_ref().is_none_or(|lost| !lost.in_doubt && lost.verdicts.iter().all(Option::is_none));
                if reused && untouched {
                    // Closed while idle, or for having carried enough: nothing that the row is to blame for.
                    self.retry(job, Instant::now());
                    return;
                }
                job.attempts += 1;
                job.update(lost_verdicts(&addresses, lost.as_ref(), &error));
                self.finish_or_retry(job);
            }
        }
    }

    fn finish_or_retry(&mut self, job: Job) {
        if job.is_deferred() && job.attempts < self.attempts && self.end.is_none() {
            let wait = self.backoff.wait(job.attempts, job.sequence);
            self.retry(job, Instant::now() + wait);
        } else {
            self.finish(job);
        }
    }

    fn finish(&mut self, job: Job) {
        let delivery = Delivery {
            row: job.record.number,
            line: job.record.line,
            message_id: job.message_id,
            attempts: job.attempts,
            time: SystemTime::now(),
            elapsed: job.elapsed,
            recipients: job.settled,
        };
        self.put(job.sequence, Some(job.record), delivery);
    }

    pub(super) fn settle_faulty(&mut self, sequence: u64, number: Option<u64>, line: Option<u64>, fault: String) {
        let delivery = Delivery {
            row: number.unwrap_or(0),
            line: line.unwrap_or(0),
            message_id: String::new(),
            attempts: 0,
            time: SystemTime::now(),
            elapsed: Duration::ZERO,
            recipients: vec![Settlement::local("", Outcome::Faulty, None, fault)],
        };
        self.put(sequence, None, delivery);
    }

    fn put(&mut self, sequence: u64, record: Option<Arc<Record>>, delivery: Delivery) {
        let accepted = delivery.recipients.iter().filter(|each| each.outcome == Outcome::Accepted).count() as u64;
        self.tally.done += u64::from(delivery.attempts > 0);
        self.tally.accepted += accepted;
        self.tally.failed += delivery.recipients.len() as u64 - accepted;
        self.tell(&Notice::Settled(&delivery));
        self.outputs.put(sequence, record, delivery);
    }

    /// The batch is over: everything that is not settled is told of as what it is. What a worker still has when nobody waits
    /// for it any more is in doubt; what waited for another try stays deferred; the rest is unsent.
    pub(super) fn settle_left_behind(&mut self) {
        for (sequence, record) in std::mem::take(&mut self.in_flight) {
            self.settle_untried(sequence, record, Outcome::InDoubt, "stopped at once, before the reply was read");
        }
        for retry in std::mem::take(&mut self.retries).into_sorted_vec() {
            if retry.job.attempts > 0 {
                self.finish(retry.job);
            } else {
                self.settle_untried(retry.job.sequence, retry.job.record, Outcome::Unsent, STOPPED);
            }
        }
        if self.exhausted {
            return;
        }
        if !self.outputs.lists_rows() {
            self.outputs.count_unsent(self.expected);
            return;
        }
        while let Some(Ok(row)) = self.rows.next() {
            let sequence = self.sequence;
            self.sequence += 1;
            match row {
                Selected::Row(record) => self.settle_untried(sequence, Arc::new(record), Outcome::Unsent, STOPPED),
                Selected::Faulty { number, line, fault } => self.settle_faulty(sequence, number, line, fault),
            }
        }
    }

    /// A row without any verdict, one settlement per address.
    fn settle_untried(&mut self, sequence: u64, record: Arc<Record>, outcome: Outcome, why: &str) {
        let (message_id, recipients) = match prepare(&self.shared.template, &record, 0) {
            Ok(prepared) => {
                let local = |address: &Address| Settlement::local(address.as_str(), outcome, None, why.to_owned());
                (prepared.message_id, prepared.mail.envelope.forward_paths.iter().map(local).collect())
            }
            Err(faults) => {
                let row = FaultyRow::new(self.source, record.number, record.line, &faults);
                (String::new(), vec![Settlement::local("", Outcome::Faulty, None, row.to_string())])
            }
        };
        let delivery = Delivery {
            row: record.number,
            line: record.line,
            message_id,
            attempts: 0,
            time: SystemTime::now(),
            elapsed: Duration::ZERO,
            recipients,
        };
        self.put(sequence, Some(record), delivery);
    }
}

const STOPPED: &str = "the batch was stopped before this row";

fn verdicts(addresses: &[Address], settled: &Settled) -> Vec<Settlement> {
    addresses.iter().zip(&settled.verdicts).map(|(address, verdict)| Settlement::of(address, verdict)).collect()
}

/// What was decided stays decided; the rest is in doubt or may be tried again.
fn lost_verdicts(addresses: &[Address], lost: Option<&Lost>, error: &SessionError) -> Vec<Settlement> {
    let outcome = if lost.is_some_and(|lost| lost.in_doubt) { Outcome::InDoubt } else { Outcome::Deferred };
    let (phase, reply) = place(error);
    addresses
        .iter()
        .enumerate()
        .map(|(index, address)| match lost.and_then(|lost| lost.verdicts.get(index)?.as_ref()) {
            Some(verdict) => Settlement::of(address, verdict),
            None => match &reply {
                Some(verdict) if outcome == Outcome::Deferred => {
                    Settlement { outcome, ..Settlement::of(address, verdict) }
                }
                _ => Settlement::local(address.as_str(), outcome, phase, error.to_string()),
            },
        })
        .collect()
}

/// Where a session was lost, and the reply that ended it.
fn place(error: &SessionError) -> (Option<Phase>, Option<Verdict>) {
    match error {
        SessionError::Deadline { phase, .. } | SessionError::Closed { phase } | SessionError::Io { phase, .. } => {
            (Some(*phase), None)
        }
        SessionError::Protocol(ProtocolError::Refused { phase, reply }) => {
            (Some(*phase), Some(Verdict::Reply { phase: *phase, reply: reply.clone() }))
        }
        SessionError::Protocol(ProtocolError::Malformed { phase, .. }) => (Some(*phase), None),
        _ => (None, None),
    }
}
