//! Numbers that are told by days: how many nights there are between two, how often a course meets, and how old somebody is.

use super::{FEWEST, Sample};
use crate::findings::column::dates::{self, Day, Shape};
use crate::findings::column::numbers::Numbers;
use crate::findings::shown;
use crate::merge::Uses;

const NO_WEEKS: &str = "which are no whole weeks apart, and in the other rows they are. Is one of them wrong?";
const ONCE_A_WEEK: &str = "once a week. Is one of them wrong?";

/// Whether a finding is about how often a course meets. Rows of which the very same is said are those of one course, which has
/// holidays, or all of its lessons at a weekend.
pub(in crate::findings) fn is_of_weeks(what: &str) -> bool {
    what.ends_with(NO_WEEKS) || what.ends_with(ONCE_A_WEEK)
}

/// In nearly all rows, a number follows from days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) column: usize,
    numbers: Numbers,
    rule: Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The days from one to another, and so many more.
    Days { first: (usize, Shape), last: (usize, Shape), more: i64 },
    /// The weeks from one to another, and so many more: a course that meets once a week.
    Weeks { first: (usize, Shape), last: (usize, Shape), more: i64 },
    /// The year of a day and the number are one of two years.
    Age { birth: (usize, Shape), year: i64 },
}

/// What the days of the first rows tell of numbers that the letter uses.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Span> {
    let days = sample.days();
    let numbers = uses.letter.iter().filter_map(|column| {
        let numbers = sample.columns.get(*column)?.numbers?;
        (!numbers.are_own() && !numbers.are_percents()).then_some((*column, numbers))
    });
    let pairs = || days.iter().flat_map(|first| days.iter().map(move |last| (*first, *last)));
    numbers
        .filter_map(|(column, numbers)| {
            let of = |rule| Span { column, numbers, rule };
            let spans = pairs()
                .filter(|(first, last)| first.0 != last.0)
                .flat_map(|(first, last)| {
                    [0, 1].map(|more| [Rule::Days { first, last, more }, Rule::Weeks { first, last, more }].map(of))
                })
                .flatten();
            let ages = days.iter().filter_map(|birth| {
                Some(of(Rule::Age { birth: *birth, year: year(sample, column, numbers, *birth)? }))
            });
            spans.chain(ages).find(|span| span.is_habit(sample))
        })
        .collect()
}

/// The year in which most of the people are as old as a column says.
fn year(sample: &Sample<'_>, column: usize, numbers: Numbers, (birth, shape): (usize, Shape)) -> Option<i64> {
    let mut years: Vec<i64> = sample
        .pairs(column, birth)
        .filter_map(|(number, birth)| Some(whole(numbers.number(number)?)? + i64::from(dates::day(birth, shape)?.0)))
        .collect();
    years.sort_unstable();
    // Who had a birthday this year, and who has not.
    years.get(years.len() / 2).copied()
}

/// A number without decimals.
fn whole(number: f64) -> Option<i64> {
    const MOST: f64 = 20_000.0;
    (number.fract() == 0.0 && number.abs() <= MOST).then_some(number as i64)
}

/// The number of a day, counted from the same one.
fn count(day: Day) -> Option<i64> {
    let first = jiff::civil::Date::constant(1, 1, 1);
    Some(i64::from(dates::civil(day)?.since(first).ok()?.get_days()))
}

impl Span {
    pub(super) fn columns(&self) -> [usize; 3] {
        match self.rule {
            Rule::Days { first, last, .. } | Rule::Weeks { first, last, .. } => [self.column, first.0, last.0],
            Rule::Age { birth, .. } => [self.column, birth.0, birth.0],
        }
    }

    /// Whether it holds in all rows but a few, whose numbers are not all the same.
    fn is_habit(&self, sample: &Sample<'_>) -> bool {
        const DISTINCT: usize = 3;
        const AGES: i64 = 6;
        let most = (sample.rows.len() / 20).max(2);
        let (mut rows, mut misses, mut numbers) = (0, 0, Vec::new());
        for row in &sample.rows {
            let Some((number, meant)) = self.numbers_of(|column| row[column]) else { continue };
            rows += 1;
            if meant.is_some_and(|meant| self.holds(number, meant)) {
                numbers.push(number);
            } else {
                misses += 1;
                if misses > most {
                    return false;
                }
            }
        }
        numbers.sort_unstable();
        let range = numbers.last().zip(numbers.first()).map_or(0, |(last, first)| last - first);
        numbers.dedup();
        // Numbers that are all much alike fit any days that are.
        let is_wide = !matches!(self.rule, Rule::Age { .. }) || range >= AGES;
        is_wide && rows >= FEWEST && misses * 10 <= rows && numbers.len() >= DISTINCT
    }

    /// The number of a row, and what it should be; nothing, where the days are no whole weeks apart.
    fn numbers_of<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<(i64, Option<i64>)> {
        let number = whole(self.numbers.number(value(self.column))?)?;
        let days = |first: (usize, Shape), last: (usize, Shape)| {
            Some(count(dates::day(value(last.0), last.1)?)? - count(dates::day(value(first.0), first.1)?)?)
        };
        let meant = match self.rule {
            Rule::Days { first, last, more } => Some(days(first, last)? + more),
            Rule::Weeks { first, last, more } => {
                Some(days(first, last)?).filter(|days| days % 7 == 0).map(|days| days / 7 + more)
            }
            Rule::Age { birth, year } => Some(year - i64::from(dates::day(value(birth.0), birth.1)?.0)),
        };
        Some((number, meant))
    }

    fn holds(&self, number: i64, meant: i64) -> bool {
        match self.rule {
            Rule::Days { .. } | Rule::Weeks { .. } => number == meant,
            Rule::Age { .. } => (number - meant).abs() <= 1,
        }
    }

