//! Columns that are empty where another has one certain value, and nowhere else: who has given 0 times has no last time.

use std::collections::{HashMap, HashSet};

use super::filled::has_amount;
use super::{Sample, Values};
use crate::findings::column::left_blank::is_nothing;
use crate::findings::{Finding, Kind, Look, shown};
use crate::merge::Uses;

/// A column that is empty in the rows in which another one has one value, and filled in the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bare {
    pub(super) by: usize,
    pub(super) column: usize,
    /// The value of the other one that it is empty with.
    value: String,
    /// What the other one has beside it, if that is not a number.
    others: HashSet<String>,
}

/// So many rows tell that a column is empty with a value that says that there is nothing, and so many with any other.
const FEWEST_OF_NOTHING: usize = 5;
const FEWEST_OF_ANY: usize = 10;
/// So many rows tell that it is filled with all others.
const FEWEST_FILLED: usize = 20;
/// So many rows may not be so.
const MOST: usize = 2;

/// What is so in the first rows, of the columns that the letter uses: of each, by the other one that says so most clearly.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Bare> {
    let is_open = |column: &usize| {
        let bare = sample.rows.iter().filter(|row| row[*column].is_empty()).count();
        bare + MOST >= FEWEST_OF_NOTHING && sample.rows.len() >= bare + FEWEST_FILLED
    };
    let columns = uses.letter.iter().copied().filter(|column| *column < sample.columns.len() && is_open(column));
    let of_column = |column: usize| {
        let others = (0..sample.columns.len()).filter(|by| *by != column);
        let all = others.filter_map(|by| between(sample, by, column));
        all.min_by_key(|(misses, bare)| (*misses, column.abs_diff(bare.by))).map(|(_, bare)| bare)
    };
    columns.filter_map(of_column).collect()
}

/// By the value that most of the rows have in which the column is empty; how many are not so.
fn between(sample: &Sample<'_>, by: usize, column: usize) -> Option<(usize, Bare)> {
    let rows = || sample.rows.iter().map(|row| (row[by], row[column])).filter(|(by, _)| !by.is_empty());
    let mut counts: HashMap<&str, usize> = HashMap::new();
    rows().filter(|(_, value)| value.is_empty()).for_each(|(by, _)| *counts.entry(by).or_default() += 1);
    let (value, bare) = counts.into_iter().max_by_key(|(value, count)| (*count, *value))?;
    let fewest = if is_nothing(value) { FEWEST_OF_NOTHING } else { FEWEST_OF_ANY };
    let filled = rows().filter(|(by, found)| *by != value && !found.is_empty()).count();
    let misses = rows().filter(|(by, found)| (*by == value) != found.is_empty()).count();
    if bare < fewest || filled < FEWEST_FILLED || misses > MOST {
        return None;
    }
    let others = rows().filter(|(by, found)| !found.is_empty() && *by != value && !has_amount(by));
    let others = others.map(|(by, _)| by.to_owned()).collect();
    Some((misses, Bare { by, column, value: value.to_owned(), others }))
}

impl Bare {
    /// What is wrong with what a row has in the column, or has not.
    pub(super) fn flaw<'a>(
        &self,
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let (by, found) = (value(self.by), value(self.column));
        if by == self.value {
            return (found.chars().any(char::is_alphanumeric) && !is_nothing(found)).then(|| {
                format!(
                    "and {} \"{}\" do not go together: the other rows with that have none. Is one of the two wrong?",
                    heading(self.by),
                    shown(by)
                )
            });
        }
        // `no` and `none` may both be written for nothing.
        let is_other = !by.is_empty() && !is_nothing(by) && (has_amount(by) || self.others.contains(by));
        (found.is_empty() && is_other).then(|| {
            format!(
                "is empty, and {} is \"{}\": of the other rows, only those that have \"{}\" there have none. Is one of the two wrong?",
                heading(self.by),
                shown(by),
                shown(&self.value)
            )
        })
    }
}

/// Finds what is empty, and what is not, where another value of the line tells which.
pub(super) fn look(look: &mut Look<'_>, all: &[Bare], line: Values<'_>) {
    let value = |column| line.value(column);
    for bare in all {
        let found = value(bare.column);
        if let Some(what) = bare.flaw(value, |column| look.heading(column)) {
            if found.is_empty() {
                // This says more than that it is empty.
                let number = look.line;
                let is_of_it = |finding: &Finding| finding.line == number && finding.column == Some(bare.column);
                look.findings.retain(|finding| finding.kind != Kind::EmptyValue || !is_of_it(finding));
                look.find_in(bare.column, Kind::OddRelation, &what);
            } else if !look.is_told([bare.by, bare.column]) {
                look.find_value(bare.column, Kind::OddRelation, found, &what);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn bare(rows: &[[&str; 2]]) -> Vec<Bare> {
        let columns = [Column::default(), Column::default()];
        let rows = rows.iter().map(|row| row.to_vec()).collect();
        of(&Sample { rows, columns: &columns }, &Uses { letter: vec![1], ..Uses::default() })
    }

    /// Rows of how often somebody gave, and when last.
    fn rows(nothing: &'static str, more: &[[&'static str; 2]]) -> Vec<[&'static str; 2]> {
        let given = ["3", "12", nothing, "7", "1", "22", "4", "9"];
        let row = |n: usize| [given[n % 8], if given[n % 8] == nothing { "" } else { "02/06/2026" }];
        (0..60).map(row).chain(more.iter().copied()).collect()
    }

    fn told(rows: &[[&str; 2]], row: [&str; 2]) -> Option<String> {
        bare(rows).first().and_then(|bare| bare.flaw(|column| row[column], |column| format!("\"{column}\"")))
    }

    #[test]
    fn what_is_filled_beside_nothing_and_empty_beside_something_is_found() {
        for nothing in ["0", "keine", "0,00 €", "无"] {
            let slips = [[nothing, "25/06/2026"], ["12", ""]];
            for rows in [rows(nothing, &[]), rows(nothing, &slips[..1]), rows(nothing, &slips)] {
                let what = told(&rows, slips[0]).unwrap();
                assert!(what.contains(&format!("and \"0\" \"{nothing}\" do not go together")), "{what}");
                let what = told(&rows, slips[1]).unwrap();
                assert!(what.starts_with("is empty, and \"0\" is \"12\""), "{what}");
                for row in [[nothing, ""], ["12", "02/06/2026"], ["31", "-"], ["", ""], [nothing, "-"], ["none", ""]] {
                    assert_eq!(told(&rows, row), None, "{row:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_empty_with_other_values_too_is_left_alone() {
        let slip = ["0", "25/06/2026"];
        assert_eq!(bare(&rows("0", &[["3", ""], ["4", ""], ["0", "25/06/2026"]])), []);
        // Seven rows of one town may have none by chance.
        assert_eq!(told(&rows("Town", &[]), ["Town", "25/06/2026"]), None);
        assert_eq!(told(&rows("0", &[])[..20], slip), None);
        let anyhow: Vec<[&str; 2]> = (0..60).map(|n| [["0", "1"][n % 2], ["", "x", "y"][n % 3]]).collect();
        assert_eq!(bare(&anyhow), []);
        assert_eq!(bare(&[]), []);
    }
}
