//! Days of appointments that are all of them from Monday to Friday, or all at weekends, and one that is not: a viva on a Saturday, a
//! match on a Tuesday.

use std::collections::HashSet;

use super::dates::{self, Day, Order, Shape};
use crate::findings::calendar;
use crate::findings::headings;
use crate::findings::known_column::Column;

/// When in the week the days of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Workdays {
    are_weekends: bool,
    shape: Shape,
    /// By their heading they might be of any day, and it is their number that tells: the first and the last of a month may be on any.
    are_by_number: bool,
}

/// Why days are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Appointments,
    Number,
}

impl Workdays {
    /// Of the first values of a column, below a heading in lower case. That no day is on a weekend may be by chance: they have to be many,
    /// with weekends between them.
    pub(in crate::findings) fn of(values: &[String], column: &Column, heading: &str) -> Option<Self> {
        let shape = column.shape?;
        let reason = reason(values, column, heading)?;
        if shape.order != Order::Either {
            return Self::of_shape(values, shape, reason);
        }
        // In the first days of a month, this is what tells the day from the month.
        let of = |order| Self::of_shape(values, Shape { order, ..shape }, reason);
        match (of(Order::Day), of(Order::Month)) {
            (Some(known), None) | (None, Some(known)) => Some(known),
            _ => None,
        }
    }

    fn of_shape(values: &[String], shape: Shape, reason: Reason) -> Option<Self> {
        const FEWEST: usize = 30;
        /// Where the heading says that they may be of any day.
        const MANY: usize = 60;
        /// On so many days from Monday to Friday, of seven in a week; and on so many of two.
        const FEWEST_DAYS: usize = 8;
        const FEWEST_AT_WEEKENDS: usize = 4;
        let days: Vec<Day> = values.iter().filter_map(|value| dates::day(value, shape)).collect();
        let are_by_number = reason == Reason::Number;
        let fewest = if are_by_number { MANY } else { FEWEST };
        if days.len() < fewest || days.len() * 20 < values.len() * 19 {
            return None;
        }
        let (at_weekends, others): (Vec<Day>, Vec<Day>) = days.iter().partition(|day| is_weekend(**day));
        let distinct = |days: &[Day]| days.iter().collect::<HashSet<&Day>>().len();
        let few = if are_by_number { 1 } else { (days.len() / 33).max(1) };
        // A day that several have was set so.
        let are_odd = |odd: &[Day]| odd.len() <= few && distinct(odd) == odd.len();
        if are_odd(&at_weekends) && distinct(&others) >= FEWEST_DAYS && has_weekend(&others) {
            return Some(Self { are_weekends: false, shape, are_by_number });
        }
        let are_weekends = are_odd(&others) && distinct(&at_weekends) >= FEWEST_AT_WEEKENDS;
        (are_weekends && !are_by_number).then_some(Self { are_weekends, shape, are_by_number })
    }

    /// What is said of a day of the other part of the week, whose day is known or is still to be read.
    pub(in crate::findings) fn flaw(self, value: &str, known: Option<Day>) -> Option<String> {
        let day = known.or_else(|| dates::day(value, self.shape)).filter(|(year, ..)| *year > 0)?;
        let is_end = || day.2 == 1 || day.2 == calendar::length(Some(day.0), day.1);
        if self.are_by_number && is_end() {
            return None;
        }
        let of_week = of_week(day);
        // A match may be on a Friday evening, and a weekend may have a holiday behind it.
        let is_odd = if self.are_weekends { (1..=3).contains(&of_week) } else { is_weekend(day) };
        let usual = if self.are_weekends { "at weekends" } else { "from Monday to Friday" };
        is_odd.then(|| format!("is a {}, and all others are {usual}. Is it right?", calendar::SHOWN[of_week]))
    }
}

fn of_week((year, month, day): Day) -> usize {
    calendar::of_week(year, month, day)
}

fn is_weekend(day: Day) -> bool {
    of_week(day) >= 5
}

/// Whether a weekend lies between days that are none: some day of the week is behind one that comes later in its week.
fn has_weekend(days: &[Day]) -> bool {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.windows(2).any(|pair| of_week(pair[1]) < of_week(pair[0]))
}