    /// What is wrong with the number of a row.
    pub(super) fn flaw<'a>(
        &self,
        value: impl Fn(usize) -> &'a str,
        heading: impl Fn(usize) -> String,
    ) -> Option<String> {
        let (number, meant) = self.numbers_of(&value)?;
        if meant.is_some_and(|meant| self.holds(number, meant)) {
            return None;
        }
        let of = |column: usize| format!("{} ({})", heading(column), shown(value(column)));
        let of_days = |first: usize, last: usize| format!("does not fit {} and {}", of(first), of(last));
        let Some(meant) = meant else {
            let [_, first, last] = self.columns();
            let days = of_days(first, last);
            return Some(format!("{days}, {NO_WEEKS}"));
        };
        Some(match self.rule {
            Rule::Weeks { first, last, .. } => {
                format!("{}, which make {meant}, {ONCE_A_WEEK}", of_days(first.0, last.0))
            }
            Rule::Days { first, last, .. } => {
                format!("{}, which make {meant}. Is one of them wrong?", of_days(first.0, last.0))
            }
            Rule::Age { birth, .. } => {
                format!("does not fit {}, which makes {meant} or so. Is one of them wrong?", of(birth.0))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::cells::Column;
    use crate::findings::column::numbers::Hints;

    fn said(rows: &[[String; 3]], last: [&str; 3]) -> Option<String> {
        let column = |at: usize| {
            let values: Vec<String> = rows.iter().map(|row| row[at].clone()).collect();
            let shape = dates::shape(&values[0]);
            let numbers = if shape.is_some() { None } else { Numbers::of(&values, Hints::default()) };
            Column { has_dates: shape.is_some(), shape, numbers, ..Column::default() }
        };
        let columns = [column(0), column(1), column(2)];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
        let spans = of(&Sample { rows, columns: &columns }, &uses);
        spans.iter().find_map(|span| span.flaw(|column| last[column], |column| format!("\"{column}\"")))
    }

    #[test]
    fn nights_follow_from_days() {
        for more in [0, 1] {
            let rows: Vec<[String; 3]> = (0..40)
                .map(|n| {
                    [
                        format!("2027-06-{:02}", 28 + n % 3),
                        format!("2027-07-{:02}", 2 + n % 4),
                        (2 - n % 3 + 2 + n % 4 + more).to_string(),
                    ]
                })
                .collect();
            let right = (5 + more).to_string();
            let said = |nights: &str| said(&rows, ["2027-06-30", "2027-07-05", nights]);
            assert_eq!(said(&right), None);
            assert!(said("12").is_some_and(|what| what.contains(&format!("make {right}."))));
        }
    }

    #[test]
    fn a_course_meets_once_a_week() {
        let day = |days: i64| jiff::civil::date(2027, 2, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let rows: Vec<[String; 3]> = (0..40_i64)
            .map(|n| {
                let (begin, times) = (n * 5 % 40, [4, 8, 10, 12][n as usize % 4]);
                [day(begin).to_string(), day(begin + 7 * (times - 1)).to_string(), times.to_string()]
            })
            .collect();
        let said_of = |end: &str, times: &str| said(&rows, ["2027-03-02", end, times]);
        assert_eq!((said_of("2027-04-20", "8"), said_of("2027-03-23", "4")), (None, None));
        assert!(said_of("2027-04-20", "10").is_some_and(|what| what.contains("which make 8, once a week.")));
        assert!(said_of("2027-04-27", "8").is_some_and(|what| what.contains("which make 9, once a week.")));
        assert!(said_of("2027-04-21", "8").is_some_and(|what| what.contains("no whole weeks apart")));
        // Some have holidays between them.
        let holidays = |n: i64| if n % 3 == 0 { 7 } else { 0 };
        let rows: Vec<[String; 3]> = (0..40_i64)
            .map(|n| {
                let times = [4, 8, 10, 12][n as usize % 4];
                [day(n).to_string(), day(n + 7 * (times - 1) + holidays(n)).to_string(), times.to_string()]
            })
            .collect();
        assert_eq!(said(&rows, ["2027-03-02", "2027-04-27", "10"]), None);
    }

    #[test]
    fn ages_follow_from_days_of_birth() {
        let rows: Vec<[String; 3]> = (0..40)
            .map(|n| {
                let (year, month) = (1990 + n * 7 % 23, 1 + n % 12);
                [format!("{year}-{month:02}-11"), "x".to_owned(), (2026 - year - i32::from(month > 6)).to_string()]
            })
            .collect();
        for (age, is_found) in [("30", false), ("29", false), ("31", false), ("13", true), ("92", true)] {
            assert_eq!(said(&rows, ["1996-02-11", "x", age]).is_some(), is_found, "{age}");
        }
        let marks: Vec<[String; 3]> = (0..40)
            .map(|n| [format!("{}-05-11", 1990 + n % 9), "x".to_owned(), (60 + n * 7 % 40).to_string()])
            .collect();
        assert_eq!(said(&marks, ["1996-02-11", "x", "12"]), None);
        let pieces: Vec<[String; 3]> =
            (0..40).map(|n| [format!("2026-11-{}", 11 + n % 9), "x".to_owned(), (1 + n % 3).to_string()]).collect();
        assert_eq!(said(&pieces, ["2026-11-12", "x", "12"]), None);
    }

    #[test]
    fn days_of_any_year_are_counted() {
        assert_eq!(count((2027, 3, 1)).zip(count((2027, 2, 28))).map(|(one, other)| one - other), Some(1));
        assert_eq!((count((99_999, 1, 1)), count((2027, 2, 30))), (None, None));
    }
}
