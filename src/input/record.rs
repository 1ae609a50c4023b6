//! One row and the names of its columns.

use std::sync::Arc;

use super::Fields;

/// The column names: trimmed, not empty, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    names: Vec<String>,
}

impl Header {
    /// A header of these names, already checked.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        Self { names }
    }

    /// The names, in the file's order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
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

    /// The same, each with its line.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &Fields)> {
        let more = self.more.iter().map(|member| (member.line, &member.fields));
        std::iter::once((self.line, &self.fields)).chain(more)
    }

    /// The value of a column.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(self.header.position(name)?)
    }
}
