//! The rows of a list that a batch has not got through, as far as its ledger tells: without the template that they were sent
//! with, which may have been changed since.

use std::path::Path;

use thiserror::Error;

use super::reports::NOT_TRIED;
use super::whole::{Met, Reach};
use super::{PreflightError, Whole};
use crate::delivery::{Delivery, Lang, Outcome};
use crate::input::{InputError, Record, Source};
use crate::ledger::{Entry, LedgerError};
use crate::report::{FailedRows, ReportError};

/// Why the rest cannot be told.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RestError {
    /// The list.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The list, or the ledger, as they are compared.
    #[error(transparent)]
    Compared(#[from] PreflightError),
    /// The file.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// Who has got the mail is not in the list: somebody would get it twice.
    #[error(
        "{list}: has not all rows of the batch: {rows} that got the mail, or may have, cannot be found in it. It has been edited \
         since. Who is left cannot be told for certain. Put back what was changed or taken out, or name a copy of the list as it \
         was."
    )]
    Strangers {
        /// The list.
        list: String,
        /// `3 rows`.
        rows: String,
    },
    /// Rows that got the mail have been changed since, and sent as they are now: the list as it was has not these, and as it is not
    /// those.
    #[error(
        "{list}: {rows} that got the mail, or may have, changed since, and others have been tried in their places. Who is left \
         cannot be told by the list: mailshot report LEDGER --report FILE.csv tells of all; keep those out who have it."
    )]
    Replaced {
        /// The list.
        list: String,
        /// `3 rows`.
        rows: String,
    },
}

impl RestError {
    pub(super) fn strangers(source: &Source, rows: u64) -> Self {
        Self::Strangers { list: source.name().to_owned(), rows: count(rows) }
    }

    fn replaced(source: &Source, rows: u64) -> Self {
        Self::Replaced { list: source.name().to_owned(), rows: count(rows) }
    }
}

fn count(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rest {
    /// Rows.
    pub rows: u64,
    /// Those of them that may have got the mail.
    pub in_doubt: u64,
    /// Rows of the list that are no rows, and so cannot be written.
    pub unreadable: u64,
}

impl Whole<'_> {
    /// Writes every row of the list of which the ledger does not say that it was accepted: also those that were never tried, and
    /// those that the batch was not for. Rows that say the same are one mail, and so one row; of a group, all rows are written.
    ///
    /// # Errors
    /// See [`RestError`].
    pub fn write_rest(&self, file: &Path, lang: Lang) -> Result<Rest, RestError> {
        // One that was changed and stands elsewhere may not have been tried as it is now: its old self has the mail.
        if self.replaced > 0 {
            return Err(RestError::replaced(self.source, self.replaced));
        }
        let mut out = FailedRows::create(file, self.source.header())?.told_in(lang).as_rest();
        let mut rest = Rest::default();
        self.walk(Reach::List, |met| {
            let (record, delivery) = match met {
                Met::Unreadable(_) => {
                    rest.unreadable += 1;
                    return Ok(());
                }
                Met::Known(Entry { delivery, .. }, _) if is_done(&delivery) => return Ok(()),
                Met::Known(Entry { delivery, .. }, record) => (record, delivery),
                Met::Untried(record, row) => {
                    // What is wrong with it is to be mended, and so not to be lost.
                    let faulty = row.map(|row| self.untold(row)).filter(is_faulty);
                    (record, faulty.unwrap_or_else(|| untried(record)))
                }
            };
            let rows = record.rows().count() as u64;
            rest.rows += rows;
            rest.in_doubt += if may_have_it(&delivery) { rows } else { 0 };
            out.write(record, &delivery)?;
            Ok(())
        })?;
        out.finish()?;
        Ok(rest)
    }
}

fn is_done(delivery: &Delivery) -> bool {
    delivery.recipients.iter().all(|each| each.outcome == Outcome::Accepted)
}

fn is_faulty(delivery: &Delivery) -> bool {
    delivery.recipients.iter().all(|each| each.outcome == Outcome::Faulty)
}

pub(super) fn may_have_it(delivery: &Delivery) -> bool {
    delivery.recipients.iter().any(|each| matches!(each.outcome, Outcome::Accepted | Outcome::InDoubt))
}

pub(super) fn untried(record: &Record) -> Delivery {
    Delivery::untried(record.number, record.line, Outcome::Unsent, NOT_TRIED.to_owned())
}
