//! `--failed FILE`: the rows that did not get through, as a recipients file again.

use std::path::Path;

use super::ReportError;
use crate::delivery::Delivery;
use crate::input::{Header, Record};

/// The file being written: the original columns, then `mailshot_outcome` and `mailshot_reason`.
#[derive(Debug)]
pub struct FailedRows {}

impl FailedRows {
    /// Creates the file and writes its header.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn create(file: &Path, header: &Header) -> Result<Self, ReportError> {
        let _ = (file, header);
        Ok(Self {})
    }

    /// Appends the row, if any of its recipients did not get through.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&mut self, record: &Record, delivery: &Delivery) -> Result<(), ReportError> {
        let _ = (record, delivery);
        Ok(())
    }

    /// Completes the file.
    ///
    /// # Errors
    /// Writing failed.
    pub fn finish(self) -> Result<(), ReportError> {
        Ok(())
    }
}
