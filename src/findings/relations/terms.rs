//! Days that are so many years or months behind another day of their row: the end of a contract.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{FEWEST, Relation, Sample, Values};
use crate::findings::column::dates::{self, Shape};
use crate::findings::{Kind, Look, Oddity, shown};
use crate::merge::Uses;

/// In nearly all rows, one day follows from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    first: (usize, Shape),
    last: (usize, Shape),
    by: By,
    /// It ends on the day before.
    is_before: bool,
}

/// How long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// So many months in all rows.
    Months(i32),
    /// As long as another column says, each of which is so many months.
    Column(usize, i32),
}

/// What the first rows say of days that the letter uses.
pub(super) fn of(sample: &Sample<'_>, uses: &Uses) -> Vec<Term> {
    let days = sample.days();
    let lengths: Vec<usize> = (0..sample.columns.len()).filter(|column| are_lengths(sample, *column)).collect();
    let lasts = days.iter().filter(|(column, _)| uses.letter.contains(column));
    lasts
        .filter_map(|last| {
            days.iter().filter(|first| *first != last).find_map(|first| between(sample, *first, *last, &lengths))
        })
        .collect()
}

/// Whether the values of a column are small numbers, with a word at most.
fn are_lengths(sample: &Sample<'_>, column: usize) -> bool {
    let values = || sample.rows.iter().map(|row| row[column]).filter(|value| !value.is_empty());
    let lengths = values().filter(|value| length(value).is_some()).count();
    lengths >= FEWEST && lengths * 20 >= values().count() * 19
}

/// The number of `3`, `3 года` or `24 Monate`.
fn length(value: &str) -> Option<i32> {
    const LONGEST: i32 = 600;
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let behind = &value[digits..];
    let number = value[..digits].parse().ok()?;
    let is_word = behind.trim().chars().all(char::is_alphabetic);
    (is_word && (1..=LONGEST).contains(&number)).then_some(number)
}

fn between(sample: &Sample<'_>, first: (usize, Shape), last: (usize, Shape), lengths: &[usize]) -> Option<Term> {
    /// Where fewer days differ, a length that is the same for all says nothing.
    const DISTINCT: usize = 3;
    let distinct: HashSet<&str> = sample.pairs(first.0, last.0).map(|(first, _)| first).collect();
    let with = |by, is_before| Term { first, last, by, is_before };
    // Most rows of a term that is the same for all have it.
    let usual = |is_before: bool| {
        let mut months: Vec<i32> =
            sample.rows.iter().filter_map(|row| with(By::Months(0), is_before).months(|column| row[column])).collect();
        months.sort_unstable();
        months.get(months.len() / 2).copied().filter(|months| *months > 0 && distinct.len() >= DISTINCT)
    };
    let by_column = |is_before: bool| {
        lengths.iter().flat_map(move |column| [12, 1].map(|each| with(By::Column(*column, each), is_before)))
    };
    let of = |is_before: bool| {
        usual(is_before).map(|months| with(By::Months(months), is_before)).into_iter().chain(by_column(is_before))
    };
    [false, true].into_iter().flat_map(of).find(|term| term.is_habit(sample))
}

fn date(value: &str, shape: Shape) -> Option<Date> {
    dates::civil(dates::day(value, shape)?)
}

/// The day so many months later; the last of a month stays the last.
fn later(day: Date, months: i32) -> Option<[Date; 2]> {
    let later = day.checked_add(months.months()).ok()?;
    Some([later, if day == day.last_of_month() { later.last_of_month() } else { later }])
}

impl Term {
    /// The columns that it is about; of the length, where that is one.
    fn columns(&self) -> [usize; 3] {
        let length = if let By::Column(column, _) = self.by { column } else { self.last.0 };
        [self.first.0, self.last.0, length]
    }

    /// The column that is told of.
    fn told(&self) -> usize {
        self.last.0
    }

    fn days<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<(Date, Date)> {
        let last = date(value(self.last.0), self.last.1)?;
        let last = if self.is_before { last.tomorrow().ok()? } else { last };
        Some((date(value(self.first.0), self.first.1)?, last))
    }

    /// How many whole months there are between the days of a row.
    fn months<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<i32> {
        let (first, last) = self.days(value)?;
        let years = i32::from(last.year()) - i32::from(first.year());
        let months = years * 12 + i32::from(last.month()) - i32::from(first.month());
        later(first, months)?.contains(&last).then_some(months)
    }

