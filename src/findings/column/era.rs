//! Columns whose days lie many years apart, and days that are in nobody's lifetime: entered in 2062.

use super::dates::{self, Shape};

/// The years of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::findings) struct Era {
    first: u32,
    last: u32,
    /// Where nearly all days are past: a year that is none of them.
    never: Option<u32>,
    /// Of days of birth: nobody is older than those of this year.
    oldest: Option<u32>,
}

impl Era {
    /// Of the first values of a column, which may be days of birth, the few that are far out apart.
    pub(in crate::findings) fn of(values: &[String], shape: Option<Shape>, are_births: bool) -> Option<Self> {
        const OLDEST: u32 = 110;
        const FEWEST: usize = 20;
        const SHORT: u32 = 3;
        let today = dates::today();
        let mut years: Vec<u32> = values.iter().filter_map(|value| dates::year(value)).collect();
        let later = values.iter().filter_map(|value| dates::number(value, shape)).filter(|day| *day > today).count();
        years.sort_unstable();
        let few = years.len().div_ceil(20);
        let (first, last) = (*years.get(few)?, *years.get(years.len().checked_sub(1 + few)?)?);
        // What begins next year is known this year.
        let never = (later <= few).then_some(today / dates::YEAR + 2);
        // Who lived long ago may be what the list is about.
        let oldest = (today / dates::YEAR).saturating_sub(OLDEST);
        let oldest = Some(oldest).filter(|oldest| are_births && first > *oldest);
        (years.len() >= FEWEST && last - first > SHORT).then_some(Self { first, last, never, oldest })
    }

    /// Whether a year is far behind or far before all of them.
    pub(in crate::findings) fn is_off(self, year: u32) -> bool {
        const FAR: u32 = 20;
        const LIFETIME: u32 = 60;
        if year > self.last {
            // What has no end ends with a century.
            let is_open = matches!(year, 2099 | 2999 | 9999);
            self.never.map_or(year >= self.last + FAR && !is_open, |never| year >= never)
        } else {
            let is_too_old = self.oldest.is_some_and(|oldest| year < oldest);
            year > 0 && (is_too_old || year + LIFETIME.max(self.last - self.first) <= self.first)
        }
    }
}

/// The first year that days of birth are of by habit, as everything else that is typed in it: last year, where all of them are years
/// before that. Of a class, whose members are of one age, fewer years tell it than of a list of young and old.
pub(in crate::findings) fn first_by_habit(values: &[String]) -> Option<u32> {
    const FEWEST: usize = 20;
    const ONE_CLASS: u32 = 5;
    const LEAST: u32 = 4;
    const LEAST_OF_ALL_AGES: u32 = 10;
    let last_year = dates::today() / dates::YEAR - 1;
    let years: Vec<u32> = values.iter().filter_map(|value| dates::year(value)).collect();
    let mut before: Vec<u32> = years.iter().copied().filter(|year| *year < last_year).collect();
    before.sort_unstable();
    let few = before.len().div_ceil(20);
    let (first, last) = (*before.get(few)?, *before.last()?);
    let least = if last - first <= ONE_CLASS { LEAST } else { LEAST_OF_ALL_AGES };
    let are_rare = years.len() - before.len() <= (years.len() / 33).max(1);
    (years.len() >= FEWEST && are_rare && last + least <= last_year).then_some(last_year)
}

