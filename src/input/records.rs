//! Rows: first as they stand in the file, then checked against the header.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::Arc;

use csv::StringRecord;

use super::scan::{Place, Scanner};
use super::table::Table;
use super::{Fields, Header, InputError, Record};

/// The rows, as a stream. An error about one row (too few values, say) does not end it; any other error does:
/// [`InputError::is_row_fault`] tells which it is.
#[derive(Debug)]
pub struct Records {
    from: From,
    number: u64,
}

/// Where they come from.
#[derive(Debug)]
enum From {
    /// A file of delimited text, which is read on and on.
    Text { rows: Box<Rows>, shape: Shape },
    /// A list in memory; `at` is its next row.
    Table { place: Arc<str>, table: Arc<Table>, at: usize },
}

/// The header, and what rows must look like below it.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) file: Arc<str>,
    pub(super) delimiter: u8,
    pub(super) header: Arc<Header>,
    /// How many columns the header line has. Those after the named ones are empty: it ended with delimiters.
    pub(super) width: usize,
}

impl Records {
    /// `rows` stands behind the header.
    pub(super) fn new(rows: Rows, shape: Shape) -> Self {
        Self { from: From::Text { rows: Box::new(rows), shape }, number: 0 }
    }

    /// All rows of a table; `place` names it in messages.
    pub(super) fn of_table(place: Arc<str>, table: Arc<Table>) -> Self {
        Self { from: From::Table { place, table, at: 0 }, number: 0 }
    }
}

impl Shape {
    /// What the header line says.
    pub(super) fn of(row: &Row<'_>, file: Arc<str>, delimiter: u8) -> Result<Self, InputError> {
        let line = row.place.line;
        let mut names: Vec<String> = row.fields.iter().map(|name| trimmed(name).to_owned()).collect();
        let width = names.len();
        names.truncate(names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1));
        let mut columns = HashMap::new();
        for (column, name) in (1..).zip(&names) {
            if name.is_empty() {
                return Err(InputError::UnnamedColumn { file: file.to_string(), line, column });
            }
            if let Some(first) = columns.insert(name, column) {
                let (file, name) = (file.to_string(), name.clone());
                return Err(InputError::DuplicateColumn { file, line, name, first, second: column });
            }
        }
        Ok(Self { file, delimiter, header: Arc::new(Header::new(names)), width })
    }

    /// The values of a row, one for each name.
    fn check(&self, row: &Row<'_>) -> Result<Fields, InputError> {
        let (columns, found, line) = (self.header.names().len(), row.fields.len(), row.place.line);
        if !(columns..=self.width).contains(&found) {
            let delimiter = match self.delimiter {
                b',' => "a comma",
                b';' => "a semicolon",
                b'\t' => "a tab",
                _ => "the delimiter",
            };
            return Err(InputError::Ragged { file: self.file.to_string(), line, found, columns, delimiter });
        }
        if let Some(surplus) = row.fields.iter().skip(columns).position(|value| !value.trim().is_empty()) {
            let column = columns + surplus + 1;
            return Err(InputError::UnnamedValue { file: self.file.to_string(), line, column });
        }
        Ok(row.fields.iter().take(columns).collect())
    }
}

/// A second byte order mark, left by programs that add one without looking, is no part of a name.
pub(super) fn trimmed(name: &str) -> &str {
    name.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}')
}

impl Iterator for Records {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let number = self.number + 1;
        let more = Vec::new();
        let record = match &mut self.from {
            From::Text { rows, shape } => rows.next_row().transpose()?.and_then(|row| {
                let fields = shape.check(&row)?;
                Ok(Record { number, line: row.place.line, header: shape.header.clone(), fields, more })
            }),
            From::Table { place, table, at } => {
                let (row, next) = table.next(*at)?;
                *at = next;
                match row.fields {
                    Ok(fields) => Ok(Record { number, line: row.line, header: table.header.clone(), fields, more }),
                    Err(what) => Err(InputError::Row { file: place.to_string(), line: row.line, what }),
                }
            }
        };
        self.number = number;
        Some(record)
    }
}

/// The rows of the file, the header among them, without those in which every value is blank.
#[derive(Debug)]
pub(super) struct Rows {
    file: Arc<str>,
    scanner: Scanner,
    parser: csv::Reader<Raw>,
    fields: StringRecord,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) place: Place,
    pub(super) fields: &'a StringRecord,
}

impl Rows {
    pub(super) fn new(file: Arc<str>, delimiter: u8, scanner: Scanner) -> Self {
        let parser = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Raw::default());
        Self { file, scanner, parser, fields: StringRecord::new() }
    }

    /// The next row; `None` at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, InputError> {
        loop {
            let raw = self.parser.get_mut();
            raw.given = 0;
            let Some(place) = self.scanner.next(&mut raw.octets)? else { return Ok(None) };
            raw.octets.push(b'\n');
            self.parser
                .read_record(&mut self.fields)
                .map_err(|error| InputError::Io { file: self.file.to_string(), source: error.into() })?;
            if self.fields.iter().any(|field| !field.trim().is_empty()) {
                return Ok(Some(Row { place, fields: &self.fields }));
            }
        }
    }
}

/// One raw record, for the parser to read. It never comes to an end: each begins where the last one was taken whole.
#[derive(Debug, Default)]
struct Raw {
    octets: Vec<u8>,
    given: usize,
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = (&self.octets[self.given..]).read(buffer)?;
        self.given += count;
        Ok(count)
    }
}
