//! The rows of a list that a batch has not got through, as far as its ledger tells: without the template that they were sent
//! with, which may have been changed since.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use thiserror::Error;

use super::PreflightError;
use super::prepare::key;
use crate::delivery::{Delivery, Lang, Outcome};
use crate::input::{InputError, Record, Source};
use crate::ledger::{LedgerError, Sqlite};
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
         since, or the batch was made with --group-by. Who is left cannot be told for certain."
    )]
    Strangers {
        /// The list.
        list: String,
        /// `3 rows`.
        rows: String,
    },
}

impl RestError {
    pub(super) fn strangers(source: &Source, rows: u64) -> Self {
        let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
        Self::Strangers { list: source.name().to_owned(), rows }
    }
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

/// Writes every row of the list of which the ledger does not say that it was accepted: also those that were never tried. Rows
/// that say the same are one mail, and so one row.
///
/// # Errors
/// See [`RestError`]. Nothing is written where it is not certain who is left.
pub fn write_rest(source: &Source, ledger: &Sqlite, file: &Path, lang: Lang) -> Result<Rest, RestError> {
    let mut known: HashMap<String, Delivery> = HashMap::new();
    ledger.scan(|entry| {
        // A Message-ID begins with the row's key.
        let key = entry.delivery.message_id.split('.').next().unwrap_or_default().to_owned();
        known.insert(key, entry.delivery);
    })?;
    let mut strangers: HashSet<&str> =
        known.iter().filter(|(_, delivery)| may_have_it(delivery)).map(|(key, _)| key.as_str()).collect();
    for record in sound(source)? {
        strangers.remove(key(&record?).to_string().as_str());
    }
    if !strangers.is_empty() {
        return Err(RestError::strangers(source, strangers.len() as u64));
    }
    let mut out = FailedRows::create(file, source.header())?.told_in(lang).as_rest();
    let mut rest = Rest::default();
    let mut seen = HashSet::new();
    for record in source.records()? {
        let record = match record {
            Ok(record) => record,
            Err(error) if error.is_row_fault() => {
                rest.unreadable += 1;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let key = key(&record).to_string();
        let delivery = known.get(&key);
        if !seen.insert(key) || delivery.is_some_and(is_done) {
            continue;
        }
        rest.rows += 1;
        rest.in_doubt += u64::from(delivery.is_some_and(may_have_it));
        match delivery {
            Some(delivery) => out.write(&record, delivery)?,
            None => out.write(&record, &untried(&record))?,
        }
    }
    out.finish()?;
    Ok(rest)
}

/// The rows but for those that are none.
pub(super) fn sound(source: &Source) -> Result<impl Iterator<Item = Result<Record, InputError>>, InputError> {
    Ok(source.records()?.filter(|record| !record.as_ref().is_err_and(InputError::is_row_fault)))
}

fn is_done(delivery: &Delivery) -> bool {
    delivery.recipients.iter().all(|each| each.outcome == Outcome::Accepted)
}

pub(super) fn may_have_it(delivery: &Delivery) -> bool {
    delivery.recipients.iter().any(|each| matches!(each.outcome, Outcome::Accepted | Outcome::InDoubt))
}

pub(super) fn untried(record: &Record) -> Delivery {
    Delivery::untried(record.number, record.line, Outcome::Unsent, "not tried yet".to_owned())
}
