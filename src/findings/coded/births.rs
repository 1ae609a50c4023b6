//! Days within numbers: `320102 19730719 3439` of somebody who was born on 19 July 1973.

use std::collections::HashSet;

use super::{Bare, Numbers};
use crate::findings::column::dates::{self, Day, Order, Shape};
use crate::findings::known_column::Column;

/// A column of days that the numbers of another have in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Birth {
    pub(super) numbers: Numbers,
    pub(super) date: usize,
    /// The one that is told of.
    pub(super) told: usize,
    shape: Shape,
    form: Form,
    at: usize,
}

/// How a day is written within a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `19730719`
    LongYearFirst,
    /// `730719`
    YearFirst,
    /// `19071973`
    LongDayFirst,
    /// `190773`
    DayFirst,
    /// `73L19`: the month as a letter, as in Italy.
    Letter,
}

impl Form {
    /// The longer ones first: what is one of them is a shorter one too.
    const ALL: [Self; 5] = [Self::LongYearFirst, Self::LongDayFirst, Self::YearFirst, Self::DayFirst, Self::Letter];

    /// Whether a number has a day in it, from this place on.
    fn holds(self, number: &[u8], at: usize, (year, month, day): Day) -> bool {
        let short = year % 100;
        let is = |from: usize, digits: usize, wanted: u32| number_at(number, at + from, digits) == Some(wanted);
        match self {
            Self::LongYearFirst => is(0, 4, year) && is_month(number, at + 4, month) && is_day(number, at + 6, day),
            Self::YearFirst => is(0, 2, short) && is_month(number, at + 2, month) && is_day(number, at + 4, day),
            Self::LongDayFirst => is_day(number, at, day) && is_month(number, at + 2, month) && is(4, 4, year),
            Self::DayFirst => is_day(number, at, day) && is_month(number, at + 2, month) && is(4, 2, short),
            Self::Letter => {
                const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
                let letter = number.get(at + 2).and_then(|letter| MONTHS.iter().position(|month| month == letter));
                is(0, 2, short) && letter.is_some_and(|at| at as u32 + 1 == month) && is_day(number, at + 3, day)
            }
        }
    }
}

/// The number of so many digits at a place.
fn number_at(number: &[u8], at: usize, digits: usize) -> Option<u32> {
    let part = number.get(at..at + digits)?;
    part.iter().try_fold(0, |sum, octet| octet.is_ascii_digit().then(|| sum * 10 + u32::from(octet - b'0')))
}

/// Some countries add to the month of women, or of those of another century.
fn is_month(number: &[u8], at: usize, month: u32) -> bool {
    const MORE: [u32; 7] = [0, 20, 40, 50, 60, 70, 80];
    number_at(number, at, 2).is_some_and(|found| MORE.iter().any(|more| month + more == found))
}

/// And some to the day.
fn is_day(number: &[u8], at: usize, day: u32) -> bool {
    number_at(number, at, 2).is_some_and(|found| found == day || found == day + 40)
}

/// The columns of days that numbers have in them in nearly all of the first rows.
pub(super) fn of(
    rows: &[Vec<String>],
    columns: &[Column],
    numbers: &[Numbers],
    told: impl Fn(usize, usize) -> Option<usize>,
) -> Vec<Birth> {
    let dates = (0..columns.len()).filter_map(|date| Some((date, columns[date].shape?)));
    let pairs = dates.flat_map(|date| numbers.iter().map(move |numbers| (date, *numbers)));
    let habit = |((date, shape), numbers): ((usize, Shape), Numbers)| {
        let told = told(numbers.column, date)?;
        let orders = match shape.order {
            Order::Either => vec![Order::Day, Order::Month],
            order => vec![order],
        };
        let shapes = orders.into_iter().map(|order| Shape { order, ..shape });
        shapes.into_iter().find_map(|shape| {
            let pairs = pairs_of(rows, numbers, date, shape)?;
            let mut places = Form::ALL.into_iter().flat_map(|form| (0..numbers.length).map(move |at| (form, at)));
            let (form, at) = places.find(|(form, at)| is_habit(&pairs, *form, *at))?;
            Some(Birth { numbers, date, told, shape, form, at })
        })
    };
    pairs.filter_map(habit).collect()
}

/// The numbers and days of the rows that have both, if the days differ.
fn pairs_of(rows: &[Vec<String>], numbers: Numbers, date: usize, shape: Shape) -> Option<Vec<(Bare, Day)>> {
    const FEWEST: usize = 10;
    let pair = |row: &Vec<String>| Some((numbers.read(row.get(numbers.column)?)?, day(row.get(date)?, shape)?));
    let pairs: Vec<(Bare, Day)> = rows.iter().filter_map(pair).collect();
    let days: HashSet<Day> = pairs.iter().map(|(_, day)| *day).collect();
    (pairs.len() >= FEWEST && days.len() * 2 > pairs.len()).then_some(pairs)
}

fn is_habit(pairs: &[(Bare, Day)], form: Form, at: usize) -> bool {
    let most = (pairs.len() / 10).max(1);
    let others = pairs.iter().filter(|(number, day)| !form.holds(number, at, *day));
    others.take(most + 1).count() <= most
}

/// The day of a value, with its year.
fn day(value: &str, shape: Shape) -> Option<Day> {
    dates::day(value, shape).filter(|(year, ..)| *year > 0)
}

impl Birth {
    /// Whether a number as long as the others has another day in it than that of its row.
    pub(super) fn is_flawed(&self, number: &str, date: &str) -> bool {
        let (Some(number), Some(day)) = (self.numbers.read(number), day(date, self.shape)) else { return false };
        !self.form.holds(&number, self.at, day)
    }
}
