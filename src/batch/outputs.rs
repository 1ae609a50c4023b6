//! Where deliveries end up: report files, the file of failed rows, the summary.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::delivery::Delivery;
use crate::input::Record;
use crate::report::{FailedRows, ReportError, Summary, Writer, rows};

/// Rows held back so that reports come in the file's order. Beyond this (many retries waiting) the oldest are written out of
/// order rather than held in memory.
const HELD: usize = 10_000;

/// Reports in the file's order, the summary as it goes.
#[derive(Debug, Default)]
pub struct Outputs {
    writers: Vec<Writer>,
    failed: Option<FailedRows>,
    summary: Summary,
    errors: Vec<ReportError>,
    next: u64,
    held: BTreeMap<u64, Entry>,
}

/// The record is there where the row was one.
type Entry = (Option<Arc<Record>>, Delivery);

impl Outputs {
    /// Outputs to these files.
    #[must_use]
    pub fn new(writers: Vec<Writer>, failed: Option<FailedRows>) -> Self {
        Self { writers, failed, ..Self::default() }
    }

    /// Whether anybody reads about each row, so that rows never tried are worth listing.
    pub(super) fn lists_rows(&self) -> bool {
        !self.writers.is_empty() || self.failed.is_some()
    }

    /// Takes a settled row; `sequence` counts from 0 without gaps over all rows of the batch.
    pub(super) fn put(&mut self, sequence: u64, record: Option<Arc<Record>>, delivery: Delivery) {
        for row in rows(&delivery) {
            self.summary.add(&row);
        }
        if !self.lists_rows() {
            return;
        }
        self.held.insert(sequence, (record, delivery));
        while let Some(first) = self.held.first_entry() {
            if *first.key() != self.next && self.held.len() <= HELD {
                break;
            }
            if let Some((sequence, entry)) = self.held.pop_first() {
                self.next = self.next.max(sequence + 1);
                self.write(&entry);
            }
        }
    }

    /// Counts what is missing from the expected total as unsent: rows that were never tried and are listed nowhere.
    pub(super) fn count_unsent(&mut self, expected: u64) {
        self.summary.add_unsent(expected.saturating_sub(self.summary.total()));
    }

    /// Completes the files. The summary, and whatever went wrong with a file on the way.
    #[must_use]
    pub fn finish(mut self) -> (Summary, Vec<ReportError>) {
        while let Some((_, entry)) = self.held.pop_first() {
            self.write(&entry);
        }
        for writer in self.writers {
            self.errors.extend(writer.finish().err());
        }
        if let Some(failed) = self.failed {
            self.errors.extend(failed.finish().err());
        }
        (self.summary, self.errors)
    }

    /// A file that cannot be written is given up, once; the batch and the other files go on.
    fn write(&mut self, (record, delivery): &Entry) {
        let errors = &mut self.errors;
        self.writers.retain_mut(|writer| match rows(delivery).try_for_each(|row| writer.write(&row)) {
            Ok(()) => true,
            Err(error) => {
                errors.push(error);
                false
            }
        });
        if let (Some(failed), Some(record)) = (&mut self.failed, record)
            && let Err(error) = failed.write(record, delivery)
        {
            self.errors.push(error);
            self.failed = None;
        }
    }
}
