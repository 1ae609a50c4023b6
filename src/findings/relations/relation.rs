//! What the uniform relations have in common: each looks at one line, and tells at most one of its values.

use std::fmt;

use crate::findings::row_look::heading;
use crate::findings::{Look, Oddity, trimmed};
use crate::input::{Fields, Record};

/// A relation that holds in nearly all of the first rows.
pub(super) trait Relation: fmt::Debug + Send + Sync {
    /// Whether enough is told already of its columns in the line that is being looked at.
    fn is_told(&self, look: &Look<'_>) -> bool;

    /// What is odd about a line in which the relation does not hold: the column that is told of, and what is told of its value.
    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)>;
}

impl<R: Relation + ?Sized> Relation for Box<R> {
    fn is_told(&self, look: &Look<'_>) -> bool {
        (**self).is_told(look)
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        (**self).odd(line)
    }
}

/// The values of the line that is being looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'v> {
    record: &'v Record,
    fields: &'v Fields,
}

impl<'v> Values<'v> {
    pub(super) fn new(record: &'v Record, fields: &'v Fields) -> Self {
        Self { record, fields }
    }

    /// That of a column, without blanks around it.
    pub(super) fn value(self, column: usize) -> &'v str {
        trimmed(self.fields.get(column).unwrap_or_default())
    }

    /// The heading of a column, in quotes.
    pub(super) fn heading(self, column: usize) -> String {
        heading(self.record, column)
    }

    /// The values of the first line of its row, as they are.
    pub(super) fn of_record(self) -> impl Iterator<Item = &'v str> {
        self.record.fields.iter()
    }

    /// The headings of all columns.
    pub(super) fn headings(self) -> &'v [String] {
        self.record.header.names()
    }
}

/// Relations of one or of several sorts, in the order in which they are asked.
pub(super) type Group = Vec<Box<dyn Relation>>;

/// Those of one sort, of a [`Group`].
pub(super) fn all<R: Relation + 'static>(relations: impl IntoIterator<Item = R>) -> Group {
    relations.into_iter().map(|relation| Box::new(relation) as Box<dyn Relation>).collect()
}

/// Those of several sorts.
pub(super) fn group<const SORTS: usize>(sorts: [Group; SORTS]) -> Group {
    sorts.into_iter().flatten().collect()
}

/// Tells which of these do not hold in a line. Where something is told of their columns already, that is enough.
pub(super) fn tell<'r, R: Relation + 'r>(
    look: &mut Look<'_>,
    line: Values<'_>,
    relations: impl IntoIterator<Item = &'r R>,
) {
    for relation in relations {
        if !relation.is_told(look)
            && let Some((column, odd)) = relation.odd(line)
        {
            look.find_odd(column, line.value(column), odd);
        }
    }
}
