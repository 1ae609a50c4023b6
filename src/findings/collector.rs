//! What can only be told once all rows have been seen.

use std::collections::HashMap;

use super::{Attachments, Finding, Kind, Personal};

/// Empty values that are kept until it is known whether they are the exception.
const MOST_KEPT: usize = 10_000;

/// Where more than one row in so many has no value in a column, that is how the list is.
const EXCEPTION: u64 = 5;

/// Takes the findings about single rows and lets through at once what is certain.
#[derive(Debug)]
pub struct Collector {
    attachments: Attachments,
    /// How many rows have no value in a column.
    empty: HashMap<usize, u64>,
    kept: Vec<Finding>,
}

impl Collector {
    /// For rows whose attachments are collected there.
    #[must_use]
    pub fn new(attachments: Attachments) -> Self {
        Self { attachments, empty: HashMap::new(), kept: Vec::new() }
    }

    /// The attachments, to ask about a row from any thread.
    #[must_use]
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// Takes a finding. It is given back if it is certain.
    pub fn take(&mut self, finding: Finding) -> Option<Finding> {
        let (Kind::EmptyValue, Some(column)) = (finding.kind, finding.column) else { return Some(finding) };
        *self.empty.entry(column).or_default() += 1;
        if self.kept.len() < MOST_KEPT {
            self.kept.push(finding);
        }
        None
    }

    /// Takes the attachments of a row.
    pub fn compare(&mut self, personal: Personal) {
        self.attachments.add(personal);
    }

    /// The rest, in the order of the rows, of so many rows.
    #[must_use]
    pub fn finish(self, rows: u64) -> Vec<Finding> {
        let Self { attachments, empty, kept } = self;
        let is_exception = |finding: &Finding| {
            finding
                .column
                .and_then(|column| empty.get(&column))
                .is_some_and(|count| *count == 1 || count * EXCEPTION <= rows)
        };
        let mut rest: Vec<_> = kept.into_iter().filter(is_exception).chain(attachments.finish()).collect();
        rest.sort_by_key(|finding| finding.row);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Header;
    use crate::merge::Uses;

    #[test]
    fn a_value_that_many_lack_is_not_missed() {
        let header = Header::new(vec!["note".to_owned(), "name".to_owned()]);
        let mut collector = Collector::new(Attachments::new(&header, &Uses::default()));
        let finding = |row, column| Finding {
            kind: Kind::EmptyValue,
            row,
            line: row + 1,
            column: Some(column),
            what: String::new(),
            suggestion: None,
        };
        for row in 1..=10 {
            assert_eq!(collector.take(finding(row, 0)), None);
        }
        assert_eq!(collector.take(finding(7, 1)), None);
        assert_eq!(collector.finish(20), [finding(7, 1)]);
    }
}
