//! Rows in: CSV and TSV (RFC 4180), any common delimiter, any common charset; workbooks; JSON.
//!
//! For: a stream of [`Record`]s with their place in the file. Memory does not grow with the rows of CSV; workbooks and JSON
//! are held in memory. The source can be read any number of times (preflight, then sending); standard input is spooled to a
//! temporary file first.
//!
//! Not for: what the values mean (see [`crate::merge`]); they stay the strings they are.
//!
//! Start reading at [`open()`]. A file's way: `octets` (the file), `charset` (which one it is in), `text` (decoded),
//! `scan` (cut into rows and values, lines counted; `line` is its short way), `records` (checked against the header).
//! `delimiter` looks at the first rows before that. Workbooks (`workbook`) and JSON (`json`) are read into a
//! `table`, whose cells a `grid` holds.
//!
//! Where this is more tolerant than RFC 4180: lines may end with LF or CR alone, blank lines and rows of blank values
//! are skipped, and blanks around a quoted value are no part of it. Where it is stricter than most: a row has as many
//! values as the header has names, and after a closing quote the value is over.

mod charset;
mod delimiter;
mod error;
mod fields;
mod foreign;
mod grid;
mod json;
mod line;
mod marks;
mod note;
mod octets;
mod record;
mod records;
mod remark;
mod scan;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod workbook;

pub use delimiter::DELIMITERS;
pub use error::InputError;
pub use fields::Fields;
pub use foreign::Foreign;
pub use note::{HiddenRow, Note};
pub use record::{Header, Member, Record};
pub use records::Records;
pub use remark::{Remark, RemarkSort};
pub use source::{Kind, Options, Source, is_named_workbook, is_workbook, open, open_to_look};

/// The columns that `--failed FILE` adds to those of the list, or replaces where the rows come from such a file: they are about
/// the rows, and nobody's data.
pub const ADDED: [&str; 3] = ["mailshot_outcome", "mailshot_reason", "mailshot_explanation"];
