//! Numbers that are no more than another of their row: days worked of those there were, points of those to be had.

use super::{Relation, Sample, Values};
use crate::findings::column::numbers::Numbers;
use crate::findings::{Kind, Look, Oddity, headings, shown};
use crate::merge::Uses;

/// In nearly all of the first rows, the number of one column is at most that of another, and in many it is the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bound {
    part: usize,
    most: usize,
    numbers: (Numbers, Numbers),
}

/// More columns of numbers are too many to compare.
const MOST_COLUMNS: usize = 14;
/// Fewer rows show no habit.
const FEWEST: usize = 20;

/// The columns of the letter that are so in the first rows.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Bound> {
    let is_paid = |column: usize| names.get(column).is_some_and(|name| headings::is_paid(&name.to_lowercase()));
    // Whoever pays too much gets it back.
    let columns: Vec<(usize, Numbers)> = (0..sample.columns.len())
        .filter(|column| !is_paid(*column))
        .filter_map(|column| Some((column, sample.columns[column].numbers.filter(|numbers| !numbers.are_own())?)))
        .collect();
    if columns.len() > MOST_COLUMNS {
        return Vec::new();
    }
    let pairs = columns.iter().flat_map(|part| columns.iter().map(move |most| (*part, *most)));
    let bounds = pairs.map(|(part, most)| Bound { part: part.0, most: most.0, numbers: (part.1, most.1) });
    let mut all: Vec<Bound> = bounds
        .filter(|bound| bound.part != bound.most && uses.letter.contains(&bound.part))
        .filter(|bound| bound.is_habit(sample, are_akin(names, bound.part, bound.most)))
        .collect();
    // What is at most one number is at most all that are larger.
    all.dedup_by_key(|bound| bound.part);
    all
}

/// Whether two headings have a word in common, or two Chinese characters: `出勤天数` and `应出勤`.
fn are_akin(names: &[String], one: usize, other: usize) -> bool {
    const SHORTEST: usize = 4;
    let Some((one, other)) = names.get(one).zip(names.get(other)) else { return false };
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let has_word = headings::words_of(&one)
        .filter(|word| word.chars().count() >= SHORTEST)
        .any(|word| headings::words_of(&other).any(|own| own == word));
    let letters: Vec<char> = one.chars().collect();
    let is_shared =
        |pair: &[char]| !pair[0].is_ascii() && !pair[1].is_ascii() && other.contains(&String::from_iter(pair));
    has_word || letters.windows(2).any(is_shared)
}

impl Bound {
    fn is_habit(&self, sample: &Sample<'_>, are_akin: bool) -> bool {
        /// Smaller ones are families: two grown-ups, and as many children.
        const LEAST: f64 = 5.0;
        /// In one of so many rows it may be more by a slip.
        const RARE: usize = 40;
        let (mut rows, mut same, mut less) = (0, 0, 0);
        let (mut first, mut varies, mut largest) = (None, false, 0.0_f64);
        for (part, most) in sample.pairs(self.part, self.most) {
            let Some((part, most)) = self.read(part, most) else { continue };
            rows += 1;
            same += usize::from(part == most);
            less += usize::from(part < most);
            varies |= *first.get_or_insert(most) != most;
            largest = largest.max(most);
        }
        let over = rows - same - less;
        // One number for all may be as large by chance.
        let is_telling = are_akin || varies && same * 4 >= rows;
        rows >= FEWEST
            && over <= rows / RARE
            && less >= 3
            && same >= 3
            && same * 10 >= rows
            && (same + less) * 3 >= sample.rows.len()
            && is_telling
            && largest >= LEAST
            && (are_akin || less >= 10)
    }

    fn read(&self, part: &str, most: &str) -> Option<(f64, f64)> {
        let (part, most) = (self.numbers.0.number(part)?, self.numbers.1.number(most)?);
        (part >= 0.0 && most >= 0.0).then_some((part, most))
    }

    /// What is wrong with a number that is more than it can be.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<String> {
        let (part, most) = self.read(value(self.part), value(self.most))?;
        (part > most).then(|| {
            format!(
                "is more than {} ({}), and in the other rows it is not. Is one of them wrong?",
                heading(self.most),
                shown(value(self.most))
            )
        })
    }
}

impl Relation for Bound {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.part, self.most])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.part, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::listed::numbered;

    fn said(names: [&str; 2], row: impl Fn(usize) -> [usize; 2], last: [&str; 2]) -> Option<String> {
        let rows: Vec<[String; 2]> = (0..60).map(|n| row(n).map(|number| number.to_string())).collect();
        let columns = [0, 1].map(|at| numbered(rows.iter().map(|row| &row[at])));
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1], ..Uses::default() };
        let bounds = of(&Sample { rows, columns: &columns }, &uses, &names.map(str::to_owned));
        bounds.iter().find_map(|bound| bound.flaw(|column| last[column], |column| format!("\"{}\"", names[column])))
    }

    #[test]
    fn more_than_there_is_is_found() {
        let worked = |n: usize| [22 - [0, 0, 0, 1, 2, 5][n % 6], 22];
        let what = said(["出勤天数", "应出勤"], worked, ["26", "22"]).unwrap();
        assert_eq!(what, "is more than \"应出勤\" (22), and in the other rows it is not. Is one of them wrong?");
        for last in [["22", "22"], ["3", "22"], ["0", "22"], ["", "22"], ["26", ""], ["-", "22"]] {
            assert_eq!(said(["出勤天数", "应出勤"], worked, last), None, "{last:?}");
        }
        let attended = |n: usize| [10 + n % 9 - [0, 0, 1, 3][n % 4], 10 + n % 9];
        for names in [["Sessions attended", "Sessions held"], ["besucht", "Termine"], ["asistencias", "clases"]] {
            assert!(said(names, attended, ["13", "12"]).is_some(), "{names:?}");
        }
        // One or two of the first may be more themselves.
        let slips = |n: usize| if n == 20 { [30, 22] } else { worked(n) };
        assert!(said(["出勤天数", "应出勤"], slips, ["26", "22"]).is_some());
        let points = |n: usize| [(40 - n * 7 % 30).min(35), 35 + n % 2 * 5];
        assert!(said(["Points", "Points possible"], points, ["44", "40"]).is_some());
    }

    #[test]
    fn what_may_be_more_is_left_alone() {
        let worked = |n: usize| [22 - [0, 0, 0, 1, 2, 5][n % 6], 22];
        // Of another sort, and all have one number.
        assert_eq!(said(["children", "fee"], worked, ["26", "22"]), None);
        let family = |n: usize| [n % 3, 2];
        assert_eq!(said(["children in house", "grown-ups in house"], family, ["3", "2"]), None);
        let marks = |n: usize| [60 + n * 7 % 30, 65 + n * 11 % 35];
        assert_eq!(said(["Test 1", "Test 2"], marks, ["90", "70"]), None);
        let paid = |n: usize| [200 - [0, 0, 100][n % 3], 200 + n % 2 * 50 - n % 2 * 50];
        assert_eq!(said(["bezahlt", "Betrag"], paid, ["250", "200"]), None);
        let seldom_same = |n: usize| [10 + n % 9, 30 + n * 7 % 11];
        assert_eq!(said(["Stunden Mai", "Stunden Soll"], seldom_same, ["41", "31"]), None);
        let over = |n: usize| [10 + n % 9 + usize::from(n.is_multiple_of(15)), 10 + n % 9 + n % 2];
        assert_eq!(said(["Stunden Ist", "Stunden Soll"], over, ["41", "12"]), None);
    }
}
