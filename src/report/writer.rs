//! Report files: one format, one arm.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::cell::neutralised;
use super::html::{Html, NOT_YET};
use super::replacement::Replacement;
use super::shown::Shown;
use super::{About, ReportRow};
use crate::delivery::{Lang, Outcome};

/// Why a report cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The ending names no format.
    #[error("{}: no report format has this ending. Use .html, .csv, .json or .jsonl.", file.display())]
    Format {
        /// The file.
        file: PathBuf,
    },
    /// The ending is that of another format than the rows that did not get through are written in.
    #[error("{}: the rows are written as CSV, which every spreadsheet program opens: name the file .csv.", file.display())]
    Rows {
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

impl ReportError {
    /// The file that cannot be written.
    #[must_use]
    pub fn file(&self) -> &Path {
        match self {
            Self::Format { file } | Self::Rows { file } | Self::Folder { file, .. } | Self::Io { file, .. } => file,
        }
    }
}

/// What is gathered before the system is asked to write it.
pub(super) const BUFFER: usize = 1 << 16;

/// A report file being written, row by row; only [`Self::finish`] completes it.
#[derive(Debug)]
pub struct Writer {
    file: PathBuf,
    sheet: Sheet,
    replacement: Replacement,
    lang: Lang,
    about: About,
}

#[derive(Debug)]
enum Sheet {
    Csv { out: Box<csv::Writer<File>>, shown: Shown },
    Json { out: BufWriter<File>, rows: u64 },
    JsonLines(BufWriter<File>),
    Html(Box<Html>),
}

impl Writer {
    /// Creates the file; the format by its ending. One that is there stays until this one is whole.
    ///
    /// # Errors
    /// See [`ReportError`].
    pub fn create(file: &Path) -> Result<Self, ReportError> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        Self::check(file)?;
        let (new, mut replacement) = create_file(file)?;
        let sheet = match ending.as_deref() {
            Some("csv") => Sheet::Csv { out: Box::new(begin_csv(new).map_err(failed(file))?), shown: Shown::default() },
            Some("json") => Sheet::Json { out: BufWriter::with_capacity(BUFFER, new), rows: 0 },
            Some("jsonl") => Sheet::JsonLines(BufWriter::with_capacity(BUFFER, new)),
            _ => {
                replacement.announce(NOT_YET).map_err(failed(file))?;
                Sheet::Html(Box::new(Html::begin(new, file).map_err(failed(file))?))
            }
        };
        let mut writer =
            Self { file: file.to_owned(), sheet, replacement, lang: Lang::default(), about: About::default() };
        writer.sheet.begin().map_err(failed(file))?;
        Ok(writer)
    }

    /// Whether a file's ending names a format: to be asked before anything is done.
    ///
    /// # Errors
    /// [`ReportError::Format`]
    pub fn check(file: &Path) -> Result<(), ReportError> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv" | "json" | "jsonl" | "html") => Ok(()),
            _ => Err(ReportError::Format { file: file.to_owned() }),
        }
    }

    /// Which file it is.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// In this language what is not accepted is explained.
    #[must_use]
    pub fn told_in(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    /// Whether names of rows are shown: by a page.
    #[must_use]
    pub fn shows_names(&self) -> bool {
        matches!(self.sheet, Sheet::Html(_))
    }

    /// What a page tells besides the rows; the other formats are rows alone.
    pub fn about(&mut self, about: &About) {
        if matches!(self.sheet, Sheet::Html(_)) {
            self.about = About { lang: self.lang, ..about.clone() };
        }
    }

    /// Appends a row, explained.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&mut self, row: &ReportRow<'_>) -> Result<(), ReportError> {
        let written = match row.outcome {
            Outcome::Accepted => self.sheet.row(row),
            _ => self.sheet.row(&row.clone().told_in(self.lang)),
        };
        written.map_err(failed(&self.file))
    }

    /// Completes the file: nothing is lost that was written.
    ///
    /// # Errors
    /// Writing failed.
    pub fn finish(self) -> Result<(), ReportError> {
        self.sheet.end(&self.about).and_then(|()| self.replacement.finish()).map_err(failed(&self.file))
    }
}

