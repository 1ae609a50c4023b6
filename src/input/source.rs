//! Opening a recipients file and reading it, as often as wanted.

use std::path::Path;
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::octets::Octets;
use super::records::Shape;
use super::scan::Scanner;
use super::text::Text;
use super::{Header, InputError, Records, charset, delimiter};

/// Longest row in octets of UTF-8: what a row may cost in memory.
const MAX_ROW: usize = 64 << 20;
/// Longest row that is looked at for a delimiter.
const MAX_SAMPLE_ROW: usize = 1 << 20;

/// What the user said about the file; `None` = to be found out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The delimiter, an ASCII character.
    pub delimiter: Option<u8>,
    /// The charset. A byte order mark in the file wins over it.
    pub encoding: Option<&'static Encoding>,
}

/// An opened recipients file.
#[derive(Debug)]
pub struct Source {
    contents: Contents,
    shape: Shape,
}

/// The file before its rows mean anything.
#[derive(Debug)]
struct Contents {
    name: Arc<str>,
    octets: Arc<Octets>,
    encoding: &'static Encoding,
}

impl Contents {
    /// All rows from the header on.
    fn rows(&self, delimiter: u8, max_row: usize) -> Scanner {
        let text = Text::new(self.octets.clone(), self.encoding);
        Scanner::new(self.name.clone(), self.encoding.name(), text, delimiter, max_row)
    }
}

/// Opens a file (`-` = standard input), finds charset and delimiter, reads the header. What is no regular file (a
/// pipe) is copied to a temporary file first.
///
/// # Errors
/// Unreadable, empty, not text, bad header.
pub fn open(path: &Path, options: &Options) -> Result<Source, InputError> {
    let is_stdin = path.as_os_str() == "-";
    let name: Arc<str> = if is_stdin { "standard input".into() } else { path.display().to_string().into() };
    let failed = |source| InputError::Io { file: name.to_string(), source };

    if let Some(delimiter) = options.delimiter.filter(|delimiter| !is_delimiter(*delimiter)) {
        return Err(InputError::Delimiter { file: name.to_string(), delimiter: delimiter.into() });
    }
    let octets = Arc::new(Octets::open(path).map_err(failed)?);
    let mut start = [0; 512];
    let count = octets.read_at(&mut start, 0).map_err(failed)?;
    let start = &start[..count];
    if is_workbook(start) {
        return Err(InputError::Workbook { file: name.to_string() });
    }
    let encoding = charset::find(&octets, options.encoding).map_err(failed)?;
    if encoding != UTF_16LE && encoding != UTF_16BE && is_full_of_nuls(start) {
        let before = start.split(|octet| *octet == 0).next().unwrap_or_default();
        let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
        return Err(InputError::Nul { file: name.to_string(), line });
    }
    let contents = Contents { name: name.clone(), octets, encoding };
    let delimiter = match options.delimiter {
        Some(delimiter) => delimiter,
        None => delimiter::find(|candidate| contents.rows(candidate, MAX_SAMPLE_ROW)),
    };
    let shape = match contents.rows(delimiter, MAX_ROW).next()? {
        Some(row) => Shape::of(&row, name.clone(), delimiter)?,
        None => return Err(InputError::Empty { file: name.to_string() }),
    };
    Ok(Source { contents, shape })
}

/// RFC 4180 needs quote, CR and LF for itself; only ASCII is one octet in UTF-8.
fn is_delimiter(octet: u8) -> bool {
    octet.is_ascii() && !matches!(octet, b'\0' | b'"' | b'\r' | b'\n')
}

/// A ZIP archive (`.xlsx`, `.ods`) or a compound file (`.xls`).
fn is_workbook(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// As UTF-16 is without a byte order mark, and many binary files are. Octets between the NULs may read as a header line.
fn is_full_of_nuls(start: &[u8]) -> bool {
    memchr::memchr_iter(0, start).count() * 8 >= start.len().max(1)
}

impl Source {
    /// The file's name as the user gave it; `standard input` for `-`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.contents.name
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> &Arc<Header> {
        &self.shape.header
    }

    /// The charset that was found or given: `UTF-8`, `gb18030`.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.contents.encoding.name()
    }

    /// The delimiter that was found or given.
    #[must_use]
    pub fn delimiter(&self) -> char {
        self.shape.delimiter.into()
    }

    /// Reads from the first row on, independent of other readers of the same source.
    ///
    /// # Errors
    /// The file cannot be read again, or it is no longer the file that was opened (size or time of change differ).
    pub fn records(&self) -> Result<Records, InputError> {
        let Contents { name, octets, .. } = &self.contents;
        match octets.is_unchanged() {
            Ok(true) => {}
            Ok(false) => return Err(InputError::Changed { file: name.to_string() }),
            Err(source) => return Err(InputError::Io { file: name.to_string(), source }),
        }
        let mut rows = self.contents.rows(self.shape.delimiter, MAX_ROW);
        rows.next()?;
        Ok(Records::new(rows, self.shape.clone()))
    }
}
