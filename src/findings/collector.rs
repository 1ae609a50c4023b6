//! What can only be told once all rows have been seen.

use std::collections::HashMap;

use super::{Attachments, Finding, Kind, Personal, leftovers};

/// Empty values that are kept until it is known whether they are the exception.
const MOST_KEPT: usize = 10_000;

/// Where more than one row in so many has no value in a column, that is how the list is.
const EXCEPTION: u64 = 5;

/// Takes the findings about single rows and lets through at once what is certain.
#[derive(Debug)]
pub struct Collector {
    attachments: Attachments,
    /// How many values of a column say the same nothing.
    counts: HashMap<(usize, Nothing), u64>,
    kept: Vec<(Nothing, Finding)>,
}

/// A way to say nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Nothing {
    /// An empty cell.
    Empty,
    /// A word for it (`N/A`), by what is said of it.
    Word(String),
}

impl Nothing {
    fn of(finding: &Finding) -> Option<Self> {
        match finding.kind {
            Kind::EmptyValue => Some(Self::Empty),
            Kind::Leftover if leftovers::is_nothing(&finding.what) => Some(Self::Word(finding.what.clone())),
            _ => None,
        }
    }
}

impl Collector {
    /// For rows whose attachments are collected there.
    #[must_use]
    pub fn new(attachments: Attachments) -> Self {
        Self { attachments, counts: HashMap::new(), kept: Vec::new() }
    }

    /// The attachments, to ask about a row from any thread.
    #[must_use]
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// Takes a finding. It is given back if it is certain.
    pub fn take(&mut self, finding: Finding) -> Option<Finding> {
        let (Some(nothing), Some(column)) = (Nothing::of(&finding), finding.column) else { return Some(finding) };
        let count = self.counts.entry((column, nothing.clone())).or_default();
        *count += 1;
        // Of a word, one remark is right in any case.
        if *count == 1 && nothing != Nothing::Empty {
            return Some(finding);
        }
        if self.kept.len() < MOST_KEPT {
            self.kept.push((nothing, finding));
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
        let Self { attachments, counts, kept } = self;
        let is_exception = |(nothing, finding): &(Nothing, Finding)| {
            let count = finding.column.and_then(|column| counts.get(&(column, nothing.clone())));
            count.is_some_and(|count| *count == 1 || count * EXCEPTION <= rows)
        };
        let kept = kept.into_iter().filter(is_exception).map(|(_, finding)| finding);
        let mut rest: Vec<_> = kept.chain(attachments.finish()).collect();
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

    #[test]
    fn a_word_that_half_of_a_column_has_is_one_remark_at_most() {
        let mut collector = Collector::new(Attachments::new(&Header::default(), &Uses::default()));
        let finding = |row, column, word: &str, what: &str| Finding {
            kind: Kind::Leftover,
            row,
            line: row + 1,
            column: Some(column),
            what: format!("\"{word}\" {what}"),
            suggestion: None,
        };
        for row in 1..=10 {
            assert_eq!(collector.take(finding(row, 0, "N/A", leftovers::NOTHING_OR_WORD)).is_some(), row == 1);
        }
        for row in [4, 9] {
            assert_eq!(collector.take(finding(row, 1, "N/A", leftovers::NOTHING)).is_some(), row == 4);
        }
        assert!(collector.take(finding(4, 1, "#N/A", "is an error")).is_some());
        let rest: Vec<_> = collector.finish(20).into_iter().map(|finding| (finding.row, finding.column)).collect();
        assert_eq!(rest, [(9, Some(1))]);
    }
}
