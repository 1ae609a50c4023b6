//! Opening a recipients file, whatever it is, and reading it, as often as wanted.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::octets::Octets;
use super::records::Shape;
use super::scan::Scanner;
use super::table::Table;
use super::text::Text;
use super::workbook::{self, Opened, Wanted};
use super::{Foreign, Header, InputError, Note, Records, Remark, charset, delimiter, json, scan};
use crate::mail::shown;

/// Longest row in octets of UTF-8: what a row may cost in memory.
const MAX_ROW: usize = 64 << 20;
/// Longest row that is looked at for a delimiter.
const MAX_SAMPLE_ROW: usize = 1 << 20;

/// What the user said about the file; `None` = to be found out.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The delimiter, an ASCII character.
    pub delimiter: Option<u8>,
    /// The charset. A byte order mark in the file wins over it.
    pub encoding: Option<&'static Encoding>,
    /// The sheet of a workbook: its name, or its number from 1. Otherwise the first that is visible.
    pub sheet: Option<String>,
    /// Whether a workbook's hidden and filtered rows are left out.
    pub skip_hidden: bool,
}

/// An opened recipients file.
#[derive(Debug)]
pub struct Source {
    name: Arc<str>,
    octets: Arc<Octets>,
    header: Arc<Header>,
    body: Body,
    notes: Vec<Note>,
    flaws: Vec<InputError>,
}

/// What a source was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Delimited text.
    Text {
        /// The charset that was found or given: `UTF-8`, `gb18030`.
        encoding: &'static str,
        /// The delimiter that was found or given.
        delimiter: char,
    },
    /// A sheet of a workbook.
    Workbook {
        /// The sheet's name.
        sheet: String,
        /// The names of the others, in their order.
        others: Vec<String>,
    },
    /// JSON or JSON Lines.
    Json {
        /// The charset that was found or given.
        encoding: &'static str,
    },
}

#[derive(Debug)]
enum Body {
    Text { encoding: &'static Encoding, shape: Shape },
    Table { kind: Kind, table: Arc<Table> },
}

/// A text file before its rows mean anything.
#[derive(Debug, Clone)]
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

    /// What the text begins with; nothing where it cannot be read, which is said of its rows.
    fn beginning(&self) -> String {
        let mut piece = String::new();
        let read = Text::new(self.octets.clone(), self.encoding).read(&mut piece);
        if read.is_ok() { piece } else { String::new() }
    }
}

/// Opens a file (`-` = standard input), finds out what it is by what it holds, and reads the names of its columns. What is no
/// regular file (a pipe) is copied to a temporary file first.
///
/// # Errors
/// Unreadable, empty, neither text nor a workbook, bad header.
pub fn open(path: &Path, options: &Options) -> Result<Source, InputError> {
    let mut source = open_to_look(path, options)?;
    if source.flaws.is_empty() { Ok(source) } else { Err(source.flaws.swap_remove(0)) }
}

