//! The rows that are still to be begun.

use super::{Bookkeeper, Options};
use crate::batch::job::Job;
use crate::batch::preflight::wants;
use crate::batch::prepare::key;
use crate::batch::{Redo, RowSet, Selected};
use crate::delivery::Outcome;
use crate::input::{InputError, Record};
use crate::ledger::{LedgerError, Places, Sqlite};

/// Reads the list once more, as far as jobs are wanted.
pub(super) struct Unread<'a> {
    rows: Box<dyn Iterator<Item = Result<Selected, InputError>> + 'a>,
    due: RowSet,
    /// Those of them that the ledger may know; `None` = all.
    known: Option<RowSet>,
    places: Places,
    /// How many of the due rows are still to be read: after the last of them nothing is waited for.
    left: u64,
    redo: Redo,
    attempts: u32,
}

impl<'a> Unread<'a> {
    /// The rows that preflight has found due, and those of them that were in the ledger when it looked for them.
    pub(super) fn new(
        rows: Box<dyn Iterator<Item = Result<Selected, InputError>> + 'a>,
        due: RowSet,
        known_due: RowSet,
        ledger: &Sqlite,
        options: &Options,
    ) -> Self {
        // Where rows are found by their keys, preflight may have looked for some by their numbers yet; in a new ledger there are none.
        let known = (ledger.is_fresh() || !ledger.finds_by_key()).then_some(known_due);
        Self {
            rows,
            left: due.len(),
            due,
            known,
            places: ledger.places(),
            redo: options.redo,
            attempts: options.limits.attempts,
        }
    }

    /// Whether there are no more, or the list can be read no further.
    pub(super) fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// The next row that is due.
    ///
    /// # Errors
    /// The list can be read no further.
    pub(super) fn next(&mut self) -> Result<Option<Record>, InputError> {
        for row in self.rows.by_ref() {
            match row {
                Ok(Selected::Row(record)) if self.due.contains(record.number) => {
                    self.left = self.left.saturating_sub(1);
                    return Ok(Some(record));
                }
                // Settled before, a repetition, or faulty: preflight has counted it.
                Ok(_) => {}
                Err(error) => {
                    self.left = 0;
                    return Err(error);
                }
            }
        }
        self.left = 0;
        Ok(None)
    }

    /// A row as the ledger knows it: one that was deferred or is asked for again keeps what is settled of it.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(super) fn job(&mut self, record: Record, books: &Bookkeeper<'_, '_>) -> Result<Box<Job>, LedgerError> {
        let key = key(&record);
        let may_be_known = self.known.as_ref().is_none_or(|known| known.contains(record.number));
        let known = if may_be_known { books.ledger().find(record.number, &key)? } else { None };
        let Some(mut entry) = known else {
            return Ok(Job::new(self.places.take(record.number), key, record));
        };
        let tried = entry.delivery.attempts;
        let mut asked_for = false;
        for recipient in &mut entry.delivery.recipients {
            if wants(recipient.outcome, tried, self.redo, self.attempts) {
                asked_for |= recipient.outcome != Outcome::Deferred || tried >= self.attempts;
                recipient.outcome = Outcome::Deferred;
            }
        }
        let mut job = Job::new(entry.id, key, record);
        // What is asked for again has all its attempts again.
        job.attempts = if asked_for { 0 } else { tried };
        job.settled = entry.delivery.recipients;
        Ok(job)
    }
}
