//! Rows whose values stand one column beside where they belong: one remark says more than twelve.

use super::column::{dates, few, figures, unlike};
use super::known_column::Column;
use super::{Kind, Look};
use crate::input::Fields;
use crate::merge::Uses;

/// Fewer remarks about a row are told one by one.
const FEWEST: usize = 3;

/// Puts one finding in the place of those about values that fit the columns beside theirs, and not their own. Says whether there is
/// one.
pub(super) fn sum_up(look: &mut Look<'_>, columns: &[Column], uses: &Uses) -> bool {
    if look.findings.len() < FEWEST {
        return false;
    }
    let row = Row { fields: &look.record.fields, columns, uses };
    let (first, last, side) = match (row.moved(true), row.moved(false)) {
        (Some((first, last)), _) => (first, last, "right"),
        (_, Some((first, last))) => (first, last, "left"),
        _ => return false,
    };
    let what = said(look, (first, last), side);
    look.findings.retain(|finding| finding.column.is_none() || matches!(finding.kind, Kind::Comment | Kind::Secret));
    look.push_first(Kind::OddValue, first, what);
    true
}

/// What is said of values that stand beside where they should, from one column to another.
pub(super) fn said(look: &Look<'_>, (first, last): (usize, usize), side: &str) -> String {
    format!(
        "the values of the row stand one column too far to the {side}, from {} to {}. Has the row slipped by a column?",
        look.heading(first),
        look.heading(last)
    )
}

/// A row beside what is known of its columns.
struct Row<'a> {
    fields: &'a Fields,
    columns: &'a [Column],
    uses: &'a Uses,
}

impl Row<'_> {
    /// From where to where the values have moved to the right or to the left: the columns that those have which are wrong.
    fn moved(&self, is_right: bool) -> Option<(usize, usize)> {
        let beside = |index: usize| if is_right { index.checked_sub(1) } else { Some(index + 1) };
        let (mut moved, mut others) = (Vec::new(), 0);
        for index in 0..self.columns.len() {
            let value = self.fields.get(index).unwrap_or_default().trim();
            if value.is_empty() || !self.is_odd(index, value) {
                continue;
            }
            if beside(index).is_some_and(|beside| self.fits(beside, value)) { moved.push(index) } else { others += 1 }
        }
        if self.is_of_other_power(&moved) {
            return None;
        }
        let (first, last) = (*moved.first()?, *moved.last()?);
        // What is pushed to the right leaves a gap.
        let is_gap = |before: &usize| is_right && self.fields.get(*before).is_some_and(|value| value.trim().is_empty());
        let first = beside(first).filter(is_gap).unwrap_or(first);
        (moved.len() >= FEWEST && others * 2 <= moved.len()).then_some((first, last))
    }

    /// Whether most values of these columns are what is usual in their own, but for the same power of ten: a wage of ten times as
    /// much, and all that is reckoned from it.
    fn is_of_other_power(&self, columns: &[usize]) -> bool {
        let is_usual = |index: &usize, times: f64| {
            let numbers = self.columns.get(*index).and_then(|column| column.numbers);
            let value = self.fields.get(*index).unwrap_or_default().trim();
            numbers.is_some_and(|numbers| numbers.is_usual_times(value, times))
        };
        let count = |times: f64| columns.iter().filter(|index| is_usual(index, times)).count();
        [0.1, 0.01, 10.0, 100.0].into_iter().any(|times| count(times) >= 2 && count(times) * 3 >= columns.len() * 2)
    }

    /// Whether a value is not as the others of a column.
    fn is_odd(&self, index: usize, value: &str) -> bool {
        let column = &self.columns[index];
        let is_new = || column.few.as_ref().is_some_and(|few| !is_one_of(few, value));
        unlike::flaw(column, value).is_some() || self.has_addresses(index) != value.contains('@') || is_new()
    }

    /// Whether a value is as the others of a column, and that says something about it.
    fn fits(&self, index: usize, value: &str) -> bool {
        let Some(column) = self.columns.get(index) else { return false };
        if self.has_addresses(index) || value.contains('@') {
            return self.has_addresses(index) && value.contains('@');
        }
        if unlike::flaw(column, value).is_some() {
            return false;
        }
        let is_known = || column.few.as_ref().is_some_and(|few| is_one_of(few, value));
        column.has_dates && dates::is_date(value)
            || column.times.is_some()
            || column.numbers.is_some() && figures::plain(value).is_some()
            || column.sites.is_some()
            || column.code.is_some()
            || column.has_accounts
            || is_known()
            || column.few.is_none() && column.has_words && unlike::is_word(value)
    }

    fn has_addresses(&self, index: usize) -> bool {
        let column = &self.columns[index];
        self.uses.to.contains(&index) && !column.has_words && column.names.is_none()
    }
}