/// As [`open()`], to look at all that is wrong with the list: where the names of its columns alone are bad ([`Source::flaws`]), the rows can be
/// read all the same.
///
/// # Errors
/// As of [`open()`], but for those names.
pub fn open_to_look(path: &Path, options: &Options) -> Result<Source, InputError> {
    let is_stdin = path.as_os_str() == "-";
    let name: Arc<str> = if is_stdin { "standard input".into() } else { path.display().to_string().into() };
    let failed = |source| InputError::Io { file: name.to_string(), source };

    if let Some(delimiter) = options.delimiter.filter(|delimiter| !delimiter::is_delimiter(*delimiter)) {
        return Err(InputError::Delimiter { file: name.to_string(), delimiter: delimiter.into() });
    }
    if let Some(of) = locked(path) {
        let what = format!("is the file by which Excel knows that {of} is open. The list is {of}.");
        return Err(InputError::File { file: name.to_string(), what });
    }
    let octets = Arc::new(Octets::open(path).map_err(failed)?);
    let mut start = [0; 512];
    let count = octets.read_at(&mut start, 0).map_err(failed)?;
    let start = &start[..count];
    if workbook::begins(start) {
        return open_workbook(path, &name, octets, options);
    }
    if let Some(foreign) = Foreign::begins(start) {
        return Err(InputError::File { file: name.to_string(), what: foreign.refusal() });
    }
    if options.sheet.is_some() {
        let what = "is no workbook: leave out --sheet.".to_owned();
        return Err(InputError::File { file: name.to_string(), what });
    }
    if let Some(what) = markup(path, start) {
        return Err(InputError::File { file: name.to_string(), what: what.to_owned() });
    }
    let encoding = charset::find(&octets, options.encoding).map_err(failed)?;
    if encoding != UTF_16LE && encoding != UTF_16BE && is_full_of_nuls(start) {
        let before = start.split(|octet| *octet == 0).next().unwrap_or_default();
        let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
        return Err(InputError::Nul { file: name.to_string(), line });
    }
    if let Some(text) = json_text(path, &name, &octets, encoding)? {
        let table = Arc::new(json::read(&name, &text)?);
        let header = table.header.clone();
        let body = Body::Table { kind: Kind::Json { encoding: encoding.name() }, table };
        return Ok(Source { name, octets, header, body, notes: Vec::new(), flaws: Vec::new() });
    }
    let contents = Contents { name: name.clone(), octets: octets.clone(), encoding };
    let delimiter = match options.delimiter {
        Some(delimiter) => delimiter,
        None => {
            let sample = |candidate| contents.rows(candidate, MAX_SAMPLE_ROW);
            delimiter::told(&contents.beginning(), sample).unwrap_or_else(|| delimiter::find(sample))
        }
    };
    let mut rows = contents.rows(delimiter, MAX_ROW);
    let shape = match rows.next()? {
        Some(row) => Shape::of(&row, name.clone(), delimiter)?,
        None => return Err(InputError::Empty { file: name.to_string() }),
    };
    let columns = match shape.width {
        1 => delimiter::columns_below(options.delimiter, |candidate| contents.rows(candidate, MAX_SAMPLE_ROW)),
        _ => columns_below(&shape, &mut rows),
    };
    if let [name] = shape.header.names()
        && let Some(sign) = delimiter::full_width(name, &mut contents.rows(delimiter, MAX_SAMPLE_ROW))
    {
        return Err(full_width(&shape, sign));
    }
    if let Some(columns) = columns {
        return Err(title(&shape, columns));
    }
    let header = shape.header.clone();
    let notes = misnamed(path, &name).map(Note::from).into_iter().collect();
    Ok(Source { name, octets, header, body: Body::Text { encoding, shape }, notes, flaws: Vec::new() })
}

/// What is said of a text that has the name of a workbook: it may be another file than was meant.
fn misnamed(path: &Path, name: &str) -> Option<String> {
    is_named_workbook(path).then(|| {
        format!("{name}: is a text and no workbook, whatever its name says, and is read as CSV. If its columns are not found, \
                 open it in the spreadsheet program and save it as .xlsx.")
    })
}

