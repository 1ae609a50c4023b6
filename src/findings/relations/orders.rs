//! Days and times that come one after the other: ordered, then shipped; from, then to.

mod headings;

use super::{FEWEST, Sample, Values};
use crate::findings::column::clocks;
use crate::findings::column::dates::{self, Day, Order, Shape};
use crate::findings::known_column::Column;
use crate::findings::{Detail, Finding, Kind, Look, shown};
use crate::merge::Uses;

/// In nearly all rows, the day or the time of one column is not after that of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ordered {
    pub(super) first: usize,
    pub(super) last: usize,
    sorts: (Sort, Sort),
    /// The one that the letter uses.
    shown: usize,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Days(Shape),
    Times,
}

/// A day with the minutes since midnight, or these alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    day: Option<Day>,
    minutes: Option<u32>,
}

impl Sort {
    fn of(column: &Column, all: &[Column]) -> Option<Self> {
        if !column.has_dates {
            return column.times.map(|_| Self::Times);
        }
        let shape = column.shape?;
        let order = if shape.order == Order::Either { settled(shape, all)? } else { shape.order };
        Some(Self::Days(Shape { order, ..shape }))
    }

    fn is_same(self, other: Self) -> bool {
        (self == Self::Times) == (other == Self::Times)
    }

    fn moment(self, value: &str) -> Option<Moment> {
        match self {
            Self::Days(shape) => {
                let minutes = dates::time_behind(value).map(|(hours, minutes)| hours * 60 + minutes);
                Some(Moment { day: Some(dates::day(value, shape)?), minutes })
            }
            Self::Times => Some(Moment { day: None, minutes: Some(clocks::read(value)?.minutes) }),
        }
    }
}

/// What is the first in dates that may begin with the day or the month, by the other columns of the list.
fn settled(shape: Shape, all: &[Column]) -> Option<Order> {
    let others = all.iter().filter_map(|column| column.shape).filter(|other| other.separator == shape.separator);
    let known = others.map(|other| other.order).find(|order| matches!(order, Order::Day | Order::Month));
    known.or_else(|| shape.is_by_points().then_some(Order::Day))
}

impl Moment {
    /// Two as numbers that can be compared: with the minutes, where both have them.
    fn numbers(self, other: Self) -> (u32, u32) {
        const DAY: u32 = 24 * 60;
        let number = |moment: Self| moment.day.map_or(0, dates::growing);
        match (self.minutes, other.minutes) {
            (Some(one), Some(two)) => (
                number(self).saturating_mul(DAY).saturating_add(one),
                number(other).saturating_mul(DAY).saturating_add(two),
            ),
            _ => (number(self), number(other)),
        }
    }
}

/// The columns of the first rows whose days or times come one after the other.
pub(super) fn of(sample: &Sample<'_>, names: &[String], uses: &Uses) -> Vec<Ordered> {
    let sorts = sample.columns.iter().enumerate();
    let columns: Vec<(usize, Sort)> =
        sorts.filter_map(|(index, column)| Some((index, Sort::of(column, sample.columns)?))).collect();
    let varies: Vec<bool> = columns.iter().map(|(index, _)| varies(sample, *index)).collect();
    let name = |column: usize| names.get(column).map_or("", String::as_str);
    let mut all = Vec::new();
    for (one, &(first, sort)) in columns.iter().enumerate() {
        for (two, &(last, other)) in columns.iter().enumerate() {
            // Who pays late has paid behind the day.
            let (paid, due) =
                (|column: usize| sample.columns[column].is_paid, |column: usize| sample.columns[column].is_due);
            let is_payment = paid(first) && due(last) || due(first) && paid(last);
            let Some(shown) = [last, first].into_iter().find(|column| uses.letter.contains(column)) else { continue };
            let are_related = headings::are_related(name(first), name(last));
            let is_asked =
                one != two && sort.is_same(other) && !is_payment && (are_related || varies[one] && varies[two]);
            let ordered = Ordered { first, last, sorts: (sort, other), shown };
            if is_asked && ordered.is_habit(sample, are_related) {
                all.push(ordered);
            }
        }
    }
    all
}

