//! Numbers that count within a sort, as the seats of a room or the places of a class, and one that is far behind the last of them.

use std::collections::{HashMap, HashSet};

use super::{Relation, Sample, Values};
use crate::findings::{Kind, Look, Oddity, shown};
use crate::input::Source;
use crate::merge::Uses;

/// A column of sorts, each of which has numbers from one on in another column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seated {
    by: usize,
    column: usize,
    /// The last number of each sort that enough rows have, once all rows are known.
    lasts: HashMap<String, u32>,
}

/// Fewer rows show no habit.
const FEWEST_ROWS: usize = 30;
/// The numbers of a sort of fewer rows may be any.
const FEWEST: usize = 5;
/// So many columns are compared.
const MOST: usize = 12;

/// The columns in the first rows, of which the letter uses the numbers.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Option<Seated> {
    if sample.rows.len() < FEWEST_ROWS {
        return None;
    }
    let columns = 0..sample.columns.len();
    let shown = |column: &usize| uses.letter.contains(column) && !uses.attachment.contains(column);
    let numbers = columns.clone().filter(shown).filter(|column| are_numbers(sample, *column)).take(MOST);
    let sorts: Vec<usize> = columns.filter(|column| are_sorts(sample, *column)).take(MOST).collect();
    let pairs = numbers.flat_map(|column| sorts.iter().map(move |by| (*by, column)));
    let mut seated = pairs.filter(|(by, column)| by != column && do_count(sample, *by, *column));
    seated.next().map(|(by, column)| Seated { by, column, lasts: HashMap::new() })
}

fn number(value: &str) -> Option<u32> {
    const LONGEST: usize = 5;
    let is_number = value.len() <= LONGEST && value.bytes().all(|octet| octet.is_ascii_digit());
    if is_number { value.parse().ok() } else { None }
}

/// Whether the values of a column are whole numbers, each of which several rows have.
fn are_numbers(sample: &Sample<'_>, column: usize) -> bool {
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let count = values().count();
    count >= FEWEST_ROWS
        && values().filter(|value| number(value).is_some()).count() * 20 >= count * 19
        && values().collect::<HashSet<&str>>().len() * 5 <= count * 4
}

/// Whether a column has few values, each of which several rows have.
fn are_sorts(sample: &Sample<'_>, column: usize) -> bool {
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let distinct = values().collect::<HashSet<&str>>().len();
    !sample.columns[column].has_texts && distinct >= 2 && distinct * FEWEST <= values().count()
}

/// Whether hardly any two rows of a sort have the same number, and these are hardly more than there are rows.
fn do_count(sample: &Sample<'_>, by: usize, column: usize) -> bool {
    const RARE: usize = 20;
    let mut sorts: HashMap<&str, Vec<u32>> = HashMap::new();
    for (sort, value) in sample.pairs(by, column) {
        sorts.entry(sort).or_default().extend(number(value));
    }
    let (mut rows, mut repeated, mut far) = (0, 0, 0);
    for numbers in sorts.values().filter(|numbers| numbers.len() >= FEWEST) {
        rows += numbers.len();
        repeated += numbers.len() - numbers.iter().collect::<HashSet<&u32>>().len();
        far += numbers.iter().filter(|number| **number > most(numbers.len())).count();
    }
    rows * 10 >= sample.rows.len() * 8 && repeated * RARE <= rows && far * RARE <= rows
}

/// The largest number of so many that are given one after the other, some left out.
fn most(rows: usize) -> u32 {
    u32::try_from(rows + rows / 2 + 2).unwrap_or(u32::MAX)
}

impl Seated {
    /// Learns the last number of each sort, if so many rows are all that there are: of those that are still to come, nothing is known.
    pub(super) fn know_others(&mut self, source: &Source) {
        const MOST_ROWS: usize = 1_000;
        let mut sorts: HashMap<String, Vec<u32>> = HashMap::new();
        // What cannot be read is told by whoever reads the list.
        for (read, record) in source.records().into_iter().flatten().flatten().enumerate() {
            if read == MOST_ROWS {
                return;
            }
            let value = |column: usize| record.fields.get(column).unwrap_or_default().trim();
            if let Some(number) = number(value(self.column)) {
                sorts.entry(value(self.by).to_owned()).or_default().push(number);
            }
        }
        self.lasts = sorts.into_iter().filter_map(|(sort, numbers)| Some((sort, last(&numbers)?))).collect();
    }

    /// What is wrong with a number that is far behind the last of its sort.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let last = *self.lasts.get(value(self.by))?;
        let number = number(value(self.column))?;
        is_far(number, last).then(|| {
            format!(
                "is far behind the last number ({last}) of the other rows with {} \"{}\". Is a digit wrong?",
                heading(self.by),
                shown(value(self.by))
            )
        })
    }
}