    /// How many months a row has to have.
    fn meant<'a>(&self, value: impl Fn(usize) -> &'a str) -> Option<i32> {
        match self.by {
            By::Months(months) => Some(months),
            By::Column(column, each) => Some(length(value(column))? * each),
        }
    }

    /// Whether it holds in all rows but a few.
    fn is_habit(&self, sample: &Sample<'_>) -> bool {
        const RARE: usize = 20;
        let (mut rows, mut misses, mut lengths) = (0, 0, HashSet::new());
        for row in &sample.rows {
            let value = |column: usize| row[column];
            if self.days(value).is_none() {
                continue;
            }
            let Some(meant) = self.meant(value) else { continue };
            rows += 1;
            if self.months(value) == Some(meant) {
                lengths.insert(meant);
            } else {
                misses += 1;
                if misses > 1 + sample.rows.len() / RARE {
                    return false;
                }
            }
        }
        let is_told = matches!(self.by, By::Months(_)) || lengths.len() > 1;
        is_told && rows >= FEWEST && (misses <= 1 || misses * RARE <= rows)
    }

    /// What is wrong with the last day of a row.
    fn flaw<'a>(&self, value: impl Fn(usize) -> &'a str + Copy, heading: impl Fn(usize) -> String) -> Option<String> {
        let ((first, _), meant) = (self.days(value)?, self.meant(value)?);
        if self.months(value) == Some(meant) {
            return None;
        }
        let right = later(first, meant)?[1];
        let right = if self.is_before { right.yesterday().ok()? } else { right };
        let of = |column: usize| format!("{} ({})", heading(column), shown(value(column)));
        let length = match self.by {
            By::Months(months) if months % 12 == 0 => format!("{} years", months / 12),
            By::Months(months) => format!("{months} months"),
            By::Column(column, each) => format!("{} in {}", of(column), if each == 12 { "years" } else { "months" }),
        };
        Some(format!(
            "is not {} and {length}, which make {right}, as in nearly all other rows. Is one of them wrong?",
            of(self.first.0)
        ))
    }
}

impl Relation for Term {
    fn is_told(&self, look: &Look<'_>) -> bool {
        look.is_told(self.columns())
    }

    fn odd(&self, line: Values<'_>) -> Option<(usize, Oddity)> {
        let what = self.flaw(|column| line.value(column), |column| line.heading(column))?;
        Some((self.told(), Oddity::new(Kind::OddRelation, what)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::known_column::Column;

    fn said(rows: &[[String; 3]], last: [&str; 3]) -> Option<String> {
        let column = |at: usize| {
            let shape = rows.iter().filter_map(|row| dates::shape(&row[at])).next();
            Column { has_dates: shape.is_some(), shape, ..Column::default() }
        };
        let columns = [column(0), column(1), column(2)];
        let rows = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let uses = Uses { letter: vec![0, 1, 2], ..Uses::default() };
        let terms = of(&Sample { rows, columns: &columns }, &uses);
        terms
            .iter()
            .filter(|term| term.told() == 2)
            .find_map(|term| term.flaw(|column| last[column], |column| format!("\"{column}\"")))
    }

    #[test]
    fn contracts_end_when_their_length_says() {
        let row = |n: usize| {
            let (month, years) = (1 + n % 12, [1, 3, 5][n % 3]);
            [format!("2026-{month:02}-15"), years.to_string(), format!("{}-{month:02}-15", 2026 + years)]
        };
        let rows: Vec<[String; 3]> = (0..20).map(row).collect();
        let what = said(&rows, ["2026-01-31", "3", "2028-01-31"]);
        assert!(
            what.as_ref().is_some_and(|what| what.contains("\"1\" (3) in years, which make 2029-01-31")),
            "{what:?}"
        );
        assert!(said(&rows, ["2026-01-31", "3", "2029-03-17"]).is_some());
        for sound in
            [["2026-01-31", "3", "2029-01-31"], ["2026-02-28", "5", "2031-02-28"], ["2026-02-28", "", "2031-02-28"]]
        {
            assert_eq!(said(&rows, sound), None, "{sound:?}");
        }
        // In months, with a word, up to the day before; and the same for all.
        let row = |n: usize| {
            let (first, months) = (Date::constant(2026, 1 + (n % 9) as i8, 1), [6, 24][n % 2]);
            let last = later(first, months).unwrap()[0].yesterday().unwrap();
            [first.to_string(), format!("{months} Monate"), last.to_string()]
        };
        let rows: Vec<[String; 3]> = (0..20).map(row).collect();
        assert!(said(&rows, ["2026-03-01", "6 Monate", "2026-09-30"]).is_some_and(|what| what.contains("2026-08-31")));
        let rows: Vec<[String; 3]> = (0..20)
            .map(|n| [format!("2026-{:02}-15", 1 + n % 12), "x".to_owned(), format!("2029-{:02}-15", 1 + n % 12)])
            .collect();
        assert!(said(&rows, ["2026-03-15", "x", "2028-03-15"]).is_some_and(|what| what.contains("and 3 years")));
    }

    #[test]
    fn days_that_follow_from_nothing_are_left_alone() {
        let rows: Vec<[String; 3]> = (0..20)
            .map(|n| {
                [format!("2026-{:02}-15", 1 + n % 12), "3".to_owned(), format!("{}-{:02}-15", 2027 + n % 5, 1 + n % 12)]
            })
            .collect();
        assert_eq!(said(&rows, ["2026-03-15", "3", "2028-03-17"]), None);
        let rows: Vec<[String; 3]> =
            (0..20).map(|_| ["2026-03-15".to_owned(), "3".to_owned(), "2029-03-15".to_owned()]).collect();
        assert_eq!(said(&rows, ["2026-03-15", "3", "2028-03-15"]), None);
    }

    #[test]
    fn the_last_of_a_month_stays_the_last() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(later(day("2027-02-28"), 1).unwrap().contains(&day("2027-03-31")));
        assert!(later(day("2027-01-31"), 1).unwrap().contains(&day("2027-02-28")));
        assert!(!later(day("2027-01-30"), 2).unwrap().contains(&day("2027-03-31")));
        assert_eq!(later(day("9999-01-30"), 600), None);
    }
}
