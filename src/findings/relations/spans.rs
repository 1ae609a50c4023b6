//! Numbers that are told by days: how many nights there are between two, how often a course meets, and how old somebody is.

mod ages;

use self::ages::Reference;
use super::{Decided, FEWEST, Sample, Values, Weekdays};
use crate::findings::column::dates::{self, Day, Shape};
use crate::findings::column::numbers::Numbers;
use crate::findings::{Detail, Kind, Look, Oddity, headings, shown};
use crate::merge::Uses;

const NO_WEEKS: &str = "which are no whole weeks apart, and in the other rows they are. Is one of them wrong?";
const ONCE_A_WEEK: &str = "once a week. Is one of them wrong?";

/// In nearly all rows, a number follows from days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    column: usize,
    /// The one of its columns that is told of.
    told: usize,
    numbers: Numbers,
    rule: Rule,
    /// Whether the headings say that it is the age of somebody with that day of birth.
    is_named: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The days from one to another, and so many more.
    Days { first: (usize, Shape), last: (usize, Shape), more: i64 },
    /// The weeks from one to another, and so many more: a course that meets once a week.
    Weeks { first: (usize, Shape), last: (usize, Shape), more: i64 },
    /// The year of a day and the number are one of two years.
    Age { birth: (usize, Shape), year: i64 },
    /// The number is how old somebody is on a day, which the first rows tell.
    AgeOn { birth: (usize, Shape), day: Reference },
}

/// What the days of the first rows tell of numbers, where the letter uses these; of ages, where it uses either.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses, names: &[String]) -> Vec<Span> {
    let days = sample.days();
    let heading = |column: usize| names.get(column).map_or_else(String::new, |name| name.to_lowercase());
    let is_used = |column: &usize| uses.letter.contains(column);
    let numbers = (0..sample.columns.len()).filter_map(|column| {
        let numbers = sample.columns[column].numbers?;
        (!numbers.are_own() && !numbers.are_percents()).then_some((column, numbers))
    });
    let pairs = || days.iter().flat_map(|first| days.iter().map(move |last| (*first, *last)));
    numbers
        .filter_map(|(column, numbers)| {
            let told = Some(column).filter(is_used);
            let of = |rule| Some(Span { column, told: told?, numbers, rule, is_named: false });
            let spans = pairs()
                .filter(|(first, last)| first.0 != last.0)
                .flat_map(|(first, last)| {
                    [0, 1].map(|more| [Rule::Days { first, last, more }, Rule::Weeks { first, last, more }].map(of))
                })
                .flatten()
                .flatten();
            let is_age = headings::is_age(&heading(column));
            let ages = days.iter().flat_map(|birth| {
                let told = [column, birth.0].into_iter().find(is_used);
                let is_birth = headings::is_birth(&heading(birth.0));
                let is_named = is_age && is_birth;
                let day = ages::reference(sample, (column, numbers), *birth, is_age).filter(|_| is_age || is_birth);
                let on = day.map(|day| Rule::AgeOn { birth: *birth, day });
                let about = year(sample, column, numbers, *birth).map(|year| Rule::Age { birth: *birth, year });
                let all = [on, about].into_iter().flatten();
                all.filter_map(move |rule| Some(Span { column, told: told?, numbers, rule, is_named }))
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
            Rule::Age { birth, .. } | Rule::AgeOn { birth, .. } => [self.column, birth.0, birth.0],
        }
    }

    /// Whether it tells how often a course meets.
    pub(super) fn is_of_weeks(&self) -> bool {
        matches!(self.rule, Rule::Weeks { .. })
    }

    /// The column that is told of.
    pub(super) fn told(&self) -> usize {
        self.told
    }

    /// Whether it holds in all rows but a few, whose numbers are not all the same.
    fn is_habit(&self, sample: &Sample<'_>) -> bool {
        const DISTINCT: usize = 3;
        const AGES: i64 = 6;
        if matches!(self.rule, Rule::AgeOn { .. }) {
            return true;
        }
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
        let is_wide = self.is_named || !matches!(self.rule, Rule::Age { .. }) || range >= AGES;
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
            Rule::AgeOn { birth, day } => {
                let ages = day.ages(dates::day(value(birth.0), birth.1)?)?;
                // Who has a birthday in the days of which any may be meant is of either age.
                Some(if ages.1 == number { number } else { ages.0 })
            }
        };
        Some((number, meant))
    }

    fn holds(&self, number: i64, meant: i64) -> bool {
        match self.rule {
            Rule::Days { .. } | Rule::Weeks { .. } | Rule::AgeOn { .. } => number == meant,
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
            Rule::Age { .. } | Rule::AgeOn { .. } => {
                let other = if self.told == self.column { self.columns()[1] } else { self.column };
                let made = match self.rule {
                    Rule::AgeOn { day, .. } => day.said(meant),
                    _ => format!("{meant} or so"),
                };
                let what = if self.told == self.column {
                    format!("which makes {made}")
                } else {
                    format!("and whoever is born then is {made}")
                };
                format!("does not fit {}, {what}. Is one of them wrong?", of(other))
            }
        })
    }
}

