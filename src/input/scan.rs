//! Text cut into rows, lines counted.
//!
//! Only what cuts the rows itself can tell a person on which line a quote was opened, and keep one row from taking all
//! memory. There are two ways: [`Cutter`] for most rows, and the long way here for all of them.

use std::sync::Arc;

use super::InputError;
use super::fields::{Fields, Values};
use super::line::{Cutter, Line};
use super::text::{Stop, Text};

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Whether a quote stands inside an unquoted value: a sign of the wrong delimiter.
    pub(super) stray_quote: bool,
    /// Its length in the file, without its line end.
    length: usize,
    /// Its values, without quotes and the blanks around them.
    pub(super) fields: Fields,
}

/// Reads rows.
#[derive(Debug)]
pub(super) struct Scanner {
    file: Arc<str>,
    encoding: &'static str,
    text: Text,
    piece: String,
    at: usize,
    line: u64,
    after_cr: bool,
    delimiter: u8,
    limit: usize,
    cutter: Cutter,
    /// A row has been given.
    begun: bool,
    ended: bool,
}

/// Where in a value the scanner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before its first character that is no blank.
    Start,
    /// In a value without quotes.
    Bare,
    /// Between quotes.
    Quoted,
    /// Just after a quote that may be the closing one, or the first of two.
    Quote,
    /// After the closing quote and a blank.
    Closed,
}

impl Scanner {
    /// Reads rows of at most `limit` octets.
    pub(super) fn new(file: Arc<str>, encoding: &'static str, text: Text, delimiter: u8, limit: usize) -> Self {
        Self {
            file,
            encoding,
            text,
            piece: String::new(),
            at: 0,
            line: 1,
            after_cr: false,
            delimiter,
            limit,
            cutter: Cutter::default(),
            begun: false,
            ended: false,
        }
    }

