//! One row and the names of its columns.

use std::sync::Arc;

use super::Fields;

/// The column names: trimmed, not empty, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    names: Vec<String>,
    /// See [`Self::key_columns`].
    key_columns: Option<Box<[usize]>>,
}

impl Header {
    /// A header of these names, already checked.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        Self { names, key_columns: None }
    }

    /// The names, in the file's order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// This header's names, where a row is known by the values of these columns; `None` if one of them is not there.
    #[must_use]
    pub fn keyed_by(&self, columns: &[String]) -> Option<Self> {
        let places: Box<[usize]> = columns.iter().map(|name| self.position(name)).collect::<Option<_>>()?;
        let key_columns = if columns == self.names { None } else { Some(places) };
        Some(Self { names: self.names.clone(), key_columns })
    }

    /// The columns by whose values a row is known, by index, in the order in which they count. `None`: all.
    #[must_use]
    pub fn key_columns(&self) -> Option<&[usize]> {
        self.key_columns.as_deref()
    }

    /// The index of a column.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|candidate| candidate == name)
    }
}

/// One row, or several that are one person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// 1 for the first row after the header. Rows without any value are not counted.
    pub number: u64,
    /// The line of the file on which the row begins, from 1 (a quoted field may hold line breaks).
    pub line: u64,
    /// The column names, shared by all rows.
    pub header: Arc<Header>,
    /// As many values as there are names.
    pub fields: Fields,
    /// The other rows of its group, if it stands for one (`--group-by`). None, as it is read.
    pub more: Vec<Member>,
}

/// A row that stands behind the first of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its line in the file.
    pub line: u64,
    /// Its values.
    pub fields: Fields,
}

impl Record {
    /// The values of all rows: its own, then those of its group.
    pub fn rows(&self) -> impl Iterator<Item = &Fields> {
        self.lines().map(|(_, fields)| fields)
    }

    /// The values of all rows, its own and those of its group, each with its line.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &Fields)> {
        let more = self.more.iter().map(|member| (member.line, &member.fields));
        std::iter::once((self.line, &self.fields)).chain(more)
    }

    /// Whether another row of the group has something else in a column than the first, blanks around it aside; an empty cell has not.
    #[must_use]
    pub fn differs(&self, member: &Member, column: usize) -> bool {
        let other = member.fields.get(column).unwrap_or_default().trim();
        !other.is_empty() && other != self.fields.get(column).unwrap_or_default().trim()
    }

    /// The value of a column.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(self.header.position(name)?)
    }
}
