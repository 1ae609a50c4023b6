//! Report files: one format, one arm.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::ReportRow;
use super::cell::neutralised;

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
    /// The folder it should lie in is not there.
    #[error("{}: cannot be written: there is no folder {}. Create it, or name another file.", file.display(), folder.display())]
    Folder {
        /// The file.
        file: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// Writing failed.
    #[error("{}: cannot be written: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A report file being written, row by row. Each row is handed to the system at once: one that is never finished still
/// has the rows that were written (in `.json`, without the closing bracket).
#[derive(Debug)]
pub struct Writer {
    file: PathBuf,
    sheet: Sheet,
}

#[derive(Debug)]
enum Sheet {
    Csv(Box<csv::Writer<File>>),
    Json { out: BufWriter<File>, rows: u64 },
    JsonLines(BufWriter<File>),
}

impl Writer {
    /// Creates the file, or empties it; the format by its ending.
    ///
    /// # Errors
    /// See [`ReportError`].
    pub fn create(file: &Path) -> Result<Self, ReportError> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let new = || create_file(file);
        let sheet = match ending.as_deref() {
            Some("csv") => Sheet::Csv(Box::new(csv::Writer::from_writer(new()?))),
            Some("json") => Sheet::Json { out: BufWriter::new(new()?), rows: 0 },
            Some("jsonl") => Sheet::JsonLines(BufWriter::new(new()?)),
            _ => return Err(ReportError::Format { file: file.to_owned() }),
        };
        let mut writer = Self { file: file.to_owned(), sheet };
        writer.sheet.begin().map_err(failed(file))?;
        Ok(writer)
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&mut self, row: &ReportRow) -> Result<(), ReportError> {
        self.sheet.row(row).map_err(failed(&self.file))
    }

    /// Completes the file: nothing is lost that was written.
    ///
    /// # Errors
    /// Writing failed.
    pub fn finish(mut self) -> Result<(), ReportError> {
        self.sheet.end().map_err(failed(&self.file))
    }
}

impl Sheet {
    fn begin(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(out) => {
                out.write_record(COLUMNS)?;
                out.flush()
            }
            Self::Json { .. } | Self::JsonLines(_) => Ok(()),
        }
    }

    fn row(&mut self, row: &ReportRow) -> io::Result<()> {
        match self {
            Self::Csv(out) => {
                out.write_record(cells(row).iter().map(|cell| neutralised(cell).into_owned()))?;
                out.flush()
            }
            Self::Json { out, rows } => {
                out.write_all(if *rows == 0 { b"[\n" } else { b",\n" })?;
                *rows += 1;
                serde_json::to_writer(&mut *out, row)?;
                out.flush()
            }
            Self::JsonLines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")?;
                out.flush()
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Csv(out) => out.flush(),
            Self::Json { out, rows } => {
                out.write_all(if *rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                out.flush()
            }
            Self::JsonLines(out) => out.flush(),
        }
    }
}

/// The fields of [`ReportRow`], as the other formats call them.
const COLUMNS: [&str; 12] = [
    "row",
    "line",
    "address",
    "outcome",
    "code",
    "enhanced",
    "phase",
    "text",
    "message_id",
    "attempts",
    "time",
    "seconds",
];

fn cells(row: &ReportRow) -> [String; COLUMNS.len()] {
    let ReportRow { row, line, address, outcome, code, enhanced, phase, text, message_id, attempts, time, seconds } =
        row;
    [
        row.to_string(),
        line.to_string(),
        address.clone(),
        outcome.to_string(),
        code.map(|code| code.to_string()).unwrap_or_default(),
        enhanced.clone().unwrap_or_default(),
        phase.unwrap_or_default().to_owned(),
        text.clone(),
        message_id.clone(),
        attempts.to_string(),
        time.clone(),
        seconds.to_string(),
    ]
}

/// Creates a file, or empties it.
pub(super) fn create_file(file: &Path) -> Result<File, ReportError> {
    File::create(file).map_err(|source| match file.parent() {
        Some(folder) if source.kind() == io::ErrorKind::NotFound && !folder.as_os_str().is_empty() => {
            ReportError::Folder { file: file.to_owned(), folder: folder.to_owned() }
        }
        _ => ReportError::Io { file: file.to_owned(), source },
    })
}

/// For `map_err`.
pub(super) fn failed(file: &Path) -> impl FnOnce(io::Error) -> ReportError + '_ {
    move |source| ReportError::Io { file: file.to_owned(), source }
}
