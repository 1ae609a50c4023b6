//! Workbooks: one sheet, its values as they are displayed.
//!
//! For: which kind of workbook it is (by what it holds, not by its name), which sheet is meant, its rows as texts.
//!
//! Start reading at [`open`]. `sheet` is what all kinds come to: `xlsx`, `xlsb`, `xls`, `ods`. `format` writes numbers as
//! their cells show them (`code` reads the formats, `date` and `decimal` write), `iso` dates that are texts. `header` finds the column names, `beside` keeps what is shown beside the values.

mod beside;
mod code;
mod comments;
mod date;
mod decimal;
mod extent;
mod format;
mod header;
mod iso;
mod language;
mod ods;
mod package;
mod sheet;
mod xls;
mod xlsb;
mod xlsx;

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

use calamine::{SheetType, SheetVisible};
use zip::result::ZipError;

use self::package::{Bytes, Package};
use self::sheet::{Sheet, Tab};
use super::grid::Refused;
use super::table::Table;
use super::{Foreign, InputError, Note};

/// What is wrong with a workbook as a file.
#[derive(Debug)]
enum Flaw {
    /// It is encrypted.
    Password,
    /// It is not what its first octets promise, and why.
    Damaged(String),
    /// It is no workbook at all.
    Foreign(Foreign),
    /// It holds more than a machine's memory.
    Full,
    /// A part of it unpacks to so many octets, more than any sheet has.
    Bomb { part: String, size: u64 },
}

/// Which sheet, and which of its rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    /// A name or a number from 1; `None` = the first that is visible.
    pub(super) sheet: Option<&'a str>,
    /// Whether hidden rows are left out.
    pub(super) skip_hidden: bool,
}

/// A sheet that was opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) sheet: String,
    /// The other sheets, in the workbook's order.
    pub(super) others: Vec<String>,
    pub(super) table: Table,
    /// What the user should know, a whole line each.
    pub(super) notes: Vec<Note>,
    /// What is wrong with its heading.
    pub(super) flaws: Vec<InputError>,
}

/// Whether a file that begins so may be a workbook: a ZIP archive (`.xlsx`, `.xlsb`, `.ods`) or a compound file (`.xls`).
pub(super) fn begins(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || is_compound(start)
}

/// Whether a file that begins so is a compound file, as the programs of Office wrote them before 2007.
pub(super) fn is_compound(start: &[u8]) -> bool {
    start.starts_with(&COMPOUND)
}

const COMPOUND: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

/// Reads a sheet of a workbook.
///
/// # Errors
/// Damaged, encrypted, no such sheet, no header line.
pub(super) fn open(file: &str, octets: Vec<u8>, wanted: Wanted<'_>) -> Result<Opened, InputError> {
    let failed = |flaw: Flaw| match flaw {
        Flaw::Password => InputError::Password { file: file.to_owned() },
        Flaw::Foreign(foreign) => InputError::File { file: file.to_owned(), what: foreign.refusal() },
        Flaw::Damaged(why) => InputError::Damaged { file: file.to_owned(), why },
        Flaw::Bomb { part, size } => {
            let what = format!(
                "its part {} would be {} MB when it is unpacked, more than a sheet of its size holds. If it is one all the same, \
                 save the sheet as CSV (UTF-8).",
                plain(&part),
                size / 1_000_000
            );
            InputError::File { file: file.to_owned(), what }
        }
        Flaw::Full => {
            let what = "holds more than can be kept in memory. Save the sheet as CSV (UTF-8).";
            InputError::File { file: file.to_owned(), what: what.to_owned() }
        }
    };
    let mut book = Book::open(octets).map_err(failed)?;
    let tabs = book.tabs();
    let index = choose(&tabs, wanted.sheet).map_err(|what| InputError::File { file: file.to_owned(), what })?;
    let name = &tabs[index].name;
    let sheet = book.read(name, wanted.skip_hidden).map_err(failed)?;
    let others: Vec<&Tab> = tabs.iter().filter(|tab| tab.name != *name).collect();
    header::read(file, name, &others, wanted, sheet)
}

/// A workbook of any kind.
enum Book {
    Xlsx(xlsx::Book),
    Xlsb(xlsb::Book),
    Xls(xls::Book),
    Ods(ods::Book),
}

impl Book {
    fn open(octets: Vec<u8>) -> Result<Self, Flaw> {
        let is_compound = is_compound(&octets);
        let bytes: Bytes = Cursor::new(octets.into());
        if is_compound {
            // A workbook may hold a document of another program.
            return xls::Book::open(bytes.clone()).map(Self::Xls).map_err(|flaw| match flaw {
                Flaw::Damaged(_) => Foreign::of_compound(bytes.get_ref()).map_or(flaw, Flaw::Foreign),
                flaw => flaw,
            });
        }
        let mut package = Package::open(bytes.clone())?;
        package.refuse_foreign()?;
        package.refuse_bombs()?;
        if ods::is_workbook(&package) {
            ods::Book::open(package).map(Self::Ods)
        } else if xlsb::is_workbook(&mut package) {
            xlsb::Book::open(bytes).map(Self::Xlsb)
        } else {
            xlsx::Book::open(bytes).map(Self::Xlsx)
        }
    }

