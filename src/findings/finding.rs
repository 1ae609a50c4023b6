//! A finding: where, what, and what to do.

use super::{Detail, Kind};

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What looks wrong.
    pub kind: Kind,
    /// The row, from 1; 0 where it is about the template.
    pub row: u64,
    /// Its line in the file; 0 where it is not known.
    pub line: u64,
    /// The column, by index, where it is about one value.
    pub column: Option<usize>,
    /// Where, what, and what to do: `column "email": "a@gmial.com": the domain looks like gmail.com. Correct it.`
    pub what: String,
    /// What was probably meant, to be put in its place: the whole address.
    pub suggestion: Option<String>,
    /// What rules, and the collector, ask of it: none of them reads what is said.
    pub(super) detail: Option<Detail>,
}

impl Finding {
    /// About the template, and no row of the list.
    pub(super) fn of_template(kind: Kind, what: String, suggestion: Option<String>) -> Self {
        Self { kind, row: 0, line: 0, column: None, what, suggestion, detail: None }
    }

    /// About a row, by its number and its line.
    pub(crate) fn of_row(kind: Kind, (row, line): (u64, u64), column: Option<usize>, what: String) -> Self {
        Self { kind, row, line, column, what, suggestion: None, detail: None }
    }
}