/// Finds numbers that do not fit the days of their row.
pub(super) fn look(
    look: &mut Look<'_>,
    all: &[Span],
    (weekdays, decided): (&[Weekdays], &[Decided]),
    line: Values<'_>,
) {
    let value = |column| line.value(column);
    // Which of the days or the number is wrong, the day of the week or the rest of the row may tell.
    let is_explained = |look: &Look<'_>, columns: [usize; 3]| {
        let of_week = weekdays.iter().filter(|weekdays| columns.contains(&weekdays.date));
        let decided = decided.iter().filter(|decided| columns.contains(&decided.told));
        of_week.into_iter().any(|weekdays| look.is_told([weekdays.weekday]))
            || decided.into_iter().any(|decided| decided.flaw(value(decided.by), value(decided.column)).is_some())
    };
    for span in all {
        if !look.is_told(span.columns())
            && let Some(what) = span.flaw(value, |column| look.heading(column))
            && !is_explained(look, span.columns())
        {
            let odd = Oddity { kind: Kind::OddRelation, what, detail: span.is_of_weeks().then_some(Detail::Weeks) };
            look.find_odd(span.told(), value(span.told()), odd);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::column::numbers::Hints;
    use crate::findings::known_column::Column;

    fn said(rows: &[[String; 3]], last: [&str; 3]) -> Option<String> {
        said_of(["a", "b", "c"], rows, last)
    }

    fn said_of(names: [&str; 3], rows: &[[String; 3]], last: [&str; 3]) -> Option<String> {
        let column = |at: usize| {
            let values: Vec<String> = rows.iter().map(|row| row[at].clone()).collect();
            let shape = dates::shape(&values[0]);
            let numbers = if shape.is_some() { None } else { Numbers::of(&values, Hints::default()) };
            Column { has_dates: shape.is_some(), shape, numbers, ..Column::default() }
        };
        let columns = [column(0), column(1), column(2)];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
        let spans = of(&Sample { rows, columns: &columns }, &uses, &names.map(str::to_owned));
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
                [format!("{year}-{month:02}-11"), "x".to_owned(), (2026 - year - i32::from(n % 3 == 0)).to_string()]
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
    fn ages_are_told_by_the_day_that_they_are_of() {
        const CHILDREN: [&str; 3] = ["出生日期", "x", "年龄"];
        let born = |n: u32| (2019 + n * 7 % 4, 1 + n * 5 % 12, 1 + n * 11 % 28);
        let age = |(year, month, day): Day, by: Day| by.0 - year - u32::from((month, day) > (by.1, by.2));
        let rows = |by: Day, age: &dyn Fn(Day, Day) -> u32| {
            let row = |n: u32| {
                let (year, month, day) = born(n);
                [format!("{year}-{month:02}-{day:02}"), "x".to_owned(), age((year, month, day), by).to_string()]
            };
            (0..60).map(row).collect::<Vec<[String; 3]>>()
        };
        for by in [(2025, 9, 1), (2024, 12, 31), (2025, 3, 15)] {
            let mut rows = rows(by, &age);
            // One is wrong.
            rows[7][2] = "6".to_owned();
            for child in (0..60).map(born) {
                let written = format!("{}-{:02}-{:02}", child.0, child.1, child.2);
                let right = age(child, by);
                assert_eq!(said_of(CHILDREN, &rows, [&written, "x", &right.to_string()]), None, "{written} {by:?}");
                for wrong in [right + 1, right + 10] {
                    let what = said_of(CHILDREN, &rows, [&written, "x", &wrong.to_string()]).unwrap();
                    assert!(what.contains(&format!("which makes {right},")), "{what}");
                }
            }
        }
        // Of some it is not known when they were as old, and a year more or less is right.
        let about = |born: Day, by: Day| age(born, by) + u32::from(born.2.is_multiple_of(3));
        let rows = rows((2025, 9, 1), &about);
        assert_eq!(said_of(CHILDREN, &rows, ["2021-05-12", "x", "5"]), None);
        assert!(said_of(CHILDREN, &rows, ["2021-05-12", "x", "9"]).is_some_and(|what| what.contains("makes 4 or so")));
        // Nearly all have one brother or sister, whenever they were born.
        let siblings = |n: u32| if n % 15 == 7 { 2 } else { 1 };
        let rows: Vec<[String; 3]> =
            (0..60).map(|n| [format!("2022-{:02}-11", 1 + n % 12), "x".to_owned(), siblings(n).to_string()]).collect();
        assert_eq!(said_of(CHILDREN, &rows, ["2022-05-11", "x", "4"]), None);
    }

    #[test]
    fn days_of_any_year_are_counted() {
        assert_eq!(count((2027, 3, 1)).zip(count((2027, 2, 28))).map(|(one, other)| one - other), Some(1));
        assert_eq!((count((99_999, 1, 1)), count((2027, 2, 30))), (None, None));
    }
}
