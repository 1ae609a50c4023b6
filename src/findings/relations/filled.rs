//! Columns that are filled where another one says so: who pays by debit has an account.

use std::collections::{BTreeSet, HashMap};

use super::{Sample, Values};
use crate::findings::{Finding, Kind, Look, shown};
use crate::merge::Uses;

/// A column that has a value in nearly all rows of one sort, and in hardly any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) by: usize,
    pub(super) column: usize,
    /// Those values of the other column that it is filled with; none, if it is filled wherever that is.
    values: Vec<String>,
    /// Those that it is empty with.
    bare: Vec<String>,
    /// What it is filled with.
    known: Known,
}

/// What the values of a column are like.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    /// They have digits, as days and amounts.
    Digits,
    /// They are these, in their order.
    Few(Vec<String>),
}

/// So many rows tell that a column is filled.
const FEWEST: usize = 10;
/// So many tell that it is not.
const FEWEST_EMPTY: usize = 5;
/// More values are no answer to one question.
const MOST_VALUES: usize = 8;

/// More values of a column are texts of any sort.
const MOST_KNOWN: usize = 50;

/// What is filled by others in the first rows, of the columns that the letter uses: of each, by one other.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Filled> {
    let rows = sample.rows.len();
    let is_open = |column: &usize| {
        let filled = sample.rows.iter().filter(|row| !row[*column].is_empty()).count();
        // What is empty seldom is told of in any case.
        filled >= FEWEST && filled * 5 <= rows * 4
    };
    let columns = uses.letter.iter().copied().filter(|column| *column < sample.columns.len() && is_open(column));
    columns
        .filter_map(|column| {
            // What is written where another is filled is told of where it is empty.
            let is_guarded = uses.guarded.get(&column).is_some_and(|guards| !guards.is_empty());
            let others = || (0..sample.columns.len()).filter(|by| *by != column);
            let by_value = others().find_map(|by| by_values(sample, by, column));
            by_value.or_else(|| others().filter(|_| !is_guarded).find_map(|by| by_presence(sample, by, column)))
        })
        .collect()
}

/// How many rows of a sort are filled, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    filled: usize,
    rows: usize,
}

impl Count {
    fn add(&mut self, is_filled: bool) {
        self.filled += usize::from(is_filled);
        self.rows += 1;
    }

    fn is_full(self) -> bool {
        self.rows >= FEWEST && (self.rows - self.filled) * 20 <= self.rows.max(20)
    }

    fn is_bare(self) -> bool {
        self.filled * 20 <= self.rows || self.filled == 1 && self.rows >= FEWEST
    }
}

fn by_values(sample: &Sample<'_>, by: usize, column: usize) -> Option<Filled> {
    let mut counts: HashMap<&str, Count> = HashMap::new();
    for row in sample.rows.iter().filter(|row| !row[by].is_empty()) {
        counts.entry(row[by]).or_default().add(!row[column].is_empty());
        if counts.len() > MOST_VALUES {
            return None;
        }
    }
    let mut full: Vec<String> =
        counts.iter().filter(|(_, count)| count.is_full()).map(|(value, _)| (*value).to_owned()).collect();
    full.sort_unstable();
    let others = || counts.iter().filter(|(_, count)| !count.is_full());
    let rows: usize = others().map(|(_, count)| count.rows).sum();
    let are_bare = rows >= FEWEST_EMPTY && others().all(|(_, count)| count.is_bare() || count.rows == 1);
    let is_one = |count: Count| count.rows >= FEWEST && count.is_bare();
    let mut bare: Vec<String> =
        others().filter(|(_, count)| is_one(**count)).map(|(value, _)| (*value).to_owned()).collect();
    bare.sort_unstable();
    let known = known(sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty()));
    (!full.is_empty() && are_bare).then_some(Filled { by, column, values: full, bare, known })
}

fn by_presence(sample: &Sample<'_>, by: usize, column: usize) -> Option<Filled> {
    let (mut with, mut without) = (Count::default(), Count::default());
    for row in &sample.rows {
        if row[by].is_empty() { &mut without } else { &mut with }.add(!row[column].is_empty());
    }
    let is_told = with.is_full() && without.is_bare() && without.rows >= FEWEST_EMPTY;
    is_told.then_some(Filled { by, column, values: Vec::new(), bare: Vec::new(), known: Known::Few(Vec::new()) })
}

/// What these values are like.
fn known<'v>(values: impl Iterator<Item = &'v str> + Clone) -> Known {
    let count = values.clone().count();
    if values.clone().filter(|value| has_amount(value)).count() * 20 >= count * 19 {
        return Known::Digits;
    }
    let few: BTreeSet<&str> = values.collect();
    let few = if few.len() > MOST_KNOWN { BTreeSet::new() } else { few };
    Known::Few(few.into_iter().map(str::to_owned).collect())
}

/// Whether there is a number in it, and it is not zero.
pub(super) fn has_amount(value: &str) -> bool {
    value.bytes().any(|octet| matches!(octet, b'1'..=b'9'))
}

impl Filled {
    /// Whether a column is empty in a row where it is filled in others, or is filled where it is empty in others; what is said of the other column, whose heading is given.
    pub(super) fn flaw(&self, by: &str, value: &str, heading: impl FnOnce() -> String) -> Option<String> {
        if by.is_empty() {
            return None;
        }
        if !value.is_empty() {
            let is_bare = self.bare.iter().any(|of| of == by) && self.is_known(value);
            return is_bare.then(|| {
                format!(
                    "and {} \"{}\" do not go together: the other rows with that have none. Is one of the two wrong?",
                    heading(),
                    shown(by)
                )
            });
        }
        if self.values.is_empty() {
            return Some(format!("is empty, and the other rows that have {} have one. Is it missing?", heading()));
        }
        self.values.iter().any(|of| of == by).then(|| {
            format!("is empty, and the other rows with {} \"{}\" have one. Is it missing?", heading(), shown(by))
        })
    }

