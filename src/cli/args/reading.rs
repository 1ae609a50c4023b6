//! How a list is read.

use clap::Args;
use encoding_rs::Encoding;

/// What a person says of a list that the program does not find out: common to all that read one.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::cli) struct ReadingArgs {
    /// One mail for all rows with the same value in this column; the template has them as `rows`
    #[arg(long, value_name = "COLUMN", help_heading = "Rows")]
    pub(in crate::cli) group_by: Option<String>,

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

    /// Leave them in, also where the batch was begun with --skip-hidden
    #[arg(long, conflicts_with = "skip_hidden", help_heading = "Rows")]
    pub(in crate::cli) with_hidden: bool,
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