    /// The next row; `None` at the end. Rows in which every value is blank are passed over, and so is a first line `sep=;`,
    /// which tells some spreadsheet programs the delimiter and names no column.
    ///
    /// After an error that is no [row fault](InputError::is_row_fault) there is nothing more.
    pub(super) fn next(&mut self) -> Result<Option<Row>, InputError> {
        while !self.ended {
            let row = self.cut().inspect_err(|error| self.ended = !error.is_row_fault())?;
            let is_hint = row.line == 1 && row.is_hint(self.delimiter);
            if !is_hint && !row.is_blank() {
                self.begun = true;
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn cut(&mut self) -> Result<Row, InputError> {
        if self.octet_ahead()? == Some(b'\n') && self.after_cr {
            self.at += 1;
        }
        self.after_cr = false;
        // A second byte order mark, left by programs that add one without looking; it may stand behind a hint.
        if !self.begun && self.piece[self.at..].starts_with(BYTE_ORDER_MARK) {
            self.at += BYTE_ORDER_MARK.len_utf8();
        }
        match self.cut_line() {
            Some(row) => Ok(row),
            None => self.cut_octets(),
        }
    }

    /// The short way.
    fn cut_line(&mut self) -> Option<Row> {
        let Line { end, breaks, fields } = self.cutter.cut(&self.piece[self.at..], self.delimiter)?;
        let row = Row { line: self.line, stray_quote: false, length: end, fields };
        self.at += end + 1;
        self.line += breaks;
        self.count_line(self.piece.as_bytes()[self.at - 1]);
        Some(row)
    }

    /// The long way: wherever a row is torn apart, and whatever it looks like.
    fn cut_octets(&mut self) -> Result<Row, InputError> {
        let mut row = Row { line: self.line, stray_quote: false, length: 0, fields: Fields::default() };
        let mut values = Values::default();
        let (mut state, mut opened, mut closed) = (State::Start, 0, 0);
        loop {
            if row.length > self.limit {
                return Err(self.too_long(row.line, state, opened));
            }
            if self.octet_ahead()?.is_none() {
                break;
            }
            row.length += self.take_run(state, &mut values.text);
            // Or the run goes on in the next piece.
            let Some(octet) = self.piece.as_bytes().get(self.at).copied() else { continue };
            let is_line_end = octet == b'\n' || octet == b'\r';
            if is_line_end && state != State::Quoted {
                self.at += 1;
                self.count_line(octet);
                values.end_value();
                row.fields = values.finish();
                return Ok(row);
            }
            let is_blank = octet == b' ' || octet == b'\t';
            state = match (state, octet) {
                (State::Quoted, b'"') => {
                    closed = self.line;
                    State::Quote
                }
                // Of two quotes, the second; of a value with quotes, what ends no run: a line end.
                (State::Quote, b'"') | (State::Quoted, _) => {
                    values.text.push(octet.into());
                    State::Quoted
                }
                (_, octet) if octet == self.delimiter => {
                    values.end_value();
                    State::Start
                }
                (State::Start, b'"') => {
                    values.clear_value();
                    opened = self.line;
                    State::Quoted
                }
                (State::Start, _) if is_blank => {
                    values.text.push(octet.into());
                    State::Start
                }
                // It begins a run.
                (State::Start, _) => {
                    state = State::Bare;
                    continue;
                }
                (State::Bare, _) => {
                    row.stray_quote = true;
                    values.text.push(octet.into());
                    State::Bare
                }
                (State::Quote | State::Closed, _) if is_blank => State::Closed,
                (State::Quote | State::Closed, _) => {
                    let is_open = self.skip_line()? % 2 == 1 && opened == closed;
                    return Err(InputError::AfterQuote { file: self.file.to_string(), line: opened, closed, is_open });
                }
            };
            self.at += 1;
            row.length += 1;
            if is_line_end {
                self.count_line(octet);
            } else {
                self.after_cr = false;
            }
        }
        self.ended = true;
        if state == State::Quoted {
            return Err(InputError::UnclosedQuote { file: self.file.to_string(), line: opened });
        }
        values.end_value();
        row.fields = values.finish();
        Ok(row)
    }

    /// Takes the octets that change nothing, inside a value with quotes or without, as far as they are at hand: how many
    /// there were.
    fn take_run(&mut self, state: State, text: &mut String) -> usize {
        let ahead = &self.piece[self.at..];
        let octets = ahead.as_bytes();
        let end = match state {
            State::Quoted => memchr::memchr3(b'"', b'\n', b'\r', octets),
            State::Bare => {
                octets.iter().position(|octet| matches!(octet, b'"' | b'\n' | b'\r') || *octet == self.delimiter)
            }
            State::Start | State::Quote | State::Closed => return 0,
        };
        let length = end.unwrap_or(octets.len());
        text.push_str(&ahead[..length]);
        self.at += length;
        self.after_cr &= length == 0;
        length
    }

    /// Goes on to the next line: where a row cannot be understood, the next one begins there. Gives how many quotes were passed
    /// over.
    fn skip_line(&mut self) -> Result<u64, InputError> {
        let mut quotes = 0;
        while let Some(octet) = self.octet()? {
            if octet == b'\n' || octet == b'\r' {
                self.count_line(octet);
                return Ok(quotes);
            }
            quotes += u64::from(octet == b'"');
        }
        self.ended = true;
        Ok(quotes)
    }

    /// CR, LF and CR LF each end one line.
    fn count_line(&mut self, octet: u8) {
        if octet == b'\r' || !self.after_cr {
            self.line += 1;
        }
        self.after_cr = octet == b'\r';
    }

    fn octet(&mut self) -> Result<Option<u8>, InputError> {
        let octet = self.octet_ahead()?;
        self.at += usize::from(octet.is_some());
        Ok(octet)
    }

    fn octet_ahead(&mut self) -> Result<Option<u8>, InputError> {
        if self.at == self.piece.len() {
            self.at = 0;
            self.text.read(&mut self.piece).map_err(|stop| {
                self.ended = true;
                stopped(stop, &self.file, self.line, self.encoding)
            })?;
        }
        Ok(self.piece.as_bytes().get(self.at).copied())
    }

    fn too_long(&self, line: u64, state: State, opened: u64) -> InputError {
        let file = self.file.to_string();
        if state == State::Quoted {
            InputError::UnclosedQuote { file, line: opened }
        } else {
            InputError::LongRow { file, line, limit: self.limit }
        }
    }
}

impl Row {
    fn is_blank(&self) -> bool {
        self.fields.iter().all(|value| value.chars().all(char::is_whitespace))
    }

    /// Whether it reads `sep=;`, with any character for the semicolon.
    fn is_hint(&self, delimiter: u8) -> bool {
        const LENGTH: usize = "sep=;".len();
        self.length == LENGTH && {
            let values: Vec<&str> = self.fields.iter().collect();
            let line = values.join(char::from(delimiter).encode_utf8(&mut [0; 4]));
            line.len() == LENGTH && line.starts_with("sep=")
        }
    }
}

pub(super) fn stopped(stop: Stop, file: &str, line: u64, encoding: &'static str) -> InputError {
    let file = file.to_owned();
    match stop {
        Stop::Io(source) => InputError::Io { file, source },
        Stop::Changed => InputError::Changed { file },
        Stop::Nul => InputError::Nul { file, line },
        Stop::Malformed => InputError::Charset { file, line, encoding },
    }
}