/// Between which days those of birth are likely, where nearly all are of children of about the same age: in days of
/// [`dates::number`]. Beyond them, somebody is as far from the others as these are from each other; and nobody is years younger.
pub(in crate::findings) fn children(values: &[String], shape: Option<Shape>) -> Option<(u32, u32)> {
    const FEWEST: usize = 20;
    const OLDEST: u32 = 14 * dates::YEAR;
    const CLOSE: u32 = 5 * dates::YEAR;
    const LEAST: u32 = 2 * dates::YEAR;
    let mut days: Vec<u32> = values.iter().filter_map(|value| dates::number(value, shape)).collect();
    days.sort_unstable();
    let few = days.len().div_ceil(20);
    let (first, last) = (*days.get(few)?, *days.get(days.len().checked_sub(1 + few)?)?);
    let span = last - first;
    let likely = (first.saturating_sub(span.max(LEAST)), last + LEAST.max(span / 2));
    let others = days.iter().filter(|day| !(likely.0..=likely.1).contains(*day)).count();
    let are_children = first + OLDEST >= dates::today() && span <= CLOSE;
    (days.len() >= FEWEST && are_children && others <= (days.len() / 50).max(1)).then_some(likely)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn era(value: impl Fn(u32) -> String) -> Option<Era> {
        let values: Vec<String> = (0..40).map(value).collect();
        Era::of(&values, dates::shape(&values[39]), false)
    }

    fn off(era: Era, value: &str) -> bool {
        dates::year(value).is_some_and(|year| era.is_off(year))
    }

    #[test]
    fn years_that_nobody_lives_in_are_found() {
        let entered = era(|n| format!("{}-05-06", 2003 + n * 7 % 22)).unwrap();
        for (value, is_off) in [
            ("2062-05-06", true),
            ("2205-05-06", true),
            ("1920-05-06", true),
            ("1978-05-06", false),
            ("2025-12-01", false),
            ("soon", false),
            ("", false),
        ] {
            assert_eq!(off(entered, value), is_off, "{value}");
        }
        let next = dates::today() / dates::YEAR + 1;
        assert!(!entered.is_off(next) && entered.is_off(next + 1));
        let german = era(|n| format!("06.05.{}", 2003 + n * 7 % 22)).unwrap();
        assert!(off(german, "06.05.2062") && !off(german, "06.05.1999"));
        let chinese = era(|n| format!("{}年5月6日", 2003 + n * 7 % 22)).unwrap();
        assert!(off(chinese, "2062年5月6日") && !off(chinese, "2024年5月6日"));
    }

    #[test]
    fn years_of_birth_that_are_typed_by_habit_are_told_from_those_of_children() {
        let this_year = dates::today() / dates::YEAR;
        let of = |value: &dyn Fn(u32) -> u32| {
            first_by_habit(&(0..60).map(|n| format!("{:02}/03/{}", 1 + n % 28, value(n))).collect::<Vec<_>>())
        };
        let runners = |n: u32| 1963 + n * 7 % 45;
        assert_eq!(of(&runners), Some(this_year - 1));
        assert_eq!(of(&|n| if n == 30 { this_year } else { runners(n) }), Some(this_year - 1));
        assert_eq!(of(&|n| this_year - 8 - n % 2), Some(this_year - 1));
        // Families, and a nursery.
        assert_eq!(of(&|n| this_year - 6 - n % 50), None);
        assert_eq!(of(&|n| if n % 20 == 0 { this_year } else { runners(n) }), None);
        assert_eq!(of(&|n| this_year - n % 4), None);
        assert_eq!(first_by_habit(&["01/03/1963".to_owned()]), None);
        assert_eq!(first_by_habit(&[]), None);
    }

    #[test]
    fn days_of_birth_of_children_are_close_together() {
        let this_year = dates::today() / dates::YEAR;
        let of = |year: &dyn Fn(u32) -> u32| {
            let values: Vec<String> =
                (0..60).map(|n| format!("{}-{:02}-{:02}", year(n), 1 + n % 12, 1 + n % 28)).collect();
            children(&values, dates::shape(&values[0]))
        };
        let nursery = |n: u32| this_year - 4 - n % 3;
        for year in [this_year - 14, this_year - 10, this_year] {
            let likely = of(&|n| if n == 7 { year } else { nursery(n) }).expect("they are children");
            assert!(!(likely.0..=likely.1).contains(&(year * dates::YEAR + 200)), "{year}");
        }
        let likely = of(&nursery).expect("they are children");
        for year in [this_year - 7, this_year - 3] {
            assert!((likely.0..=likely.1).contains(&(year * dates::YEAR + 200)), "{year}");
        }
        // Families, a school of all ages, and grown-ups.
        assert_eq!(of(&|n| if n % 12 == 0 { this_year - 35 } else { nursery(n) }), None);
        assert_eq!(of(&|n| this_year - 6 - n % 12), None);
        assert_eq!(of(&|n| this_year - 22 - n % 3), None);
        assert_eq!(children(&["2022-01-01".to_owned()], None), None);
    }

    #[test]
    fn nobody_is_born_as_long_ago_as_that() {
        let this_year = dates::today() / dates::YEAR;
        let of = |first: u32, are_births: bool| {
            let values: Vec<String> = (0..40).map(|n| format!("{}-05-06", first + n * 7 % 40)).collect();
            Era::of(&values, dates::shape(&values[39]), are_births).unwrap()
        };
        let members = of(this_year - 70, true);
        assert!(members.is_off(this_year - 118) && !members.is_off(this_year - 101));
        assert!(!of(this_year - 70, false).is_off(this_year - 118));
        assert!(!of(this_year - 160, true).is_off(this_year - 175));
    }

    #[test]
    fn what_is_to_come_may_be_far() {
        let ends = era(|n| format!("{}-12-31", 2050 + n * 7 % 22)).unwrap();
        for (value, is_off) in
            [("2075-12-31", false), ("2099-12-31", false), ("9999-12-31", false), ("2105-12-31", true)]
        {
            assert_eq!(off(ends, value), is_off, "{value}");
        }
        assert_eq!(era(|n| format!("2026-{:02}-06", 1 + n % 12)), None);
        assert_eq!(Era::of(&["2026-01-06".to_owned()], None, false), None);
    }
}