/// Whether the days of a column are of its rows: a day that nearly all share (a beginning of term) may be before some and after others.
fn varies(sample: &Sample<'_>, column: usize) -> bool {
    let mut days: Vec<&str> = sample.rows.iter().map(|row| row[column]).filter(|day| !day.is_empty()).collect();
    days.sort_unstable();
    let most = days.chunk_by(|one, other| one == other).map(<[_]>::len).max().unwrap_or_default();
    most * 2 <= days.len()
}

/// Whether one day is told by the other more or less: how far apart they are differs less than the days themselves; or all of one are
/// before all of the other. A bill's day and a lesson's may come one after the other by chance.
fn go_together(pairs: &[(u32, u32)]) -> bool {
    let spread = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    // What is out of order may be a slip.
    let pairs = || pairs.iter().filter(|(first, last)| first <= last);
    let firsts: Vec<f64> = pairs().map(|(first, _)| f64::from(*first)).collect();
    let lasts: Vec<f64> = pairs().map(|(_, last)| f64::from(*last)).collect();
    let gaps: Vec<f64> = firsts.iter().zip(&lasts).map(|(first, last)| last - first).collect();
    let are_apart = firsts.iter().copied().fold(f64::MIN, f64::max) <= lasts.iter().copied().fold(f64::MAX, f64::min);
    are_apart || 2.0 * spread(&gaps) <= spread(&firsts).max(spread(&lasts))
}

impl Ordered {
    /// Whether nearly all rows are so, and not by chance: their headings say that the two belong together, or the values do.
    fn is_habit(&self, sample: &Sample<'_>, are_related: bool) -> bool {
        /// More are no slips.
        const MOST: usize = 3;
        /// Of columns whose headings say it.
        const FEWEST_RELATED: usize = 3;
        // Nothing is before somebody's birth.
        let is_birth = sample.columns[self.first].latest.is_some();
        let pairs = sample.pairs(self.first, self.last).filter_map(|(first, last)| self.numbers(first, last));
        let pairs: Vec<(u32, u32)> = pairs.collect();
        let before = pairs.iter().filter(|(first, last)| first < last).count();
        let after = pairs.iter().filter(|(first, last)| first > last).count();
        // One of few may be how it is.
        let are_few = after == 0 || after <= MOST && after * 20 <= pairs.len();
        let are_before = before * 10 >= pairs.len() * 8;
        // Most rows have but the first: who has moved in has not moved out yet.
        let is_enough = pairs.len() >= FEWEST || are_related && before >= FEWEST_RELATED;
        is_enough && are_before && are_few && (are_related || is_birth || go_together(&pairs))
    }

    fn numbers(&self, first: &str, last: &str) -> Option<(u32, u32)> {
        Some(self.sorts.0.moment(first)?.numbers(self.sorts.1.moment(last)?))
    }

    /// The column to tell of, where the days of a row are the other way round.
    pub(super) fn reversed<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<usize> {
        const EVENING: u32 = 18 * 60;
        const MORNING: u32 = 8 * 60;
        let (first, last) = self.numbers(value(self.first), value(self.last))?;
        // Behind 22:00 comes 02:00.
        let is_over_midnight = self.sorts.0 == Sort::Times && first >= EVENING && last < MORNING;
        (first > last && !is_over_midnight).then_some(self.shown)
    }
}

