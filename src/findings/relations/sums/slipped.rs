//! Numbers that stand one column beside where they belong, among others that are all alike: a mark is as good as another one. Sums
//! tell it: what is missing at one end of the parts stands at the other one, or is more than that column has.

use std::ops::RangeInclusive;

use super::{Rule, Sum};
use crate::findings::relations::{POWERS, Sample};
use crate::findings::{Kind, Look, shifted};

/// From where to where values stand a column too far to a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slip {
    first: usize,
    last: usize,
    is_left: bool,
}

/// The column before the first part, where nearly all rows have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Before {
    column: usize,
    /// How long its values are, in octets.
    lengths: RangeInclusive<usize>,
}

impl Before {
    pub(super) fn of(sample: &Sample<'_>, first: usize) -> Option<Self> {
        let column = first.checked_sub(1)?;
        let lengths = || sample.rows.iter().map(|row| row[column].len()).filter(|length| *length > 0);
        let (least, most) = (lengths().min()?, lengths().max()?);
        let is_filled = (sample.rows.len() - lengths().count()) * 20 <= sample.rows.len();
        is_filled.then_some(Self { column, lengths: least..=most })
    }
}

/// Finds such values in a row, and tells of them in the place of what is said of them one by one. Says whether there are some.
pub(in crate::findings::relations) fn look<'a>(
    look: &mut Look<'_>,
    sums: &[Sum],
    value: impl Fn(usize) -> &'a str + Copy,
) -> bool {
    let Some(slip) = sums.iter().find_map(|sum| sum.slip(value)) else { return false };
    let Slip { first, last, is_left } = slip;
    let line = look.line;
    let is_of_it = |column: usize| (first..=last).contains(&column);
    look.findings.retain(|finding| {
        finding.line != line
            || !finding.column.is_some_and(is_of_it)
            || matches!(finding.kind, Kind::Comment | Kind::Struck | Kind::Secret | Kind::NotToBeSent)
    });
    let what = shifted::said(look, (first, last), if is_left { "left" } else { "right" });
    look.push_first(Kind::OddRelation, first, what);
    true
}

impl Sum {
    /// What has slipped in a row, if this is a sum of columns that stand together, and one of them or beside them is empty.
    fn slip<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<Slip> {
        let (first, last) = (*self.parts.first()?, *self.parts.last()?);
        if !self.may_slip() {
            return None;
        }
        let is_empty = |column: usize| value(column).is_empty();
        let left = |first, last| Some(Slip { first, last, is_left: true });
        if let Some(&gap) = self.parts.iter().find(|part| is_empty(**part)) {
            return self.of_gap(gap, &value);
        }
        if is_empty(self.result) {
            // What was there has been drawn into the last part.
            let total = self.number(last, value(last)).filter(|total| self.is_far(last, *total))?;
            if self.result != last + 1 || !self.is_usual(self.result, total) {
                return None;
            }
            let missing = total - self.sum(&value, last)?;
            return match self.before(missing, &value) {
                Some(before) => left(before, self.result),
                None => left(first, self.result).filter(|_| self.is_usual(first, missing)),
            };
        }
        // What was in the column before has been pushed into the first part.
        let gap = self.before.as_ref().filter(|before| is_empty(before.column))?;
        let number = self.number(first, value(first)).filter(|number| self.is_far(first, *number))?;
        if !gap.lengths.contains(&value(first).len()) || self.is_of_other_power(first, number) {
            return None;
        }
        self.pushed(gap.column, first, &value)
    }

    /// Whether a number is one of its column but for the place of its point.
    fn is_of_other_power(&self, column: usize, number: f64) -> bool {
        POWERS.iter().any(|(times, _)| self.is_usual(column, number / times))
    }