fn is_one_of(few: &few::Few, value: &str) -> bool {
    few.usual().iter().any(|usual| usual == value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::columns;
    use crate::findings::listed::numbered;
    use crate::input::{self, Options, Record};

    /// What is said of a row of a list of twenty others, of which four columns are odd in some way.
    fn told(row: &str) -> Option<(Option<usize>, String)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        let rows: String = (0..20)
            .map(|n| {
                format!(
                    "Ann{},a{n}@a.org,{},2027-0{}-1{},{},3{}\n",
                    ["a", "e", "i"][n % 3],
                    60 + n,
                    1 + n % 9,
                    n % 9,
                    40 + n,
                    ["A", "B"][n % 2]
                )
            })
            .collect();
        std::fs::write(&path, format!("name,mail,mark,day,sum,class\n{rows}{row}\n")).unwrap();
        let source = input::open(&path, &Options::default()).unwrap();
        let columns = columns::sampled(&source, |_| true).columns;
        let record: Record = source.records().unwrap().map(Result::unwrap).last().unwrap();
        let uses = Uses { to: vec![1], letter: (0..6).collect(), ..Uses::default() };
        let mut look = Look::of(&record);
        (0..4).for_each(|column| look.find_in(column, Kind::OddWord, "is odd."));
        sum_up(&mut look, &columns, &uses);
        let finding = &look.findings[0];
        (look.findings.len() == 1).then(|| (finding.column, finding.what.clone()))
    }

    #[test]
    fn values_one_column_beside_their_own_are_told_of_once() {
        for (row, column, side) in [
            (",Anna,a@a.org,75,2027-03-11,57", 0, "right"),
            ("Anna,,a@a.org,75,2027-03-11,57", 1, "right"),
            ("a@a.org,75,2027-03-11,57,3A,", 0, "left"),
        ] {
            let found = told(row);
            let is_told = |(at, what): &(Option<usize>, String)| *at == Some(column) && what.contains(side);
            assert!(found.as_ref().is_some_and(is_told), "{row}: {found:?}");
        }
        for row in ["Anna,a@a.org,75,2027-03-11,57,3A", "a@a.org,Anna,75,2027-03-11,57,3A", ",,,,,", "57,3A,x,y,z,Anna"]
        {
            assert_eq!(told(row), None, "{row}");
        }
    }
    #[test]
    fn numbers_of_another_power_of_ten_have_not_moved() {
        let rows: Vec<[String; 4]> = (0..40)
            .map(|n| {
                let [wage, more] = [5000 + n * 700 % 6000, 400 + n * 100 % 1200];
                [wage, wage + more, wage / 10 + 7, wage / 12 + 5].map(|number| number.to_string())
            })
            .collect();
        let columns: Vec<Column> = (0..4).map(|at| numbered(rows.iter().map(|row| &row[at]))).collect();
        let uses = Uses::default();
        let is_of_other_power = |fields: [&str; 4]| {
            let fields: Fields = fields.into_iter().collect();
            Row { fields: &fields, columns: &columns, uses: &uses }.is_of_other_power(&[0, 1, 2, 3])
        };
        assert!(is_of_other_power(["60000", "60400", "6070", "5050"]));
        assert!(is_of_other_power(["600", "640", "60.7", "50.5"]));
        // They have moved, or are right.
        for fields in [["", "6000", "6400", "607"], ["6000", "6400", "607", "505"], ["60000", "6400", "607", "5"]] {
            assert!(!is_of_other_power(fields), "{fields:?}");
        }
    }
}
