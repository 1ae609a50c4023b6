//! Rows, checked against the header.

use std::collections::HashMap;
use std::sync::Arc;

use super::scan::{Row, Scanner};
use super::table::Table;
use super::{Fields, Header, InputError, Record};

/// The rows, as a stream. An error about one row (too few values, say) does not end it; any other error does:
/// [`InputError::is_row_fault`] tells which it is.
#[derive(Debug)]
pub struct Records {
    header: Arc<Header>,
    from: From,
    number: u64,
}

/// Where they come from.
#[derive(Debug)]
enum From {
    /// A file of delimited text, which is read on and on.
    Text { rows: Box<Scanner>, shape: Shape },
    /// A list in memory; `at` is its next row.
    Table { place: Arc<str>, table: Arc<Table>, at: usize },
}

/// The header, and what rows must look like below it.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) file: Arc<str>,
    /// The header's line.
    pub(super) line: u64,
    pub(super) delimiter: u8,
    pub(super) header: Arc<Header>,
    /// How many columns the header line has. Those after the named ones are empty: it ended with delimiters.
    pub(super) width: usize,
}

impl Records {
    /// `rows` stands behind the header; the records have this one, whose names are the same.
    pub(super) fn new(rows: Scanner, header: Arc<Header>, shape: Shape) -> Self {
        Self { header, from: From::Text { rows: Box::new(rows), shape }, number: 0 }
    }

    /// All rows of a table; `place` names it in messages.
    pub(super) fn of_table(place: Arc<str>, header: Arc<Header>, table: Arc<Table>) -> Self {
        Self { header, from: From::Table { place, table, at: 0 }, number: 0 }
    }
}

impl Shape {
    /// What the header line says.
    pub(super) fn of(row: &Row, file: Arc<str>, delimiter: u8) -> Result<Self, InputError> {
        let line = row.line;
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
        Ok(Self { file, line, delimiter, header: Arc::new(Header::new(names)), width })
    }

    /// The values of a row, one for each name.
    fn check(&self, Row { line, mut fields, .. }: Row) -> Result<Fields, InputError> {
        let (columns, found) = (self.header.names().len(), fields.len());
        if !(columns..=self.width).contains(&found) {
            let delimiter = match self.delimiter {
                b',' => "a comma",
                b';' => "a semicolon",
                b'\t' => "a tab",
                _ => "the delimiter",
            };
            return Err(InputError::Ragged { file: self.file.to_string(), line, found, columns, delimiter });
        }
        let has_value = |column: &usize| fields.get(*column).is_some_and(|value| !value.trim().is_empty());
        if let Some(surplus) = (columns..found).find(has_value) {
            return Err(InputError::UnnamedValue { file: self.file.to_string(), line, column: surplus + 1 });
        }
        fields.truncate(columns);
        Ok(fields)
    }
}

/// A second byte order mark, left by programs that add one without looking, is no part of a name.
pub(super) fn trimmed(name: &str) -> &str {
    name.trim_matches(|character: char| character.is_whitespace() || character == '\u{FEFF}')
}

impl Iterator for Records {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, header) = (self.number + 1, &self.header);
        let more = Vec::new();
        let record = match &mut self.from {
            From::Text { rows, shape } => rows.next().transpose()?.and_then(|row| {
                let line = row.line;
                let fields = shape.check(row)?;
                Ok(Record { number, line, header: header.clone(), fields, more })
            }),
            From::Table { place, table, at } => {
                let (row, next) = table.next(*at)?;
                *at = next;
                match row.fields {
                    Ok(fields) => Ok(Record { number, line: row.line, header: header.clone(), fields, more }),
                    Err(what) => Err(InputError::Row { file: place.to_string(), line: row.line, what }),
                }
            }
        };
        self.number = number;
        Some(record)
    }
}