fn is_far(number: u32, last: u32) -> bool {
    /// Of fewer, a few more are soon twice as many.
    const LEAST: u32 = 10;
    number > last.max(LEAST).saturating_mul(2)
}

/// The last of the numbers of a sort, which are given one after the other; none where several are far behind it.
fn last(numbers: &[u32]) -> Option<u32> {
    const FEWEST_OF_SORT: usize = 8;
    const RARE: usize = 20;
    let most = most(numbers.len());
    let last = numbers.iter().copied().filter(|number| *number <= most).max()?;
    let behind = numbers.iter().filter(|number| **number > last).count();
    (numbers.len() >= FEWEST_OF_SORT && behind <= (numbers.len() / RARE).max(1)).then_some(last)
}

impl Relation for Seated {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.by, self.column])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.column, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;
    use crate::input::{self, Options};

    fn seated(rows: &[[String; 2]]) -> Option<Seated> {
        let columns = [Column::default(), Column::default()];
        let values = rows.iter().take(100).map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        let mut seated = of(&Sample { rows: values, columns: &columns }, &uses)?;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list.csv");
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        std::fs::write(&path, format!("room,seat\n{}\n", rows.join("\n"))).unwrap();
        seated.know_others(&input::open(&path, &Options::default()).unwrap());
        Some(seated)
    }

    fn told(seated: &Seated, row: [&str; 2]) -> Option<String> {
        seated.flaw(|column| row[column], |column| ["\"room\"", "\"seat\""][column].to_owned())
    }

    /// Three rooms, in the order of names.
    fn seat(n: usize) -> [String; 2] {
        [["A-201", "A-202", "B-101"][n % 3].to_owned(), format!("{:02}", n / 3 + 1)]
    }

    #[test]
    fn a_number_far_behind_the_last_of_its_sort_is_found() {
        let mut rows: Vec<[String; 2]> = (0..120).map(seat).collect();
        rows[57][1] = "99".to_owned();
        rows[58][1] = "120".to_owned();
        let seated = seated(&rows).unwrap();
        let what = told(&seated, ["A-201", "99"]).unwrap();
        assert_eq!(
            what,
            "is far behind the last number (40) of the other rows with \"room\" \"A-201\". Is a digit wrong?"
        );
        assert!(told(&seated, ["A-202", "120"]).is_some());
        for row in [["A-201", "41"], ["A-201", "60"], ["C-301", "99"], ["", "99"], ["A-201", ""], ["A-201", "none"]] {
            assert_eq!(told(&seated, row), None, "{row:?}");
        }
        assert!(rows.iter().filter(|row| told(&seated, [&row[0], &row[1]]).is_some()).count() == 2);
    }

    #[test]
    fn numbers_that_do_not_count_a_sort_are_left_alone() {
        // A list in the order of the rooms, of which the last rows are still to come.
        let sorted = |n: usize| [["A", "B", "C"][n / 500].to_owned(), (n % 500 + 1).to_string()];
        assert!(seated(&(0..1_500).map(sorted).collect::<Vec<_>>()).is_none_or(|all| all.lasts.is_empty()));
        // Every second seat, and each of the rooms with others behind.
        let wide = |n: usize| [["A", "B"][n % 2].to_owned(), (n / 2 * 3 + 1).to_string()];
        assert_eq!(seated(&(0..60).map(wide).collect::<Vec<_>>()), None);
        let rows: Vec<[String; 2]> =
            (0..120).map(|n| if n % 12 == 5 { ["B-101".to_owned(), (200 + n).to_string()] } else { seat(n) }).collect();
        assert!(seated(&rows).is_none_or(|all| told(&all, ["B-101", "209"]).is_none()));
        // Ages, and pieces, of which two of a sort have as many.
        let ages = |n: usize| [["red", "blue"][n % 2].to_owned(), (6 + n * 7 % 12).to_string()];
        assert_eq!(seated(&(0..90).map(ages).collect::<Vec<_>>()), None);
        // Numbers of the whole list.
        let all = |n: usize| [["red", "blue"][n % 2].to_owned(), (n + 1).to_string()];
        assert_eq!(seated(&(0..90).map(all).collect::<Vec<_>>()), None);
        assert_eq!(seated(&(0..20).map(seat).collect::<Vec<_>>()), None);
    }

    proptest::proptest! {
        #[test]
        fn any_numbers_can_be_compared(rows in proptest::collection::vec(("[ab]|\\PC{0,3}", "[0-9]{0,12}"), 1..60)) {
            let columns = [Column::default(), Column::default()];
            let values = rows.iter().map(|(sort, number)| vec![sort.as_str(), number.as_str()]).collect();
            let uses = Uses { letter: vec![0, 1], ..Uses::default() };
            let _ = of(&Sample { rows: values, columns: &columns }, &uses);
            let _ = last(&rows.iter().filter_map(|(_, value)| number(value)).collect::<Vec<_>>());
        }
    }
}
