//! The list and the template.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use encoding_rs::Encoding;

use super::values::mailbox;
use crate::batch::RowRanges;
use crate::mail::Mailbox;

/// Which rows, and what becomes of them: common to `check`, `preview` and `send`.
#[derive(Debug, Args)]
pub(in crate::cli) struct MergeArgs {
    /// The recipients: a CSV file, a workbook (.xlsx .xls .xlsb .ods), .json or .jsonl; - for standard input
    #[arg(value_name = "RECIPIENTS", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) recipients: PathBuf,

    /// The message: header fields, an empty line, the body (.txt, .html or .md)
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) template: PathBuf,

    /// Overrides the template's From: 'Anna <anna@example.org>'
    #[arg(long, value_name = "MAILBOX", value_parser = mailbox, help_heading = "Message")]
    pub(in crate::cli) from: Option<Mailbox>,

    /// A trial: everything goes to this address alone
    #[arg(long, value_name = "ADDR", value_parser = mailbox, help_heading = "Message")]
    pub(in crate::cli) send_to: Option<Mailbox>,

    /// Only the first N of the selected rows (of the mails, with --group-by)
    #[arg(long, value_name = "N", help_heading = "Rows")]
    pub(in crate::cli) limit: Option<u64>,

    /// Only these rows, counted from 1: 5-20 or 1-3,10-
    #[arg(long, value_name = "ROWS", help_heading = "Rows")]
    pub(in crate::cli) rows: Option<RowRanges>,

    /// Only rows for which this holds: 'class == "3A"'
    #[arg(long = "where", value_name = "EXPR", help_heading = "Rows")]
    pub(in crate::cli) condition: Option<String>,

    /// One mail for all rows with the same value in this column; the template has them as `rows`
    #[arg(long, value_name = "COLUMN", help_heading = "Rows")]
    pub(in crate::cli) group_by: Option<String>,

    /// Of rows that say the same, only the first
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Rows")]
    pub(in crate::cli) dedupe: Option<DedupeArg>,

    /// Warnings stop it as faults do
    #[arg(long, help_heading = "Rows")]
    pub(in crate::cli) strict: bool,

    /// The file's delimiter: one character, or 'tab' [default: found]
    #[arg(long, value_name = "CHAR", value_parser = delimiter, help_heading = "Rows")]
    pub(in crate::cli) delimiter: Option<u8>,

    /// The file's charset: utf-8, gb18030 … [default: found]
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "Rows")]
    pub(in crate::cli) encoding: Option<&'static Encoding>,

    /// The workbook's sheet: its name, or its number from 1 [default: the first visible]
    #[arg(long, value_name = "SHEET", help_heading = "Rows")]
    pub(in crate::cli) sheet: Option<String>,

    /// Leave out the workbook's hidden and filtered rows
    #[arg(long, help_heading = "Rows")]
    pub(in crate::cli) skip_hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DedupeArg {
    /// The same (first) address
    Address,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"TAB" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n') => {
            Ok(*byte)
        }
        _ => Err("one ASCII character that is no letter, digit or quote, or 'tab'".to_owned()),
    }
}

fn encoding(text: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(text.as_bytes())
        .ok_or_else(|| "no such charset; utf-8, gb18030, big5, shift_jis, windows-1252 are some".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_read() {
        for (text, byte) in [(";", b';'), ("tab", b'\t'), ("\\t", b'\t'), ("\t", b'\t'), ("|", b'|')] {
            assert_eq!(delimiter(text), Ok(byte));
        }
        for text in ["", "a", "\"", ";;", "；", "\n"] {
            assert!(delimiter(text).is_err(), "{text:?}");
        }
    }
}