/// Whether a file is called as a workbook, whatever it holds.
#[must_use]
pub fn is_named_workbook(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    matches!(ending.as_deref(), Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods"))
}

/// Whether a file is a workbook, by what it holds. What cannot be read, and what is no regular file, is none.
#[must_use]
pub fn is_workbook(path: &Path) -> bool {
    let mut start = [0; 4];
    path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && workbook::begins(&start)
}

/// Whose lock file this is: Excel puts `~$class.xlsx` beside `class.xlsx` while that is open.
fn locked(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.strip_prefix("~$")
}

/// The lock file of a workbook that is open now, and the program that puts one of this name beside it.
fn lock_of(path: &Path) -> Option<(PathBuf, &'static str)> {
    let name = path.file_name()?.to_str()?;
    let locks =
        [(format!("~${name}"), "Excel"), (format!(".~lock.{name}#"), "LibreOffice"), (format!(".~{name}"), "WPS")];
    let mut locks = locks.into_iter().map(|(lock, program)| (path.with_file_name(lock), program));
    locks.find(|(lock, _)| lock.is_file())
}

/// How many values there are below the one name of a line that has room for several: the line is a title then.
fn columns_below(shape: &Shape, rows: &mut Scanner) -> Option<usize> {
    // What is wrong with a row is said when it is read.
    let row = rows.next().ok().flatten().filter(|_| shape.header.names().len() == 1)?;
    let values = row.fields.iter().filter(|value| !value.trim().is_empty()).count();
    (values > 1).then_some(values)
}

/// A header that is typed as a sentence is.
fn full_width(shape: &Shape, sign: char) -> InputError {
    let name = shape.header.names().first().map(|name| shown(name, 60)).unwrap_or_default();
    let what = format!(
        "the header is one column, \"{name}\": what stands between its names is the full-width \"{sign}\", which parts no columns. \
         Type \",\" in its place, in each line, or save the list as .xlsx or as CSV from the spreadsheet program."
    );
    InputError::At { file: shape.file.to_string(), line: shape.line, what }
}

/// A title above the columns.
fn title(shape: &Shape, values: usize) -> InputError {
    let title = shape.header.names().first().map(|name| shown(name, 60)).unwrap_or_default();
    let what = format!(
        "there is only one column name, \"{title}\", but there are {values} values in the row below it. The first line must name \
         the columns: if this one is a title, delete it."
    );
    InputError::At { file: shape.file.to_string(), line: shape.line, what }
}

fn open_workbook(path: &Path, name: &str, octets: Arc<Octets>, options: &Options) -> Result<Source, InputError> {
    if options.delimiter.is_some() || options.encoding.is_some() {
        let what = "is a workbook: leave out --delimiter and --encoding.".to_owned();
        return Err(InputError::File { file: name.to_string(), what });
    }
    let all = octets.read_all().map_err(|source| InputError::Io { file: name.to_string(), source })?;
    let wanted = Wanted { sheet: options.sheet.as_deref(), skip_hidden: options.skip_hidden };
    let Opened { sheet, others, table, mut notes, flaws } = workbook::open(name, all, wanted)?;
    if let Some((lock, program)) = lock_of(path) {
        let lock = lock.display();
        let text =
            format!("{name}: is open in {program} ({lock} lies beside it): what is not saved there is not read here.");
        notes.push(text.into());
    }
    let place = format!("{name}:{}", workbook::plain(&sheet)).into();
    let header = table.header.clone();
    let body = Body::Table { kind: Kind::Workbook { sheet, others }, table: Arc::new(table) };
    let source = Source { name: place, octets, header, body, notes, flaws };
    source.check_unchanged()?;
    Ok(source)
}

/// The whole text, if it is JSON: by the file's name, or by how it begins.
fn json_text(
    path: &Path,
    name: &Arc<str>,
    octets: &Arc<Octets>,
    encoding: &'static Encoding,
) -> Result<Option<String>, InputError> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let is_named = matches!(ending.as_str(), "json" | "jsonl" | "ndjson");
    let mut text = Text::new(octets.clone(), encoding);
    let (mut all, mut piece) = (String::new(), String::new());
    loop {
        match text.read(&mut piece) {
            Ok(()) if piece.is_empty() => break,
            Ok(()) => all.push_str(&piece),
            // Said better when the rows are read.
            Err(_) if !is_named => return Ok(None),
            Err(stop) => {
                let line = 1 + memchr::memchr_iter(b'\n', all.as_bytes()).count() as u64;
                return Err(scan::stopped(stop, name, line, encoding.name()));
            }
        }
        if !is_named && !json::begins(&all) {
            return Ok(None);
        }
    }
    Ok(Some(all).filter(|text| !text.trim().is_empty()))
}

/// As UTF-16 is without a byte order mark, and many binary files are. Octets between the NULs may read as a header line.
fn is_full_of_nuls(start: &[u8]) -> bool {
    memchr::memchr_iter(0, start).count() * 8 >= start.len().max(1)
}

