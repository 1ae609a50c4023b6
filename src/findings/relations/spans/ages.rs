//! On which day people are as old as a column says.

use crate::findings::column::dates::{self, Day, Shape, YEAR};
use crate::findings::column::numbers::Numbers;
use crate::findings::relations::Sample;

/// Days on any of which nearly all of the first rows are as old as they say: from the first on, and before the last, in days of
/// [`dates::number`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    first: u32,
    end: u32,
}

/// Nobody is older.
const OLDEST: i64 = 125;

/// The days on which hardly any of the first rows is of another age than it says. Where no heading says that it is an age, it is one of
/// about now: the number of a class grows with the age too, and some are in it twice.
pub(super) fn reference(
    sample: &Sample<'_>,
    (column, numbers): (usize, Numbers),
    (birth, shape): (usize, Shape),
    is_named: bool,
) -> Option<Reference> {
    const FEWEST: usize = 12;
    /// So many rows show that an age is told by the day, and not the same for all.
    const FEWEST_OF_AN_AGE: usize = 3;
    const RARE: usize = 33;
    const NEAR: u32 = YEAR + 31;
    let today = dates::today();
    let row = |(number, birth): (&str, &str)| {
        let age = super::whole(numbers.number(number)?).filter(|age| (0..=OLDEST).contains(age))?;
        Some((age, dates::growing(dates::day(birth, shape).filter(|(year, ..)| *year > 0)?)))
    };
    let rows: Vec<(i64, u32)> = sample.pairs(column, birth).filter_map(row).collect();
    let spans: Vec<(u32, u32)> = rows
        .iter()
        .filter_map(|(age, born)| {
            let from = born + u32::try_from(*age).ok()? * YEAR;
            Some((from, from + YEAR))
        })
        .collect();
    let mut days: Vec<u32> = spans.iter().flat_map(|(from, to)| [*from, *to]).chain([today, today + 1]).collect();
    days.sort_unstable();
    days.dedup();
    let fitting = |day: u32| spans.iter().filter(|(from, to)| (*from..*to).contains(&day)).count();
    let distance = |pair: &[u32]| if pair[0] > today { pair[0] - today } else { today.saturating_sub(pair[1] - 1) };
    let (most, first, end) = days
        .windows(2)
        .map(|pair| (fitting(pair[0]), std::cmp::Reverse(distance(pair)), pair[0], pair[1]))
        .max()
        .map(|(most, _, first, end)| (most, first, end))?;
    let misses = rows.len() - most;
    let of_age = |age: i64| {
        let is_one = |((own, _), (from, to)): &(&(i64, u32), &(u32, u32))| *own == age && (*from..*to).contains(&first);
        rows.iter().zip(&spans).filter(is_one).count()
    };
    let mut ages: Vec<i64> = rows.iter().map(|(age, _)| *age).collect();
    ages.sort_unstable();
    ages.dedup();
    let mut counts: Vec<usize> = ages.into_iter().map(of_age).filter(|count| *count > 0).collect();
    counts.sort_unstable();
    // Beside the age that most have, there are enough of others.
    let others: usize = counts.iter().rev().skip(1).sum();
    let is_near = is_named || distance(&[first, end]) <= NEAR;
    (rows.len() >= FEWEST
        && misses <= (rows.len() / RARE).max(1)
        && others >= FEWEST_OF_AN_AGE * misses.max(1)
        && is_near)
        .then_some(Reference { first, end })
}

impl Reference {
    /// How old somebody who is born on a day is: on the first of the days, and on the last.
    pub(super) fn ages(self, born: Day) -> Option<(i64, i64)> {
        let born = dates::growing(born);
        let age = |day: u32| (day >= born).then(|| i64::from((day - born) / YEAR));
        Some((age(self.first)?, age(self.end - 1)?))
    }

    /// An age on these days, in words.
    pub(super) fn said(self, age: i64) -> String {
        if (self.first..self.end).contains(&dates::today()) {
            format!("{age} today")
        } else {
            format!("{age}, as the other rows count")
        }
    }
}
