//! Numbers that are always about so many times another of their row: an instalment and the costs of a year, a weight and a height.

use super::{POWERS, Relation, Sample, Values};
use crate::findings::column::numbers::Numbers;
use crate::findings::{Kind, Look, Oddity, shown};
use crate::merge::Uses;

/// In nearly all of the first rows, the number of one column is so many times that of another, more or less.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratio {
    column: usize,
    other: usize,
    numbers: (Numbers, Numbers),
    /// The least and the greatest number of each column.
    ranges: [(f64, f64); 2],
    /// The least and the greatest ratio.
    ratios: (f64, f64),
}

/// More columns of numbers are too many to compare.
const MOST_COLUMNS: usize = 14;
/// Each row is compared with all of them.
const MOST: usize = 4;

/// The ratios in the first rows, of those columns that the letter uses: of each, the closest.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Ratio> {
    let is_amount = |numbers: &Numbers| !numbers.are_own() && !numbers.are_counts() && !numbers.are_percents();
    let columns: Vec<(usize, Numbers)> = (0..sample.columns.len())
        .filter_map(|column| Some((column, sample.columns[column].numbers.filter(is_amount)?)))
        .collect();
    if columns.len() > MOST_COLUMNS {
        return Vec::new();
    }
    let mut all: Vec<Ratio> = columns
        .iter()
        .filter(|(column, _)| uses.letter.contains(column))
        .filter_map(|column| {
            let others = columns.iter().filter(|other| other.0 != column.0);
            let ratios = others.filter_map(|other| Ratio::between(sample, *column, *other));
            ratios.min_by(|one, other| one.width().total_cmp(&other.width()))
        })
        .collect();
    all.sort_by(|one, other| one.width().total_cmp(&other.width()));
    all.truncate(MOST);
    all
}

impl Ratio {
    fn between(sample: &Sample<'_>, column: (usize, Numbers), other: (usize, Numbers)) -> Option<Self> {
        /// Fewer rows show no habit.
        const FEWEST: usize = 30;
        /// The greatest ratio is no more than so many times the least,
        const WIDEST: f64 = 2.0;
        /// and the greatest number at least so many times: otherwise it says nothing that the column does not say.
        const SPREAD: f64 = 2.0;
        let numbers = (column.1, other.1);
        let pairs: Vec<(f64, f64)> = sample
            .pairs(column.0, other.0)
            .filter_map(|(one, other)| Some((numbers.0.number(one)?, numbers.1.number(other)?)))
            .filter(|(one, other)| *one > 0.0 && *other > 0.0)
            .collect();
        let few = pairs.len() / 50;
        let range = |all: &mut Vec<f64>| {
            all.sort_unstable_by(f64::total_cmp);
            Some((*all.get(few)?, *all.get(all.len().checked_sub(1 + few)?)?))
        };
        let ratios = range(&mut pairs.iter().map(|(one, other)| one / other).collect())?;
        let ranges = [
            range(&mut pairs.iter().map(|(one, _)| *one).collect())?,
            range(&mut pairs.iter().map(|(_, other)| *other).collect())?,
        ];
        let is_spread = ranges.iter().all(|(least, most)| *most >= SPREAD * least);
        let ratio = Self { column: column.0, other: other.0, numbers, ranges, ratios };
        (pairs.len() >= FEWEST && ratio.width() <= WIDEST && is_spread).then_some(ratio)
    }

    fn width(&self) -> f64 {
        self.ratios.1 / self.ratios.0
    }

    /// Which number of a row is ten or a hundred times what it should be, or a part of it, and what to say of it.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str, heading: impl Fn(usize) -> String) -> Option<(usize, String)> {
        /// Beyond what the first rows have.
        const MORE: f64 = 0.05;
        let number = self.numbers.0.number(value(self.column)).filter(|number| *number > 0.0)?;
        let other = self.numbers.1.number(value(self.other)).filter(|number| *number > 0.0)?;
        let (least, most) = (self.ratios.0 * (1.0 - MORE), self.ratios.1 * (1.0 + MORE));
        let ratio = number / other;
        let is_of = |times: f64| (least..=most).contains(&(ratio / times));
        let power = POWERS.iter().position(|(times, _)| is_of(*times))?;
        let is_usual = |range: (f64, f64), number: f64| (range.0..=range.1).contains(&number);
        let is_other = is_usual(self.ranges[0], number) && !is_usual(self.ranges[1], other);
        // Of the other number it is the other way round.
        let (column, beside, power) = if is_other {
            (self.other, self.column, (power + POWERS.len() / 2) % POWERS.len())
        } else {
            (self.column, self.other, power)
        };
        let (_, times) = POWERS[power];
        let what = format!(
            "is about {times} what goes with {} ({}) in the other rows. Is the point at the wrong place?",
            heading(beside),
            shown(value(beside))
        );
        Some((column, what))
    }
}

impl Relation for Ratio {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told([self.column, self.other])
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let (column, what) = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((column, Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::listed::numbered;

    fn said(row: impl Fn(usize) -> [f64; 2], last: [&str; 2]) -> Option<(usize, String)> {
        let rows: Vec<[String; 2]> = (0..60).map(|n| row(n).map(|number| format!("{number:.2}"))).collect();
        let columns = [0, 1].map(|at| numbered(rows.iter().map(|row| &row[at])));
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let ratios = of(&Sample { rows, columns: &columns }, &Uses { letter: vec![0, 1], ..Uses::default() });
        ratios
            .iter()
            .find_map(|ratio| ratio.flaw(|column| last[column], |column| ["\"due\"", "\"costs\""][column].into()))
    }

    /// Costs of a year, and what is due each month.
    fn costs(n: usize) -> [f64; 2] {
        let costs = 1200.0 + (n * 37 % 60) as f64 * 50.5;
        [(costs / 12.0 / 5.0).round() * 5.0 + (n % 3) as f64 * 5.0, costs]
    }

    #[test]
    fn a_point_at_the_wrong_place_is_told_by_another_number() {
        let (column, what) = said(costs, ["2550", "3028.03"]).unwrap();
        assert_eq!(column, 0);
        assert_eq!(
            what,
            "is about ten times what goes with \"costs\" (3028.03) in the other rows. Is the point at the wrong place?"
        );
        let (column, what) = said(costs, ["255.00", "302.80"]).unwrap();
        assert!(column == 1 && what.starts_with("is about a tenth of what goes with \"due\""), "{column} {what}");
        assert_eq!(said(costs, ["1.50", "1800"]).map(|(column, _)| column), Some(0));
        for last in [["255", "3028.03"], ["", "3028.03"], ["0", "3028.03"], ["90", "3028.03"], ["600", "3028"]] {
            assert_eq!(said(costs, last), None, "{last:?}");
        }
    }

    #[test]
    fn numbers_that_have_nothing_to_do_with_each_other_are_left_alone() {
        let free = |n: usize| [100.0 + (n * 31 % 60) as f64 * 5.0, 1200.0 + (n * 37 % 60) as f64 * 50.5];
        assert_eq!(said(free, ["2550", "3028.03"]), None);
        // All alike: the column itself tells.
        let alike = |n: usize| [100.0 + (n % 5) as f64, 200.0 + (n % 7) as f64];
        assert_eq!(said(alike, ["1020", "203"]), None);
    }
}