    /// The same where a part is empty.
    fn of_gap<'a>(&self, gap: usize, value: &impl Fn(usize) -> &'a str) -> Option<Slip> {
        let (first, last) = (*self.parts.first()?, *self.parts.last()?);
        let missing = self.number(self.result, value(self.result))? - self.sum(value, gap)?;
        // Who was absent has nothing for it in the total.
        if self.is_near(missing, 0.0) {
            return None;
        }
        if let Some(before) = self.before(missing, value) {
            return Some(Slip { first: before, last: gap, is_left: true });
        }
        let is_lost_at = |end: usize| end != gap && self.is_usual(end, missing) && self.is_far(gap, missing);
        match (is_lost_at(first), is_lost_at(last)) {
            (true, false) => Some(Slip { first, last: gap, is_left: true }),
            (false, true) => Some(Slip { first: gap, last, is_left: false }),
            _ => self.pushed(gap, gap, value).filter(|slip| slip.last > last),
        }
    }

    /// Whether values from a gap on have been pushed to the right: the last part is lost, or stands in the place of the result. The
    /// part that is `left_out` holds none.
    fn pushed<'a>(&self, gap: usize, left_out: usize, value: &impl Fn(usize) -> &'a str) -> Option<Slip> {
        let last = *self.parts.last()?;
        let result = self.number(self.result, value(self.result))?;
        let present = self.sum(value, left_out)?;
        let right = |last| Some(Slip { first: gap, last, is_left: false });
        let behind = self.result + 1;
        let total = self.number(self.result, value(behind)).filter(|_| self.result == last + 1);
        if total.is_some_and(|total| self.is_near(total, present + result)) && self.is_far(self.result, result) {
            return right(behind);
        }
        let missing = result - present;
        right(last).filter(|_| !self.is_near(missing, 0.0) && self.is_usual(last, missing))
    }

    /// The column before the parts, if it holds what the first of them should.
    fn before<'a>(&self, missing: f64, value: &impl Fn(usize) -> &'a str) -> Option<usize> {
        let first = *self.parts.first()?;
        let before = first.checked_sub(1)?;
        let number = self.number(first, value(before))?;
        (self.is_near(number, missing) && self.is_usual(first, number)).then_some(before)
    }

    fn may_slip(&self) -> bool {
        const FEWEST: usize = 3;
        let are_together = self.parts.windows(2).all(|two| two[0] + 1 == two[1]);
        self.rule == Rule::Sum && self.parts.len() >= FEWEST && are_together
    }

    /// The sum of the parts but one, if they are all numbers.
    fn sum<'a>(&self, value: &impl Fn(usize) -> &'a str, left_out: usize) -> Option<f64> {
        let parts = self.parts.iter().filter(|part| **part != left_out);
        parts.map(|part| self.number(*part, value(*part))).sum()
    }

    /// What a value is as a number of a column.
    fn number(&self, column: usize, value: &str) -> Option<f64> {
        let at = self.columns().position(|own| own == column)?;
        self.numbers.get(at)?.number(value)
    }

    fn is_near(&self, one: f64, other: f64) -> bool {
        (one - other).abs() <= self.tolerance
    }

    /// Whether a number is one as its column has them.
    fn is_usual(&self, column: usize, number: f64) -> bool {
        self.range(column).is_some_and(|(least, most)| (least..=most).contains(&number))
    }

    /// Whether it is far from those.
    fn is_far(&self, column: usize, number: f64) -> bool {
        const FAR: f64 = 0.15;
        self.range(column).is_some_and(|(least, most)| {
            let far = FAR * (most - least).max(most.abs());
            number < least - far || number > most + far
        })
    }

    fn range(&self, column: usize) -> Option<(f64, f64)> {
        let at = self.columns().position(|own| own == column)?;
        self.ranges.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::learnt;

    /// A number of somebody, marks of 150 and of 100 points, their sum, and something behind it.
    fn marks(n: usize) -> Vec<String> {
        let marks = [90 + n * 7 % 55, 85 + n * 11 % 60, 60 + n * 13 % 38, 55 + n * 5 % 43];
        let number = 13_800_000 + n * 3_571;
        let last = 1 + n * 17 % 40;
        [number].into_iter().chain(marks).chain([marks.iter().sum(), last]).map(|number| number.to_string()).collect()
    }

    fn slip(row: &[&str]) -> Option<(usize, usize, bool)> {
        let found = learnt(marks, 7).iter().find_map(|sum| sum.slip(|column| row.get(column).copied().unwrap_or("")));
        found.map(|slip| (slip.first, slip.last, slip.is_left))
    }

    #[test]
    fn marks_beside_their_columns_are_known_by_their_sum() {
        for (row, found) in [
            // Drawn to the left.
            (["97", "110", "73", "81", "", "361", "9"], (0, 4, true)),
            (["97", "110", "", "73", "81", "361", "9"], (0, 2, true)),
            (["13818663", "110", "73", "81", "", "396", "9"], (1, 4, true)),
            (["97", "110", "73", "81", "361", "", "9"], (0, 5, true)),
            (["13818663", "110", "73", "81", "361", "", "9"], (1, 5, true)),
            // Pushed to the right.
            (["", "13818663", "97", "110", "73", "361", "9"], (0, 4, false)),
            (["13818663", "", "97", "110", "73", "338", "9"], (1, 4, false)),
            (["", "13818663", "97", "110", "73", "81", "361"], (0, 6, false)),
            (["13818663", "", "97", "110", "73", "81", "361"], (1, 6, false)),
        ] {
            assert_eq!(slip(&row), Some(found), "{row:?}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_has_not_slipped() {
        for row in [
            ["13818663", "97", "110", "73", "81", "361", "9"],
            // Absent, and one forgotten.
            ["13818663", "97", "110", "73", "", "280", "9"],
            ["13818663", "97", "110", "", "81", "288", "9"],
            ["13818663", "", "110", "73", "81", "264", "9"],
            ["13818663", "97", "110", "73", "", "361", "9"],
            ["13818663", "", "110", "73", "81", "361", "9"],
            ["", "97", "110", "73", "81", "361", "9"],
            ["", "970", "110", "73", "81", "361", "9"],
            ["13818663", "97", "110", "73", "81", "", "9"],
            ["13818663", "97", "110", "73", "810", "", "9"],
            ["13818663", "", "", "", "", "", ""],
            ["", "", "", "", "", "", ""],
        ] {
            assert_eq!(slip(&row), None, "{row:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_row_can_be_looked_at(row in proptest::collection::vec("[0-9]{0,4}|\\PC{0,3}", 0..8)) {
            let row: Vec<&str> = row.iter().map(String::as_str).collect();
            slip(&row);
        }
    }
}
