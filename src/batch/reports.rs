//! Reports from the list and the ledger together: every selected row, in the list's order, with what became of it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::prepare::key;
use super::rest::may_have_it;
use super::{FaultyRow, List, Preflight, Prepared, RowSet, Selected, prepare};
use crate::delivery::{Delivery, Outcome, Settlement};
use crate::findings::Names;
use crate::input::{InputError, Record, Source};
use crate::ledger::{InOrder, LedgerError, Sqlite};
use crate::mail::Address;
use crate::merge::Template;
use crate::report::{About, FailedRows, ReportError, Writer, rows};

/// The files that are wanted.
#[derive(Debug, Default)]
pub struct Reports {
    /// Reports, one line per recipient.
    pub writers: Vec<Writer>,
    /// The rows that did not get through.
    pub failed: Option<FailedRows>,
    /// What a page tells besides.
    pub about: About,
    left_out: RowSet,
}

/// What came of writing them.
#[derive(Debug, Default)]
pub struct Written {
    /// What went wrong.
    pub errors: Vec<NotWritten>,
    /// How many rows are missing from [`Reports::failed`], since they cannot be read.
    pub unreadable: u64,
    /// How many of its rows may have got the mail, or some of their recipients.
    pub in_doubt: u64,
}

/// Why a file was not written, or not all of it. `Display` is a line for a person.
#[derive(Debug, Error)]
pub enum NotWritten {
    /// By a fault of the file's own.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The list cannot be read, or no further.
    #[error(transparent)]
    List(#[from] InputError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The rows that did not get through, since the list cannot be read.
    #[error(
        "{}: not written, since its rows are the list's. What was there is as it was: mailshot report --failed writes it once the list \
         is as it was sent.",
        file.display()
    )]
    WithoutList {
        /// The file.
        file: PathBuf,
    },
    /// A report, since the ledger cannot be read.
    #[error("{}: not written: the ledger cannot be read", file.display())]
    WithoutLedger {
        /// The file.
        file: PathBuf,
    },
}

impl NotWritten {
    /// The file that was not written, where the error is about one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Report(error) => Some(error.file()),
            Self::WithoutList { file } | Self::WithoutLedger { file } => Some(file),
            Self::List(_) | Self::Ledger(_) => None,
        }
    }
}

impl Reports {
    /// These files, of a page that tells nothing besides yet.
    #[must_use]
    pub fn new(writers: Vec<Writer>, failed: Option<FailedRows>) -> Self {
        Self { writers, failed, ..Self::default() }
    }

    /// Whether any is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writers.is_empty() && self.failed.is_none()
    }

    /// Leaves out the rows that others stand for, as preflight has found them: they are told of with those.
    pub fn leave_out(&mut self, found: &Preflight) {
        self.left_out.clone_from(&found.left_out);
    }

    /// Writes a row to every file. A file that cannot be written is given up, once; the others go on.
    fn write(&mut self, record: Option<&Record>, name: &str, delivery: &Delivery, written: &mut Written) {
        let errors = &mut written.errors;
        self.writers.retain_mut(|writer| {
            let written = rows(delivery).try_for_each(|row| writer.write(&row.named(name)));
            keep(written, errors)
        });
        match (&mut self.failed, record) {
            (Some(failed), Some(record)) => match failed.write(record, delivery) {
                Ok(is_written) if is_written && may_have_it(delivery) => {
                    written.in_doubt += record.rows().count() as u64;
                }
                Ok(_) => {}
                Err(error) => {
                    errors.push(error.into());
                    self.failed = None;
                }
            },
            (Some(_), None) => written.unreadable += 1,
            (None, _) => {}
        }
    }

    /// The list cannot be read, or no further. The ledger still has the others of whom anything is known; the rows that did not get
    /// through are the list's alone.
    fn tell_without_list(&mut self, ledger: &Sqlite, told: &RowSet, written: &mut Written) {
        if let Some(failed) = self.failed.take() {
            written.errors.push(NotWritten::WithoutList { file: failed.file().to_owned() });
        }
        self.about.is_part = true;
        let scanned = ledger.scan(|entry| {
            if !told.contains(entry.delivery.row) {
                self.write(None, "", &entry.delivery, written);
            }
        });
        if let Err(error) = scanned {
            self.give_up(error, written);
        }
    }

    /// What the ledger knows cannot be read: what was there is worth more than a part of it.
    fn give_up(&mut self, error: LedgerError, written: &mut Written) {
        written.errors.push(error.into());
        let files = self.writers.drain(..).map(|writer| writer.file().to_owned());
        let files = files.chain(self.failed.take().map(|failed| failed.file().to_owned()));
        written.errors.extend(files.map(|file| NotWritten::WithoutLedger { file }));
    }

    fn finish(self, errors: &mut Vec<NotWritten>) {
        for mut writer in self.writers {
            writer.about(&self.about);
            keep(writer.finish(), errors);
        }
        if let Some(failed) = self.failed {
            keep(failed.finish(), errors);
        }
    }
}

fn keep(result: Result<(), ReportError>, errors: &mut Vec<NotWritten>) -> bool {
    result.map_err(|error| errors.push(error.into())).is_ok()
}