    /// Whether a value is as those of the rows that are filled: not a word for none.
    fn is_known(&self, value: &str) -> bool {
        match &self.known {
            Known::Digits => has_amount(value),
            Known::Few(few) => few.binary_search_by(|known| known.as_str().cmp(value)).is_ok(),
        }
    }
}

/// Finds what is empty where another value of the line says that it is filled, and the other way round.
pub(super) fn look(look: &mut Look<'_>, all: &[Filled], line: Values<'_>) {
    let value = |column| line.value(column);
    let is_told_of = |look: &Look<'_>, column: usize| {
        let is_of_it = |finding: &&Finding| finding.line == look.line && finding.column == Some(column);
        look.findings.iter().filter(is_of_it).any(|finding| finding.kind == Kind::OddRelation)
    };
    for filled in all {
        if let Some(what) = filled.flaw(value(filled.by), value(filled.column), || look.heading(filled.by)) {
            let found = value(filled.column);
            if found.is_empty() && is_told_of(look, filled.column) {
                continue;
            }
            if found.is_empty() {
                look.find_in(filled.column, Kind::OddRelation, &what);
            } else if !look.is_told([filled.by, filled.column]) {
                look.find_value(filled.column, Kind::OddRelation, found, &what);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn filled(rows: Vec<Vec<&str>>) -> Vec<Filled> {
        let columns = [Column::default(), Column::default()];
        of(&Sample { rows, columns: &columns }, &Uses { letter: vec![0, 1], ..Uses::default() })
    }

    #[test]
    fn what_is_empty_in_one_row_of_a_sort_is_found() {
        let ways = [["debit", "DE12"], ["debit", "DE34"], ["transfer", ""]];
        let rows: Vec<Vec<&str>> = (0..60).map(|n| ways[n % 3].to_vec()).chain([vec!["debit", ""]]).collect();
        let all = filled(rows);
        let [filled] = all.as_slice() else { panic!("{all:?}") };
        assert!(
            filled.flaw("debit", "", || "\"way\"".to_owned()).is_some_and(|what| what.contains("\"way\" \"debit\""))
        );
        for (by, value) in [("transfer", ""), ("debit", "DE56"), ("", ""), ("cash", "")] {
            assert_eq!(filled.flaw(by, value, String::new), None, "{by} {value}");
        }
    }

    #[test]
    fn what_is_filled_in_one_row_of_the_others_hides_nothing() {
        let ways = [["debit", "DE12"], ["debit", "DE34"], ["transfer", ""]];
        let slips = [["debit", ""], ["transfer", "DE56"]];
        let rows = |ways: &[[&'static str; 2]], slips: &[[&'static str; 2]]| {
            (0..60).map(|n| ways[n % 3].to_vec()).chain(slips.iter().map(|row| row.to_vec())).collect()
        };
        let told = |rows: Vec<Vec<&str>>| filled(rows).iter().any(|all| all.flaw("debit", "", String::new).is_some());
        assert!(told(rows(&ways, &slips)));
        assert!(!told(rows(&ways, &[slips[0], slips[1], slips[1]])));
    }

    #[test]
    fn what_is_filled_where_it_is_empty_in_others_is_found() {
        let told = |ways: &[[&'static str; 2]], row: [&'static str; 2]| {
            let rows: Vec<Vec<&str>> = (0..60).map(|n| ways[n % ways.len()].to_vec()).chain([row.to_vec()]).collect();
            let all = filled(rows);
            all.iter()
                .any(|filled| filled.column == 1 && filled.flaw(row[0], row[1], || "\"state\"".to_owned()).is_some())
        };
        let paid = [["paid", "2026/10/30"], ["open", ""], ["paid", "2026/11/02"], ["none", ""]];
        assert!(told(&paid, ["open", "2026/10/30"]) && told(&paid, ["none", "2026/11/05"]));
        for row in [
            ["open", ""],
            ["paid", "2026/11/03"],
            ["open", "-"],
            ["open", "0"],
            ["open", "none"],
            ["later", "2026/10/30"],
        ] {
            assert!(!told(&paid, row), "{row:?}");
        }
        let tables = [["dinner", "blue"], ["dinner", "red"], ["no dinner", ""]];
        assert!(told(&tables, ["no dinner", "red"]));
        assert!(!told(&[["dinner", "blue"], ["no dinner", ""], ["no dinner", "red"]], ["no dinner", "red"]));
    }

    #[test]
    fn what_is_filled_with_another_is_found() {
        let days = ["5 July", "6 July", "7 July", "8 July", "9 July", "", "", "", "10 July", "11 July", "", ""];
        let rows = (0..60).map(|n| vec![days[n % 12], if days[n % 12].is_empty() { "" } else { "3" }]);
        let all = filled(rows.chain([vec!["5 July", ""]]).collect());
        assert!(
            all.iter().any(|filled| filled.column == 1 && filled.flaw("5 July", "", String::new).is_some()),
            "{all:?}"
        );
    }

    #[test]
    fn what_is_filled_here_and_there_is_left_alone() {
        let rows = (0..60).map(|n| vec![["a", "b"][n % 2], if n % 3 == 0 { "note" } else { "" }]);
        assert!(filled(rows.collect()).is_empty());
        let rows = (0..60).map(|n| vec![["a", "b"][n % 2], if n % 2 == 0 && n % 6 > 0 { "note" } else { "" }]);
        assert!(filled(rows.collect()).is_empty());
        assert!(filled(Vec::new()).is_empty());
    }
}