    fn tabs(&self) -> Vec<Tab> {
        match self {
            Self::Xlsx(book) => book.tabs(),
            Self::Xlsb(book) => book.tabs(),
            Self::Xls(book) => book.tabs(),
            Self::Ods(book) => book.tabs(),
        }
    }

    fn read(&mut self, sheet: &str, skip_hidden: bool) -> Result<Sheet, Flaw> {
        match self {
            Self::Xlsx(book) => book.read(sheet, skip_hidden),
            Self::Xlsb(book) => book.read(sheet, skip_hidden),
            Self::Xls(book) => book.read(sheet, skip_hidden),
            Self::Ods(book) => book.read(sheet, skip_hidden),
        }
    }
}

/// The sheet that is meant: by name, or by number from 1, or the first that is visible.
fn choose(tabs: &[Tab], wanted: Option<&str>) -> Result<usize, String> {
    let Some(wanted) = wanted else {
        let first = tabs.iter().position(|tab| tab.is_visible);
        return first.ok_or_else(|| "has no sheet that is visible. Name one with --sheet.".to_owned());
    };
    let by_name = |is_same: &dyn Fn(&str) -> bool| tabs.iter().position(|tab| is_same(tab.name.trim()));
    let folded = wanted.trim().to_lowercase();
    by_name(&|name| name == wanted.trim())
        .or_else(|| by_name(&|name| name.to_lowercase() == folded))
        .or_else(|| wanted.trim().parse::<usize>().ok()?.checked_sub(1).filter(|index| *index < tabs.len()))
        .ok_or_else(|| {
            let names = names(tabs.iter());
            format!(
                "has no sheet {}. Its sheets are {names}; --sheet takes a name, or a number from 1.",
                quoted(wanted)
            )
        })
}

/// `"Sheet1", "Marks"`: as many as a person reads.
fn names<'a>(tabs: impl ExactSizeIterator<Item = &'a Tab>) -> String {
    const SHOWN: usize = 10;
    let count = tabs.len();
    let shown: Vec<String> = tabs.take(SHOWN).map(|tab| quoted(&tab.name)).collect();
    let more = if count > SHOWN { format!(" and {} more", count - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// A name out of the file as it may be shown.
fn quoted(name: &str) -> String {
    format!("\"{}\"", plain(name))
}

/// Without characters that a terminal would obey.
pub(super) fn plain(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { '\u{FFFD}' } else { character }).collect()
}

/// Sheets that hold cells, as `calamine` tells them.
fn tabs(sheets: &[calamine::Sheet]) -> Vec<Tab> {
    let sheets = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| Tab { name: sheet.name.clone(), is_visible: sheet.visible == SheetVisible::Visible }).collect()
}

/// Does something that may panic on a workbook that is damaged in a way that nobody thought of, quietly.
fn guarded<T>(read: impl FnOnce() -> Result<T, Flaw>) -> Result<T, Flaw> {
    static QUIET: Mutex<()> = Mutex::new(());
    let quiet = QUIET.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    panic::set_hook(hook);
    drop(quiet);
    read.unwrap_or_else(|_| Err(Flaw::Damaged("a part of it is cut off or out of place".to_owned())))
}

impl From<Refused> for Flaw {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Full => Self::Full,
            Refused::Order => Self::Damaged("its rows are out of order".to_owned()),
        }
    }
}

impl From<std::io::Error> for Flaw {
    fn from(error: std::io::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<quick_xml::Error> for Flaw {
    fn from(error: quick_xml::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<ZipError> for Flaw {
    fn from(error: ZipError) -> Self {
        let what = match &error {
            // What is in an archive is listed at its end.
            ZipError::InvalidArchive(why) if why.contains("EOCD") => {
                "its end is missing, as where it was not copied or downloaded whole"
            }
            ZipError::FileNotFound => "a part of it is missing",
            ZipError::InvalidArchive(_) | ZipError::Io(_) => "a part of it cannot be unpacked",
            _ => return Self::Damaged(error.to_string()),
        };
        Self::Damaged(what.to_owned())
    }
}

impl From<calamine::XlsxError> for Flaw {
    fn from(error: calamine::XlsxError) -> Self {
        match error {
            calamine::XlsxError::Password => Self::Password,
            calamine::XlsxError::Zip(error) => error.into(),
            error => Self::Damaged(error.to_string()),
        }
    }
}

impl From<calamine::XlsbError> for Flaw {
    fn from(error: calamine::XlsbError) -> Self {
        match error {
            calamine::XlsbError::Password => Self::Password,
            calamine::XlsbError::Zip(error) => error.into(),
            error => Self::Damaged(error.to_string()),
        }
    }
}

impl From<calamine::XlsError> for Flaw {
    fn from(error: calamine::XlsError) -> Self {
        match error {
            calamine::XlsError::Password => Self::Password,
            error => Self::Damaged(error.to_string()),
        }
    }
}