/// Writes the reports. Where the ledger is known to hold every selected row under its
/// number, and nothing else (`is_whole`), the list is not read again, unless its rows are wanted.
#[must_use]
pub fn write_reports(list: &List, ledger: &Sqlite, mut reports: Reports, is_whole: bool) -> Written {
    let mut written = Written::default();
    if reports.is_empty() {
        return written;
    }
    let shows_names = reports.writers.iter().any(Writer::shows_names);
    let header = list.source.header();
    let names = if shows_names { Names::new(header, &list.template.uses()) } else { Names::default() };
    if is_whole && reports.failed.is_none() {
        // The names are in the list alone. Where that has gone by now, the rows are told without them.
        let listed = if shows_names { list.selection.of(&list.source).ok() } else { None };
        let mut listed = listed.into_iter().flatten().map_while(Result::ok).peekable();
        let scanned = ledger.scan(|entry| {
            let number = entry.delivery.row;
            while listed.next_if(|row| row.number().is_some_and(|listed| listed < number)).is_some() {}
            let found = match listed.peek() {
                Some(Selected::Row(record)) if record.number == number => names.of(&record.fields),
                _ => String::new(),
            };
            reports.write(None, &found, &entry.delivery, &mut written);
        });
        if let Err(error) = scanned {
            reports.give_up(error, &mut written);
        }
        reports.finish(&mut written.errors);
        return written;
    }
    let left_out = std::mem::take(&mut reports.left_out);
    let mut told = RowSet::default();
    let tell_rows = |known: &mut InOrder<'_>| {
        let is_told = |row: &Selected| !row.number().is_some_and(|number| left_out.contains(number));
        for row in list.selection.of(&list.source)?.filter(|row| row.as_ref().map_or(true, is_told)) {
            write_row(list, ledger, known, &row?, (&mut reports, &names), (&mut written, &mut told))?;
        }
        Ok(())
    };
    match ledger.in_order(tell_rows) {
        Ok(Ok(())) => {}
        Ok(Err(Cut::List(error))) => {
            written.errors.push(error.into());
            reports.tell_without_list(ledger, &told, &mut written);
        }
        Ok(Err(Cut::Ledger(error))) | Err(error) => reports.give_up(error, &mut written),
    }
    reports.finish(&mut written.errors);
    written
}

/// Why rows cannot be told any further.
enum Cut {
    List(InputError),
    Ledger(LedgerError),
}

impl From<InputError> for Cut {
    fn from(error: InputError) -> Self {
        Self::List(error)
    }
}

impl From<LedgerError> for Cut {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// Writes what became of a row, and notes it, under the number that the ledger has it by.
fn write_row(
    list: &List,
    ledger: &Sqlite,
    known: &mut InOrder<'_>,
    row: &Selected,
    (reports, names): (&mut Reports, &Names),
    (written, told): (&mut Written, &mut RowSet),
) -> Result<(), LedgerError> {
    let record = if let Selected::Row(record) = row { Some(record) } else { None };
    let entry = match record {
        Some(record) => known.find(record.number, &key(record))?.map(|entry| (entry, record)),
        None => None,
    };
    let delivery = match entry {
        Some((entry, record)) => {
            told.insert(entry.delivery.row);
            moved(entry.delivery, record)
        }
        None => untold(&list.source, &list.template, ledger, row),
    };
    reports.write(record, &record.map(|record| names.of(&record.fields)).unwrap_or_default(), &delivery, written);
    Ok(())
}

/// What can be said of a row of which the ledger knows nothing.
pub(super) fn untold(source: &Source, template: &Template, ledger: &Sqlite, row: &Selected) -> Delivery {
    let record = match row {
        Selected::Faulty { number, line, fault } => return unreadable(*number, *line, fault),
        Selected::Row(record) => record,
    };
    match prepare(template, ledger.batch_id(), record, 0) {
        Ok(prepared) => unsent(record, prepared),
        Err(faults) => FaultyRow::new(source, record, &faults).delivery(),
    }
}

/// A row that is none.
pub(super) fn unreadable(number: Option<u64>, line: Option<u64>, fault: &str) -> Delivery {
    Delivery::untried(number.unwrap_or(0), line.unwrap_or(0), Outcome::Faulty, fault.to_owned())
}

/// A row that the ledger does not know: planned, and not tried yet.
fn unsent(record: &Record, Prepared { mail, message_id, .. }: Prepared) -> Delivery {
    let recipients = mail.envelope.forward_paths.iter().map(untried).collect();
    Delivery { message_id, recipients, ..Delivery::untried(record.number, record.line, Outcome::Unsent, String::new()) }
}

/// What is said of those to whom nothing has been sent.
pub(super) const NOT_TRIED: &str = "not tried yet";

/// A recipient to whom nothing has been sent.
fn untried(address: &Address) -> Settlement {
    Settlement::local(address.as_str(), Outcome::Unsent, None, NOT_TRIED.to_owned())
}

/// A row that stands elsewhere than it stood, or repeats another in every column: one mail for both.
pub(super) fn moved(mut delivery: Delivery, record: &Record) -> Delivery {
    if delivery.row != record.number {
        (delivery.row, delivery.line) = (record.number, record.line);
    }
    delivery
}
