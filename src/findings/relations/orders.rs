//! Days that come one after the other: ordered, then shipped.

use super::{FEWEST, Sample};
use crate::findings::column::dates::{self, Shape};
use crate::merge::Uses;

/// In nearly all rows, the day of one column is not after that of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ordered {
    pub(super) first: usize,
    pub(super) last: usize,
    shapes: (Shape, Shape),
    /// The one that the letter uses.
    shown: usize,
}

/// The days of the first rows that come one after the other.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Ordered> {
    let columns: Vec<(usize, Shape)> = sample
        .columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| Some((index, column.shape.filter(|_| column.has_dates)?)))
        .filter(|(index, _)| varies(sample, *index))
        .collect();
    let pairs = columns.iter().flat_map(|first| columns.iter().map(move |last| (*first, *last)));
    pairs
        .filter(|(first, last)| first.0 != last.0)
        // Who pays late has paid behind the day.
        .filter(|(first, last)| {
            let (first, last) = (&sample.columns[first.0], &sample.columns[last.0]);
            !(first.is_paid && last.is_due || first.is_due && last.is_paid)
        })
        .filter_map(|((first, shape), (last, other))| {
            let shown = [last, first].into_iter().find(|column| uses.letter.contains(column))?;
            let ordered = Ordered { first, last, shapes: (shape, other), shown };
            ordered.is_habit(sample).then_some(ordered)
        })
        .collect()
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
fn go_together(pairs: &[(dates::Day, dates::Day)]) -> bool {
    let number = |day: dates::Day| f64::from(dates::growing(day));
    let spread = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()
    };
    // What is out of order may be a slip.
    let pairs = || pairs.iter().filter(|(first, last)| first <= last);
    let firsts: Vec<f64> = pairs().map(|(first, _)| number(*first)).collect();
    let lasts: Vec<f64> = pairs().map(|(_, last)| number(*last)).collect();
    let gaps: Vec<f64> = firsts.iter().zip(&lasts).map(|(first, last)| last - first).collect();
    let are_apart = firsts.iter().copied().fold(f64::MIN, f64::max) <= lasts.iter().copied().fold(f64::MAX, f64::min);
    are_apart || 2.0 * spread(&gaps) <= spread(&firsts).max(spread(&lasts))
}

impl Ordered {
    fn is_habit(&self, sample: &Sample<'_>) -> bool {
        /// More are no slips.
        const MOST: usize = 3;
        // Nothing is before somebody's birth.
        let is_birth = sample.columns[self.first].latest.is_some();
        let pairs = sample.pairs(self.first, self.last).filter_map(|(first, last)| self.days(first, last));
        let pairs: Vec<(dates::Day, dates::Day)> = pairs.collect();
        let before = pairs.iter().filter(|(first, last)| first < last).count();
        let after = pairs.iter().filter(|(first, last)| first > last).count();
        // One of few may be how it is.
        let are_few = after == 0 || after <= MOST && after * 20 <= pairs.len();
        pairs.len() >= FEWEST && before * 10 >= pairs.len() * 8 && are_few && (is_birth || go_together(&pairs))
    }

    fn days(&self, first: &str, last: &str) -> Option<(dates::Day, dates::Day)> {
        Some((dates::day(first, self.shapes.0)?, dates::day(last, self.shapes.1)?))
    }

    /// The column to tell of, where the days of a row are the other way round.
    pub(super) fn reversed<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<usize> {
        let (first, last) = self.days(value(self.first), value(self.last))?;
        (first > last).then_some(self.shown)
    }
}