/// What is said of markup: a table that a web site calls a workbook (`.xls`) but which is HTML, the page that was saved where the
/// list was to be downloaded, a workbook of Excel 2003 in XML.
fn markup(path: &Path, start: &[u8]) -> Option<&'static str> {
    const PAGE: &str = "is a web page, whatever its name says. Open it in the spreadsheet program and save it as .xlsx or as CSV. If \
                        there is no table in it, as in a page to log in, download the list once more.";
    const XML: &str =
        "is a workbook in XML, as Excel 2003 wrote it. Open it in the spreadsheet program and save it as .xlsx.";
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let is_named = matches!(ending.as_str(), "xls" | "xlsx" | "xlsb" | "ods" | "html" | "htm" | "xml");
    let text = String::from_utf8_lossy(start).trim_start_matches(['\u{FEFF}', ' ', '\r', '\n', '\t']).to_lowercase();
    let begins = |tags: &[&str]| tags.iter().any(|tag| text.starts_with(tag));
    let is_workbook = begins(&["<?xml"])
        && ["progid=\"excel.sheet\"", "urn:schemas-microsoft-com:office:spreadsheet"]
            .iter()
            .any(|sign| text.contains(sign));
    if is_workbook {
        Some(XML)
    } else if begins(&["<!doctype html", "<html"]) || is_named && begins(&["<table", "<meta", "<?xml"]) {
        Some(PAGE)
    } else {
        None
    }
}

impl Source {
    /// Where its rows stand, as messages name it: the file's name as the user gave it, `standard input` for `-`; of a
    /// workbook with the sheet, `class.xlsx:Sheet1`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's name alone, as the user gave it, also of a workbook; `standard input` for `-`.
    #[must_use]
    pub fn file(&self) -> &str {
        match self.sheet() {
            Some(sheet) => self.name.strip_suffix(&format!(":{}", workbook::plain(sheet))).unwrap_or(&self.name),
            None => &self.name,
        }
    }

    /// The sheet's name, if it is one of a workbook.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        match &self.body {
            Body::Table { kind: Kind::Workbook { sheet, .. }, .. } => Some(sheet),
            Body::Table { .. } | Body::Text { .. } => None,
        }
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// Lets rows be known by the values of these columns alone, those that the list had when a batch began: who adds a column, or
    /// moves one, does not make other rows of them. Nothing is changed where one of them is not there any more.
    pub fn key_by(&mut self, columns: &[String]) {
        if let Some(header) = self.header.keyed_by(columns) {
            self.header = Arc::new(header);
        }
    }

    /// What it was found to be.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.body {
            Body::Text { encoding, shape } => {
                Kind::Text { encoding: encoding.name(), delimiter: shape.delimiter.into() }
            }
            Body::Table { kind, .. } => kind.clone(),
        }
    }

    /// What the user should know about it although nothing is wrong: hidden rows, other sheets.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What is wrong with the names of its columns, of a source that was opened to be looked at.
    #[must_use]
    pub fn flaws(&self) -> &[InputError] {
        &self.flaws
    }

    /// What a workbook shows beside the values of its rows, in their order: comments, and rows that are struck through.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        match &self.body {
            Body::Table { table, .. } => &table.remarks,
            Body::Text { .. } => &[],
        }
    }

    /// Reads from the first row on, independent of other readers of the same source.
    ///
    /// # Errors
    /// The file cannot be read again, or it is no longer the file that was opened (size or time of change differ).
    pub fn records(&self) -> Result<Records, InputError> {
        self.check_unchanged()?;
        match &self.body {
            Body::Text { encoding, shape } => {
                let contents = Contents { name: self.name.clone(), octets: self.octets.clone(), encoding };
                let mut rows = contents.rows(shape.delimiter, MAX_ROW);
                rows.next()?;
                Ok(Records::new(rows, self.header.clone(), shape.clone()))
            }
            Body::Table { table, .. } => Ok(Records::of_table(self.name.clone(), self.header.clone(), table.clone())),
        }
    }

    fn check_unchanged(&self) -> Result<(), InputError> {
        match self.octets.is_unchanged() {
            Ok(true) => Ok(()),
            Ok(false) => Err(InputError::Changed { file: self.name.to_string() }),
            Err(source) => Err(InputError::Io { file: self.name.to_string(), source }),
        }
    }
}
