//! What can be wrong with a recipients file: each message says where, what, why, and what to do.

use std::io;

use thiserror::Error;

/// What is wrong with the file or with a row. `Display` is the whole line for the user, `FILE:LINE: what: why`.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InputError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read: {source}")]
    Io {
        /// The file as the user named it.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The file is not the one that was opened any more.
    #[error(
        "{file}: was changed since this run began to read it. Run the same command again: it takes the file as it is now."
    )]
    Changed {
        /// The file.
        file: String,
    },
    /// No text at all.
    #[error("{file}: is empty. Its first line must name the columns.")]
    Empty {
        /// The file.
        file: String,
    },
    /// A workbook that is encrypted.
    #[error(
        "{file}: is locked with a password. Save a copy without one in the spreadsheet program (Save As, Options)."
    )]
    Password {
        /// The file.
        file: String,
    },
    /// A workbook that cannot be read.
    #[error(
        "{file}: is a damaged workbook: {why}. Open it in the spreadsheet program and save it again, or as CSV (UTF-8)."
    )]
    Damaged {
        /// The file.
        file: String,
        /// Why.
        why: String,
    },
    /// Something that is wrong with the file and has no line.
    #[error("{file}: {what}")]
    File {
        /// The file, or the sheet in it.
        file: String,
        /// What, why, and what to do.
        what: String,
    },
    /// Something that is wrong on a line, and with all that follows.
    #[error("{file}:{line}: {what}")]
    At {
        /// The file, or the sheet in it.
        file: String,
        /// The line, or the row of the sheet.
        line: u64,
        /// What, why, and what to do.
        what: String,
    },
    /// Something that is wrong with one row alone.
    #[error("{file}:{line}: {what}")]
    Row {
        /// The file, or the sheet in it.
        file: String,
        /// The line, or the row of the sheet.
        line: u64,
        /// What, why, and what to do.
        what: String,
    },
    /// Text holds no NUL.
    #[error(
        "{file}:{line}: holds a NUL character, so this is not a text file. Save it as CSV (UTF-8); if it is UTF-16 \
         without a byte order mark, give --encoding utf-16le."
    )]
    Nul {
        /// The file.
        file: String,
        /// The line that holds it.
        line: u64,
    },
    /// Octets that mean nothing in the charset.
    #[error("{file}:{line}: not valid {encoding}. Save the file as UTF-8, or give its charset with --encoding.")]
    Charset {
        /// The file.
        file: String,
        /// The line of the first wrong octet.
        line: u64,
        /// The charset that was found or given.
        encoding: &'static str,
    },
    /// The delimiter that was given cannot be one.
    #[error("{file}: {delimiter:?} cannot be a delimiter. Use , or ; or | or a tab.")]
    Delimiter {
        /// The file.
        file: String,
        /// What was given.
        delimiter: char,
    },
    /// A column without a name.
    #[error("{file}:{line}: column {column} has no name. Name it in the header line, or delete the column.")]
    UnnamedColumn {
        /// The file.
        file: String,
        /// The header's line.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// Two columns of one name.
    #[error("{file}:{line}: columns {first} and {second} are both named \"{name}\". Rename one of them.")]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The header's line.
        line: u64,
        /// The name.
        name: String,
        /// The earlier column, from 1.
        first: usize,
        /// The later column, from 1.
        second: usize,
    },
    /// A row with too few or too many values.
    #[error(
        "{file}:{line}: {found} where the header has {columns}. A value that holds {delimiter} or a line break must \
         stand in quotes (\").",
        found = counted(*.found, "value"),
        columns = counted(*.columns, "column")
    )]
    Ragged {
        /// The file.
        file: String,
        /// The line on which the row begins.
        line: u64,
        /// How many values it has.
        found: usize,
        /// How many columns the header has.
        columns: usize,
        /// The delimiter, as a word.
        delimiter: &'static str,
    },
    /// A value below a trailing delimiter of the header line.
    #[error("{file}:{line}: there is a value in column {column}, which has no name. Name it in the header line.")]
    UnnamedValue {
        /// The file.
        file: String,
        /// The line on which the row begins.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// A value goes on after its closing quote.
    #[error(
        "{file}:{line}: the quote (\") that opens a value here is closed on line {closed}, and more text follows{left}. \
         Inside a value, write a quote twice (\"\").",
        left = if *.is_open { ", with a quote that is left open at the end of the line" } else { "" }
    )]
    AfterQuote {
        /// The file.
        file: String,
        /// The line of the opening quote.
        line: u64,
        /// The line of the closing quote.
        closed: u64,
        /// Whether another quote is left open at the end of that line: the row may go on on the next one.
        is_open: bool,
    },
    /// A quote that is never closed.
    #[error("{file}:{line}: the quote (\") that opens a value here is never closed. Close it, or delete it.")]
    UnclosedQuote {
        /// The file.
        file: String,
        /// The line of the opening quote.
        line: u64,
    },
    /// A row that cannot be held in memory.
    #[error("{file}:{line}: the row that begins here is longer than {limit} bytes. Is this a CSV file?")]
    LongRow {
        /// The file.
        file: String,
        /// The line on which the row begins.
        line: u64,
        /// The limit in octets.
        limit: usize,
    },
}

impl InputError {
    /// Whether it says itself that the same command goes on.
    #[must_use]
    pub fn tells_what_goes_on(&self) -> bool {
        matches!(self, Self::Changed { .. })
    }

    /// The line of the file, from 1, where the fault is on one.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Io { .. }
            | Self::Changed { .. }
            | Self::Empty { .. }
            | Self::Password { .. }
            | Self::Damaged { .. }
            | Self::File { .. }
            | Self::Delimiter { .. } => None,
            Self::At { line, .. }
            | Self::Row { line, .. }
            | Self::Nul { line, .. }
            | Self::Charset { line, .. }
            | Self::UnnamedColumn { line, .. }
            | Self::DuplicateColumn { line, .. }
            | Self::Ragged { line, .. }
            | Self::UnnamedValue { line, .. }
            | Self::AfterQuote { line, .. }
            | Self::UnclosedQuote { line, .. }
            | Self::LongRow { line, .. } => Some(*line),
        }
    }

    /// Whether only this row is wrong, so that the rows after it can still be read.
    #[must_use]
    pub fn is_row_fault(&self) -> bool {
        match self {
            Self::Ragged { .. } | Self::UnnamedValue { .. } | Self::Row { .. } => true,
            // A quote that ran over line ends may have swallowed whole rows: nobody may skip that as one row. And what looks
            // like the next row may be a part of this one, where a quote is left open.
            Self::AfterQuote { line, closed, is_open, .. } => line == closed && !is_open,
            _ => false,
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