/// Why the days are looked at: they are those of appointments by their heading, or because they all are to come within weeks; or they are
/// so, and of what may begin or end on any day. Not what is paid or handed in.
fn reason(values: &[String], column: &Column, heading: &str) -> Option<Reason> {
    const CLOSE: u32 = 3 * 31;
    let is_other = column.latest.is_some() || headings::is_birth(heading) || column.is_due || column.is_paid;
    let (first, last) = column.near.filter(|_| !is_other)?;
    if headings::is_appointment(heading) {
        return Some(Reason::Appointments);
    }
    let today = dates::today();
    // One that is far from the others is told of as such.
    let is_past = |value: &&String| {
        dates::number(value, column.shape)
            .is_some_and(|day| day <= today && !dates::is_far(value, column.shape, (first, last)))
    };
    let are_to_come = last - first <= CLOSE && !values.iter().any(|value| is_past(&value));
    let reason = if headings::is_of_any_day(heading) { Reason::Number } else { Reason::Appointments };
    are_to_come.then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a day among others, below a heading.
    fn said(heading: &str, usual: impl Fn(u32) -> u32, value: &str) -> Option<String> {
        of(heading, 2199, usual)?.flaw(value, None)
    }

    fn of(heading: &str, year: u32, usual: impl Fn(u32) -> u32) -> Option<Workdays> {
        let values: Vec<String> = (0..60).map(|n| format!("{:02}/03/{year}", usual(n))).collect();
        let shapes: Vec<Option<Shape>> = values.iter().map(|value| dates::shape(value)).collect();
        let shape = shapes.iter().flatten().find(|shape| shape.order != Order::Either).or(shapes[0].as_ref()).copied();
        let near = dates::span(&values, shape, false);
        let column = Column { has_dates: true, shape, near, is_paid: headings::is_paid(heading), ..Column::default() };
        Workdays::of(&values, &column, heading)
    }

    #[test]
    fn a_day_far_from_all_others_hides_none_at_a_weekend() {
        let said = |odd: &[(usize, &str)]| {
            let mut values: Vec<String> = (0..60).map(|n| format!("{:02}/03/2199", weekday(n))).collect();
            odd.iter().for_each(|(at, value)| values[*at] = (*value).to_owned());
            let shape = dates::shape("15/03/2199");
            let near = dates::span(&values, shape, false);
            let column = Column { has_dates: true, shape, near, ..Column::default() };
            Workdays::of(&values, &column, "date").and_then(|known| known.flaw("10/03/2199", None))
        };
        // Of another year, and of another month.
        assert!(said(&[(20, "14/03/2019"), (30, "10/03/2199")]).is_some_and(|what| what.contains("Sunday")));
        assert!(said(&[(20, "14/01/2199"), (30, "10/03/2199")]).is_some());
    }

    /// In March 2199, which begins on a Friday.
    fn weekday(n: u32) -> u32 {
        [1, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18][n as usize % 12]
    }

    fn weekend(n: u32) -> u32 {
        [2, 3, 9, 10, 16, 17][n as usize % 6]
    }

    #[test]
    fn days_of_the_other_part_of_the_week_are_found() {
        for heading in ["viva date", "date", "termin"] {
            for (value, day) in [("09/03/2199", "Saturday"), ("10/03/2199", "Sunday")] {
                let what = said(heading, weekday, value);
                assert!(what.as_ref().is_some_and(|what| what.contains(day)), "{heading} {value}: {what:?}");
            }
            assert!(said(heading, weekend, "12/03/2199").is_some_and(|what| what.contains("Tuesday")));
            for sound in ["11/03/2199", "22/03/2199", "soon", ""] {
                assert_eq!(said(heading, weekday, sound), None, "{heading} {sound}");
            }
            for sound in ["09/03/2199", "11/03/2199", "15/03/2199"] {
                assert_eq!(said(heading, weekend, sound), None, "{heading} {sound}");
            }
        }
        // All of them in the first days of a month, read with the month first, would be of any day.
        let first = |n: u32| [1, 4, 5, 6, 7, 8, 11, 12][n as usize % 8];
        assert!(said("viva date", first, "09/03/2199").is_some_and(|what| what.contains("Saturday")));
        // One of the first rows has it.
        assert!(said("viva date", |n| if n == 30 { 9 } else { weekday(n) }, "09/03/2199").is_some());
    }

    #[test]
    fn days_that_may_be_any_are_left_alone() {
        for heading in ["paid on", "born", "geburtsdatum"] {
            assert_eq!(of(heading, 2199, weekday), None, "{heading}");
        }
        // What may begin on any day begins on days of work, where many do; but for the first and the last of a month.
        for heading in ["start date", "eintritt", "arrival", "签约日期"] {
            assert!(said(heading, weekday, "09/03/2199").is_some_and(|what| what.contains("Saturday")), "{heading}");
            assert_eq!(said(heading, weekday, "31/03/2199"), None, "{heading}");
            assert_eq!(of(heading, 2199, |n| if n % 20 == 0 { 9 } else { weekday(n) }), None, "{heading}");
            assert_eq!(of(heading, 2199, weekend), None, "{heading}");
            assert_eq!(of(heading, 2019, weekday), None, "{heading}");
        }
        // One week, several on a Saturday, as many days as there are.
        assert_eq!(of("viva date", 2199, |n| 4 + n % 5), None);
        assert_eq!(of("viva date", 2199, |n| if n % 20 == 0 { 9 } else { weekday(n) }), None);
        assert_eq!(of("viva date", 2199, |n| 1 + n % 28), None);
        // What is past may have been on any day, unless its heading says what it was.
        assert!(of("date", 2019, weekday).is_none() && of("exam", 2019, weekday).is_some());
        assert_eq!(Workdays::of(&[], &Column::default(), "exam"), None);
    }
}