/// Finds days and numbers that are the wrong way round in a line.
pub(super) fn look(look: &mut Look<'_>, all: &[Ordered], line: Values<'_>) {
    for ordered in all {
        let columns = [ordered.first, ordered.last];
        // That a day is before another one says more than that it is far from others.
        let is_far = |finding: &Finding| {
            finding.detail == Some(Detail::FarDay) && finding.column.is_some_and(|column| columns.contains(&column))
        };
        if (!look.is_told(columns) || look.findings.iter().any(is_far))
            && let Some(column) = ordered.reversed(|column| line.value(column))
        {
            let number = look.line;
            let of_line = |finding: &Finding| finding.line == number && is_far(finding);
            let far = look.findings.iter().find(|finding| of_line(finding)).and_then(|finding| finding.column);
            look.findings.retain(|finding| !of_line(finding));
            // The one that is far from the others of its column is the odd one.
            let column = far.unwrap_or(column);
            let other = if column == ordered.last { ordered.first } else { ordered.last };
            let side = if column == ordered.last { "before" } else { "after" };
            let end = if far.is_some() {
                "and it is far from the others of its column. Is its year or month right?"
            } else {
                "and in the other rows it is not. Is one of them wrong?"
            };
            let what = format!("is {side} {} ({}), {end}", look.heading(other), shown(line.value(other)));
            look.find_value(column, Kind::OddRelation, line.value(column), &what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::times::Times;

    fn column(values: &[&str]) -> Column {
        let values: Vec<String> = values.iter().cycle().take(20).map(|value| (*value).to_owned()).collect();
        let shape = dates::shape(&values[0]);
        Column { has_dates: shape.is_some(), shape, times: Times::of(&values), ..Column::default() }
    }

    fn found(names: [&str; 2], firsts: &[&str], lasts: &[&str], row: [&str; 2]) -> Option<usize> {
        let columns = [column(firsts), column(lasts)];
        let rows =
            firsts.iter().cycle().zip(lasts.iter().cycle()).take(24).map(|(one, two)| vec![*one, *two]).collect();
        let names = names.map(str::to_owned);
        let all = of(&Sample { rows, columns: &columns }, &names, &Uses { letter: vec![0, 1], ..Uses::default() });
        all.iter().find_map(|ordered| ordered.reversed(|column| row[column]))
    }

    #[test]
    fn what_comes_one_after_the_other_in_nearly_all_rows_is_found() {
        let (births, joined) = (["1950-05-01", "1985-01-09", "2001-11-30"], ["2001-04-01", "1999-01-01", "2019-09-01"]);
        let row = ["2014-03-02", "2006-01-01"];
        assert_eq!(found(["Geburtsdatum", "Eintritt"], &births, &joined, row), Some(1));
        assert_eq!(found(["born", "since"], &births, &joined, ["1985-01-09", "1905-04-01"]), Some(1));
        // By their values alone, the two have nothing to do with each other.
        assert_eq!(found(["a", "b"], &births, &joined, row), None);
        assert_eq!(found(["born", "since"], &births, &joined, ["1985-01-09", "1985-01-09"]), None);
        // Those who join on the first of a month.
        let (births, joined) = (["27.03.1992", "06.11.1957", "11.03.1984"], ["01.09.2025", "01.01.1994", "01.04.2019"]);
        assert_eq!(found(["Geburtsdatum", "Eintritt"], &births, &joined, ["11.03.2014", "01.01.2006"]), Some(1));
        let (starts, ends) = (["09:00", "11:30", "14:00"], ["10:30", "12:30", "15:30"]);
        for (row, column) in [(["14:00", "08:00"], Some(1)), (["9:00", "10:00"], None), (["22:00", "02:00"], None)] {
            assert_eq!(found(["Start", "End"], &starts, &ends, row), column, "{row:?}");
            assert_eq!(found(["a", "b"], &starts, &ends, row), column, "{row:?}");
        }
        let (starts, ends) = (["2027-07-06 09:00", "2027-07-08 11:30"], ["2027-07-06 10:30", "2027-07-08 12:30"]);
        for (row, column) in [
            (["2027-07-06 14:00", "2027-07-06 13:00"], Some(1)),
            (["2027-07-06 14:00", "2027-07-06"], None),
            (["2027-07-06 14:00", "2027-07-06 15:00"], None),
        ] {
            assert_eq!(found(["from", "to"], &starts, &ends, row), column, "{row:?}");
        }
        let (issued, due) = (["6 Jan 2027", "20 Jan 2027", "9 Feb 2027"], ["5 Feb 2027", "12 Feb 2027", "1 Jul 2027"]);
        assert_eq!(found(["Invoice date", "Due"], &issued, &due, ["9 Feb 2027", "9 Jan 2027"]), Some(1));
        let (moved_in, moved_out) =
            (["2004-06-01", "2010-11-01", "2019-01-15"], ["2025-08-30", "", "", "2025-06-30", "", "", ""]);
        let row = ["1999-11-01", "1997-09-30"];
        assert_eq!(found(["Einzug", "Auszug"], &moved_in, &moved_out, row), Some(1));
        assert_eq!(found(["a", "b"], &moved_in, &moved_out, row), None);
        assert_eq!(found(["Due", "Invoice date"], &due, &issued, ["9 Jan 2027", "9 Feb 2027"]), Some(0));
    }
}
