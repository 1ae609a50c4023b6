//! Text cut into raw records, lines counted.
//!
//! The csv crate splits and unquotes a record; this finds where one begins and ends. It is apart because only it can
//! tell a person on which line a quote was opened, and keep one row from taking all memory.

use std::sync::Arc;

use super::InputError;
use super::text::{Stop, Text};

/// Where a raw record was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Whether a quote stands inside an unquoted value: a sign of the wrong delimiter.
    pub(super) stray_quote: bool,
}

/// Reads raw records: the octets of a row without its line end, blanks around quoted values removed.
#[derive(Debug)]
pub(super) struct Scanner {
    file: Arc<str>,
    encoding: &'static str,
    text: Text,
    piece: Vec<u8>,
    at: usize,
    line: u64,
    after_cr: bool,
    delimiter: u8,
    limit: usize,
    ended: bool,
}

/// Where in a field the scanner is.
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
    /// Reads records of at most `limit` octets.
    pub(super) fn new(file: Arc<str>, encoding: &'static str, text: Text, delimiter: u8, limit: usize) -> Self {
        Self {
            file,
            encoding,
            text,
            piece: Vec::new(),
            at: 0,
            line: 1,
            after_cr: false,
            delimiter,
            limit,
            ended: false,
        }
    }

    /// Replaces what is in `record` by the next raw record; `None` at the end. Empty lines are passed over, and so is
    /// a first line `sep=;`, which tells some spreadsheet programs the delimiter and names no column.
    ///
    /// After an error that is no [row fault](InputError::is_row_fault) there is nothing more.
    pub(super) fn next(&mut self, record: &mut Vec<u8>) -> Result<Option<Place>, InputError> {
        loop {
            record.clear();
            if self.ended {
                return Ok(None);
            }
            let place = self.cut(record).inspect_err(|error| self.ended = !error.is_row_fault())?;
            let is_hint = place.line == 1 && record.len() == 5 && record.starts_with(b"sep=");
            if !record.is_empty() && !is_hint {
                return Ok(Some(place));
            }
        }
    }

    fn cut(&mut self, record: &mut Vec<u8>) -> Result<Place, InputError> {
        if let Some(place) = self.cut_plain_line(record)? {
            return Ok(place);
        }
        let mut place = Place { line: self.line, stray_quote: false };
        let (mut state, mut field, mut opened, mut closed) = (State::Start, 0, 0, 0);
        loop {
            if matches!(state, State::Quoted | State::Bare) {
                self.take_run(record);
            }
            if record.len() > self.limit {
                return Err(self.too_long(place.line, state, opened));
            }
            let Some(octet) = self.octet()? else { break };
            let is_line_end = octet == b'\n' || octet == b'\r';
            if is_line_end && state != State::Quoted {
                self.count_line(octet);
                return Ok(place);
            }
            let is_blank = octet == b' ' || octet == b'\t';
            state = match (state, octet) {
                (State::Quoted, b'"') => {
                    closed = self.line;
                    State::Quote
                }
                (State::Quote, b'"') => State::Quoted,
                (State::Quoted, _) => State::Quoted,
                (_, octet) if octet == self.delimiter => {
                    field = record.len() + 1;
                    State::Start
                }
                (State::Start, b'"') => {
                    record.truncate(field);
                    opened = self.line;
                    State::Quoted
                }
                (State::Start, _) if is_blank => State::Start,
                (State::Start | State::Bare, _) => {
                    place.stray_quote |= octet == b'"';
                    State::Bare
                }
                (State::Quote | State::Closed, _) if is_blank => State::Closed,
                (State::Quote | State::Closed, _) => {
                    self.skip_line()?;
                    return Err(InputError::AfterQuote { file: self.file.to_string(), line: opened, closed });
                }
            };
            if is_line_end {
                self.count_line(octet);
            } else {
                self.after_cr = false;
            }
            if state != State::Closed {
                record.push(octet);
            }
        }
        self.ended = true;
        if state == State::Quoted {
            return Err(InputError::UnclosedQuote { file: self.file.to_string(), line: opened });
        }
        Ok(place)
    }

    /// Takes the octets that change nothing, inside a value with quotes or without, as far as they are at hand.
    fn take_run(&mut self, record: &mut Vec<u8>) {
        let rest = &self.piece[self.at..];
        let ends = |octet: &u8| matches!(octet, b'"' | b'\n' | b'\r') || *octet == self.delimiter;
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        record.extend_from_slice(&rest[..length]);
        self.at += length;
        self.after_cr &= length == 0;
    }

    /// The short way for most lines: whole in the piece at hand, and without a quote.
    fn cut_plain_line(&mut self, record: &mut Vec<u8>) -> Result<Option<Place>, InputError> {
        if self.octet_ahead()? == Some(b'\n') && self.after_cr {
            self.at += 1;
        }
        self.after_cr = false;
        let rest = &self.piece[self.at..];
        let Some(end) = memchr::memchr2(b'\n', b'\r', rest) else { return Ok(None) };
        if memchr::memchr(b'"', &rest[..end]).is_some() {
            return Ok(None);
        }
        record.extend_from_slice(&rest[..end]);
        let place = Place { line: self.line, stray_quote: false };
        self.at += end + 1;
        self.count_line(self.piece[self.at - 1]);
        Ok(Some(place))
    }

    /// Goes on to the next line: where a row cannot be understood, the next one begins there.
    fn skip_line(&mut self) -> Result<(), InputError> {
        while let Some(octet) = self.octet()? {
            if octet == b'\n' || octet == b'\r' {
                self.count_line(octet);
                return Ok(());
            }
        }
        self.ended = true;
        Ok(())
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
        Ok(self.piece.get(self.at).copied())
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

pub(super) fn stopped(stop: Stop, file: &str, line: u64, encoding: &'static str) -> InputError {
    let file = file.to_owned();
    match stop {
        Stop::Io(source) => InputError::Io { file, source },
        Stop::Changed => InputError::Changed { file },
        Stop::Nul => InputError::Nul { file, line },
        Stop::Malformed => InputError::Charset { file, line, encoding },
    }
}
