//! Rows in: CSV and TSV (RFC 4180), any common delimiter, any common charset.
//!
//! For: a stream of [`Record`]s with their place in the file. Memory does not grow with the rows. The source can be
//! read any number of times (preflight, then sending); standard input is spooled to a temporary file first.
//!
//! Not for: what the values mean (see [`crate::merge`]); they stay the strings they are.
//!
//! Start reading at [`open`].

mod record;
mod source;

pub use record::{Header, Record};
pub use source::{InputError, Options, Records, Source, open};
