//! Opening a recipients file and reading it, as often as wanted.

use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;
use thiserror::Error;

use super::{Header, Record};

/// What the user said about the file; `None` = to be found out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The delimiter, an ASCII character.
    pub delimiter: Option<u8>,
    /// The charset.
    pub encoding: Option<&'static Encoding>,
}

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
        source: std::io::Error,
    },
}

/// An opened recipients file.
#[derive(Debug)]
pub struct Source {
    name: String,
    header: Arc<Header>,
}

/// Opens a file (`-` = standard input), finds charset and delimiter, reads the header.
///
/// # Errors
/// Unreadable, empty, not text, bad header.
pub fn open(path: &Path, options: &Options) -> Result<Source, InputError> {
    let _ = options;
    Ok(Source { name: path.display().to_string(), header: Arc::default() })
}

impl Source {
    /// The file's name as the user gave it; `standard input` for `-`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// The charset that was found or given: `UTF-8`, `gb18030`.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        "UTF-8"
    }

    /// The delimiter that was found or given.
    #[must_use]
    pub fn delimiter(&self) -> char {
        ','
    }

    /// Reads from the first row on, independent of other readers of the same source.
    ///
    /// # Errors
    /// The file cannot be read again, or it is no longer the file that was opened (size or time of change differ).
    pub fn records(&self) -> Result<Records, InputError> {
        Ok(Records {})
    }
}

/// The rows, as a stream. An error about one row (too few fields, say) does not end it; an error of reading does.
#[derive(Debug)]
pub struct Records {}

impl Iterator for Records {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}