impl Sheet {
    fn begin(&mut self) -> io::Result<()> {
        match self {
            // At once: whether it can be written is known before anything is sent.
            Self::Csv { out, .. } => {
                out.write_record(COLUMNS)?;
                out.flush()
            }
            Self::Json { .. } | Self::JsonLines(_) | Self::Html(_) => Ok(()),
        }
    }

    fn row(&mut self, row: &ReportRow<'_>) -> io::Result<()> {
        match self {
            Self::Csv { out, shown } => write_cells(row, out, shown),
            Self::Json { out, rows } => {
                out.write_all(if *rows == 0 { b"[\n" } else { b",\n" })?;
                *rows += 1;
                Ok(serde_json::to_writer(out, row)?)
            }
            Self::JsonLines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")
            }
            Self::Html(page) => page.row(row),
        }
    }

    fn end(self, about: &About) -> io::Result<()> {
        match self {
            Self::Csv { mut out, .. } => out.flush(),
            Self::Json { mut out, rows } => {
                out.write_all(if rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                out.flush()
            }
            Self::JsonLines(mut out) => out.flush(),
            Self::Html(page) => page.end(about),
        }
    }
}

/// The fields of [`ReportRow`], as the other formats call them.
pub(super) const COLUMNS: [&str; 13] = [
    "row", "line", "address", "outcome", "code", "enhanced", "phase", "text", "message_id", "attempts", "time",
    "seconds", "explanation",
];

fn write_cells(row: &ReportRow<'_>, out: &mut csv::Writer<File>, shown: &mut Shown) -> io::Result<()> {
    let ReportRow {
        row,
        line,
        address,
        outcome,
        code,
        enhanced,
        phase,
        text,
        message_id,
        attempts,
        time,
        seconds,
        explanation,
        ..
    } = row;
    let mut digits = itoa::Buffer::new();
    out.write_field(digits.format(*row))?;
    out.write_field(digits.format(*line))?;
    out.write_field(neutralised(address).as_ref())?;
    out.write_field(outcome.word())?;
    out.write_field(code.map_or("", |code| digits.format(code)))?;
    match enhanced {
        Some(enhanced) => out.write_field(shown.display(enhanced))?,
        None => out.write_field("")?,
    }
    out.write_field(phase.unwrap_or_default())?;
    out.write_field(neutralised(text).as_ref())?;
    out.write_field(neutralised(message_id).as_ref())?;
    out.write_field(digits.format(*attempts))?;
    out.write_field(shown.time(*time))?;
    out.write_field(shown.seconds(*seconds))?;
    out.write_field(explanation.unwrap_or_default())?;
    Ok(out.write_record(None::<&[u8]>)?)
}

/// Whether a list with these columns is a report: it begins with all of one's.
#[must_use]
pub fn is_report(columns: &[String]) -> bool {
    columns.len() >= COLUMNS.len() && COLUMNS.iter().zip(columns).all(|(own, other)| own == other)
}

/// Begins a CSV file, and gathers what is written. It begins with a byte order mark: without one Excel takes UTF-8 for the charset
/// of the machine, and every Chinese name for nonsense.
pub(super) fn begin_csv(mut out: File) -> io::Result<csv::Writer<File>> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    Ok(csv::WriterBuilder::new().buffer_capacity(BUFFER).from_writer(out))
}

/// In front of a text in UTF-8 (Unicode §23.8), for programs that would take it for another charset.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Creates a file, perhaps in the place of another.
pub(super) fn create_file(file: &Path) -> Result<(File, Replacement), ReportError> {
    Replacement::create(file).map_err(|source| match file.parent() {
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
